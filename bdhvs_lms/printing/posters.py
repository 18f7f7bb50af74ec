"""Posters and what else is laid out of them: sheets as PDF, pictures as PNG, one or a whole province's.

What is the same for every unit is laid out once by WeasyPrint; unit, link, code and QR are stamped into copies of it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from PIL import Image, ImageDraw

from bdhvs_lms.movement.poster import Poster

from . import stamps
from .cut import UNCUT, Cut
from .engine import joined, rasters
from .errors import NotAPicture, NothingToPrint, UnknownFormat
from .formats import FORMATS, Format
from .pages import Laid, html, lay, shared, style
from .pieces import Words
from .stamps import POINT_MM, Stamper

Progress = Callable[[int], None]
"""Told 1 after each poster, as `tqdm.update` takes it."""
PIXELS_AN_INCH: Final = 96


def format_of(fmt: str) -> Format:
    """UnknownFormat."""
    if fmt not in FORMATS:
        raise UnknownFormat(fmt=fmt, known=", ".join(FORMATS))
    return FORMATS[fmt]


def posters(posters: Sequence[Poster], fmt: str = "a4", *, cut: Cut = UNCUT, progress: Progress | None = None) -> bytes:
    """Posters → one PDF, a page each. fmt: a key of `FORMATS`. progress: called with 1 after each page.

    cut: bleed and cut marks. A poster with `sample` bears MẪU and “Bản in thử – không dán nơi công cộng”.
    UnknownFormat, NothingToPrint, PrintingUnavailable (no Pango), CodeTooLong (the public address is too long),
    CodeTooSmall (the channel is read from further away than this sheet serves).
    """
    chosen = format_of(fmt)
    if not posters:
        raise NothingToPrint()
    return _stamped([lay(poster, chosen, cut) for poster in posters], progress)


def poster_pdf(poster: Poster, fmt: str = "a4", *, cut: Cut = UNCUT) -> bytes:
    """One poster → PDF of one page. Errors: those of `posters`."""
    return posters([poster], fmt, cut=cut)


def pictures(posters: Sequence[Poster], fmt: str) -> Iterator[bytes]:
    """Posters → a PNG each, of the format's size in pixels, the code's modules whole pixels of pure black and white.

    NotAPicture; otherwise the errors of `posters`.
    """
    chosen = format_of(fmt)
    if not chosen.picture:
        raise NotAPicture(fmt=fmt, known=", ".join(name for name, one in FORMATS.items() if one.picture))
    if not posters:
        raise NothingToPrint()
    laid = [_on_pixels(lay(poster, chosen)) for poster in posters]
    pages = rasters(_stamped(laid), PIXELS_AN_INCH)
    for one, page in zip(laid, pages, strict=True):
        yield _drawn(one, page)


def poster_png(poster: Poster, fmt: str) -> bytes:
    """One poster → PNG. fmt: a format that is a picture. Errors: those of `pictures`."""
    return next(pictures([poster], fmt))


# --- stamping -------------------------------------------------------------------------------------------------------


def _stamped(laid: Sequence[Laid], progress: Progress | None = None) -> bytes:
    """Sheets of one format and cut → PDF. Those with letters that the project's font lacks are laid out whole."""
    originals: dict[object, int] = {}
    sources: list[str] = []
    places = []
    for one in laid:
        whole = not all(stamps.can_write(piece) for piece in one.sheet.pieces if isinstance(piece, Words) and piece.own)
        key = id(one) if whole else _alike(one)
        if key not in originals:
            originals[key] = len(sources)
            sources.append(html(one) if whole else html(one, shared))
        places.append((originals[key], whole))
    stamper = Stamper(joined(sources, style(laid[0].fmt, laid[0].cut)))
    for one, (original, whole) in zip(laid, places, strict=True):
        if whole:
            stamper.keep(original)
        else:
            _stamp(stamper, original, one)
        if progress:
            progress(1)
    return stamper.result(trim=laid[0].cut.trim(laid[0].page_mm) if laid[0].cut != UNCUT else None)


def _alike(laid: Laid) -> tuple[object, ...]:
    """Sheets of which this is equal differ by unit and code alone."""
    poster = laid.poster
    return id(poster.course), id(poster.lesson), poster.sample, laid.symbol.modules


def _stamp(stamper: Stamper, original: int, laid: Laid) -> None:
    _width, height = stamper.size(original)
    place = {
        "unit": laid.fmt.rem * laid.fmt.mm / POINT_MM, "height": height, "origin": laid.cut.around_mm / POINT_MM
    }  # fmt: skip
    own = [piece for piece in laid.sheet.pieces if isinstance(piece, Words) and piece.own]
    written = [stamps.write(piece, **place) for piece in own]
    stamper.stamp(original, [*written, stamps.code(laid.symbol, laid.code.box, **place)])


# --- pixels ---------------------------------------------------------------------------------------------------------


def _on_pixels(laid: Laid) -> Laid:
    """The same with its code moved by less than a pixel, so that modules lie on pixels."""
    code = laid.code
    moved = replace(code, box=replace(code.box, x=float(round(code.box.x)), y=float(round(code.box.y))))
    sheet = replace(laid.sheet, pieces=[moved if piece is code else piece for piece in laid.sheet.pieces])
    return replace(laid, sheet=sheet)


def _drawn(laid: Laid, page: Image.Image) -> bytes:
    """The page with its code drawn once more, pixel by pixel, as PNG."""
    box, module = laid.code.box, int(laid.module)
    left, top = int(box.x), int(box.y)
    ink = ImageDraw.Draw(page)
    ink.rectangle((left, top, left + int(box.width) - 1, top + int(box.height) - 1), fill="#ffffff")
    for x, y, length in stamps.runs(laid.symbol):
        corner = left + x * module, top + y * module
        ink.rectangle((*corner, corner[0] + length * module - 1, corner[1] + module - 1), fill="#000000")
    target = io.BytesIO()
    page.convert("RGB").save(target, "PNG", optimize=True)
    return target.getvalue()
