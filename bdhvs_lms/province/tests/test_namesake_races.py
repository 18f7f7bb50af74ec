"""Namesakes at once: who may be one person is counted together, waits for one another, and never in a ring."""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from unittest.mock import patch

import frappe
import uuid_utils

from bdhvs_lms.movement.errors import StoreUnavailable
from bdhvs_lms.movement.people import Person
from bdhvs_lms.movement.targets import SELF, Requirement
from bdhvs_lms.province import projections, rows
from bdhvs_lms.province.site import open_store, utc_now
from bdhvs_lms.testing import Clock, History

from .racing_case import RacingCase

COURSES, UNIT, VILLAGE = ("khoa-dua-mot", "khoa-dua-hai", "khoa-dua-ba"), "T0012", "Bản Trùng Tên"
MEETING = 0.5
"""Seconds in which the other gets as far as it can."""


class TestNamesakeRaces(RacingCase):
    """Commits, and takes its records away again."""

    def setUp(self):
        super().setUp()
        self.history = History(Clock(utc_now()), "namesakes", UNIT)
        self.history.new_id = lambda: str(uuid_utils.uuid7())
        self.making = threading.Lock()
        self.addCleanup(self.clear)

    def clear(self):
        frappe.db.rollback()
        for learner in self.history.people:
            rows.write(f"DELETE FROM {rows.RECORD} WHERE body LIKE %s", f"%{learner}%")
            rows.write(f"DELETE FROM {rows.PERSON} WHERE name = %s", learner)
        open_store().rebuild()
        frappe.db.commit()

    def registered(self, name="Lò Thị Trùng", phone=""):
        with self.making:
            return self.history.registered(Person(name, 1985, phone, VILLAGE))

    def append(self, *written):
        open_store().append(self.history.batch(*written))
        frappe.db.commit()

    def known(self, people):
        """→ learners of one name, registered one after another."""
        told = [self.registered() for _ in range(people)]
        for record in told:
            self.append(record)
        return [record.data["learner"] for record in told]

    def at_once(self, *works, threads=0):
        """Each in a request of its own. None may raise anything."""
        with ThreadPoolExecutor(threads or len(works)) as pool:
            done = [pool.submit(self.connected, work) for work in works]
        self.assertEqual([one.exception() for one in done], [None] * len(works))

    def tallies(self):
        frappe.db.rollback()
        return sorted(open_store().numbers().tallies, key=str)

    def counted(self, course):
        key = Requirement("citizens", (course,)).key
        return sum(one.people for one in self.tallies() if one.key == key)

    def test_two_who_may_be_one_person_complete_at_once(self):
        later, earlier = reversed(self.known(2))
        meeting, hold = threading.Barrier(2), projections.hold

        def held(*given):
            found = hold(*given)
            with suppress(threading.BrokenBarrierError):
                meeting.wait(MEETING)
            return found

        done = [self.history.completed(learner, COURSES[0]) for learner in (later, earlier)]
        with patch.object(projections, "hold", held):
            self.at_once(*(lambda record=record: self.append(record) for record in done))
        self.assertEqual(self.counted(COURSES[0]), 1)

    def test_two_newcomers_complete_at_once_who_may_both_be_somebody_known(self):
        self.known(1)
        waiting, recount = threading.Event(), projections.recount

        def recounted(*given, **named):
            waiting.wait(MEETING)  # while the other has written its completion and asks for the known one's row
            waiting.set()
            recount(*given, **named)

        come = [self.registered() for _ in range(2)]
        done = [self.history.completed(one.data["learner"], COURSES[0], way=SELF, claim=one.id) for one in come]
        with patch.object(projections, "recount", recounted):
            self.at_once(*(lambda pair=pair: self.append(*pair) for pair in zip(come, done, strict=True)))
        self.assertEqual(self.counted(COURSES[0]), 1)

    def test_a_class_of_namesakes_completes_its_courses_at_once(self):
        done = [self.history.completed(one, course) for course in COURSES for one in self.known(4)]
        random.Random(7).shuffle(done)
        self.at_once(*(lambda record=record: self.append(record) for record in done), threads=6)
        self.assertEqual([self.counted(course) for course in COURSES], [1, 1, 1])

    def test_whatever_they_do_at_once_they_are_counted_as_if_one_after_another(self):
        """Whose root another moves in the same moment may be refused, and tries again as a person would."""
        known = self.known(3)

        def again(*written, tries=20):
            try:
                self.append(*written)
            except StoreUnavailable:
                frappe.db.rollback()
                if not tries:
                    raise
                again(*written, tries=tries - 1)

        def live(seed):
            chance = random.Random(seed)
            for _ in range(30):
                what, (one, two, three) = chance.random(), chance.sample(known, 3)
                if what < 0.35:
                    phone = f"09123456{chance.randrange(4):02}" if chance.random() < 0.5 else ""
                    came = self.registered(chance.choice(("Lò Thị Trùng", "Lò Thị Lặp")), phone)
                    new = came.data["learner"]
                    done = self.history.completed(new, chance.choice(COURSES), way=SELF, claim=came.id)
                    again(came, *([done] if chance.random() < 0.7 else []))
                    known.append(new)
                elif what < 0.7:
                    some = (one, two, three)[: chance.choice((1, 1, 3))]
                    again(*(self.history.completed(learner, chance.choice(COURSES)) for learner in some))
                elif what < 0.8:
                    with self.making:
                        said = self.history.corrected(one, Person("Lò Thị Trùng", 1985, "", VILLAGE))
                    again(said)
                else:
                    again(self.history.decided(one, two, same=chance.random() < 0.3))

        self.at_once(*(lambda seed=seed: live(seed) for seed in range(6)))
        counted = self.tallies()
        open_store().rebuild()
        self.assertEqual(sorted(open_store().numbers().tallies, key=str), counted)
