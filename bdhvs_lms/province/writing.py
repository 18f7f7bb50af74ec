"""One batch of records on its way into the site's database: all or nothing, without a commit of its own."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Iterable, Iterator
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
from . import projections, rows

CANDIDATES: Final = 20
"""How many earlier learners of the same name and birth year, of its unit or phone, a new one is compared with."""
LONGEST: Final = 140
"""Characters that Frappe gives a name, a link or a line of data."""
_SHORT: Final = ("learner", "into", "other", "completion", "serial", "course", "group", "key")
_WITH_PERSON: Final = (records.REGISTERED, records.CORRECTED)


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
        if isinstance(error, busy):
            raise StoreUnavailable(why=str(error)) from error
        raise
    frappe.db.release_savepoint(point)


class Writing:
    """What was new, what was known, and who is to be counted anew. now: as records carry it."""

    def __init__(self, batch: Batch, host: str, now: str, new_id: Callable[[], str]) -> None:
        self._batch, self._host, self._now, self._new_id = batch, host, now, new_id
        self._bodies: dict[str, str] = {}
        self._new: list[str] = []
        self._known: list[str] = []
        self._affected: set[str] = set()
        self._completed = 0  # completions by way of self that are new

    def run(self) -> Appended:
        for record in self._batch.records:
            _check(record)
        if not self._batch.records:
            return Appended((), ())
        if self._batch.limit is not None:  # claims of one unit wait for each other here
            rows.locked(f"SELECT name FROM {rows.UNIT} WHERE name = %s", self._batch.limit.unit)
        self._bodies = _standing(rows.select, [record.id for record in self._batch.records])
        projections.hold(record for record in self._batch.records if record.id not in self._bodies)
        for record in self._batch.records:
            self._take_with_person(record)
        if self._batch.limit is not None:
            self._keep_limit(self._batch.limit)
        projections.recount(self._affected)
        return Appended(tuple(self._new), tuple(self._known))

    def _take_with_person(self, record: Record) -> None:
        if not self._take(record):
            return
        if record.kind in _WITH_PERSON and (row := self._batch.people.get(record.data["learner"])):
            if commitment(row.person, row.salt) != record.data["commitment"]:
                raise InvalidRecord(record=record.id, why="the person's fields don't fit the commitment")
            for rule in self._compare(record, row.person) if record.kind == records.REGISTERED else ():
                self._take(rule)
            _keep(record, row)
        if record.kind == records.ISSUED and (payload := self._batch.papers.get(record.data["serial"])):
            _keep_paper(record, payload)

    def _take(self, record: Record) -> bool:
        """Stores and projects a record; False when it stood already."""
        body = record.canonical().decode()
        if record.id not in self._bodies:
            try:
                rows.insert(rows.RECORD, _record_row(record, body))
            except rows.Stands:  # another transaction was faster
                self._bodies |= _standing(rows.locked, [record.id])
        if (stands := self._bodies.get(record.id)) is not None:
            if stands != body:
                raise RecordConflict(record=record.id)
            self._known.append(record.id)
            return False
        self._bodies[record.id] = body
        self._new.append(record.id)
        if record.kind == records.COMPLETED:
            self._spend(record)
        self._affected |= projections.project(record)
        if record.kind == records.ERASED:
            erase(record.data["learner"])
        return True

    def _spend(self, record: Record) -> None:
        self._completed += record.data["way"] == SELF
        if not record.data["claim"]:
            return
        row = projections.claim_row(record)
        try:
            rows.insert(rows.CLAIM, row)
        except rows.Stands:
            stands = rows.locked(f"SELECT completion FROM {rows.CLAIM} WHERE name = %s", row["name"])
            raise ClaimSpent(stands[0]["completion"]) from None

    def _compare(self, record: Record, person: Person) -> Iterable[Record]:
        """Records that say with whom a newly registered person is, or may be, the same."""
        learner = record.data["learner"]
        found = rows.select(
            "SELECT person.name, learner.unit, person_name, birth_year, phone, village"
            f" FROM {rows.PERSON} person JOIN {rows.LEARNER} learner ON learner.name = person.name"
            " WHERE folded = %s AND birth_year = %s AND person.name <> %s"
            " AND (learner.unit = %s OR (phone <> '' AND phone = %s))"
            " ORDER BY phone = %s DESC, registered, person.name LIMIT %s",
            fold(person.name), person.birth_year, learner, record.unit, person.phone, person.phone, CANDIDATES,
        )  # fmt: skip
        candidates = [Candidate(row["name"], row["unit"], Person(*list(row.values())[2:])) for row in found]
        for other, how in matches(person, record.unit, candidates):
            same = how == SAME
            data = {"learner": learner, "into": other} if same else {"learner": other, "other": learner}
            kind = records.MERGED if same else records.ALIKE
            rule = Record(self._new_id(), kind, self._now, record.unit, "rule", self._host, data)
            projections.hold([rule])
            yield rule

    def _keep_limit(self, limit: Limit) -> None:
        count = rows.locked(rows.CLAIMS_SINCE, limit.unit, records.stamp(limit.since))[0]["people"]
        if self._completed and count - self._completed >= limit.people:
            raise LimitReached


def erase(learner: str) -> None:
    """Destroys a learner's person and papers, with what Frappe has kept of them."""
    serials = [row["name"] for row in rows.select(f"SELECT name FROM {rows.PAPER} WHERE learner = %s", learner)]
    serials += [row["name"] for row in rows.select(f"SELECT name FROM {rows.CERTIFICATE} WHERE learner = %s", learner)]
    rows.write(f"DELETE FROM {rows.PERSON} WHERE name = %s", learner)
    rows.write(f"DELETE FROM {rows.PAPER} WHERE learner = %s", learner)
    for doctype, names in (("BDHVS Person", [learner]), ("BDHVS Paper", serials)):
        if names:
            among = rows.marks(names)
            for table, kind, name in (
                ("`tabVersion`", "ref_doctype", "docname"),
                ("`tabDeleted Document`", "deleted_doctype", "deleted_name"),
            ):
                rows.write(f"DELETE FROM {table} WHERE {kind} = %s AND {name} IN ({among})", doctype, *names)


def _check(record: Record) -> None:
    record.check()
    texts = [record.id, record.unit, record.by, record.host, *(record.data.get(name, "") for name in _SHORT)]
    if any(len(text) > LONGEST for text in texts if isinstance(text, str)):
        raise InvalidRecord(record=record.id[:LONGEST], why=f"one of its names is longer than {LONGEST} characters")


def _standing(read: Callable[..., list[rows.Row]], ids: list[str]) -> dict[str, str]:
    """Record id → content, of those that stand."""
    found = read(f"SELECT name, body FROM {rows.RECORD} WHERE name IN ({rows.marks(ids)})", *ids)
    return {row["name"]: row["body"] for row in found}


def _record_row(record: Record, body: str) -> dict[str, Any]:
    """entry: the order of arrival, by the writing process' clock; not the order of commits."""
    return {
        "name": record.id, "kind": record.kind, "at": record.at, "unit": record.unit, "attested_by": record.by,
        "host": record.host, "entry": str(uuid_utils.uuid7()), "body": body,
    }  # fmt: skip


def _keep(record: Record, row: PersonRow) -> None:
    """The person's fields, unless an erasure or a later correction has come first."""
    learner, person = record.data["learner"], row.person
    stands = rows.locked(f"SELECT version, erased FROM {rows.LEARNER} WHERE name = %s", learner)[0]
    if stands["version"] == record.id and not stands["erased"]:
        kept = {
            "person_name": person.name, "birth_year": person.birth_year, "phone": person.phone,
            "village": person.village, "folded": fold(person.name), "salt": row.salt.hex(),
        }  # fmt: skip
        rows.upsert(rows.PERSON, {"name": learner, **kept}, **{column: rows.new(column) for column in kept})


def _keep_paper(record: Record, payload: bytes) -> None:
    """A certificate's signed payload, which has the name in it, unless an erasure has come first."""
    learner = record.data["learner"]
    stands = rows.locked(f"SELECT erased FROM {rows.LEARNER} WHERE name = %s", learner)
    if not (stands and stands[0]["erased"]):
        text = base64.b64encode(payload).decode()
        rows.insert_new(rows.PAPER, {"name": record.data["serial"], "learner": learner, "payload": text})
