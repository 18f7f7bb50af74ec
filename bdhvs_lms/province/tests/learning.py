"""A course that was written by hand in the LMS, and members who take it by the LMS' own functions."""

from __future__ import annotations

from unittest.mock import patch

import frappe
from lms.lms.doctype.course_lesson.course_lesson import save_progress

from bdhvs_lms.province import certified, keys, rows
from bdhvs_lms.trust import Keyring, PublicKey, SigningKey


def with_keys(case):
    """Gives the site a signing key for one test; none is written to its folder."""
    key = SigningKey.generate()
    ring = Keyring([PublicKey(key.public, "Sở thử", "2026-01-01")], key)
    patched = patch.object(keys, "load", lambda: ring)
    patched.start()
    case.addCleanup(patched.stop)


def make_user(email, **more):
    said = {"first_name": "Lò Thị", "last_name": "Mẫu", "birth_date": "1985-05-01", "send_welcome_email": 0, **more}
    user = frappe.get_doc({"doctype": "User", "email": email, **said})
    user.insert(ignore_permissions=True)
    user.add_roles("LMS Student")
    return user.name


def make_course(title="Khóa viết tay", lessons=2, certify=1):
    """→ the LMS course's name and its lessons'. certify: it has the LMS' certificate, which is the province's."""
    course = frappe.get_doc(
        {
            "doctype": "LMS Course", "title": title, "short_introduction": title, "description": title, "published": 1,
            "enable_certification": certify, "instructors": [{"instructor": "Administrator"}],
        }
    ).insert(ignore_permissions=True)  # fmt: skip
    chapter = frappe.get_doc({"doctype": "Course Chapter", "title": "Chương", "course": course.name})
    chapter.insert(ignore_permissions=True)
    course.reload()
    course.append("chapters", {"chapter": chapter.name})
    course.save(ignore_permissions=True)
    if certify:
        certified.certify(course.name)
    return course.name, [add_lesson(course.name, chapter.name, f"Bài {number + 1}") for number in range(lessons)]


def add_lesson(course, chapter, title):
    lesson = frappe.get_doc({"doctype": "Course Lesson", "title": title, "chapter": chapter, "course": course})
    lesson.insert(ignore_permissions=True)
    doc = frappe.get_doc("Course Chapter", chapter)
    doc.append("lessons", {"lesson": lesson.name})
    doc.save(ignore_permissions=True)
    return lesson.name


def enroll(course, member):
    enrollment = frappe.get_doc({"doctype": "LMS Enrollment", "course": course, "member": member})
    return enrollment.insert(ignore_permissions=True).name


def learn(course, lessons, member):
    """Does lessons as the member, in the LMS player's way. → the progress that the LMS says."""
    frappe.set_user(member)
    try:
        return [save_progress(lesson, course) for lesson in lessons][-1]
    finally:
        frappe.set_user("Administrator")


def completions_of(member):
    """Rows id, course, state, learner."""
    return rows.select(
        f"SELECT done.name AS id, done.course, done.state, done.learner, done.unit FROM {rows.COMPLETION} done"
        f" JOIN {rows.ACCOUNT} account ON account.name = done.learner WHERE account.user = %s ORDER BY done.name",
        member,
    )


def certificates_of(member, course):
    return frappe.get_all("LMS Certificate", {"member": member, "course": course}, pluck="bdhvs_serial")
