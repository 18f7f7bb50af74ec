"""Tables: rows that a user brings → units, targets, denominators, with every fault named; CSV to take away.

A row maps column name → text, as `exchange.sheets` reads it from CSV or XLSX. Rows count from 2: the header is 1.
Spreadsheets drop the zeros before a unit's code; they are put back.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from .codes import UNIT_CODE
from .errors import N_, InvalidTable
from .targets import STRENGTHS, WAYS, Denominator, Target
from .units import KINDS, PROVINCE, Group, Unit

Row = Mapping[str, str]
_YEARS: Final = range(2020, 2101)
_ID: Final = re.compile(r"[a-z][a-z0-9-]{0,59}")
_FORMULA: Final = frozenset("=+-@\t\r＝＋－＠")


def read_units(rows: Iterable[Row]) -> list[Unit]:
    """Columns code, name, kind (xã, phường, cơ quan)."""
    units = []
    for number, row in enumerate(rows, start=2):
        code, name, kind = (_text(row, number, column) for column in ("code", "name", "kind"))
        code = _whole(code)
        if not UNIT_CODE.fullmatch(code):
            raise InvalidTable(row=number, column="code", why=N_("five digits or capital letters, without I, L, O, U"))
        if kind not in KINDS:
            raise InvalidTable(row=number, column="kind", why=N_("one of: xã, phường, cơ quan, tỉnh"))
        units.append(Unit(code, name, kind))
    return units


def read_groups(rows: Iterable[Row]) -> list[Group]:
    """Columns id, name."""
    return [Group(_id(row, number), _text(row, number, "name")) for number, row in enumerate(rows, start=2)]


def read_targets(
    rows: Iterable[Row], *, units: Collection[str], groups: Collection[str], courses: Collection[str]
) -> list[Target]:
    """Columns id, title, group, unit (empty: the province), year, percent or people, courses, ways, source, strength.

    courses and ways hold ids with spaces between; empty courses: not chosen yet. units, groups, courses: known ids.
    """
    targets = []
    for number, row in enumerate(rows, start=2):
        percent = _number(row, number, "percent", range(0, 101))
        people = _number(row, number, "people", range(0, 10_000_000))
        if percent is not None and people is not None:
            raise InvalidTable(
                row=number, column="percent", why=N_("give a percentage or a number of people, not both")
            )
        unit = _whole(row.get("unit", "").strip()) or PROVINCE
        target = Target(
            id=_id(row, number),
            title=_text(row, number, "title"),
            group=_known(_text(row, number, "group"), {*groups}, number, "group"),
            unit=_known(unit, {*units, PROVINCE}, number, "unit"),
            year=_year(row, number),
            percent=percent,
            people=people,
            courses=tuple(_known(one, {*courses}, number, "courses") for one in row.get("courses", "").split()),
            ways=tuple(_known(one, {*WAYS}, number, "ways") for one in _text(row, number, "ways").split()),
            source=_text(row, number, "source"),
            strength=_known(_text(row, number, "strength"), {*STRENGTHS}, number, "strength"),
        )
        targets.append(target)
    return targets


def read_denominators(rows: Iterable[Row], *, units: Collection[str], groups: Collection[str]) -> list[Denominator]:
    """Columns unit, group, year, people, source. A row with no people is passed over: not known stays empty."""
    denominators = []
    for number, row in enumerate(rows, start=2):
        people = _number(row, number, "people", range(0, 10_000_000))
        if people is None:
            continue
        unit = _known(_whole(_text(row, number, "unit")), {*units, PROVINCE}, number, "unit")
        group = _known(_text(row, number, "group"), {*groups}, number, "group")
        denominators.append(Denominator(unit, group, _year(row, number), people, _text(row, number, "source")))
    return denominators


def _text(row: Row, number: int, column: str) -> str:
    if column not in row:
        raise InvalidTable(row=1, column=column, why=N_("this column is missing"))
    if not (text := row[column].strip()):
        raise InvalidTable(row=number, column=column, why=N_("this cell is empty"))
    return text


def _whole(code: str) -> str:
    """A unit's code with the zeros in front that a spreadsheet took for a number's."""
    return code.zfill(5) if code.isascii() and code.isdigit() else code


def _id(row: Row, number: int) -> str:
    """An id that counts are kept by: `Requirement.key` puts signs between ids."""
    text = _text(row, number, "id")
    if not _ID.fullmatch(text):
        raise InvalidTable(row=number, column="id", why=N_("small letters a–z, digits and dashes only"))
    return text


def _known(text: str, known: set[str], number: int, column: str) -> str:
    if text not in known:
        raise InvalidTable(row=number, column=column, why=N_("not known: ") + text[:40])
    return text


def _number(row: Row, number: int, column: str, allowed: range) -> int | None:
    text = row.get(column, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) in allowed):
        raise InvalidTable(row=number, column=column, why=N_("not a whole number in the allowed range: ") + text[:40])
    return int(text)


def _year(row: Row, number: int) -> int:
    _text(row, number, "year")
    year = _number(row, number, "year", _YEARS)
    assert year is not None
    return year


def safe_cell(value: object) -> object:
    """Text that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay numbers.

    NUL is dropped: no spreadsheet holds one, and before Python 3.11 the csv module refuses to write it.
    """
    if not isinstance(value, str):
        return value
    text = value.replace("\0", "")
    return text if _FORMULA.isdisjoint((text[:1], text.lstrip()[:1])) else "'" + text


def write_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """CSV text with a byte order mark, as Excel wants it for Vietnamese."""
    out = io.StringIO(newline="")
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow([safe_cell(cell) for cell in header])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue()
