"""The cells of an XLSX as texts, and nothing else of it: only so is a long roster read as fast as it should be.

What a cell shows is told as `openpyxl` tells it (a test compares the two): computed values, never formulas.
`python-calamine` is as fast, but one cell in a sheet's last corner makes it ask for 500 GB, which ends the server that
read an uploaded file.
"""

from __future__ import annotations

import posixpath
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple
from xml.parsers import expat
from zipfile import ZipFile

from defusedxml.ElementTree import fromstring
from openpyxl.styles.numbers import builtin_format_code, is_date_format, is_timedelta_format
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel, from_ISO8601

from ..movement.errors import N_, InvalidFile

ROW_LIMIT: Final = 20_000
"""Below a header."""
COLUMN_LIMIT: Final = 200
CELL_LIMIT: Final = 2_000

Grid = list[list[str]]
_CONTENT: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_WORKBOOKS: Final = (
    _CONTENT + "sheet.main+xml", _CONTENT + "template.main+xml",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml", "application/vnd.ms-excel.template.macroEnabled.main+xml",
)  # fmt: skip
_NAMESPACES: Final = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main",
)  # fmt: skip
_TAGS: Final = {
    f"{space} {tag}": tag
    for space in _NAMESPACES
    for tag in ("row", "c", "v", "t", "si", "rPh", "mergeCell")
}  # fmt: skip


def clean(cell: object) -> str:
    """What a cell has, as text: NFC, without space around it; a whole number without point, a midnight as a date."""
    if isinstance(cell, datetime) and (cell.hour, cell.minute) == (0, 0):
        cell = cell.date()
    elif isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return unicodedata.normalize("NFC", str(cell if cell is not None else "")[:CELL_LIMIT]).strip()


class Merged(NamedTuple):
    """A merged range: its first column, its first and its last row, all from 0."""

    column: int
    first: int
    last: int


class Sheet(NamedTuple):
    """Row n is at n - 1; a row ends with its last cell that isn't empty, and so does the sheet."""

    grid: Grid
    merged: Sequence[Merged]


def sheets(archive: ZipFile, name: str) -> Iterator[Sheet]:
    """The worksheets in their order. name: for InvalidFile, when there are too many rows; a broken part raises whatever
    it provokes, ValueError and KeyError mostly."""
    book = _Book(archive)
    if not book.paths:
        raise ValueError("no worksheet")
    for path in book.paths:
        reader = _SheetReader(book, name)
        _parse(archive, path, reader)
        yield Sheet(reader.grid, reader.merged)


class _Book:
    """What cells are read by. paths: of the worksheets. dates, spans: style numbers that show a date, a duration."""

    def __init__(self, archive: ZipFile) -> None:
        types = fromstring(archive.read("[Content_Types].xml"))
        parts = {
            one.get("ContentType"): one.get("PartName", "").lstrip("/") for one in types if "PartName" in one.attrib
        }
        spare = {one.get("ContentType") for one in types if "PartName" not in one.attrib}
        path = next((parts[kind] for kind in _WORKBOOKS if kind in parts), "")
        if not path and not spare & {*_WORKBOOKS}:
            raise ValueError("no workbook")
        path = path or "xl/workbook.xml"
        root = fromstring(archive.read(path))
        properties = root.find("{*}workbookPr")
        old = properties is not None and properties.get("date1904") in ("1", "true")
        self.epoch = MAC_EPOCH if old else WINDOWS_EPOCH
        self.paths = _worksheets(archive, path, root)
        self.dates, self.spans = _date_styles(archive)
        strings = _StringReader()
        if (told := parts.get(_CONTENT + "sharedStrings+xml")) is not None:
            _parse(archive, told, strings)
        self.strings = strings.texts


def _worksheets(archive: ZipFile, workbook: str, root: Any) -> list[str]:
    folder, file = posixpath.split(workbook)
    links = {
        one.get("Id"): posixpath.normpath(posixpath.join("/" + folder, one.get("Target", ""))).lstrip("/")
        for one in fromstring(archive.read(f"{folder}/_rels/{file}.rels".lstrip("/")))
        if "chartsheet" not in one.get("Type", "")
    }
    named = [
        next((value for key, value in one.attrib.items() if key.endswith("}id")), "")
        for one in root.findall("{*}sheets/{*}sheet")
    ]
    there = {*archive.namelist()}
    return [links[one] for one in named if links.get(one) in there]


def _date_styles(archive: ZipFile) -> tuple[set[str], set[str]]:
    if "xl/styles.xml" not in archive.namelist():
        return set(), set()
    root = fromstring(archive.read("xl/styles.xml"))
    own = {one.get("numFmtId"): one.get("formatCode") for one in root.findall("{*}numFmts/{*}numFmt")}
    dates, spans = set(), set()
    for number, style in enumerate(root.findall("{*}cellXfs/{*}xf")):
        format_ = style.get("numFmtId", "0")
        code = own[format_] if format_ in own else builtin_format_code(int(format_))
        if is_date_format(code):
            dates.add(str(number))
        if is_timedelta_format(code):
            spans.add(str(number))
    return dates, spans


class _Reader(ABC):
    """Follows the elements of a part. text: what the last `v` or `t` held."""

    def __init__(self) -> None:
        self.text = ""
        self.taking = self.aside = False

    @abstractmethod
    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins. name: namespace and tag, with a space between."""

    @abstractmethod
    def end(self, name: str) -> None:
        """An element ends."""

    def take(self, text: str) -> None:
        if self.taking and len(self.text) < CELL_LIMIT:
            self.text += text


def _parse(archive: ZipFile, path: str, reader: _Reader) -> None:
    """Without entities: nothing may grow or reach out. In one piece: expat reads an unfinished tag anew with each."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.take
    parser.Parse(archive.read(path), True)


def _refuse(*_told: object) -> None:
    raise ValueError("a document type has no place here")


class _StringReader(_Reader):
    """The texts that cells share, clean, without what tells how they are spoken."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _TAGS.get(name)
        if tag == "t":
            self.taking = not self.aside
        elif tag == "si":
            self.text = ""
        elif tag == "rPh":
            self.aside = True

    def end(self, name: str) -> None:
        tag = _TAGS.get(name)
        if tag == "t":
            self.taking = False
        elif tag == "rPh":
            self.aside = False
        elif tag == "si":
            self.texts.append(clean(self.text.replace("x005F_", "")))


class _SheetReader(_Reader):
    """One worksheet's rows, up to the limits."""

    def __init__(self, book: _Book, name: str) -> None:
        super().__init__()
        self.grid: Grid = []
        self.merged: list[Merged] = []
        self._book, self._name = book, name
        self._strings, self._dates = book.strings, book.dates
        self._row = self._column = 0
        self._kind = self._style = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _TAGS.get(name)
        if tag == "c":
            place = attributes.get("r")
            self._column = _column(place.rstrip("0123456789")) if place else self._column + 1
            self._kind, self._style, self.text = attributes.get("t", "n"), attributes.get("s", ""), ""
        elif tag == "v":
            self.taking = self._kind != "inlineStr"
        elif tag == "t":
            self.taking = self._kind == "inlineStr" and not self.aside
        elif tag == "row":
            self._row = int(float(attributes["r"])) if "r" in attributes else self._row + 1
            self._column = 0
        elif tag == "rPh":
            self.aside = True
        elif tag == "mergeCell" and (found := _range(attributes.get("ref", ""))):
            self.merged.append(found)

    def end(self, name: str) -> None:
        tag = _TAGS.get(name)
        if tag == "c":
            if self.text and self._column <= COLUMN_LIMIT and (text := self._told(self.text)):
                self._put(text)
        elif tag in ("v", "t"):
            self.taking = False
        elif tag == "rPh":
            self.aside = False

    def _told(self, text: str) -> str:
        kind = self._kind
        if kind == "s":
            return self._strings[int(text)]
        if kind == "n":
            if self._style in self._dates:
                return self._date(text)
            return clean(float(text)) if not text.isdecimal() else str(int(text))
        if kind == "b":
            return str(bool(int(text)))
        return clean(from_ISO8601(text) if kind == "d" else text)  # type: ignore[no-untyped-call]

    def _date(self, text: str) -> str:
        try:
            found = from_excel(float(text), self._book.epoch, timedelta=self._style in self._book.spans)
        except (OverflowError, ValueError):
            return "#VALUE!"
        return clean(found)

    def _put(self, text: str) -> None:
        if self._row > ROW_LIMIT + 1:
            raise InvalidFile(file=self._name, why=N_("it has more than 20,000 rows"))
        grid, at = self.grid, self._column - 1
        while len(grid) < self._row:
            grid.append([])
        row = grid[self._row - 1]
        if at < len(row):
            row[at] = text
        else:
            row.extend([""] * (at - len(row)))
            row.append(text)


@lru_cache(maxsize=1024)
def _column(letters: str) -> int:
    return column_index_from_string(letters.upper())


def _range(place: str) -> Merged | None:
    """“E2:F4” → what it fills; None for a single cell or what is none."""
    first, colon, last = place.partition(":")
    letters, above = first.rstrip("0123456789"), first.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    below = last.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    if not (colon and letters.isalpha() and above.isdecimal() and below.isdecimal() and len(above + below) < 16):
        return None
    return Merged(_column(letters) - 1, int(above) - 1, int(below) - 1)
