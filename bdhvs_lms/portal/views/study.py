"""A signed-in member's quiz and lessons, by the learning system's own rules."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from ...movement.course import Course, Lesson
from ..classroom import AnsweredAlready, Classroom, Exam, Refused
from ..page import Page


def quiz(page: Page, classroom: Classroom, course: Course, lesson: Lesson) -> Response:
    """GET: a place in the course first, then the questions, or with ?lan=… a recorded try. POST: joins or answers."""
    if page.request.method == "POST":
        return _post(page, classroom, course, lesson)
    if attempt := page.request.args.get("lan"):
        outcome = classroom.outcome(lesson, attempt)
        if outcome is None:
            raise NotFound
        spent, late = not outcome.passed and _exam(classroom, lesson).is_spent, "cu" in page.request.args
        return _show(page, classroom, course, lesson, "study_result.html", outcome=outcome, spent=spent, late=late)
    if not classroom.enrolled:
        return _show(page, classroom, course, lesson, "study_join.html")
    return _show(page, classroom, course, lesson, "study_quiz.html", exam=_exam(classroom, lesson))


def _post(page: Page, classroom: Classroom, course: Course, lesson: Lesson) -> Response:
    form, here = page.member_form(), f"{_address(course, lesson)}/kiem-tra"
    try:
        if "tried" not in form:
            classroom.enrol()
            return page.go(here)
        tried = int(form["tried"]) if form["tried"].isascii() and form["tried"].isdigit() else -1
        answers = {name[2:]: form.getlist(name) for name in form if name.startswith("q-")}
        return page.go(f"{here}?lan={quote(classroom.submit(lesson, tried, answers))}")
    except AnsweredAlready:  # pressed twice, or answered on another page meanwhile: what was recorded first stands
        latest = classroom.latest(lesson)
        return page.go(f"{here}?lan={quote(latest)}&cu=1" if latest else here)
    except Refused as error:
        return _refused(page, classroom, course, lesson, error)


def read(page: Page, classroom: Classroom, course: Course, lesson: Lesson) -> Response:
    """Marks a lesson as read, then on to the next one that is left, or to the course."""
    page.member_form()
    try:
        classroom.read(lesson)
    except Refused as error:
        return _refused(page, classroom, course, lesson, error)
    except AnsweredAlready:  # pressed twice
        return page.go(_address(course))
    following = course.after(lesson)
    return page.go(_address(course, following) if following else _address(course))


def _exam(classroom: Classroom, lesson: Lesson) -> Exam:
    exam = classroom.exam(lesson)
    if exam is None:
        raise NotFound
    return exam


def _refused(page: Page, classroom: Classroom, course: Course, lesson: Lesson, error: Refused) -> Response:
    response = _show(page, classroom, course, lesson, "study_refused.html", why=page.explain(error))
    response.status_code = 403
    return response


def _show(page: Page, classroom: Classroom, course: Course, lesson: Lesson, template: str, **context: Any) -> Response:
    response = page.show(template, course=course, lesson=lesson, member=classroom, **context)
    response.headers["Cache-Control"] = "no-store"
    return response


def _address(course: Course, lesson: Lesson | None = None) -> str:
    return f"/hoc/{course.id}/{lesson.id}" if lesson else f"/hoc/{course.id}"
