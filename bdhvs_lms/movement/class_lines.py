"""A class's roll as a trainer types it: one line a person, “Lò Thị Mai, 1985, 0912 345 678, Bản Thẳm”."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from .classes import Seat, already_on
from .errors import N_
from .people import Person, fold, read_name, read_phone, read_village
from .rosters import Why, read_birth

ON_THE_ROLL: Final = N_("a person of this name is on the roll already; write the year of birth to tell them apart")
HERE: Final = N_("is on the roll already")
TOO_MANY: Final = N_("only 200 people are saved at once; save again")
NO_NUMBER: Final = N_("“{text}” is neither a year of birth with four digits nor a whole telephone number")
LINE_LIMIT: Final = 200
LINES_AT_ONCE: Final = 200
_NUMBERED: Final = re.compile(r"^\s*(?:\d{1,3}(?:\s*[.)\-:]|\s+(?=[^\W\d]))|[-*•+])\s*")
_APART: Final = re.compile(r"[,;\t|]+")
_BIRTH: Final = re.compile(
    r"(?:sinh nam|sinh ngay|nam sinh|sinh|sn)?[ :.]*((?:\d{1,2}[/.\-]){0,2}\d{4}|\d{4}-\d{1,2}-\d{1,2})"
)
_PHONE: Final = re.compile(r"(?:sdt|dt|dien thoai|so)?[ :.]*(\+?[\d .\-]{9,16})")
_TRAILING: Final = re.compile(
    r"^(?P<name>\D+?)(?P<gap>\s+)(?:(?P<born>sinh(?:\s+(?:năm|nam|ngày|ngay))?|sn)[ :.]*)?(?P<rest>\+?\d.*)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Typed:
    """A line that was typed. number: from 1, empty lines counted. person: None when it can't be taken, for `why`."""

    number: int
    text: str
    person: Person | None
    why: Why | None = None


def read_lines(text: str, roll: Sequence[Seat], this_year: int) -> Iterator[Typed]:
    """Each line that isn't empty: a person who isn't on the roll yet, or why not. At most 200 of them are people."""
    seats = list(roll)
    filled = ((number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip())
    for place, (number, line) in enumerate(filled):
        try:
            if place >= LINES_AT_ONCE:
                raise Why(TOO_MANY)
            person = read_line(line, this_year)
            if any(seat.person == person for seat in seats):
                raise Why(HERE)
            if already_on(seats, person):
                raise Why(ON_THE_ROLL)
        except Why as why:
            yield Typed(number, line.strip()[:LINE_LIMIT], None, why)
            continue
        seats.append(Seat("", "", person, None, None, "", ""))
        yield Typed(number, line.strip(), person)


def read_line(line: str, this_year: int) -> Person:
    """Name first, then year or date of birth, telephone and village in any order, each may be missing. Why."""
    if len(line) > LINE_LIMIT:
        raise Why(N_("the line is too long"))
    bare = _NUMBERED.sub("", unicodedata.normalize("NFC", line))
    parts = [part.strip() for part in _APART.split(bare) if part.strip()]
    if not parts:
        raise Why(N_("Write your name."))
    if found := _TRAILING.match(parts[0]):
        parts[:1] = [whole_name(found), *_split_numbers(found["rest"])]
    name, fault = read_name(parts[0])
    if fault:
        raise Why(fault)
    year, phone, villages = 0, "", list[str]()
    for part in parts[1:]:
        folded = fold(part)
        if not year and (birth := _BIRTH.fullmatch(folded)):
            read = read_birth(birth[1], this_year)
            year = read.year if read else 0
        elif not phone and (told := _PHONE.fullmatch(folded)):
            phone = _read(read_phone(told[1]))
        elif not any(letter.isalpha() for letter in part):
            raise Why(NO_NUMBER, {"text": part[:60]})
        else:
            villages.append(part)
    return Person(name, year, phone, _read(read_village(", ".join(villages))))


def whole_name(found: re.Match[str]) -> str:
    """found: a name, a gap and perhaps a word (`born`) before a year. “Sinh” is a given name too: it belongs to the
    name unless a sign stands before it, or it is in small letters behind a name in capitals."""
    name, gap, born = found["name"], found["gap"], found["born"] or ""
    is_name = born.casefold() == "sinh" and not gap.strip() and (born != "sinh" or name == name.casefold())
    return f"{name}{gap}{born}" if is_name else name


def _split_numbers(text: str) -> list[str]:
    """“1985 0912345678 Bản Thẳm” → its year, its number, the rest."""
    found = re.match(r"^((?:\d{1,2}[/.\-]){0,2}\d{4}|\d{4}-\d{1,2}-\d{1,2})(?=\s|$)\s*(.*)$", text)
    parts, rest = ([found[1]], found[2]) if found else ([], text)
    if number := re.match(r"^(\+?[\d.\-]{9,13})(?=\s|$)\s*(.*)$", rest):
        parts, rest = [*parts, number[1]], number[2]
    return [*parts, rest] if rest else parts


def _read(read: tuple[str, str | None]) -> str:
    text, fault = read
    if fault:
        raise Why(fault)
    return text
