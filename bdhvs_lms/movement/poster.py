"""A poster: a lesson's promise and three steps at a place of a unit, with the code that leads to the lesson."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .codes import PosterCode
from .course import Course, Lesson
from .units import Unit

READING_DISTANCE_MM: Final = {
    "A": 1000,
    "B": 5000,
    "P": 2000,
    "T": 400,
    "M": 200,
    "D": 5000,
    "N": 400,
    "H": 400,
    "R": 400,
}
"""From how far a channel's code is scanned, in millimetres; by these the QR's size is chosen."""

DISTANCE_TO_SIZE: Final = 10
"""Rule of thumb of the QR industry: a code is read from ten times its side."""
MODULE_PER_METRE_MM: Final = 2.4
"""The least width of a module for each metre from which it is read, however much the code holds.

An old phone's camera shows 1280 pixels over about 65°, so a pixel covers 1.0 mm at a metre; 2.4 mm are 2.4 pixels, near
the two that readers need. The ten-to-one rule gives a poster's link (29 or 33 modules) 3.0 to 3.4 mm.
"""


def side_needed_mm(channel: str, modules: int) -> float:
    """The least side in mm, without quiet zone, of a QR of that many modules that is scanned on that channel."""
    distance = READING_DISTANCE_MM[channel]
    return max(distance / DISTANCE_TO_SIZE, modules * MODULE_PER_METRE_MM * distance / 1000)


@dataclass(frozen=True, slots=True)
class Poster:
    """address: the public address without trailing slash, "https://…". sample: marked MẪU, for trying out only."""

    course: Course
    lesson: Lesson
    unit: Unit
    code: PosterCode
    address: str
    sample: bool = False

    @property
    def link(self) -> str:
        """The short link as people type it."""
        return f"{self.address}/q/{self.code}"

    @property
    def scanned(self) -> str:
        """The link as the QR carries it: upper case, so that it fits the alphanumeric mode."""
        return f"{self.address}/q/{self.code}".upper()

    @property
    def qr_side_mm(self) -> float:
        return READING_DISTANCE_MM[self.code.channel] / DISTANCE_TO_SIZE


@dataclass(frozen=True, slots=True)
class PosterUse:
    """What is known of a printed code. printed: ISO day, "" where nobody noted it. people: scans, programs left out.

    last: ISO day of the latest scan, "" when it was never scanned.
    """

    code: PosterCode
    printed: str
    people: int
    last: str
