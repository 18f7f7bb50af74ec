"""Persons: what may be typed, how names are compared, and when two learners are the same one.

Personal data never enters a record: a record commits to a person's fields by a salted hash (`commitment`), and the
fields live in a row that can be erased.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from .errors import N_

NAME_LIMIT: Final = 60
YOUNGEST, OLDEST = 6, 120
_MOBILE: Final = re.compile(r"0[35789][0-9]{8}")
_CANONICAL: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Person:
    """What identifies a learner. name: NFC. birth_year: Gregorian, 0 where unknown, as of an account.

    phone: "0xxxxxxxxx" or "". village: text or "".
    """

    name: str
    birth_year: int
    phone: str = ""
    village: str = ""


def commitment(person: Person, salt: bytes) -> str:
    """SHA-256 (hex) over salt and the person's fields in canonical JSON: binds a record to a row it doesn't hold."""
    fields = _CANONICAL.encode(
        {"birth_year": person.birth_year, "name": person.name, "phone": person.phone, "village": person.village}
    )
    return hashlib.sha256(salt + fields.encode()).hexdigest()


class _Bare(dict[int, str]):
    """A letter's number → the letter without its diacritics, "" for a diacritic; filled as letters come."""

    def __missing__(self, number: int) -> str:
        letters = unicodedata.normalize("NFD", {"đ": "d", "Đ": "D"}.get(chr(number), chr(number)))
        bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
        if len(self) < _LETTERS_KEPT:
            self[number] = bare
        return bare


_LETTERS_KEPT: Final = 4096
_BARE: Final = _Bare()


def fold(text: str) -> str:
    """For comparing and searching: no diacritics, đ as d, lower case, single spaces."""
    return " ".join(text.translate(_BARE).casefold().split())


def normalised(name: str) -> str:
    """For deciding sameness: NFC, lower case, single spaces; diacritics count (Hạnh is not Hanh)."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


@lru_cache(maxsize=_LETTERS_KEPT)
def _is_latin(letter: str) -> bool:
    return unicodedata.category(letter).startswith("L") and unicodedata.name(letter, "").startswith("LATIN ")


def read_name(text: str) -> tuple[str, str | None]:
    """Typed name → (name as kept, fault msgid or None). Letters and spaces, 2–60 characters, NFC.

    A name typed all in capitals or all in small letters is written with capital initials.
    """
    name = " ".join(unicodedata.normalize("NFC", text[: NAME_LIMIT * 4]).split())
    if not name:
        return name, N_("Write your name.")
    if len(name) > NAME_LIMIT or len(text) > NAME_LIMIT * 4:
        return name[:NAME_LIMIT], N_("The name is too long: 60 letters at most.")
    if len(name) < 2 or not all(map(_is_latin, {*name} - {" "})):
        return name, N_("The name takes letters and spaces only, no digits or signs.")
    if name in (name.upper(), name.lower()):
        written = " ".join(word.capitalize() for word in name.split(" "))
        if len(written) == len(name):  # letters such as ŉ have no capital of their own
            name = written
    return name, None


def read_birth_year(text: str, this_year: int) -> tuple[int, str | None]:
    """Typed year → (year, fault msgid or None). A learner is 6 to 120 years old."""
    bare = text.strip()
    if not (bare.isascii() and bare.isdigit() and len(bare) == 4):
        return 0, N_("Write the year of birth with four digits, for example 1985.")
    year = int(bare)
    if not this_year - OLDEST <= year <= this_year - YOUNGEST:
        return year, N_("This year of birth can't be right.")
    return year, None


def read_phone(text: str) -> tuple[str, str | None]:
    """Typed phone number → ("0xxxxxxxxx" or "", fault msgid or None). Vietnamese mobiles; +84 becomes 0."""
    bare = re.sub(r"[\s.()-]", "", text[:40])
    if not bare:
        return "", None
    for prefix in ("+84", "0084", "84"):
        if bare.startswith(prefix) and len(bare) - len(prefix) == 9:
            bare = "0" + bare[len(prefix) :]
    if not (bare.isascii() and _MOBILE.fullmatch(bare)):
        return "", N_("This phone number isn't right. You may leave it empty.")
    return bare, None


def read_village(text: str) -> tuple[str, str | None]:
    """Typed village → (text, fault msgid or None): one line of letters, digits and . , - ( ) / up to 60 characters."""
    village = " ".join(unicodedata.normalize("NFC", text[: NAME_LIMIT * 4]).split())
    if len(village) > NAME_LIMIT or len(text) > NAME_LIMIT * 4:
        return village[:NAME_LIMIT], N_("The village's name is too long: 60 characters at most.")
    if not all(letter.isdecimal() or _is_latin(letter) for letter in {*village} - {*" .,-()/"}):
        return village, N_("The village's name takes letters and digits only.")
    return village, None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A learner already known who has the same folded name and birth year as a new one. unit: its unit's code."""

    learner: str
    unit: str
    person: Person


SAME, ALIKE = "same", "alike"


def matches(person: Person, unit: str, candidates: Iterable[Candidate]) -> tuple[tuple[str, str], ...]:
    """→ (learner id, SAME | ALIKE) for each known learner who is, or may be, this person.

    Same: same phone, same normalised name, same birth year; a phone alone never merges, one phone serves many people.
    Alike: same folded name and birth year in the same unit; a person decides, until then the pair counts once.
    Who has no known birth year is nobody else.
    """
    found: list[tuple[str, str]] = []
    if not person.birth_year:
        return ()
    for known in candidates:
        if known.person.birth_year != person.birth_year or fold(known.person.name) != fold(person.name):
            continue
        same_name = normalised(known.person.name) == normalised(person.name)
        if person.phone and person.phone == known.person.phone and same_name:
            found.append((known.learner, SAME))
        elif known.unit == unit:
            found.append((known.learner, ALIKE))
    return tuple(found)
