"""A course → the LMS' own package, a zip that its importer reads on a site without this app.

course.json, chapters/, lessons/, assessments/, assets/ as the LMS' exporter writes them. The importer finds chapters,
lessons, quizzes and questions again by their titles and texts, so these are unique within a package. It leaves assets/
out on the way in (seen on develop, August 2026), so drawings travel inside the lessons. The same course gives the same
bytes.
"""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from typing import Final

from ..movement.course import Course, Lesson
from ..movement.people import fold
from . import editorjs, lms
from .errors import TitleTwice

OWNER: Final = "Administrator"
"""Every site has one; a course needs somebody who teaches it."""
_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest that a zip can say."""


_INSIDE: Final = 8 * 1024
"""Bytes of a picture that travels inside its lesson; a lesson of the LMS holds 64 KB in all."""
_KINDS: Final = {".svg": "svg+xml", ".jpg": "jpeg", ".png": "png", ".webp": "webp"}


def package(course: Course, pictures: Sequence[lms.Picture] = ()) -> bytes:
    """pictures: as `lms.pictures` gives them. TitleTwice."""
    _check_titles(course)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as zip_file:
        for name, data in _files(course, pictures):
            entry = zipfile.ZipInfo(name, _DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            zip_file.writestr(entry, data)
    return packed.getvalue()


def _check_titles(course: Course) -> None:
    """The LMS' database may see no difference in case and accents."""
    titles = [lesson.title for lesson in course.lessons]
    for texts in (titles, [question.text for lesson in course.lessons for question in lesson.questions]):
        seen: set[str] = set()
        for text in texts:
            if fold(text) in seen:
                raise TitleTwice(title=text, course=course.id)
            seen.add(fold(text))


def _files(course: Course, pictures: Sequence[lms.Picture]) -> Iterator[tuple[str, bytes]]:
    addresses = {picture.name: _address(picture) for picture in pictures}
    yield "course.json", _json(_course(course))
    yield "instructors.json", _json([])
    yield "evaluator.json", _json(None)
    yield f"chapters/{course.id}.json", _json(_chapter(course))
    for lesson in course.lessons:
        yield f"lessons/{_name(course, lesson)}.json", _json(_lesson(course, lesson, addresses))
        if lesson.questions:
            yield from _assessments(course, lesson)
    for picture in pictures:
        if len(picture.data) > _INSIDE:
            yield f"assets/{picture.file_name}", picture.data


def _address(picture: lms.Picture) -> str:
    if len(picture.data) > _INSIDE:
        return f"/files/{picture.file_name}"
    kind = _KINDS[picture.file_name[picture.file_name.rindex(".") :]]
    return f"data:image/{kind};base64,{base64.b64encode(picture.data).decode()}"


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _name(course: Course, lesson: Lesson) -> str:
    """In ASCII, as the importer wants; unlike any name of a site, for it takes a quiz of that name as there already."""
    return f"goi-{course.id}-{lesson.code.lower()}"


def _course(course: Course) -> lms.Fields:
    return {
        "doctype": "LMS Course",
        "name": course.id,
        **lms.course_fields(course),
        "published": 1,
        "enable_certification": 1,
        "instructors": [{"instructor": OWNER}],
        "chapters": [{"chapter": course.id}],
    }


def _chapter(course: Course) -> lms.Fields:
    lessons = [{"lesson": _name(course, lesson)} for lesson in course.lessons]
    return {"doctype": "Course Chapter", "name": course.id, "title": lms.CHAPTER, "lessons": lessons}


def _lesson(course: Course, lesson: Lesson, addresses: dict[str, str]) -> lms.Fields:
    name = _name(course, lesson)
    content = editorjs.content(course, lesson, quiz=name if lesson.questions else "", pictures=addresses)
    return {
        "doctype": "Course Lesson",
        "name": name,
        "title": lesson.title,
        "chapter": course.id,
        "include_in_preview": 1,
        "content": content,
    }


def _assessments(course: Course, lesson: Lesson) -> Iterator[tuple[str, bytes]]:
    name, rows = _name(course, lesson), []
    for number, question in enumerate(lesson.questions, start=1):
        fields = {"doctype": "LMS Question", "name": f"{name}-{number}", **lms.question_fields(question)}
        yield f"assessments/questions/{name}-{number}.json", _json(fields)
        rows.append({"question": f"{name}-{number}", "question_detail": fields["question"], "marks": 1})
    quiz = {
        "doctype": "LMS Quiz",
        "name": name,
        "title": lms.quiz_title(lesson),
        "passing_percentage": course.pass_mark,
        "max_attempts": 0,
        "show_answers": 1,
        "questions": rows,
    }
    yield f"assessments/lms_quiz_{name}.json", _json(quiz)
