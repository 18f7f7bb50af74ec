"""What a course's parts are called in the LMS: the fields that publishing and the LMS' package both write."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Final

from ..movement.course import Course, Lesson, Question
from . import editorjs

CHAPTER: Final = "Các bài học"
"""All lessons stand in one chapter; files know no chapters."""
MOST_OPTIONS: Final = 10
"""Options of a question in the LMS since v2.45; four before."""

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Picture:
    """name: in the course's img/. file_name: on a site, told apart from other courses' and earlier versions."""

    name: str
    file_name: str
    data: bytes


def pictures(course: Course, paths: Iterable[Path]) -> tuple[Picture, ...]:
    """The files at `paths`, as they are uploaded. OSError."""
    found = []
    for path in paths:
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()[:8]
        found.append(Picture(path.name, f"{course.id}-{path.stem}-{digest}{path.suffix}", data))
    return tuple(found)


def picture_names(course: Course) -> tuple[str, ...]:
    """Names in img/ of the pictures that the course's lessons show."""
    return tuple(dict.fromkeys(name for lesson in course.lessons for name in editorjs.picture_names(lesson)))


def course_fields(course: Course) -> Fields:
    return {
        "title": course.title,
        "short_introduction": course.summary,
        "description": editorjs.description(course),
    }


def quiz_title(lesson: Lesson) -> str:
    """With the lesson's code: the LMS wants the titles of quizzes unique on a site."""
    return f"{lesson.title} ({lesson.code})"


def question_fields(question: Question, most: int = MOST_OPTIONS) -> Fields:
    """most: options that the LMS can hold; of more the right one and the first others are kept.

    The reason stands with the right option: once answered, the LMS shows the explanations of all options.
    """
    wrong = [place for place in range(len(question.options)) if place != question.answer]
    kept = sorted([question.answer, *wrong[: most - 1]])
    fields: Fields = {"question": f"<p>{escape(question.text, quote=False)}</p>", "type": "Choices", "multiple": 0}
    for number in range(1, most + 1):
        place = kept[number - 1] if number <= len(kept) else None
        fields[f"option_{number}"] = "" if place is None else question.options[place]
        fields[f"is_correct_{number}"] = int(place == question.answer)
        fields[f"explanation_{number}"] = question.why if place == question.answer else ""
    return fields
