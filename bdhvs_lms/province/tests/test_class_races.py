"""Trainers who work on one class at once: it is closed once, and what each of them told is kept."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import frappe

from bdhvs_lms.movement import classes
from bdhvs_lms.movement.classes import SPOKEN, ClassClosed, Plan, Result, RollChanged, code_from_bytes
from bdhvs_lms.movement.people import Person
from bdhvs_lms.movement.records import day_of
from bdhvs_lms.province import rows
from bdhvs_lms.province.host import SiteHost
from bdhvs_lms.province.site import open_store, utc_now

from .learning import with_keys
from .racing_case import RacingCase

CODE, COURSE, VILLAGE = code_from_bytes(b"races"), "an-toan-tren-mang", "Bản Thử Đua Lớp"
PEOPLE, BY = 24, "thu.dua@example.vn"


class TestClassRaces(RacingCase):
    """Commits, and takes its records away again."""

    def setUp(self):
        super().setUp()
        frappe.set_user("Administrator")
        with_keys(self)
        self.addCleanup(self.clear)
        self.unit = frappe.get_all("BDHVS Unit", {"kind": "xã"}, pluck="name", order_by="name", limit=1)[0]
        plan = Plan(self.unit, COURSE, "0" * 12, "Nhà văn hóa", VILLAGE, day_of(utc_now()), "citizens", (BY,))
        self.write(lambda store, means: classes.open_class(plan, CODE, store, means, BY))
        people = [Person(f"Người Đua {chr(65 + number)}", 0, "", VILLAGE) for number in range(PEOPLE)]
        self.write(lambda store, means: classes.enrol(self.cls(store), people, store, means, BY))

    def clear(self):
        frappe.db.rollback()
        mine = [seat.learner for seat in open_store().roll(CODE)]
        for learner in mine:
            rows.write(f"DELETE FROM {rows.PAPER} WHERE learner = %s", learner)
        rows.write(f"DELETE FROM {rows.RECORD} WHERE attested_by = %s", BY)
        rows.write(f"DELETE FROM {rows.PERSON} WHERE village = %s", VILLAGE)
        open_store().rebuild()
        frappe.db.commit()

    @staticmethod
    def cls(store):
        return store.training_class(CODE)

    @staticmethod
    def write(make):
        store = open_store()
        store.append(make(store, SiteHost(store).means()))
        frappe.db.commit()

    def tell(self, learners, right=12):
        def make(store, means):
            told = {learner: Result(SPOKEN, right, 12) for learner in learners}
            return classes.tell_results(self.cls(store), told, store, means, BY)

        self.write(make)

    def roll(self):
        frappe.db.rollback()
        return open_store().roll(CODE)

    def close(self, before=lambda: None, after=lambda: None):
        """Reads the class, then waits, then writes."""
        store = open_store()
        batch = classes.close_class(self.cls(store), store, SiteHost(store).means(), BY)
        before()
        try:
            store.append(batch)
        except (ClassClosed, RollChanged) as error:
            return error
        after()
        frappe.db.commit()

    def test_a_class_that_two_trainers_close_at_once_counts_once_with_one_paper_for_each(self):
        self.tell([seat.learner for seat in self.roll()][: PEOPLE - 2])
        begun, appended = threading.Event(), threading.Event()

        def first():
            return self.close(before=lambda: begun.wait(10), after=appended.set)

        def second():
            return self.close(before=lambda: (begun.set(), appended.wait(10)))

        with ThreadPoolExecutor(2) as pool:
            one, other = [pool.submit(self.connected, work) for work in (first, second)]
        self.assertIsNone(one.result())
        self.assertIsInstance(other.result(), ClassClosed)
        frappe.db.rollback()
        learners = [seat.learner for seat in self.roll()]
        for doctype in ("BDHVS Completion", "BDHVS Certificate", "BDHVS Paper"):
            self.assertEqual(frappe.db.count(doctype, {"learner": ("in", learners)}), PEOPLE - 2, doctype)
        self.assertEqual(frappe.db.count("BDHVS Record", {"attested_by": BY, "kind": "class.closed"}), 1)
        found = self.cls(open_store())
        self.assertEqual((found.enrolled, found.passed, bool(found.closed)), (PEOPLE, PEOPLE - 2, True))

    def second_meets_first(self, first, second):
        """The second has read the class before the first's write is committed. → what each returned."""
        read, written = threading.Event(), threading.Event()
        works = (
            lambda: first(before=lambda: read.wait(10), after=written.set),
            lambda: second(before=lambda: (read.set(), written.wait(10))),
        )
        with ThreadPoolExecutor(2) as pool:
            return [done.result() for done in [pool.submit(self.connected, work) for work in works]]

    def add(self, before=lambda: None, after=lambda: None):
        store = open_store()
        people = [Person("Người Đến Muộn", 0, "", VILLAGE)]
        batch = classes.enrol(self.cls(store), people, store, SiteHost(store).means(), BY)
        before()
        try:
            store.append(batch)
        except ClassClosed as error:
            return error
        after()
        frappe.db.commit()

    def test_who_is_added_while_the_class_is_closed_is_refused(self):
        self.tell([seat.learner for seat in self.roll()])
        closed, added = self.second_meets_first(self.close, self.add)
        self.assertIsNone(closed)
        self.assertIsInstance(added, ClassClosed)
        self.assertEqual(len(self.roll()), PEOPLE)

    def test_a_class_whose_roll_changes_while_it_is_closed_is_not_closed(self):
        self.tell([seat.learner for seat in self.roll()])
        added, closed = self.second_meets_first(self.add, self.close)
        self.assertIsNone(added)
        self.assertIsInstance(closed, RollChanged)
        self.assertEqual(len(self.roll()), PEOPLE + 1)
        self.assertEqual(self.cls(open_store()).closed, "")

    def test_results_that_come_from_several_phones_at_once_are_all_kept(self):
        learners = [seat.learner for seat in self.roll()]
        with ThreadPoolExecutor(6) as pool:
            done = [pool.submit(self.connected, self.tell, [learner], 7) for learner in learners]
        self.assertEqual([one.exception() for one in done], [None] * PEOPLE)
        self.assertEqual({(seat.present, seat.result) for seat in self.roll()}, {(True, Result(SPOKEN, 7, 12))})

    def test_people_whom_two_trainers_type_in_at_once_are_all_on_the_roll(self):
        def add(number):
            people = [Person(f"Người Thêm {chr(65 + number)}{letter}", 0, "", VILLAGE) for letter in "abc"]
            self.write(lambda store, means: classes.enrol(self.cls(store), people, store, means, BY))

        with ThreadPoolExecutor(6) as pool:
            done = [pool.submit(self.connected, add, number) for number in range(8)]
        self.assertEqual([one.exception() for one in done], [None] * 8)
        self.assertEqual(len(self.roll()), PEOPLE + 24)
