"""Progress in the LMS is the LMS' own to write: members who write theirs through the API would print themselves papers.

Frappe LMS v2.44 lets a member insert lessons done and quiz results, set an enrolment's progress, and say of each answer
that it is right. Every version read lets who writes courses set progress, another's and their own, and a member hand in
one right answer many times, or tell of a lesson as a SCORM package's. What the LMS' own functions write says so by a
flag, or is what can be counted.
"""

from __future__ import annotations

from typing import Any, Final

import frappe
from frappe import _
from frappe.utils import flt
from lms.lms.utils import get_course_progress

from . import exams
from .papers import is_staff, manages

_MANAGED: Final = ("member", "course")


def check_lesson_done(doc: Any, method: str | None = None) -> None:
    """`LMS Course Progress.before_validate`: the LMS writes lessons done with its permissions, never the member's.

    `save_progress` asks for no quiz of a lesson whose caller sends a SCORM package's details.
    """
    if not (doc.flags.ignore_permissions or manages(frappe.session.user)):
        _refuse_lesson()
    if frappe.form_dict.get("scorm_details") and not _is_scorm(doc.lesson):
        _refuse_lesson()


def _refuse_lesson() -> None:
    frappe.throw(_("Lessons are done by learning them, and can't be written here."), frappe.PermissionError)


def _is_scorm(lesson: str) -> bool:
    chapter = frappe.db.get_value("Course Lesson", lesson, "chapter")
    return bool(frappe.db.get_value("Course Chapter", chapter, "is_scorm_package"))


def check_enrollment(doc: Any, method: str | None = None) -> None:
    """`LMS Enrollment.before_validate`: progress is what was counted, and an enrolment stays whose and of what it is.

    v2.44 saves it with the member's permissions after counting, so the number itself is looked at.
    """
    if doc.flags.ignore_permissions or manages(frappe.session.user):
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
    """`LMS Quiz Submission.before_validate`: results come from the LMS' grading, never from a member's own request.

    What was graded is looked at once more, before the LMS adds the marks up and asks whether the quiz is passed.
    """
    if not doc.flags.ignore_permissions:
        if not (manages(frappe.session.user) or _only_grades(doc)):
            frappe.throw(_("Results come from answering the quiz, and can't be written here."), frappe.PermissionError)
    elif doc.is_new():
        exams.grade_again(doc.quiz, doc.result)


def _only_grades(doc: Any) -> bool:
    """Whether the LMS' staff marks another member's open-ended answers, and changes nothing else.

    Score and percentage are worked out by the LMS afterwards; where they come changed they weren't.
    """
    before = doc.get_doc_before_save()
    if before is None or frappe.session.user == doc.member or not is_staff(frappe.session.user):
        return False
    return _but_grades(doc) == _but_grades(before)


def _but_grades(doc: Any) -> list[Any]:
    of_result = {"name": ("in", [row.question_name for row in doc.result]), "type": "Open Ended"}
    open_ended = set(frappe.get_all("LMS Question", of_result, pluck="name"))
    fixed = [
        (row.name, row.question_name, row.answer, flt(row.marks_out_of),
         row.question_name in open_ended or (flt(row.marks), flt(row.is_correct)))
        for row in doc.result
    ]  # fmt: skip
    return [*(str(doc.get(name) or "") for name in _SUBMITTED), *fixed]


_SUBMITTED: Final = ("quiz", "member", "course", "score", "score_out_of", "percentage", "passing_percentage")
