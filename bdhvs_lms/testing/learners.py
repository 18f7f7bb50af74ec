"""The contract on learners: their fields, who counts as one person with whom, and what erasing leaves."""

from __future__ import annotations

from dataclasses import replace

from ..movement.people import Person
from ..movement.store import Pair
from .case import HEALTH, KIM, LENG, MAI, SAFETY, ContractCase

NAMESAKE = replace(MAI, phone="", village="")


class Learners(ContractCase):
    def root(self, learner: str) -> str:
        found = self.store.learner(learner)
        assert found is not None
        return found.root

    # --- fields ---

    def test_a_learner_is_as_registered(self) -> None:
        record = self.history.registered(MAI, unit=LENG, group="officials")
        self.put(record)
        learner = self.store.learner(record.data["learner"])
        assert learner is not None
        self.assertEqual((learner.unit, learner.group, learner.root), (LENG, "officials", learner.id))
        self.assertEqual((learner.registered, learner.erased), (record.at, False))
        self.assertEqual(self.store.person(learner.id), MAI)

    def test_what_was_never_heard_of_is_none_or_empty(self) -> None:
        nobody = self.history.new_id()
        self.assertIsNone(self.store.learner(nobody))
        self.assertIsNone(self.store.person(nobody))
        self.assertIsNone(self.store.completion(nobody))
        self.assertIsNone(self.store.certificate(nobody))
        self.assertIsNone(self.store.certificate_of(nobody))
        self.assertIsNone(self.store.paper(nobody))
        self.assertEqual((list(self.store.held()), list(self.store.undecided())), ([], []))

    def test_a_learner_whose_person_did_not_travel_along_has_none_here(self) -> None:
        learner = self.new_learner()
        self.assertIsNotNone(self.store.learner(learner))
        self.assertIsNone(self.store.person(learner))

    def test_a_learner_of_whom_only_other_records_came_is_not_known_yet(self) -> None:
        learner, other = self.history.new_id(), self.history.new_id()
        self.put(self.history.alike(learner, other), self.history.completed(learner, SAFETY))
        self.assertIsNone(self.store.learner(learner))

    def test_a_correction_changes_name_unit_and_group(self) -> None:
        learner = self.new_learner(MAI)
        corrected = replace(MAI, name="Lò Thị Mái")
        self.put(self.history.corrected(learner, corrected, unit=LENG, group="officials"))
        found = self.store.learner(learner)
        assert found is not None
        self.assertEqual((found.unit, found.group), (LENG, "officials"))
        self.assertEqual(self.store.person(learner), corrected)

    def test_fields_stand_as_the_latest_record_says_whatever_order_they_arrive_in(self) -> None:
        first = self.history.registered(MAI)
        learner = first.data["learner"]
        batches = [self.history.batch(first)]
        for number, unit in ((1, LENG), (2, HEALTH)):
            self.clock.move(days=1)
            record = self.history.corrected(learner, replace(MAI, name=f"Mai {'x' * number}"), unit=unit)
            batches.append(self.history.batch(record))
        for order in ((0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)):
            with self.subTest(order):
                self.store = self.new_store()
                for place in order:
                    self.store.append(batches[place])
                found = self.store.learner(learner)
                assert found is not None
                self.assertEqual((found.unit, found.registered), (HEALTH, first.at))
                self.assertEqual(self.store.person(learner), replace(MAI, name="Mai xx"))

    # --- the same person twice ---

    def test_same_phone_name_and_birth_year_is_one_person(self) -> None:
        first = self.new_learner(MAI)
        second = self.new_learner(replace(MAI, name="lò  thị mai".title(), village="Bản khác"), unit=LENG)
        self.assertEqual((self.root(first), self.root(second)), (first, first))
        self.assertEqual(list(self.store.undecided()), [])
        self.assertEqual(self.row("everyone").registered, 1)

    def test_a_phone_alone_never_merges(self) -> None:
        first = self.new_learner(MAI)
        for other in (
            replace(MAI, name="Lò Văn Hặc"),
            replace(MAI, birth_year=1986),
            replace(MAI, name="Lò Thị Mái", birth_year=1987),
        ):
            second = self.new_learner(other)
            self.assertEqual(self.root(second), second)
        self.assertEqual(self.root(first), first)
        self.assertEqual(list(self.store.undecided()), [])
        self.assertEqual(self.row("everyone").registered, 4)

    def test_an_empty_phone_is_no_phone_in_common(self) -> None:
        self.new_learner(NAMESAKE, unit=LENG)
        second = self.new_learner(NAMESAKE)
        self.assertEqual(self.root(second), second)

    def test_same_name_and_birth_year_in_a_unit_is_a_pair_to_be_decided_that_counts_once(self) -> None:
        first, second = self.new_learner(MAI), self.new_learner(NAMESAKE)
        self.assertEqual(list(self.store.undecided()), [Pair(first, second, KIM)])
        self.assertEqual(dict(self.store.numbers().undecided), {(KIM, "citizens"): 1})
        self.put(self.history.completed(first, SAFETY), self.history.completed(second, SAFETY))
        row = self.row("citizens", unit=KIM)
        self.assertEqual((row.registered, row.total, row.undecided), (1, 1, 1))

    def test_a_name_typed_without_diacritics_is_a_pair_to_be_decided_even_with_the_same_phone(self) -> None:
        first, second = self.new_learner(MAI), self.new_learner(replace(MAI, name="Lo Thi Mai"))
        self.assertEqual(list(self.store.undecided()), [Pair(first, second, KIM)])

    def test_same_name_and_birth_year_in_another_unit_is_another_person(self) -> None:
        self.new_learner(MAI)
        self.new_learner(NAMESAKE, unit=LENG)
        self.assertEqual(list(self.store.undecided()), [])
        self.assertEqual(self.row("everyone").registered, 2)

    def test_many_namesakes_elsewhere_hide_nobody(self) -> None:
        for _ in range(25):
            self.put(self.history.registered(NAMESAKE, unit=LENG))
        self.clock.move(minutes=1)
        first = self.new_learner(MAI)
        second = self.new_learner(MAI)
        third = self.new_learner(NAMESAKE)
        self.assertEqual(self.root(second), first)
        self.assertIn(Pair(first, third, KIM), list(self.store.undecided()))

    def test_a_pair_decided_to_be_two_counts_twice(self) -> None:
        first, second = self.new_learner(MAI), self.new_learner(NAMESAKE)
        self.put(self.history.completed(first, SAFETY), self.history.completed(second, SAFETY))
        self.put(self.history.decided(first, second, same=False))
        row = self.row("citizens", unit=KIM)
        self.assertEqual((row.registered, row.total, row.undecided), (2, 2, 0))
        self.assertEqual((self.root(first), self.root(second)), (first, second))

    def test_a_pair_decided_to_be_one_stays_one_and_is_decided(self) -> None:
        first, second = self.new_learner(MAI), self.new_learner(NAMESAKE)
        self.put(self.history.decided(second, first, same=True))
        self.assertEqual((self.root(first), self.root(second)), (first, first))
        self.assertEqual(list(self.store.undecided()), [])
        self.assertEqual(self.row("everyone").registered, 1)

    def test_a_decision_joins_two_learners_whom_no_rule_found_alike(self) -> None:
        first, second = self.new_learner(MAI), self.new_learner(Person("Lò Mai", 1985), unit=LENG)
        self.put(self.history.decided(first, second, same=True))
        self.assertEqual(self.root(second), first)
        self.assertEqual(self.row("everyone").registered, 1)

    def test_the_latest_decision_stands_whatever_order_they_arrive_in(self) -> None:
        first, second = self.new_learner(MAI), self.new_learner(NAMESAKE)
        earlier = self.history.decided(first, second, same=True)
        self.clock.move(days=1)
        later = self.history.decided(second, first, same=False)
        self.put(later)
        self.put(earlier)
        self.assertEqual(self.root(second), second)

    def test_a_decision_undoes_what_the_rule_merged(self) -> None:
        first, second = self.new_learner(MAI), self.new_learner(MAI)
        self.put(self.history.decided(first, second, same=False))
        self.assertEqual(self.root(second), second)
        self.assertEqual(self.row("everyone").registered, 2)

    def test_three_in_a_row_are_one_person_until_the_middle_is_cut(self) -> None:
        first, second, third = (self.new_learner() for _ in range(3))
        self.put(self.history.merged(second, first), self.history.merged(third, second))
        self.assertEqual(self.root(third), first)
        self.put(self.history.decided(first, second, same=False))
        self.assertEqual((self.root(first), self.root(second), self.root(third)), (first, second, second))
        self.assertEqual(self.row("everyone").registered, 2)

    def test_the_root_is_the_earliest_registered_whatever_order_they_arrive_in(self) -> None:
        earlier = self.history.registered()
        self.clock.move(days=1)
        later = self.history.registered()
        first, second = earlier.data["learner"], later.data["learner"]
        self.put(later)
        self.put(self.history.merged(second, first))
        self.assertEqual(self.root(second), second)
        self.put(earlier)
        self.assertEqual((self.root(first), self.root(second)), (first, first))

    # --- erasing ---

    def test_erasing_takes_person_and_papers_and_leaves_certificate_completion_and_count(self) -> None:
        learner = self.new_learner(MAI)
        done = self.history.completed(learner, SAFETY)
        issued = self.history.issued(done)
        serial = issued.data["serial"]
        self.put(done, issued)
        before = self.row("citizens")
        self.assertIsNotNone(self.store.paper(serial))
        self.put(self.history.erased(learner))
        self.assertIsNone(self.store.person(learner))
        self.assertIsNone(self.store.paper(serial))
        found, certificate = self.store.learner(learner), self.store.certificate(serial)
        assert found is not None
        assert certificate is not None
        self.assertTrue(found.erased)
        self.assertTrue(certificate.erased)
        self.assertIsNotNone(self.store.completion(done.id))
        self.assertEqual(self.row("citizens"), before)
        self.assertEqual(before.total, 1)

    def test_a_person_who_arrives_after_the_erasure_is_not_kept(self) -> None:
        record = self.history.registered(MAI)
        learner = record.data["learner"]
        self.put(self.history.erased(learner))
        self.put(record)
        found = self.store.learner(learner)
        assert found is not None
        self.assertTrue(found.erased)
        self.assertIsNone(self.store.person(learner))

    def test_a_correction_after_the_erasure_brings_nobody_back(self) -> None:
        learner = self.new_learner(MAI)
        self.put(self.history.erased(learner))
        self.put(self.history.corrected(learner, MAI))
        self.assertIsNone(self.store.person(learner))

    def test_a_paper_that_arrives_after_the_erasure_is_not_kept(self) -> None:
        learner = self.new_learner(MAI)
        done = self.history.completed(learner, SAFETY)
        issued = self.history.issued(done, paper=MAI.name.encode())
        self.put(done, self.history.erased(learner), issued)
        self.assertIsNone(self.store.paper(issued.data["serial"]))
        self.assertIsNotNone(self.store.certificate(issued.data["serial"]))

    def test_appending_everything_again_brings_nobody_back(self) -> None:
        record = self.history.registered(MAI)
        learner = record.data["learner"]
        done = self.history.completed(learner, SAFETY)
        issued = self.history.issued(done)
        batch = self.history.batch(record, done, issued)
        self.store.append(batch)
        self.put(self.history.erased(learner))
        self.store.append(batch)
        self.store.rebuild()
        self.assertIsNone(self.store.person(learner))
        self.assertIsNone(self.store.paper(issued.data["serial"]))

    def test_nobody_is_compared_with_an_erased_person(self) -> None:
        first = self.new_learner(MAI)
        self.put(self.history.erased(first))
        second = self.new_learner(MAI)
        self.assertEqual(self.root(second), second)

    def test_erasing_one_leaves_the_others_person_and_papers(self) -> None:
        first, second = self.new_learner(MAI), self.new_learner(Person("Vàng A Pó", 1990))
        done = self.history.completed(second, SAFETY)
        issued = self.history.issued(done)
        self.put(done, issued, self.history.erased(first))
        self.assertIsNotNone(self.store.person(second))
        self.assertIsNotNone(self.store.paper(issued.data["serial"]))
