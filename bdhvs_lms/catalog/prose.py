"""What learners read of a course, piece by piece, each with the file and the line where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from markdown_it.token import Token

from .source import At, CourseDraft, LessonDraft

# Not words of the language: addresses, numbers of documents, anything with a digit in it.
_NO_WORDS: Final = re.compile(
    r"https?://\S+|\S+@\S+|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?:/[\w./?=&%-]*)?|\w*\d[\w.]*(?:/[\w-]+)+|\w*\d\w*"
)
_QUOTED: Final = re.compile(r"“[^”]*”")
_TYPED: Final = re.compile(r"“[\x00-\x7f]*”")
_END: Final = re.compile(r"[.?!…]+[”)\]]*(?:\s+|\Z)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, a list's item, an option, a title … text: its words, with the line breaks of the file."""

    file: Path
    line: int
    text: str

    def line_of(self, place: int) -> int:
        """The line on which the character at `place` stands."""
        return self.line + self.text.count("\n", 0, place)

    @property
    def wording(self) -> str:
        """The text with blanks where there are no words of a language, so that places stay as they are.

        What is quoted without any accent is something to type (“tra tien giong ngo”), not words.
        """
        return _TYPED.sub(_blank, _NO_WORDS.sub(_blank, self.text))

    @property
    def unquoted(self) -> str:
        """`wording` with blanks also for what stands in “…”: other people's words."""
        return _QUOTED.sub(_blank, self.wording)

    def sentences(self) -> Iterator[tuple[int, str]]:
        """(line, sentence), as full stops, question marks and the like end them."""
        begin = 0
        for end in [*(found.end() for found in _END.finditer(self.text)), len(self.text)]:
            if self.text[begin:end].strip():
                yield self.line_of(begin), self.text[begin:end].strip()
            begin = end


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def words_in(text: str) -> int:
    """How many words (syllables set apart, as Vietnamese is counted)."""
    return sum(any(letter.isalnum() for letter in word) for word in text.split())


def of_course(course: CourseDraft) -> Iterator[Piece]:
    """What course.yaml says to learners. Titles of sources are other people's words and left out."""
    values = (course.title, course.summary, *course.outcomes, *(skill.name for skill in course.skills))
    yield from _values(course.file, values)


def of_lesson(lesson: LessonDraft) -> Iterator[Piece]:
    """A lesson's title, poster, text, quiz and words for loudspeakers."""
    front = lesson.front
    steps = front.steps.value if front.steps else ()
    yield from _values(lesson.path, (front.title, front.promise, *(step.text for step in steps)))
    yield from body(lesson)
    yield from quiz(lesson)
    yield from radio(lesson)


def body(lesson: LessonDraft) -> Iterator[Piece]:
    """The lesson's text: paragraphs, headings, items, cells, and what pictures show in words."""
    line = 0
    for token in lesson.tokens:
        if token.map:
            line = token.map[0]
        if token.type == "inline":
            yield Piece(lesson.path, lesson.body_line + line, _words(token.children or ()))


def quiz(lesson: LessonDraft) -> Iterator[Piece]:
    for question in lesson.questions:
        yield Piece(lesson.path, question.line, question.text)
        yield from (Piece(lesson.path, option.line, option.text) for option in question.options)
        yield from _values(lesson.path, question.whys)


def radio(lesson: LessonDraft) -> Iterator[Piece]:
    """The paragraphs for loudspeakers, each on a line of its own. At the line of the key when that's all there is."""
    if spoken := lesson.front.radio:
        yield from (Piece(lesson.path, spoken.line, text) for text in spoken.value.split("\n") if text.strip())


def _values(file: Path, values: Sequence[At[str] | None]) -> Iterator[Piece]:
    yield from (Piece(file, value.line, value.value) for value in values if value)


def _words(tokens: Sequence[Token]) -> str:
    parts = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif token.children:
            parts.append(_words(token.children))
        elif token.type != "code_inline":
            parts.append(token.content)
    return "".join(parts)
