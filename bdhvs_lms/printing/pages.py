"""A poster as one laid-out page: its pieces, its code, and the HTML that WeasyPrint turns into the page."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bdhvs_lms.movement.codes import CHANNELS
from bdhvs_lms.movement.poster import READING_DISTANCE_MM, Poster, side_needed_mm

from . import handouts, layouts, qr
from .cut import UNCUT, Cut, marks_svg
from .errors import CodeTooSmall
from .fit import plain
from .formats import PRINT_DPI, Format
from .pieces import Code, Piece, Sheet, Words
from .sheets import MOVEMENT, drawing, render

LAYOUTS: Final[dict[str, Callable[[Sheet, Poster], None]]] = {
    "poster": layouts.flat,
    "standee": layouts.standee,
    "banner": layouts.banner,
    "square": layouts.square,
    "board": layouts.board,
    "handout": handouts.handout,
}


@dataclass(frozen=True, slots=True)
class Laid:
    """A poster laid out in a format. module: width of the code's modules in mm, of a picture in pixels."""

    poster: Poster
    fmt: Format
    cut: Cut
    symbol: qr.Symbol
    module: float
    sheet: Sheet

    @property
    def code(self) -> Code:
        return next(piece for piece in self.sheet.pieces if isinstance(piece, Code))

    @property
    def page_mm(self) -> tuple[float, float]:
        """Width and height of the page, with what lies around the sheet."""
        around = 2 * self.cut.around_mm
        return self.fmt.width * self.fmt.mm + around, self.fmt.height * self.fmt.mm + around


def module_of(fmt: Format, modules: int) -> float:
    """The least width of a module that makes the code as large as the format asks: whole dots of 300 an inch, in mm;
    on a picture whole pixels."""
    if fmt.picture:
        return float(math.ceil(fmt.code / modules))
    return math.ceil(fmt.code / modules * PRINT_DPI / 25.4) * 25.4 / PRINT_DPI


def lay(poster: Poster, fmt: Format, cut: Cut = UNCUT) -> Laid:
    """Where everything stands. CodeTooLong; CodeTooSmall: people stand too far from this sheet to read its code."""
    symbol = qr.for_channel(poster.scanned, poster.code.channel)
    module = module_of(fmt, symbol.modules)
    side = module * symbol.modules
    channel = poster.code.channel
    if not fmt.picture and side < (needed := side_needed_mm(channel, symbol.modules)):
        raise CodeTooSmall(
            channel=CHANNELS[channel], distance=f"{READING_DISTANCE_MM[channel] / 1000:g}", needed=round(needed),
            side=round(side),
        )  # fmt: skip
    rem = fmt.rem
    sheet = Sheet(
        fmt.width / rem, fmt.height / rem, side / rem, qr.QUIET * module / rem, edge=cut.edge_mm / (rem * fmt.mm)
    )
    LAYOUTS[fmt.layout](sheet, poster)
    return Laid(poster, fmt, cut, symbol, module, sheet)


def shared(piece: Piece) -> bool:
    """Whether a piece is the same for every unit."""
    return not isinstance(piece, Code) and not (isinstance(piece, Words) and piece.own)


def html(laid: Laid, keep: Callable[[Piece], bool] = lambda _piece: True) -> str:
    """The page, or those of its pieces that `keep` names."""
    fmt = laid.fmt
    return render(
        "kit.html",
        heading=f"{MOVEMENT} – {plain(laid.poster.lesson.promise)}",
        pieces=[piece for piece in laid.sheet.pieces if keep(piece)],
        qr=drawing(qr.drawn(laid.symbol, quiet=False)),
        marks=drawing(marks_svg(fmt.width * fmt.mm, fmt.height * fmt.mm, laid.cut)),
    )


def style(fmt: Format, cut: Cut) -> str:
    """The style sheet of a format's pages."""
    around = cut.around_mm
    page = (fmt.width * fmt.mm + 2 * around, fmt.height * fmt.mm + 2 * around)
    return render("kit.css", page=page, around=around, rem_mm=fmt.rem * fmt.mm)
