"""The page for speakers (báo cáo viên): what to say, what to ask, and the code to hold up, on one side of A4."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

from bdhvs_lms.movement.course import SITUATION, Lesson, Question
from bdhvs_lms.movement.poster import Poster

from .fit import LINE, Fitted, even, fit, plain, width, words, wrap
from .parts import Said, badge, link_lines, trial, watermark
from .pieces import TOP, Box, Sheet, Words
from .radio import seconds_of
from .sheets import ACCENT, CREAM, GOLD, MOVEMENT, WHITE

BETWEEN: Final = 0.55
"""Room between paragraphs, as a part of the size."""
SHORT: Final = 0.3
"""A last line shorter than this part of the box looks forgotten."""
MOST: Final = 240
"""Letters of a section that an outline takes over, at least its first paragraph or point."""
_LEAD_IN: Final = re.compile(r"(?:^|(?:(?<=[.!?…])|(?<=[.!?…][”)]))\s+)[^.!?…]*:$")
"""A last sentence that ends with a colon."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    weight: int = 400
    colour: str = "#111111"
    close: bool = False
    """Whether it stands right under the one before it."""


# --- paragraphs that fill a box -------------------------------------------------------------------------------------


def _lines(paragraph: Paragraph, across: float) -> tuple[str, ...]:
    """The paragraph in lines of at most `across` em; evened out where a short last line would be left over."""
    pieces = [
        part
        for word in words(paragraph.text)
        for part in ((word,) if width(word.rstrip(), paragraph.weight) <= across else word)
    ]
    lines = wrap(pieces, across, paragraph.weight)
    if len(lines) > 1 and width(lines[-1], paragraph.weight) < across * SHORT:
        return even(pieces, len(lines), paragraph.weight)
    return tuple(lines)


def _set(paragraphs: Sequence[Paragraph], box: Box, size: float) -> tuple[list[tuple[str, ...]], float]:
    lines = [_lines(paragraph, box.width / size) for paragraph in paragraphs]
    gaps = sum(not paragraph.close for paragraph in paragraphs[1:]) * BETWEEN
    return lines, size * (sum(map(len, lines)) * LINE + gaps)


def fill(sheet: Sheet, paragraphs: Sequence[Paragraph], box: Box, *, largest: float, smallest: float) -> float:
    """Paragraphs from the top of `box`, in the largest size with which they end above its foot. → their foot.

    What does not fit at `smallest` is left out from the end, whole paragraphs at a time.
    """
    kept = [paragraph for paragraph in paragraphs if plain(paragraph.text)]
    size = largest
    lines, height = _set(kept, box, size)
    while kept and height > box.height:
        if size > smallest:
            size = max(smallest, size * 0.97)
        else:
            kept.pop()
        lines, height = _set(kept, box, size)
    y = box.y
    for index, (paragraph, broken) in enumerate(zip(kept, lines, strict=True)):
        y += size * BETWEEN if index and not paragraph.close else 0
        tall = size * LINE * len(broken)
        place = Box(box.x, y, box.width, tall)
        sheet.place(Words(Fitted(size, broken), place, paragraph.weight, paragraph.colour, stand=TOP))
        y += tall
    return y


# --- what a lesson gives a speaker ----------------------------------------------------------------------------------


class _Outline(HTMLParser):
    """Headings of a lesson with the first sentences that follow each."""

    BLOCKS: Final = ("h2", "p", "li")

    def __init__(self) -> None:
        super().__init__()
        self.sections: list[tuple[str, list[str]]] = []
        self._block = ""
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in self.BLOCKS:
            self._block, self._text = tag, []

    def handle_data(self, data: str) -> None:
        if self._block:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag != self._block:
            return
        text = plain("".join(self._text))
        if tag == "h2":
            self.sections.append((text, []))
        elif self.sections and text:
            self.sections[-1][1].append(text)
        self._block = ""


def outline(lesson: Lesson) -> list[tuple[str, str]]:
    """The lesson's sections as (heading, how it begins); the first, what one will be able to do, is left out where
    others follow."""
    reader = _Outline()
    reader.feed(lesson.html)
    found = [(heading, _beginning(texts)) for heading, texts in reader.sections if heading]
    return found[1:] or found


def _beginning(texts: Sequence[str]) -> str:
    """As many whole paragraphs or points as stay below `MOST` letters, at least one; none that leads in to what is left
    out, as far as anything stands before it."""
    kept = ""
    for text in texts:
        if len(kept) + len(text) > MOST and _LEAD_IN.sub("", kept):
            break
        kept = f"{kept} {text}".strip()
    return _LEAD_IN.sub("", kept) or kept


def _talk(lesson: Lesson, about: str) -> tuple[str, list[Paragraph]]:
    """A heading and what to say: the loudspeaker's words, or the lesson's own outline where it has none."""
    if lesson.radio:
        paragraphs = [Paragraph(part) for part in lesson.radio.split("\n") if part.strip()]
        return f"Lời nói sẵn – khoảng {seconds_of(lesson.radio)} giây", paragraphs
    said: list[Paragraph] = []
    for heading, first in outline(lesson):
        said += [Paragraph(heading, 700), Paragraph(first, close=True)]
    return "Dàn ý để nói", said or [Paragraph(about)]


def _asked(questions: Sequence[Question]) -> list[Paragraph]:
    """Two questions to the people who listen, those about a situation first, with what is right and why."""
    chosen = sorted(questions, key=lambda question: question.kind != SITUATION)[:2]
    said: list[Paragraph] = []
    for question in chosen:
        said += [
            Paragraph(question.text, 600),
            Paragraph(f"Đúng: {question.options[question.answer]}.".replace("..", "."), 600, ACCENT, close=True),
            Paragraph(question.why, close=True),
        ]
    return said


def _sources(poster: Poster) -> list[Paragraph]:
    by_id = {source.id: source for source in poster.course.sources}
    named = [by_id[source] for source in poster.lesson.sources if source in by_id][:3]
    return [Paragraph(f"{source.title} – {source.publisher}") for source in named]


# --- the sheet ------------------------------------------------------------------------------------------------------


def _section(sheet: Sheet, title: str, box: Box) -> Box:
    """A red heading with a rule under it. → what is left of the box."""
    sheet.say(title, Box(box.x, box.y, box.width, 7), largest=5, smallest=2.5, weight=700, colour=ACCENT)
    sheet.panel(Box(box.x, box.y + 7.6, box.width, 0.5), ACCENT)
    return Box(box.x, box.y + 10.5, box.width, box.height - 10.5)


def handout(sheet: Sheet, poster: Poster) -> None:
    """A4: on the left what to say, on the right what to remember and to ask, at the foot the code and the sources."""
    said, lesson, bleed = Said.of(poster), poster.lesson, sheet.edge
    page = sheet.width
    top = Box(-bleed, -bleed, page + 2 * bleed, 56 + bleed) if bleed else Box(8, 8, page - 16, 48)
    sheet.panel(top, ACCENT, radius=0 if bleed else 4)
    if poster.sample:
        watermark(sheet, Box(15, 10, page - 30, 40))
        trial(sheet, Box(page / 2 - 55, 2.5, 110, 8))
    sheet.say(MOVEMENT, Box(15, 12, 90, 8), largest=6.5, smallest=3, weight=700, colour=GOLD)
    badge(sheet, "Tờ cho báo cáo viên", Box(page - 75, 12, 60, 8), GOLD, 0.4, icon="noi-chuyen")
    sheet.say(said.promise, Box(15, 21, page - 30, 21), largest=13, smallest=4, weight=700, colour=WHITE)
    about = (f"Bài “{plain(lesson.title)}” ", f"· Khóa học “{plain(poster.course.title)}” ", f"· {said.minutes}")
    box = Box(15, 43, page - 30, 9)
    fitted = fit(about, box=(box.width, box.height), largest=4, smallest=2, weight=500)
    lines = tuple(line.strip(" ·") for line in fitted.lines)
    sheet.place(Words(Fitted(fitted.size, lines), box, 500, WHITE))
    foot = sheet.height - 15 - max(sheet.side, 40)
    title, talk = _talk(lesson, said.about)
    left = _section(sheet, title, Box(15, 61, 104, foot - 61 - 12))
    fill(sheet, talk, left, largest=4.6, smallest=2.9)
    _right(sheet, said, lesson, Box(127, 61, page - 142, foot - 61 - 12))
    _foot(sheet, said, poster, foot)


def _right(sheet: Sheet, said: Said, lesson: Lesson, box: Box) -> None:
    y = box.y
    if said.steps:
        inner = _section(sheet, "Ba việc để nhớ" if len(said.steps) == 3 else "Để nhớ", box)
        y = inner.y
        for number, (_icon, text) in enumerate(said.steps, start=1):
            disc = sheet.panel(Box(inner.x, y + 0.3, 7, 7), ACCENT, radius=3.5)
            sheet.say(str(number), disc, largest=4.2, smallest=1, weight=700, colour=WHITE, align="center")
            y = (
                max(
                    fill(
                        sheet,
                        [Paragraph(text, 600)],
                        Box(inner.x + 10, y + 0.8, inner.width - 10, 12),
                        largest=4.2,
                        smallest=2.5,
                    ),
                    y + 7.5,
                )
                + 2.5
            )
        y += 4
    if lesson.questions:
        inner = _section(sheet, "Hỏi bà con", Box(box.x, y, box.width, box.foot - y))
        fill(sheet, _asked(lesson.questions), inner, largest=4.2, smallest=2.6)


def _foot(sheet: Sheet, said: Said, poster: Poster, y: float) -> None:
    panel = sheet.panel(Box(8, y - 8, sheet.width - 16, sheet.side + 16), CREAM, radius=4)
    code = sheet.code(15, y)
    x = code.right + sheet.quiet + 3
    sheet.say("Mời bà con quét mã để học", Box(x, y - 2, 70, 9), largest=5.4, smallest=3, weight=700, colour=ACCENT)
    sheet.say(said.free, Box(x, y + 7, 70, 6), largest=3.8, smallest=2, weight=600)
    link_lines(sheet, said, Box(x, y + 13.5, 70, 11), largest=4)
    sheet.say(said.unit, Box(x, y + 26, 70, 8), largest=5, smallest=2.4, weight=700, own=True)
    sheet.say(said.code, Box(x, y + 34.5, 70, 6), largest=3.4, smallest=2, weight=500, own=True)
    sources = _sources(poster)
    if sources:
        box = Box(x + 75, y - 2, panel.right - 6 - x - 75, sheet.side + 4)
        fill(sheet, [Paragraph("Nguồn", 700, ACCENT), *sources], box, largest=3, smallest=2.1)
