"""Charts, cards and goals count and sum rows by the caller's filters: nobody guesses with them what a person's are."""

from __future__ import annotations

import json
from unittest import TestCase, skipIf

import frappe
from frappe.desk.doctype.dashboard_chart import dashboard_chart

from bdhvs_lms.province import permissions

from .case import KIM, PermissionCase
from .ways import whitelisted

GET = "frappe.desk.doctype.dashboard_chart.dashboard_chart.get"
GOAL = "frappe.utils.goal.get_monthly_goal_graph_data"
ON_SQLITE = "Frappe's heatmaps and goals know no SQLite"


def heatmap(doctype, filters=(), **more):
    return json.dumps(
        {"document_type": doctype, "type": "Heatmap", "chart_type": "Count", "based_on": "creation", "name": "x",
         "filters_json": json.dumps(filters), **more}
    )  # fmt: skip


class TestCharts(PermissionCase, TestCase):
    def each_user(self):
        """Who may not see a person of another unit, with the learner whom they don't see."""
        for roles, units in (
            (["LMS Student"], []), ([permissions.UNIT_STAFF], []), ([permissions.UNIT_STAFF], [KIM]),
            ([permissions.TRAINER], [KIM]),
        ):  # fmt: skip
            yield self.user(*roles, units=units, email=f"{frappe.generate_hash(length=8)}@example.vn")

    @skipIf(frappe.db.db_type == "sqlite", ON_SQLITE)
    def test_frappes_own_heatmap_tells_everybody_whether_a_phone_number_begins_so(self):
        rows = [["BDHVS Person", "phone", "like", f"{self.theirs.person.phone[:4]}%"]]
        year = frappe.db.get_value("BDHVS Person", self.theirs.learner, "creation").year
        self.user("LMS Student")
        found = dashboard_chart.get(chart=heatmap("BDHVS Person", rows, heatmap_year=year), no_cache=1)
        self.assertEqual(sum(found["dataPoints"].values()), 1)

    def test_no_chart_is_made_of_the_apps_doctypes_or_of_users(self):
        kinds = (
            {}, {"type": "Line", "timespan": "Last Year", "time_interval": "Monthly"},
            {"type": "Line", "chart_type": "Group By", "group_by_type": "Count", "group_by_based_on": "name"},
            {"chart_type": "Sum", "value_based_on": "birth_year"},
        )  # fmt: skip
        for user in self.each_user():
            for doctype in ("BDHVS Person", "BDHVS Learner", "User", "Contact"):
                for kind in kinds if doctype.startswith("BDHVS ") else kinds[::3]:
                    for more in ({"no_cache": 1}, {}):
                        with (
                            self.subTest(user=user, doctype=doctype, kind=kind),
                            self.assertRaises(frappe.PermissionError),
                        ):
                            whitelisted(GET)(chart=heatmap(doctype, **kind), filters="[]", **more)

    def test_not_even_the_administrator_gets_a_chart_that_frappe_would_keep_for_everybody(self):
        frappe.set_user("Administrator")
        with self.assertRaises(frappe.PermissionError):
            whitelisted(GET)(chart=heatmap("BDHVS Completion"))
        with self.assertRaises(frappe.PermissionError):
            whitelisted(GET)(chart_name="Completions by Month")
        with self.assertRaises(frappe.PermissionError):
            whitelisted(GET)(chart=json.dumps({"document_type": "Role", "name": "Completions by Month"}))

    def test_no_chart_of_the_apps_doctypes_is_stored(self):
        frappe.set_user("Administrator")
        chart = {"doctype": "Dashboard Chart", "chart_name": "Thử", "chart_type": "Count", "type": "Line",
                 "document_type": "BDHVS Learner", "based_on": "creation", "filters_json": "[]", "timeseries": 1,
                 "timespan": "Last Year", "time_interval": "Monthly"}  # fmt: skip
        with self.assertRaises(frappe.PermissionError):
            frappe.get_doc(chart).insert()
        frappe.get_doc({**chart, "document_type": "Role"}).insert()

    @skipIf(frappe.db.db_type == "sqlite", ON_SQLITE)
    def test_charts_of_other_doctypes_are_as_before(self):
        frappe.set_user("Administrator")
        for doctype in ("Role", "User", "Contact"):
            given = {"chart": heatmap(doctype), "no_cache": 1}
            self.assertEqual(whitelisted(GET)(**given), dashboard_chart.get(**given))

    def test_no_goal_is_counted_from_them(self):
        own = {"title": "x", "goal_value_field": "idx", "goal_total_field": "idx", "goal_history_field": "bio",
               "goal_doctype_link": "", "goal_field": "name", "date_field": "creation", "aggregation": "count",
               "filters": {"mobile_no": ["like", "09%"]}}  # fmt: skip
        for user in self.each_user():
            for doctype in ("BDHVS Person", "User", "Contact"):
                with self.subTest(user=user, doctype=doctype), self.assertRaises(frappe.PermissionError):
                    whitelisted(GOAL)(doctype="User", docname=user, goal_doctype=doctype, **own)

    def test_no_column_of_users_is_listed(self):
        for user in self.each_user():
            for doctype in ("BDHVS Person", "User"):
                with self.subTest(user=user, doctype=doctype), self.assertRaises(frappe.PermissionError):
                    whitelisted("frappe.workflow.doctype.workflow.workflow.get_workflow_state_count")(
                        doctype=doctype, workflow_state_field="name", states="[]"
                    )
                with self.subTest(user=user, doctype=doctype), self.assertRaises(frappe.PermissionError):
                    whitelisted("frappe.desk.treeview.get_all_nodes")(
                        doctype=doctype, label="", parent="name", states="[]",
                        tree_method="frappe.workflow.doctype.workflow.workflow.get_workflow_state_count",
                    )  # fmt: skip

    def test_users_are_counted_for_who_may_see_them(self):
        count = whitelisted("frappe.client.get_count")
        for user in self.each_user():
            told = self.told(count, doctype="User", filters={"name": "Administrator"})
            self.assertIn(told, ("", '[0, {"docs": []}]'), user)
        self.sign_in("Administrator")
        self.assertEqual(count(doctype="User", filters={"name": "Administrator"}), 1)
