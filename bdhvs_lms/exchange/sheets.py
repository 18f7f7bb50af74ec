"""Tables that users bring: CSV and XLSX, read within limits; and XLSX to fill in."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import column_index_from_string
from openpyxl.xml import DEFUSEDXML

from ..movement.errors import N_, InvalidFile

FILE_LIMIT: Final = 5 * 1024 * 1024
UNPACKED_LIMIT: Final = 50 * 1024 * 1024
ROW_LIMIT: Final = 20_000
COLUMN_LIMIT: Final = 200
CELL_LIMIT: Final = 2_000
SHEET_LIMIT: Final = 5
MERGED_LIMIT: Final = 200_000
"""So many cells may be filled from the merged ones above them."""

Grid = list[list[str]]
_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3})([0-9]{1,7}):[A-Z]{1,3}([0-9]{1,7})"')


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


def read_grids(content: bytes, name: str) -> list[Grid]:
    """The sheets of a CSV or XLSX, whose headers may stand anywhere → rows of texts as `read_table` has them.

    Row n of the file is at n - 1, empty ones too. What was merged downwards stands in each of its rows; a date is
    written as 1985-03-02. InvalidFile, with the limits of `read_table`.
    """
    if len(content) > FILE_LIMIT:
        raise InvalidFile(file=name, why=N_("it is larger than 5 MB"))
    if content[:2] != b"PK":
        return [_grid(_read_csv(content, name), name)]
    return list(_sheets(content, name))


def _grid(rows: Iterable[Sequence[object]], name: str) -> Grid:
    grid: Grid = []
    for row in rows:
        if len(grid) > ROW_LIMIT:
            raise InvalidFile(file=name, why=N_("it has more than 20,000 rows"))
        grid.append(_trimmed([_clean(cell) for cell in _filled(row)]))
    while grid and not any(grid[-1]):
        grid.pop()
    return grid


def _filled(row: Sequence[object]) -> Sequence[object]:
    """Without the empty cells at its end, of which a streamed row has as many as were asked for."""
    last = min(len(row), COLUMN_LIMIT)
    while last and row[last - 1] is None:
        last -= 1
    return row[:last]


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _clean(cell: object) -> str:
    if isinstance(cell, datetime) and (cell.hour, cell.minute) == (0, 0):
        cell = cell.date()
    elif isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
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
    with _opened(content, name) as (_, book):
        yield from _rows(book.worksheets[0])


def _sheets(content: bytes, name: str) -> Iterator[Grid]:
    with _opened(content, name) as (archive, book):
        for sheet in book.worksheets[:SHEET_LIMIT]:
            grid = _grid(_rows(sheet), name)
            _fill_down(grid, archive.read(sheet._worksheet_path), name)
            yield grid


def _rows(sheet: Any) -> Iterator[Sequence[object]]:
    found: Iterator[Sequence[object]] = sheet.iter_rows(values_only=True, max_row=ROW_LIMIT + 2, max_col=COLUMN_LIMIT)
    return found


@contextmanager
def _opened(content: bytes, name: str) -> Iterator[tuple[zipfile.ZipFile, Any]]:
    """(archive, workbook) of an XLSX within the limits; its values as they were computed, never its formulas."""
    if not DEFUSEDXML:
        raise InvalidFile(file=name, why=N_("the package defusedxml is missing"))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > UNPACKED_LIMIT:
                raise InvalidFile(file=name, why=N_("it is larger than 50 MB when unpacked"))
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            yield archive, book
            book.close()
    except InvalidFile:
        raise
    except Exception as error:
        # openpyxl lets whatever a broken part provokes come through: KeyError, BadZipFile, ParseError, ValueError …
        raise InvalidFile(file=name, why=N_("not a readable XLSX file") + f" ({type(error).__name__})") from None


def _fill_down(grid: Grid, part: bytes, name: str) -> None:
    """A streamed sheet tells the value of a merged range in its first cell alone."""
    filled = 0
    for match in _MERGED.finditer(part):
        column, first = column_index_from_string(match[1].decode()) - 1, int(match[2]) - 1
        if not (0 <= first < len(grid) and column < len(grid[first])):
            continue
        for row in grid[first + 1 : int(match[3])]:
            filled += 1
            if filled > MERGED_LIMIT:
                raise InvalidFile(file=name, why=N_("too many of its cells are merged"))
            row.extend([""] * (column + 1 - len(row)))
            row[column] = row[column] or grid[first][column]


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
