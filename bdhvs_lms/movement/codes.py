"""Codes that people read, type and scan: poster codes and certificate serials.

Alphabet: Crockford's base 32 (no I, L, O, U). The last character checks the others: a weighted sum over the field
GF(2⁵) with distinct weights, that is one Reed-Solomon check symbol, so any single wrong character and any swap of two
characters is found. Codes are read without regard to case, spaces, dashes, and with O for 0 and I or L for 1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from .errors import N_, InvalidCode

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE: Final = {letter: value for value, letter in enumerate(ALPHABET)}
_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None, ".": None, "_": None})


def _powers() -> tuple[int, ...]:
    powers, value = [], 1
    for _ in range(31):
        powers.append(value)
        value <<= 1
        if value & 32:
            value ^= 0b100101  # x⁵ + x² + 1, primitive over GF(2)
    return tuple(powers)


_EXP: Final = _powers()
_LOG: Final = {value: power for power, value in enumerate(_EXP)}


def check_character(text: str) -> str:
    """The check character of 1–30 characters of `ALPHABET`."""
    total = 0
    for position, letter in enumerate(text, start=1):
        value = _VALUE[letter]
        if value:
            total ^= _EXP[(_LOG[value] + position) % 31]
    return ALPHABET[total]


def clean(text: str) -> str:
    """What a person typed or a QR held → the bare upper-case code, or InvalidCode for a character outside it."""
    bare = text.strip().upper().translate(_READ_AS)
    if not bare or len(bare) > 31 or any(letter not in _VALUE for letter in bare):
        raise InvalidCode(code=text[:40])
    return bare


def checked(text: str) -> str:
    """`clean`, and the check character must fit. → the code without its check character."""
    bare = clean(text)
    if len(bare) < 2 or check_character(bare[:-1]) != bare[-1]:
        raise InvalidCode(code=text[:40])
    return bare[:-1]


# --- certificate serials -------------------------------------------------------------------------------------------

SERIAL_BYTES: Final = 10  # 80 random bits
_SERIAL_LETTERS: Final = 16


def serial_from_bytes(random: bytes) -> str:
    """10 random bytes → a serial of 17 characters: 16 of base 32 and one check character."""
    if len(random) != SERIAL_BYTES:
        raise ValueError("a serial takes 10 random bytes")
    number = int.from_bytes(random, "big")
    letters = "".join(ALPHABET[(number >> (5 * place)) & 31] for place in reversed(range(_SERIAL_LETTERS)))
    return letters + check_character(letters)


def serial_to_bytes(serial: str) -> bytes:
    """A serial as `parse_serial` gives it → its 10 bytes."""
    number = 0
    for letter in serial[:_SERIAL_LETTERS]:
        number = number << 5 | _VALUE[letter]
    return number.to_bytes(SERIAL_BYTES, "big")


def parse_serial(text: str) -> str:
    """What was typed or scanned → the bare serial of 17 characters. InvalidCode when it can't be one."""
    letters = checked(text)
    if len(letters) != _SERIAL_LETTERS:
        raise InvalidCode(code=text[:40])
    return letters + check_character(letters)


def format_serial(serial: str) -> str:
    """17 characters → "XXXX-XXXX-XXXX-XXXX-X", as papers print it."""
    return "-".join(serial[start : start + 4] for start in range(0, len(serial), 4))


# --- poster codes --------------------------------------------------------------------------------------------------

CHANNELS: Final = {
    # The forms that the guideline names (III.2), one letter each: printed codes keep them for ever.
    "A": N_("poster"),
    "B": N_("banner"),
    "P": N_("standee"),
    "T": N_("table card"),
    "M": N_("social networks"),
    "D": N_("electronic board"),
    "N": N_("web page"),
    "H": N_("handout"),
    "R": N_("loudspeaker"),
}
UNIT_CODE: Final = re.compile(r"[0-9A-HJKMNP-TV-Z]{5}")
LESSON_CODE: Final = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}")
_POSTER: Final = re.compile(r"([0-9A-HJKMNP-TV-Z]{5})([0-9A-HJKMNP-TV-Z]{4})([A-HJKMNP-TV-Z])([1-9][0-9]{0,3})")


@dataclass(frozen=True, slots=True)
class PosterCode:
    """A poster's code says all by itself: any node that knows the units and lessons can resolve it.

    unit: 5 characters. lesson: 4. channel: a letter of `CHANNELS`. place: 1–9999, numbered by the unit.
    """

    unit: str
    lesson: str
    channel: str
    place: int = 1

    def __post_init__(self) -> None:
        if self.channel not in CHANNELS or not _POSTER.fullmatch(self._letters()):
            raise InvalidCode(code=self._letters())

    def _letters(self) -> str:
        return f"{self.unit}{self.lesson}{self.channel}{self.place}"

    def __str__(self) -> str:
        """As printed: "03637-AT01-A1-X"."""
        check = check_character(self._letters())
        return f"{self.unit}-{self.lesson}-{self.channel}{self.place}-{check}"

    @classmethod
    def parse(cls, text: str) -> PosterCode:
        """What was typed or scanned → the code; InvalidCode when a character is wrong or missing."""
        letters = checked(text)
        if not (found := _POSTER.fullmatch(letters)) or found[3] not in CHANNELS:
            raise InvalidCode(code=text[:40])
        return cls(found[1], found[2], found[3], int(found[4]))
