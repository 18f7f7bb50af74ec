"""Lists of officials: each row read as who it is, with which unit and group, or why it can't be taken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from .errors import N_
from .people import read_name, read_phone
from .rosters import Line, UnitNames, Why, match_group, read_birth
from .units import Group, Unit

NEEDED: Final = ("email",)
_EMAIL: Final = re.compile(r"[a-z0-9][a-z0-9._%+'-]{0,63}@(?:[a-z0-9-]+\.)+[a-z]{2,24}")


@dataclass(frozen=True, slots=True)
class Official:
    """name: as it may be printed, "" when it isn't told. group, birth: None when they aren't. phone: "0…" or ""."""

    email: str
    name: str
    unit: Unit
    group: Group | None
    birth: date | None
    phone: str


@dataclass(frozen=True, slots=True)
class Read:
    """official: None when the row is refused, for the reason `why`. passed_over: what of it was left out, and why."""

    line: Line
    official: Official | None
    why: Why | None = None
    passed_over: Why | None = None


def read_officials(
    lines: Sequence[Line], units: Sequence[Unit], groups: Sequence[Group], this_year: int
) -> Iterator[Read]:
    """One for each line, in order. An address that stands twice is refused the second time."""
    names, seen = UnitNames(units), dict[str, int]()
    for line in lines:
        try:
            read = _read(line, names, groups, this_year)
            assert read.official is not None
            email = read.official.email
            if email in seen:
                raise Why(N_("this address stands in row {row} already"), {"row": seen[email]})
            seen[email] = line.number
        except Why as why:
            read = Read(line, None, why)
        yield read


def _read(line: Line, names: UnitNames, groups: Sequence[Group], this_year: int) -> Read:
    cells = line.cells
    email = cells["email"].lower().removeprefix("mailto:").strip()
    if not email:
        raise Why(N_("the email address is missing"))
    if not _EMAIL.fullmatch(email):
        raise Why(N_("“{text}” is no email address"), {"text": email[:60]})
    name, fault = read_name(cells["name"]) if cells["name"] else ("", None)
    if fault:
        raise Why(fault)
    phone, passed_over = _phone(cells["phone"])
    group = match_group(cells["group"], groups) if cells["group"] else None
    unit = names.match(cells["unit"], cells["code"])
    return Read(
        line, Official(email, name, unit, group, read_birth(cells["birth"], this_year), phone), None, passed_over
    )


def _phone(text: str) -> tuple[str, Why | None]:
    """A number that is no mobile's is left out; the zero that a spreadsheet dropped is put back."""
    bare = text.strip()
    if len(bare) == 9 and bare.isascii() and bare.isdigit():
        bare = "0" + bare
    phone, fault = read_phone(bare)
    return phone, Why(N_("the phone number was left out")) if fault else None
