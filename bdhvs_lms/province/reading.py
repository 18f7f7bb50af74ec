"""Courses that were written in the LMS, as the portal shows them: read as they stand, never written here.

A course is shown once it has a BDHVS Course row (`lessons.course_row`). What is made of it is kept until something of
it changes in the LMS, so a page costs one small query, not the reading of every lesson.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import frappe
from frappe.utils import cint, strip_html

from ..catalog.editorjs_page import Around, page
from ..messages import catalogue
from ..movement.codes import ALPHABET
from ..movement.course import Course, Lesson
from . import rows

AFTER_FILES: Final = 10_000
"""Order of courses that were written in the LMS: after those in files."""
_LETTERS: Final = len(ALPHABET)
_CODES: Final = 10 * _LETTERS**3


def candidates(lms_lesson: str) -> Iterator[str]:
    """Codes for a lesson written in the LMS, the first to be tried first: a digit and three of `ALPHABET`.

    Codes in files begin with a letter, so the two never meet.
    """
    start = int.from_bytes(hashlib.sha256(lms_lesson.encode()).digest(), "big")
    for probe in range(_CODES):
        number = (start + probe) % _CODES
        yield str(number // _LETTERS**3) + "".join(ALPHABET[number // _LETTERS**p % _LETTERS] for p in (2, 1, 0))


def lms_path() -> str:
    """The LMS' first address, "/lms" unless the site's configuration says otherwise."""
    return "/" + str(frappe.conf.get("lms_path") or "lms").strip("/")


def guests_allowed() -> bool:
    return bool(cint(frappe.get_cached_value("LMS Settings", None, "allow_guest_access")))


# --- what stands in the LMS --------------------------------------------------------------------------------------

_COURSES: Final = (
    "SELECT own.name AS id, own.creation, course.name, CASE WHEN own.certified = 1 THEN own.title ELSE course.title END"
    " AS title, course.short_introduction, course.published"
    f" FROM {rows.COURSE} own JOIN `tabLMS Course` course ON course.name = own.lms_course"
)
_LESSONS: Final = (
    "SELECT chapter.parent, chapter.idx AS chapter, reference.idx AS place, lesson.name, lesson.title,"
    " lesson.include_in_preview, lesson.modified, own.name AS code"
    " FROM `tabChapter Reference` chapter"
    " JOIN `tabLesson Reference` reference ON reference.parent = chapter.chapter"
    " JOIN `tabCourse Lesson` lesson ON lesson.name = reference.lesson"
    f" LEFT JOIN {rows.LESSON} own ON own.lms_lesson = lesson.name"
    " WHERE chapter.parenttype = 'LMS Course' AND chapter.parent IN ({})"
    " ORDER BY chapter.parent, chapter.idx, reference.idx, own.name"
)


@dataclass(frozen=True, slots=True)
class _Kept:
    """state: what stood in the LMS when the course was made of it. names: code → Course Lesson."""

    state: object
    course: Course
    names: Mapping[str, str]


_kept: dict[tuple[str, str], _Kept] = {}


def forget() -> None:
    """Forgets what was made of the courses; it is made anew when it is asked for."""
    _kept.clear()


def courses() -> Sequence[Course]:
    """Published ones, by title."""
    found = rows.select(f"{_COURSES} WHERE course.published = 1")
    made = [kept.course for kept in _read(found)]
    return sorted(made, key=lambda course: (course.title, course.id))


def course(course_id: str) -> Course | None:
    found = rows.select(f"{_COURSES} WHERE own.name = %s", course_id)
    return next((kept.course for kept in _read(found) if kept.course.id == course_id), None)


def lesson(code: str) -> tuple[Course, Lesson] | None:
    """By the code of a BDHVS Lesson row; wherever in the LMS the lesson stands now."""
    sql = (
        f"SELECT chapter.parent AS name FROM {rows.LESSON} own"
        " JOIN `tabLesson Reference` reference ON reference.lesson = own.lms_lesson"
        " JOIN `tabChapter Reference` chapter ON chapter.chapter = reference.parent"
        " WHERE own.name = %s"
    )
    names = [row["name"] for row in rows.select(sql, code)]
    if not names:
        return None
    found = rows.select(f"{_COURSES} WHERE own.lms_course IN ({rows.marks(names)})", *names)
    for kept in _read(found):
        for one in kept.course.lessons:
            if one.code == code:
                return kept.course, one
    return None


def name_of(course_id: str, code: str) -> str | None:
    """The Course Lesson of which a lesson was made that this request has read."""
    kept = _kept.get((frappe.local.site, course_id))
    return kept.names.get(code) if kept else None


def _read(found: Sequence[rows.Row]) -> list[_Kept]:
    """Courses as they stand, made anew where something has changed."""
    if not found:
        return []
    names = sorted({row["name"] for row in found})
    below: dict[str, list[rows.Row]] = {name: [] for name in names}
    for row in rows.select(_LESSONS.format(rows.marks(names)), *names):
        here = below.get(row["parent"])
        if here is not None and not any(one["name"] == row["name"] for one in here):
            here.append(row)
    open_to_guests, path = guests_allowed(), lms_path()
    return [_current(row, below[row["name"]], open_to_guests, path) for row in found]


def _current(row: rows.Row, lessons: Sequence[rows.Row], open_to_guests: bool, path: str) -> _Kept:
    state = (dict(row), [dict(lesson) for lesson in lessons], open_to_guests, path)
    key = (frappe.local.site, row["id"])
    known = _kept.get(key)
    if known is None or known.state != state:
        known = _kept[key] = _made(row, lessons, open_to_guests, path, state)
    return known


def _made(row: rows.Row, lessons: Sequence[rows.Row], open_to_guests: bool, path: str, state: object) -> _Kept:
    address, everybody = f"{path}/courses/{row['name']}", bool(row["published"]) and open_to_guests
    written = _written([lesson["name"] for lesson in lessons])
    codes = _codes(lessons)
    made = [
        _lesson(lesson, codes[lesson["name"]], address, written.get(lesson["name"], {}), path, everybody)
        for lesson in lessons
    ]
    summary = " ".join(strip_html(row["short_introduction"] or "").split())
    course = Course(
        id=row["id"], title=row["title"] or row["id"], summary=summary,
        audience=(), order=AFTER_FILES, pass_mark=100, outcomes=(), lessons=tuple(made), elsewhere=address,
    )  # fmt: skip
    return _Kept(state, course, {code: name for name, code in codes.items()})


def _written(names: Sequence[str]) -> dict[str, rows.Row]:
    if not names:
        return {}
    sql = f"SELECT name, content, body, youtube FROM `tabCourse Lesson` WHERE name IN ({rows.marks(names)})"
    return {row["name"]: row for row in rows.select(sql, *names)}


def _codes(lessons: Sequence[rows.Row]) -> dict[str, str]:
    """Course Lesson → its code; for those without a row, the one they'd be given now."""
    codes = {lesson["name"]: lesson["code"] for lesson in lessons if lesson["code"]}
    for lesson in lessons:
        if lesson["name"] not in codes:
            taken = set(codes.values())
            codes[lesson["name"]] = next(
                code
                for code in candidates(lesson["name"])
                if code not in taken and not rows.select(f"SELECT name FROM {rows.LESSON} WHERE name = %s", code)
            )
    return codes


def _lesson(row: rows.Row, code: str, course: str, written: Mapping[str, Any], path: str, everybody: bool) -> Lesson:
    address = f"{course}/learn/{row['chapter']}-{row['place']}"
    title = " ".join((row["title"] or code).split())
    around = Around(address, path, _vietnamese)
    html = page(written.get("content") or "", written.get("body") or "", around, youtube=written.get("youtube") or "")
    return Lesson(
        id=code.lower(), code=code, title=title, minutes=0, promise=title, steps=(), html=html, questions=(),
        elsewhere=address, account=not (everybody and row["include_in_preview"]),
    )  # fmt: skip


def _vietnamese(message: str) -> str:
    return catalogue("vi").get(message, message)


# --- who may read ------------------------------------------------------------------------------------------------


def may_read(user: str, course: Course, lesson: Lesson | None = None) -> bool:
    """As the LMS lets a user read: its staff and members all, others what is for preview in a published course.

    Guests, where the LMS lets guests in. Without a lesson: whether the course and its titles are shown.
    """
    own = rows.select(f"{_COURSES} WHERE own.name = %s", course.id)
    if not own:
        return False
    row = own[0]
    if user != "Guest" and _belongs(user, row["name"]):
        return True
    if not row["published"] or (user == "Guest" and not guests_allowed()):
        return False
    if lesson is None:
        return True
    name = name_of(course.id, lesson.code)
    return bool(name and frappe.db.get_value("Course Lesson", name, "include_in_preview"))


def _belongs(user: str, lms_course: str) -> bool:
    """A member of the course, who teaches it, or a moderator."""
    if frappe.db.exists("LMS Enrollment", {"course": lms_course, "member": user}):
        return True
    teaches = {"instructor": user, "parent": lms_course, "parenttype": "LMS Course"}
    return bool(frappe.db.exists("Course Instructor", teaches)) or "Moderator" in frappe.get_roles(user)
