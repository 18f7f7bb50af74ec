"""The quiz at the end of a lesson's file: lines → questions, each with its line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from markdown_it.token import Token

from ..movement.course import KNOWLEDGE, SITUATION
from . import rules
from .faults import Report
from .markdown import plain, words
from .source import At, OptionDraft, QuestionDraft
from .texts import PLACEHOLDER

TITLE: Final = "Kiểm tra"
LABELS: Final = {KNOWLEDGE: "kiến thức", SITUATION: "tình huống"}
_KINDS: Final = {label: kind for kind, label in LABELS.items()}
_QUESTION: Final = re.compile(r"##(?:[ ]+(?:\[([^\]]*)\])?[ ]*(.*))?")
_OPTION: Final = re.compile(r"[-*+][ ]+\[([ xX])\](?:[ ]+(.*))?")
_WHY: Final = re.compile(r"Vì sao ?:[ ]*(.*)")


def place_of(tokens: Sequence[Token]) -> int | None:
    """The 0-based line of the heading “# Kiểm tra”, None without one."""
    for heading, inline in pairwise(tokens):
        is_title = heading.type == "heading_open" and heading.tag == "h1" and heading.level == 0
        if is_title and heading.map and words(inline.children).strip().casefold() == TITLE.casefold():
            return heading.map[0]
    return None


@dataclass(slots=True)
class _Piece:
    """A question, an option or a reason while its lines are being read."""

    text: str
    line: int
    kind: str | None = None
    right: bool = False


@dataclass(slots=True)
class _Draft:
    head: _Piece
    options: list[_Piece] = field(default_factory=list)
    whys: list[_Piece] = field(default_factory=list)


class _Reader:
    def __init__(self, report: Report) -> None:
        self._report = report
        self._drafts: list[_Draft] = []
        self._open: _Piece | None = None

    def line(self, text: str, line: int) -> None:
        """One line; a line that follows an option or a reason without an empty line between goes on with it."""
        stripped = text.strip()
        if not stripped:
            self._open = None
        elif found := _QUESTION.fullmatch(stripped):
            self._question(found[1], found[2] or "", line)
        elif self._drafts and (found := _OPTION.fullmatch(stripped)):
            self._start(self._drafts[-1].options, _Piece(found[2] or "", line, right=found[1] != " "))
        elif self._drafts and (found := _WHY.fullmatch(stripped)):
            self._start(self._drafts[-1].whys, _Piece(found[1], line))
        elif self._open and not re.match(r"[-*+>#|]|[0-9]+[.)]", stripped):
            self._open.text += " " + stripped
        else:
            self._report.add(rules.QUIZ_LINE, line)

    def _question(self, label: str | None, text: str, line: int) -> None:
        kind = _KINDS.get((label or "").strip().casefold())
        self._drafts.append(_Draft(_Piece(text, line, kind=kind)))
        self._open = None
        if kind is None and not PLACEHOLDER.search(text):
            self._report.add(rules.QUESTION_LABEL, line)

    def _start(self, pieces: list[_Piece], piece: _Piece) -> None:
        pieces.append(piece)
        self._open = piece

    def questions(self) -> tuple[QuestionDraft, ...]:
        return tuple(
            QuestionDraft(
                draft.head.kind,
                self._words(draft.head),
                draft.head.line,
                tuple(OptionDraft(self._words(option), option.right, option.line) for option in draft.options),
                tuple(At(self._words(why), why.line) for why in draft.whys),
            )
            for draft in self._drafts
        )

    def _words(self, piece: _Piece) -> str:
        text, is_plain = plain(piece.text)
        if not is_plain:
            self._report.add(rules.QUIZ_PLAIN, piece.line)
        return text


def read(lines: Sequence[str], first: int, report: Report) -> tuple[QuestionDraft, ...]:
    """The lines after “# Kiểm tra” → its questions. first: the 1-based line of the first of them in the file."""
    reader = _Reader(report)
    for line, text in enumerate(lines, start=first):
        reader.line(text, line)
    return reader.questions()
