"""Recording a completion durably, against a bare SQLite transaction that writes the same rows."""

from __future__ import annotations

import sqlite3
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from bdhvs_lms.field import schema
from bdhvs_lms.field.database import Database
from bdhvs_lms.field.installation import Installation, create, new_id
from bdhvs_lms.movement import records
from bdhvs_lms.movement.people import Person, commitment
from bdhvs_lms.movement.records import Record, stamp
from bdhvs_lms.movement.store import Batch, PersonRow

from .goals import Goal

TIMES = 300
SALT = bytes(16)
TABLES = ("record", "completion", "claim", "achievement", "tally")


def registered(installation: Installation, count: int) -> list[str]:
    """Learners who are already known, so that only the completion is measured."""
    learners = []
    for number in range(count):
        learner = new_id()
        name = "".join("abcdefghij"[int(digit)] for digit in str(number))
        person = Person(f"Người Thử {name}", 1950 + number % 50, f"09{number:08d}")
        data = {"learner": learner, "group": "citizens", "commitment": commitment(person, SALT)}
        at, host = stamp(installation.clock()), installation.store.settings().host
        record = Record(new_id(), records.REGISTERED, at, "03637", "self", host, data)
        installation.store.append(Batch((record,), {learner: PersonRow(person, SALT)}))
        learners.append(learner)
    return learners


def completion(installation: Installation, learner: str) -> Record:
    now = installation.clock()
    data = {
        "learner": learner, "course": "an-toan-tren-mang", "version": "0" * 12, "way": "self",
        "day": records.day_of(now).isoformat(), "held": False, "claim": new_id(),
    }  # fmt: skip
    host = installation.store.settings().host
    return Record(new_id(), records.COMPLETED, stamp(now), "03637", "self", host, data)


def measure(folder: Path) -> Iterator[Goal]:
    installation = create(folder / "recording", "Benchmark")
    bare = Database(folder / "bare.db", schema.ALL)
    source = installation.store.database.read()
    ratios, ours, theirs = [], [], []
    for learner in registered(installation, TIMES):
        record = completion(installation, learner)
        start = time.perf_counter()
        installation.store.append(Batch((record,)))
        middle = time.perf_counter()
        rows = _rows_of(source, record, learner)
        before = time.perf_counter()
        with bare.write() as db:
            for table, row in rows:
                db.execute(f"INSERT OR REPLACE INTO {table} VALUES ({','.join('?' * len(row))})", row)
        end = time.perf_counter()
        ours.append(middle - start)
        theirs.append(end - before)
        ratios.append(ours[-1] / theirs[-1])
    yield Goal(
        "recording a completion durably", statistics.median(ratios), 2.0,
        f"{1000 * statistics.median(ours):.2f} ms", f"bare transaction: {1000 * statistics.median(theirs):.2f} ms",
    )  # fmt: skip


def _rows_of(db: sqlite3.Connection, record: Record, learner: str) -> list[tuple[str, tuple[object, ...]]]:
    """The rows that recording this completion wrote."""
    wheres = {
        "record": ("id = ?", record.id), "completion": ("id = ?", record.id), "claim": ("completion = ?", record.id),
        "achievement": ("root = ?", learner),
        "tally": ("key IN (SELECT key FROM achievement WHERE root = ?)", learner),
    }  # fmt: skip
    found = []
    for table in TABLES:
        where, value = wheres[table]
        found += [(table, tuple(row)) for row in db.execute(f"SELECT * FROM {table} WHERE {where}", (value,))]
    return found
