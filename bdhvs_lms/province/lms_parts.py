"""Writing the LMS' documents, through its own controllers, so that it cleans and counts as it does for its editors.

Only what publishing owns is set on a document that stands; attempts, preview, price, picture of the course are the
staff's from the day after the first publishing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import frappe

from ..catalog import lms

LESSON_LINKS: Final = ("lesson_id", "title", "lms_lesson", "lms_quiz")


def _known(doctype: str, fields: lms.Fields) -> lms.Fields:
    """The fields that this version of the LMS has."""
    meta = frappe.get_meta(doctype)
    return {name: value for name, value in fields.items() if meta.has_field(name)}


def add(doctype: str, fields: lms.Fields, name: str | None = None) -> str:
    """→ the document's name, `name` where it is given."""
    doc = frappe.get_doc({"doctype": doctype, **_known(doctype, fields)})
    doc.insert(ignore_permissions=True, set_name=name)
    return str(doc.name)


def update(doctype: str, name: str, fields: lms.Fields) -> None:
    doc = frappe.get_doc(doctype, name)
    doc.update(_known(doctype, fields))
    doc.save(ignore_permissions=True)


def add_course(course_id: str, fields: lms.Fields) -> str:
    """Published, free, with a certificate; its address is the course's id where that is free."""
    teacher = frappe.session.user if frappe.session.user != "Guest" else "Administrator"
    first = {"published": 1, "enable_certification": 1, "instructors": [{"instructor": teacher}]}
    name = _free(course_id, "-", lambda name: frappe.db.exists("LMS Course", name))
    return add("LMS Course", fields | first, name)


def _free(text: str, dash: str, taken: Callable[[str], object]) -> str:
    """`text`, with a number where it is taken."""
    number, free = 1, text
    while taken(free):
        number += 1
        free = f"{text}{dash}{number}"
    return free


def add_chapter(lms_course: str, title: str, lessons: Sequence[str] = ()) -> str:
    """lessons: of a chapter that was deleted, which move into this one."""
    chapter = add("Course Chapter", {"course": lms_course, "title": title})
    course = frappe.get_doc("LMS Course", lms_course)
    course.append("chapters", {"chapter": chapter})
    course.save(ignore_permissions=True)
    for lesson in lessons:
        frappe.db.set_value("Course Lesson", lesson, "chapter", chapter)
    return chapter


def add_lesson(lms_course: str, chapter: str, fields: lms.Fields) -> str:
    """Guests may read it where the LMS' settings let guests in."""
    return add("Course Lesson", fields | {"course": lms_course, "chapter": chapter, "include_in_preview": 1})


def add_file(lms_course: str, picture: lms.Picture) -> str:
    """A public file of the course. → its address."""
    doc = frappe.new_doc("File")
    doc.update({"file_name": picture.file_name, "is_private": 0})
    doc.update({"attached_to_doctype": "LMS Course", "attached_to_name": lms_course})
    doc.content = picture.data
    doc.insert(ignore_permissions=True)
    return str(doc.file_url)


def add_quiz(name: str, **said: Any) -> str:
    """Without a limit of attempts, showing what was right; `name` where that is free. → its name."""
    doc = frappe.new_doc("LMS Quiz")
    doc.update(_known("LMS Quiz", {"max_attempts": 0, "show_answers": 1}))
    _fill(doc, **said)
    free = _free(name, "-", lambda name: frappe.db.exists("LMS Quiz", name))
    doc.insert(ignore_permissions=True, set_name=free)
    return str(doc.name)


def update_quiz(name: str, **said: Any) -> None:
    """Rows of questions that stay keep their marks. Lesson and course the LMS sets, when it saves the lesson."""
    doc = frappe.get_doc("LMS Quiz", name)
    _fill(doc, **said)
    doc.save(ignore_permissions=True)


def _fill(doc: Any, title: str, passing_percentage: int, questions: Sequence[str]) -> None:
    standing = {row.question: row for row in doc.questions}
    doc.title = _free(title, " ", lambda title: _other_quiz(title, doc.name or ""))
    doc.passing_percentage = passing_percentage
    doc.set("questions", [standing.get(question) or {"question": question, "marks": 1} for question in questions])


def _other_quiz(title: str, name: str) -> bool:
    return bool(frappe.get_all("LMS Quiz", filters={"title": title, "name": ("!=", name)}, limit=1))


def order_lessons(chapter: str, lessons: Sequence[str]) -> None:
    """These lessons in this order, and after them what else stands in the chapter."""
    doc = frappe.get_doc("Course Chapter", chapter)
    standing = {row.lesson: row for row in doc.lessons}
    others = [row for row in doc.lessons if row.lesson not in lessons]
    _set_lessons(doc, [standing.get(lesson) or {"lesson": lesson} for lesson in lessons] + others)


def insert_lessons(chapter: str, lessons: Sequence[str], missing: Sequence[str]) -> None:
    """Puts each of `missing` behind the one before it in `lessons`, at the end where that one isn't in the chapter."""
    doc = frappe.get_doc("Course Chapter", chapter)
    order: list[Any] = list(doc.lessons)
    for lesson in missing:
        before = lessons[lessons.index(lesson) - 1] if lessons.index(lesson) else None
        place = next((at for at, row in enumerate(order, start=1) if row.get("lesson") == before), len(order))
        order.insert(place, {"lesson": lesson})
    _set_lessons(doc, order)


def _set_lessons(doc: Any, order: Sequence[Any]) -> None:
    doc.set("lessons", order)
    for place, row in enumerate(doc.lessons, start=1):
        row.idx = place
    doc.save(ignore_permissions=True)
