"""`movement.Store` over SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final, Protocol

from ..movement import records
from ..movement.board import Numbers
from ..movement.classes import Seat, TrainingClass, must_stand
from ..movement.course import Course, Lesson
from ..movement.people import Person
from ..movement.quiet import without_collecting
from ..movement.records import Record, Seal
from ..movement.store import (
    COUNTED,
    HELD,
    Appended,
    Batch,
    Completion,
    Issued,
    Learner,
    Pair,
    Settings,
)
from ..movement.targets import Denominator, Tally, Target
from ..movement.units import KINDS, WHOLE_PROVINCE, Group, Unit, vietnamese_order
from ..trust import Keyring, Vault
from . import class_rows, counting, projections
from .database import Database
from .kept import read_host, read_settings
from .people_rows import PeopleRows
from .writing import CLAIMS_SINCE, Writing


class Courses(Protocol):
    """What the store needs of a catalogue (`catalog.Catalog`)."""

    @property
    def courses(self) -> tuple[Course, ...]: ...
    def course(self, course_id: str) -> Course | None: ...
    def lesson(self, code: str) -> tuple[Course, Lesson] | None: ...
    def asset(self, course_id: str, name: str) -> Path | None: ...


MANY: Final = 200
"""Records of one batch from which on it is written as a roster is."""


class SqliteStore:
    """One installation's data. Safe to share between threads, and with other processes on the same folder.

    clock: aware datetimes. new_id: UUIDv7s. keys: the keyring as it stands now; its own key seals records and names the
    issuer. people_key: what opens the rows about people.
    """

    def __init__(
        self,
        database: Database,
        catalog: Courses,
        keys: Callable[[], Keyring],
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
        people_key: Callable[[], Vault],
    ) -> None:
        self.database, self.people = database, PeopleRows(people_key)
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

    def course_file(self, course_id: str, name: str) -> bytes | None:
        path = self._catalog.asset(course_id, name)
        return path.read_bytes() if path else None

    # --- facts ---

    def append(self, batch: Batch, facts: Mapping[str, Seal | None] = MappingProxyType({})) -> Appended:
        """As `movement.Store` says. facts: by id, records that come from another folder, with the seals they keep.

        What was decided there is not asked again: no claim, no comparison. ChainForked.
        """
        quiet = without_collecting() if len(batch.records) > MANY else nullcontext()
        with quiet, self._writing(facts) as writing:
            if (standing := batch.standing) and (row := self._row(class_rows.CLOSED, standing.code)):
                must_stand(standing, row["closed"], lambda: self.roll(standing.code))
            writing.take_all(batch)
            if batch.limit is not None:
                writing.keep_limit(batch.limit)
        if any(record.kind == records.ERASED for record in batch.records):
            self._forget_pending = True
        if self._forget_pending:
            self._forget_pending = not self.database.forget_deleted()
        return Appended(tuple(writing.new), tuple(writing.known))

    def compare(self, learners: Iterable[str]) -> Appended:
        """Says of learners who came from another folder with whom here they are, or may be, the same."""
        with self._writing({}) as writing:
            for learner in learners:
                found, row = self.learner(learner), self.people.row(writing.db, learner)
                if found and row:
                    writing.compare(learner, found.unit, row.person)
        return Appended(tuple(writing.new), ())

    @contextmanager
    def _writing(self, facts: Mapping[str, Seal | None]) -> Iterator[Writing]:
        """One transaction, counted at its end."""
        with self.database.write() as db:
            host = read_host(db)
            writing = Writing(db, host, self.keyring, self.people, partial(self._by_rule, host), facts)
            yield writing
            writing.finish()
            counting.recount(db, writing.affected)

    def _by_rule(self, host: str, kind: str, unit: str, data: Mapping[str, str]) -> Record:
        return Record(self._new_id(), kind, records.stamp(self._clock()), unit, "rule", host, data)

    def records(self, after: int = 0) -> Iterator[tuple[Record, Seal | None]]:
        for row in self.database.read().execute("SELECT * FROM record WHERE position > ? ORDER BY position", (after,)):
            yield Record.from_canonical(row["body"]), _seal(row)

    def chains(self) -> Sequence[str]:
        """The hosts whose chains are here: this one, and those that were restored from backups."""
        return [row["host"] for row in self._rows("SELECT DISTINCT host FROM record WHERE seq IS NOT NULL ORDER BY 1")]

    def chain(self, host: str = "") -> Iterator[tuple[bytes, Seal]]:
        """A host's records, otherwise this one's, as stored, with their seals, for `trust.check_chain`."""
        sql = "SELECT * FROM record WHERE host = ? AND seq IS NOT NULL ORDER BY seq"
        for row in self.database.read().execute(sql, (host or self.settings().host,)):
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
        with self.database.refusals():
            row = self.people.row(self.database.read(), learner_id)
        return row.person if row else None

    def completion(self, completion_id: str) -> Completion | None:
        return next(iter(self._completions("completion.id = ?", completion_id)), None)

    def claimed(self, claim: str) -> Completion | None:
        found = self._completions("completion.id = (SELECT completion FROM claim WHERE claim = ?)", claim)
        return next(iter(found), None)

    def claims_since(self, unit: str, moment: datetime) -> int:
        row = self._row(CLAIMS_SINCE, unit, records.stamp(moment))
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
        with self.database.refusals():
            return self.people.paper(self.database.read(), serial)

    def training_class(self, code: str) -> TrainingClass | None:
        row = self._row(class_rows.ONE, code)
        return class_rows.class_of(row) if row else None

    def training_classes(self, units: Collection[str]) -> Sequence[TrainingClass]:
        asked = sorted(units)
        rows = self._rows(class_rows.OF_UNITS.format(units=_marks(asked)), *asked)
        return [class_rows.class_of(row) for row in rows]

    def roll(self, code: str) -> Sequence[Seat]:
        return class_rows.seats_of(self._rows(class_rows.ROLL, code), self.person)

    def unfinished(self, units: Collection[str]) -> Sequence[Seat]:
        asked = sorted(units)
        return class_rows.seats_of(self._rows(class_rows.UNFINISHED.format(units=_marks(asked)), *asked), self.person)

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


_UNDECIDED: Final = "link JOIN learner ON learner.id = a WHERE merged = 0 AND same IS NULL"
_CERTIFICATE: Final = (
    "certificate.*, revocation.reason, coalesce(learner.erased, 0) AS erased FROM certificate"
    " LEFT JOIN revocation ON revocation.serial = certificate.serial"
    " LEFT JOIN learner ON learner.id = certificate.learner"
)


def _marks(values: Sequence[str]) -> str:
    return ",".join("?" * len(values))


def keys_used(store: SqliteStore) -> Iterable[str]:
    """Ids of the keys that sealed this host's records or signed its papers."""
    rows = store.database.read().execute(
        "SELECT key FROM record WHERE key IS NOT NULL UNION SELECT key FROM certificate ORDER BY 1"
    )
    return [row[0] for row in rows]


def _unit(row: sqlite3.Row) -> Unit:
    return Unit(row["code"], row["name"], row["kind"], bool(row["sample"]))


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
