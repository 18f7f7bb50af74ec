"""The class test on paper: one sheet a person, the same questions for all, never a sign of which answer is right.

The questions are set once, in the fewest pages on which they can be read, then in the largest letters; they are drawn
once too, and laid over sheets that bear a name alone. 1 rem is 1 mm.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bdhvs_lms.movement.class_tests import LETTERS, Asked, needed, test_of
from bdhvs_lms.movement.classes import Seat, TrainingClass, format_code
from bdhvs_lms.movement.course import Course

from .certificates import POINT
from .engine import laid_over
from .errors import NothingToPrint
from .fit import LINE, Fitted, fit, words, wrapped
from .sheets import render

LEFT: Final = 16.0
ACROSS: Final = 178.0
BETWEEN: Final = 8.0
"""Between two columns."""
TOP: Final = 67.0
"""Of the questions on a person's first page, under name and instruction."""
NEXT_TOP: Final = 24.0
FOOT: Final = 275.0
SIZES: Final = tuple(half / 2 * POINT for half in range(30, 23, -1))
"""15 to 12 points; below that people who read little don't read at all."""
SMALLER: Final = tuple(points * POINT for points in range(11, 2, -1))
"""For a test whose one question fills a page."""
LOOSEST: Final = 1.6
"""Space between two questions as a multiple of the size, where there is room."""
TIGHTEST: Final = 0.6
INDENT: Final = 2.0
"""Of a question's words, after its number, as a multiple of the size; likewise what follows."""
OPTION_INDENT: Final = 4.8
"""Of an option's words, after its box and letter."""
OVER_OPTION: Final = 0.3
"""Space over an option, so that its box stands apart."""


@dataclass(frozen=True, slots=True)
class Option:
    letter: str
    lines: tuple[str, ...]
    y: float


@dataclass(frozen=True, slots=True)
class Set:
    """A question where it stands. x, y: its corner; the options' y are reckoned from the page's top."""

    number: int
    lines: tuple[str, ...]
    x: float
    y: float
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """size: of the letters in rem. across: width of a question. pages: the questions of each."""

    size: float
    across: float
    pages: tuple[tuple[Set, ...], ...]

    @property
    def indent(self) -> float:
        return INDENT * self.size

    @property
    def option_indent(self) -> float:
        return OPTION_INDENT * self.size


def _heights(asked: Asked, size: float, across: float) -> tuple[tuple[str, ...], list[tuple[str, ...]], float]:
    """A question's lines, its options' lines, and its height without the space under it."""
    lines = wrapped(asked.question.text, across / size - INDENT, 600)
    options = [wrapped(option, across / size - OPTION_INDENT, 400) for option in asked.question.options]
    count = len(lines) * LINE + sum(max(1, len(option)) * LINE + OVER_OPTION for option in options)
    return lines, options, count * size


def _columns(pages: int, columns: int) -> list[tuple[int, float, float]]:
    """Page, left edge and top of each column in reading order."""
    across = (ACROSS - (columns - 1) * BETWEEN) / columns
    return [
        (page, LEFT + column * (across + BETWEEN), NEXT_TOP if page else TOP)
        for page in range(pages)
        for column in range(columns)
    ]


def _set_in(test: Sequence[Asked], size: float, pages: int, columns: int) -> Layout | None:
    """The questions in letters of `size`, None where they don't fit."""
    across = (ACROSS - (columns - 1) * BETWEEN) / columns
    measured = [_heights(asked, size, across) for asked in test]
    places = _columns(pages, columns)
    filled: list[list[int]] = [[]]
    used = 0.0
    for index, (_, _, height) in enumerate(measured):
        room = FOOT - places[len(filled) - 1][2]
        if filled[-1] and used + height > room:
            if len(filled) == len(places):
                return None
            filled.append([])
            used, room = 0.0, FOOT - places[len(filled) - 1][2]
        if height > room:
            return None
        filled[-1].append(index)
        used += height + TIGHTEST * size
    sheets: list[list[Set]] = [[] for _ in range(pages)]
    for (page, x, top), indexes in zip(places, filled, strict=False):
        free = FOOT - top - sum(measured[index][2] for index in indexes)
        gap = min(LOOSEST * size, free / max(1, len(indexes) - 1))
        y = top
        for index in indexes:
            lines, options, height = measured[index]
            sheets[page].append(_placed(test[index].number, lines, options, x, y, size))
            y += height + gap
    return Layout(size, across, tuple(tuple(sheet) for sheet in sheets))


def _placed(
    number: int, lines: tuple[str, ...], options: Sequence[tuple[str, ...]], x: float, y: float, size: float
) -> Set:
    at = y + len(lines) * LINE * size
    placed = []
    for letter, option in zip(LETTERS, options, strict=False):
        at += OVER_OPTION * size
        placed.append(Option(letter, option, at))
        at += max(1, len(option)) * LINE * size
    return Set(number, lines, x, y, tuple(placed))


def layout(test: Sequence[Asked]) -> Layout:
    """The fewest pages with letters of 12 points or more; on them one column where it can, in the largest letters.

    More than one page are made even, so that on both sides of the paper nobody's sheet begins on another's.
    """
    for sizes in (SIZES, SMALLER):
        for pages in range(1, len(test) + 1):
            offers = (_set_in(test, size, pages, columns) for columns in (1, 2) for size in sizes)
            if found := next(filter(None, offers), None):
                return replace(found, pages=(*found.pages, ())) if pages > 1 and pages % 2 else found
    raise NothingToPrint


@dataclass(frozen=True, slots=True)
class _Person:
    """Whose sheet it is. number: on the roll, 0 on a blank one."""

    number: int
    name: Fitted
    again: Fitted


def _people(seats: Sequence[Seat], blank: int) -> Iterator[_Person]:
    for number, seat in enumerate(seats, start=1):
        if seat.person and seat.present is not False:
            pieces = words(seat.person.name)
            yield _Person(
                number,
                fit(pieces, box=(98, 12), largest=8, smallest=4, weight=700, favour=1.3),
                fit(pieces, box=(95, 8), largest=5, smallest=2.5, weight=700, favour=1.3),
            )
    for _ in range(blank):
        yield _Person(0, Fitted(8, ()), Fitted(5, ()))


def test_sheets(
    cls: TrainingClass, course: Course, seats: Sequence[Seat], sample: bool, *, blank: int = 3  # noqa: PT028 (no test)
) -> bytes:  # fmt: skip
    """The class test → PDF, A4, a sheet for everybody on the roll and `blank` ones without a name.

    seats: the whole roll in its order, since sheets bear a person's number on it; who is marked absent or was erased
    gets none. NothingToPrint (no questions, or nobody and no blank sheet), PrintingUnavailable.
    """
    test = test_of(course, cls.code)
    people = list(_people(seats, blank))
    if not test or not people:
        raise NothingToPrint
    questions = layout(test)
    code = format_code(cls.code)
    shared = {
        "heading": f"Phiếu kiểm tra – lớp {code}",
        "code": code,
        "course": fit(words(course.title), box=(124, 10), largest=6.5, smallest=3, weight=700),
        "of": len(test),
        "needed": needed(len(test), course.pass_mark),
        "layout": questions,
        "left": LEFT,
        "across": ACROSS,
    }
    style = render("test_sheet.css", width_mm=210, height_mm=297, rem_mm=1, size=questions.size)
    named = render("test_names.html", people=people, sample=sample, **shared)
    return laid_over(named, render("test_sheet.html", **shared), style)
