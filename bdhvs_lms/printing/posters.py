"""Posters and table cards: a lesson's promise, its three steps, and the code that leads to it, one sheet a poster.

All lengths are in rem: 1 rem is 1 mm on A4, √2 mm on A3 and half a millimetre on the card, so one layout serves all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from bdhvs_lms.movement.codes import CHANNELS
from bdhvs_lms.movement.poster import READING_DISTANCE_MM, Poster

from . import icons, ornament, qr
from .engine import joined
from .errors import CodeTooSmall, NothingToPrint, UnknownFormat
from .fit import Fitted, even, fit, link, plain, set_lines, words
from .sheets import INK, MOVEMENT, drawing, render

QUIET: Final = 0.14
"""Room for the quiet zone, as a part of the QR's side: version 3, the smallest that a link needs, takes 4/29."""


@dataclass(frozen=True, slots=True)
class Part:
    """Where a text beside the QR stands, as parts of the QR's side. largest: its largest size in rem."""

    top: float
    height: float
    largest: float
    weight: int


_TALL: Final = {
    "call": Part(0, 0.26, 13, 700),
    "free": Part(0.275, 0.15, 8, 600),
    "hint": Part(0.47, 0.06, 5, 500),
    "link": Part(0.535, 0.255, 8, 700),
    "unit": Part(0.82, 0.115, 6, 700),
    "code": Part(0.94, 0.06, 4, 500),
}
_WIDE: Final = {
    "call": Part(0, 0.16, 13, 700),
    "free": Part(0.17, 0.11, 8, 600),
    "hint": Part(0.325, 0.1, 5, 500),
    "link": Part(0.43, 0.28, 8, 700),
    "unit": Part(0.745, 0.155, 7, 700),
    "code": Part(0.9, 0.1, 5, 500),
}


@dataclass(frozen=True, slots=True)
class Format:
    """width_mm, height_mm: the sheet. rem_mm: one rem. qr_mm: side of the QR symbol without its quiet zone."""

    width_mm: float
    height_mm: float
    rem_mm: float
    qr_mm: float
    parts: Mapping[str, Part]


FORMATS: Final = {
    "a4": Format(210, 297, 1.0, 100, _TALL),
    "a3": Format(297, 420, 297 / 210, 141, _TALL),
    "card": Format(105, 148, 0.5, 40, _WIDE),
}
"""The sides are those of `Poster.qr_side_mm`: poster 100 mm, card 40 mm; on A3 the code grows with the sheet."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where things stand on a sheet, in rem from its top left corner."""

    height: float
    side: float
    parts: Mapping[str, Part]
    left: float = 15
    right: float = 195
    header: float = 15
    band: float = 28
    promise: float = 35
    promise_height: float = 50
    steps: float = 87
    gap: float = 3

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def qr(self) -> float:
        """Top of the QR symbol; its foot stands on the lower margin."""
        return self.height - 15 - self.side

    @property
    def row(self) -> float:
        """Height of one of the three steps."""
        return (self.qr - QUIET * self.side - self.steps - 2 * self.gap) / 3

    @property
    def open_height(self) -> float:
        """From the promise down to the QR, where a lesson has no steps."""
        return self.qr - QUIET * self.side - self.gap - self.promise

    @property
    def icon(self) -> float:
        return min(22.0, self.row - 4)

    @property
    def column(self) -> float:
        """Left edge of the words beside the QR."""
        return self.left + self.side * (1 + QUIET)

    @property
    def column_width(self) -> float:
        return self.right - self.column


@dataclass(frozen=True, slots=True)
class _Step:
    icon: Markup
    x: float
    text: Fitted


def _steps(poster: Poster, at: Places) -> list[_Step]:
    """The steps, all in the size of the longest."""
    drawn = [drawing(icons.svg(step.icon, INK)) for step in poster.lesson.steps[:3]]
    left = [at.left + 21 + (at.icon + 5 if icon else 0) for icon in drawn]

    def set_in(largest: float) -> list[Fitted]:
        return [
            fit(words(step.text), box=(at.right - 4 - x, at.row - 3), largest=largest, smallest=5, weight=600)
            for step, x in zip(poster.lesson.steps, left, strict=False)
        ]

    common = min((fitted.size for fitted in set_in(10)), default=10)
    return [_Step(icon, x, text) for icon, x, text in zip(drawn, left, set_in(common), strict=True)]


def _link(poster: Poster, at: Places) -> Fitted:
    """The link without its scheme. The code keeps a line of its own as long as it can still be read standing."""
    address = poster.link.partition("://")[2] or poster.link
    host, slash, path = address.partition("/q/")
    place = at.parts["link"]
    box = (at.column_width, at.side * place.height)
    offers = [
        set_lines((*even(link(host), lines, place.weight), slash + path), box=box, largest=8, weight=place.weight)
        for lines in (1, 2, 3)
    ]
    best = max(offers, key=lambda offer: offer.size)
    if best.size >= at.column_width / 17:
        return best
    return fit(link(address), box=box, largest=8, smallest=2.5, weight=place.weight)


def _html(poster: Poster, fmt: Format) -> str:
    at = Places(fmt.height_mm / fmt.rem_mm, fmt.qr_mm / fmt.rem_mm, fmt.parts)
    symbol = qr.symbol(poster.scanned, qr.POSTER_LEVEL)

    def beside(part: str, text: str) -> Fitted:
        place = at.parts[part]
        box = (at.column_width, at.side * place.height)
        return fit(words(text), box=box, largest=place.largest, smallest=2.5, weight=place.weight)

    label = plain(poster.unit.label)
    promise = words(poster.lesson.promise)
    about = words(poster.course.summary or poster.course.title) if not poster.lesson.steps else ()
    about = about if about != promise else ()
    height = at.promise_height if poster.lesson.steps else at.open_height * (0.55 if about else 1)
    minutes = f"Bài học {poster.lesson.minutes} phút" if poster.lesson.minutes else "Bài học"
    free = "Đăng nhập bằng tài khoản học viên" if poster.lesson.account else "Miễn phí, không cần tài khoản"
    return render(
        "poster.html",
        at=at,
        heading=f"{MOVEMENT} – {plain(poster.lesson.promise)}",
        sample=poster.sample,
        trial=fit(words("Bản in thử – không dán nơi công cộng"), box=(126, 8), largest=5, smallest=3, weight=700),
        title=fit(words(MOVEMENT), box=(at.width - 52, 10), largest=10, smallest=5, weight=700),
        minutes=fit(words(minutes), box=(42, 10), largest=5.5, smallest=3, weight=600),
        band=ornament.band(45),
        promise=fit(promise, box=(at.width, height), largest=26, smallest=8, weight=700),
        promise_height=height,
        about=fit(about, box=(at.width, at.open_height - height - 10), largest=11, smallest=4, weight=500),
        steps=_steps(poster, at),
        qr=drawing(qr.svg(poster.scanned, level=qr.POSTER_LEVEL)),
        quiet=symbol.quiet_mm(at.side),
        call=beside("call", "Quét mã để học"),
        free=beside("free", free),
        hint=beside("hint", "Hoặc gõ vào trình duyệt:"),
        link=_link(poster, at),
        unit=beside("unit", label[:1].upper() + label[1:]),
        code=beside("code", f"Mã áp phích {poster.code}"),
    )


def posters(posters: Sequence[Poster], fmt: str = "a4", *, progress: Callable[[int], None] | None = None) -> bytes:
    """Posters → one PDF, a page each. fmt: a key of `FORMATS`. progress: called with 1 after each page.

    A poster with `sample` bears MẪU across the sheet and “Bản in thử – không dán nơi công cộng”.
    UnknownFormat, NothingToPrint, PrintingUnavailable (no Pango), CodeTooLong (the public address is too long),
    CodeTooSmall (the channel is read from further away than this sheet serves).
    """
    if fmt not in FORMATS:
        raise UnknownFormat(fmt=fmt, known=", ".join(FORMATS))
    if not posters:
        raise NothingToPrint()
    chosen = FORMATS[fmt]
    for poster in posters:
        if poster.qr_side_mm > chosen.qr_mm:
            channel = poster.code.channel
            raise CodeTooSmall(
                channel=CHANNELS[channel], distance=READING_DISTANCE_MM[channel] // 1000,
                needed=round(poster.qr_side_mm), side=chosen.qr_mm,
            )  # fmt: skip
    style = render("poster.css", width_mm=chosen.width_mm, height_mm=chosen.height_mm, rem_mm=chosen.rem_mm)
    return joined((_html(poster, chosen) for poster in posters), style, progress=progress)
