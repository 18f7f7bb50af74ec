"""Tables that users bring: CSV and XLSX, read within limits; and XLSX to fill in."""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.xml import DEFUSEDXML

from ..movement.errors import N_, InvalidFile

FILE_LIMIT: Final = 5 * 1024 * 1024
UNPACKED_LIMIT: Final = 50 * 1024 * 1024
ROW_LIMIT: Final = 20_000
COLUMN_LIMIT: Final = 200
CELL_LIMIT: Final = 2_000


def read_table(path: Path) -> list[dict[str, str]]:
    """A .csv or .xlsx with its header in the first row → one mapping a row, header → text (NFC), without empty rows.

    InvalidFile: over 5 MB, 50 MB unpacked or 20,000 rows, or not such a file.
    """
    try:
        if path.stat().st_size > FILE_LIMIT:
            raise InvalidFile(file=path.name, why=N_("it is larger than 5 MB"))
        content = path.read_bytes()
    except OSError as error:
        raise InvalidFile(file=path.name, why=error.strerror or "?") from None
    rows = _read_xlsx(content, path.name) if content[:2] == b"PK" else _read_csv(content, path.name)
    try:
        header = [_clean(cell) for cell in next(rows)]
    except StopIteration:
        raise InvalidFile(file=path.name, why=N_("it is empty")) from None
    table = []
    for number, row in enumerate(rows):
        if number >= ROW_LIMIT:
            raise InvalidFile(file=path.name, why=N_("it has more than 20,000 rows"))
        cells = [_clean(cell) for cell in row[:COLUMN_LIMIT]]
        if any(cells):
            filled = zip(header, cells + [""] * (len(header) - len(cells)), strict=False)
            table.append({name: cell for name, cell in filled if name})
    return table


def _clean(cell: object) -> str:
    return unicodedata.normalize("NFC", str(cell if cell is not None else "")[:CELL_LIMIT]).strip()


def _read_csv(content: bytes, name: str) -> Iterator[Sequence[object]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidFile(file=name, why=N_("it is not UTF-8 text; save it again as “CSV UTF-8”")) from None
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except csv.Error as error:
        raise InvalidFile(file=name, why=str(error)) from None


def _read_xlsx(content: bytes, name: str) -> Iterator[Sequence[object]]:
    if not DEFUSEDXML:
        raise InvalidFile(file=name, why=N_("the package defusedxml is missing"))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > UNPACKED_LIMIT:
                raise InvalidFile(file=name, why=N_("it is larger than 50 MB when unpacked"))
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        yield from book.worksheets[0].iter_rows(values_only=True, max_row=ROW_LIMIT + 2, max_col=COLUMN_LIMIT)
        book.close()
    except InvalidFile:
        raise
    except Exception as error:
        # openpyxl lets whatever a broken part provokes come through: KeyError, BadZipFile, ParseError, ValueError …
        raise InvalidFile(file=name, why=N_("not a readable XLSX file") + f" ({type(error).__name__})") from None


def write_xlsx(header: Sequence[str], rows: Iterable[Sequence[str | int | None]]) -> bytes:
    """A workbook of one sheet. Text stays text, also what looks like a number or a formula."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for place, row in enumerate((header, *rows), start=1):
        for column, value in enumerate(row, start=1):
            if isinstance(value, str):
                cell = sheet.cell(place, column, ILLEGAL_CHARACTERS_RE.sub("", value))
                cell.data_type, cell.number_format = "s", "@"
            else:
                sheet.cell(place, column, value)
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
