"""What several sheets of the campaign share: their words, the head, the steps, the link, and what marks a sample."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bdhvs_lms.movement.poster import Poster

from .fit import Fitted, even, fit, link, phrases, plain, set_lines
from .pieces import CENTRE, LEFT, MIDDLE, Box, Sheet, Words
from .sheets import ACCENT, CREAM, GOLD, INK, MOVEMENT, WHITE

CALL: Final = "Quét mã để học"
TRIAL: Final = "Bản in thử – không dán nơi công cộng"
TRIAL_ON_SCREEN: Final = "Bản thử – không đăng, không chiếu"
WATERMARK: Final = "#9f4046"
HINT: Final = "Hoặc gõ vào trình duyệt:"


@dataclass(frozen=True, slots=True)
class Said:
    """What a poster says, as it is printed."""

    promise: str
    about: str
    minutes: str
    free: str
    steps: tuple[tuple[str, str], ...]
    host: str
    path: str
    unit: str
    code: str

    @property
    def address(self) -> str:
        return self.host + self.path

    @classmethod
    def of(cls, poster: Poster) -> Said:
        lesson, course, label = poster.lesson, poster.course, plain(poster.unit.label)
        address = poster.link.partition("://")[2] or poster.link
        host, slash, path = address.partition("/q/")
        promise = plain(lesson.promise)
        about = "" if lesson.steps else plain(course.summary or course.title)
        return cls(
            promise=promise,
            about=about if about != promise else "",
            minutes=f"Bài học {lesson.minutes} phút" if lesson.minutes else "Bài học",
            free="Đăng nhập bằng tài khoản học viên" if lesson.account else "Miễn phí, không cần tài khoản",
            steps=tuple((step.icon, plain(step.text)) for step in lesson.steps[:3]),
            host=host,
            path=slash + path,
            unit=label[:1].upper() + label[1:],
            code=f"Mã áp phích {poster.code}",
        )


# --- parts that several sheets share --------------------------------------------------------------------------------


def link_lines(sheet: Sheet, said: Said, box: Box, *, largest: float, weight: int = 700, align: str = LEFT) -> None:
    """The link without its scheme. The code keeps a line of its own as long as it can still be read standing."""
    across = (box.width, box.height)
    offers = [
        set_lines((*even(link(said.host), lines, weight), said.path), box=across, largest=largest, weight=weight)
        for lines in (1, 2, 3)
    ]
    best = max(offers, key=lambda offer: offer.size)
    if best.size < min(largest, box.width / 17):
        best = fit(link(said.address), box=across, largest=largest, smallest=largest / 3, weight=weight)
    sheet.place(Words(best, box, weight, INK, align, MIDDLE, own=True))


def badge(sheet: Sheet, text: str, box: Box, colour: str, line: float, icon: str = "dong-ho") -> None:
    """A few words in a rounded frame, with a pictogram before them."""
    sheet.panel(box, "", radius=box.height / 2, line=line, colour=colour)
    side = box.height * 0.56
    sheet.icon(icon, Box(box.x + side * 0.6, box.y + (box.height - side) / 2, side, side), colour)
    sheet.say(
        text,
        Box(box.x + side * 1.9, box.y, box.width - side * 2.5, box.height),
        largest=box.height * 0.5,
        smallest=box.height * 0.25,
        weight=600,
        colour=colour,
    )


def trial(sheet: Sheet, box: Box, text: str = TRIAL) -> None:
    """What marks a sample beside the large MẪU: a frame across the head of the sheet."""
    sheet.panel(box, WHITE, radius=box.height / 4, line=box.height / 16, colour=INK)
    sheet.say(
        text,
        box.inset(box.height / 3, 0),
        largest=box.height * 0.6,
        smallest=box.height * 0.3,
        weight=700,
        align=CENTRE,
    )


def watermark(sheet: Sheet, box: Box) -> None:
    """MẪU across the red block, behind the promise."""
    sheet.say("MẪU", box, largest=box.height, smallest=1, weight=700, colour=WATERMARK, align=CENTRE)


def _alike(said: Said, widths: list[float], height: float, largest: float) -> list[Fitted]:
    """The steps, all in the size of the longest."""

    def set_in(size: float) -> list[Fitted]:
        return [
            fit(phrases(text), box=(width, height), largest=size, smallest=min(size, largest / 2), weight=600)
            for (_icon, text), width in zip(said.steps, widths, strict=True)
        ]

    return set_in(min((fitted.size for fitted in set_in(largest)), default=largest))


def steps(
    sheet: Sheet,
    said: Said,
    box: Box,
    *,
    largest: float,
    ink: str = INK,
    number: tuple[str, str] = (ACCENT, WHITE),
    tint: str = CREAM,
) -> None:
    """Up to three rows: a number, a pictogram, what to do."""
    if not said.steps:
        return
    gap = box.height * 0.035
    row = (box.height - 2 * gap) / 3
    unit = min(row, box.width * 0.17)
    disc, icon, left = unit * 0.62, unit * 0.68, unit * 0.2 if tint else 0.0
    drawn = [Sheet(0, 0, 0, 0).icon(name, Box(0, 0, 1, 1)) for name, _text in said.steps]
    starts = [left + unit * 0.86 + (unit * 0.92 if has else 0) for has in drawn]
    texts = _alike(said, [box.width - start - left for start in starts], row * 0.86, largest)
    for index, ((name, _), start, text) in enumerate(zip(said.steps, starts, texts, strict=True)):
        y = box.y + index * (row + gap)
        if tint:
            sheet.panel(Box(box.x, y, box.width, row), tint, radius=unit * 0.16)
        round_ = sheet.panel(Box(box.x + left, y + (row - disc) / 2, disc, disc), number[0], radius=disc / 2)
        sheet.say(str(index + 1), round_, largest=disc * 0.62, smallest=1, weight=700, colour=number[1], align=CENTRE)
        sheet.icon(name, Box(box.x + left + unit * 0.84, y + (row - icon) / 2, icon, icon), ink)
        place = Box(box.x + start, y, box.width - start - left, row)
        sheet.place(Words(text, place, 600, ink))


def head(sheet: Sheet, said: Said, box: Box, *, size: float, frame: float) -> None:
    """The movement's name on the left, the lesson's length in a frame on the right."""
    sheet.say(
        MOVEMENT,
        Box(box.x, box.y, box.width - frame - size * 0.6, box.height),
        largest=size,
        smallest=size / 2,
        weight=700,
        colour=GOLD,
    )
    badge(sheet, said.minutes, Box(box.right - frame, box.y, frame, box.height), GOLD, box.height * 0.05)
