"""An older installation comes forward by patches; a new one has nothing to come forward from."""

from __future__ import annotations

import unittest

import frappe

from bdhvs_lms.province import erasure, rows
from bdhvs_lms.testing.case import MAI, ContractCase

from .case import SiteCase

APP = "bdhvs_lms"


def listed():
    return [line for line in frappe.get_file_items(frappe.get_app_path(APP, "patches.txt")) if line[0] != "["]


class TestPatches(SiteCase, ContractCase, unittest.TestCase):
    def test_this_site_has_come_through_every_patch(self):
        self.assertTrue(listed())
        done = frappe.get_all("Patch Log", {"patch": ("like", f"{APP}.%"), "skipped": 0}, pluck="patch")
        self.assertEqual(set(listed()) - set(done), set())

    def test_each_patch_may_run_on_a_site_that_has_nothing(self):
        for patch in listed():
            with self.subTest(patch=patch):
                self.assertIsNone(frappe.get_attr(f"{patch}.execute")())

    def test_accounts_of_users_who_were_merged_get_a_place_of_their_own(self):
        for name, user, place in (("a", "mot@example.vn", 0), ("b", "mot@example.vn", 9), ("c", "hai@example.vn", 0)):
            rows.insert(rows.ACCOUNT, {"name": name, "user": user, "place": place})
        frappe.get_attr("bdhvs_lms.patches.v0_1.order_accounts.execute")()
        found = rows.select(f"SELECT name, place FROM {rows.ACCOUNT} WHERE name IN ('a', 'b', 'c') ORDER BY name")
        self.assertEqual([tuple(row.values()) for row in found], [("a", 0), ("b", 1), ("c", 0)])

    def test_what_an_older_erasure_left_of_a_person_goes_and_of_others_stays(self):
        gone, other = self.new_learner(MAI), self.new_learner()
        self.put(self.history.erased(gone))
        for learner in (gone, other):
            for table, kind, column in erasure.COPIES:
                frappe.db.sql(
                    f"INSERT INTO {table} (name, {kind}, {column}) VALUES (%s, 'BDHVS Learner', %s)",
                    (frappe.generate_hash(length=10), learner),
                )
        frappe.get_attr("bdhvs_lms.patches.v0_1.forget_the_erased.execute")()
        for learner, left in ((gone, 0), (other, 1)):
            for table, _, column in erasure.COPIES:
                found = frappe.db.sql(f"SELECT count(*) FROM {table} WHERE {column} = %s", (learner,))[0][0]
                self.assertEqual(found, left, (table, learner))
