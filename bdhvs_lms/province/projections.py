"""From a record to what is shown, row by row; the order in which records arrive doesn't change the result.

Two transactions that touch one person wait for each other at the row of the person's root (`hold`), and read links and
completions as they are committed then (`rows.locked`); others pass. A learner's own row is asked for after its root's:
else two who may be one person, each holding their own, would wait for each other's row when they are counted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from ..movement import records
from ..movement.records import Record
from ..movement.store import COUNTED, HELD, REFUSED
from . import class_rows, rows
from .counting import COLUMNS, Foreseen, count_foreseen, foresee, recount, retally, take_back
from .rows import new

__all__ = [
    "Foreseen", "claims", "count_foreseen", "foresee_made", "hold", "keep", "project", "rebuild", "recount", "retally",
    "take_back",
]  # fmt: skip

_Data = Mapping[str, Any]
_LATEST: Final = ("unit", "audience", "version")
"""What the latest record says; worked out in turn, so that the version comes last."""


def foresee_made(written: Sequence[Record], made: Collection[str]) -> Foreseen | None:
    """What the learners of these records will have achieved, where this transaction makes all of them; else None."""
    said = _said(written)
    return foresee(said.values(), written) if said and said.keys() <= {*made} else None


def hold(written: Iterable[Record], foreseen: Foreseen | None = None) -> dict[str, rows.Row]:
    """Brings the rows of all learners of these records up to what the records register and correct.

    Makes them where they're missing and keeps other transactions from them and from their roots. foreseen: of learners
    whom this transaction makes, who are their own roots. → learner and root → erased, version, `COLUMNS`.
    """
    said = _said(written)
    for learner, achieved in foreseen.achieved.items() if foreseen else ():
        said[learner]["achieved"] = achieved
    return _bring(said, made=foreseen is not None)


def keep(learners: Collection[str]) -> None:
    """Keeps other transactions from these learners, as `hold` does."""
    _bring({learner: _unknown(learner) for learner in learners}, made=False)


def _bring(said: Mapping[str, dict[str, Any]], *, made: bool) -> dict[str, rows.Row]:
    """Brings up the rows of roots, then of all others in `said`, then of roots that those were given meanwhile."""
    held: dict[str, rows.Row] = {}
    earlier = f"{new('registered')} <> '' AND (registered = '' OR registered > {new('registered')})"
    later = f"{new('version')} > version"
    change = {column: f"CASE WHEN {later} THEN {new(column)} ELSE {column} END" for column in _LATEST}
    change["registered"] = f"CASE WHEN {earlier} THEN {new('registered')} ELSE registered END"
    alone = made or rows.database().db_type == "sqlite"  # one writer at a time
    first: Collection[str] = said.keys() if alone else _roots(said)
    while first:
        brought = [said.get(learner) or _unknown(learner) for learner in sorted(first)]
        for row in rows.upsert(rows.LEARNER, *brought, answer=f"erased, version, {', '.join(COLUMNS)}", **change):
            held[row["name"]] = row
        first = set() if alone else {*said, *(row["root"] for row in held.values())} - held.keys()
    return held


def _roots(learners: Collection[str]) -> set[str]:
    """The roots of these learners as this transaction sees them; whoever isn't there is their own."""
    known: dict[str, str] = {}
    if learners:
        sql = f"SELECT name, root FROM {rows.among(rows.LEARNER, [*learners])}"
        known = {row["name"]: row["root"] for row in rows.select(sql, *learners)}
    return {known.get(learner, learner) for learner in learners}


def _said(written: Iterable[Record]) -> dict[str, dict[str, Any]]:
    """Learner → a row of what these records alone say."""
    said: dict[str, dict[str, Any]] = {}
    for record in written:
        for learner in (record.data[key] for key in ("learner", "into", "other") if key in record.data):
            said.setdefault(learner, _unknown(learner))
        if record.kind in (records.REGISTERED, records.CORRECTED):
            _tell(said[record.data["learner"]], record)
    return said


def _tell(row: dict[str, Any], record: Record) -> None:
    """Unit and group as the latest record says, registered by the earliest; ids are ordered by time."""
    if record.kind == records.REGISTERED:
        row["registered"] = min(row["registered"] or record.at, record.at)
    if record.id > row["version"]:
        row |= {"unit": record.unit, "audience": record.data["group"], "version": record.id}


def _unknown(learner: str) -> dict[str, Any]:
    empty = {"unit": "", "audience": "", "registered": "", "version": "", "erased": 0, "achieved": ""}
    return {"name": learner, "root": learner, **empty}


def project(written: Iterable[Record]) -> set[str]:
    """Writes projections of records whose learners are held, claims excepted. → learners to be counted anew."""
    by_kind: dict[str, list[Record]] = {}
    for record in written:
        by_kind.setdefault(record.kind, []).append(record)
    affected: set[str] = set()
    for kind, alike in by_kind.items():
        affected |= _PROJECT[kind](alike)
    return affected


def rebuild(pages: Iterable[Sequence[Record]]) -> None:
    """Empties every projection and makes it anew."""
    for table in rows.PROJECTED:
        rows.write(f"DELETE FROM {table}")
    for page in pages:
        hold(page)
        project(page)
        rows.insert_new(rows.CLAIM, *claims(page))
    retally()


def claims(written: Iterable[Record]) -> list[rows.Row]:
    """Rows of what these records' completions were claimed for."""
    return [
        {"name": rows.digest(record.data["claim"]), "completion": record.id}
        for record in written
        if record.kind == records.COMPLETED and record.data["claim"]
    ]


# --- one function a kind ---------------------------------------------------------------------------------------------


def _learners(written: Sequence[Record]) -> set[str]:
    """`hold` has told the rows already."""
    return {record.data["learner"] for record in written}


def _erased(written: Sequence[Record]) -> set[str]:
    learners = sorted(_learners(written))
    by_name = rows.by_index("PRIMARY")
    rows.write(f"UPDATE {rows.LEARNER} {by_name} SET erased = 1 WHERE name IN ({rows.marks(learners)})", *learners)
    return set()


def _link(first: str, second: str, **columns: Any) -> rows.Row:
    one, other = sorted((first, second))
    standing = {"merged": 0, "decided": "", "decision": ""}
    return {"name": rows.digest(one, other), "one": one, "other": other, **standing, **columns}


def _each(one: Callable[[Record, _Data], set[str]]) -> Callable[[Sequence[Record]], set[str]]:
    return lambda written: set().union(*(one(record, record.data) for record in written))


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


def _completed(written: Sequence[Record]) -> set[str]:
    """A review that came before its completion says the state. MariaDB reads it as it is committed, being no SELECT."""
    names = ("learner", "course", "way", "day")
    reviewed = f"coalesce((SELECT state FROM {rows.REVIEW} WHERE name = %s), %s)"
    rows.insert_new(
        rows.COMPLETION,
        *(
            {
                "name": record.id, "unit": record.unit, "at": record.at,
                "state": rows.Worked(reviewed, (record.id, HELD if record.data["held"] else COUNTED)),
                **{name: record.data[name] for name in names},
            }
            for record in written
        ),
    )  # fmt: skip
    class_rows.complete(written)
    return _learners(written)


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


def _issued(written: Sequence[Record]) -> set[str]:
    names = ("learner", "completion", "course", "title", "way", "day", "issuer")
    rows.insert_new(
        rows.CERTIFICATE,
        *(
            {
                "name": data["serial"], "record": record.id, "unit": record.unit, "audience": data["group"],
                "signing_key": data["key"], "sample": int(data["sample"]), **{name: data[name] for name in names},
            }
            for record in written
            for data in [record.data]
        ),
    )  # fmt: skip
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


_PROJECT: Mapping[str, Callable[[Sequence[Record]], set[str]]] = {
    records.REGISTERED: _learners,
    records.CORRECTED: _learners,
    records.MERGED: _each(_merged),
    records.ALIKE: _each(_alike),
    records.DECIDED: _each(_decided),
    records.ERASED: _erased,
    records.COMPLETED: _completed,
    records.RELEASED: _each(_review),
    records.REFUSED: _each(_review),
    records.ISSUED: _issued,
    records.REVOKED: _each(_revoked),
    records.CLASS_OPENED: class_rows.plan,
    records.CLASS_CHANGED: class_rows.plan,
    records.CLASS_ENROLLED: class_rows.enrol,
    records.CLASS_LEFT: class_rows.enrol,
    records.CLASS_ATTENDED: class_rows.attend,
    records.CLASS_RESULT: class_rows.tell_result,
    records.CLASS_CLOSED: class_rows.close,
}
