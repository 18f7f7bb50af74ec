"""The contract on classes: what is planned, who is on the roll, who came, how they did, what closing leaves."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date

from ..movement.classes import PAPER, SPOKEN, ClassClosed, Result, RollChanged, Seat, mark_of
from ..movement.people import Person
from ..movement.records import CLASS_CHANGED, Record
from ..movement.store import Batch, Standing
from ..movement.targets import SELF
from .case import HEALTH, KIM, LENG, MAI, SAFETY, SERVICES, ContractCase

FIRST, SECOND, THIRD = "AAAAAAAA1", "BBBBBBBB2", "CCCCCCCC3"
POW = Person("Vàng A Pó", 1979, "", "Bản Nà Phát")


class Classes(ContractCase):
    def open(self, code: str = FIRST, *learners: str, unit: str = KIM, day: date | None = None) -> None:
        self.put(self.history.opened(code, unit=unit, day=day))
        if learners:
            self.put(self.history.enrolled(code, *learners))
        self.clock.move(minutes=1)

    def seat(self, learner: str, code: str = FIRST) -> Seat:
        return next(seat for seat in self.store.roll(code) if seat.learner == learner)

    # --- plans ---

    def test_a_class_is_as_opened(self) -> None:
        record = self.history.opened(FIRST, unit=LENG, day=date(2026, 3, 1))
        self.put(record)
        found = self.store.training_class(FIRST)
        assert found is not None
        plan = found.plan
        self.assertEqual((found.code, found.opened, found.closed), (FIRST, record.at, ""))
        self.assertEqual((plan.unit, plan.course, plan.version, plan.day), (LENG, SAFETY, "0" * 12, date(2026, 3, 1)))
        self.assertEqual((plan.place, plan.village, plan.group), ("Nhà văn hóa", "Bản Thẳm", "citizens"))
        self.assertEqual(plan.trainers, ("lan@example.vn",))
        self.assertEqual((found.enrolled, found.present, found.passed), (0, 0, 0))

    def test_a_class_that_was_never_heard_of_is_none_and_its_roll_is_empty(self) -> None:
        self.put(self.history.closed(SECOND))
        self.assertIsNone(self.store.training_class(FIRST))
        self.assertIsNone(self.store.training_class(SECOND))
        self.assertEqual(list(self.store.roll(FIRST)), [])

    def test_a_plan_stands_as_the_latest_record_says_whatever_order_they_arrive_in(self) -> None:
        told = [self.history.opened(FIRST, place="Nhà văn hóa")]
        for place in ("Trường học", "Chợ"):
            self.clock.move(hours=1)
            told.append(self.history.opened(FIRST, place=place, kind=CLASS_CHANGED))
        for order in itertools.permutations(told):
            with self.subTest([record.data["place"] for record in order]):
                self.store = self.new_store()
                for record in order:
                    self.put(record)
                found = self.store.training_class(FIRST)
                assert found is not None
                self.assertEqual((found.plan.place, found.opened), ("Chợ", told[0].at))

    def test_classes_of_units_come_with_the_latest_day_first_and_no_others(self) -> None:
        self.open(FIRST, day=date(2026, 2, 1))
        self.open(SECOND, unit=LENG, day=date(2026, 2, 20))
        self.open(THIRD, unit=HEALTH, day=date(2026, 2, 10))
        self.open("DDDDDDDD4", day=date(2026, 2, 1))

        def codes(*units: str) -> list[str]:
            return [one.code for one in self.store.training_classes(units)]

        self.assertEqual(codes(KIM, LENG), [SECOND, "DDDDDDDD4", FIRST])
        self.assertEqual(codes(HEALTH), [THIRD])
        self.assertEqual(codes(), [])

    # --- the roll ---

    def test_a_roll_has_its_people_in_the_order_in_which_they_were_put_on_it(self) -> None:
        known, mai, pow_ = (self.new_learner(who) for who in (Person("Người Cũ", 1980), MAI, POW))
        self.open(FIRST, pow_, mai)
        self.put(self.history.enrolled(FIRST, known))
        roll = [(one.learner, one.person) for one in self.store.roll(FIRST)]
        self.assertEqual(roll, [(mai, MAI), (pow_, POW), (known, Person("Người Cũ", 1980))])
        seat = self.seat(mai)
        told = (seat.code, seat.present, seat.result, seat.completion, seat.serial)
        self.assertEqual(told, (FIRST, None, None, "", ""))

    def test_who_was_taken_off_is_not_on_the_roll_and_can_come_back(self) -> None:
        mai = self.new_learner(MAI)
        self.open(FIRST, mai)
        self.put(self.history.enrolled(FIRST, mai, left=True))
        self.assertEqual(list(self.store.roll(FIRST)), [])
        self.clock.move(minutes=1)
        self.put(self.history.enrolled(FIRST, mai))
        self.assertEqual([one.learner for one in self.store.roll(FIRST)], [mai])

    def test_seats_stand_as_the_latest_records_say_whatever_order_they_arrive_in(self) -> None:
        mai = self.new_learner(MAI)
        told = [self.history.opened(FIRST)]
        steps: tuple[Callable[[], Record], ...] = (
            lambda: self.history.enrolled(FIRST, mai),
            lambda: self.history.attended(FIRST, absent=[mai]),
            lambda: self.history.attended(FIRST, present=[mai]),
            lambda: self.history.result(FIRST, mai, 4),
            lambda: self.history.result(FIRST, mai, 9, source=PAPER),
        )
        for step in steps:
            self.clock.move(minutes=1)
            told.append(step())
        registration = [record for record in self.stored() if record.kind == "learner.registered"]
        orders = [told, told[::-1], told[3:] + told[:3], told[1::2] + told[::2]]
        for order in orders:
            with self.subTest([record.kind for record in order]):
                self.store = self.new_store()
                self.put(*registration)
                for record in order:
                    self.put(record)
                seat = self.seat(mai)
                self.assertEqual((seat.present, seat.result), (True, Result(PAPER, 9, 10)))

    def test_a_class_counts_its_people(self) -> None:
        learners = [self.new_learner(Person(f"Người {letter}", 1980)) for letter in "ABC"]
        self.open(FIRST, *learners)
        self.put(self.history.attended(FIRST, present=learners[:2], absent=learners[2:]))
        done = self.history.completed(learners[0], SAFETY, in_class=FIRST)
        self.put(done, self.history.closed(FIRST, learners[0]))
        found = self.store.training_class(FIRST)
        assert found is not None
        self.assertEqual((found.enrolled, found.present, found.passed), (3, 2, 1))
        self.assertNotEqual(found.closed, "")

    def test_a_class_that_was_closed_twice_was_closed_the_first_time(self) -> None:
        self.open(FIRST)
        first = self.history.closed(FIRST)
        self.clock.move(hours=1)
        self.put(self.history.closed(FIRST))
        self.put(first)
        found = self.store.training_class(FIRST)
        assert found is not None
        self.assertEqual(found.closed, first.at)

    def test_who_passed_has_a_completion_and_its_latest_paper(self) -> None:
        mai = self.new_learner(MAI)
        self.open(FIRST, mai)
        done = self.history.completed(mai, SAFETY, in_class=FIRST)
        old = self.history.issued(done)
        self.put(done, old, self.history.closed(FIRST, mai))
        seat = self.seat(mai)
        self.assertEqual((seat.completion, seat.serial), (done.id, old.data["serial"]))
        self.clock.move(days=1)
        new = self.history.issued(done)
        self.put(new, self.history.revoked(old.data["serial"]))
        self.assertEqual(self.seat(mai).serial, new.data["serial"])

    def test_an_erased_person_keeps_a_seat_without_a_name(self) -> None:
        mai = self.new_learner(MAI)
        self.open(FIRST, mai)
        self.put(self.history.erased(mai))
        self.assertIsNone(self.seat(mai).person)

    def test_a_class_attests_within_the_count(self) -> None:
        mai = self.new_learner(MAI)
        self.open(FIRST, mai)
        self.put(self.history.completed(mai, SAFETY, in_class=FIRST))
        self.assertEqual(self.total("citizens"), 1)

    # --- who comes too late ---

    def test_what_was_to_be_told_of_a_class_is_refused_whole_once_it_is_closed(self) -> None:
        mai, pow_ = self.new_learner(MAI), self.new_learner(POW)
        self.open(FIRST, mai)
        late = Batch((self.history.enrolled(FIRST, pow_),), standing=Standing(FIRST))
        self.put(self.history.closed(FIRST))
        stands = len(self.stored())
        with self.assertRaises(ClassClosed):
            self.store.append(late)
        self.assertEqual(len(self.stored()), stands)
        self.assertEqual([seat.learner for seat in self.store.roll(FIRST)], [mai])

    def test_closing_attests_the_roll_that_was_seen_or_nothing(self) -> None:
        mai, pow_ = self.new_learner(MAI), self.new_learner(POW)
        self.open(FIRST, mai, pow_)
        changes: tuple[Callable[[], Record], ...] = (
            lambda: self.history.attended(FIRST, present=[mai]),
            lambda: self.history.result(FIRST, mai, 9),
            lambda: self.history.result(FIRST, mai, 8),
            lambda: self.history.enrolled(FIRST, pow_, left=True),
        )
        for change in changes:
            seen = mark_of(self.store.roll(FIRST))
            self.clock.move(minutes=1)
            self.put(change())
            with self.subTest(change()), self.assertRaises(RollChanged):
                self.store.append(Batch((self.history.closed(FIRST),), standing=Standing(FIRST, seen)))
        self.put(self.history.opened(FIRST, place="Chợ", kind=CLASS_CHANGED))
        seen = mark_of(self.store.roll(FIRST))
        self.store.append(Batch((self.history.closed(FIRST, mai),), standing=Standing(FIRST, seen)))
        found = self.store.training_class(FIRST)
        assert found is not None
        self.assertNotEqual(found.closed, "")

    def test_what_comes_from_elsewhere_about_a_closed_class_is_taken(self) -> None:
        mai = self.new_learner(MAI)
        self.open(FIRST)
        self.put(self.history.closed(FIRST))
        self.put(self.history.enrolled(FIRST, mai))
        self.assertEqual([seat.learner for seat in self.store.roll(FIRST)], [mai])

    # --- who isn't finished ---

    def unfinished(self, *units: str) -> list[tuple[str, str]]:
        return [(seat.code, seat.learner) for seat in self.store.unfinished(units)]

    def test_who_completed_in_no_way_that_counts_is_unfinished(self) -> None:
        names = ("Đã học xong", "Tự học xong", "Chờ xem lại", "Học khóa khác", "Chưa xong")
        done, alone, waits, other, left = (self.new_learner(Person(name, 1980)) for name in names)
        self.open(FIRST, done, alone, waits, other, left)
        self.put(
            self.history.completed(done, SAFETY, in_class=FIRST),
            self.history.completed(alone, SAFETY, way=SELF),
            self.history.completed(waits, SAFETY, way=SELF, held=True),
            self.history.completed(other, SERVICES),
        )
        self.assertEqual(self.unfinished(KIM), [(FIRST, waits), (FIRST, other), (FIRST, left)])
        self.assertEqual(self.unfinished(LENG), [])

    def test_who_completed_as_another_learner_who_is_the_same_person_is_finished(self) -> None:
        mai = self.new_learner(MAI)
        self.open(FIRST, mai)
        again = self.new_learner(MAI)
        self.put(self.history.completed(again, SAFETY))
        self.assertEqual(self.unfinished(KIM), [])

    def test_unfinished_people_are_told_by_class_the_latest_first_without_the_erased_and_those_taken_off(self) -> None:
        mai, pow_ = self.new_learner(MAI), self.new_learner(POW)
        gone, off = self.new_learner(Person("Người Đã Xóa", 1980)), self.new_learner(Person("Người Ghi Nhầm", 1980))
        self.open(FIRST, mai, gone, off, day=date(2026, 2, 1))
        self.open(SECOND, pow_, mai, day=date(2026, 2, 8))
        self.put(self.history.result(SECOND, mai, 3), self.history.erased(gone))
        self.put(self.history.enrolled(FIRST, off, left=True))
        self.assertEqual(self.unfinished(KIM), [(SECOND, mai), (SECOND, pow_), (FIRST, mai)])
        seats = {(seat.code, seat.learner): seat for seat in self.store.unfinished([KIM])}
        self.assertEqual(seats[SECOND, mai].result, Result(SPOKEN, 3, 10))
        self.assertEqual(seats[SECOND, pow_].person, POW)
