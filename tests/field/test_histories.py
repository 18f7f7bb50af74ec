"""Any history of valid records: live projections are those rebuilt, whatever order the records arrived in."""

import random
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bdhvs_lms.field import kept
from bdhvs_lms.field.people_rows import CANDIDATES
from bdhvs_lms.movement import records
from bdhvs_lms.movement.people import Person
from bdhvs_lms.movement.store import Batch
from bdhvs_lms.movement.targets import WAYS
from bdhvs_lms.testing import Clock, History
from bdhvs_lms.testing.case import HEALTH, KIM, LENG, SAFETY, SERVICES, TARGETS
from bdhvs_lms.trust import check_chain

from .support import make_store, projections

PEOPLE = st.builds(
    Person,
    st.sampled_from(["Lò Thị Mai", "Lo Thi Mai", "Vàng A Pó"]),
    st.sampled_from([1985, 1990]),
    st.sampled_from(["", "0912345678", "0987654321"]),
)
PLACES = st.sampled_from([KIM, LENG, HEALTH])
GROUPS = st.sampled_from(["citizens", "officials"])
ROOMS = ["AAAAAAAA1", "BBBBBBBB2"]
PLANS = [records.CLASS_OPENED, records.CLASS_CHANGED]
DAYS = st.dates(date(2025, 12, 30), date(2026, 1, 2))


@st.composite
def histories(draw):
    """→ batches, one or two records each, that a careful host would write; the clock goes on between them."""
    clock = Clock()
    note = History(clock)
    learners, done, issued, batches, claims = [], [], [], [], 0

    def some(things):
        return draw(st.sampled_from(things))

    def step():
        nonlocal claims
        kinds = ["register"] * 3 + (["correct", "pair", "decide", "erase"] + ["complete"] * 4 if learners else [])
        kinds += ["class"] * 3 if learners else ["plan"]
        match some(kinds + (["review", "issue"] if done else []) + (["revoke"] if issued else [])):
            case "register":
                record = note.registered(draw(PEOPLE), unit=draw(PLACES), group=draw(GROUPS))
                learners.append(record.data["learner"])
                return record
            case "correct":
                return note.corrected(some(learners), draw(PEOPLE), unit=draw(PLACES), group=draw(GROUPS))
            case "pair":
                return some([note.merged, note.alike])(some(learners), some([*learners, "unknown"]))
            case "decide":
                return note.decided(some(learners), some(learners), same=draw(st.booleans()))
            case "erase":
                return note.erased(some(learners))
            case "complete":
                claims += 1
                record = note.completed(
                    some(learners), some([SAFETY, SERVICES]), way=some(WAYS), day=draw(DAYS), held=draw(st.booleans()),
                    claim=some(["", f"c{claims}"]), unit=draw(PLACES),
                )  # fmt: skip
                done.append(record)
                return record
            case "plan":
                return note.opened(some(ROOMS), unit=draw(PLACES), day=draw(DAYS), kind=some(PLANS))
            case "class":
                room, learner = some(ROOMS), some(learners)
                match some(["plan", "enrol", "leave", "attend", "result", "attest", "close"]):
                    case "plan":
                        return note.opened(room, unit=draw(PLACES), day=draw(DAYS), kind=some(PLANS))
                    case "enrol":
                        return note.enrolled(room, *learners)
                    case "leave":
                        return note.enrolled(room, learner, left=True)
                    case "attend":
                        return note.attended(room, **{some(["present", "absent"]): [learner]})
                    case "result":
                        return note.result(room, learner, draw(st.integers(0, 10)))
                    case "attest":
                        record = note.completed(learner, SAFETY, day=draw(DAYS), in_class=room)
                        done.append(record)
                        return record
                    case "close":
                        return note.closed(room, learner)
            case "review":
                return some([note.released, note.refused])(some(done).id)
            case "issue":
                record = note.issued(some(done))
                issued.append(record.data["serial"])
                return record
            case "revoke":
                return note.revoked(some(issued))

    for _ in range(draw(st.integers(1, 25))):
        batches.append(note.batch(*(step() for _ in range(draw(st.integers(1, 2))))))
        clock.move(hours=draw(st.integers(0, 40)))
    return batches, note


@contextmanager
def store(note, **given):
    with tempfile.TemporaryDirectory() as folder:
        made = make_store(Path(folder) / "data.db", note.clock, durable=False, new_id=note.new_id, **given)
        yield made
        made.database.close()


def personal(made):
    """Persons with their marks, and papers, as they are once opened: sealing the same again gives other bytes."""
    db = made.database.read()
    marks = sorted(map(tuple, db.execute("SELECT learner, alike, phone FROM person")))
    papers = [(row[0], row[1], made.paper(row[0])) for row in db.execute("SELECT serial, learner FROM paper")]
    return [marks, list(made.people.rows(db)), sorted(papers)]


def fits(batch):
    """A learner registered and corrected within one batch has one row for two commitments: no host writes that."""
    named = [record.data["learner"] for record in batch.records if "commitment" in record.data]
    return len(named) == len(set(named))


@settings(max_examples=60)
@given(histories())
def test_live_projections_equal_rebuilt_ones_and_the_chain_is_whole(history):
    batches, note = history
    with store(note) as live:
        for batch in filter(fits, batches):
            live.append(batch)
        before, people = projections(live), personal(live)
        live.rebuild()
        assert projections(live) == before
        assert personal(live) == people
        assert check_chain(live.chain(), live.keyring) == len(list(live.records()))


@settings(max_examples=60)
@given(histories(), st.integers(0, 2**32))
def test_the_same_records_in_any_order_give_the_same_projections(history, seed):
    batches, note = history
    with store(note) as one, store(note) as other:
        for batch in filter(fits, batches):
            one.append(batch)
        left = [record for record, _ in one.records()]
        chance = random.Random(seed)
        chance.shuffle(left)
        while left:
            size = chance.randint(1, 4)
            other.append(Batch(tuple(left[:size])))
            del left[:size]
        assert projections(other) == projections(one)


@settings(max_examples=30)
@given(histories(), st.integers(0, 2**32))
def test_replaying_anything_changes_nothing(history, seed):
    batches, note = history
    with store(note) as live:
        sound = list(filter(fits, batches))
        for batch in sound:
            live.append(batch)
        before, people, stored = projections(live), personal(live), list(live.records())
        random.Random(seed).shuffle(sound)
        for batch in sound:
            assert live.append(batch).new == ()
        assert (projections(live), personal(live), list(live.records())) == (before, people, stored)


@settings(max_examples=30)
@given(histories(), st.integers(0, 24))
def test_targets_set_in_the_middle_of_a_history_count_as_if_they_had_always_stood(history, when):
    batches, note = history
    with store(note) as one, store(note, targets=TARGETS[:1]) as other:
        for batch in filter(fits, batches):
            one.append(batch)
        for place, (record, _) in enumerate(one.records()):
            if place == when:
                kept.add_targets(other.database, TARGETS)
            other.append(Batch((record,)))
        kept.add_targets(other.database, TARGETS)
        assert projections(other) == projections(one)


@settings(max_examples=30)
@given(histories())
def test_every_person_counts_once_for_each_requirement(history):
    batches, note = history
    with store(note) as live:
        for batch in filter(fits, batches):
            live.append(batch)
        db = live.database.read()
        counted = db.execute("SELECT key, unit, year, way, count(*) FROM achievement GROUP BY 1, 2, 3, 4").fetchall()
        assert sorted(map(tuple, counted)) == projections(live)["tally"]
        roots = {row["root"] for row in db.execute("SELECT DISTINCT root FROM achievement")}
        assert roots <= {row["root"] for row in db.execute("SELECT root FROM learner")}


def test_a_target_that_is_replaced_leaves_no_count_of_what_nobody_asks_any_more():
    note = History(Clock())
    first = replace(TARGETS[2], courses=(SAFETY, SERVICES))
    with store(note, targets=[first]) as live:
        learner = note.registered(group="officials")
        done = [note.completed(learner.data["learner"], course) for course in (SAFETY, SERVICES)]
        live.append(note.batch(learner, *done))
        assert [one.key for one in live.numbers().tallies if "+dich-vu|account+class" in one.key] == [
            "officials|an-toan+dich-vu|account+class",
            "officials|an-toan+dich-vu|account+class+self",
        ]
        kept.add_targets(live.database, [replace(first, courses=(SAFETY,))])
        assert not [one.key for one in live.numbers().tallies if "an-toan+dich-vu" in one.key]


@settings(max_examples=40)
@given(histories(), st.integers(0, 2**32))
def test_whatever_order_batches_arrive_in_the_same_persons_and_papers_are_kept(history, seed):
    batches, note = history
    with store(note) as one, store(note) as other:
        sound = list(filter(fits, batches))
        for batch in sound:
            one.append(batch)
        kept_rows = personal(one)
        random.Random(seed).shuffle(sound)
        for batch in sound:
            other.append(batch)
        assert personal(other) == kept_rows


NEWCOMERS = st.lists(
    st.tuples(
        st.builds(
            Person, st.sampled_from(["Lò Thị Mai", "Lo Thi Mai", "LÒ thị mai", "Vàng A Pó"]),
            st.sampled_from([0, 1985, 1990]), st.sampled_from(["", "0912345678", "0987654321"]),
        ),
        st.sampled_from([KIM, LENG]),
    ),
    min_size=2, max_size=30,
)  # fmt: skip


@settings(max_examples=80)
@given(histories(), NEWCOMERS)
def test_people_who_are_registered_at_once_are_those_who_are_registered_one_after_the_other(history, newcomers):
    batches, note = history
    with store(note) as one, store(note) as other:
        for batch in filter(fits, batches):
            one.append(batch)
            other.append(batch)
        before = len(list(one.records()))
        written = [note.registered(person, unit=unit) for person, unit in newcomers]
        for record in written:
            one.append(note.batch(record))
        other.append(note.batch(*written))
        ours, theirs = ([(record.kind, record.data) for record, _ in made.records(before)] for made in (one, other))
        assert ours == theirs
        assert projections(one) == projections(other)
        assert personal(one) == personal(other)
        assert check_chain(other.chain(), other.keyring) == len(list(other.records()))


def test_a_roster_of_which_a_part_stands_already_is_taken_row_by_row():
    note = History(Clock())
    written = [note.registered(Person("Lò Thị Mai", 1985)) for _ in range(3)]
    with store(note) as live:
        live.append(note.batch(written[1]))
        assert live.append(note.batch(*written)).known == (written[1].id,)
        assert [pair.other for pair in live.undecided()].count(written[2].data["learner"]) == 2


def test_a_name_that_very_many_share_is_compared_with_no_more_than_before():
    note = History(Clock())
    with store(note) as one, store(note) as other:
        written = [note.registered(Person("Lò Thị Mai", 1985)) for _ in range(CANDIDATES + 5)]
        for record in written:
            one.append(note.batch(record))
        other.append(note.batch(*written))
        assert projections(one) == projections(other)
