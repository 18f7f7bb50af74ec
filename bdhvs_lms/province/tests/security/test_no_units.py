"""Who has a role but no unit, or a unit but no role, sees nothing: a missing permission is never all permissions."""

from __future__ import annotations

from unittest import TestCase

import frappe

from bdhvs_lms.province import permissions

from .case import KIM, PermissionCase
from .ways import DOCUMENTS, LISTS


class TestNoUnits(PermissionCase, TestCase):
    def test_the_condition_that_denies_says_so(self):
        nobody = self.user(permissions.TRAINER)
        for doctype in permissions.GUARDED:
            self.assertEqual(permissions.query_conditions(nobody, doctype), "1=0")
        self.sign_in("Guest")
        for doctype in permissions.GUARDED:
            self.assertEqual(permissions.query_conditions(None, doctype), "1=0")

    def test_every_guarded_doctype_is_hooked_and_every_doctype_of_people_is_guarded(self):
        for hook in ("permission_query_conditions", "has_permission"):
            hooked = set(frappe.get_hooks(hook, app_name="bdhvs_lms"))
            self.assertEqual(hooked, {*permissions.GUARDED, "User"})
        links = {"fieldtype": "Link", "options": ("in", [permissions.UNIT, permissions.LEARNER, "BDHVS Person"])}
        fields = frappe.get_all("DocField", {**links, "parent": ("like", "BDHVS %")}, pluck="parent")
        self.assertLessEqual({*fields} - {"BDHVS Target"}, permissions.GUARDED)

    def test_a_role_without_a_unit_sees_nothing(self):
        for role in (permissions.UNIT_STAFF, permissions.TRAINER):
            self.user(role, email=f"khong.{role.split()[-1].lower()}@example.vn")
            for doctype in permissions.GUARDED:
                for way, ask in LISTS.items():
                    with self.subTest(role=role, doctype=doctype, way=way):
                        told = ask(self.told, doctype)
                        self.assertTellsNothingOf(self.ours, told)
                        self.assertTellsNothingOf(self.theirs, told)

    def test_a_unit_without_a_role_sees_nothing(self):
        self.user(units=[KIM])
        for doctype, name in self.ours.names().items():
            self.assertTellsNothingOf(self.ours, LISTS["get_list"](self.told, doctype))
            for way, ask in DOCUMENTS.items():
                with self.subTest(doctype=doctype, way=way):
                    self.assertTellsNothingOf(self.ours, ask(self.told, doctype, name))

    def test_a_role_given_to_a_doctype_by_mistake_still_asks_for_units(self):
        student = self.user("LMS Student")
        frappe.set_user("Administrator")
        for doctype in ("BDHVS Person", "BDHVS Learner"):
            frappe.get_doc(
                {"doctype": "Custom DocPerm", "parent": doctype, "parenttype": "DocType",
                 "parentfield": "permissions", "role": "LMS Student", "read": 1, "report": 1, "export": 1}
            ).insert()  # fmt: skip
            frappe.clear_cache(doctype=doctype)
            self.addCleanup(frappe.clear_cache, doctype=doctype)
        self.sign_in(student)
        self.assertTrue(frappe.has_permission("BDHVS Person"))
        for doctype in ("BDHVS Person", "BDHVS Learner"):
            for way, ask in LISTS.items():
                with self.subTest(doctype=doctype, way=way):
                    self.assertTellsNothingOf(self.ours, ask(self.told, doctype))
            for way, ask in DOCUMENTS.items():
                with self.subTest(doctype=doctype, way=way):
                    self.assertTellsNothingOf(self.ours, ask(self.told, doctype, self.ours.learner))
