"""One transaction's work on the facts: records in, sealed into the chain and projected, persons and papers beside."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any, Final, NamedTuple

from ..movement import records
from ..movement.errors import ClaimSpent, InvalidRecord, LimitReached, RecordConflict
from ..movement.people import SAME, Person, commitment, matches
from ..movement.records import Record, Seal
from ..movement.store import Batch, Limit, PersonRow
from ..movement.targets import SELF
from ..trust import GENESIS, Keyring, link, signed
from . import projections
from .errors import ChainForked
from .people_rows import Known, PeopleRows

CLAIMS_SINCE: Final = "SELECT count(*) FROM completion WHERE way = 'self' AND unit = ? AND at >= ?"
_WITH_PERSON: Final = (records.REGISTERED, records.CORRECTED)
_INSERT: Final = (
    "INSERT INTO record (id, kind, host, body, seq, prev, hash, key, signature) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


class _Row(NamedTuple):
    """A record that is about to be stored."""

    record: Record
    body: bytes
    mark: Seal | None

    def columns(self) -> tuple[Any, ...]:
        """For `_INSERT`."""
        record, mark = self.record, self.mark
        sealed = (mark.seq, mark.prev, mark.hash, mark.key, mark.signature) if mark else (None,) * 5
        return (record.id, record.kind, record.host, self.body, *sealed)


class Writing:
    """The end of the chain, what was new, and who is to be counted anew.

    rule: (kind, unit, data) → a record that a rule of this host makes now. facts: records that come from another
    folder, by id with the seals that they have there and keep.
    """

    def __init__(
        self, db: sqlite3.Connection, host: str, keyring: Keyring, people: PeopleRows,
        rule: Callable[[str, str, Mapping[str, str]], Record], facts: Mapping[str, Seal | None],
    ) -> None:  # fmt: skip
        self.db, self.host, self._keyring = db, host, keyring
        self._people, self._rule, self._facts = people, rule, facts
        self.new: list[str] = []
        self.known: list[str] = []
        self.affected: set[str] = set()
        self._rows: dict[str, _Row] = {}
        self._unsigned = ""
        self.completed = 0  # completions by way of self that are new
        last = db.execute("SELECT seq, hash FROM record WHERE host = ? ORDER BY seq DESC LIMIT 1", (host,)).fetchone()
        self._seq, self._prev = (last["seq"] or 0, last["hash"] or GENESIS) if last else (0, GENESIS)

    def take_all(self, batch: Batch) -> None:
        """Every record in its turn. Registrations that follow each other, as a roster's do, are taken together."""
        for registering, run in groupby(batch.records, lambda record: record.kind == records.REGISTERED):
            some = list(run)
            if registering and len(some) > 1 and self._unheard_of(some):
                self._register(some, batch)
            else:
                for record in some:
                    self.take(record, batch)

    def _unheard_of(self, some: Sequence[Record]) -> bool:
        """Whether they are new, each with an id and a learner of its own of whom nothing is known, made here."""
        for record in some:
            record.check()
        ids, learners = {record.id for record in some}, {record.data["learner"] for record in some}
        if not len(ids) == len(learners) == len(some) or not ids.isdisjoint(self._facts):
            return False
        sql = "SELECT EXISTS (SELECT 1 FROM {} WHERE id IN (SELECT value FROM json_each(?)))"
        asked = (("record", ids), ("learner", learners))
        return not any(self.db.execute(sql.format(table), (json.dumps([*one]),)).fetchone()[0] for table, one in asked)

    def _register(self, some: Sequence[Record], batch: Batch) -> None:
        """What `take` writes of registrations that are new, in the same order, in one pass."""
        rows = {record.id: row for record in some if (row := batch.people.get(record.data["learner"]))}
        for record in some:
            if record.id in rows:
                _must_fit(record, rows[record.id])
        marks = {one: self._people.marks(row.person) for one, row in rows.items()}
        known = self._people.alike(self.db, [mark.alike for mark in marks.values()])
        written, rules = list[Record](), list[Record]()
        for record in some:
            written.append(record)
            if record.id not in rows:
                continue
            learner, person, (alike, phone) = record.data["learner"], rows[record.id].person, marks[record.id]
            if person.birth_year and alike in known:
                found = matches(person, record.unit, self._people.closest(known[alike], record.unit, phone))
                said = [self._said(learner, other, how, record.unit) for other, how in found]
                written += said
                rules += said
            known[alike].append(Known(learner, record.unit, record.at, phone, b"", person))
        for record in written:
            self._add(record, record.canonical())
        self.affected |= projections.register(self.db, some)
        for record in rules:
            self.affected |= projections.project(self.db, record)
        kept = [(record.data["learner"], rows[record.id], marks[record.id]) for record in some if record.id in rows]
        self._people.keep_all(self.db, kept)

    def take(self, record: Record, batch: Batch) -> None:
        """Stores a record, unless it stands already, with the person or paper that belongs to it.

        What came from another folder also brings back rows that are missing here.
        """
        fresh, fact = self._take(record), record.id in self._facts
        if not fresh and not fact:
            return
        if record.kind in _WITH_PERSON and (row := batch.people.get(record.data["learner"])):
            if not fact:
                _must_fit(record, row)
            if record.kind == records.REGISTERED and not fact:
                self.compare(record.data["learner"], record.unit, row.person)
            if not fact or _fits(record, row):  # of another folder comes one row for all records about a person
                self._keep(record, row, over=fresh)
        if record.kind == records.ISSUED and (payload := batch.papers.get(record.data["serial"])):
            self._people.keep_paper(self.db, record.data["serial"], record.data["learner"], payload)

    def compare(self, learner: str, unit: str, person: Person) -> None:
        """Writes records that say with whom a person is, or may be, the same, where nothing says so yet."""
        candidates = [one for one in self._people.candidates(self.db, learner, unit, person)
                      if not self._linked(learner, one.learner)]  # fmt: skip
        for other, how in matches(person, unit, candidates):
            self._take(self._said(learner, other, how, unit))

    def _said(self, learner: str, other: str, how: str, unit: str) -> Record:
        if how == SAME:
            return self._rule(records.MERGED, unit, {"learner": learner, "into": other})
        return self._rule(records.ALIKE, unit, {"learner": other, "other": learner})

    def _linked(self, one: str, other: str) -> bool:
        pair = sorted((one, other))
        return self.db.execute("SELECT 1 FROM link WHERE a = ? AND b = ?", pair).fetchone() is not None

    def _take(self, record: Record) -> bool:
        """Stores and projects a record; False when it stood already."""
        record.check()
        body = record.canonical()
        stored = self._stored(record.id)
        if stored is not None:
            if stored != body:
                raise RecordConflict(record=record.id)
            self.known.append(record.id)
            return False
        if record.kind == records.COMPLETED and record.data["claim"] and record.id not in self._facts:
            spent = self.db.execute("SELECT completion FROM claim WHERE claim = ?", (record.data["claim"],)).fetchone()
            if spent is not None:
                raise ClaimSpent(spent["completion"])
        self._add(record, body)
        self.completed += record.kind == records.COMPLETED and record.data["way"] == SELF
        self.affected |= projections.project(self.db, record)
        if record.kind == records.ERASED:
            self._people.erase(self.db, record.data["learner"])
        return True

    def _stored(self, record: str) -> bytes | None:
        if record in self._rows:
            return self._rows[record].body
        row = self.db.execute("SELECT body FROM record WHERE id = ?", (record,)).fetchone()
        return row["body"] if row else None

    def _add(self, record: Record, body: bytes) -> None:
        """Puts a record at the end, and of this host's chain."""
        mark = self._facts.get(record.id)
        if record.host == self.host:
            if mark is None and self._keyring.signer is not None:
                mark = link(body, self._seq + 1, self._prev, self._keyring.signer)
                self._unsigned = record.id
            if mark is not None and (mark.seq, mark.prev) != (self._seq + 1, self._prev):
                raise ChainForked(host=self.host, seq=mark.seq)
            if mark is not None:
                self._seq, self._prev = mark.seq, mark.hash
        self._rows[record.id] = _Row(record, body, mark)
        self.new.append(record.id)

    def finish(self) -> None:
        """Stores the records; the last that was sealed here is signed, and with it all before it."""
        if self._unsigned and self._keyring.signer is not None:
            record, body, mark = self._rows[self._unsigned]
            assert mark is not None
            self._rows[self._unsigned] = _Row(record, body, signed(mark, self._keyring.signer))
        self.db.executemany(_INSERT, [row.columns() for row in self._rows.values()])

    def _keep(self, record: Record, row: PersonRow, *, over: bool) -> None:
        """The person's fields, unless an erasure or a later correction has come first. over: also over a row."""
        learner = record.data["learner"]
        stands = self.db.execute("SELECT version, erased FROM learner WHERE id = ?", (learner,)).fetchone()
        if stands["version"] == record.id and not stands["erased"] and (over or not self._people.has(self.db, learner)):
            self._people.keep(self.db, learner, row)

    def keep_limit(self, limit: Limit) -> None:
        row = self.db.execute(CLAIMS_SINCE, (limit.unit, records.stamp(limit.since))).fetchone()
        if self.completed and row[0] - self.completed >= limit.people:
            raise LimitReached


def _fits(record: Record, row: PersonRow) -> bool:
    return bool(commitment(row.person, row.salt) == record.data["commitment"])


def _must_fit(record: Record, row: PersonRow) -> None:
    if not _fits(record, row):
        raise InvalidRecord(record=record.id, why="the person's fields don't fit the commitment")
