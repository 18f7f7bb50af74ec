"""A citizen's claim: what the form must hold, and what one claim writes."""

from dataclasses import replace

import pytest

from bdhvs_lms.movement import records
from bdhvs_lms.movement.claims import Means, claim, read_claim, submit
from bdhvs_lms.movement.errors import ClaimSpent, InvalidClaim, LimitReached, NoPaperHere, NotFinished
from bdhvs_lms.movement.people import Person, commitment
from bdhvs_lms.movement.progress import Progress
from bdhvs_lms.movement.store import Appended, Completion, Learner
from bdhvs_lms.movement.units import PROVINCE
from bdhvs_lms.testing import Clock, History, Ids
from bdhvs_lms.testing.case import COURSES, GROUPS, KIM, LENG, SETTINGS, UNITS

FORM = {"name": "lò thị mai", "birth_year": "1985", "unit": KIM, "group": "citizens", "village": "Bản Thẳm",
        "phone": "+84912345678", "consent": "yes"}  # fmt: skip
COURSE, OTHER = COURSES
DONE = Progress("a" * 32, {"AT01": 4, "DV01": 5})


class Remembering:
    """As much of a store as a claim asks: what was appended, by claims, learners and persons."""

    def __init__(self, clock):
        self.clock, self.records, self.people = clock, [], {}

    def settings(self):
        return SETTINGS

    def append(self, batch):
        if batch.limit and self.claims_since(batch.limit.unit, batch.limit.since) >= batch.limit.people:
            raise LimitReached
        self.records += batch.records
        self.people |= batch.people
        return Appended(tuple(record.id for record in batch.records), ())

    def claimed(self, spent):
        found = (one for one in self.records if one.kind == records.COMPLETED and one.data["claim"] == spent)
        return next((Completion(one.id, "", "", "", "", "", "counted") for one in found), None)

    def claims_since(self, unit, moment):
        mine = (one for one in self.records if one.kind == records.COMPLETED and one.unit == unit)
        return sum(one.at >= records.stamp(moment) for one in mine)

    def learner(self, id_):
        found = (one for one in self.records if one.kind == records.REGISTERED and one.data["learner"] == id_)
        return next((Learner(id_, one.unit, one.data["group"], id_, one.at, False) for one in found), None)

    def person(self, id_):
        return self.people[id_].person if id_ in self.people else None


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(clock):
    return Remembering(clock)


@pytest.fixture
def means(clock):
    new_id, serial = Ids(clock), History(clock).serial
    return lambda: Means(clock(), new_id, lambda: b"s" * 16, serial, lambda certificate: (b"signed", "00c0ffee"))


def read(**changes):
    return read_claim({**FORM, **changes}, units=UNITS, groups=GROUPS, this_year=2026)


def faults(**changes):
    with pytest.raises(InvalidClaim) as caught:
        read(**changes)
    return caught.value.faults


def kinds(made):
    return [record.kind for record in made.batch.records]


def test_a_form_is_read_as_people_type_it():
    claimant = read()
    assert claimant.person == Person("Lò Thị Mai", 1985, "0912345678", "Bản Thẳm")
    assert (claimant.unit.code, claimant.group) == (KIM, "citizens")


def test_phone_and_village_may_be_left_out():
    assert read(phone="", village="").person == Person("Lò Thị Mai", 1985)


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "Mai 2"), ("name", "A" * 61), ("name", "<script>"), ("birth_year", ""),
     ("birth_year", "1850"), ("birth_year", "2025"), ("birth_year", "tám lăm"), ("unit", ""), ("unit", "99999"),
     ("unit", PROVINCE), ("group", ""), ("group", "everybody"), ("village", "<b>"), ("village", "B" * 61),
     ("phone", "113"), ("phone", "abc"), ("consent", ""), ("consent", "no"), ("consent", "YES")],
)  # fmt: skip
def test_each_fault_of_a_form_is_told_at_its_field(field, value):
    found = faults(**{field: value})
    assert list(found) == [field]
    assert found[field]


def test_an_empty_form_tells_every_fault_at_once():
    with pytest.raises(InvalidClaim) as caught:
        read_claim({}, units=UNITS, groups=GROUPS, this_year=2026)
    assert set(caught.value.faults) == {"name", "birth_year", "unit", "group", "consent"}


def test_one_claim_writes_learner_completion_and_certificate(store, means):
    made = claim(read(), COURSE, DONE, store, means())
    assert kinds(made) == [records.REGISTERED, records.COMPLETED, records.ISSUED]
    registered, completed, issued = made.batch.records
    row = made.batch.people[made.learner]
    assert row.person == read().person
    assert registered.data["commitment"] == commitment(row.person, row.salt)
    assert completed.data["scores"] == {"AT01": [4, 5]}
    assert (completed.data["way"], completed.data["held"], completed.data["claim"]) == (
        "self",
        False,
        DONE.claim(COURSE.id),
    )
    assert issued.data["completion"] == completed.id
    assert made.batch.papers == {issued.data["serial"]: b"signed"}
    assert (made.certificate.holder, made.certificate.unit_label) == ("Lò Thị Mai", "xã Mường Kim")
    assert (made.certificate.issuer, made.certificate.way, made.certificate.sample) == (SETTINGS.issuer, "self", False)
    for record in made.batch.records:
        record.check()
        assert (record.unit, record.by, record.host) == (KIM, "self", SETTINGS.host)
        assert "Mai" not in record.canonical().decode()


def test_an_unfinished_course_gives_no_paper_and_says_what_is_left(store, means):
    with pytest.raises(NotFinished, match="Bài của an-toan"):
        claim(read(), COURSE, Progress("a", {"DV01": 5}), store, means())


def test_a_course_of_which_a_lesson_asks_nothing_gives_no_paper(store, means):
    silent = replace(COURSE, lessons=(*COURSE.lessons, replace(COURSE.lessons[0], code="0T01", questions=())))
    passed = replace(DONE, passed={**DONE.passed, "0T01": 0})
    for course in (silent, replace(COURSE, lessons=())):
        with pytest.raises(NoPaperHere):
            claim(read(), course, passed, store, means)
    assert store.records == []


def test_the_same_progress_is_claimed_once_for_a_course(store, means):
    store.append(claim(read(), COURSE, DONE, store, means()).batch)
    with pytest.raises(ClaimSpent) as caught:
        claim(read(name="Ai Khác"), COURSE, DONE, store, means())
    assert caught.value.completion == store.records[1].id


def test_the_same_phones_second_course_keeps_the_learner(store, means):
    first = claim(read(), COURSE, DONE, store, means())
    store.append(first.batch)
    second = claim(read(), OTHER, replace(DONE, learner=first.learner), store, means())
    assert second.learner == first.learner
    assert kinds(second) == [records.COMPLETED, records.ISSUED]
    assert second.batch.people == {}


@pytest.mark.parametrize(
    "changes",
    [{"name": "Lò Văn Hặc"}, {"birth_year": "1986"}, {"unit": LENG}, {"group": "officials"}, {"name": "Lo Thi Mai"}],
)
def test_another_person_on_the_same_phone_becomes_another_learner(store, means, changes):
    first = claim(read(), COURSE, DONE, store, means())
    store.append(first.batch)
    second = claim(read(**changes), OTHER, replace(DONE, learner=first.learner), store, means())
    assert second.learner != first.learner
    assert second.batch.people[second.learner].person == read(**changes).person


def test_a_learner_whose_data_was_erased_becomes_a_new_one(store, means):
    first = claim(read(), COURSE, DONE, store, means())
    store.append(first.batch)
    store.people.clear()
    assert claim(read(), OTHER, replace(DONE, learner=first.learner), store, means()).learner != first.learner


def test_a_phone_that_names_an_unknown_learner_gets_a_new_one(store, means):
    assert claim(read(), COURSE, replace(DONE, learner="made-up"), store, means()).learner != "made-up"


def test_what_comes_on_top_of_a_burst_is_held_until_the_burst_is_over(store, means, clock):
    def next_claim(number, unit=KIM):
        made = submit(read(unit=unit), COURSE, replace(DONE, nonce=f"{number:032x}"), store, means())
        assert made.batch.records[-2].data["held"] == made.held
        return made.held

    assert [next_claim(number) for number in range(5)] == [False, False, False, True, True]
    assert next_claim(5, unit=LENG) is False
    clock.move(minutes=SETTINGS.burst_minutes, milliseconds=1)
    assert next_claim(6) is False


def test_papers_of_a_sample_installation_are_samples(store, means):
    store.settings = lambda: replace(SETTINGS, sample=True)
    made = claim(read(), COURSE, DONE, store, means())
    assert made.certificate.sample
    assert made.batch.records[-1].data["sample"] is True
