"""Reading and trying: first page, course, lesson, quiz."""

from __future__ import annotations

from werkzeug.wrappers import Response

from ...movement.course import Course, Lesson, grade
from ...movement.errors import N_, UnknownCourse
from ..page import Page


class UnknownPage(UnknownCourse):
    message = N_("This course or lesson doesn't exist (any more). The first page shows all that there are.")


def find_course(page: Page, course_id: str) -> Course:
    course = page.store.course(course_id)
    if course is None:
        raise UnknownPage
    return course


def find_lesson(page: Page, course_id: str, lesson_id: str) -> tuple[Course, Lesson]:
    course = find_course(page, course_id)
    lesson = course.lesson(lesson_id)
    if lesson is None:
        raise UnknownPage
    return course, lesson


def home(page: Page) -> Response:
    """Choose who you are, see the courses."""
    groups = page.store.groups()
    chosen = next((group for group in groups if group.id == page.request.args.get("nhom")), None)
    courses = [one for one in page.store.courses() if chosen is None or chosen.id in one.audience]
    return page.show("home.html", groups=groups, chosen=chosen, courses=courses, progress=page.known_progress)


def course(page: Page, course: str) -> Response:
    found = find_course(page, course)
    return page.show("course.html", course=found, progress=page.known_progress)


def lesson(page: Page, course: str, lesson: str) -> Response:
    found, one = find_lesson(page, course, lesson)
    sources = [source for source in found.sources if source.id in one.sources]
    return page.show("lesson.html", course=found, lesson=one, sources=sources, progress=page.known_progress)


def quiz(page: Page, course: str, lesson: str) -> Response:
    """GET: the questions, without the answers. POST: graded and explained."""
    found, one = find_lesson(page, course, lesson)
    if page.request.method != "POST":
        return page.show("quiz.html", course=found, lesson=one, keep=page.progress)
    form = page.form()
    choices = tuple(_choice(form.get(f"q{number}", "")) for number in range(len(one.questions)))
    graded = grade(one, choices, found.pass_mark)
    progress = page.progress.after(one, graded)
    return page.show("graded.html", course=found, lesson=one, graded=graded, progress=progress, keep=progress)


def _choice(text: str) -> int | None:
    return int(text) if len(text) == 1 and text.isascii() and text.isdigit() else None
