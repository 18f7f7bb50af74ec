"""Posters of units: their codes, their places, and the PDFs to print. Whoever prints may print for own units alone."""

# No `from __future__ import annotations`: Frappe checks the arguments of whitelisted methods by real types alone.

from collections.abc import Collection, Sequence
from typing import Any, Final

import frappe
from frappe import _
from frappe.utils import today

from ..movement.address import printable
from ..movement.codes import PosterCode
from ..movement.course import Course, Lesson
from ..movement.errors import BdhvsError
from ..movement.poster import Poster, PosterUse
from ..movement.store import Store
from ..printing import FORMS, make
from . import lessons, rows, site
from .permissions import units_of
from .refusing import refuse

POSTER: Final = "BDHVS Poster"
FOUND: Final = 20
"""Lessons offered at a time."""


# --- one poster's document ---------------------------------------------------------------------------------------


def code_of(unit: str, lesson: str, channel: str, place: int) -> str:
    """A poster's code, as printed. ValidationError for what can't be one."""
    try:
        return str(PosterCode(unit or "", lesson or "", channel or "", place))
    except BdhvsError as error:
        refuse(error)


def lesson_of(code: str) -> tuple[Course, Lesson]:
    """ValidationError when no lesson has that code."""
    found = site.open_store().lesson(code)
    if found is None:
        frappe.throw(_("There is no lesson with the code “{0}”.").format(code))
    return found


def free_place(unit: str, lesson: str, channel: str) -> int:
    """The number after the last one of these: a number whose poster was deleted may still hang."""
    sql = f"SELECT max(place) AS last FROM {rows.POSTER} WHERE unit = %s AND lesson = %s AND channel = %s"
    return int(rows.select(sql, unit, lesson, channel)[0]["last"] or 0) + 1


def _guard(unit: str) -> None:
    """PermissionError unless the user makes posters for that unit."""
    frappe.has_permission(POSTER, "create", throw=True)
    units = units_of(frappe.session.user)
    if units is not None and unit not in units:
        raise frappe.PermissionError


# --- how posters are used ----------------------------------------------------------------------------------------


def uses(units: Collection[str]) -> list[PosterUse]:
    """Codes of these units that were printed or scanned, by code."""
    asked = sorted(units)
    if not asked:
        return []
    marks = rows.marks(asked)
    printed = rows.select(f"SELECT name, printed_on FROM {rows.POSTER} WHERE unit IN ({marks})", *asked)
    scanned = rows.select(
        f"SELECT code, sum(people) AS people, max(CASE WHEN people > 0 THEN day END) AS last FROM {rows.SCAN}"
        f" WHERE substr(code, 1, 5) IN ({marks}) GROUP BY code",
        *asked,
    )
    known = {row["name"]: str(row["printed_on"]) for row in printed if row["printed_on"]}
    counts = {row["code"]: (int(row["people"] or 0), str(row["last"] or "")) for row in scanned}
    return [
        PosterUse(PosterCode.parse(code), known.get(code, ""), *counts.get(code, (0, "")))
        for code in sorted({*known, *counts})
    ]


def note_printed(codes: Sequence[PosterCode]) -> None:
    """Keeps that these were printed today, as **BDHVS Poster**; who asks was found to be of their units before."""
    for code in codes:
        named = {"unit": code.unit, "lesson": code.lesson, "channel": code.channel, "place": code.place}
        if not frappe.db.exists(POSTER, str(code)):
            frappe.get_doc({"doctype": POSTER, **named}).insert(ignore_permissions=True)
        frappe.db.set_value(POSTER, str(code), "printed_on", today(), update_modified=False)


# --- what the form asks ------------------------------------------------------------------------------------------


@frappe.whitelist()
def next_place(unit: str, lesson: str, channel: str) -> int:
    """The number proposed for one more poster of a lesson in a unit."""
    _guard(unit)
    return free_place(unit, lesson, channel)


@frappe.whitelist()
def find_lessons(txt: str = "") -> list[dict[str, str]]:
    """Lessons that have a code: those in files, and those of the LMS that got one. Options of an Autocomplete."""
    frappe.has_permission(POSTER, "create", throw=True)
    files = site.catalog().courses
    offers = [(lesson.code, lesson.title, course.title) for course in files for lesson in course.lessons]
    known = {code for code, _title, _course in offers}
    sql = (
        f"SELECT lesson.name, stands.title, course.title AS course FROM {rows.LESSON} lesson"
        f" JOIN {rows.COURSE} course ON course.name = lesson.course"
        " JOIN `tabCourse Lesson` stands ON stands.name = lesson.lms_lesson ORDER BY course.title, lesson.name"
    )
    offers += [(one["name"], one["title"], one["course"]) for one in rows.select(sql) if one["name"] not in known]
    return _offered(offers, txt)


@frappe.whitelist()
def find_lms_lessons(txt: str = "") -> list[dict[str, str]]:
    """Lessons of published LMS courses, also those without a code. Options of an Autocomplete."""
    frappe.has_permission(POSTER, "create", throw=True)
    sql = (
        "SELECT lesson.name, lesson.title, course.title AS course FROM `tabCourse Lesson` lesson"
        " JOIN `tabLMS Course` course ON course.name = lesson.course WHERE course.published = 1"
        " ORDER BY course.title, lesson.name"
    )
    return _offered([(one["name"], one["title"], one["course"]) for one in rows.select(sql)], txt)


@frappe.whitelist()
def find_courses(txt: str = "") -> list[dict[str, str]]:
    """Courses that posters can be made of: in files by their id, of the LMS by their name there."""
    frappe.has_permission(POSTER, "create", throw=True)
    offers = [(course.id, course.title, "") for course in site.catalog().courses]
    own = rows.select(f"SELECT lms_course FROM {rows.COURSE} WHERE source = 'Files' AND lms_course IS NOT NULL")
    published = {row["lms_course"] for row in own}
    found = rows.select("SELECT name, title FROM `tabLMS Course` WHERE published = 1 ORDER BY title, name")
    offers += [(row["name"], row["title"], "LMS") for row in found if row["name"] not in published]
    return _offered(offers, txt)


def _offered(offers: Sequence[tuple[str, str, str]], txt: str) -> list[dict[str, str]]:
    words = txt.casefold().split()
    found = [one for one in offers if all(word in " ".join(part or "" for part in one).casefold() for word in words)]
    return [{"value": name, "label": title or name, "description": course or ""} for name, title, course in found][
        :FOUND
    ]


@frappe.whitelist(methods=["POST"])
def code_for(lms_lesson: str) -> str:
    """The code of a lesson of the LMS, made when it has none. Its course is published."""
    frappe.has_permission(POSTER, "create", throw=True)
    course = frappe.db.get_value("Course Lesson", lms_lesson, "course")
    if not frappe.db.get_value("LMS Course", course or "", "published"):
        frappe.throw(_("Publish the LMS course first: a poster must lead to a lesson that people can open."))
    return lessons.lesson_row(lms_lesson)


# --- printing ----------------------------------------------------------------------------------------------------


@frappe.whitelist(methods=["POST"])
def pdf(name: str, fmt: str = "a4") -> None:
    """One poster in a form, a key of `printing.FORMS`: PDF, PNG, HTML or plain text."""
    doc = frappe.get_doc(POSTER, name)
    doc.check_permission("read")
    _send([doc], fmt, f"ap-phich-{name}-{fmt}")


@frappe.whitelist(methods=["POST"])
def course_pdf(unit: str, course: str, channel: str = "", fmt: str = "a4") -> None:
    """A poster of every lesson of a course for a unit, as one PDF or zip; those that stand are printed again.

    course: its id, or the name of an LMS course. channel: "" is the form's own.
    """
    _guard(unit)
    found = site.open_store().course(course)
    if found is None and frappe.db.get_value("LMS Course", course, "published"):
        found = site.open_store().course(lessons.course_row(course))
    if found is None or not found.lessons:
        frappe.throw(_("There is no course “{0}” with lessons.").format(course))
    letter = channel or (FORMS[fmt].channel if fmt in FORMS else "A")
    taught = [lesson for lesson in found.lessons if lesson.radio or fmt != "radio"]
    docs = [_standing_or_new(unit, _kept_code(found, lesson), letter) for lesson in taught]
    _send(docs, fmt, f"ap-phich-{unit}-{found.id}-{fmt}")


def _kept_code(course: Course, lesson: Lesson) -> str:
    """A lesson written in the LMS gets its row now: the printed code must be found later."""
    if not lesson.elsewhere:
        return lesson.code
    return lessons.lesson_row(lessons.lms_lesson_of(course, lesson))


def _standing_or_new(unit: str, lesson: str, channel: str) -> Any:
    stands = {"unit": unit, "lesson": lesson, "channel": channel}
    first = frappe.get_all(POSTER, filters=stands, order_by="place", limit=1, pluck="name")
    return frappe.get_doc(POSTER, first[0]) if first else frappe.get_doc({"doctype": POSTER, **stands}).insert()


def _send(docs: Sequence[Any], fmt: str, file: str) -> None:
    """Answers with the file, named `file` with its ending, and notes the day. ValidationError: it can't be made."""
    store = site.open_store()
    try:
        made = make([poster_of(doc, store) for doc in docs], fmt)
    except BdhvsError as error:
        refuse(error)
    for doc in docs:
        doc.db_set("printed_on", today(), update_modified=False)
    answer = {"filename": f"{file}.{made.extension}", "filecontent": made.content}
    kind = {"type": "pdf"} if made.extension == "pdf" else {"type": "download", "content_type": made.mime}
    frappe.local.response.update({**answer, **kind})


def poster_of(doc: Any, store: Store) -> Poster:
    """What is printed of a poster's document. Without a public address that leads here from a phone it is a sample."""
    course, lesson = lesson_of(doc.lesson)
    settings, unit = store.settings(), store.unit(doc.unit)
    if unit is None:
        frappe.throw(_("There is no unit with the code “{0}”.").format(doc.unit))
    address = settings.public_address or str(frappe.utils.get_url()).rstrip("/")
    sample = settings.sample or unit.sample or not printable(settings.public_address)
    return Poster(course, lesson, unit, PosterCode.parse(doc.name), address, sample)
