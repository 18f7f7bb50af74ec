"""From a record to what is shown, row by row; the order in which records arrive doesn't change the result.

Two transactions that touch one learner wait for each other at the learner's row (`hold`), and read links and
completions as they are committed then (`rows.locked`); others pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ..movement import records
from ..movement.records import Record
from ..movement.store import COUNTED, HELD, REFUSED
from . import rows
from .counting import recount, retally
from .rows import new

__all__ = ["hold", "project", "rebuild", "recount", "retally"]

_Data = Mapping[str, Any]


def hold(written: Iterable[Record]) -> None:
    """Makes sure of a row for every learner of these records, and keeps other transactions from them."""
    named = {record.data[key] for record in written for key in ("learner", "into", "other") if key in record.data}
    rows.insert_new(rows.LEARNER, *(_unknown(learner) for learner in sorted(named)))


def _unknown(learner: str) -> rows.Row:
    empty = {"unit": "", "audience": "", "registered": "", "version": "", "erased": 0, "achieved": ""}
    return {"name": learner, "root": learner, **empty}


def project(record: Record) -> set[str]:
    """Writes one record's projection, claims excepted. → ids of learners to be counted anew (`recount`)."""
    return _PROJECT[record.kind](record, record.data)


def rebuild(pages: Iterable[Sequence[Record]]) -> None:
    """Empties every projection and makes it anew."""
    for table in rows.PROJECTED:
        rows.write(f"DELETE FROM {table}")
    for page in pages:
        hold(page)
        for record in page:
            project(record)
            if record.kind == records.COMPLETED and record.data["claim"]:
                rows.insert_new(rows.CLAIM, claim_row(record))
    retally()


def claim_row(record: Record) -> rows.Row:
    return {"name": rows.digest(record.data["claim"]), "completion": record.id}


# --- one function a kind ---------------------------------------------------------------------------------------------


def _registered(record: Record, data: _Data) -> set[str]:
    rows.write(
        f"UPDATE {rows.LEARNER} SET registered = %s WHERE name = %s AND (registered = '' OR registered > %s)",
        record.at, data["learner"], record.at,
    )  # fmt: skip
    return _fields(record, data)


def _fields(record: Record, data: _Data) -> set[str]:
    """Unit and group as the latest record says; ids are ordered by time."""
    rows.write(
        f"UPDATE {rows.LEARNER} SET unit = %s, audience = %s, version = %s WHERE name = %s AND version < %s",
        record.unit, data["group"], record.id, data["learner"], record.id,
    )  # fmt: skip
    return {data["learner"]}


def _erased(record: Record, data: _Data) -> set[str]:
    rows.write(f"UPDATE {rows.LEARNER} SET erased = 1 WHERE name = %s", data["learner"])
    return set()


def _link(first: str, second: str, **columns: Any) -> rows.Row:
    one, other = sorted((first, second))
    standing = {"merged": 0, "decided": "", "decision": ""}
    return {"name": rows.digest(one, other), "one": one, "other": other, **standing, **columns}


def _merged(record: Record, data: _Data) -> set[str]:
    rows.upsert(rows.LINK, _link(data["learner"], data["into"], merged=1), merged="1")
    return {data["learner"], data["into"]}


def _alike(record: Record, data: _Data) -> set[str]:
    rows.insert_new(rows.LINK, _link(data["learner"], data["other"]))
    return {data["learner"], data["other"]}


def _decided(record: Record, data: _Data) -> set[str]:
    said = "same" if data["same"] else "different"
    later = f"{new('decision')} > decision"
    rows.upsert(
        rows.LINK,
        _link(data["learner"], data["other"], decided=said, decision=record.id),
        decided=f"CASE WHEN {later} THEN {new('decided')} ELSE decided END",
        decision=f"CASE WHEN {later} THEN {new('decision')} ELSE decision END",
    )
    return {data["learner"], data["other"]}


def _completed(record: Record, data: _Data) -> set[str]:
    reviewed = rows.locked(f"SELECT state FROM {rows.REVIEW} WHERE name = %s", record.id)
    state = reviewed[0]["state"] if reviewed else HELD if data["held"] else COUNTED
    names = ("learner", "course", "way", "day")
    row = {"name": record.id, "unit": record.unit, "at": record.at, "state": state}
    rows.insert_new(rows.COMPLETION, {**row, **{name: data[name] for name in names}})
    return {data["learner"]}


def _review(record: Record, data: _Data) -> set[str]:
    state = COUNTED if record.kind == records.RELEASED else REFUSED
    later = f"{new('record')} > record"
    rows.upsert(
        rows.REVIEW,
        {"name": data["completion"], "state": state, "record": record.id},
        state=f"CASE WHEN {later} THEN {new('state')} ELSE state END",
        record=f"CASE WHEN {later} THEN {new('record')} ELSE record END",
    )
    done = rows.locked(f"SELECT learner FROM {rows.COMPLETION} WHERE name = %s", data["completion"])
    if not done:
        return set()
    stands = rows.select(f"SELECT state FROM {rows.REVIEW} WHERE name = %s", data["completion"])[0]["state"]
    rows.write(f"UPDATE {rows.COMPLETION} SET state = %s WHERE name = %s", stands, data["completion"])
    return {done[0]["learner"]}


def _issued(record: Record, data: _Data) -> set[str]:
    names = ("learner", "completion", "course", "title", "way", "day", "issuer")
    row = {"name": data["serial"], "record": record.id, "unit": record.unit, **{name: data[name] for name in names}}
    given = {"audience": data["group"], "signing_key": data["key"], "sample": int(data["sample"])}
    rows.insert_new(rows.CERTIFICATE, {**row, **given})
    return set()


def _revoked(record: Record, data: _Data) -> set[str]:
    earlier = f"{new('record')} < record"
    rows.upsert(
        rows.REVOCATION,
        {"name": data["serial"], "reason": data["reason"], "record": record.id},
        reason=f"CASE WHEN {earlier} THEN {new('reason')} ELSE reason END",
        record=f"CASE WHEN {earlier} THEN {new('record')} ELSE record END",
    )
    return set()


_PROJECT: Mapping[str, Callable[[Record, _Data], set[str]]] = {
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
}
