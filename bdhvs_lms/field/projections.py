"""From a record to what is shown, row by row; the order in which records arrive doesn't change the result."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..movement import records
from ..movement.records import Record
from . import class_rows, counting
from .schema import PROJECTED


def project(db: sqlite3.Connection, record: Record) -> set[str]:
    """Writes one record's projection. → ids of learners to be counted anew (`counting.recount`)."""
    return _PROJECT[record.kind](db, record, record.data)


def register(db: sqlite3.Connection, some: Iterable[Record]) -> set[str]:
    """`project` of registrations of learners of whom nothing is known yet."""
    rows = [(one.data["learner"], one.unit, one.data["group"], one.at, one.id) for one in some]
    db.executemany("INSERT INTO learner VALUES (?1, ?2, ?3, ?1, ?4, ?5, 0)", rows)
    return {row[0] for row in rows}


def rebuild(db: sqlite3.Connection, all_records: Iterable[Record]) -> None:
    """Empties every projection and makes it anew."""
    for table in PROJECTED:
        db.execute(f"DELETE FROM {table}")
    for record in all_records:
        project(db, record)
    counting.retally(db)


# --- one function a kind ---------------------------------------------------------------------------------------------

_Data = Mapping[str, Any]


def _learner_row(db: sqlite3.Connection, learner: str) -> None:
    db.execute("INSERT OR IGNORE INTO learner VALUES (?, '', '', ?, '', '', 0)", (learner, learner))


def _registered(db: sqlite3.Connection, record: Record, data: _Data) -> set[str]:
    _learner_row(db, data["learner"])
    db.execute(
        "UPDATE learner SET registered = ?1 WHERE id = ?2 AND (registered = '' OR registered > ?1)",
        (record.at, data["learner"]),
    )
    return _fields(db, record, data)


def _fields(db: sqlite3.Connection, record: Record, data: _Data) -> set[str]:
    """Unit and group as the latest record says; ids are ordered by time."""
    _learner_row(db, data["learner"])
    db.execute(
        "UPDATE learner SET unit = ?, grp = ?, version = ? WHERE id = ? AND version < ?",
        (record.unit, data["group"], record.id, data["learner"], record.id),
    )
    return {data["learner"]}


def _erased(db: sqlite3.Connection, record: Record, data: _Data) -> set[str]:
    _learner_row(db, data["learner"])
    db.execute("UPDATE learner SET erased = 1 WHERE id = ?", (data["learner"],))
    return set()


def _link(db: sqlite3.Connection, one: str, other: str) -> tuple[str, str]:
    for learner in (one, other):
        _learner_row(db, learner)
    a, b = sorted((one, other))
    db.execute("INSERT OR IGNORE INTO link VALUES (?, ?, 0, NULL, '')", (a, b))
    return a, b


def _merged(db: sqlite3.Connection, record: Record, data: _Data) -> set[str]:
    pair = _link(db, data["learner"], data["into"])
    db.execute("UPDATE link SET merged = 1 WHERE a = ? AND b = ?", pair)
    return set(pair)


def _alike(db: sqlite3.Connection, record: Record, data: _Data) -> set[str]:
    return set(_link(db, data["learner"], data["other"]))


def _decided(db: sqlite3.Connection, record: Record, data: _Data) -> set[str]:
    pair = _link(db, data["learner"], data["other"])
    db.execute(
        "UPDATE link SET same = ?, decision = ? WHERE a = ? AND b = ? AND decision < ?",
        (int(data["same"]), record.id, *pair, record.id),
    )
    return set(pair)


def _completed(db: sqlite3.Connection, record: Record, data: _Data) -> set[str]:
    db.execute(
        "INSERT OR IGNORE INTO completion VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (record.id, data["learner"], data["course"], record.unit, data["way"], data["day"], record.at, data["held"]),
    )
    if data["claim"]:
        db.execute("INSERT OR IGNORE INTO claim VALUES (?, ?)", (data["claim"], record.id))
    if "class" in data:
        db.execute(class_rows.COMPLETED, (data["class"], data["learner"], record.id))
    return {data["learner"]}


def _review(db: sqlite3.Connection, record: Record, data: _Data) -> set[str]:
    state = "released" if record.kind == records.RELEASED else "refused"
    db.execute(
        "INSERT INTO review VALUES (?, ?, ?) ON CONFLICT (completion) DO UPDATE"
        " SET state = excluded.state, record = excluded.record WHERE excluded.record > record",
        (data["completion"], state, record.id),
    )
    row = db.execute("SELECT learner FROM completion WHERE id = ?", (data["completion"],)).fetchone()
    return {row["learner"]} if row else set()


def _issued(db: sqlite3.Connection, record: Record, data: _Data) -> set[str]:
    names = ("learner", "completion", "course", "title", "group")
    db.execute(
        "INSERT OR IGNORE INTO certificate VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (data["serial"], record.id, *(data[name] for name in names), record.unit, data["way"], data["day"],
         data["issuer"], data["key"], data["sample"]),
    )  # fmt: skip
    return set()


def _revoked(db: sqlite3.Connection, record: Record, data: _Data) -> set[str]:
    db.execute(
        "INSERT INTO revocation VALUES (?, ?, ?) ON CONFLICT (serial) DO UPDATE"
        " SET reason = excluded.reason, record = excluded.record WHERE excluded.record < record",
        (data["serial"], data["reason"], record.id),
    )
    return set()


_PROJECT: Mapping[str, Callable[[sqlite3.Connection, Record, _Data], set[str]]] = {
    records.REGISTERED: _registered,
    records.CORRECTED: _fields,
    records.MERGED: _merged,
    records.ALIKE: _alike,
    records.DECIDED: _decided,
    records.ERASED: _erased,
    records.COMPLETED: _completed,
    records.RELEASED: _review,
    records.REFUSED: _review,
    records.ISSUED: _issued,
    records.REVOKED: _revoked,
    **class_rows.PROJECT,
}
