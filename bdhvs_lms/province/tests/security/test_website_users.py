"""A guest and a learner of the LMS read nothing of a person, and can't try ids and serials out."""

from __future__ import annotations

from unittest import TestCase

import frappe

from bdhvs_lms.province import dashboard, permissions

from .case import PermissionCase
from .ways import DOCUMENTS, LISTS, whitelisted

CARDS = ("people_this_year", "certificates_this_month", "completions_waiting", "undecided_pairs", "scans_this_week")


class TestWebsiteUsers(PermissionCase, TestCase):
    def each_user(self):
        student = self.user("LMS Student", email="hoc.vien.lms@example.vn")
        for user in ("Guest", student):
            self.sign_in(user)
            yield user

    def test_no_list_holds_anybody(self):
        for user in self.each_user():
            for doctype in permissions.GUARDED:
                for way, ask in LISTS.items():
                    with self.subTest(user=user, doctype=doctype, way=way):
                        told = ask(self.told, doctype)
                        self.assertTellsNothingOf(self.ours, told)
                        self.assertTellsNothingOf(self.theirs, told)

    def test_no_document_opens(self):
        for user in self.each_user():
            for doctype, name in self.ours.names().items():
                for way, ask in DOCUMENTS.items():
                    with self.subTest(user=user, doctype=doctype, way=way):
                        self.assertTellsNothingOf(self.ours, ask(self.told, doctype, name))

    def test_a_right_guess_of_an_id_or_a_serial_is_answered_like_a_wrong_one(self):
        for user in self.each_user():
            for doctype, name in self.ours.names().items():
                for way in ("client.get", "client.get_value", "client.validate_link", "form", "print"):
                    with self.subTest(user=user, doctype=doctype, way=way):
                        right = DOCUMENTS[way](self.told, doctype, name)
                        wrong = DOCUMENTS[way](self.told, doctype, "0" * len(name))
                        self.assertEqual(right, wrong)

    def test_no_report_runs(self):
        for user in self.each_user():
            for report in ("Learners of My Unit", "Completions of My Unit", "Progress by Unit and Group"):
                with self.subTest(user=user, report=report), self.assertRaises(frappe.PermissionError):
                    whitelisted("frappe.desk.query_report.run")(report, "{}")

    def test_no_card_or_chart_answers(self):
        for user in self.each_user():
            for card in CARDS:
                with self.subTest(user=user, card=card), self.assertRaises(frappe.PermissionError):
                    getattr(dashboard, card)()
            with self.subTest(user=user), self.assertRaises(frappe.PermissionError):
                dashboard.chart("Completions by Month")

    def test_the_sites_own_pages_show_no_document(self):
        for user in self.each_user():
            for doctype in permissions.GUARDED:
                with self.subTest(user=user, doctype=doctype):
                    self.assertFalse(frappe.has_website_permission(frappe.new_doc(doctype)))
                    told = self.told(whitelisted("frappe.www.list.get"), doctype=doctype, pathname="danh-sach")
                    self.assertTellsNothingOf(self.ours, told)
