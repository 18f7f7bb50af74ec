"""One transaction's work on the facts: records in, sealed into the chain and projected, persons and papers beside."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from typing import Any, Final

from ..movement import records
from ..movement.errors import ClaimSpent, InvalidRecord, LimitReached, RecordConflict
from ..movement.people import SAME, Person, commitment, matches
from ..movement.records import Record, Seal
from ..movement.store import Batch, Limit, PersonRow
from ..movement.targets import SELF
from ..trust import GENESIS, Keyring, seal
from . import projections
from .errors import ChainForked
from .people_rows import PeopleRows

CLAIMS_SINCE: Final = "SELECT count(*) FROM completion WHERE way = 'self' AND unit = ? AND at >= ?"
_WITH_PERSON: Final = (records.REGISTERED, records.CORRECTED)


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
        self.completed = 0  # completions by way of self that are new
        last = db.execute("SELECT seq, hash FROM record WHERE host = ? ORDER BY seq DESC LIMIT 1", (host,)).fetchone()
        self._seq, self._prev = (last["seq"] or 0, last["hash"] or GENESIS) if last else (0, GENESIS)

    def take(self, record: Record, batch: Batch) -> None:
        """Stores a record, unless it stands already, with the person or paper that belongs to it.

        What came from another folder also brings back rows that are missing here.
        """
        fresh, fact = self._take(record), record.id in self._facts
        if not fresh and not fact:
            return
        if record.kind in _WITH_PERSON and (row := batch.people.get(record.data["learner"])):
            if commitment(row.person, row.salt) == record.data["commitment"]:
                if record.kind == records.REGISTERED and not fact:
                    self.compare(record.data["learner"], record.unit, row.person)
                self._keep(record, row, over=fresh)
            elif not fact:  # of another folder comes one row for all records about a person: the latest one's
                raise InvalidRecord(record=record.id, why="the person's fields don't fit the commitment")
        if record.kind == records.ISSUED and (payload := batch.papers.get(record.data["serial"])):
            self._people.keep_paper(self.db, record.data["serial"], record.data["learner"], payload)

    def compare(self, learner: str, unit: str, person: Person) -> None:
        """Writes records that say with whom a person is, or may be, the same, where nothing says so yet."""
        candidates = [one for one in self._people.candidates(self.db, learner, unit, person)
                      if not self._linked(learner, one.learner)]  # fmt: skip
        for other, how in matches(person, unit, candidates):
            if how == SAME:
                self._take(self._rule(records.MERGED, unit, {"learner": learner, "into": other}))
            else:
                self._take(self._rule(records.ALIKE, unit, {"learner": other, "other": learner}))

    def _linked(self, one: str, other: str) -> bool:
        pair = sorted((one, other))
        return self.db.execute("SELECT 1 FROM link WHERE a = ? AND b = ?", pair).fetchone() is not None

    def _take(self, record: Record) -> bool:
        """Stores and projects a record; False when it stood already."""
        record.check()
        body = record.canonical()
        stored = self.db.execute("SELECT body FROM record WHERE id = ?", (record.id,)).fetchone()
        if stored is not None:
            if stored["body"] != body:
                raise RecordConflict(record=record.id)
            self.known.append(record.id)
            return False
        if record.kind == records.COMPLETED and record.data["claim"] and record.id not in self._facts:
            spent = self.db.execute("SELECT completion FROM claim WHERE claim = ?", (record.data["claim"],)).fetchone()
            if spent is not None:
                raise ClaimSpent(spent["completion"])
        self._insert(record, body)
        self.new.append(record.id)
        self.completed += record.kind == records.COMPLETED and record.data["way"] == SELF
        self.affected |= projections.project(self.db, record)
        if record.kind == records.ERASED:
            self._people.erase(self.db, record.data["learner"])
        return True

    def _insert(self, record: Record, body: bytes) -> None:
        sealed = self._facts.get(record.id)
        if record.host == self.host:
            if sealed is None and self._keyring.signer is not None:
                sealed = seal(body, self._seq + 1, self._prev, self._keyring.signer)
            if sealed is not None and (sealed.seq, sealed.prev) != (self._seq + 1, self._prev):
                raise ChainForked(host=self.host, seq=sealed.seq)
            if sealed is not None:
                self._seq, self._prev = sealed.seq, sealed.hash
        mark: tuple[Any, ...] = (None,) * 5
        if sealed is not None:
            mark = (sealed.seq, sealed.prev, sealed.hash, sealed.key, sealed.signature)
        self.db.execute(
            "INSERT INTO record (id, kind, host, body, seq, prev, hash, key, signature) VALUES (?,?,?,?,?,?,?,?,?)",
            (record.id, record.kind, record.host, body, *mark),
        )

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
