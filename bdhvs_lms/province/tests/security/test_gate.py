"""No request names a guarded DocType to a method that isn't known to ask whose row it is."""

from __future__ import annotations

import json
from unittest import TestCase

import frappe
from frappe.utils import set_request

from bdhvs_lms.province import gate, permissions

from .case import KIM, PermissionCase

UNKNOWN = "some_app.api.rows_of"


class TestGate(PermissionCase, TestCase):
    def passes(self, method, /, path="/api/method/", **form):
        set_request(method="POST", path=path + method)
        frappe.local.form_dict = frappe._dict(form)
        try:
            gate.check_request()
        except frappe.PermissionError:
            return False
        return True

    def test_frappe_asks_the_gate(self):
        self.assertIn("bdhvs_lms.province.gate.check_request", frappe.get_hooks("auth_hooks"))

    def test_a_method_that_nobody_knows_is_told_no_name_however_it_is_wrapped(self):
        nested = json.dumps({"filters": json.dumps([["bdhvs person", "phone", "like", "0%"]])})
        escaped = '{"document_type": "BDHVS \\u0050erson"}'
        ways = (
            {"doctype": "BDHVS Person"}, {"doctype": " bdhvs PERSON "}, {"chart": nested}, {"chart": escaped},
            {"chart": json.dumps(escaped)}, {"fields": "`tabBDHVS Person`.phone"}, {"doc": {"BDHVS Person": 1}},
            {"names": "User, BDHVS Learner"}, {"names": ["BDHVS Learner"]},
        )  # fmt: skip
        for user in ("Guest", self.user("LMS Student", email="a@example.vn"), self.staff()):
            self.sign_in(user)
            for form in ways:
                with self.subTest(user=user, form=form):
                    self.assertFalse(self.passes(UNKNOWN, **form))
                    self.assertFalse(self.passes(UNKNOWN, path="/api/v1/method/", **form))
                    self.assertFalse(self.passes(UNKNOWN, path="/api/v2/method/", **form))
                    self.assertFalse(self.passes("", path="/", cmd=UNKNOWN, **form))
            self.assertFalse(self.passes("BDHVS Person/rows_of", path="/api/v2/method/"))

    def test_what_desk_calls_is_open_to_staff_and_not_to_who_has_no_role(self):
        for method in ("frappe.client.get_list", "frappe.desk.reportview.get", "frappe.desk.form.save.savedocs"):
            self.user("LMS Student", email=f"{frappe.generate_hash(length=8)}@example.vn")
            self.assertFalse(self.passes(method, doctype="BDHVS Learner"), method)
            self.user(permissions.TRAINER, units=[KIM], email=f"{frappe.generate_hash(length=8)}@example.vn")
            self.assertTrue(self.passes(method, doctype="BDHVS Learner"), method)

    def test_the_lms_certificate_button_may_name_our_print_format(self):
        self.user("LMS Student", email="b@example.vn")
        pdf = "frappe.utils.print_format.download_pdf"
        self.assertTrue(self.passes(pdf, doctype="LMS Certificate", name="x", format="BDHVS Certificate"))
        self.assertFalse(self.passes(pdf, doctype="BDHVS Certificate", name="x", format="BDHVS Certificate"))
        self.assertFalse(self.passes(UNKNOWN, doctype="BDHVS Person", format="BDHVS Certificate"))

    def test_staff_edit_export_and_attach_and_desk_notes_where_they_went(self):
        self.staff()
        for method, form in (
            ("frappe.desk.doctype.bulk_update.bulk_update.submit_cancel_or_update_docs", {"doctype": "BDHVS Poster"}),
            ("frappe.core.doctype.data_import.data_import.download_template", {"doctype": "BDHVS Completion"}),
            ("frappe.desk.doctype.route_history.route_history.deferred_insert", {"routes": "List/BDHVS Unit/List"}),
            ("frappe.automation.doctype.reminder.reminder.create_new_reminder", {"reminder_doctype": "BDHVS Unit"}),
            ("upload_file", {"doctype": "BDHVS Poster"}),
        ):
            self.assertTrue(self.passes(method, **form), method)
        self.assertFalse(self.passes("upload_file", doctype="BDHVS Poster", method=UNKNOWN))

    def test_a_further_method_that_is_called_by_its_name_is_asked_about_too(self):
        self.staff()
        search = "frappe.desk.search.search_widget"
        self.assertTrue(self.passes(search, doctype="BDHVS Lesson", query="bdhvs_lms.province.posters.find_lessons"))
        self.assertTrue(self.passes(search, doctype="BDHVS Unit", txt="", query=""))
        self.assertFalse(self.passes(search, doctype="BDHVS Person", query=UNKNOWN))
        self.assertFalse(self.passes(search, doctype="Role", filters='[["BDHVS Person"]]', query=UNKNOWN))

    def test_who_sees_all_units_is_let_through(self):
        for role in (permissions.MANAGER, "System Manager"):
            self.user(role, email=f"{frappe.generate_hash(length=8)}@example.vn")
            self.assertTrue(self.passes(UNKNOWN, doctype="BDHVS Person"), role)

    def test_requests_about_anything_else_pass(self):
        self.user("LMS Student")
        for form in (
            {"doctype": "LMS Course"}, {"reply": "Em thấy BDHVS Person trong màn hình"}, {"role": "BDHVS Unit Staff"},
            {"doc": '{"bdhvs_unit": "03388"}'}, {"text": "[không phải JSON"}, {"text": '"'},
            {"filters": {"published": [1]}},
        ):  # fmt: skip
            self.assertTrue(self.passes(UNKNOWN, **form), form)
        self.assertTrue(self.passes("bdhvs_lms.province.officials.waiting", doctype="BDHVS Unit"))
        self.assertTrue(self.passes("hoc/an-toan", path="/", q="BDHVS Unit"), "a page")
