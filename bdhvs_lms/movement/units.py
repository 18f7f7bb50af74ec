"""Who is counted where: units (communes, wards, agencies, the province) and audience groups."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

PROVINCE: Final = "T0012"
"""The province as a unit: T and Lai Châu's code 12, with five characters so that posters can carry it."""

COMMUNE, WARD, AGENCY, WHOLE_PROVINCE = "xã", "phường", "cơ quan", "tỉnh"
KINDS: Final = (COMMUNE, WARD, AGENCY, WHOLE_PROVINCE)


@dataclass(frozen=True, slots=True)
class Unit:
    """code: 5 characters (communes: the State's 5-digit code as text). kind: one of `KINDS`. sample: made up."""

    code: str
    name: str
    kind: str
    sample: bool = False

    @property
    def label(self) -> str:
        """The name as it is said: “xã Mường Kim”; agencies and the province by their name alone."""
        return f"{self.kind} {self.name}" if self.kind in (COMMUNE, WARD, WHOLE_PROVINCE) else self.name


@dataclass(frozen=True, slots=True)
class Group:
    """An audience group, as the framework of QĐ 757/QĐ-BKHCN names them. id: lower-case English."""

    id: str
    name: str


_ALPHABET: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES: Final = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: the order of Vietnamese dictionaries


def vietnamese_order(text: str) -> tuple[list[int], list[int]]:
    """Sort key: letters by the Vietnamese alphabet first, tones where the letters are equal."""
    letters, tones = [], []
    for letter in unicodedata.normalize("NFC", text).casefold():
        apart = unicodedata.normalize("NFD", letter)
        tone = next((mark for mark in apart if mark in _TONES), "")
        bare = unicodedata.normalize("NFC", apart.replace(tone, "") if tone else apart)
        letters.append(_ALPHABET.find(bare) + 1 if bare in _ALPHABET else 100 + ord(bare[0]) if bare != " " else 0)
        tones.append(_TONES.find(tone) + 1 if tone else 0)
    return letters, tones
