"""One batch of records on its way into the site's database: all or nothing, without a commit of its own."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final

import frappe
import uuid_utils

from ..movement import records
from ..movement.errors import ClaimSpent, InvalidRecord, LimitReached, RecordConflict, StoreUnavailable
from ..movement.people import SAME, Candidate, Person, commitment, fold, matches
from ..movement.records import Record
from ..movement.store import Appended, Batch, Limit, PersonRow
from ..movement.targets import SELF
from . import class_rows, erasure, projections, rows

CANDIDATES: Final = 20
"""How many earlier learners of the same name and birth year, of its unit or phone, a new one is compared with."""
LONGEST: Final = 140
"""Characters that Frappe gives a name, a link or a line of data."""
_SHORT: Final = (
    "learner", "into", "other", "completion", "serial", "course", "group", "key", "class", "version", "place",
    "village", "source",
)  # fmt: skip
_COUNTED: Final = ("right", "of", "present")
MOST: Final = 2**31 - 1
"""The largest number that MariaDB's columns take."""
_WITH_PERSON: Final = (records.REGISTERED, records.CORRECTED)
_LINKING: Final = (records.MERGED, records.ALIKE, records.DECIDED)


@contextmanager
def transaction() -> Iterator[None]:
    """What is written inside stays whole or not at all; earlier writes of the request stay. StoreUnavailable.

    After a deadlock MariaDB has undone the request's earlier writes too: whoever catches StoreUnavailable ends there.
    """
    point = f"bdhvs_{secrets.token_hex(4)}"
    frappe.db.savepoint(point)
    try:
        yield
    except BaseException as error:
        with suppress(Exception):  # a deadlock has taken the savepoint along
            frappe.db.rollback(save_point=point)
        busy = (frappe.QueryDeadlockError, frappe.QueryTimeoutError, frappe.db.OperationalError)
        if isinstance(error, busy) and not _is_unmigrated(error):
            raise StoreUnavailable(why=str(error)) from error
        raise
    if frappe.db.db_type == "sqlite":  # there each write pays for each savepoint that is left
        frappe.db.release_savepoint(point)


def _is_unmigrated(error: BaseException) -> bool:
    """Whether a table or column is missing: no trying again helps before the site is migrated."""
    return bool(error.args) and bool(frappe.db.is_missing_column(error) or frappe.db.is_table_missing(error))


class Writing:
    """What was new, what was known, and who is to be counted anew. now: as records carry it.

    made: learners whose ids this transaction has made, so that nothing but the batch speaks of them.
    """

    def __init__(self, batch: Batch, made: Collection[str], host: str, now: str, new_id: Callable[[], str]) -> None:
        self._batch, self._made, self._host, self._now, self._new_id = batch, made, host, now, new_id
        self._new: list[str] = []
        self._known: list[str] = []
        self._affected: set[str] = set()
        self._linked = False

    def run(self) -> Appended:
        given = self._batch.records
        for record in given:
            _check(record)
        if not given:
            return Appended((), ())
        if self._batch.standing is not None:
            class_rows.must_stand(self._batch.standing)
        room = _room(self._batch.limit) if self._batch.limit is not None else None
        foreseen = projections.foresee_made(given, self._made)
        held = projections.hold(given, foreseen)
        new = [
            record
            for start in range(0, len(given), rows.PIECE)
            for record in self._take(given[start : start + rows.PIECE])
        ]
        if room is not None and room <= 0 and any(_self_made(record) for record in new):
            raise LimitReached
        leaving = [record.data["learner"] for record in new if record.kind == records.ERASED]
        gone = {*leaving, *(learner for learner, row in held.items() if row["erased"])}
        self._people([record for record in new if record.kind in _WITH_PERSON], held, gone)
        _keep_papers([record for record in new if record.kind == records.ISSUED], self._batch.papers, gone)
        for learner in leaving:
            erase(learner)
        self._count(foreseen)
        return Appended(tuple(self._new), tuple(self._known))

    def _count(self, foreseen: projections.Foreseen | None) -> None:
        if foreseen is not None and not self._linked:
            projections.count_foreseen(foreseen)
            return
        if foreseen is not None:
            projections.take_back(foreseen)
        projections.recount(self._affected, linked=self._linked)

    def _take(self, given: Sequence[Record]) -> list[Record]:
        """Stores and projects records whose learners are held. → those that are new."""
        bodies: dict[str, str] = {}
        for record in given:
            body = record.canonical().decode()
            if bodies.setdefault(record.id, body) != body:
                raise RecordConflict(record=record.id)
        fresh = {record.id: record for record in given}
        try:
            rows.insert(rows.RECORD, *(_record_row(record, bodies[record.id]) for record in fresh.values()))
        except rows.Stands:
            for name, stands in _standing([*bodies]).items():
                if stands != bodies[name]:
                    raise RecordConflict(record=name) from None
                del fresh[name]
            rows.insert(rows.RECORD, *(_record_row(record, bodies[record.id]) for record in fresh.values()))
        new = list(fresh.values())
        for record in given:
            (self._new if fresh.pop(record.id, None) else self._known).append(record.id)
        _spend(new)
        self._affected |= projections.project(new)
        self._linked |= any(record.kind in _LINKING for record in new)
        return new

    def _people(self, told: Sequence[Record], held: Mapping[str, rows.Row], gone: Collection[str]) -> None:
        """Says of new learners with whom they may be the same, and keeps the persons that records commit to.

        Not kept is who was erased, and what a later correction has come before.
        """
        for record in told:
            learner = record.data["learner"]
            if (row := self._batch.people.get(learner)) is None:
                continue
            if commitment(row.person, row.salt) != record.data["commitment"]:
                raise InvalidRecord(record=record.id, why="the person's fields don't fit the commitment")
            if record.kind == records.REGISTERED:
                self._take(self._compare(record, row.person))
            if held[learner]["version"] == record.id and learner not in gone:
                _keep(learner, row)

    def _compare(self, record: Record, person: Person) -> list[Record]:
        """Records that say with whom a newly registered person is, or may be, the same; who they speak of is held."""
        learner = record.data["learner"]
        if not person.birth_year:
            return []
        found = rows.select(
            "SELECT person.name, learner.unit, person_name, birth_year, phone, village"
            f" FROM {rows.PERSON} person JOIN {rows.LEARNER} learner ON learner.name = person.name"
            " WHERE folded = %s AND birth_year = %s AND person.name <> %s"
            " AND (learner.unit = %s OR (phone <> '' AND phone = %s))"
            " ORDER BY phone = %s DESC, registered, person.name LIMIT %s",
            fold(person.name), person.birth_year, learner, record.unit, person.phone, person.phone, CANDIDATES,
        )  # fmt: skip
        candidates = [Candidate(row["name"], row["unit"], Person(*list(row.values())[2:])) for row in found]
        rules = []
        for other, how in matches(person, record.unit, candidates):
            same = how == SAME
            data = {"learner": learner, "into": other} if same else {"learner": other, "other": learner}
            kind = records.MERGED if same else records.ALIKE
            rules.append(Record(self._new_id(), kind, self._now, record.unit, "rule", self._host, data))
        projections.hold(rules)
        return rules


def _self_made(record: Record) -> bool:
    return record.kind == records.COMPLETED and bool(record.data["way"] == SELF)


def _room(limit: Limit) -> int:
    """How many claims the limit still lets in. Claims of one unit wait for each other here."""
    found = rows.locked(
        f"SELECT count(claimed.name) AS people FROM {rows.UNIT} unit"
        f" LEFT JOIN {rows.COMPLETION} claimed {rows.by_index('bdhvs_completion_unit_way_at')}"
        " ON claimed.unit = unit.name AND claimed.way = %s AND claimed.at >= %s WHERE unit.name = %s",
        SELF, records.stamp(limit.since), limit.unit,
    )  # fmt: skip
    return limit.people - int(found[0]["people"])


def _spend(completed: Iterable[Record]) -> None:
    """Spends what was claimed. ClaimSpent."""
    claims = projections.claims(completed)
    try:
        rows.insert(rows.CLAIM, *claims)
    except rows.Stands:
        names = [row["name"] for row in claims]
        found = rows.locked(f"SELECT name, completion FROM {rows.among(rows.CLAIM, names)}", *names)
        spent = {row["name"]: row["completion"] for row in found}
        for row in claims:
            if spent.setdefault(row["name"], row["completion"]) != row["completion"]:
                raise ClaimSpent(spent[row["name"]]) from None
        raise


def erase(learner: str) -> None:
    """Destroys a learner's person and papers, with what Frappe has kept of them."""
    erasure.forget(learner)
    rows.write(f"DELETE FROM {rows.PERSON} WHERE name = %s", learner)
    rows.write(f"DELETE FROM {rows.PAPER} WHERE learner = %s", learner)


def _check(record: Record) -> None:
    record.check()
    data = record.data
    texts = [record.id, record.unit, record.by, record.host, *(data.get(name, "") for name in _SHORT)]
    texts += [text for told in data.values() if isinstance(told, list | tuple) for text in told]
    if any(len(text) > LONGEST for text in texts if isinstance(text, str)):
        raise InvalidRecord(record=record.id[:LONGEST], why=f"one of its names is longer than {LONGEST} characters")
    if any(abs(number) > MOST for name in _COUNTED if isinstance(number := data.get(name), int)):
        raise InvalidRecord(record=record.id[:LONGEST], why="one of its numbers is too large")


def _standing(ids: Sequence[str]) -> dict[str, str]:
    """Record id → content, of those that stand."""
    found = rows.locked(f"SELECT name, body FROM {rows.among(rows.RECORD, ids)}", *ids)
    return {row["name"]: row["body"] for row in found}


def _record_row(record: Record, body: str) -> dict[str, Any]:
    """entry: the order of arrival, by the writing process' clock; not the order of commits."""
    return {
        "name": record.id, "kind": record.kind, "at": record.at, "unit": record.unit, "attested_by": record.by,
        "host": record.host, "entry": str(uuid_utils.uuid7()), "body": body,
    }  # fmt: skip


def _keep(learner: str, row: PersonRow) -> None:
    person = row.person
    kept = {
        "person_name": person.name, "birth_year": person.birth_year, "phone": person.phone,
        "village": person.village, "folded": fold(person.name), "salt": row.salt.hex(),
    }  # fmt: skip
    rows.upsert(rows.PERSON, {"name": learner, **kept}, **{column: rows.new(column) for column in kept})


def _keep_papers(issued: Iterable[Record], papers: Mapping[str, bytes], gone: Collection[str]) -> None:
    """Certificates' signed payloads, which have the name in them, but for those who were erased."""
    rows.insert_new(
        rows.PAPER,
        *(
            {"name": serial, "learner": learner, "payload": base64.b64encode(papers[serial]).decode()}
            for serial, learner in ((record.data["serial"], record.data["learner"]) for record in issued)
            if papers.get(serial) and learner not in gone
        ),
    )
