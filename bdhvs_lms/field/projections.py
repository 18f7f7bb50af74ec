"""From a record to what is shown, row by row; the order in which records arrive doesn't change the result."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from ..movement import records
from ..movement.records import Record, day_of, moment_of
from ..movement.targets import Done, Requirement, achieved
from . import class_rows
from .schema import PROJECTED


def project(db: sqlite3.Connection, record: Record) -> set[str]:
    """Writes one record's projection. → ids of learners to be counted anew (`recount`)."""
    return _PROJECT[record.kind](db, record, record.data)


def rebuild(db: sqlite3.Connection, all_records: Iterable[Record]) -> None:
    """Empties every projection and makes it anew."""
    for table in PROJECTED:
        db.execute(f"DELETE FROM {table}")
    for record in all_records:
        project(db, record)
    retally(db)


def retally(db: sqlite3.Connection) -> None:
    """Counts everybody anew, as when targets ask for other courses."""
    db.execute("DELETE FROM achievement")
    db.execute("DELETE FROM tally")
    db.execute("UPDATE learner SET root = id")
    linked = {row["a"] for row in db.execute("SELECT a FROM link UNION SELECT b FROM link")}
    plans = _plans(db)
    seen: set[str] = set()
    for row in db.execute("SELECT id FROM learner").fetchall():
        if row["id"] not in seen:
            component = _component(db, row["id"]) if row["id"] in linked else {row["id"]}
            seen |= component
            _change(db, set(), _count(db, component, plans))


def recount(db: sqlite3.Connection, learners: set[str]) -> None:
    """Brings achievements and tallies of some learners, and of all who count as one person with them, up to date."""
    pool = set(learners)
    for learner in learners:
        sql = "SELECT id FROM learner WHERE root = (SELECT root FROM learner WHERE id = ?)"
        pool |= {row["id"] for row in db.execute(sql, (learner,))}
    before = {_Achieved(*row) for root in pool for row in db.execute(_ACHIEVED, (root,))}
    after: set[_Achieved] = set()
    plans = _plans(db) if pool else {}
    while pool:
        component = _component(db, next(iter(pool)))
        pool -= component
        after |= _count(db, component, plans)
    _change(db, before, after)


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

# --- counting --------------------------------------------------------------------------------------------------------

_Plans = Mapping[str, tuple[Requirement, ...]]

_LINKED: Final = (
    "SELECT b FROM link WHERE a = ? AND (same IS NULL OR same = 1)",
    "SELECT a FROM link WHERE b = ? AND (same IS NULL OR same = 1)",
)
"""A link makes two learners one person unless somebody decided that they are two: undecided pairs count once."""


def _plans(db: sqlite3.Connection) -> _Plans:
    """Group → what the targets ask for, by their accepted ways and by any way."""
    plans: dict[str, set[Requirement]] = defaultdict(set)
    for row in db.execute("SELECT DISTINCT grp, courses, ways FROM target WHERE courses <> ''"):
        courses = tuple(sorted(row["courses"].split()))
        accepted = Requirement(row["grp"], courses, tuple(row["ways"].split()))
        plans[row["grp"]] |= {accepted, Requirement(row["grp"], courses)}
    return {group: tuple(asked) for group, asked in plans.items()}


def _component(db: sqlite3.Connection, learner: str) -> set[str]:
    """All learners who count as one person with this one."""
    component, edge = {learner}, [learner]
    while edge:
        here = edge.pop()
        for sql in _LINKED:
            for (there,) in db.execute(sql, (here,)):
                if there not in component:
                    component.add(there)
                    edge.append(there)
    return component


class _Achieved(NamedTuple):
    """One person's meeting of one requirement, as the table achievement holds it."""

    key: str
    root: str
    unit: str
    year: int
    way: str


_ACHIEVED: Final = "SELECT key, root, unit, year, way FROM achievement WHERE root = ?"


def _count(db: sqlite3.Connection, component: set[str], plans: _Plans) -> set[_Achieved]:
    """What one person, known as one or several learners, has achieved; their common root is written."""
    marks = ",".join("?" * len(component))
    members = db.execute(
        "SELECT id, unit, grp, root, registered FROM learner"
        f" WHERE id IN ({marks}) ORDER BY registered = '', registered, id",
        tuple(component),
    ).fetchall()
    if not members:
        return set()
    root = members[0]["id"]
    if any(member["root"] != root for member in members):
        db.execute(f"UPDATE learner SET root = ? WHERE id IN ({marks})", (root, *component))
    done = [
        Done(date.fromisoformat(row["day"]), row["course"], row["way"])
        for row in db.execute(
            "SELECT day, course, way FROM completion LEFT JOIN review ON review.completion = completion.id"
            f" WHERE learner IN ({marks}) AND coalesce(review.state, iif(held, 'held', 'released')) = 'released'",
            tuple(component),
        )
    ]
    groups: dict[str, sqlite3.Row] = {}
    for member in members:
        if member["grp"] and member["registered"]:
            groups.setdefault(member["grp"], member)
    result = set()
    for group, member in groups.items():
        year = day_of(moment_of(member["registered"])).year
        result.add(_Achieved(Requirement(group).key, root, member["unit"], year, ""))
        for requirement in {Requirement(group, (one.course,)) for one in done} | set(plans.get(group, ())):
            if found := achieved(requirement, done):
                result.add(_Achieved(requirement.key, root, member["unit"], found.day.year, found.way))
    return result


def _change(db: sqlite3.Connection, before: set[_Achieved], after: set[_Achieved]) -> None:
    """Writes the difference alone."""
    for gone in before - after:
        db.execute("DELETE FROM achievement WHERE root = ? AND key = ?", (gone.root, gone.key))
        place = (gone.key, gone.unit, gone.year, gone.way)
        db.execute("UPDATE tally SET people = people - 1 WHERE key = ? AND unit = ? AND year = ? AND way = ?", place)
        db.execute("DELETE FROM tally WHERE key = ? AND unit = ? AND year = ? AND way = ? AND people = 0", place)
    for new in after - before:
        db.execute("INSERT INTO achievement VALUES (?, ?, ?, ?, ?)", new)
        db.execute(
            "INSERT INTO tally VALUES (?, ?, ?, ?, 1) "
            "ON CONFLICT (key, unit, year, way) DO UPDATE SET people = people + 1",
            (new.key, new.unit, new.year, new.way),
        )
