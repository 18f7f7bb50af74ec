"""Sharing a document opens nothing that the roles keep closed."""

from __future__ import annotations

import unittest

import frappe
from frappe import share

from ... import rows
from ..case import SiteCase
from ..visiting import new_member

PERSON = "018f0000-0000-7000-8000-0000000000aa"
WRITTEN = {"BDHVS Record": rows.RECORD, "BDHVS Completion": rows.COMPLETION, "BDHVS Certificate": rows.CERTIFICATE}


class TestShared(SiteCase, unittest.TestCase):
    def setUp(self) -> None:
        super().setUp()
        for table in (*WRITTEN.values(), rows.PERSON, rows.LEARNER):
            rows.insert(table, {"name": PERSON})
        self.member = new_member()

    def test_a_student_can_share_nothing_with_anybody(self) -> None:
        frappe.set_user(self.member)
        for doctype in ("BDHVS Person", "BDHVS Learner", *WRITTEN):
            for everyone in (0, 1):
                with self.subTest(doctype), self.assertRaises(frappe.PermissionError):
                    share.add(doctype, PERSON, user=self.member, read=1, everyone=everyone)
        self.assertEqual(frappe.get_all("DocShare", {"share_name": PERSON}), [])

    def test_a_student_can_make_no_share_through_the_api(self) -> None:
        frappe.set_user(self.member)
        one = {"doctype": "DocShare", "share_doctype": "BDHVS Person", "share_name": PERSON, "user": self.member}
        with self.assertRaises(frappe.PermissionError):
            frappe.client.insert({**one, "read": 1})

    def test_a_share_that_got_into_the_table_all_the_same_opens_no_fact_for_writing(self) -> None:
        for doctype, table in WRITTEN.items():
            given = {"share_doctype": doctype, "share_name": PERSON, "user": self.member, "read": 1, "write": 1}
            frappe.get_doc({"doctype": "DocShare", **given, "share": 1}).db_insert()
            frappe.set_user(self.member)
            with self.subTest(doctype), self.assertRaises(frappe.PermissionError):
                frappe.get_doc(doctype, PERSON).save()
            with self.subTest(doctype), self.assertRaises(frappe.PermissionError):
                frappe.delete_doc(doctype, PERSON)
            frappe.set_user("Administrator")
            self.assertEqual(len(rows.select(f"SELECT name FROM {table} WHERE name = %s", PERSON)), 1)
