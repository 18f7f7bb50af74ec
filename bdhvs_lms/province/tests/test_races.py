"""Two requests at once, each with its own connection: nothing is counted twice, no claim is spent twice."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import frappe
import uuid_utils

from bdhvs_lms.movement.errors import ClaimSpent
from bdhvs_lms.movement.people import Person
from bdhvs_lms.movement.targets import SELF, Requirement
from bdhvs_lms.province import rows
from bdhvs_lms.province.site import open_store, utc_now
from bdhvs_lms.testing import Clock, History

from .racing_case import RacingCase

COURSE, UNIT = "mot-khoa-de-thu", "T0012"


class TestRaces(RacingCase):
    """Commits, and takes its records away again."""

    def setUp(self):
        super().setUp()
        self.history = History(Clock(utc_now()), "races", UNIT)
        self.history.new_id = lambda: str(uuid_utils.uuid7())
        self.addCleanup(self.clear)

    def clear(self):
        frappe.db.rollback()
        rows.write(f"DELETE FROM {rows.RECORD} WHERE host = 'races'")
        rows.write(f"DELETE FROM {rows.PERSON} WHERE village = 'Bản Thử Đua'")
        open_store().rebuild()
        frappe.db.commit()

    def second_meets_first(self, first, second):
        """The second's transaction has begun before the first's commits. → what the second raised."""
        begun, appended = threading.Event(), threading.Event()

        def one():
            begun.wait(10)
            open_store().append(first)
            appended.set()
            frappe.db.commit()

        def other():
            begun.set()
            appended.wait(10)
            try:
                open_store().append(second)
            except Exception as error:
                return error
            frappe.db.commit()

        with ThreadPoolExecutor(2) as pool:
            done = [pool.submit(self.connected, work) for work in (one, other)]
        done[0].result()
        return done[1].result()

    def people(self):
        frappe.db.rollback()
        key = Requirement("citizens", (COURSE,)).key
        return sum(one.people for one in open_store().numbers().tallies if one.key == key)

    def registered(self):
        record = self.history.registered()
        open_store().append(self.history.batch(record))
        frappe.db.commit()
        return record.data["learner"]

    def test_a_claim_that_two_requests_spend_at_once_is_spent_by_the_first(self):
        learner, claim = self.registered(), str(uuid_utils.uuid7())
        first, second = (self.history.completed(learner, COURSE, way=SELF, claim=claim) for _ in range(2))
        error = self.second_meets_first(self.history.batch(first), self.history.batch(second))
        self.assertIsInstance(error, ClaimSpent)
        self.assertEqual(error.completion, first.id)
        self.assertEqual(self.people(), 1)

    def test_a_learner_completed_by_two_requests_at_once_counts_once(self):
        learner = self.registered()
        first, second = (self.history.completed(learner, COURSE) for _ in range(2))
        self.assertIsNone(self.second_meets_first(self.history.batch(first), self.history.batch(second)))
        self.assertEqual(self.people(), 1)

    def test_the_same_record_pushed_twice_at_once_is_written_once(self):
        batch = self.history.batch(self.history.completed(self.registered(), COURSE))
        self.assertIsNone(self.second_meets_first(batch, batch))
        self.assertEqual(self.people(), 1)

    def test_many_newcomers_at_once_are_all_counted(self):
        batches = []
        for number in range(40):
            name = f"Người Đua {chr(65 + number % 20)}{'xy'[number // 20]}"
            person = Person(name, 1990, "", "Bản Thử Đua")
            record = self.history.registered(person)
            done = self.history.completed(record.data["learner"], COURSE, way=SELF, claim=record.id)
            batches.append(self.history.batch(record, done))

        def write(batch):
            open_store().append(batch)
            frappe.db.commit()

        with ThreadPoolExecutor(8) as pool:
            for one in [pool.submit(self.connected, write, batch) for batch in batches]:
                one.result()
        self.assertEqual(self.people(), 40)
