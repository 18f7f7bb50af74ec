"""A site starts with units, groups and provisional targets; from then on they are its own."""

from __future__ import annotations

import unittest

import frappe

from bdhvs_lms.movement.units import PROVINCE
from bdhvs_lms.province import kept, rows, setup

from .case import SiteCase


class TestSetup(SiteCase, unittest.TestCase):
    def setUp(self):
        super().setUp()
        for table in rows.ALL:
            rows.write(f"DELETE FROM {table}")
        frappe.db.delete("Singles", {"doctype": kept.SETTINGS})
        setup.seed()

    def rows_of(self, doctype):
        return frappe.get_all(doctype, fields=["*"], order_by="name")

    def test_a_new_site_knows_the_province_its_units_groups_and_provisional_targets(self):
        self.assertEqual(frappe.db.count("BDHVS Unit"), 39)
        self.assertEqual(frappe.db.get_value("BDHVS Unit", PROVINCE, "kind"), "tỉnh")
        self.assertTrue(frappe.db.count("BDHVS Group"))
        self.assertTrue(frappe.db.count("BDHVS Target"))

    def test_what_is_seeded_passes_its_own_forms(self):
        for doctype in ("BDHVS Unit", "BDHVS Group", "BDHVS Target"):
            names = frappe.get_all(doctype, pluck="name")
            saved = [frappe.get_doc(doctype, name).save().name for name in names]
            self.assertEqual(saved, names)
            self.assertTrue(saved)

    def test_a_migrate_leaves_what_the_staff_changed_added_and_deleted(self):
        unit = frappe.get_doc("BDHVS Unit", PROVINCE)
        unit.unit_name = "Tên khác"
        unit.save()
        target = frappe.get_doc("BDHVS Target", frappe.db.get_value("BDHVS Target", {}))
        target.title = "Chỉ tiêu đã sửa"
        target.save()
        frappe.delete_doc(
            "BDHVS Target", frappe.get_all("BDHVS Target", {"name": ("!=", target.name)}, pluck="name")[0]
        )
        frappe.get_doc({"doctype": "BDHVS Group", "group_id": "more", "group_name": "Thêm", "place": 99}).insert()
        doctypes = ("BDHVS Unit", "BDHVS Group", "BDHVS Target")
        before = [self.rows_of(doctype) for doctype in doctypes]
        host = frappe.db.get_single_value(kept.SETTINGS, "host")
        setup.seed()
        self.assertEqual([self.rows_of(doctype) for doctype in doctypes], before)
        self.assertEqual(frappe.db.get_single_value(kept.SETTINGS, "host"), host)

    def test_a_migrate_leaves_population_and_settings_as_the_staff_set_them(self):
        people = {"doctype": "BDHVS Population", "unit": PROVINCE, "audience": self.rows_of("BDHVS Group")[0].name,
                  "year": 2026, "people": 1000, "source": "Niên giám"}  # fmt: skip
        frappe.get_doc(people).insert()
        settings = {"place": "Lai Châu", "burst_people": 7, "burst_minutes": 0, "sample": 1}
        frappe.db.set_single_value(kept.SETTINGS, settings)
        before = self.rows_of("BDHVS Population"), frappe.db.get_singles_dict(kept.SETTINGS)
        for _ in range(2):
            setup.seed()
        self.assertEqual((self.rows_of("BDHVS Population"), frappe.db.get_singles_dict(kept.SETTINGS)), before)

    def test_a_unit_that_people_are_counted_for_is_not_deleted(self):
        rows.insert(rows.COMPLETION, {"name": "one", "unit": "03637"})
        with self.assertRaises(frappe.LinkExistsError):
            frappe.delete_doc("BDHVS Unit", "03637")


class TestInstalling(SiteCase, unittest.TestCase):
    def test_an_app_that_is_newer_than_frappes_cache_of_modules_is_seen(self):
        self.addCleanup(frappe.setup_module_map)
        frappe.local.app_modules = {"frappe": ["core"]}
        frappe.cache.delete_value("app_modules")
        setup.before_install()
        self.assertEqual(frappe.local.app_modules["bdhvs_lms"], ["bdhvs"])
