"""Persons and papers as they lie on disk: sealed under the node's own key, found by keyed marks, erased with their row.

A mark lets rows of one folder be compared without opening them. It says nothing across nodes: each has its own key, and
whoever holds that key can open the rows anyway.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from typing import Final

import cbor2

from ..movement.people import Candidate, Person, fold
from ..movement.store import PersonRow
from ..trust import SealBroken, Vault

CANDIDATES: Final = 20
"""How many earlier learners of the same name and birth year, of its unit or phone, a new one is compared with."""


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

    def keep(self, db: sqlite3.Connection, learner: str, row: PersonRow) -> None:
        """Writes the row, or writes over it."""
        vault, person = self._key(), row.person
        plain = cbor2.dumps([row.salt, person.name, person.birth_year, person.phone, person.village])
        db.execute(
            "INSERT OR REPLACE INTO person VALUES (?, ?, ?, ?)",
            (learner, vault.seal(f"person {learner}", plain), _alike(vault, person), _phone(vault, person)),
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


def _alike(vault: Vault, person: Person) -> bytes:
    return vault.mark("alike", fold(person.name), str(person.birth_year))


def _phone(vault: Vault, person: Person) -> bytes:
    return vault.mark("phone", person.phone) if person.phone else b""
