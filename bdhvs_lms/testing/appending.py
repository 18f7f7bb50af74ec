"""The contract on writing: what `append` takes, refuses and leaves as it was, and how records are read again."""

from __future__ import annotations

from dataclasses import replace

from ..movement import records
from ..movement.errors import ClaimSpent, InvalidRecord, LimitReached, RecordConflict
from ..movement.people import Person
from ..movement.records import Record
from ..movement.store import Batch, Limit, PersonRow
from ..movement.targets import SELF
from .case import KIM, LENG, MAI, SAFETY, SERVICES, ContractCase


class Appending(ContractCase):
    def test_new_records_are_reported_and_stand_in_the_order_in_which_they_came(self) -> None:
        one, two = self.history.registered(), self.history.registered()
        appended = self.put(two, one)
        self.assertEqual((appended.new, appended.known), ((two.id, one.id), ()))
        self.assertEqual(self.stored(), [two, one])

    def test_an_empty_batch_writes_nothing(self) -> None:
        appended = self.store.append(Batch(()))
        self.assertEqual((appended.new, appended.known), ((), ()))
        self.assertEqual(self.stored(), [])

    def test_appending_the_same_batch_again_changes_nothing(self) -> None:
        learner = self.history.registered(MAI)
        done = self.history.completed(learner.data["learner"], SAFETY)
        batch = self.history.batch(learner, done, self.history.issued(done))
        self.store.append(batch)
        before = self.snapshot()
        again = self.store.append(batch)
        self.assertEqual((again.new, again.known), ((), tuple(record.id for record in batch.records)))
        self.assertEqual(self.snapshot(), before)
        self.assertEqual(self.stored(), list(batch.records))

    def test_a_record_that_comes_twice_in_one_batch_is_written_once(self) -> None:
        record = self.history.registered()
        appended = self.put(record, record)
        self.assertEqual((appended.new, appended.known), ((record.id,), (record.id,)))
        self.assertEqual(self.stored(), [record])

    def test_a_batch_of_which_a_part_stands_already_writes_the_rest(self) -> None:
        one, two = self.history.registered(), self.history.registered()
        self.put(one)
        appended = self.put(one, two)
        self.assertEqual((appended.new, appended.known), ((two.id,), (one.id,)))

    def test_an_id_that_stands_with_other_content_is_a_conflict_and_nothing_of_the_batch_is_written(self) -> None:
        record = self.history.registered()
        self.put(record)
        before = self.snapshot()
        with self.assertRaises(RecordConflict):
            self.put(self.history.registered(), replace(record, unit=LENG))
        self.assertEqual(self.stored(), [record])
        self.assertEqual(self.snapshot(), before)

    def test_two_contents_under_one_id_in_one_batch_are_a_conflict(self) -> None:
        record = self.history.registered()
        with self.assertRaises(RecordConflict):
            self.put(record, replace(record, unit=LENG))
        self.assertEqual(self.stored(), [])

    def test_a_record_in_another_unicode_form_is_the_same_record(self) -> None:
        record = self.history.revoked("0" * 17, "cấp nhầm")
        self.put(record)
        decomposed = replace(record, data={**record.data, "reason": "cấp nhầm"})
        self.assertEqual(self.put(decomposed).known, (record.id,))

    def test_one_malformed_record_in_the_middle_leaves_nothing_of_the_batch(self) -> None:
        good = self.history.registered(MAI)
        learner = good.data["learner"]
        done = self.history.completed(learner, SAFETY)
        for name, bad in {
            "unknown kind": replace(done, kind="learner.promoted"),
            "missing field": replace(done, data={"learner": learner}),
            "wrong type": replace(done, data={**done.data, "held": 1}),
            "unhashable learner": replace(done, data={**done.data, "learner": ["a"]}),
            "a list as the person's learner": replace(good, id=done.id, data={**good.data, "learner": [learner]}),
            "floating point": replace(done, data={**done.data, "score": 0.5}),
            "no day": replace(done, data={**done.data, "day": "hôm nay"}),
            "a day that isn't": replace(done, data={**done.data, "day": "2026-02-30"}),
            "unknown way": replace(done, data={**done.data, "way": "hearsay"}),
            "no moment": replace(done, at="hôm nay"),
            "a moment without zone": replace(done, at="2026-03-02T02:00:00.000"),
        }.items():
            with self.subTest(name):
                with self.assertRaises(InvalidRecord):
                    self.put(good, bad, self.history.completed(learner, SERVICES))
                self.assertEqual(self.stored(), [])
                self.assertIsNone(self.store.learner(learner))
                self.assertIsNone(self.store.person(learner))
                self.assertEqual(list(self.store.numbers().tallies), [])

    def test_a_claim_is_spent_by_the_first_completion_and_refused_for_any_other(self) -> None:
        learner = self.new_learner(MAI)
        first = self.history.completed(learner, SAFETY, way=SELF, claim="c1")
        self.put(first)
        newcomer = self.history.registered()
        with self.assertRaises(ClaimSpent) as caught:
            self.put(newcomer, self.history.completed(learner, SAFETY, way=SELF, claim="c1"))
        self.assertEqual(caught.exception.completion, first.id)
        self.assertNotIn(newcomer, self.stored())
        self.assertEqual(self.store.claims_since(KIM, self.clock.now), 1)

    def test_a_claim_is_spent_once_even_within_one_batch(self) -> None:
        learner = self.new_learner()
        with self.assertRaises(ClaimSpent):
            self.put(
                self.history.completed(learner, SAFETY, way=SELF, claim="c1"),
                self.history.completed(learner, SERVICES, way=SELF, claim="c1"),
            )
        self.assertIsNone(self.store.claimed("c1"))

    def test_the_completion_that_spent_a_claim_may_come_again(self) -> None:
        done = self.history.completed(self.new_learner(), SAFETY, way=SELF, claim="c1")
        self.put(done)
        self.assertEqual(self.put(done).known, (done.id,))

    def test_a_refused_completion_has_spent_its_claim_all_the_same(self) -> None:
        learner = self.new_learner()
        done = self.history.completed(learner, SAFETY, way=SELF, claim="c1", held=True)
        self.put(done, self.history.refused(done.id))
        with self.assertRaises(ClaimSpent):
            self.put(self.history.completed(learner, SAFETY, way=SELF, claim="c1"))

    def test_completions_without_a_claim_never_stand_in_each_others_way(self) -> None:
        learner = self.new_learner()
        self.put(self.history.completed(learner, SAFETY), self.history.completed(learner, SAFETY))
        self.assertIsNone(self.store.claimed(""))

    def test_claimed_tells_the_completion_that_spent_a_claim(self) -> None:
        done = self.history.completed(self.new_learner(), SAFETY, way=SELF, claim="c1")
        self.assertIsNone(self.store.claimed("c1"))
        self.put(done)
        found = self.store.claimed("c1")
        self.assertEqual(found.id if found else None, done.id)
        self.assertIsNone(self.store.claimed("c2"))

    def test_a_person_who_does_not_fit_the_commitment_is_refused_with_the_whole_batch(self) -> None:
        other, record = self.history.registered(), self.history.registered(MAI)
        row = self.history.people[record.data["learner"]]
        for wrong in (PersonRow(replace(MAI, birth_year=1986), row.salt), PersonRow(MAI, bytes(15) + b"\1" + b"x")):
            with self.assertRaises(InvalidRecord):
                self.store.append(Batch((other, record), {record.data["learner"]: wrong}))
            self.assertEqual(self.stored(), [])

    def test_a_corrected_person_who_does_not_fit_the_commitment_is_refused(self) -> None:
        learner = self.new_learner(MAI)
        record = self.history.corrected(learner, replace(MAI, birth_year=1986))
        with self.assertRaises(InvalidRecord):
            self.store.append(Batch((record,), {learner: PersonRow(MAI, b"")}))
        self.assertEqual(self.store.person(learner), MAI)

    def test_persons_and_papers_without_their_record_are_not_kept(self) -> None:
        self.store.append(Batch((), {"nobody": PersonRow(MAI, b"")}, {"0" * 17: b"paper"}))
        self.assertIsNone(self.store.person("nobody"))
        self.assertIsNone(self.store.paper("0" * 17))

    def test_records_are_read_from_a_position_on(self) -> None:
        written = [self.history.registered() for _ in range(5)]
        for record in written:
            self.put(record)
        self.assertEqual([record for record, _ in self.store.records(after=2)], written[2:])
        self.assertEqual(list(self.store.records(after=5)), [])

    def test_a_refused_batch_leaves_no_gap_in_the_positions(self) -> None:
        one, two = self.history.registered(), self.history.registered()
        self.put(one)
        with self.assertRaises(InvalidRecord):
            self.put(self.history.registered(), replace(two, kind="?"))
        self.put(two)
        self.assertEqual([record for record, _ in self.store.records(after=1)], [two])

    def test_records_of_another_host_come_out_as_they_went_in(self) -> None:
        self.history.host = "field-elsewhere"
        record = self.history.revoked("0" * 17, 'chữ ký “lạ”, ký tự \\ " và 😀')
        self.put(record)
        (stored,) = self.stored()
        self.assertEqual(stored.canonical(), record.canonical())

    def test_further_fields_of_a_record_are_kept(self) -> None:
        done = self.history.completed(self.new_learner(), SAFETY)
        done = replace(done, data={**done.data, "scores": {"AT01": [4, 5]}})
        self.put(done)
        self.assertEqual(self.stored()[-1].data["scores"], {"AT01": [4, 5]})

    def test_a_person_is_no_part_of_any_record(self) -> None:
        self.new_learner(MAI)
        self.new_learner(replace(MAI, phone=""))
        everything = b"".join(record.canonical() for record in self.stored()).decode()
        for text in (MAI.name, MAI.phone, MAI.village):
            self.assertNotIn(text, everything)

    def test_records_that_a_rule_adds_are_reported_as_new(self) -> None:
        self.new_learner(MAI)
        record = self.history.registered(Person(MAI.name, MAI.birth_year))
        appended = self.put(record)
        self.assertEqual(appended.new, tuple(one.id for one in self.stored()[1:]))
        self.assertEqual([one.kind for one in self.stored()], [records.REGISTERED, records.REGISTERED, records.ALIKE])

    def test_the_records_that_come_out_are_valid_and_read_themselves_again(self) -> None:
        self.new_learner(MAI)
        self.new_learner(MAI)
        for record in self.stored():
            self.assertEqual(Record.from_canonical(record.canonical()), record)

    # --- what must still hold when a batch is written ---

    def test_what_comes_on_top_of_a_limit_is_refused_whole_and_what_is_held_is_not(self) -> None:
        learner, since = self.new_learner(), self.clock.now
        limit = Limit(KIM, since, people=2)
        for number in range(2):
            made = self.history.completed(learner, SAFETY, way=SELF, claim=f"claim {number}")
            self.store.append(replace(self.history.batch(made), limit=limit))
        over = self.history.completed(learner, SERVICES, way=SELF, claim="one more")
        before = self.stored()
        with self.assertRaises(LimitReached):
            self.store.append(replace(self.history.batch(over), limit=limit))
        self.assertEqual(self.stored(), before)
        self.assertIsNone(self.store.claimed("one more"))
        self.put(over)
        self.assertEqual(self.store.claims_since(KIM, since), 3)

    def test_a_batch_that_stands_already_is_known_whatever_its_limit(self) -> None:
        made = self.history.completed(self.new_learner(), SAFETY, way=SELF, claim="claim")
        batch = replace(self.history.batch(made), limit=Limit(KIM, self.clock.now, people=1))
        self.store.append(batch)
        self.assertEqual(self.store.append(batch).known, (made.id,))
