"""What a course or lesson of the LMS is called for ever: rows made once, when a poster or a completion needs them.

Made on writing requests, jobs and commands; Frappe rolls back what a GET writes. `reading` shows what they stand for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import count

import frappe
from frappe import _

from ..movement.course import Course, Lesson
from . import reading, rows
from .site import catalog


def course_row(lms_course: str) -> str:
    """The id of an LMS course, made when there is none: an ASCII slug of its title. DoesNotExistError.

    Whoever makes it first wins; others get the same id.
    """
    known = rows.select(f"SELECT name FROM {rows.COURSE} WHERE lms_course = %s ORDER BY creation, name", lms_course)
    if known:
        return str(known[0]["name"])
    title = frappe.db.get_value("LMS Course", lms_course, "title")
    if title is None:
        frappe.throw(_("There is no LMS course “{0}”.").format(lms_course), frappe.DoesNotExistError)
    for course_id in _ids(title):
        row = {"name": course_id, "course_id": course_id, "title": title, "source": "LMS", "lms_course": lms_course}
        if catalog().course(course_id) is None and _is_ours(rows.COURSE, row, "lms_course"):
            return course_id
    raise AssertionError("ids don't end")


def lesson_row(lms_lesson: str) -> str:
    """The code of a lesson of the LMS, made when there is none (`reading.candidates`). DoesNotExistError.

    It never changes: the row's link follows when the LMS renames the lesson.
    """
    known = rows.select(f"SELECT name FROM {rows.LESSON} WHERE lms_lesson = %s ORDER BY creation, name", lms_lesson)
    if known:
        return str(known[0]["name"])
    stands = frappe.db.get_value("Course Lesson", lms_lesson, ["title", "course"], as_dict=True)
    if stands is None:
        frappe.throw(_("There is no LMS lesson “{0}”.").format(lms_lesson), frappe.DoesNotExistError)
    course = course_row(_course_of(lms_lesson) or stands.course)
    for code in reading.candidates(lms_lesson):
        row = {
            "name": code, "code": code, "course": course, "lesson_id": code.lower(), "title": stands.title,
            "lms_lesson": lms_lesson,
        }  # fmt: skip
        if _is_ours(rows.LESSON, row, "lms_lesson"):
            return code
    frappe.throw(_("All lesson codes are taken."))
    raise AssertionError("throw raises")


def lms_lesson_of(course: Course, lesson: Lesson) -> str:
    """The Course Lesson that `reading` made a lesson of. DoesNotExistError."""
    name = reading.name_of(course.id, lesson.code)
    if name is None:
        frappe.throw(_("There is no LMS lesson “{0}”.").format(lesson.title), frappe.DoesNotExistError)
    return name


def _course_of(lms_lesson: str) -> str | None:
    """The LMS course whose outline holds the lesson; the lesson's own field can be empty."""
    chapter = frappe.db.get_value("Lesson Reference", {"lesson": lms_lesson}, "parent")
    return frappe.db.get_value("Chapter Reference", {"chapter": chapter}, "parent") if chapter else None


def _is_ours(table: str, row: rows.Row, link: str) -> bool:
    """Puts a row in. False when its name stands for something else; True also when another was faster with the same.

    Whoever comes second waits for the first: an insert that fails would leave two waiting for each other (MariaDB).
    """
    rows.insert_new(table, row)
    stands = rows.locked(f"SELECT {link} AS linked FROM {table} WHERE name = %s", row["name"])
    return bool(stands) and stands[0]["linked"] == row[link]


def _ids(title: str) -> Iterator[str]:
    plain = unicodedata.normalize("NFKD", title.lower().replace("đ", "d")).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].strip("-") or "khoa-hoc"
    yield slug
    yield from (f"{slug}-{number}" for number in count(2))
