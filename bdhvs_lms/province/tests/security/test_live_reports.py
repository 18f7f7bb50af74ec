"""A report says what its reader may see now: nothing prepared for others, nothing kept, no names in the error log."""

from __future__ import annotations

import json
import traceback
from contextlib import contextmanager, suppress
from unittest import TestCase
from unittest.mock import patch

import frappe
from frappe.core.doctype.prepared_report import prepared_report
from frappe.desk import query_report

from bdhvs_lms.province import error_log, guards, live_reports, permissions

from .case import PermissionCase
from .ways import whitelisted

LEARNERS = "Learners of My Unit"
OLD = "Bản Đã Cũ"
RUN, EXPORT = "frappe.desk.query_report.run", "frappe.desk.query_report.export_query"


class TestLiveReports(PermissionCase, TestCase):
    def setUp(self):
        super().setUp()
        self.manager = self.user(permissions.MANAGER, email="tinh@example.vn")

    def prepare(self):
        """What Frappe keeps once the report was slow: the manager's result, on which it hands it out."""
        frappe.db.set_value("Report", LEARNERS, "prepared_report", 1)
        filters = {"name": "a"}
        doc = frappe.get_doc(
            {"doctype": "Prepared Report", "report_name": LEARNERS, "status": "Completed", "owner": self.manager,
             "filters": prepared_report.process_filters_for_prepared_report(filters)}
        )  # fmt: skip
        doc.name = frappe.generate_hash(length=10)
        doc.db_insert()
        kept = json.dumps({"columns": [], "result": [{"person_name": OLD}]}).encode()
        self.patch(prepared_report.PreparedReport, "get_prepared_data", lambda *_given, **_named: kept)
        return doc.name, filters

    def test_nobody_gets_what_was_prepared_for_somebody_else(self):
        name, filters = self.prepare()
        user = self.staff()
        ways = ({"user": self.manager, "filters": filters}, {"filters": {**filters, "prepared_report_name": name}})
        for way in ways:
            self.assertIn(OLD, self.told(query_report.run, LEARNERS, **way), "Frappe's own")
            told = self.told(whitelisted(RUN), report_name=LEARNERS, **way)
            self.assertIn(self.ours.person.name, told, user)
            self.assertNotIn(OLD, told)
            self.assertTellsNothingOf(self.theirs, told)

    def test_an_export_is_of_now(self):
        name, filters = self.prepare()
        for user in (self.staff(), "Administrator"):
            self.sign_in(user)
            form = {"report_name": LEARNERS, "filters": json.dumps({**filters, "prepared_report_name": name}),
                    "user": self.manager, "custom_columns": "[[]]", "file_format_type": "CSV",
                    "visible_idx": json.dumps([*range(50)])}  # fmt: skip
            self.told(whitelisted(EXPORT), form=form)
            told = frappe.safe_decode(frappe.local.response.filecontent or b"")
            self.assertNotIn(OLD, told)
            self.assertEqual(self.theirs.person.name in told, user == "Administrator")

    def test_nothing_is_prepared_mailed_or_saved_anew_of_the_apps_reports(self):
        frappe.set_user("Administrator")
        standard = frappe.get_all("Report", {"module": "BDHVS", "is_standard": "Yes"}, pluck="name")
        self.assertEqual(sorted(standard), sorted(error_log.REPORTS))
        self.assertTrue(all(map(live_reports.ours, standard)))
        mail = {"doctype": "Auto Email Report", "report": LEARNERS, "email_to": "a@example.vn", "format": "CSV",
                "frequency": "Daily", "user": "Administrator", "filters": "{}"}  # fmt: skip
        for refused in (
            lambda: prepared_report.make_prepared_report(LEARNERS, {}),
            lambda: frappe.get_doc(mail).insert(),
            lambda: whitelisted("frappe.desk.query_report.save_report")(
                reference_report=LEARNERS, report_name="Mới", columns="[]", filters="{}"
            ),
        ):
            with self.assertRaises(frappe.PermissionError):
                refused()

    def test_a_report_saved_with_other_columns_is_not_run(self):
        report = {"doctype": "Report", "report_name": "Bdhvs thử", "ref_doctype": "BDHVS Learner", "is_standard": "No",
                  "report_type": "Custom Report", "reference_report": LEARNERS,
                  "json": '{"columns": [[]]}'}  # fmt: skip
        frappe.set_user("Administrator")
        frappe.get_doc(report).insert()
        for ask in (
            lambda: whitelisted(RUN)(report_name="Bdhvs thử", filters={"name": "a"}),
            whitelisted(EXPORT),
        ):
            frappe.local.form_dict = frappe._dict(report_name="Bdhvs thử", filters="{}")
            with self.assertRaises(frappe.PermissionError):
                ask()

    def test_broken_requests_leave_no_names_in_the_log_of_errors(self):
        self.staff()
        asked = {"report_name": LEARNERS, "filters": json.dumps({"name": "a", "translate_data": 1})}
        for broken in ({"custom_columns": "[[]]"}, {"custom_columns": [{"insert_after_index": 0}], "is_tree": "x"}):
            whitelisted(RUN)(**asked, **broken)
        self.sign_in("Administrator")
        frappe.local.form_dict = frappe._dict(asked, visible_idx="5", file_format_type="CSV")
        with self.assertRaises(frappe.ValidationError) as raised:
            whitelisted(EXPORT)()
        said = "".join(traceback.TracebackException.from_exception(raised.exception, capture_locals=True).format())
        self.assertNotIn(self.ours.person.name, said)

    def test_an_error_of_any_kind_leaves_no_names_in_the_log_of_errors(self):
        self.staff()

        def broken(ref_doctype, columns, data, user):
            raise RuntimeError(f"{len(data)} rows")

        for ask in (whitelisted(RUN), query_report.run):
            with (
                patch.object(query_report, "get_filtered_data", broken), self.assertLogged() as logged,
                suppress(RuntimeError, frappe.ValidationError),
            ):  # fmt: skip
                ask(report_name=LEARNERS, filters={"name": "a"})
            (text,) = logged
            self.assertIn("RuntimeError: 1 rows", text)
            self.assertIn("get_filtered_data", text)
            self.assertTellsNothingOf(self.ours, text)

    def test_errors_that_do_not_speak_of_the_app_are_logged_as_before(self):
        with self.assertLogged() as logged:
            frappe.log_error(
                "Thử", 'Traceback with variables\n  File "a.py", line 1\n    a()\n      x = 1\nKeyError: 1'
            )
        self.assertIn("x = 1", logged[0])
        with self.assertLogged() as logged:
            frappe.log_error("Thử", "BDHVS: một câu\nkhông phải lỗi")
        self.assertEqual(logged, ["BDHVS: một câu\nkhông phải lỗi"])

    @contextmanager
    def assertLogged(self):
        """The texts that are added to the log meanwhile. It keeps what is written, whatever is rolled back."""
        before, added = set(frappe.get_all("Error Log", pluck="name")), []
        yield added
        for log in frappe.get_all("Error Log", ["name", "error"]):
            if log.name not in before:
                added.append(log.error)
                frappe.db.delete("Error Log", {"name": log.name})
        self.assertTrue(added)

    def test_a_report_that_frappe_marked_as_prepared_is_found_by_the_audit(self):
        self.assertNotIn(guards.Opened(LEARNERS, "prepared_report"), [*guards.opened()])
        frappe.db.set_value("Report", LEARNERS, "prepared_report", 1)
        self.assertIn(guards.Opened(LEARNERS, "prepared_report"), [*guards.opened()])

    def test_other_reports_are_as_before(self):
        frappe.set_user("Administrator")
        self.assertFalse(live_reports.ours("Permitted Documents For User"))
        told = whitelisted(RUN)(
            report_name="Permitted Documents For User", filters={"user": "Administrator", "doctype": "Role"}
        )
        self.assertIn("columns", told)
