"""The forms of the campaign that are laid out as sheets: their sizes, their channels, and how large their codes are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bdhvs_lms.movement.errors import N_

PIXEL_MM: Final = 25.4 / 96
"""A picture's pixel while it is laid out: 96 to the inch, as PDF pages and style sheets count them."""
PRINT_DPI: Final = 300
"""Modules of printed codes are whole dots of this grid, so that no printer makes some of them wider."""


@dataclass(frozen=True, slots=True)
class Format:
    """One form. name: as the screen says it. channel: the letter of `CHANNELS` that its scans are counted under.

    width, height: millimetres, of a picture pixels. rem: millimetres (pixels) of one unit of its layout.
    code: the least side of the QR symbol in the same measure, without quiet zone. picture: whether it is for a screen.
    """

    name: str
    channel: str
    layout: str
    width: float
    height: float
    rem: float
    code: float
    picture: bool = False

    @property
    def mm(self) -> float:
        """Millimetres on the laid-out page of one of the format's own measures."""
        return PIXEL_MM if self.picture else 1.0

    @property
    def extension(self) -> str:
        return "png" if self.picture else "pdf"


FORMATS: Final = {
    "a4": Format(N_("poster, A4"), "A", "poster", 210, 297, 1.0, 100),
    "a3": Format(N_("poster, A3"), "A", "poster", 297, 420, 297 / 210, 141),
    "standee": Format(N_("standee, 600 × 1600 mm"), "P", "standee", 600, 1600, 600 / 210, 240),
    "banner": Format(N_("banner, 4000 × 800 mm"), "B", "banner", 4000, 800, 4, 500),
    "card": Format(N_("table card, A6"), "T", "poster", 105, 148, 0.5, 40),
    "square": Format(N_("picture for Zalo and Facebook, 1080 × 1080 pixels"), "M", "square", 1080, 1080, 1, 336, True),
    "board": Format(N_("picture for electronic boards, 1920 × 1080 pixels"), "D", "board", 1920, 1080, 1, 540, True),
    "handout": Format(N_("handout for speakers, A4"), "H", "handout", 210, 297, 1.0, 40),
}
"""By the letters of `Poster.qr_side_mm` a poster needs 100 mm, a standee 200, a banner 500, a card and a handout 40.

A standee's code is larger than it must be: people stand in a half circle before it. A board's code is half the screen's
height, so it is read from five times that height; a picture's code is read by the phone that shows it, or from phone to
phone. The banner's height is the least round one that takes a code of 500 mm with its quiet zone.
"""
