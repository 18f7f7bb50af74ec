"""Tables that users bring: CSV and XLSX, read within limits; and XLSX to fill in."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Final

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from ..movement.errors import N_, InvalidFile
from . import xlsx
from .xlsx import COLUMN_LIMIT, ROW_LIMIT, clean

FILE_LIMIT: Final = 5 * 1024 * 1024
UNPACKED_LIMIT: Final = 50 * 1024 * 1024
SHEET_LIMIT: Final = 5
MERGED_LIMIT: Final = 200_000
"""So many cells may be filled from the merged ones above them."""
BROKEN_CSV: Final = N_("its quotation marks aren't right, or a cell is too long; save it again as “CSV UTF-8”")

Grid = xlsx.Grid


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
        header = [clean(cell) for cell in next(rows)]
    except StopIteration:
        raise InvalidFile(file=path.name, why=N_("it is empty")) from None
    table = []
    for number, row in enumerate(rows):
        if number >= ROW_LIMIT:
            raise InvalidFile(file=path.name, why=N_("it has more than 20,000 rows"))
        cells = [clean(cell) for cell in row[:COLUMN_LIMIT]]
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
        grid.append(_trimmed([clean(cell) for cell in row[:COLUMN_LIMIT]]))
    while grid and not any(grid[-1]):
        grid.pop()
    return grid


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _read_csv(content: bytes, name: str) -> Iterator[Sequence[object]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidFile(file=name, why=N_("it is not UTF-8 text; save it again as “CSV UTF-8”")) from None
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except csv.Error:
        raise InvalidFile(file=name, why=BROKEN_CSV) from None


def _read_xlsx(content: bytes, name: str) -> Iterator[Sequence[object]]:
    with _opened(content, name) as archive:
        yield from next(xlsx.sheets(archive, name)).grid


def _sheets(content: bytes, name: str) -> Iterator[Grid]:
    with _opened(content, name) as archive:
        for sheet in islice(xlsx.sheets(archive, name), SHEET_LIMIT):
            _fill_down(sheet, name)
            yield sheet.grid


@contextmanager
def _opened(content: bytes, name: str) -> Iterator[zipfile.ZipFile]:
    """An XLSX within the limits."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > UNPACKED_LIMIT:
                raise InvalidFile(file=name, why=N_("it is larger than 50 MB when unpacked"))
            yield archive
    except InvalidFile:
        raise
    except Exception as error:
        # Whatever a broken part provokes comes through: KeyError, BadZipFile, ParseError, ExpatError, ValueError …
        raise InvalidFile(file=name, why=N_("not a readable XLSX file") + f" ({type(error).__name__})") from None


def _fill_down(sheet: xlsx.Sheet, name: str) -> None:
    """The value of a merged range stands in its first cell alone."""
    grid, filled = sheet.grid, 0
    for column, first, last in sheet.merged:
        if not (0 <= first < len(grid) and column < len(grid[first])):
            continue
        for row in grid[first + 1 : last + 1]:
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
