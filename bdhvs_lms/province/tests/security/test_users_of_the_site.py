"""The app's roles open Desk; with it Frappe lets look at every user: phone number, birth date. The app's don't."""

from __future__ import annotations

from unittest import TestCase

import frappe
import frappe.boot

from bdhvs_lms.province import permissions

from .case import KIM, PermissionCase
from .ways import DOCUMENTS, LISTS, whitelisted

PHONE, BORN = "0912999888", "1987-06-05"


class TestUsersOfTheSite(PermissionCase, TestCase):
    def setUp(self):
        super().setUp()
        self.member = self.user("LMS Student", email="hoc.vien.khac@example.vn")
        frappe.set_user("Administrator")
        frappe.db.set_value("User", self.member, {"mobile_no": PHONE, "birth_date": BORN, "allowed_in_mentions": 1})

    def someone(self, *roles, units=()):
        return self.user(*roles, units=units, email=f"{frappe.generate_hash(length=8)}@example.vn")

    def told_of_member(self):
        """Ways that tell anything of the member."""
        lists = [way for way, ask in LISTS.items() if self.member in ask(self.told, "User")]
        documents = [
            way for way, ask in DOCUMENTS.items()
            if any(secret in ask(self.told, "User", self.member) for secret in (PHONE, BORN))
        ]  # fmt: skip
        frappe.clear_cache(doctype="User")  # Frappe's list shortens the columns that it has cached
        frappe.local.valid_columns.pop("User", None)
        return {*lists, *documents}

    def test_the_apps_roles_alone_show_no_other_user(self):
        for roles, units in (
            ([permissions.TRAINER], [KIM]), ([permissions.UNIT_STAFF], [KIM]), ([permissions.UNIT_STAFF], []),
            ([permissions.MANAGER], []), ([permissions.UNIT_STAFF, "LMS Student"], [KIM]),
        ):  # fmt: skip
            user = self.someone(*roles, units=units)
            with self.subTest(roles=roles):
                self.assertEqual(self.told_of_member(), set())
                self.assertEqual(frappe.get_list("User", pluck="name"), [user])
                self.assertFalse(frappe.has_permission("User", "read", self.member))

    def test_a_filter_or_a_search_finds_no_phone_number(self):
        for role in permissions.ROLES:
            user = self.someone(role, units=[KIM])
            self.assertEqual(frappe.get_list("User", {"mobile_no": ["like", "0912%"]}), [], role)
            for method, more in (
                ("frappe.desk.search.search_link", {"searchfield": "mobile_no", "ignore_user_permissions": 1}),
                ("frappe.desk.search.search_widget", {"searchfield": "mobile_no", "ignore_user_permissions": 1}),
            ):
                told = self.told(whitelisted(method), doctype="User", txt="0912", **more)
                self.assertNotIn(self.member, told, (user, method))
            told = self.told(whitelisted("frappe.desk.search.get_names_for_mentions"), search_term="")
            self.assertEqual(told, '[[], {"docs": []}]')

    def test_they_still_open_desk_and_their_own_profile(self):
        user = self.someone(permissions.UNIT_STAFF, units=[KIM])
        self.assertEqual(frappe.get_cached_value("User", user, "user_type"), "System User")
        self.assertIn(permissions.UNIT_STAFF, frappe.boot.get_bootinfo()["user"]["roles"])
        self.assertEqual(frappe.get_list("User", pluck="name"), [user])
        own = frappe.get_doc("User", user)
        own.check_permission("read")
        own.bio = "Cán bộ xã"
        own.save()
        self.assertEqual(frappe.db.get_value("User", user, "bio"), "Cán bộ xã")

    def test_other_roles_keep_what_they_had(self):
        for roles in (
            ["System Manager"], ["Moderator"], ["Course Creator"], ["Batch Evaluator"],
            [permissions.UNIT_STAFF, "System Manager"], [permissions.TRAINER, "Moderator"],
            [permissions.UNIT_STAFF, "Website Manager"],
        ):  # fmt: skip
            self.someone(*(role for role in roles if role not in permissions.ROLES))
            before = self.member in frappe.get_list("User", pluck="name", limit_page_length=0)
            user = self.someone(*roles)
            with self.subTest(roles=roles, before=before):  # the LMS' roles see users on some sites only
                self.assertEqual(permissions.sees_only_own_user(user), not before and permissions.TRAINER in roles)
                self.assertEqual(self.member in frappe.get_list("User", pluck="name", limit_page_length=0), before)
                self.assertTrue(before or "System Manager" not in roles)

    def test_who_has_none_of_the_apps_roles_is_asked_nothing_new(self):
        for roles in (["LMS Student"], ["Website Manager"], []):
            user = self.someone(*roles)
            self.assertEqual(permissions.user_conditions(user), "")
            self.assertTrue(permissions.has_user_permission(frappe.get_doc("User", self.member), "read", user))
