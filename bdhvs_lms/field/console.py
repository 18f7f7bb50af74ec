"""How the commands speak: messages in the reader's language, tables, JSON, progress bars, files, the error log."""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import Final

import click
from qrcode.constants import ERROR_CORRECT_L
from qrcode.main import QRCode
from tqdm import tqdm

from ..movement.errors import N_, BdhvsError, NotWritten
from .i18n import _, translate

LOG: Final = "errors.log"
_STEPS: Final = 200_000
"""Steps of SQLite's machine between two signs of life, some milliseconds."""

FOREIGN: Final = (
    # What the operating system and SQLite say, and what a message's field may hold beside them.
    N_("No such file or directory"), N_("Permission denied"), N_("No space left on device"), N_("Is a directory"),
    N_("Not a directory"), N_("Read-only file system"), N_("File name too long"), N_("File exists"),
    N_("database or disk is full"), N_("database is locked"), N_("disk I/O error"), N_("unable to open database file"),
    N_("attempt to write a readonly database"), N_("file is not a database"), N_("database disk image is malformed"),
    N_("Address already in use"), N_("Cannot assign requested address"), N_("Name or service not known"),
    N_("a record is missing"), N_("its content or its predecessor was changed"), N_("it is damaged"),
    N_("not a public key as `bdhvs keys export` writes it"), N_("not a private key"), N_("not an Ed25519 key"),
)  # fmt: skip


def say(error: BdhvsError) -> str:
    """An error's message, translated, with its fields translated where they are messages themselves."""
    return _(error.message, **{name: _field(value) for name, value in error.fields.items()})


def _field(value: object) -> object:
    """A field as it is shown. Some are a message and a detail: “not known: xyz”, “not readable (KeyError)”."""
    if not isinstance(value, str):
        return plain(str(value)) if isinstance(value, Path | BaseException) else value
    for mark in (": ", " ("):
        head, found, tail = value.partition(mark)
        if found and translate(value) == value:
            whole = head + mark if mark == ": " else head
            return translate(whole) + plain(tail if mark == ": " else mark + tail)
    return plain(translate(value))


def plain(text: str) -> str:
    """Text that can't give orders to a terminal."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def out(text: str = "") -> None:
    click.echo(text)


def note(text: str) -> None:
    """What isn't the result: to stderr."""
    click.echo(text, err=True)


def as_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Columns as wide as their widest cell; numbers to the right, None as “–”."""
    cells = [[_cell(cell) for cell in row] for row in rows]
    widths = [max(len(name), *(len(row[place]) for row in cells), 0) for place, name in enumerate(header)]
    right = [any(isinstance(row[place], int | float) for row in rows) for place in range(len(header))]
    for line in (header, ["─" * width for width in widths], *cells):
        parts = zip(line, widths, right, strict=True)
        click.echo(
            "  ".join(text.rjust(width) if to_right else text.ljust(width) for text, width, to_right in parts).rstrip()
        )


def _cell(value: object) -> str:
    if value is None or value == "":
        return "–"
    return f"{value:.1f}" if isinstance(value, float) else plain(str(value))


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, with “…” in place of what is left out."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


@contextmanager
def bar(total: int, label: str) -> Iterator[Callable[[int], None]]:
    """A progress bar on stderr, where that is a terminal. → what to call with the number of things done."""
    with tqdm(total=total, desc=label, file=sys.stderr, disable=None, leave=False) as shown:

        def done(count: int) -> None:
            shown.update(count)

        yield done


@contextmanager
def working(connection: sqlite3.Connection, label: str) -> Iterator[None]:
    """A sign of life on stderr while SQLite works on something whose end isn't known."""
    with tqdm(desc=label, file=sys.stderr, disable=None, leave=False, bar_format="{desc} {elapsed}") as shown:

        def tick() -> int:
            shown.update()
            return 0

        connection.set_progress_handler(tick, _STEPS)
        try:
            yield
        finally:
            connection.set_progress_handler(None, 0)


def write_file(path: Path, content: bytes, *, private: bool = False) -> None:
    """Writes a file whole or not at all. private: mode 0600, for what holds people's data. NotWritten."""
    draft = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}")
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(draft, flags, 0o600 if private else 0o666), "wb") as file:
            file.write(content)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise NotWritten(file=str(path), why=error.strerror or "?") from None


def keep_traceback(folder: Path | None) -> Path:
    """Appends the traceback of the exception being handled to the log (mode 0600). → where it went."""
    text = f"--- {datetime.now(timezone.utc).isoformat(timespec='seconds')}\n{traceback.format_exc()}\n"
    path = folder / LOG if folder is not None and folder.is_dir() else None
    for place in (path, Path(tempfile.gettempdir()) / f"bdhvs-{secrets.token_hex(4)}.log"):
        if place is None:
            continue
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
            with os.fdopen(os.open(place, flags, 0o600), "w", encoding="utf-8") as file:
                file.write(text)
        except OSError:
            continue
        return place
    return Path(os.devnull)


def qr(text: str) -> str:
    """A QR in half-block letters, dark on light whatever the terminal's colours: for phones held before the screen."""
    code = QRCode(error_correction=ERROR_CORRECT_L, border=2)
    code.add_data(text)
    rows = code.get_matrix()
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    blocks = {(True, True): " ", (True, False): "▄", (False, True): "▀", (False, False): "█"}
    pairs = zip(rows[::2], rows[1::2], strict=True)
    lines = ("".join(blocks[bool(up), bool(low)] for up, low in zip(*pair, strict=True)) for pair in pairs)
    return "\n".join(f"\033[97;40m{line}\033[0m" for line in lines)
