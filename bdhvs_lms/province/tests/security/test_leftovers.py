"""What Frappe keeps beside documents (versions, comments, assignments, notifications) shows people to nobody else."""

from __future__ import annotations

from unittest import TestCase

import frappe
from frappe.desk.form.utils import add_comment

from bdhvs_lms.province import permissions

from .case import LENG, PermissionCase

BESIDE = ("Version", "Comment", "ToDo", "Notification Log", "Deleted Document", "View Log", "Access Log")


class TestLeftovers(PermissionCase, TestCase):
    def setUp(self):
        super().setUp()
        frappe.set_user("Administrator")
        name, text = self.ours.learner, self.ours.person.name
        about = {"reference_doctype": "BDHVS Learner", "reference_name": name}
        for doctype, fields in (
            ("Version", {"ref_doctype": "BDHVS Person", "docname": name, "data": f'{{"name": "{text}"}}'}),
            ("Comment", {**about, "comment_type": "Comment", "content": text}),
            ("ToDo", {"reference_type": "BDHVS Learner", "reference_name": name, "description": text}),
            ("Notification Log", {"document_type": "BDHVS Learner", "document_name": name, "subject": text,
                                  "for_user": "Administrator"}),
            ("Deleted Document", {"deleted_doctype": "BDHVS Person", "deleted_name": name, "data": text}),
        ):  # fmt: skip
            frappe.get_doc({"doctype": doctype, **fields}).db_insert()

    def test_neither_learners_of_the_lms_nor_staff_of_other_units_find_a_name_there(self):
        users = [
            "Guest",
            self.user("LMS Student", email="hv@example.vn"),
            self.user(permissions.UNIT_STAFF, units=[LENG], email="cb@example.vn"),
        ]
        for user in users:
            self.sign_in(user)
            for doctype in BESIDE:
                with self.subTest(user=user, doctype=doctype):
                    told = self.told(frappe.get_list, doctype, fields=["*"], limit_page_length=0)
                    self.assertTellsNothingOf(self.ours, told)

    def test_the_administrator_does_find_it_there(self):
        told = self.told(frappe.get_list, "Comment", fields=["*"], filters={"reference_name": self.ours.learner})
        self.assertIn(self.ours.person.name, told)

    def test_a_comment_needs_the_right_to_read_the_document(self):
        user = self.user(permissions.UNIT_STAFF, units=[LENG])
        with self.assertRaises(frappe.PermissionError):
            add_comment("BDHVS Learner", self.ours.learner, "@ai đó", user, user)

    def test_changes_of_people_are_not_kept_as_versions(self):
        for doctype in permissions.GUARDED - {"BDHVS Unit", "BDHVS Population", "BDHVS Poster"}:
            self.assertFalse(frappe.get_meta(doctype).track_changes, doctype)
