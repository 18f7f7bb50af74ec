"""Nobody learns by writing to the API that they have learnt."""

from __future__ import annotations

import unittest

import frappe

from .case import SiteCase
from .learning import completions_of, enroll, learn, make_course, make_user, with_keys

MEMBER = "gian.lan@example.vn"


class TestProgressGuards(SiteCase, unittest.TestCase):
    def setUp(self):
        super().setUp()
        with_keys(self)
        self.member = make_user(MEMBER)
        self.course, self.lessons = make_course()
        self.enrollment = enroll(self.course, self.member)
        permission = {"role": "LMS Student", "read": 1, "write": 1, "create": 1}
        for doctype in ("LMS Course Progress", "LMS Enrollment", "LMS Quiz Submission"):  # as v2.44 gives it
            frappe.get_doc(
                {"doctype": "Custom DocPerm", "parent": doctype, "permlevel": 0, **permission}
            ).db_insert()  # fmt: skip
            frappe.clear_cache(doctype=doctype)
            self.addCleanup(frappe.clear_cache, doctype=doctype)
        frappe.set_user(self.member)

    def api(self, method, **given):
        return frappe.call(f"frappe.client.{method}", **given)

    def test_a_member_cannot_insert_lessons_done(self):
        row = {"doctype": "LMS Course Progress", "lesson": self.lessons[0], "member": self.member, "status": "Complete"}
        with self.assertRaises(frappe.PermissionError):
            self.api("insert", doc=row)
        self.assertEqual(frappe.db.count("LMS Course Progress", {"member": self.member}), 0)

    def test_a_member_cannot_set_an_enrolment_s_progress(self):
        with self.assertRaises(frappe.PermissionError):
            self.api("set_value", doctype="LMS Enrollment", name=self.enrollment, fieldname="progress", value=100)
        self.assertEqual(frappe.db.get_value("LMS Enrollment", self.enrollment, "progress"), 0)

    def test_a_member_cannot_move_an_enrolment_to_another_course_or_member(self):
        course, _lessons = make_course_as_administrator(self.member)
        for field, value in (("course", course), ("member", "Administrator")):
            with self.assertRaises(frappe.PermissionError):
                self.api("set_value", doctype="LMS Enrollment", name=self.enrollment, fieldname=field, value=value)

    def test_a_member_cannot_insert_a_quiz_s_result(self):
        row = {"doctype": "LMS Quiz Submission", "member": self.member, "score": 5, "percentage": 100}
        with self.assertRaises(frappe.PermissionError):
            self.api("insert", doc={**row, "passing_percentage": 50, "score_out_of": 5})

    def test_an_enrolment_that_is_inserted_with_progress_starts_with_what_was_counted(self):
        course, _lessons = make_course_as_administrator(self.member)
        row = {"doctype": "LMS Enrollment", "course": course, "member": self.member, "progress": 100}
        name = self.api("insert", doc=row)["name"]
        self.assertEqual(frappe.db.get_value("LMS Enrollment", name, "progress"), 0)
        self.assertEqual(completions_of(self.member), [])

    def test_the_lms_itself_still_counts(self):
        self.assertEqual(learn(self.course, self.lessons, self.member), 100)
        self.assertEqual(len(completions_of(self.member)), 1)

    def test_an_enrolment_saved_with_the_counted_progress_passes_as_v2_44_saves_it(self):
        for lesson in self.lessons:
            frappe.get_doc(
                {"doctype": "LMS Course Progress", "lesson": lesson, "course": self.course, "member": self.member,
                 "status": "Complete"}
            ).db_insert()  # fmt: skip
        enrollment = frappe.get_doc("LMS Enrollment", self.enrollment)
        enrollment.progress = 100
        enrollment.load_doc_before_save()
        enrollment.run_method("before_validate")
        self.assertEqual(enrollment.progress, 100)


def make_course_as_administrator(member):
    frappe.set_user("Administrator")
    try:
        return make_course("Khóa khác")
    finally:
        frappe.set_user(member)
