"""What was said to be written is there: after a kill, beside another process, on a full disk."""

import os
import random
import sqlite3
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from bdhvs_lms.field import schema
from bdhvs_lms.field.database import Database
from bdhvs_lms.movement.errors import BrokenChain, LimitReached, StoreUnavailable
from bdhvs_lms.movement.people import Person
from bdhvs_lms.movement.records import KINDS
from bdhvs_lms.movement.store import Batch, Limit
from bdhvs_lms.testing import Clock, History
from bdhvs_lms.testing.case import KIM, SAFETY
from bdhvs_lms.trust import check_chain

from .support import make_store, projections

TESTS = Path(__file__).parent.parent


@pytest.fixture
def note():
    return History(Clock())


@pytest.fixture
def store(tmp_path, note):
    made = make_store(tmp_path / "data.db", note.clock, new_id=note.new_id)
    yield made
    made.database.close()


def appender(store, how_many, letter="a"):
    """A process that appends to the store's file."""
    return subprocess.Popen(
        [sys.executable, TESTS / "field" / "appender.py", store.database.path, str(how_many), letter],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": f"{TESTS}:{TESTS.parent}"},
    )  # fmt: skip


def assert_sound(store):
    """The file is whole, the chain is, and projections are those that the records make."""
    db = store.database.read()
    assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    numbers = [mark.seq for _, mark in store.chain()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert check_chain(store.chain(), store.keyring) == db.execute("SELECT count(*) FROM record").fetchone()[0]
    before = projections(store)
    store.rebuild()
    assert projections(store) == before


def people(note, number):
    return [note.registered(Person(f"Sùng A {'x' * place}", 1990)) for place in range(number)]


def test_a_killed_process_loses_nothing_that_it_said_was_written(store):
    chance = random.Random(20261122)
    told = []
    for _ in range(12):
        with appender(store, 100_000) as process:
            told += [process.stdout.readline().split() for _ in range(chance.randint(1, 6))]
            until = time.perf_counter() + chance.random() * 0.01
            while time.perf_counter() < until:
                pass
            process.kill()
            told += [ids for line in process.stdout if len(ids := line.split()) == 3]
        stored = {record.id for record, _ in store.records()}
        assert all(len(ids) == 3 for ids in told)
        assert {id_ for ids in told for id_ in ids} <= stored
        batches = [record.id for record, _ in store.records() if record.kind == "certificate.issued"]
        done = [record.id for record, _ in store.records() if record.kind == "completion"]
        assert len(batches) == len(done) == store.database.read().execute("SELECT count(*) FROM person").fetchone()[0]
        assert_sound(store)
    assert len(told) >= 12


def test_two_processes_that_append_at_once_lose_nothing_and_number_nothing_twice(store):
    processes = [appender(store, 25, letter) for letter in "ab"]
    told = [process.communicate(timeout=60)[0].split() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert [len(ids) for ids in told] == [75, 75]
    assert {*told[0], *told[1]} <= {record.id for record, _ in store.records()}
    assert_sound(store)


def test_threads_that_append_at_once_lose_nothing(store, note):
    batches = [note.batch(record) for record in people(note, 24)]
    faults = []

    def work(part):
        try:
            for batch in part:
                store.append(batch)
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=work, args=(batches[start::4],)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(list(store.records())) == 24
    assert_sound(store)


def test_threads_that_claim_at_once_stay_within_the_units_limit(store, note):
    learners = people(note, 12)
    store.append(note.batch(*learners))
    since = note.clock.now
    done = [
        note.completed(one.data["learner"], SAFETY, way="self", claim=f"claim {number}")
        for number, one in enumerate(learners)
    ]
    refused = []

    def work(part):
        for record in part:
            try:
                store.append(replace(note.batch(record), limit=Limit(KIM, since, people=3)))
            except LimitReached:
                refused.append(record.id)

    threads = [threading.Thread(target=work, args=(done[start::4],)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (store.claims_since(KIM, since), len(refused)) == (3, 9)


def test_a_full_disk_refuses_the_whole_batch_and_writing_goes_on_when_there_is_space(store, note):
    db = store.database.read()
    whole = note.batch(*people(note, 60))
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages + 3}")
    with pytest.raises(StoreUnavailable, match="full"):
        store.append(whole)
    assert list(store.records()) == []
    assert [db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("person", "learner", "tally")] == [
        0
    ] * 3
    assert not db.in_transaction
    db.execute("PRAGMA max_page_count = 1000000")
    assert len(store.append(whole).new) == 60
    assert_sound(store)


def test_a_disk_that_fills_while_writing_leaves_what_was_written_before(store, note):
    db = store.database.read()
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages + 12}")
    written = []

    def fill():
        for record in people(note, 1000):
            written.extend(store.append(note.batch(record)).new)

    with pytest.raises(StoreUnavailable, match="full"):
        fill()
    assert 10 < len(written) < 1000
    db.execute("PRAGMA max_page_count = 1000000")
    assert [record.id for record, _ in store.records()] == written
    assert_sound(store)


def test_a_database_that_stays_locked_refuses_and_loses_nothing(store, note, monkeypatch):
    other = sqlite3.connect(store.database.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store.database.read().execute("PRAGMA busy_timeout = 1")
    record = people(note, 1)[0]
    with pytest.raises(StoreUnavailable, match="locked"):
        store.append(note.batch(record))
    other.execute("ROLLBACK")
    other.close()
    assert store.append(note.batch(record)).new == (record.id,)


def test_an_error_within_a_transaction_leaves_nothing_of_it(store):
    def write():
        with store.database.write() as db:
            db.execute("UPDATE setting SET value = '0' WHERE name = 'burst_people'")
            raise KeyboardInterrupt

    before = store.settings()
    with pytest.raises(KeyboardInterrupt):
        write()
    assert store.settings() == before


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE record SET body = x''",
        "UPDATE record SET seq = 9",
        "DELETE FROM record",
        "DELETE FROM record WHERE 1 = 1",
        "UPDATE OR REPLACE record SET id = 'x'",
    ],
)
def test_records_cannot_be_changed_or_deleted_by_sql(store, note, sql):
    store.append(note.batch(*people(note, 2)))
    before = list(store.records())
    with pytest.raises(sqlite3.IntegrityError, match="records stay"):
        store.database.read().execute(sql)
    assert list(store.records()) == before


def test_a_record_cannot_be_written_over_by_sql(store, note):
    store.append(note.batch(*people(note, 2)))
    before = list(store.records())
    columns = "position, id, kind, host, body, seq, prev, hash, key, signature"
    for other in ("1, 'x', kind, host, x'00', 9", "9, id, kind, host, x'00', 9", "9, 'x', kind, host, x'00', seq"):
        with pytest.raises(sqlite3.IntegrityError, match="records stay"):
            store.database.read().execute(
                f"INSERT OR REPLACE INTO record ({columns}) SELECT {other}, prev, hash, key, signature"
                " FROM record WHERE position = 1"
            )
    assert list(store.records()) == before


def test_a_record_that_was_changed_behind_the_programs_back_breaks_the_chain(store, note):
    store.append(note.batch(*people(note, 3)))
    db = store.database.read()
    db.execute("DROP TRIGGER record_stays")
    db.execute("UPDATE record SET body = CAST(replace(body, 'citizens', 'officials') AS BLOB) WHERE position = 2")
    with pytest.raises(BrokenChain) as caught:
        check_chain(store.chain(), store.keyring)
    assert caught.value.fields["seq"] == 2


def test_what_is_written_together_is_signed_once_at_its_end(store, note):
    six = people(note, 6)
    for some in (six[:3], six[3:]):
        store.append(note.batch(*some))
    assert [bool(mark.signature) for _, mark in store.chain()] == [False, False, True] * 2
    assert check_chain(store.chain(), store.keyring) == 6


def test_a_chain_of_which_every_record_was_signed_goes_on(store, note):
    """As older folders have it."""
    five = people(note, 5)
    for record in five[:3]:
        store.append(note.batch(record))
    store.append(note.batch(*five[3:]))
    assert [bool(mark.signature) for _, mark in store.chain()] == [True, True, True, False, True]
    assert check_chain(store.chain(), store.keyring) == 5


def test_a_record_of_another_host_at_a_batchs_end_leaves_none_of_ours_unsigned(store, note):
    mine = people(note, 2)
    note.host = "field-elsewhere"
    store.append(note.batch(*mine, note.erased("somebody")))
    assert [bool(mark.signature) for _, mark in store.chain()] == [False, True]
    assert check_chain(store.chain(), store.keyring) == 2


def test_a_transaction_cut_off_behind_the_programs_back_is_missed(store, note):
    store.append(note.batch(*people(note, 3)))
    db = store.database.read()
    db.execute("DROP TRIGGER record_remains")
    db.execute("DELETE FROM record WHERE position = 3")
    with pytest.raises(BrokenChain) as caught:
        check_chain(store.chain(), store.keyring)
    assert caught.value.fields["seq"] == 2


def test_records_of_another_host_are_not_sealed_and_do_not_break_the_chain(store, note):
    mine = people(note, 2)
    note.host = "field-elsewhere"
    theirs = [note.erased("somebody"), note.erased("somebody else")]
    for record in (mine[0], theirs[0], mine[1], theirs[1]):
        store.append(note.batch(record))
    seals = {record.id: mark for record, mark in store.records()}
    assert [seals[record.id] is None for record in theirs] == [True, True]
    assert [seals[record.id].seq for record in mine] == [1, 2]
    assert check_chain(store.chain(), store.keyring) == 2


def test_only_its_owner_reads_the_database_and_its_logs(tmp_path):
    before = os.umask(0o022)
    try:
        database = Database(tmp_path / "data.db", schema.ALL)
    finally:
        os.umask(before)
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    database.close()
    assert modes == {"data.db": 0o600, "data.db-wal": 0o600, "data.db-shm": 0o600}


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_damaged_file_is_told_and_not_written_over(tmp_path, content):
    path = tmp_path / "data.db"
    path.write_bytes(content)
    with pytest.raises(StoreUnavailable):
        Database(path, schema.ALL)
    assert path.read_bytes() == content


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(StoreUnavailable):
        Database(tmp_path / "missing" / "data.db", schema.ALL)


def test_the_schema_may_be_applied_to_a_database_with_records_in_it(store, note):
    store.append(note.batch(*people(note, 2)))
    again = Database(store.database.path, schema.ALL)
    assert again.read().execute("SELECT count(*) FROM record").fetchone()[0] == 2
    again.close()


def test_every_projection_is_emptied_by_rebuilding(store, note):
    tables = {row[0] for row in store.database.read().execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    facts = {"record", "person", "paper", "setting", "unit", "audience", "target", "denominator", "trainer"}
    assert tables == facts | set(schema.PROJECTED)


def test_an_empty_batch_does_not_touch_the_chain(store):
    assert store.append(Batch(())).new == ()
    assert check_chain(store.chain(), store.keyring) == 0
    assert len(KINDS) == 18
    assert SAFETY in {course.id for course in store.courses()}
