"""What is typed into filters, fields and orders stays a value, and opens no row beyond the user's units."""

from __future__ import annotations

import json
from unittest import TestCase

import frappe

from bdhvs_lms.province import permissions, reports

from .case import KIM, PermissionCase
from .ways import whitelisted

PHONES = "(select group_concat(phone) from `tabBDHVS Person`)"
FIELDS = (
    PHONES, f"{PHONES} as name", "name, phone from `tabBDHVS Person` -- ",
    "name union select phone from `tabBDHVS Person`",
    f"if(1=1, {PHONES}, 1)", f"name, {PHONES}", f"`name`, {PHONES} as x", "count(*), (select 1)",
)  # fmt: skip
ORDERS = (
    f"name, {PHONES}", f"(case when exists{PHONES} then name else unit end)", "name; drop table `tabBDHVS Person`",
    "name asc limit 100 -- ", "`tabBDHVS Person`.phone asc",
)  # fmt: skip
VALUES = ("' or '1'='1", "x') or 1=1 -- ", '" or ""="', "%", "\\' or 1=1 -- ", "`", "1=1")
FILTERS = (
    [["name or 1=1 -- ", "=", "x"]], [["name", "= 'x' or 1=1 -- ", "x"]], [["1=1) or (1", "=", "1"]],
    [["BDHVS Person", "phone", "like", "09%"]], [["name", "in", f"{PHONES}"]],
    [[f"{PHONES}", "like", "%09%"]],
)  # fmt: skip
FAULTS = (
    frappe.ValidationError, frappe.PermissionError, frappe.DataError, ValueError, TypeError, KeyError, AttributeError,
)  # fmt: skip


class TestSql(PermissionCase, TestCase):
    def setUp(self):
        super().setUp()
        self.staff()

    def tried(self, ask, *given, **named):
        """All that was told; a fault of the database or a refusal tells nothing."""
        try:
            return self.told(ask, *given, **named)
        except (*FAULTS, frappe.db.ProgrammingError, frappe.db.OperationalError, frappe.db.SQLError):
            return ""

    def assertOpensNothing(self, told):
        self.assertTellsNothingOf(self.theirs, told)
        self.assertNotIn(self.ours.person.phone, told)

    def test_fields(self):
        for field in FIELDS:
            for name in ("frappe.client.get_list", "frappe.get_list"):
                with self.subTest(field=field, name=name):
                    ask = whitelisted(name)
                    self.assertOpensNothing(self.tried(ask, "BDHVS Learner", fields=json.dumps([field])))

    def test_orders_and_groups(self):
        for order in ORDERS:
            for named in ({"order_by": order}, {"group_by": order}):
                with self.subTest(**named):
                    ask = whitelisted("frappe.client.get_list")
                    self.assertOpensNothing(self.tried(ask, "BDHVS Learner", fields='["name"]', **named))

    def test_filters(self):
        for filters in FILTERS:
            for name in ("filters", "or_filters"):
                with self.subTest(filters=filters, name=name):
                    ask = whitelisted("frappe.client.get_list")
                    self.assertOpensNothing(self.tried(ask, "BDHVS Learner", fields='["name"]', **{name: filters}))

    def test_values(self):
        for value in VALUES:
            with self.subTest(value=value):
                ask = whitelisted("frappe.client.get_list")
                self.assertOpensNothing(self.tried(ask, "BDHVS Learner", filters={"name": value}))
                self.assertOpensNothing(self.tried(ask, "BDHVS Learner", filters={"unit": ["like", value]}))
                search = whitelisted("frappe.desk.search.search_link")
                self.assertOpensNothing(self.tried(search, doctype="BDHVS Learner", txt=value))

    def test_filters_of_reports(self):
        for report in (reports.progress, reports.completions, reports.learners, reports.posters):
            for value in VALUES:
                for name in ("unit", "course", "way", "audience", "name", "state", "year"):
                    with self.subTest(report=report.__name__, name=name, value=value):
                        self.assertTellsNothingOf(self.theirs, self.tried(report, {name: value}))

    def test_a_name_typed_with_wildcards_means_itself(self):
        self.assertEqual(reports.learners({"name": "%"})[1], [])
        self.assertEqual(reports.learners({"name": "lo_thi"})[1], [])
        self.assertEqual(len(reports.learners({"name": "lo thi"})[1]), 1)

    def test_a_units_code_that_holds_sql_stays_a_code(self):
        frappe.set_user("Administrator")
        evil = "x') or 1=1 -- "
        user = self.user(permissions.TRAINER, units=[KIM], email="don.vi.la@example.vn")
        name = frappe.db.get_value("User Permission", {"user": user})
        frappe.db.set_value("User Permission", name, "for_value", evil)
        frappe.clear_cache(user=user)
        self.assertEqual(frappe.get_list("BDHVS Learner"), [])
        self.assertOpensNothing(self.tried(reports.learners, {}))
