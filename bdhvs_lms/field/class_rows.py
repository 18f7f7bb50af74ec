"""Classes and their rolls as they lie in SQLite: written from records, read as `movement.classes` has them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final

from ..movement import records
from ..movement.classes import Plan, Result, Seat, TrainingClass
from ..movement.people import Person
from ..movement.records import Record

_Data = Mapping[str, Any]

_PLANNED: Final = """
INSERT INTO training_class VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?, '') ON CONFLICT (code) DO UPDATE SET
    unit = excluded.unit, course = excluded.course, version = excluded.version, place = excluded.place,
    village = excluded.village, day = excluded.day, grp = excluded.grp, trainers = excluded.trainers,
    told = excluded.told
WHERE excluded.told > told
"""
_KNOWN: Final = "INSERT OR IGNORE INTO training_class VALUES (?, '', '', '', '', '', '', '', '[]', '', '', '')"
_ENROLLED: Final = """
INSERT INTO seat (class, learner, enrolled, enrolled_told) VALUES (?, ?, ?, ?) ON CONFLICT (class, learner) DO UPDATE
SET enrolled = excluded.enrolled, enrolled_told = excluded.enrolled_told WHERE excluded.enrolled_told > enrolled_told
"""
_PRESENT: Final = """
INSERT INTO seat (class, learner, present, present_told) VALUES (?, ?, ?, ?) ON CONFLICT (class, learner) DO UPDATE
SET present = excluded.present, present_told = excluded.present_told WHERE excluded.present_told > present_told
"""
_RESULT: Final = """
INSERT INTO seat (class, learner, source, right, of, result_told) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (class, learner) DO UPDATE SET source = excluded.source, right = excluded.right, of = excluded.of,
    result_told = excluded.result_told WHERE excluded.result_told > result_told
"""
COMPLETED: Final = """
INSERT INTO seat (class, learner, completion) VALUES (?, ?, ?) ON CONFLICT (class, learner) DO UPDATE
SET completion = excluded.completion WHERE completion = '' OR excluded.completion < completion
"""

# --- from records ----------------------------------------------------------------------------------------------------


def _planned(db: sqlite3.Connection, record: Record, data: _Data) -> set[str]:
    names = ("course", "version", "place", "village", "day", "group")
    trainers = json.dumps(data["trainers"], ensure_ascii=False)
    db.execute(_PLANNED, (data["class"], record.unit, *(data[name] for name in names), trainers, record.id))
    if record.kind == records.CLASS_OPENED:
        _earliest(db, "opened", data["class"], record.at)
    return set()


def _earliest(db: sqlite3.Connection, column: str, code: str, at: str) -> None:
    db.execute(
        f"UPDATE training_class SET {column} = ?1 WHERE code = ?2 AND ({column} = '' OR {column} > ?1)", (at, code)
    )


def _enrolled(db: sqlite3.Connection, record: Record, data: _Data) -> set[str]:
    here = int(record.kind == records.CLASS_ENROLLED)
    db.executemany(_ENROLLED, [(data["class"], learner, here, record.id) for learner in data["learners"]])
    return set()


def _attended(db: sqlite3.Connection, record: Record, data: _Data) -> set[str]:
    came = [(learner, 1) for learner in data["present"]] + [(learner, 0) for learner in data["absent"]]
    db.executemany(_PRESENT, [(data["class"], learner, there, record.id) for learner, there in came])
    return set()


def _result(db: sqlite3.Connection, record: Record, data: _Data) -> set[str]:
    told = (data["source"], data["right"], data["of"])
    db.execute(_RESULT, (data["class"], data["learner"], *told, record.id))
    return set()


def _closed(db: sqlite3.Connection, record: Record, data: _Data) -> set[str]:
    db.execute(_KNOWN, (data["class"],))
    _earliest(db, "closed", data["class"], record.at)
    return set()


PROJECT: Final[Mapping[str, Callable[[sqlite3.Connection, Record, _Data], set[str]]]] = {
    records.CLASS_OPENED: _planned,
    records.CLASS_CHANGED: _planned,
    records.CLASS_ENROLLED: _enrolled,
    records.CLASS_LEFT: _enrolled,
    records.CLASS_ATTENDED: _attended,
    records.CLASS_RESULT: _result,
    records.CLASS_CLOSED: _closed,
}

# --- as they are shown -----------------------------------------------------------------------------------------------

_CLASS: Final = """
SELECT training_class.*, coalesce(sum(enrolled), 0) AS seats, coalesce(sum(enrolled AND present), 0) AS came,
    coalesce(sum(completion <> ''), 0) AS attested
FROM training_class LEFT JOIN seat ON seat.class = code WHERE opened <> '' AND {} GROUP BY code
"""
CLOSED: Final = "SELECT closed FROM training_class WHERE code = ?"
ONE: Final = _CLASS.format("code = ?")
OF_UNITS: Final = _CLASS.format("unit IN ({units})") + " ORDER BY day DESC, opened DESC, code"
_SEAT: Final = """
SELECT seat.*, coalesce((
    SELECT serial FROM certificate LEFT JOIN revocation USING (serial) WHERE certificate.completion = seat.completion
    ORDER BY reason IS NOT NULL, certificate.record DESC LIMIT 1), '') AS serial
FROM seat LEFT JOIN learner ON learner.id = seat.learner
"""
ROLL: Final = f"{_SEAT} WHERE class = ? AND (enrolled = 1 OR completion <> '') ORDER BY enrolled_told, seat.learner"
UNFINISHED: Final = (
    f"{_SEAT} JOIN training_class ON code = class WHERE enrolled = 1 AND opened <> '' AND training_class.unit IN "
    "({units})"
    """ AND learner.erased = 0 AND NOT EXISTS (
    SELECT 1 FROM completion JOIN learner AS other ON other.id = completion.learner
    LEFT JOIN review ON review.completion = completion.id
    WHERE other.root = learner.root AND completion.course = training_class.course
    AND coalesce(review.state, iif(held, 'held', 'released')) = 'released')
ORDER BY day DESC, opened DESC, code, enrolled_told, seat.learner
"""
)


def class_of(row: sqlite3.Row) -> TrainingClass:
    plan = Plan(
        row["unit"], row["course"], row["version"], row["place"], row["village"], date.fromisoformat(row["day"]),
        row["grp"], tuple(json.loads(row["trainers"])),
    )  # fmt: skip
    return TrainingClass(row["code"], plan, row["opened"], row["closed"], row["seats"], row["came"], row["attested"])


def seats_of(rows: Iterable[sqlite3.Row], person: Callable[[str], Person | None]) -> list[Seat]:
    """person: → of a learner's id, who it is."""
    return [
        Seat(
            row["class"], row["learner"], person(row["learner"]),
            None if row["present"] is None else bool(row["present"]),
            Result(row["source"], row["right"], row["of"]) if row["source"] else None,
            row["completion"], row["serial"],
        )
        for row in rows
    ]  # fmt: skip
