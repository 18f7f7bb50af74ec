"""Nobody's data is opened to somebody else by sharing or assigning a document."""

from __future__ import annotations

import json
from unittest import TestCase

import frappe
import frappe.share
from frappe.desk.form import assign_to

from bdhvs_lms.province import permissions

from .case import KIM, PermissionCase
from .ways import DOCUMENTS, LISTS


class TestShares(PermissionCase, TestCase):
    def setUp(self):
        super().setUp()
        self.student = self.user("LMS Student", email="nguoi.nhan@example.vn")

    def share(self, doctype, name, **more):
        return frappe.get_doc(
            {"doctype": "DocShare", "share_doctype": doctype, "share_name": name, "read": 1, **more}
        ).insert(ignore_permissions=True)

    def test_not_even_the_administrator_shares_what_belongs_to_a_unit(self):
        frappe.set_user("Administrator")
        for doctype, name in self.ours.names().items():
            for share in (
                lambda doctype=doctype, name=name: frappe.share.add(doctype, name, self.student),
                lambda doctype=doctype, name=name: frappe.share.set_permission(doctype, name, self.student, "write"),
                lambda doctype=doctype, name=name: self.share(doctype, name, user=self.student),
                lambda doctype=doctype, name=name: self.share(doctype, name, everyone=1),
            ):
                with self.subTest(doctype=doctype), self.assertRaises(frappe.PermissionError):
                    share()
        self.assertFalse(frappe.get_all("DocShare", {"share_doctype": ("like", "BDHVS %")}))

    def test_unit_staff_can_neither_share_nor_assign_to_somebody_without_the_unit(self):
        self.staff()
        for doctype in ("BDHVS Learner", "BDHVS Certificate"):
            name = self.ours.names()[doctype]
            with self.subTest(doctype=doctype), self.assertRaises(frappe.PermissionError):
                frappe.share.add(doctype, name, self.student)
            with self.subTest(doctype=doctype), self.assertRaises(frappe.PermissionError):
                assign_to.add({"doctype": doctype, "name": name, "assign_to": json.dumps([self.student])})

    def test_a_share_that_was_written_round_the_controllers_opens_nothing(self):
        for doctype, name in self.ours.names().items():
            share = frappe.new_doc("DocShare")
            share.update({"share_doctype": doctype, "share_name": name, "user": self.student, "read": 1})
            share.db_insert()
        staff = self.user(permissions.TRAINER, units=[self.theirs.unit], email="huong.dan@example.vn")
        for user in (self.student, staff):
            self.sign_in(user)
            for doctype, name in self.ours.names().items():
                for way, ask in LISTS.items():
                    with self.subTest(user=user, doctype=doctype, way=way):
                        self.assertTellsNothingOf(self.ours, ask(self.told, doctype))
                for way, ask in DOCUMENTS.items():
                    with self.subTest(user=user, doctype=doctype, way=way):
                        self.assertTellsNothingOf(self.ours, ask(self.told, doctype, name))

    def test_other_documents_are_shared_as_before(self):
        frappe.set_user("Administrator")
        note = frappe.get_doc({"doctype": "Note", "title": "Ghi chú", "content": KIM}).insert()
        self.assertTrue(frappe.share.add("Note", note.name, self.student).name)
