"""The contract on certificates and on the whole: revocation, papers, lists, rebuilding, order of arrival."""

from __future__ import annotations

import random
from datetime import date

from ..movement import records
from ..movement.people import Person
from ..movement.records import Record
from ..movement.store import Batch
from ..movement.targets import SELF
from .case import (
    COURSES,
    DENOMINATORS,
    GROUPS,
    IN_ORDER,
    KIM,
    LENG,
    MAI,
    SAFETY,
    SERVICES,
    SETTINGS,
    TARGETS,
    UNITS,
    ContractCase,
)


class Papers(ContractCase):
    def completed(self, course: str = SAFETY, *, unit: str = KIM) -> Record:
        """Appends a learner and a completion. → the completion's record."""
        record = self.history.completed(self.new_learner(unit=unit), course, unit=unit)
        self.put(record)
        return record

    def test_a_certificate_is_as_issued_and_its_paper_is_kept(self) -> None:
        done = self.completed(unit=LENG)
        record = self.history.issued(done, paper=b"\x00\xffpayload")
        self.put(record)
        issued = self.store.certificate(record.data["serial"])
        assert issued is not None
        told = {name: getattr(issued, name) for name in record.data}
        self.assertEqual(told, dict(record.data))
        self.assertEqual((issued.unit, issued.revoked, issued.erased), (LENG, None, False))
        self.assertEqual(self.store.paper(issued.serial), b"\x00\xffpayload")

    def test_a_certificate_whose_paper_did_not_travel_along_has_none_here(self) -> None:
        record = self.history.issued(self.completed(), paper=None)
        self.put(record)
        self.assertIsNotNone(self.store.certificate(record.data["serial"]))
        self.assertIsNone(self.store.paper(record.data["serial"]))

    def test_a_revoked_certificate_tells_the_first_reason_whatever_order_they_arrive_in(self) -> None:
        record = self.history.issued(self.completed())
        serial = record.data["serial"]
        first = self.history.revoked(serial, "cấp nhầm")
        self.clock.move(days=1)
        second = self.history.revoked(serial, "lý do khác")
        self.put(record)
        self.put(second)
        self.put(first)
        issued = self.store.certificate(serial)
        assert issued is not None
        self.assertEqual(issued.revoked, "cấp nhầm")

    def test_a_revocation_that_arrives_before_its_certificate_applies_to_it(self) -> None:
        record = self.history.issued(self.completed())
        self.put(self.history.revoked(record.data["serial"]))
        self.assertIsNone(self.store.certificate(record.data["serial"]))
        self.put(record)
        issued = self.store.certificate(record.data["serial"])
        assert issued is not None
        self.assertEqual(issued.revoked, "cấp nhầm")

    def test_revoking_a_certificate_does_not_take_the_completion_from_the_count(self) -> None:
        record = self.history.issued(self.completed())
        self.put(record, self.history.revoked(record.data["serial"]))
        self.assertEqual(self.total("citizens"), 1)

    def test_the_certificate_of_a_completion_is_the_latest_that_is_not_revoked(self) -> None:
        done = self.completed()
        issued = []
        for _ in range(3):
            issued.append(self.history.issued(done))
            self.clock.move(days=1)
        for record in reversed(issued):
            self.put(record)
        serials = [record.data["serial"] for record in issued]

        def latest() -> str | None:
            found = self.store.certificate_of(done.id)
            return found.serial if found else None

        self.assertEqual(latest(), serials[2])
        self.put(self.history.revoked(serials[2]))
        self.assertEqual(latest(), serials[1])
        self.put(self.history.revoked(serials[0]), self.history.revoked(serials[1]))
        self.assertEqual(latest(), serials[2])

    def test_certificates_are_listed_by_serial_for_a_unit_and_a_course(self) -> None:
        written = [
            self.history.issued(self.completed(course, unit=unit))
            for course, unit in ((SAFETY, KIM), (SERVICES, KIM), (SAFETY, LENG), (SAFETY, KIM))
        ]
        self.put(*reversed(written))
        serials = [record.data["serial"] for record in written]

        def listed(unit: str = "", course: str = "") -> list[str]:
            return [issued.serial for issued in self.store.certificates(unit=unit, course=course)]

        self.assertEqual(listed(), sorted(serials))
        self.assertEqual(listed(unit=KIM), [serials[0], serials[1], serials[3]])
        self.assertEqual(listed(course=SAFETY), [serials[0], serials[2], serials[3]])
        self.assertEqual(listed(KIM, SAFETY), [serials[0], serials[3]])
        self.assertEqual(listed(unit="03463"), [])


class Whole(ContractCase):
    def eventful(self) -> list[Batch]:
        """Batches with every kind of record in them."""
        note = self.history
        learners = [note.registered(Person(f"Người {letter}", 1980), unit=KIM) for letter in "ABCDEF"]
        batches = [note.batch(record) for record in learners]
        self.clock.move(days=200)
        learners.append(note.registered(MAI, unit=LENG, group="officials"))
        batches.append(note.batch(learners[-1]))
        ids = [record.data["learner"] for record in learners]
        done = [note.completed(learner, SAFETY, day=date(2026, 1, 1 + n)) for n, learner in enumerate(ids)]
        done.append(note.completed(ids[6], SERVICES))
        held = [note.completed(ids[n], SERVICES, way=SELF, held=True, claim=f"c{n}") for n in (0, 1, 2)]
        issued = [note.issued(record) for record in done]
        self.clock.move(days=1)
        rest = [
            note.merged(ids[1], ids[0]), note.alike(ids[2], ids[3]), note.alike(ids[4], ids[5]),
            note.decided(ids[4], ids[5], same=False), note.released(held[0].id), note.refused(held[1].id),
            note.revoked(issued[0].data["serial"]), note.corrected(ids[3], Person("Người Đ", 1981), unit=LENG),
            note.erased(ids[5]),
            note.opened("AAAAAAAA1"), note.enrolled("AAAAAAAA1", *ids), note.attended("AAAAAAAA1", present=ids[:3]),
            note.result("AAAAAAAA1", ids[0], 9), note.opened("AAAAAAAA1", place="Chợ", kind=records.CLASS_CHANGED),
            note.enrolled("AAAAAAAA1", ids[2], left=True), note.completed(ids[0], SERVICES, in_class="AAAAAAAA1"),
            note.closed("AAAAAAAA1", ids[0]),
        ]  # fmt: skip
        batches += [note.batch(record) for record in [*done, *held, *issued, *rest]]
        self.assertEqual({one.kind for batch in batches for one in batch.records}, set(records.KINDS))
        return batches

    def test_the_order_in_which_batches_arrive_changes_nothing_that_is_shown(self) -> None:
        batches = self.eventful()
        shown = []
        for seed in range(4):
            self.store = self.new_store()
            order = batches.copy()
            if seed:
                random.Random(seed).shuffle(order)
            for batch in order:
                self.store.append(batch)
            shown.append(self.snapshot())
        self.assertEqual(shown[1:], shown[:1] * 3)
        self.assertEqual(len(shown[0]["held"]), 1)

    def test_one_batch_or_many_makes_no_difference(self) -> None:
        batches = self.eventful()
        for batch in batches:
            self.store.append(batch)
        before, written = self.snapshot(), self.stored()
        people = {learner: row for batch in batches for learner, row in batch.people.items()}
        papers = {serial: paper for batch in batches for serial, paper in batch.papers.items()}
        self.store = self.new_store()
        # The corrected learner's first row doesn't fit its first record any more: that one goes ahead by itself.
        first = next(batch for batch in batches if batch.people and people.get(next(iter(batch.people))) is not
                     next(iter(batch.people.values())))  # fmt: skip
        self.store.append(first)
        self.store.append(Batch(tuple(one for one in written if one not in first.records), people, papers))
        self.assertEqual(self.snapshot(), before)

    def test_rebuilding_gives_the_same_result(self) -> None:
        for batch in self.eventful():
            self.store.append(batch)
        before, written = self.snapshot(), self.stored()
        self.store.rebuild()
        self.assertEqual(self.snapshot(), before)
        self.assertEqual(self.stored(), written)

    def test_counting_goes_on_after_rebuilding(self) -> None:
        for batch in self.eventful():
            self.store.append(batch)
        before = self.total("everyone")
        self.store.rebuild()
        self.put(self.history.completed(self.new_learner(), SAFETY))
        self.assertEqual(self.total("everyone"), before + 1)

    def test_units_come_by_kind_and_then_in_the_order_of_the_vietnamese_alphabet(self) -> None:
        self.assertEqual([unit.name for unit in self.store.units()], list(IN_ORDER))

    def test_a_unit_is_found_by_its_code(self) -> None:
        for unit in UNITS:
            self.assertEqual(self.store.unit(unit.code), unit)
        self.assertIsNone(self.store.unit("99999"))

    def test_what_the_user_keeps_is_as_given(self) -> None:
        self.assertEqual(list(self.store.groups()), list(GROUPS))
        self.assertEqual(self.store.settings(), SETTINGS)
        self.assertEqual(list(self.store.denominators()), list(DENOMINATORS))
        told = {target.id: target for target in self.store.targets()}
        self.assertEqual(set(told), {target.id for target in TARGETS})
        for target in TARGETS:
            self.assertEqual(told[target.id].requirement, target.requirement)
            self.assertEqual((told[target.id].percent, told[target.id].source), (80, "văn bản"))

    def test_courses_and_their_lessons_are_found_by_id_and_by_the_code_on_posters(self) -> None:
        self.assertEqual([course.id for course in self.store.courses()], [SAFETY, SERVICES])
        self.assertEqual(self.store.course(SERVICES), COURSES[1])
        self.assertEqual(self.store.lesson("DV01"), (COURSES[1], COURSES[1].lessons[0]))
        self.assertIsNone(self.store.course("khac"))
        self.assertIsNone(self.store.lesson("ZZ99"))
