"""Erasing: afterwards no file of the installation holds a byte of the person, and the count stays."""

import json
import random
import unicodedata

import pytest

from bdhvs_lms.field.scans import Scans
from bdhvs_lms.movement.certificate import Certificate
from bdhvs_lms.movement.people import Person, fold
from bdhvs_lms.movement.records import day_of
from bdhvs_lms.testing import Clock, History
from bdhvs_lms.testing.case import KIM, SAFETY
from bdhvs_lms.trust import sign_certificate

from .support import KEY, make_store

MAI = Person("Lường Thị Ỏn Mẩy", 1985, "0912345678", "Bản Huổi Khoang")


def traces(person):
    """The bytes by which a person could be found in a file."""
    found = {}
    for text in filter(None, (person.name, person.phone, person.village)):
        escaped = json.dumps(text).strip('"')
        found |= {form.encode(): text for form in (text, text.upper(), text.casefold(), fold(text), escaped)}
        found |= {unicodedata.normalize(form, text).encode(): text for form in ("NFC", "NFD")}
        found[text.encode("utf-16-le")] = text
    return found


def left(folder, person):
    """(file, text) for each trace of a person in any file of the folder."""
    return holding(folder, traces(person))


def holding(folder, wanted):
    """(file, what) for each of the wanted bytes in any file of the folder. wanted: bytes → what."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {"data.db", "data.db-wal", "data.db-shm", "scans.db"} <= {path.name for path in files}
    return [(path.name, what) for path in files for trace, what in wanted.items() if trace in path.read_bytes()]


def sealed(store):
    """The sealed rows about people, and the marks by which they are found: whoever has the key could open them."""
    db = store.database.read()
    rows = [*db.execute("SELECT sealed, alike, phone FROM person"), *db.execute("SELECT sealed FROM paper")]
    return {value: "sealed" for row in rows for value in row if value}


@pytest.fixture
def note():
    return History(Clock())


@pytest.fixture
def store(tmp_path, note):
    made = make_store(tmp_path / "data.db", note.clock, new_id=note.new_id)
    scans = Scans(tmp_path / "scans.db")
    scans.add("03637-AT01-A1-4", day_of(note.clock()), bot=False)
    yield made
    made.database.close()
    scans.database.close()


def complete(store, note, person):
    """A learner with a completion and a signed paper that has the name in it. → the learner's id."""
    registered = note.registered(person)
    learner = registered.data["learner"]
    done = note.completed(learner, SAFETY)
    paper = Certificate(note.serial(), person.name, 1985, SAFETY, "An toàn", "citizens", KIM, "xã Mường Kim",
                        day_of(note.clock()), "class", "Tỉnh đoàn")  # fmt: skip
    issued = note.issued(done, paper=sign_certificate(paper, KEY), serial=paper.serial)
    store.append(note.batch(registered, done, issued))
    note.clock.move(minutes=1)
    return learner


def counted(store):
    return sorted(store.numbers().tallies)


def test_after_erasing_no_file_holds_a_trace_of_the_person_and_the_count_stays(tmp_path, store, note):
    learner = complete(store, note, MAI)
    before, rows = counted(store), sealed(store)
    assert len(rows) == 4
    assert {what for _, what in holding(tmp_path, rows)} == {"sealed"}
    store.append(note.batch(note.erased(learner)))
    assert left(tmp_path, MAI) == []
    assert holding(tmp_path, rows) == []
    assert counted(store) == before
    assert [one.erased for one in store.certificates()] == [True]


def test_a_name_that_was_corrected_leaves_no_trace_either(tmp_path, store, note):
    learner = complete(store, note, MAI)
    other = Person("Vàng Thị Sua", 1985, "0987654321", "Bản Khác")
    rows = sealed(store)
    store.append(note.batch(note.corrected(learner, other)))
    rows |= sealed(store)
    store.append(note.batch(note.erased(learner)))
    assert left(tmp_path, MAI) + left(tmp_path, other) + holding(tmp_path, rows) == []


def test_not_even_before_an_erasure_does_any_file_hold_a_trace(tmp_path, store, note):
    complete(store, note, MAI)
    store.append(note.batch(note.registered(MAI)))
    assert left(tmp_path, MAI) == []


def test_one_among_many_is_erased_and_the_others_stay(tmp_path, store, note):
    chance = random.Random(7)
    others = [Person(f"Sùng A {letter * 40}", 1990, "", f"Bản {letter * 40}") for letter in "ABCDEFGHIJKLMNOPQRST"]
    people = [MAI, *others]
    chance.shuffle(people)
    learners = {person: complete(store, note, person) for person in people}
    gone, everything = [MAI, *others[:10]], sealed(store)
    for person in gone:
        store.append(note.batch(note.erased(learners[person])))
    assert [left(tmp_path, person) for person in gone] == [[]] * 11
    assert holding(tmp_path, dict.fromkeys(everything.keys() - sealed(store).keys(), "gone")) == []
    assert all(store.person(learners[person]) == person for person in others[10:])
    assert store.numbers().tallies[0].people == 21


def test_rebuilding_and_replaying_bring_no_trace_back(tmp_path, store, note):
    registered = note.registered(MAI)
    batch = note.batch(registered)
    store.append(batch)
    store.append(note.batch(note.erased(registered.data["learner"])))
    store.append(batch)
    store.rebuild()
    assert left(tmp_path, MAI) == []


def test_a_person_who_arrives_after_the_erasure_leaves_no_trace(tmp_path, store, note):
    registered = note.registered(MAI)
    learner = registered.data["learner"]
    done = note.completed(learner, SAFETY)
    store.append(note.batch(note.erased(learner)))
    store.append(note.batch(registered, done, note.issued(done, paper=MAI.name.encode())))
    assert left(tmp_path, MAI) == []


def test_erasing_does_not_fail_while_this_thread_is_still_reading(store, note, monkeypatch):
    learner = complete(store, note, MAI)
    reading = store.records()
    next(reading)
    monkeypatch.setattr("bdhvs_lms.field.database.time.sleep", lambda seconds: reading.close())
    store.append(note.batch(note.erased(learner)))
    assert store.person(learner) is None


def test_erasing_a_learner_never_heard_of_is_recorded(store, note):
    record = note.erased("nobody")
    assert store.append(note.batch(record)).new == (record.id,)
    assert store.learner("nobody") is None
