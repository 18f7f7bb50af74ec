"""QR codes as dots for the bulk of papers: a native encoder where `qr`, the reference, takes fifty times as long.

The mask is always the same one. Which of the eight is best matters for texts with patterns; a paper's text is a
signature and packed fields, as good as random, so choosing would take six times as long as all the rest for nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import zxingcpp

from .errors import CodeTooLong
from .qr import LARGEST_VERSION, QUIET

MASK: Final = 2
FINE: Final = 2
"""Dots of a module's side. Viewers that smooth pictures blur half a dot, so a quarter of a module."""
_DOUBLED: Final = b"0" + b"3" * 255
"""A dark or light pixel → a digit to the base of four, which is two dots."""


@dataclass(frozen=True, slots=True)
class Dots:
    """modules: of one side. bits: rows of FINE × modules dots, each row padded to whole bytes; 0 is dark.

    Dots come in pairs, so no byte is the letter E and nothing in the bits can be taken for the end of a picture.
    """

    modules: int
    bits: bytes

    @property
    def side(self) -> int:
        return FINE * self.modules

    def quiet(self, side: float) -> float:
        """Width of the quiet zone for a symbol of `side`, in its unit."""
        return side * QUIET / self.modules


def dots(text: str, level: str) -> Dots:
    """The smallest QR that holds `text` with error correction `level` (L, M, Q, H). CodeTooLong: above version 22."""
    try:
        made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=level, data_mask=MASK)
    except (ValueError, RuntimeError) as fault:
        raise CodeTooLong(length=len(text)) from fault
    picture = memoryview(made.to_image(scale=1, add_quiet_zones=False))  # type: ignore[arg-type, unused-ignore]
    modules = math.isqrt(picture.nbytes)
    if modules > 17 + 4 * LARGEST_VERSION:
        raise CodeTooLong(length=len(text))
    doubled, padding = picture.tobytes().translate(_DOUBLED), b"0" * (-modules % 4)
    digits = b"".join([doubled[at : at + modules] + padding for at in range(0, len(doubled), modules)])
    bits, wide = int(digits, 4).to_bytes(len(digits) // 4, "big"), (modules + 3) // 4
    return Dots(modules, b"".join([bits[at : at + wide] * FINE for at in range(0, len(bits), wide)]))
