"""A course as the rest of the house sees it, wherever it came from (files, or a lesson written in the LMS)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from .languages import Language

KNOWLEDGE, SITUATION = "knowledge", "situation"
QUESTIONS_PER_LESSON: Final = (KNOWLEDGE, KNOWLEDGE, KNOWLEDGE, SITUATION, SITUATION)
"""Five questions a lesson, three on knowledge and two on situations (officials' curriculum 2026, see FACTS)."""


@dataclass(frozen=True, slots=True)
class Question:
    """answer: index into options. why: one sentence, shown after grading."""

    kind: str
    text: str
    options: tuple[str, ...]
    answer: int
    why: str


@dataclass(frozen=True, slots=True)
class Step:
    """One of a poster's three steps. icon: a name of printing/icons."""

    icon: str
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """A text that the author has opened. dated: the text's own date; read: the day it was opened."""

    id: str
    title: str
    publisher: str
    url: str = ""
    where: str = ""
    dated: date | None = None
    read: date | None = None


@dataclass(frozen=True, slots=True)
class Skill:
    id: str
    framework: str
    name: str


@dataclass(frozen=True, slots=True)
class Translation:
    """A lesson in another language, as its people wrote or read it. by: who did.

    html: safe to show, "" without a text; title: as the text begins, "" where it has none; text_size: bytes.
    recording: the bare name of its file, "" without one; recording_size: bytes; machine: a machine speaks in it.
    """

    language: Language
    by: str
    title: str = ""
    html: str = ""
    text_size: int = 0
    recording: str = ""
    recording_size: int = 0
    machine: bool = False


@dataclass(frozen=True, slots=True)
class Lesson:
    """code: 4 characters, unique and permanent (posters carry it). html: safe to show as it is.

    body: the Markdown it was written in, empty when the lesson was written elsewhere. radio: 60–90 s for a loudspeaker.
    minutes: 0 where nobody has said. elsewhere: the address of a lesson that was written on the host, as in its LMS.
    account: it can't be read without an account there.
    """

    id: str
    code: str
    title: str
    minutes: int
    promise: str
    steps: tuple[Step, ...]
    html: str
    questions: tuple[Question, ...]
    body: str = ""
    radio: str = ""
    sources: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    elsewhere: str = ""
    account: bool = False
    translations: tuple[Translation, ...] = ()

    def translation(self, language: str) -> Translation | None:
        """The text in a language, by the language's id; None where there is no text in it."""
        return next((one for one in self.translations if one.language.id == language and one.html), None)


@dataclass(frozen=True, slots=True)
class Course:
    """audience: group ids, none: everybody. pass_mark: percent of a lesson's questions.

    version: 12 hex digits over its sources. elsewhere: as in `Lesson`.
    """

    id: str
    title: str
    summary: str
    audience: tuple[str, ...]
    order: int
    pass_mark: int
    outcomes: tuple[str, ...]
    lessons: tuple[Lesson, ...]
    skills: tuple[Skill, ...] = ()
    sources: tuple[Source, ...] = ()
    version: str = ""
    elsewhere: str = ""

    @property
    def claimable(self) -> bool:
        """Whether a citizen can get its paper here: every lesson asks questions."""
        return bool(self.lessons) and all(lesson.questions for lesson in self.lessons)

    def lesson(self, lesson_id: str) -> Lesson | None:
        return next((lesson for lesson in self.lessons if lesson.id == lesson_id), None)

    def place(self, lesson: Lesson) -> int:
        """1-based place of a lesson in the course."""
        return self.lessons.index(lesson) + 1

    def after(self, lesson: Lesson) -> Lesson | None:
        """The lesson that follows, None after the last."""
        place = self.place(lesson)
        return self.lessons[place] if place < len(self.lessons) else None


@dataclass(frozen=True, slots=True)
class Graded:
    """choices: chosen index per question or None. right: number right. passed: by the course's pass mark."""

    choices: tuple[int | None, ...]
    right: int
    of: int
    passed: bool


def grade(lesson: Lesson, choices: tuple[int | None, ...], pass_mark: int) -> Graded:
    """Grades one try. `choices` has one entry per question; an index outside the options counts as not answered."""
    if len(choices) != len(lesson.questions):
        raise ValueError("one choice per question")
    kept = tuple(
        choice if choice is not None and 0 <= choice < len(question.options) else None
        for question, choice in zip(lesson.questions, choices, strict=True)
    )
    right = sum(choice == question.answer for question, choice in zip(lesson.questions, kept, strict=True))
    of = len(lesson.questions)
    return Graded(kept, right, of, of > 0 and right * 100 >= pass_mark * of)
