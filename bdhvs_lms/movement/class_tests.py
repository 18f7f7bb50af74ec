"""The test that a class takes: the same questions on a phone, read aloud and on paper, so results mean the same."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from .classes import Result
from .course import KNOWLEDGE, SITUATION, Course, Lesson, Question

ASKED: Final = (KNOWLEDGE, SITUATION)
"""Of each lesson one question of each kind: short enough for paper, and no lesson can be left out."""
LETTERS: Final = "ABCDEFGH"
"""How options are named on paper and in the trainer's list."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a class test. number: from 1."""

    number: int
    lesson: Lesson
    question: Question

    @property
    def right(self) -> str:
        """The right option's letter."""
        return LETTERS[self.question.answer]


def test_of(course: Course, code: str) -> tuple[Asked, ...]:
    """The test of a class of this code: another class is asked other questions, this one always the same.

    A lesson that has no question of a kind gives one of another kind instead.
    """
    asked: list[Asked] = []
    for lesson in course.lessons:
        left = list(range(len(lesson.questions)))
        for kind in ASKED:
            fits = [place for place in left if lesson.questions[place].kind == kind] or left
            if fits:
                place = min(fits, key=lambda place: _draw(code, lesson.code, place))
                left.remove(place)
                asked.append(Asked(len(asked) + 1, lesson, lesson.questions[place]))
    return tuple(asked)


def _draw(code: str, lesson: str, place: int) -> bytes:
    return hashlib.sha256(f"{code}|{lesson}|{place}".encode()).digest()


def mark(test: Sequence[Asked], choices: Sequence[int | None], source: str) -> Result:
    """choices: one option's index for each question, None where none was chosen."""
    if len(choices) != len(test):
        raise ValueError("one choice per question")
    right = sum(choice == one.question.answer for one, choice in zip(test, choices, strict=True))
    return Result(source, right, len(test))


def needed(of: int, pass_mark: int) -> int:
    """How many of the questions have to be right. pass_mark: percent."""
    return -(-of * pass_mark // 100)
