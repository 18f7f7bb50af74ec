"""Reading and trying: first page, course, lesson, quiz."""

from __future__ import annotations

from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from ...movement.course import Course, Lesson, grade
from ...movement.errors import N_, UnknownCourse
from ...movement.units import Group
from ..page import Page
from . import study


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
    if lesson is None and (added := page.store.lesson(lesson_id.upper())) and added[0].id == course.id:
        return course, added[1]  # written in the LMS, into a course that is kept as files
    if lesson is None:
        raise UnknownPage
    return course, lesson


def home(page: Page) -> Response:
    """Choose who you are, see the courses."""
    groups = page.store.groups()
    chosen = next((group for group in groups if group.id == page.request.args.get("nhom")), None)
    courses = [one for one in page.store.courses() if _is_for(one, chosen) and page.host.may_read(one)]
    rooms = page.host.classrooms(courses)
    progress = {one.id: rooms.get(one.id) or page.known_progress for one in courses}
    return page.show("home.html", groups=groups, chosen=chosen, courses=courses, progress=progress)


def _is_for(course: Course, group: Group | None) -> bool:
    return group is None or not course.audience or group.id in course.audience


def course(page: Page, course: str) -> Response:
    found = find_course(page, course)
    if not page.host.may_read(found):
        return _account_wanted(page, found)
    member = page.classroom(found)
    own = page.host.members.own(page.request) if member and page.host.members else None
    progress, undeclared = member or page.known_progress, own is not None and own.is_asked
    return page.show("course.html", course=found, progress=progress, member=member, undeclared=undeclared)


def lesson(page: Page, course: str, lesson: str) -> Response:
    found, one = find_lesson(page, course, lesson)
    if not page.host.may_read(found, one):
        return _account_wanted(page, found, one)
    sources = [source for source in found.sources if source.id in one.sources]
    member = page.classroom(found)
    show = page.show_with_sound if any(said.recording for said in one.translations) else page.show
    return show(
        "lesson.html", course=found, lesson=one, sources=sources, progress=member or page.known_progress,
        member=member, reading=False,
    )  # fmt: skip


def translation(page: Page, course: str, lesson: str, language: str) -> Response:
    """A lesson's text in another language."""
    found, one = find_lesson(page, course, lesson)
    said = one.translation(language)
    if said is None:
        raise UnknownPage
    show = page.show_with_sound if said.recording else page.show
    return show("translation.html", course=found, lesson=one, said=said, reading=True)


def _account_wanted(page: Page, course: Course, lesson: Lesson | None = None) -> Response:
    """Says where to sign in or join; the titles only to those who may see them."""
    seen = page.host.may_read(course)
    return page.show("account.html", status=403, course=course, lesson=lesson, seen=seen)


def quiz(page: Page, course: str, lesson: str) -> Response:
    """GET: the questions, without the answers. POST: graded and explained."""
    found, one = find_lesson(page, course, lesson)
    if (member := page.classroom(found)) is not None:
        return study.quiz(page, member, found, one)
    if not one.questions:
        raise UnknownPage
    if page.request.method != "POST":
        return page.show("quiz.html", course=found, lesson=one, keep=page.progress)
    form = page.form()
    choices = tuple(_choice(form.get(f"q{number}", "")) for number in range(len(one.questions)))
    graded = grade(one, choices, found.pass_mark)
    progress = page.progress.after(one, graded)
    return page.show("graded.html", course=found, lesson=one, graded=graded, progress=progress, keep=progress)


def read(page: Page, course: str, lesson: str) -> Response:
    """A member says that a lesson was read."""
    found, one = find_lesson(page, course, lesson)
    member = page.classroom(found)
    if member is None:
        raise NotFound
    return study.read(page, member, found, one)


def _choice(text: str) -> int | None:
    return int(text) if len(text) == 1 and text.isascii() and text.isdigit() else None
