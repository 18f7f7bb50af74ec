"""Methods of Frappe that ask for no permission tell and change nothing of the app's documents."""

from __future__ import annotations

import json
from unittest import TestCase

import frappe
import frappe.client

from bdhvs_lms.province import permissions

from .case import KIM, PermissionCase
from .ways import whitelisted


class TestUnasked(PermissionCase, TestCase):
    def test_nobody_guesses_a_phone_number_by_counting(self):
        frappe.set_user("Administrator")
        guess = {"phone": ["like", f"{self.ours.person.phone[:4]}%"]}
        self.assertEqual(frappe.client.get_count("BDHVS Person", guess), 1, "Frappe's own tells it to everybody")
        for user in (self.user("LMS Student"), self.user(permissions.UNIT_STAFF, units=[KIM], email="b@example.vn")):
            self.sign_in(user)
            with self.subTest(user=user), self.assertRaises(frappe.PermissionError):
                whitelisted("frappe.client.get_count")(doctype="BDHVS Person", filters=json.dumps(guess))

    def test_counts_are_of_the_own_unit(self):
        count = whitelisted("frappe.client.get_count")
        self.staff()
        self.assertEqual(count(doctype="BDHVS Learner"), 1)
        self.assertEqual(count(doctype="BDHVS Learner", filters={"unit": KIM}), 1)
        self.assertEqual(count(doctype="BDHVS Learner", filters={"unit": ["!=", KIM]}), 0)
        self.sign_in("Administrator")
        self.assertEqual(count(doctype="BDHVS Learner"), 2)

    def test_the_list_views_count_is_of_the_own_unit(self):
        self.staff()
        form = {"doctype": "BDHVS Learner", "filters": "[]", "distinct": "false"}
        for more in ({}, {"limit": 100}):
            self.assertEqual(
                json.loads(self.told(whitelisted("frappe.desk.reportview.get_count"), form=form | more))[0], 1
            )

    def test_other_doctypes_are_counted_as_before(self):
        frappe.set_user("Administrator")
        self.assertEqual(whitelisted("frappe.client.get_count")(doctype="Role"), frappe.db.count("Role"))

    def test_link_search_heeds_units_whatever_the_caller_sends(self):
        self.staff()
        for name in ("search_link", "search_widget"):
            ask = whitelisted(f"frappe.desk.search.{name}")
            told = self.told(ask, doctype="BDHVS Learner", txt="", ignore_user_permissions=1, page_length=50)
            self.assertIn(self.ours.learner, told)
            self.assertNotIn(self.theirs.learner, told)

    def test_link_search_of_other_doctypes_is_as_before(self):
        frappe.set_user("Administrator")
        self.assertIn(
            "Administrator", self.told(whitelisted("frappe.desk.search.search_link"), doctype="Role", txt="Adm")
        )

    def test_assignments_can_not_be_counted_by_filters_on_people(self):
        self.user("LMS Student")
        ask = whitelisted("frappe.desk.listview.get_group_by_count")
        with self.assertRaises(frappe.PermissionError):
            ask(doctype="BDHVS Person", current_filters='{"birth_year": 1985}', field="assigned_to")

    def test_likes_and_tags_write_into_no_row(self):
        self.user("LMS Student")
        name = self.ours.learner
        for method, named in (
            ("frappe.desk.like.toggle_like", {"doctype": "BDHVS Learner", "name": name, "add": "Yes"}),
            ("frappe.desk.doctype.tag.tag.add_tag", {"tag": "x", "dt": "BDHVS Learner", "dn": name}),
            ("frappe.desk.doctype.tag.tag.add_tags", {"tags": '["x"]', "dt": "BDHVS Learner", "docs": f'["{name}"]'}),
            ("frappe.desk.doctype.tag.tag.remove_tag", {"tag": "x", "dt": "BDHVS Learner", "dn": name}),
            ("frappe.desk.doctype.tag.tag.get_tagged_docs", {"doctype": "BDHVS Learner", "tag": "%"}),
        ):
            with self.subTest(method=method), self.assertRaises(frappe.PermissionError):
                whitelisted(method)(**named)

    def test_every_stand_in_still_stands_for_a_method_of_frappes(self):
        stand_ins = frappe.get_hooks("override_whitelisted_methods", app_name="bdhvs_lms")
        self.assertIn("frappe.client.get_count", stand_ins)
        for original, ours in stand_ins.items():
            with self.subTest(original=original):
                self.assertIn(frappe.get_attr(original), frappe.whitelisted)
                self.assertIn(frappe.get_attr(ours[-1]), frappe.whitelisted)
