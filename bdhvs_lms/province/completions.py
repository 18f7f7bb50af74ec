"""Completions from the LMS: a member who has done every lesson of a course gets a record, our paper and the LMS' row.

The LMS tells of it by `LMS Enrollment.on_change`, once its own count of the lessons is written. Where a version writes
that count without an event, `LMS Course Progress` is looked at again when the request is about to commit. Both may come
twice and at once: a claim is spent once. What they miss is found by `reconciliation`.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Final, NamedTuple

import frappe
from frappe.utils import flt
from lms.lms.doctype.lms_certificate.lms_certificate import get_default_certificate_template

from ..movement import registry
from ..movement.course import Course
from ..movement.errors import ClaimSpent
from ..movement.records import day_of
from ..movement.store import REFUSED
from ..movement.targets import ACCOUNT
from . import certified, members, officials, rows, site
from .host import SiteHost
from .writing import transaction

LMS_CERTIFICATE: Final = "`tabLMS Certificate`"
_BY_SERIAL: Final = "bdhvs_lms_certificate_serial"

LESSONS: Final = (
    "SELECT count(DISTINCT lesson.lesson) FROM `tabChapter Reference` chapter"
    " JOIN `tabLesson Reference` lesson ON lesson.parent = chapter.chapter WHERE chapter.parent = enrollment.course"
)
DONE: Final = (
    "SELECT count(DISTINCT progress.lesson) FROM `tabLMS Course Progress` progress"
    " JOIN `tabLesson Reference` lesson ON lesson.lesson = progress.lesson"
    " JOIN `tabChapter Reference` chapter ON chapter.chapter = lesson.parent AND chapter.parent = progress.course"
    " WHERE progress.course = enrollment.course AND progress.member = enrollment.member"
    " AND progress.status = 'Complete'"
)
"""Who has done all lessons by this count has 100 percent by the LMS' own (`get_course_progress`). The LMS takes two
rows that two tabs wrote of one lesson for two lessons; this doesn't."""

_EARLIER: Final = (
    f"SELECT earlier.name FROM {LMS_CERTIFICATE} earlier WHERE earlier.member = enrollment.member"
    " AND earlier.course = enrollment.course ORDER BY earlier.creation LIMIT 1"
)
_QUESTION: Final = (
    f"SELECT ({LESSONS}) AS lessons, ({DONE}) AS lessons_done, course.name AS course, course.title, course.version,"
    f" {members.COLUMNS}, completion.name AS completion, completion.state, certificate.name AS serial,"
    f" given.name AS given, CASE WHEN completion.name IS NULL THEN ({_EARLIER}) END AS earlier"
    " FROM `tabLMS Enrollment` enrollment JOIN `tabLMS Course` lms ON lms.name = enrollment.course"
    f"{certified.JOIN} JOIN `tabUser` user ON user.name = enrollment.member {members.JOINS}"
    f" LEFT JOIN {rows.COMPLETION} completion ON completion.learner = account.name"
    f" AND completion.course = course.name AND completion.way = '{ACCOUNT}'"
    f" LEFT JOIN {rows.CERTIFICATE} certificate ON certificate.completion = completion.name"
    f" AND NOT EXISTS (SELECT name FROM {rows.REVOCATION} revocation WHERE revocation.name = certificate.name)"
    f" LEFT JOIN {LMS_CERTIFICATE} given ON given.bdhvs_serial = certificate.name"
    " WHERE enrollment.course = %s AND enrollment.member = %s"
    f" ORDER BY {members.FIRST}, given.name IS NULL, certificate.record DESC LIMIT 1"
)


class Taken(NamedTuple):
    """What `take` wrote. serial: of the paper that stands, "" where there is none. alone: the member has no unit."""

    serial: str = ""
    completed: bool = False
    certified: bool = False
    alone: bool = False


# --- what the LMS tells -----------------------------------------------------------------------------------------------


def enrollment_changed(doc: Any, method: str | None = None) -> None:
    """`LMS Enrollment.on_change`."""
    _waiting().pop((doc.course, doc.member), None)
    if flt(doc.progress) >= 100:
        _listen(doc.course, doc.member)


def lesson_done(doc: Any, method: str | None = None) -> None:
    """`LMS Course Progress.on_update`, also of an insert: before the LMS counts, so that nothing is done yet."""
    if doc.status == "Complete" and doc.course and doc.member:
        _waiting()[doc.course, doc.member] = True
        frappe.db.before_commit.add(partial(_before_commit, doc.course, doc.member))


def _before_commit(course: str, member: str) -> None:
    if _waiting().pop((course, member), None):
        _listen(course, member)


def _waiting() -> dict[tuple[str, str], bool]:
    """Members and courses of which a lesson was done in this request, and no enrolment has told yet."""
    if not hasattr(frappe.local, "bdhvs_waiting"):
        frappe.local.bdhvs_waiting = {}
    waiting: dict[tuple[str, str], bool] = frappe.local.bdhvs_waiting
    return waiting


def _listen(course: str, member: str) -> None:
    """`take`, which never fails the LMS' own request; see `members.quietly` for what it raises."""
    taken = members.quietly(partial(take, course, member), f"a completion of {course} waits for reconciliation")
    if taken is not None and taken.completed and taken.alone:
        members.quietly(partial(_invite, member), f"who completed {course} was not asked for their unit")


def _invite(member: str) -> None:
    with transaction():
        officials.invite(member)


def add_index() -> None:
    """After the custom field is there: whoever tells of a completion twice is known by the paper's serial."""
    if frappe.db.has_column("LMS Certificate", "bdhvs_serial"):
        frappe.db.sql_ddl(f"CREATE INDEX IF NOT EXISTS `{_BY_SERIAL}` ON {LMS_CERTIFICATE} (bdhvs_serial)")


# --- what is written --------------------------------------------------------------------------------------------------


def take(lms_course: str, member: str) -> Taken:
    """Records a member's completion of a course and gives the LMS' certificate, as far as either is due and missing.

    Nothing is due unless every lesson is done and the course is certified; nothing can be written before the site has
    an issuer, nor about who was erased. StoreUnavailable, and what the LMS raises at its certificate.
    """
    found = None if member in officials.STANDARD_USERS else _ask(lms_course, member)
    if found is None or not 0 < found["lessons"] <= found["lessons_done"]:
        return Taken()
    if found["completion"]:
        serial = "" if found["erased"] or found["state"] == REFUSED else found["serial"] or ""
        return Taken(serial, certified=bool(serial and not found["given"] and certify(lms_course, member, serial)))
    serial, completed = _record(found)
    if not serial:
        return Taken()
    if completed:
        _give(lms_course, member, serial, found["earlier"])
    certified = completed or certify(lms_course, member, serial)
    return Taken(serial, completed, certified, alone=not found["bdhvs_unit"])


def _ask(lms_course: str, member: str) -> rows.Row | None:
    """None for who isn't enrolled, and for courses that aren't certified."""
    return next(iter(rows.select(_QUESTION, lms_course, member)), None)


def _record(found: rows.Row) -> tuple[str, bool]:
    """→ the serial of the paper, and whether it was issued by this call; "" where nothing could be written."""
    store, member = site.open_store(), members.member_of(found)
    if member.erased or store.keyring.signer is None:
        return "", False
    means = SiteHost(store).means()
    try:
        with transaction():
            course = _course(found)
            learner, new = (member.learner, False) if member.learner else members.learner_of(member.user)
            batch = registry.complete_account(
                member.claimant, course, learner, store, means, members.BY, new=new, held=not member.confirmed
            )
            store.write(batch, {learner} if new else ())
    except ClaimSpent as error:  # by another request, at the same time
        return _standing(error.completion), False
    return next(iter(batch.papers)), True


def _standing(completion: str) -> str:
    """The serial of a completion's paper that stands, "" when there is none; as committed by now, for late comers."""
    by_completion = rows.by_index("bdhvs_certificate_completion")
    found = rows.locked(
        f"SELECT certificate.name FROM {rows.CERTIFICATE} certificate {by_completion}"
        f" LEFT JOIN {rows.REVOCATION} revocation ON revocation.name = certificate.name"
        " WHERE certificate.completion = %s AND revocation.name IS NULL ORDER BY certificate.record DESC LIMIT 1",
        completion,
    )
    return str(found[0]["name"]) if found else ""


def _course(found: rows.Row) -> Course:
    """As much of a course as a completion and its paper say: the title is the one it is certified under."""
    return Course(found["course"], found["title"], "", (), 0, 0, (), (), version=found["version"] or "")


# --- the LMS' own row -------------------------------------------------------------------------------------------------


def certify(lms_course: str, member: str, serial: str) -> bool:
    """Gives the LMS' certificate that carries a paper's serial, unless it stands. → whether it wrote something."""
    by_serial = rows.by_index(_BY_SERIAL)
    if rows.locked(f"SELECT name FROM {LMS_CERTIFICATE} {by_serial} WHERE bdhvs_serial = %s", serial):
        return False
    own = {"member": member, "course": lms_course}
    earlier = frappe.get_all("LMS Certificate", own, pluck="name", order_by="creation", limit=1)
    _give(lms_course, member, serial, next(iter(earlier), None))
    return True


def _give(lms_course: str, member: str, serial: str, earlier: str | None) -> None:
    """earlier: an older row of the member for the course. It takes the serial over: the LMS has one for each."""
    with transaction():
        if earlier:
            rows.write(f"UPDATE {LMS_CERTIFICATE} SET bdhvs_serial = %s WHERE name = %s", serial, earlier)
        else:
            _insert(lms_course, member, serial)


def _insert(lms_course: str, member: str, serial: str) -> None:
    doc = frappe.get_doc(
        {
            "doctype": "LMS Certificate", "member": member, "course": lms_course, "bdhvs_serial": serial,
            "issue_date": day_of(site.utc_now()), "template": get_default_certificate_template(),
        }
    )  # fmt: skip
    doc.insert(ignore_permissions=True)
    if doc.owner != member:  # by the LMS' rules its owner may see it
        rows.write(f"UPDATE {LMS_CERTIFICATE} SET owner = %s WHERE name = %s", member, doc.name)
