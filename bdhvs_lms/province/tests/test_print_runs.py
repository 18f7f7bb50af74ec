"""Many papers at once on the site: by unit and month, for who may see the unit, in files that don't stay."""

from __future__ import annotations

import io
import zipfile
from unittest.mock import patch

import frappe
import frappe.core.api.file
import pypdfium2
from frappe.permissions import add_user_permission

from ...movement import records
from ...movement.codes import format_serial
from ...printing import bulk
from .. import erasure, permissions, print_files, print_runs, print_volumes, rows
from .paper_case import HOLDER, MODERATOR, OTHER, STAFF, UNIT, PaperCase, text

ELSEWHERE = "03388"


class RunsCase(PaperCase):
    """A month's papers of a unit; the jobs that are queued are done by `work`."""

    def setUp(self):
        super().setUp()
        self.queued = []
        queue = patch.object(print_volumes, "enqueue", lambda *job, **given: self.queued.append((*job, given)))
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
        self.work()
        return doc.reload()

    def work(self, jobs=1000):
        """What workers do with the queue, so many jobs at most. → how many they did"""
        done = 0
        while self.queued and done < jobs:
            work, _, given = self.queued.pop(0)
            work(**given)
            done += 1
        return done

    def files(self, doc):
        return [one["file"] for one in print_runs.volumes(doc.name) if one["file"]]

    def states(self, doc):
        return [one["state"] for one in print_runs.volumes(doc.name)]

    def sign_in(self, role, unit):
        have = {"doctype": "Has Role", "parent": OTHER, "parenttype": "User", "parentfield": "roles", "role": role}
        frappe.get_doc(have).db_insert()
        add_user_permission("BDHVS Unit", unit, OTHER)
        frappe.clear_cache(user=OTHER)
        frappe.set_user(OTHER)

    def content(self, doc):
        (file,) = self.files(doc)
        return self.content_of(file)

    def content_of(self, file):
        self.assertTrue(file["url"].startswith("/private/files/"))
        return frappe.get_doc("File", file["url"].split("?fid=")[1]).get_content(encodings=[])


class TestPrintRuns(RunsCase):
    def test_the_volume_of_a_run_holds_the_units_papers_of_the_month(self):
        doc = self.made()
        self.assertEqual((doc.state, doc.papers, doc.refused), ("Printed", 1, 0))
        self.assertEqual(doc.title, f"Mường Kim, {self.month}")
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
            self.assertEqual(self.files(doc), [])

    def test_a_run_printed_again_has_the_files_of_the_last_time_alone(self):
        doc = self.made()
        self.record(member=OTHER, holder="Vàng A Pó")
        print_runs.again(doc.name)
        self.work()
        self.assertEqual(pages(self.content(doc)), 2)
        self.assertEqual(frappe.db.count("File", print_files.of([doc.name])), 1)
        self.assertEqual(doc.reload().papers, 2)

    def test_printed_again_a_volume_of_the_same_papers_stays(self):
        doc = self.made()
        before = self.files(doc)
        print_runs.again(doc.name)
        self.assertEqual(self.work(), 1)
        self.assertEqual((self.files(doc), doc.reload().state), (before, "Printed"))

    def test_a_trainer_prints_for_the_own_unit(self):
        self.sign_in(permissions.TRAINER, UNIT)
        self.assertIn(HOLDER, text(self.content(self.made())))

    def test_nobody_prints_or_fetches_what_another_unit_has(self):
        doc = self.made()
        self.sign_in(permissions.UNIT_STAFF, ELSEWHERE)
        for refused in (
            self.order, lambda: self.order(unit=""), lambda: print_runs.again(doc.name),
            lambda: print_runs.volumes(doc.name), lambda: print_runs.cut(doc.name),
        ):  # fmt: skip
            with self.assertRaises(frappe.PermissionError):
                refused()
        self.assertEqual(frappe.get_list(print_files.RUN), [])
        file = frappe.get_doc("File", {"attached_to_doctype": print_files.RUN, "attached_to_name": doc.name})
        self.assertFalse(file.has_permission("read"))

    def test_a_run_cannot_be_turned_to_other_papers(self):
        doc = self.made()
        with self.assertRaises(frappe.ValidationError):
            doc.update({"unit": ELSEWHERE, "state": "Queued", "papers": 9}).save()
        doc.reload()
        self.assertEqual((doc.unit, doc.state, doc.papers), (UNIT, "Printed", 1))

    def test_a_run_names_a_unit_or_a_month_that_there_can_be(self):
        for wrong in ({"unit": "", "month": ""}, {"month": "tháng 3"}, {"month": "2026-13"}):
            with self.assertRaises(frappe.ValidationError):
                self.order(**wrong)

    def test_files_are_gone_after_a_week_or_when_somebodys_name_is_withdrawn(self):
        old, other = self.made(), self.made()
        frappe.db.set_value("File", print_files.of([old.name]), "creation", "2026-01-01", update_modified=False)
        print_files.forget_old()
        self.assertEqual([len(self.files(doc)) for doc in (old, other)], [0, 1])
        self.assertEqual([doc.reload().printed_at is None for doc in (old, other)], [True, False])
        print_runs.again(old.name)
        self.work()
        self.assertEqual(len(self.files(old)), 1)
        erasure.forget(self.learner)
        self.assertEqual([self.files(doc) for doc in (old, other)], [[], []])


class TestVolumes(RunsCase):
    """Three papers, each a volume."""

    def setUp(self):
        super().setUp()
        self.holders = [HOLDER, "Vàng A Pó", "Giàng Thị Sua"]
        for member, holder in zip((OTHER, STAFF), self.holders[1:], strict=True):
            self.record(member=member, holder=holder)
        of_one = patch.object(print_volumes, "LARGEST_FILE", 1)
        of_one.start()
        self.addCleanup(of_one.stop)

    def said(self, doc):
        return [text(self.content_of(file)) for file in self.files(doc)]

    def test_each_volume_is_a_job_and_together_they_hold_everybody_once(self):
        doc = self.order()
        self.assertEqual(self.work(1), 1)
        self.assertEqual(len({job for _, job, _ in self.queued}), 3)
        self.queued.reverse()  # workers end in any order
        self.work(2)
        self.assertEqual((doc.reload().state, self.states(doc)), ("Printing", ["Queued", "Printed", "Printed"]))
        self.work()
        doc.reload()
        self.assertEqual((doc.state, doc.papers, doc.refused), ("Printed", 3, 0))
        held = [[holder for holder in self.holders if holder in one] for one in self.said(doc)]
        self.assertEqual(sorted(held), sorted([holder] for holder in self.holders))
        names = [f"giay-xac-nhan-{UNIT}-{self.month}-{place}.pdf" for place in (1, 2, 3)]
        self.assertEqual([one["name"] for one in self.files(doc)], names)

    def test_what_a_broken_volume_left_is_printed_again_without_the_others(self):
        doc = self.order()
        self.work(1)
        with patch.object(print_files, "keep", side_effect=OSError), self.assertRaises(OSError):
            self.work(1)
        self.work()
        self.assertEqual((doc.reload().state, self.states(doc)), ("Failed", ["Failed", "Printed", "Printed"]))
        self.assertIn("Error Log", doc.why)
        before = self.files(doc)
        print_runs.again(doc.name)
        self.assertEqual(self.work(), 2)
        self.assertEqual((doc.reload().state, doc.papers), ("Printed", 3))
        self.assertEqual(self.files(doc)[1:], before)

    def test_what_a_lost_worker_had_is_taken_up_once_no_job_has_it(self):
        doc = self.order()
        self.work(1)
        (lost, *_) = print_volumes.of(doc.name)
        rows.write(f"UPDATE {rows.VOLUME} SET state = 'Printing' WHERE name = %s", lost["name"])
        self.work()
        self.assertEqual((doc.reload().state, len(self.files(doc))), ("Printing", 2))
        held = patch.object(print_volumes, "is_job_enqueued", lambda job: lost["name"] in job)
        with held, self.assertRaises(frappe.ValidationError):
            print_runs.again(doc.name)
        print_runs.again(doc.name)
        self.assertEqual(self.work(), 2)
        self.assertEqual((doc.reload().state, len(self.files(doc))), ("Printed", 3))

    def test_a_job_of_a_former_plan_prints_nothing(self):
        doc = self.order()
        self.work(1)
        former = [*self.queued]
        self.record(member=MODERATOR, holder="Lý Mí Sử")
        print_runs.again(doc.name)
        self.queued[:] = [self.queued[-1], *former]
        self.work(4)
        self.assertEqual(self.files(doc), [])
        self.work()
        self.assertEqual((doc.reload().state, doc.papers, len(self.files(doc))), ("Printed", 4, 4))

    def test_a_volume_that_was_given_up_for_lost_leaves_no_file_when_it_ends_after_all(self):
        doc = self.order()
        self.work(1)
        write = bulk.write

        def planned_anew(*given, **more):
            rows.write(f"DELETE FROM {rows.VOLUME} WHERE run = %s", doc.name)
            return write(*given, **more)

        with patch.object(bulk, "write", planned_anew):
            self.work(1)
        self.assertEqual(frappe.db.count("File", print_files.of([doc.name])), 0)

    def test_a_name_withdrawn_while_its_volume_is_printed_leaves_no_file(self):
        doc = self.order()
        self.work(1)
        keep = print_files.keep

        def kept(*given):
            name = keep(*given)
            rows.write(f"UPDATE {rows.LEARNER} SET erased = 1 WHERE name = %s", self.learner)
            return name

        serials = [row["serials"] for row in print_volumes.of(doc.name)]
        theirs = print_volumes.of(doc.name)[serials.index(self.serial)]["name"]
        self.queued.sort(key=lambda job: job[-1]["volume"] != theirs)
        with patch.object(print_files, "keep", kept):
            self.work()
        states = ["Failed" if one == self.serial else "Printed" for one in serials]
        self.assertEqual((doc.reload().state, self.states(doc)), ("Failed", states))
        self.assertTrue(doc.why)
        self.assertEqual(frappe.db.count("File", print_files.of([doc.name])), 2)
        print_runs.again(doc.name)
        self.work()
        self.assertEqual((doc.reload().state, doc.papers), ("Printed", 2))

    def test_a_zip_is_no_larger_than_the_files_that_the_site_takes(self):
        bound = 100_000
        for module in (print_volumes, frappe.core.api.file):
            patched = patch.object(module, "get_max_file_size", lambda: bound)
            patched.start()
            self.addCleanup(patched.stop)
        with patch.object(print_volumes, "LARGEST_FILE", 1000):
            doc = self.made(kind="ZIP")
        self.assertEqual((doc.state, doc.papers), ("Printed", 3))
        zips = [self.content_of(file) for file in self.files(doc)]
        self.assertEqual([len(zipfile.ZipFile(io.BytesIO(one)).namelist()) for one in zips], [2, 1])
        self.assertLess(bound // 2, len(zips[0]))

    def test_a_deleted_run_takes_its_volumes_and_files_along(self):
        doc = self.made()
        frappe.delete_doc(print_files.RUN, doc.name)
        self.assertEqual(print_volumes.of(doc.name), [])
        self.assertEqual(frappe.db.count("File", print_files.of([doc.name])), 0)


def pages(content):
    return len(pypdfium2.PdfDocument(io.BytesIO(content)))
