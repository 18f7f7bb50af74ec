"""`Classroom`: a signed-in member's place in a course that the host's learning system keeps, by its own rules.

A citizen's progress lives in a cookie; a member's is the learning system's, and nothing of it is kept twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..movement.course import Course, Lesson
from ..movement.errors import N_, BdhvsError
from ..movement.store import Issued


class Refused(BdhvsError):
    """The learning system's own no, in its own words."""

    message = N_("The learning system refused: {why}")


class AnsweredAlready(BdhvsError):
    """A form was sent twice, or from a page that another one has overtaken; only the first was recorded."""

    message = N_("This was recorded already.")


class QuestionsChanged(BdhvsError):
    message = N_(
        "The questions were changed meanwhile; nothing was recorded. Load the page again and answer once more."
    )


@dataclass(frozen=True, slots=True)
class Task:
    """How a lesson is completed. quiz: by its questions. read: by saying that it was read. Neither: in the LMS."""

    quiz: bool
    read: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question. options: to choose from, empty where the answer is typed. several: more than one may be chosen."""

    id: str
    text: str
    options: tuple[str, ...] = ()
    several: bool = False


@dataclass(frozen=True, slots=True)
class Exam:
    """A quiz as it is asked now. tried: tries recorded before this one. allowed: how many there may be, 0: any number.

    asked: empty where the learning system alone can show it.
    """

    asked: tuple[Asked, ...]
    pass_mark: int
    tried: int = 0
    allowed: int = 0

    @property
    def is_spent(self) -> bool:
        return 0 < self.allowed <= self.tried


@dataclass(frozen=True, slots=True)
class Answer:
    """A question's result as recorded. right_answers, why: "" or () where there is nothing to say."""

    text: str
    given: str
    right: bool
    right_answers: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A try as recorded. answers: empty where the learning system hides them."""

    score: int
    of: int
    percent: int
    pass_mark: int
    passed: bool
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class MemberPaper:
    """The member's certificate. payload: what its QR carries, as text."""

    issued: Issued
    payload: str


class Classroom(Protocol):
    """Writing raises `Refused`, `AnsweredAlready` or `QuestionsChanged`, and then nothing was written."""

    @property
    def passed(self) -> frozenset[str]:
        """Codes of the course's lessons that are complete."""
        ...

    @property
    def enrolled(self) -> bool: ...

    def left(self, course: Course) -> tuple[Lesson, ...]:
        """The course's lessons that aren't complete."""
        ...

    def finished(self, course: Course) -> bool:
        """Whether the learning system counts the course as complete."""
        ...

    def address(self, lesson: Lesson | None = None) -> str:
        """Where the learning system shows the lesson, or the course."""
        ...

    def task(self, lesson: Lesson) -> Task: ...

    def exam(self, lesson: Lesson) -> Exam | None:
        """None where the lesson has no quiz. For who is enrolled."""
        ...

    def enrol(self) -> None:
        """Makes sure of a place in the course."""
        ...

    def submit(self, lesson: Lesson, tried: int, answers: Mapping[str, Sequence[str]]) -> str:
        """Records a try. tried: as the page said (`Exam.tried`). answers: question id → texts. → the try's id."""
        ...

    def latest(self, lesson: Lesson) -> str | None:
        """The id of this member's latest try."""
        ...

    def outcome(self, lesson: Lesson, attempt: str) -> Outcome | None:
        """A try of this member's own; None for any other."""
        ...

    def read(self, lesson: Lesson) -> None:
        """Says that the lesson was read; enrols first."""
        ...

    def paper(self) -> MemberPaper | None: ...
