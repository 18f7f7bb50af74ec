"""QR codes as SVG: one path, crisp at any size, with the quiet zone of 4 modules that ISO/IEC 18004 asks for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Final

from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_L, ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.exceptions import DataOverflowError
from qrcode.main import QRCode
from qrcode.util import ALPHA_NUM, QRData

from .errors import CodeTooLong

QUIET: Final = 4
"""Modules of white that stay around the symbol."""

POSTER_LEVEL: Final = "Q"
"""Posters hang outdoors: a quarter of the symbol may be torn, wet or scratched."""
CERTIFICATE_LEVEL: Final = "M"
"""Papers are kept flat, and carry much: 15 % may be damaged, and modules stay large."""

LEVELS: Final = {
    "L": ERROR_CORRECT_L,
    "M": ERROR_CORRECT_M,
    "Q": ERROR_CORRECT_Q,
    "H": ERROR_CORRECT_H,
}
ALPHANUMERIC: Final = 2
BYTES: Final = 4
"""Modes as ISO/IEC 18004 numbers them."""
LARGEST_VERSION: Final = 22
"""105 modules: on a paper's 44 mm they are 0.42 mm each, about the least that an old phone reads."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """A QR before it is drawn. rows: dark modules as True, without the quiet zone. version: 1–40."""

    rows: tuple[tuple[bool, ...], ...]
    version: int

    @property
    def modules(self) -> int:
        """Modules of one side of the symbol."""
        return len(self.rows)

    def whole_mm(self, side_mm: float) -> float:
        """Side in mm of symbol and quiet zone together, for a symbol of `side_mm`."""
        return side_mm * (self.modules + 2 * QUIET) / self.modules

    def quiet_mm(self, side_mm: float) -> float:
        """Width in mm of the quiet zone on one side, for a symbol of `side_mm`."""
        return side_mm * QUIET / self.modules


@lru_cache(maxsize=64)
def symbol(text: str, level: str) -> Symbol:
    """The smallest QR that holds `text` with error correction `level` (L, M, Q, H).

    Texts of 0-9A-Z $%*+-./: take the alphanumeric mode (5.5 bits a character instead of 8).
    CodeTooLong: more than version 22 holds.
    """
    data = text.encode()
    code = QRCode(error_correction=LEVELS[level], border=0)
    code.add_data(QRData(data, mode=ALPHANUMERIC if all(byte in ALPHA_NUM for byte in data) else BYTES))
    try:
        code.make(fit=True)
    except (DataOverflowError, ValueError) as fault:
        raise CodeTooLong(length=len(text)) from fault
    if code.version > LARGEST_VERSION:
        raise CodeTooLong(length=len(text))
    rows = tuple(tuple(bool(module) for module in row) for row in code.get_matrix())
    return Symbol(rows, code.version)


def _path(rows: tuple[tuple[bool, ...], ...]) -> str:
    parts = []
    for y, row in enumerate(rows, start=QUIET):
        x = QUIET
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                parts.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length
    return "".join(parts)


def svg(text: str, *, side_mm: float | None = None, level: str) -> str:
    """`text` as one <svg> with one black path on nothing: put it on white.

    side_mm: side of the symbol itself, by which reading distances are reckoned; the quiet zone comes on top. None: no
    size, for style sheets to set. level: L, M, Q or H. CodeTooLong: see `symbol`.
    """
    drawn = symbol(text, level)
    whole = drawn.modules + 2 * QUIET
    size = f' width="{drawn.whole_mm(side_mm):.3f}mm" height="{drawn.whole_mm(side_mm):.3f}mm"' if side_mm else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}"{size} shape-rendering="crispEdges">'
        f'<path fill="#000" d="{_path(drawn.rows)}"/></svg>'
    )
