"""Rosters as they are: where a sheet's header stands, what its columns are called, which unit and group a cell means.

A sheet is rows of texts (`exchange.sheets.read_grids`). Headings and names are compared without accents and signs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from .codes import UNIT_CODE
from .errors import N_
from .people import fold, normalised, read_birth_year
from .units import COMMUNE, WARD, WHOLE_PROVINCE, Group, Unit

Grid = Sequence[Sequence[str]]
HEADER_WITHIN: Final = 30
HEADINGS: Final[Mapping[str, frozenset[str]]] = {
    "email": frozenset(
        {"email", "e mail", "dia chi email", "email cong vu", "thu dien tu", "dia chi thu dien tu", "thu cong vu",
         "thu dien tu cong vu", "hop thu", "hop thu dien tu", "hop thu cong vu", "gmail", "tai khoan"}
    ),
    "name": frozenset(
        {"ho ten", "ho va ten", "ho ten can bo", "ho va ten can bo", "ten can bo", "ho ten hoc vien",
         "ho va ten hoc vien", "ho dem va ten", "full name", "name"}
    ),
    "unit": frozenset(
        {"don vi", "ten don vi", "don vi cong tac", "co quan", "co quan cong tac", "co quan don vi", "noi cong tac",
         "co quan don vi cong tac", "xa phuong", "xa", "unit"}
    ),
    "code": frozenset({"ma don vi", "ma xa", "ma xa phuong", "ma co quan", "unit code"}),
    "group": frozenset({"nhom", "nhom doi tuong", "doi tuong", "group"}),
    "birth": frozenset({"nam sinh", "ngay sinh", "sinh nam", "sinh ngay", "ngay thang nam sinh", "birth year"}),
    "phone": frozenset(
        {"dien thoai", "so dien thoai", "dien thoai di dong", "di dong", "so di dong", "sdt", "so dt", "dt", "phone"}
    ),
}  # fmt: skip
"""Field → what its column may be called, folded, without signs and without what stands in brackets."""
OF_A_CLASS: Final[Mapping[str, frozenset[str]]] = {
    "code": HEADINGS["code"],
    "phone": HEADINGS["phone"] | {"telephone"},
    "name": HEADINGS["name"] | {"ho va ten nguoi hoc", "ho ten nguoi hoc", "ten hoc vien", "hoc vien", "nguoi hoc",
                                "ho chu dem va ten"},
    "family": frozenset({"ho", "ho dem", "ho va dem", "ho va ten dem", "ho ten dem", "ho va chu dem", "ho chu dem",
                         "ho lot", "ho va ten lot"}),
    "given": frozenset({"ten", "ten goi"}),
    "unit": HEADINGS["unit"] | {"phuong", "ten xa", "thuoc xa", "xa phuong thi tran", "commune or ward"},
    "birth": HEADINGS["birth"] | {"sn", "ngay sinh nam sinh", "nam sinh ngay sinh", "year of birth"},
    "village": frozenset({"ban", "thon", "ban thon", "thon ban", "dia chi", "noi o", "to dan pho", "cho o", "xom",
                          "noi o hien nay", "dia chi thuong tru", "cho o hien nay", "thon ban to dan pho", "ten ban",
                          "ban thon to dan pho", "ban to dan pho", "dia ban", "noi cu tru", "noi thuong tru", "tdp",
                          "dia chi noi o", "khu pho", "village"}),
}  # fmt: skip
"""The same for a class's roll. A name may stand in two columns, family and given."""

_BRACKETS: Final = re.compile(r"\([^)]*\)|\[[^]]*\]")
_SIGNS: Final = re.compile(r"[\W_]+")
_NUMBERING: Final = re.compile(r"\(?[0-9]{1,2}\)?")
_OFFICES: Final = ("uy ban nhan dan", "ubnd")
_KINDS: Final = {"xã": COMMUNE, "xa": COMMUNE, "x.": COMMUNE, "phường": WARD, "phuong": WARD, "p.": WARD, "p": WARD}
_DATE: Final = re.compile(r"(?:(?:(\d{1,2})[/.\-])?(\d{1,2})[/.\-])?(\d{4})", re.ASCII)
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?", re.ASCII)
_SERIALS: Final = range(3_000, 60_000)
_SERIAL_ZERO: Final = date(1899, 12, 30)


class Why(Exception):
    """Why a cell can't be taken. message: a msgid; fields: what it names."""

    def __init__(self, message: str, fields: Mapping[str, object] | None = None) -> None:
        self.message, self.fields = message, dict(fields or {})
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Line:
    """A row below the header. number: as the spreadsheet counts. cells: field → text, "" where there is none."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Roster:
    """header: the sheet's own headings. lines: rows that have something in a column that is known."""

    header: Sequence[str]
    header_at: int
    lines: Sequence[Line]


def heading(text: str) -> str:
    """“Họ và tên (*)” → “ho va ten”."""
    return " ".join(_SIGNS.sub(" ", fold(_BRACKETS.sub(" ", text))).split())


def find_roster(grid: Grid, needed: Iterable[str]) -> Roster | None:
    """The table of a sheet whose header has all the needed fields; None where there is none."""
    header = find_header(grid, needed)
    if header is None:
        return None
    at, columns = header
    lines = []
    for number, row in enumerate(grid[at + 1 :], start=at + 2):
        cells = {name: joined(row, places) for name, places in columns.items()}
        if any(cells.values()) and not (number == at + 2 and is_numbering(row)):
            lines.append(Line(number, {name: cells.get(name, "") for name in HEADINGS}))
    return Roster(grid[at], at, lines)


def find_header(
    grid: Grid, needed: Iterable[str], headings: Mapping[str, frozenset[str]] = HEADINGS
) -> tuple[int, Mapping[str, Sequence[int]]] | None:
    """Where the header stands, from 0, and field → its columns.

    The header is the row, among the first 30, in which most fields are named; of two alike that touch the lower one, as
    where it is merged over two rows.
    """
    best: dict[str, list[int]] = {}
    at = -1
    for place, row in enumerate(grid[:HEADER_WITHIN]):
        found = _columns(row, headings)
        if {*needed} <= {*found} and (len(found) > len(best) or (len(found) == len(best) and place == at + 1)):
            best, at = found, place
    return (at, best) if at >= 0 else None


def _columns(row: Sequence[str], headings: Mapping[str, frozenset[str]]) -> dict[str, list[int]]:
    """Field → its columns. A name may go on in the next columns that have no heading of their own: “Họ và tên | ”."""
    found: dict[str, list[int]] = {}
    for place, cell in enumerate(row):
        named = heading(cell)
        name = next((one for one, known in headings.items() if named in known), None)
        if name is None or name in found:
            continue
        found[name] = [place]
        if name == "name":
            after = range(place + 1, len(row))
            found[name] += [other for other in after if not any(row[place + 1 : other + 1])][:2]
    return found


def joined(row: Sequence[str], columns: Sequence[int]) -> str:
    """What a row has in these columns, with single spaces."""
    if len(columns) == 1:
        return " ".join(row[columns[0]].split()) if columns[0] < len(row) else ""
    return " ".join(" ".join([row[column] for column in columns if column < len(row)]).split())


def is_numbering(row: Sequence[str]) -> bool:
    """The row “(1) (2) (3)” that forms have below their header."""
    filled = [cell for cell in row if cell]
    return len(filled) > 1 and all(_NUMBERING.fullmatch(cell) for cell in filled)


class UnitNames:
    """Which unit a cell means: a code, or a name with or without accents and “xã”, “phường”, “UBND” before it."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._units = [unit for unit in units if unit.kind != WHOLE_PROVINCE]
        self._codes = {unit.code: unit for unit in self._units}

    def match(self, text: str, code: str = "") -> Unit:
        """Why, when none or several may be meant, or when code and name say different things."""
        coded = self._coded(code) if code else None
        if not text:
            if coded is None:
                raise Why(N_("the unit is missing"))
            return coded
        named = self._codes.get(_whole(text)) or self._named(text)
        if coded is not None and coded != named:
            raise Why(N_("the code {code} is {unit}, not “{text}”"), _given(text, code=code, unit=coded.label))
        return named

    def _coded(self, code: str) -> Unit:
        unit = self._codes.get(_whole(code))
        if unit is None:
            raise Why(N_("no unit has the code “{text}”"), _given(code))
        return unit

    def _named(self, text: str) -> Unit:
        for kind, name in _readings(text):
            same = [unit for unit in self._units if fold(unit.name) == fold(name)]
            if exact := [unit for unit in same if normalised(unit.name) == normalised(name)]:
                same = exact
            of_kind = [unit for unit in same if kind in ("", unit.kind)]
            if len(of_kind) == 1:
                return of_kind[0]
            if of_kind:
                raise Why(N_("“{text}” may be one of several units: write the code"), _given(text))
            if same:
                raise Why(N_("there is no “{text}”; is {unit} meant?"), _given(text, unit=same[0].label))
        raise Why(N_("no unit is called “{text}”"), _given(text))


def _readings(text: str) -> list[tuple[str, str]]:
    """(kind or "", name): as it stands, then without the words before a commune's name."""
    bare = " ".join(text.split())
    found = [("", bare)]
    for office in _OFFICES:
        if fold(bare).startswith(office + " "):
            bare = " ".join(bare.split()[len(office.split()) :])
            found.append(("", bare))
    first, _, rest = bare.replace(".", ". ", 1).partition(" ")
    if rest and first.casefold() in _KINDS:
        found.append((_KINDS[first.casefold()], rest.strip()))
    return found


def _whole(code: str) -> str:
    """A code as typed, with the zeros in front that a spreadsheet took for a number's."""
    bare = code.strip().upper()
    whole = bare.zfill(5) if bare.isascii() and bare.isdigit() else bare
    return whole if UNIT_CODE.fullmatch(whole) else ""


def match_group(text: str, groups: Sequence[Group]) -> Group:
    """Which group a cell means: its id, its name or a part of it from a word's beginning, its initials. Why."""
    wanted = heading(text)
    alike = [group for group in groups if wanted in (group.id, heading(group.name), _initials(group.name))]
    if not alike and len(wanted) > 3:
        alike = [group for group in groups if f" {wanted} " in f" {heading(group.name)} "]
    if len(alike) == 1:
        return alike[0]
    if alike:
        raise Why(N_("“{text}” may be one of several groups"), _given(text))
    raise Why(N_("no group is called “{text}”"), _given(text))


def _initials(name: str) -> str:
    return "".join(word[0] for word in heading(name).split())


def read_birth(text: str, this_year: int) -> date | None:
    """A date or a year as spreadsheets have them → a date, 1 January where only the year is known; None for "". Why."""
    bare = text.strip()
    if not bare:
        return None
    if bare.isascii() and bare.isdigit() and int(bare) in _SERIALS and not 1900 <= int(bare) <= this_year:
        found = _SERIAL_ZERO + timedelta(days=int(bare))
    else:
        found = _typed_date(bare)
    _, fault = read_birth_year(f"{found.year:04}", this_year)
    if fault:
        raise Why(fault)
    return found


def _typed_date(text: str) -> date:
    iso, typed = _ISO.fullmatch(text), _DATE.fullmatch(text)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if typed:
            return date(int(typed[3]), int(typed[2] or 1), int(typed[1] or 1))
    except ValueError:
        pass
    raise Why(N_("“{text}” is no date or year of birth"), _given(text))


def _given(text: str, **more: object) -> Mapping[str, object]:
    return {"text": text[:60], **more}
