"""Many papers at once on the site: by unit and month, for who may see the unit, in files that don't stay."""

from __future__ import annotations

import io
import zipfile
from unittest.mock import patch

import frappe
from frappe.permissions import add_user_permission

from ...movement import records
from ...movement.codes import format_serial
from .. import permissions, print_files, print_runs
from .paper_case import HOLDER, OTHER, UNIT, PaperCase, text

ELSEWHERE = "03388"


class TestPrintRuns(PaperCase):
    def setUp(self):
        super().setUp()
        self.queued = []
        queue = patch.object(frappe, "enqueue", lambda method, **given: self.queued.append(given))
        queue.start()
        self.addCleanup(queue.stop)
        for ended in ("commit", "rollback"):  # a job's own; a test's transaction is one
            patched = patch.object(frappe.db, ended)
            patched.start()
            self.addCleanup(patched.stop)
        self.month = str(frappe.db.get_value("BDHVS Certificate", self.record(), "day"))[:7]

    def order(self, **more):
        doc = frappe.get_doc({"doctype": print_files.RUN, "unit": UNIT, "month": self.month, "kind": "PDF", **more})
        return doc.insert()

    def made(self, **more):
        doc = self.order(**more)
        print_runs.work(doc.name)
        return doc.reload()

    def sign_in(self, role, unit):
        have = {"doctype": "Has Role", "parent": OTHER, "parenttype": "User", "parentfield": "roles", "role": role}
        frappe.get_doc(have).db_insert()
        add_user_permission("BDHVS Unit", unit, OTHER)
        frappe.clear_cache(user=OTHER)
        frappe.set_user(OTHER)

    def content(self, doc):
        (file,) = print_runs.files(doc.name)
        self.assertTrue(file["file_url"].startswith("/private/files/"))
        return frappe.get_doc("File", {"file_url": file["file_url"]}).get_content(encodings=[])

    def test_a_run_is_one_job_and_its_volume_holds_the_units_papers_of_the_month(self):
        doc = self.made()
        self.assertEqual([one["name"] for one in self.queued], [doc.name])
        self.assertEqual((doc.state, doc.papers, doc.refused), ("Printed", 1, 0))
        said = text(self.content(doc))
        self.assertIn(HOLDER, said)
        self.assertIn(format_serial(self.serial), said)

    def test_a_zip_has_a_file_for_each_paper(self):
        with zipfile.ZipFile(io.BytesIO(self.content(self.made(kind="ZIP")))) as packed:
            self.assertEqual(packed.namelist(), [f"giay-xac-nhan-{self.serial}.pdf"])

    def test_where_no_paper_stands_the_run_says_so(self):
        self.write(records.REVOKED, {"serial": self.serial, "reason": "cấp nhầm"})
        for doc in (self.made(), self.made(unit=ELSEWHERE), self.made(month="2020-04")):
            self.assertEqual((doc.state, doc.papers), ("Failed", 0))
            self.assertTrue(doc.why)
            self.assertEqual(print_runs.files(doc.name), [])

    def test_a_run_printed_again_has_the_files_of_the_last_time_alone(self):
        doc = self.made()
        print_runs.again(doc.name)
        print_runs.work(doc.name)
        self.assertEqual(len(print_runs.files(doc.name)), 1)

    def test_a_trainer_prints_for_the_own_unit(self):
        self.sign_in(permissions.TRAINER, UNIT)
        self.assertIn(HOLDER, text(self.content(self.made())))

    def test_nobody_prints_or_fetches_what_another_unit_has(self):
        doc = self.made()
        self.sign_in(permissions.UNIT_STAFF, ELSEWHERE)
        for refused in (
            self.order, lambda: self.order(unit=""), lambda: print_runs.again(doc.name),
            lambda: print_runs.files(doc.name), lambda: print_runs.work(doc.name),
        ):  # fmt: skip
            with self.assertRaises(frappe.PermissionError):
                refused()
        self.assertEqual(frappe.get_list(print_files.RUN), [])
        file = frappe.get_doc("File", {"attached_to_doctype": print_files.RUN, "attached_to_name": doc.name})
        self.assertFalse(file.has_permission("read"))

    def test_a_run_cannot_be_turned_to_other_papers(self):
        doc = self.made()
        doc.update({"unit": ELSEWHERE, "state": "Queued", "papers": 9}).save()
        doc.reload()
        self.assertEqual((doc.unit, doc.state, doc.papers), (UNIT, "Printed", 1))

    def test_a_run_names_a_unit_or_a_month_that_there_can_be(self):
        for wrong in ({"unit": "", "month": ""}, {"month": "tháng 3"}, {"month": "2026-13"}):
            with self.assertRaises(frappe.ValidationError):
                self.order(**wrong)

    def test_files_are_gone_after_a_week_or_when_somebodys_name_is_withdrawn(self):
        old, other = self.made(), self.made()
        frappe.db.set_value(print_files.RUN, old.name, "printed_at", "2026-01-01")
        print_files.forget_old()
        self.assertEqual([len(print_runs.files(doc.name)) for doc in (old, other)], [0, 1])
        print_files.forget()
        self.assertEqual(print_runs.files(other.name), [])
