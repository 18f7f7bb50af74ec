"""Desk: roles, the workspace with its cards and charts, and forms in Vietnamese."""

from __future__ import annotations

import json
import unittest
from pathlib import Path

import frappe
from frappe.desk.desktop import get_desktop_page, get_workspace_sidebar_items
from frappe.gettext.translate import get_mo_path

from bdhvs_lms.province import language, permissions

from .security.case import KIM, PermissionCase

WORKSPACE = "BDHVS"
CARDS = 6
CHARTS = 3


class TestDesk(PermissionCase, unittest.TestCase):
    def page(self):
        return get_desktop_page(json.dumps({"name": WORKSPACE, "title": WORKSPACE, "public": 1}))

    def workspaces(self):
        return {page["name"] for page in get_workspace_sidebar_items()["pages"]}

    def test_the_roles_are_there_with_a_desk(self):
        for role in permissions.ROLES:
            self.assertEqual(frappe.db.get_value("Role", role, "desk_access"), 1, role)

    def test_each_role_gets_the_workspace_with_cards_charts_and_reports(self):
        for role in permissions.ROLES:
            self.user(role, units=[KIM], email=f"{role.replace(' ', '.').lower()}@example.vn")
            with self.subTest(role=role):
                self.assertIn(WORKSPACE, self.workspaces())
                page = self.page()
                self.assertEqual(len(page["number_cards"]["items"]), CARDS)
                self.assertEqual(len(page["charts"]["items"]), CHARTS)
                links = {link["link_to"] for card in page["cards"]["items"] for link in card["links"]}
                self.assertLessEqual(
                    {"BDHVS Learner", "BDHVS Class", "Learners of My Unit", "Classes of My Unit"}, links
                )
                self.assertEqual("BDHVS Settings" in links, role == permissions.MANAGER)

    def test_a_system_user_without_the_roles_gets_no_workspace(self):
        self.user("Report Manager", email="khac@example.vn")
        self.assertNotIn(WORKSPACE, self.workspaces())

    def test_everything_the_workspace_names_exists(self):
        workspace = frappe.get_doc("Workspace", WORKSPACE)
        for row in workspace.links:
            if row.type == "Link":
                self.assertTrue(frappe.db.exists(row.link_type, row.link_to), row.link_to)
        for row in workspace.shortcuts:
            self.assertTrue(frappe.db.exists(row.type, row.link_to), row.link_to)
        for row in workspace.number_cards:
            card = frappe.get_doc("Number Card", row.number_card_name)
            frappe.is_whitelisted(frappe.get_attr(card.method))
        for row in workspace.charts:
            self.assertEqual(frappe.db.get_value("Dashboard Chart", row.chart_name, "source"), "BDHVS Chart")
        shown = [block["data"] for block in json.loads(workspace.content)]
        named = {row.number_card_name for row in workspace.number_cards} | {row.chart_name for row in workspace.charts}
        self.assertEqual(named, {one[key] for one in shown for key in ("number_card_name", "chart_name") if key in one})

    def test_frappe_says_our_labels_in_vietnamese(self):
        language.compile_messages()
        frappe.translate.clear_cache()
        for english, vietnamese in (("Denominator", "Mẫu số"), ("Registered", "Đăng ký"), ("in class", "học tại lớp")):
            self.assertEqual(frappe._(english, lang="vi"), vietnamese)

    def test_the_catalogue_is_compiled_again_where_it_is_gone_or_old(self):
        path = Path(get_mo_path(language.APP, language.LANGUAGE))
        language.compile_messages()
        whole = path.read_bytes()
        self.addCleanup(path.write_bytes, whole)
        self.assertFalse(language.compile_messages())
        path.write_bytes(b"")
        self.assertTrue(language.compile_messages())
        self.assertEqual(path.read_bytes(), whole)
