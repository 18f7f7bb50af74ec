"""A block of HTML that an agency pastes into a page of its own: a lesson's promise, steps, link and code.

Style attributes and one picture as a data: URI: no script, no style sheet, nothing fetched from anywhere. What an
editor for web pages takes away of it (styles, the picture) leaves a readable text with its link.
"""

from __future__ import annotations

import base64
import io
from typing import Final

from PIL import Image

from bdhvs_lms.movement.poster import Poster

from . import qr
from .parts import Said
from .sheets import GOLD, render

MODULE: Final = 4
"""Pixels of a module on the page: a link's code with its quiet zone is 148 to 164 pixels wide."""


def picture(symbol: qr.Symbol, module: int) -> bytes:
    """A QR with its quiet zone → a PNG of two colours, `module` pixels a module."""
    whole = symbol.modules + 2 * qr.QUIET
    drawn = Image.new("1", (whole, whole), 1)
    for y, row in enumerate(symbol.rows, start=qr.QUIET):
        for x, dark in enumerate(row, start=qr.QUIET):
            if dark:
                drawn.putpixel((x, y), 0)
    target = io.BytesIO()
    drawn.resize((whole * module, whole * module), Image.Resampling.NEAREST).save(target, "PNG", optimize=True)
    return target.getvalue()


def snippet(poster: Poster) -> str:
    """A poster of channel N → the block of HTML. CodeTooLong."""
    symbol = qr.for_channel(poster.scanned, poster.code.channel)
    data = base64.b64encode(picture(symbol, MODULE)).decode()
    return render(
        "snippet.html",
        said=Said.of(poster),
        link=poster.link,
        minutes=poster.lesson.minutes,
        sample=poster.sample,
        gold=GOLD,
        qr=f"data:image/png;base64,{data}",
        side=(symbol.modules + 2 * qr.QUIET) * MODULE,
    )
