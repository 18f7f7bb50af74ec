"""Progress in the LMS is the LMS' own to write: members who write theirs through the API would print themselves papers.

Frappe LMS v2.44 lets a member insert lessons done and quiz results, and set an enrolment's progress. What the LMS' own
functions write says so by a flag, or is what can be counted.
"""

from __future__ import annotations

from typing import Any, Final

import frappe
from frappe import _
from frappe.utils import flt
from lms.lms.utils import get_course_progress

from .papers import is_staff

_MANAGED: Final = ("member", "course")


def check_lesson_done(doc: Any, method: str | None = None) -> None:
    """`LMS Course Progress.before_validate`: the LMS writes lessons done with its permissions, never the member's."""
    if not (doc.flags.ignore_permissions or is_staff(frappe.session.user)):
        frappe.throw(_("Lessons are done by learning them, and can't be written here."), frappe.PermissionError)


def check_enrollment(doc: Any, method: str | None = None) -> None:
    """`LMS Enrollment.before_validate`: progress is what was counted, and an enrolment stays whose and of what it is.

    v2.44 saves it with the member's permissions after counting, so the number itself is looked at.
    """
    if doc.flags.ignore_permissions or is_staff(frappe.session.user):
        return
    if doc.is_new():
        doc.progress = flt(get_course_progress(doc.course, doc.member)) if flt(doc.progress) else 0
        return
    if any(doc.has_value_changed(field) for field in _MANAGED):
        frappe.throw(_("An enrolment stays with its member and course."), frappe.PermissionError)
    if doc.has_value_changed("progress") and flt(doc.progress) != flt(get_course_progress(doc.course, doc.member)):
        frappe.throw(
            _("Progress is counted by the learning system, and can't be written here."), frappe.PermissionError
        )


def check_quiz_result(doc: Any, method: str | None = None) -> None:
    """`LMS Quiz Submission.before_validate`: results come from the LMS' grading, never from a member's own request."""
    if not (doc.flags.ignore_permissions or is_staff(frappe.session.user)):
        frappe.throw(_("Results come from answering the quiz, and can't be written here."), frappe.PermissionError)
