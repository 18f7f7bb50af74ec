"""Bytes on disk → text that can be read: size, encoding, line ends, accents, invisible characters, template words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from . import rules
from .faults import Report

TEXT_LIMIT: Final = 200 * 1024
"""Bytes of one text file."""

PLACEHOLDER: Final = re.compile(r"\(viết [^()\n]{1,160} ở đây\)")
"""What `scaffold` leaves to be written."""

_INVISIBLE: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\ufff9-\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)


@dataclass(frozen=True, slots=True)
class Text:
    """text: "\\n" line ends, NFC, no BOM. data: the bytes as they were."""

    text: str
    data: bytes

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    @property
    def last_line(self) -> int:
        return self.text.rstrip("\n").count("\n") + 1

    @property
    def unfinished(self) -> bool:
        return PLACEHOLDER.search(self.text) is not None


def read_bytes(path: Path, limit: int, report: Report) -> bytes | None:
    """A plain file's bytes, at most one more than `limit`. None with a fault when it isn't one or links elsewhere."""
    try:
        if path.resolve().parent != path.parent.resolve() or not path.is_file():
            report.add(rules.NOT_A_FILE, 1)
            return None
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except RuntimeError:  # a loop of links, before Python 3.13
        report.add(rules.NOT_A_FILE, 1)
        return None
    except OSError as error:
        report.add(rules.UNREADABLE, 1, why=error.strerror or "")
        return None
    return data


def read_text(path: Path, report: Report) -> Text | None:
    """A text file, checked and cleaned; None when there is nothing to go on with."""
    data = read_bytes(path, TEXT_LIMIT, report)
    if data is None:
        return None
    if len(data) > TEXT_LIMIT:
        report.add(rules.TOO_LARGE, 1, limit=TEXT_LIMIT // 1024)
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        report.add(rules.NOT_UTF8, data.count(b"\n", 0, error.start) + 1)
        return None
    if text.startswith("\ufeff"):
        report.add(rules.BOM, 1)
        text = text[1:]
    if not text.strip():
        report.add(rules.EMPTY_FILE, 1)
        return None
    return Text(_clean(text, report), data)


def _clean(text: str, report: Report) -> str:
    if "\r\n" in text:
        report.add(rules.CRLF, text.count("\n", 0, text.index("\r\n")) + 1)
        text = text.replace("\r\n", "\n")
    for line, words in enumerate(text.split("\n"), start=1):
        check_characters(words, line, report)
        for found in PLACEHOLDER.finditer(unicodedata.normalize("NFC", words)):
            report.add(rules.PLACEHOLDER, line, text=found[0])
    return unicodedata.normalize("NFC", text)


def check_characters(words: str, line: int, report: Report) -> None:
    """Reports accents that aren't NFC, and invisible characters, once each."""
    if not unicodedata.is_normalized("NFC", words):
        report.add(rules.NOT_NFC, line)
    for character in dict.fromkeys(_INVISIBLE.findall(words)):
        report.add(rules.INVISIBLE, line, code=f"U+{ord(character):04X}")
