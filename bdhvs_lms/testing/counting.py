"""The contract on the count: who counts against which target, since when, and by which way."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from ..movement.store import COUNTED, HELD, REFUSED
from ..movement.targets import ACCOUNT, CLASS, SELF, WAYS, Requirement
from .case import HEALTH, KIM, LENG, MAI, SAFETY, SERVICES, TARGETS, UNITS, ContractCase

ATTESTED = Requirement("citizens", (SAFETY,), (ACCOUNT, CLASS))
ANYWAY = Requirement("citizens", (SAFETY,))


class Counting(ContractCase):
    def done(self, learner: str, course: str = SAFETY, *, way: str = CLASS, day: date | None = None) -> str:
        """Appends a completion. → its id."""
        record = self.history.completed(learner, course, way=way, day=day)
        self.put(record)
        return record.id

    def state(self, completion: str) -> str:
        found = self.store.completion(completion)
        assert found is not None
        return found.state

    # --- ways ---

    def test_the_count_is_split_by_way_of_completing(self) -> None:
        for way, people in ((ACCOUNT, 3), (CLASS, 2), (SELF, 1)):
            for _ in range(people):
                self.done(self.new_learner(), way=way)
        self.assertEqual(self.row("everyone", unit=KIM).counted, {ACCOUNT: 3, CLASS: 2, SELF: 1})
        self.assertEqual(self.tally(ANYWAY), {(KIM, 2026, ACCOUNT): 3, (KIM, 2026, CLASS): 2, (KIM, 2026, SELF): 1})

    def test_a_way_that_the_target_does_not_accept_is_shown_apart_and_not_counted(self) -> None:
        self.done(self.new_learner(), way=SELF)
        self.done(self.new_learner(), way=CLASS)
        row = self.row("citizens", unit=KIM)
        self.assertEqual(row.counted, {ACCOUNT: 0, CLASS: 1, SELF: 0})
        self.assertEqual(row.other, {ACCOUNT: 0, CLASS: 0, SELF: 1})
        self.assertEqual((row.total, row.percent, row.goal, row.gap), (1, 0.25, 320, -319))

    def test_who_repeats_a_course_in_a_class_counts_from_that_day_where_only_classes_count(self) -> None:
        learner = self.new_learner()
        self.done(learner, way=SELF, day=date(2025, 12, 30))
        self.done(learner, way=CLASS, day=date(2026, 1, 2))
        self.assertEqual(self.tally(ANYWAY), {(KIM, 2025, SELF): 1})
        self.assertEqual(self.tally(ATTESTED), {(KIM, 2026, CLASS): 1})

    def test_a_course_completed_twice_counts_once_on_its_first_day_whatever_order_they_arrive_in(self) -> None:
        learner = self.new_learner()
        self.done(learner, way=ACCOUNT, day=date(2026, 2, 1))
        self.done(learner, way=CLASS, day=date(2025, 2, 1))
        self.done(learner, way=ACCOUNT, day=date(2026, 2, 2))
        self.assertEqual(self.tally(ATTESTED), {(KIM, 2025, CLASS): 1})

    def test_two_ways_on_one_day_count_by_the_better_attested(self) -> None:
        learner = self.new_learner()
        self.done(learner, way=SELF)
        self.done(learner, way=ACCOUNT)
        self.assertEqual(self.tally(ANYWAY), {(KIM, 2026, ACCOUNT): 1})

    # --- several courses, several years, several units ---

    def test_a_target_that_asks_two_courses_counts_on_the_day_of_the_second_by_the_least_attested_way(self) -> None:
        learner = self.new_learner(unit=HEALTH, group="officials")
        self.done(learner, SAFETY, way=CLASS, day=date(2025, 12, 1))
        self.assertEqual(self.total("officials"), 0)
        self.done(learner, SERVICES, way=ACCOUNT, day=date(2026, 1, 5))
        self.assertEqual(self.total("officials"), 1)
        requirement = Requirement("officials", (SERVICES, SAFETY), (ACCOUNT, CLASS))
        self.assertEqual(self.tally(requirement), {(HEALTH, 2026, CLASS): 1})

    def test_the_courses_of_a_target_may_be_completed_by_two_learners_who_are_one_person(self) -> None:
        first, second = (self.new_learner(MAI, group="officials") for _ in range(2))
        self.done(first, SAFETY)
        self.done(second, SERVICES)
        self.assertEqual(self.total("officials"), 1)

    def test_years_are_cumulative(self) -> None:
        self.done(self.new_learner(), day=date(2025, 5, 1))
        self.done(self.new_learner(), day=date(2026, 2, 1))
        self.done(self.new_learner(), day=date(2027, 1, 1))
        self.assertEqual(self.total("citizens"), 2)

    def test_a_person_registers_in_the_year_in_which_it_is_in_vietnam(self) -> None:
        self.clock.now = datetime(2025, 12, 31, 16, 59, tzinfo=timezone.utc)
        self.new_learner()
        self.clock.now = datetime(2025, 12, 31, 17, 0, tzinfo=timezone.utc)
        self.new_learner()
        self.assertEqual(self.tally(Requirement("citizens")), {(KIM, 2025, ""): 1, (KIM, 2026, ""): 1})

    def test_a_person_counts_in_the_unit_and_group_of_the_learner_not_of_the_class(self) -> None:
        learner = self.new_learner(unit=LENG)
        self.put(self.history.completed(learner, SAFETY, unit=KIM))
        self.assertEqual((self.total("citizens", unit=LENG), self.total("citizens", unit=KIM)), (1, 0))
        self.done(self.new_learner(group="officials"))
        self.assertEqual(self.total("citizens"), 1)

    def test_a_correction_moves_the_count_to_the_other_unit(self) -> None:
        learner = self.new_learner(MAI)
        self.done(learner)
        self.put(self.history.corrected(learner, MAI, unit=LENG))
        self.assertEqual((self.total("citizens", unit=KIM), self.total("citizens", unit=LENG)), (0, 1))
        self.assertEqual(self.row("citizens").registered, 1)

    def test_a_merged_person_counts_in_the_unit_where_they_registered_first(self) -> None:
        first, second = self.new_learner(MAI), self.new_learner(MAI, unit=LENG)
        self.done(second)
        self.assertEqual(self.tally(ATTESTED), {(KIM, 2026, CLASS): 1})
        self.put(self.history.decided(first, second, same=False))
        self.assertEqual(self.tally(ATTESTED), {(LENG, 2026, CLASS): 1})

    def test_a_completion_that_arrives_before_its_learner_counts_when_the_learner_does(self) -> None:
        record = self.history.registered()
        self.done(record.data["learner"])
        self.assertEqual(list(self.store.numbers().tallies), [])
        self.put(record)
        self.assertEqual(self.total("citizens"), 1)

    def test_without_targets_people_are_counted_by_course(self) -> None:
        self.store = self.new_store(targets=())
        self.done(self.new_learner(), SERVICES)
        self.assertEqual(self.tally(Requirement("citizens", (SERVICES,))), {(KIM, 2026, CLASS): 1})

    # --- held, released, refused ---

    def test_a_held_completion_counts_only_when_it_is_released(self) -> None:
        held = self.history.completed(self.new_learner(), SAFETY, way=SELF, held=True)
        self.put(held)
        self.assertEqual([one.id for one in self.store.held()], [held.id])
        self.assertEqual(dict(self.store.numbers().held), {(KIM, "citizens", SAFETY): 1})
        self.assertEqual((self.state(held.id), self.total("everyone")), (HELD, 0))
        self.assertEqual(self.row("everyone", unit=KIM).held, 1)
        self.put(self.history.released(held.id))
        self.assertEqual(list(self.store.held()), [])
        self.assertEqual(dict(self.store.numbers().held), {})
        self.assertEqual((self.state(held.id), self.total("everyone")), (COUNTED, 1))

    def test_a_refused_completion_never_counts(self) -> None:
        for held in (True, False):
            record = self.history.completed(self.new_learner(), SAFETY, held=held)
            self.put(record)
            self.put(self.history.refused(record.id))
            self.assertEqual((self.state(record.id), self.total("everyone")), (REFUSED, 0))
        self.assertEqual(list(self.store.held()), [])

    def test_the_latest_review_stands_whatever_order_they_arrive_in(self) -> None:
        record = self.history.completed(self.new_learner(), SAFETY, held=True)
        released = self.history.released(record.id)
        self.clock.move(days=1)
        refused = self.history.refused(record.id)
        self.put(refused)
        self.put(released)
        self.put(record)
        self.assertEqual((self.state(record.id), self.total("everyone")), (REFUSED, 0))
        self.clock.move(days=1)
        self.put(self.history.released(record.id))
        self.assertEqual((self.state(record.id), self.total("everyone")), (COUNTED, 1))

    def test_a_review_that_arrives_before_its_completion_applies_to_it(self) -> None:
        record = self.history.completed(self.new_learner(), SAFETY, held=True)
        self.put(self.history.released(record.id))
        self.put(record)
        self.assertEqual((self.state(record.id), self.total("everyone")), (COUNTED, 1))
        self.assertEqual(list(self.store.held()), [])

    # --- claims ---

    def test_claims_since_counts_what_citizens_claimed_for_a_unit_from_a_moment_on(self) -> None:
        start = self.clock.now
        learner = self.new_learner()
        self.put(self.history.completed(learner, SAFETY, way=SELF, unit=KIM))
        self.put(self.history.completed(learner, SAFETY, way=SELF, unit=LENG))
        self.put(self.history.completed(learner, SAFETY, way=CLASS, unit=KIM))
        self.clock.move(minutes=5)
        self.put(self.history.completed(learner, SAFETY, way=SELF, unit=KIM, held=True))
        self.assertEqual(self.store.claims_since(KIM, start), 2)
        self.assertEqual(self.store.claims_since(KIM, self.clock.now), 1)
        self.assertEqual(self.store.claims_since(KIM, self.clock.now + timedelta(milliseconds=1)), 0)
        self.assertEqual(self.store.claims_since(LENG, start), 1)

    def test_moments_in_another_time_zone_are_the_same_moments(self) -> None:
        self.put(self.history.completed(self.new_learner(), SAFETY, way=SELF))
        local = self.clock.now.astimezone(timezone(timedelta(hours=7)))
        self.assertEqual(self.store.claims_since(KIM, local), 1)

    def test_a_completion_is_as_recorded(self) -> None:
        record = self.history.completed(self.new_learner(), SAFETY, way=ACCOUNT, day=date(2026, 2, 1), unit=LENG)
        self.put(record)
        found = self.store.completion(record.id)
        assert found is not None
        self.assertEqual((found.learner, found.course), (record.data["learner"], SAFETY))
        self.assertEqual((found.unit, found.way, found.day), (LENG, ACCOUNT, "2026-02-01"))

    # --- size ---

    def test_the_numbers_do_not_grow_with_the_number_of_completions(self) -> None:
        def size() -> int:
            for way in WAYS:
                self.put(*(self.history.completed(self.new_learner(), SAFETY, way=way) for _ in range(3)))
            return len(self.store.numbers().tallies)

        self.assertEqual(size(), size())
        self.assertLessEqual(size(), 1 + len(WAYS) * (len(TARGETS) + 1) * len(UNITS))
