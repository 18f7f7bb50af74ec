"""QR codes as SVG: one path, crisp at any size, with the quiet zone of 4 modules that ISO/IEC 18004 asks for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any, Final

from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_L, ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.exceptions import DataOverflowError
from qrcode.main import QRCode
from qrcode.util import ALPHA_NUM, QRData

from .errors import CodeTooLong

QUIET: Final = 4
"""Modules of white that stay around the symbol."""

SHOWN: Final = "Q"
"""What hangs, is handed round or shines from a board: a quarter of the symbol may be torn, wet or in a glare.

M was read only in half of the trials with a blot over a tenth of the symbol, and H makes modules too fine for old
phones: docs/in-an.md.
"""
ON_A_PAGE: Final = "M"
"""On a web page a code is whole and has little room: its modules are better large."""
LEVEL_OF: Final = {**dict.fromkeys("ABPTMDH", SHOWN), "N": ON_A_PAGE, "R": ON_A_PAGE}
"""The least error correction of a channel's codes; `for_channel` gives more where it costs nothing."""
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
    """A QR before it is drawn. rows: dark modules as True, without the quiet zone. version: 1–40. level: L, M, Q, H."""

    rows: tuple[tuple[bool, ...], ...]
    version: int
    level: str = ""

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


def _encoder(text: str, level: str) -> QRCode[Any]:
    """An encoder that knows the text and the version it takes. CodeTooLong: more than version 22 holds."""
    data = text.encode()
    code: QRCode[Any] = QRCode(error_correction=LEVELS[level], border=0)
    code.add_data(QRData(data, mode=ALPHANUMERIC if all(byte in ALPHA_NUM for byte in data) else BYTES))
    try:
        version = code.best_fit()
    except (DataOverflowError, ValueError) as fault:
        raise CodeTooLong(length=len(text)) from fault
    if version > LARGEST_VERSION:
        raise CodeTooLong(length=len(text))
    return code


@lru_cache(maxsize=64)
def symbol(text: str, level: str) -> Symbol:
    """The smallest QR that holds `text` with error correction `level` (L, M, Q, H).

    Texts of 0-9A-Z $%*+-./: take the alphanumeric mode (5.5 bits a character instead of 8).
    CodeTooLong: more than version 22 holds.
    """
    code = _encoder(text, level)
    code.make(fit=False)
    rows = tuple(tuple(bool(module) for module in row) for row in code.get_matrix())
    return Symbol(rows, code.version, level)


def level_for(text: str, channel: str) -> str:
    """The channel's level of error correction, or the highest above it that takes no larger symbol. CodeTooLong."""
    least = LEVEL_OF[channel]
    version = _encoder(text, least).version
    for level in ("H", "Q", "M"):
        if level == least:
            break
        try:
            if _encoder(text, level).version == version:
                return level
        except CodeTooLong:
            continue
    return least


def for_channel(text: str, channel: str) -> Symbol:
    """The QR of what hangs, lies or is shown under a letter of `CHANNELS`. CodeTooLong."""
    return symbol(text, level_for(text, channel))


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


def drawn(symbol: Symbol, *, quiet: bool = True) -> str:
    """A symbol as one <svg> without size, one black path on nothing; quiet: with its quiet zone. Put it on white."""
    whole = symbol.modules + 2 * QUIET
    view = f"0 0 {whole} {whole}" if quiet else f"{QUIET} {QUIET} {symbol.modules} {symbol.modules}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" shape-rendering="crispEdges">'
        f'<path fill="#000" d="{_path(symbol.rows)}"/></svg>'
    )


def svg(text: str, *, side_mm: float | None = None, level: str) -> str:
    """`text` as one <svg> with one black path on nothing: put it on white.

    side_mm: side of the symbol itself, by which reading distances are reckoned; the quiet zone comes on top. None: no
    size, for style sheets to set. level: L, M, Q or H. CodeTooLong: see `symbol`.
    """
    shape = symbol(text, level)
    plain = drawn(shape)
    if side_mm is None:
        return plain
    whole = shape.whole_mm(side_mm)
    return plain.replace(' shape-rendering="', f' width="{whole:.3f}mm" height="{whole:.3f}mm" shape-rendering="', 1)
