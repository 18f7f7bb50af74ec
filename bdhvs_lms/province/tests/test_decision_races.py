"""Two of the staff decide about the same at the same time: the first stands, the second is told."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import frappe
import uuid_utils

from bdhvs_lms.movement import records
from bdhvs_lms.movement.targets import SELF
from bdhvs_lms.province import decisions, rows, site
from bdhvs_lms.testing import Clock, History
from bdhvs_lms.testing.case import KIM, MAI

from .learning import with_keys
from .racing_case import RacingCase

COURSE = "an-toan-tren-mang"
"""One that the site has."""


class TestTwoAtOnce(RacingCase):
    """Commits, and takes its records away again."""

    def setUp(self):
        super().setUp()
        frappe.set_user("Administrator")
        with_keys(self)
        self.history = History(Clock(site.utc_now()), "decisions", KIM)
        self.history.new_id = lambda: str(uuid_utils.uuid7())
        self.addCleanup(self.clear)
        registered = self.history.registered(MAI)
        self.learner = registered.data["learner"]
        self.done = self.history.completed(self.learner, COURSE, way=SELF, held=True)
        issued = self.history.issued(self.done, serial=self.history.serial())
        self.serial = issued.data["serial"]
        site.open_store().append(self.history.batch(registered, self.done, issued))
        frappe.db.commit()

    def clear(self):
        frappe.db.rollback()
        for name in (self.done.id, self.serial, self.learner):
            rows.write(f"DELETE FROM {rows.RECORD} WHERE body LIKE %s", f"%{name}%")
        rows.write(f"DELETE FROM {rows.PERSON} WHERE name = %s", self.learner)
        rows.write(f"DELETE FROM {rows.PAPER} WHERE learner = %s", self.learner)
        site.open_store().rebuild()
        frappe.db.commit()

    def at_once(self, first, second):
        """The second's request has begun before the first's is committed. → what each returned or raised."""
        begun, written = threading.Event(), threading.Event()

        def one():
            begun.wait(10)
            try:
                return first()
            finally:
                written.set()

        def other():
            begun.set()
            written.wait(10)
            return second()

        with ThreadPoolExecutor(2) as pool:
            return [done.result() for done in [pool.submit(self.connected, self.told, work) for work in (one, other)]]

    @staticmethod
    def told(work):
        """What it returned, committed, or raised."""
        try:
            answer = work()
            frappe.db.commit()
        except Exception as error:
            return error
        return answer

    def written(self):
        frappe.db.rollback()
        found = rows.select(f"SELECT kind FROM {rows.RECORD} WHERE body LIKE %s ORDER BY name", f"%{self.done.id}%")
        return [row["kind"] for row in found]

    def test_counting_and_refusing_the_first_stands_and_the_second_is_told(self):
        first, second = self.at_once(
            lambda: decisions.count([self.done.id]), lambda: decisions.refuse([self.done.id], "trùng")
        )
        self.assertEqual((first["done"], second), (1, {"done": 0, "passed": 1, "waiting": 0}))
        self.assertEqual(self.written().count(records.REFUSED), 0)

    def test_revoking_twice_at_once_is_one_record(self):
        first, second = self.at_once(*[lambda: decisions.revoke(self.serial, "cấp nhầm")] * 2)
        self.assertIsNone(first)
        self.assertIsInstance(second, frappe.ValidationError)

    def test_erasing_twice_at_once_is_one_record(self):
        first, second = self.at_once(*[lambda: decisions.erase(self.learner, MAI.name)] * 2)
        self.assertEqual(first["people"], 1)
        self.assertIsInstance(second, frappe.ValidationError)

    def test_a_paper_is_issued_again_once(self):
        decisions.revoke(self.serial, "cấp nhầm")
        decisions.count([self.done.id])
        frappe.db.commit()
        first, second = self.at_once(*[lambda: decisions.issue_again(self.serial)] * 2)
        self.assertTrue(first["serial"])
        self.assertIsInstance(second, frappe.ValidationError)
        self.assertEqual(self.written().count(records.ISSUED), 2)
