"""`movement.Store` over SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Protocol

from ..movement import records
from ..movement.board import Numbers
from ..movement.course import Course, Lesson
from ..movement.errors import ClaimSpent, InvalidRecord, LimitReached, RecordConflict
from ..movement.people import SAME, Candidate, Person, commitment, fold, matches
from ..movement.records import Record, Seal
from ..movement.store import (
    COUNTED,
    HELD,
    Appended,
    Batch,
    Completion,
    Issued,
    Learner,
    Limit,
    Pair,
    PersonRow,
    Settings,
)
from ..movement.targets import SELF, Denominator, Tally, Target
from ..movement.units import KINDS, WHOLE_PROVINCE, Group, Unit, vietnamese_order
from ..trust import GENESIS, Keyring, seal
from . import projections
from .database import Database
from .kept import read_settings

CANDIDATES: Final = 20
"""How many earlier learners of the same name and birth year, of its unit or phone, a new one is compared with."""


class Courses(Protocol):
    """What the store needs of a catalogue (`catalog.Catalog`)."""

    @property
    def courses(self) -> tuple[Course, ...]: ...
    def course(self, course_id: str) -> Course | None: ...
    def lesson(self, code: str) -> tuple[Course, Lesson] | None: ...
    def asset(self, course_id: str, name: str) -> Path | None: ...


class SqliteStore:
    """One installation's data. Safe to share between threads, and with other processes on the same folder.

    clock: aware datetimes. new_id: UUIDv7s. keys: the keyring as it stands now; its own key seals records and names the
    issuer.
    """

    def __init__(
        self,
        database: Database,
        catalog: Courses,
        keys: Callable[[], Keyring],
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self.database = database
        self._keys = keys
        self._forget_pending = False
        self._catalog, self._clock, self._new_id = catalog, clock, new_id

    @property
    def keyring(self) -> Keyring:
        return self._keys()

    def _rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        return self.database.rows(sql, values)

    def _row(self, sql: str, *values: object) -> sqlite3.Row | None:
        return next(iter(self.database.rows(sql, values)), None)

    # --- what the user keeps ---

    def settings(self) -> Settings:
        own = self.keyring.own
        return read_settings(self.database.read(), issuer=own.issuer if own else "")

    def units(self) -> Sequence[Unit]:
        units = [_unit(row) for row in self._rows("SELECT * FROM unit")]
        place = {kind: KINDS.index(kind) for kind in KINDS} | {WHOLE_PROVINCE: -1}
        return sorted(units, key=lambda unit: (place[unit.kind], vietnamese_order(unit.name)))

    def unit(self, code: str) -> Unit | None:
        row = self._row("SELECT * FROM unit WHERE code = ?", code)
        return _unit(row) if row else None

    def groups(self) -> Sequence[Group]:
        return [Group(row["id"], row["name"]) for row in self._rows("SELECT id, name FROM audience ORDER BY place")]

    def targets(self) -> Sequence[Target]:
        return [
            Target(
                row["id"], row["title"], row["grp"], row["unit"], row["year"], row["percent"], row["people"],
                tuple(row["courses"].split()), tuple(row["ways"].split()), row["source"], row["strength"],
            )
            for row in self._rows("SELECT * FROM target ORDER BY id, year, unit")
        ]  # fmt: skip

    def denominators(self) -> Sequence[Denominator]:
        return [Denominator(*row) for row in self._rows("SELECT unit, grp, year, people, source FROM denominator")]

    # --- courses ---

    def courses(self) -> Sequence[Course]:
        return self._catalog.courses

    def course(self, course_id: str) -> Course | None:
        return self._catalog.course(course_id)

    def lesson(self, code: str) -> tuple[Course, Lesson] | None:
        return self._catalog.lesson(code)

    def picture(self, course_id: str, name: str) -> bytes | None:
        path = self._catalog.asset(course_id, name)
        return path.read_bytes() if path else None

    # --- facts ---

    def append(self, batch: Batch) -> Appended:
        with self.database.write() as db:
            writing = _Writing(db, self.settings().host, self.keyring)
            for record in batch.records:
                self._take(writing, record, batch)
            if batch.limit is not None:
                writing.keep_limit(batch.limit)
            projections.recount(db, writing.affected)
        if any(record.kind == records.ERASED for record in batch.records):
            self._forget_pending = True
        if self._forget_pending:
            self._forget_pending = not self.database.forget_deleted()
        return Appended(tuple(writing.new), tuple(writing.known))

    def _take(self, writing: _Writing, record: Record, batch: Batch) -> None:
        if not writing.take(record):
            return
        if record.kind in _WITH_PERSON and (row := batch.people.get(record.data["learner"])):
            if commitment(row.person, row.salt) != record.data["commitment"]:
                raise InvalidRecord(record=record.id, why="the person's fields don't fit the commitment")
            for rule in self._compare(writing, record, row) if record.kind == records.REGISTERED else ():
                writing.take(rule)
            writing.keep(record, row)
        if record.kind == records.ISSUED and (payload := batch.papers.get(record.data["serial"])):
            writing.keep_paper(record, payload)

    def _compare(self, writing: _Writing, record: Record, row: PersonRow) -> Iterator[Record]:
        """Records that say with whom a newly registered person is, or may be, the same."""
        learner = record.data["learner"]
        found = writing.db.execute(
            "SELECT person.*, unit FROM person JOIN learner ON learner.id = person.learner"
            " WHERE folded = ? AND birth_year = ? AND person.learner <> ?"
            " AND (learner.unit = ? OR (phone <> '' AND phone = ?)) ORDER BY phone = ? DESC, registered, id LIMIT ?",
            (fold(row.person.name), row.person.birth_year, learner, record.unit, row.person.phone, row.person.phone,
             CANDIDATES),
        ).fetchall()  # fmt: skip
        candidates = [Candidate(one["learner"], one["unit"], _person(one)) for one in found]
        now, host = records.stamp(self._clock()), writing.host
        for other, how in matches(row.person, record.unit, candidates):
            if how == SAME:
                yield Record(self._new_id(), records.MERGED, now, record.unit, "rule", host,
                             {"learner": learner, "into": other})  # fmt: skip
            else:
                yield Record(self._new_id(), records.ALIKE, now, record.unit, "rule", host,
                             {"learner": other, "other": learner})  # fmt: skip

    def records(self, after: int = 0) -> Iterator[tuple[Record, Seal | None]]:
        for row in self.database.read().execute("SELECT * FROM record WHERE position > ? ORDER BY position", (after,)):
            yield Record.from_canonical(row["body"]), _seal(row)

    def chain(self) -> Iterator[tuple[bytes, Seal]]:
        """This host's own records as stored, with their seals, for `trust.check_chain`."""
        sql = "SELECT * FROM record WHERE host = ? AND seq IS NOT NULL ORDER BY seq"
        for row in self.database.read().execute(sql, (self.settings().host,)):
            mark = _seal(row)
            assert mark is not None
            yield row["body"], mark

    def rebuild(self) -> None:
        with self.database.write() as db:
            bodies = db.execute("SELECT body FROM record ORDER BY position")
            projections.rebuild(db, (Record.from_canonical(row["body"]) for row in bodies))

    # --- projections ---

    def learner(self, learner_id: str) -> Learner | None:
        row = self._row("SELECT * FROM learner WHERE id = ? AND registered <> ''", learner_id)
        if row is None:
            return None
        return Learner(row["id"], row["unit"], row["grp"], row["root"], row["registered"], bool(row["erased"]))

    def person(self, learner_id: str) -> Person | None:
        row = self._row("SELECT * FROM person WHERE learner = ?", learner_id)
        return _person(row) if row else None

    def completion(self, completion_id: str) -> Completion | None:
        return next(iter(self._completions("completion.id = ?", completion_id)), None)

    def claimed(self, claim: str) -> Completion | None:
        found = self._completions("completion.id = (SELECT completion FROM claim WHERE claim = ?)", claim)
        return next(iter(found), None)

    def claims_since(self, unit: str, moment: datetime) -> int:
        row = self._row(_CLAIMS_SINCE, unit, records.stamp(moment))
        return row[0] if row else 0

    def held(self) -> Sequence[Completion]:
        return self._completions("held = 1 AND state IS NULL")

    def _completions(self, where: str, *values: object) -> list[Completion]:
        sql = "SELECT completion.*, review.state FROM completion LEFT JOIN review ON review.completion = completion.id"
        return [_completion(row) for row in self._rows(f"{sql} WHERE {where} ORDER BY completion.id", *values)]

    def undecided(self) -> Sequence[Pair]:
        rows = self._rows(f"SELECT a, b, unit FROM {_UNDECIDED} ORDER BY a, b")
        return [Pair(row["a"], row["b"], row["unit"]) for row in rows]

    def certificate(self, serial: str) -> Issued | None:
        return next(iter(self._certificates("certificate.serial = ?", serial)), None)

    def certificate_of(self, completion_id: str) -> Issued | None:
        found = list(self._certificates("completion = ?", completion_id, order="certificate.record DESC"))
        return max(found, key=lambda one: one.revoked is None, default=None)

    def certificates(self, *, unit: str = "", course: str = "") -> Iterator[Issued]:
        where = "(? = '' OR certificate.unit = ?) AND (? = '' OR course = ?)"
        return self._certificates(where, unit, unit, course, course)

    def _certificates(self, where: str, *values: object, order: str = "certificate.serial") -> Iterator[Issued]:
        sql = f"SELECT {_CERTIFICATE} WHERE {where} ORDER BY {order}"
        for row in self.database.read().execute(sql, values):
            yield _issued(row)

    def paper(self, serial: str) -> bytes | None:
        row = self._row("SELECT payload FROM paper WHERE serial = ?", serial)
        return row["payload"] if row else None

    def numbers(self) -> Numbers:
        tallies = [Tally(*row) for row in self._rows("SELECT key, unit, year, way, people FROM tally")]
        held = self._rows(
            "SELECT completion.unit, grp, course, count(*) FROM completion JOIN learner ON learner.id = learner"
            " WHERE held = 1 AND completion.id NOT IN (SELECT completion FROM review) GROUP BY 1, 2, 3"
        )
        undecided = self._rows(f"SELECT unit, grp, count(*) FROM {_UNDECIDED} GROUP BY 1, 2")
        return Numbers(
            tallies, {(row[0], row[1], row[2]): row[3] for row in held}, {(row[0], row[1]): row[2] for row in undecided}
        )


_CLAIMS_SINCE: Final = "SELECT count(*) FROM completion WHERE way = 'self' AND unit = ? AND at >= ?"
_WITH_PERSON: Final = (records.REGISTERED, records.CORRECTED)
_UNDECIDED: Final = "link JOIN learner ON learner.id = a WHERE merged = 0 AND same IS NULL"
_CERTIFICATE: Final = (
    "certificate.*, revocation.reason, coalesce(learner.erased, 0) AS erased FROM certificate"
    " LEFT JOIN revocation ON revocation.serial = certificate.serial"
    " LEFT JOIN learner ON learner.id = certificate.learner"
)


class _Writing:
    """One transaction's work: the end of the chain, what was new, and who is to be counted anew."""

    def __init__(self, db: sqlite3.Connection, host: str, keyring: Keyring) -> None:
        self.db, self.host, self._keyring = db, host, keyring
        self.new: list[str] = []
        self.known: list[str] = []
        self.affected: set[str] = set()
        self.completed = 0  # completions by way of self that are new
        last = db.execute("SELECT seq, hash FROM record WHERE host = ? ORDER BY seq DESC LIMIT 1", (host,)).fetchone()
        self._seq, self._prev = (last["seq"] or 0, last["hash"] or GENESIS) if last else (0, GENESIS)

    def take(self, record: Record) -> bool:
        """Stores and projects a record; False when it stood already."""
        record.check()
        body = record.canonical()
        stored = self.db.execute("SELECT body FROM record WHERE id = ?", (record.id,)).fetchone()
        if stored is not None:
            if stored["body"] != body:
                raise RecordConflict(record=record.id)
            self.known.append(record.id)
            return False
        if record.kind == records.COMPLETED and record.data["claim"]:
            spent = self.db.execute("SELECT completion FROM claim WHERE claim = ?", (record.data["claim"],)).fetchone()
            if spent is not None:
                raise ClaimSpent(spent["completion"])
        self._insert(record, body)
        self.new.append(record.id)
        self.completed += record.kind == records.COMPLETED and record.data["way"] == SELF
        self.affected |= projections.project(self.db, record)
        if record.kind == records.ERASED:
            self.erase(record.data["learner"])
        return True

    def _insert(self, record: Record, body: bytes) -> None:
        mark: tuple[Any, ...] = (None,) * 5
        if record.host == self.host and self._keyring.signer is not None:
            sealed = seal(body, self._seq + 1, self._prev, self._keyring.signer)
            self._seq, self._prev = sealed.seq, sealed.hash
            mark = (sealed.seq, sealed.prev, sealed.hash, sealed.key, sealed.signature)
        self.db.execute(
            "INSERT INTO record (id, kind, host, body, seq, prev, hash, key, signature) VALUES (?,?,?,?,?,?,?,?,?)",
            (record.id, record.kind, record.host, body, *mark),
        )

    def keep(self, record: Record, row: PersonRow) -> None:
        """The person's fields, unless an erasure or a later correction has come first."""
        learner, person = record.data["learner"], row.person
        stands = self.db.execute("SELECT version, erased FROM learner WHERE id = ?", (learner,)).fetchone()
        if stands["version"] == record.id and not stands["erased"]:
            self.db.execute(
                "INSERT OR REPLACE INTO person VALUES (?, ?, ?, ?, ?, ?, ?)",
                (learner, person.name, person.birth_year, person.phone, person.village, fold(person.name), row.salt),
            )

    def keep_paper(self, record: Record, payload: bytes) -> None:
        """A certificate's signed payload, which has the name in it, unless an erasure has come first."""
        self.db.execute(
            "INSERT OR IGNORE INTO paper SELECT ?1, ?2, ?3"
            " WHERE NOT EXISTS (SELECT 1 FROM learner WHERE id = ?2 AND erased = 1)",
            (record.data["serial"], record.data["learner"], payload),
        )

    def keep_limit(self, limit: Limit) -> None:
        row = self.db.execute(_CLAIMS_SINCE, (limit.unit, records.stamp(limit.since))).fetchone()
        if self.completed and row[0] - self.completed >= limit.people:
            raise LimitReached

    def erase(self, learner: str) -> None:
        self.db.execute("DELETE FROM person WHERE learner = ?", (learner,))
        self.db.execute("DELETE FROM paper WHERE learner = ?", (learner,))


def keys_used(store: SqliteStore) -> Iterable[str]:
    """Ids of the keys that sealed this host's records or signed its papers."""
    rows = store.database.read().execute(
        "SELECT key FROM record WHERE key IS NOT NULL UNION SELECT key FROM certificate ORDER BY 1"
    )
    return [row[0] for row in rows]


def _unit(row: sqlite3.Row) -> Unit:
    return Unit(row["code"], row["name"], row["kind"], bool(row["sample"]))


def _person(row: sqlite3.Row) -> Person:
    return Person(row["name"], row["birth_year"], row["phone"], row["village"])


def _seal(row: sqlite3.Row) -> Seal | None:
    if row["seq"] is None:
        return None
    return Seal(row["seq"], row["prev"], row["hash"], row["key"], row["signature"])


def _completion(row: sqlite3.Row) -> Completion:
    state = {"released": COUNTED, None: HELD if row["held"] else COUNTED}.get(row["state"], row["state"])
    names = ("id", "learner", "course", "unit", "way", "day")
    return Completion(**{name: row[name] for name in names}, state=state)


def _issued(row: sqlite3.Row) -> Issued:
    names = ("serial", "learner", "completion", "course", "title", "unit", "way", "day", "issuer", "key")
    texts = {name: row[name] for name in names}
    return Issued(
        **texts, group=row["grp"], sample=bool(row["sample"]), revoked=row["reason"], erased=bool(row["erased"])
    )
