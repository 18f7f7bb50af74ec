"""Persons and papers as they lie on disk: sealed under the node's own key, found by keyed marks, erased with their row.

A mark lets rows of one folder be compared without opening them. It says nothing across nodes: each has its own key, and
whoever holds that key can open the rows anyway.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice
from typing import Final, NamedTuple

import cbor2

from ..movement.people import Candidate, Person, fold
from ..movement.store import PersonRow
from ..trust import SealBroken, Vault

CANDIDATES: Final = 20
"""How many earlier learners of the same name and birth year, of its unit or phone, a new one is compared with."""
_AT_ONCE: Final = 500


class Marks(NamedTuple):
    """Of folded name and birth year, and of the phone, b"" where there is none."""

    alike: bytes
    phone: bytes


class Known(NamedTuple):
    """Somebody of the same folded name and birth year as a new learner. unit, registered: as projected.

    row: what opens them; None for who is registered by the same batch, whose person is at hand.
    """

    learner: str
    unit: str
    registered: str
    phone: bytes
    sealed: bytes
    person: Person | None = None


class PeopleRows:
    """key: the vault as it stands now; raises where the folder has none. Every method may raise that, or SealBroken."""

    def __init__(self, key: Callable[[], Vault]) -> None:
        self._key = key

    def row(self, db: sqlite3.Connection, learner: str) -> PersonRow | None:
        """None when erased or never known here."""
        found = db.execute("SELECT sealed FROM person WHERE learner = ?", (learner,)).fetchone()
        return self._opened(learner, found[0]) if found else None

    @staticmethod
    def has(db: sqlite3.Connection, learner: str) -> bool:
        return db.execute("SELECT 1 FROM person WHERE learner = ?", (learner,)).fetchone() is not None

    def rows(self, db: sqlite3.Connection) -> Iterator[tuple[str, PersonRow | None]]:
        """(learner, row) for every person; None for a row that doesn't open."""
        for learner, sealed in db.execute("SELECT learner, sealed FROM person ORDER BY learner"):
            try:
                yield learner, self._opened(learner, sealed)
            except SealBroken:
                yield learner, None

    def _opened(self, learner: str, sealed: bytes) -> PersonRow:
        plain = self._key().open(f"person {learner}", sealed)
        try:
            salt, name, birth_year, phone, village = cbor2.loads(plain)
        except (cbor2.CBORDecodeError, ValueError, TypeError):
            raise SealBroken from None
        return PersonRow(Person(name, birth_year, phone, village), salt)

    def marks(self, person: Person) -> Marks:
        vault = self._key()
        return Marks(_alike(vault, person), _phone(vault, person))

    def keep(self, db: sqlite3.Connection, learner: str, row: PersonRow) -> None:
        """Writes the row, or writes over it."""
        self.keep_all(db, [(learner, row, self.marks(row.person))])

    def keep_all(self, db: sqlite3.Connection, rows: Iterable[tuple[str, PersonRow, Marks]]) -> None:
        """`keep` of many."""
        vault = self._key()
        db.executemany(
            "INSERT OR REPLACE INTO person VALUES (?, ?, ?, ?)",
            [(learner, vault.seal(f"person {learner}", _plain(row)), *marks) for learner, row, marks in rows],
        )

    def candidates(self, db: sqlite3.Connection, learner: str, unit: str, person: Person) -> list[Candidate]:
        """Other learners of the same folded name and birth year, of the same unit or phone; same phone first."""
        vault = self._key()
        phone = _phone(vault, person)
        found = db.execute(
            "SELECT person.learner, sealed, unit FROM person JOIN learner ON learner.id = person.learner"
            " WHERE alike = ? AND person.learner <> ? AND (learner.unit = ? OR (phone <> x'' AND phone = ?))"
            " ORDER BY phone = ? DESC, registered, id LIMIT ?",
            (_alike(vault, person), learner, unit, phone, phone, CANDIDATES),
        ).fetchall()
        return [Candidate(one, its_unit, self._opened(one, sealed).person) for one, sealed, its_unit in found]

    def alike(self, db: sqlite3.Connection, marks: Collection[bytes]) -> dict[bytes, list[Known]]:
        """By mark, everybody who has it."""
        found = defaultdict[bytes, list[Known]](list)
        left = iter(set(marks))
        while some := list(islice(left, _AT_ONCE)):
            sql = (
                "SELECT alike, person.learner, unit, registered, phone, sealed FROM person"
                f" JOIN learner ON learner.id = person.learner WHERE alike IN ({','.join('?' * len(some))})"
            )
            for mark, *known in db.execute(sql, some):
                found[mark].append(Known(*known))
        return found

    def closest(self, known: Iterable[Known], unit: str, phone: bytes) -> list[Candidate]:
        """As `candidates`, of those whom `alike` found."""
        near = [one for one in known if one.unit == unit or (phone and one.phone == phone)]
        near.sort(key=lambda one: (one.phone != phone, one.registered, one.learner))
        return [
            Candidate(one.learner, one.unit, one.person or self._opened(one.learner, one.sealed).person)
            for one in near[:CANDIDATES]
        ]

    def paper(self, db: sqlite3.Connection, serial: str) -> bytes | None:
        found = db.execute("SELECT sealed FROM paper WHERE serial = ?", (serial,)).fetchone()
        return self._key().open(f"paper {serial}", found[0]) if found else None

    def keep_paper(self, db: sqlite3.Connection, serial: str, learner: str, payload: bytes) -> None:
        """A certificate's signed payload, which has the name in it, unless an erasure has come first."""
        db.execute(
            "INSERT OR IGNORE INTO paper SELECT ?1, ?2, ?3"
            " WHERE NOT EXISTS (SELECT 1 FROM learner WHERE id = ?2 AND erased = 1)",
            (serial, learner, self._key().seal(f"paper {serial}", payload)),
        )

    @staticmethod
    def erase(db: sqlite3.Connection, learner: str) -> None:
        """Needs no key."""
        db.execute("DELETE FROM person WHERE learner = ?", (learner,))
        db.execute("DELETE FROM paper WHERE learner = ?", (learner,))


def _plain(row: PersonRow) -> bytes:
    person = row.person
    return cbor2.dumps([row.salt, person.name, person.birth_year, person.phone, person.village])


def _alike(vault: Vault, person: Person) -> bytes:
    return vault.mark("alike", fold(person.name), str(person.birth_year))


def _phone(vault: Vault, person: Person) -> bytes:
    return vault.mark("phone", person.phone) if person.phone else b""
