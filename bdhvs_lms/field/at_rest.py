"""The key of what is kept about people: a file of the folder, known to its database, and older folders sealed with it.

The database keeps a fingerprint of the key, so that a lost or foreign key is told apart from a new folder's.
"""

from __future__ import annotations

import json
import logging
import secrets
import sqlite3
from pathlib import Path

from ..movement.errors import StoreUnavailable
from ..movement.people import Person
from ..movement.store import PersonRow
from ..trust import Vault
from . import keyfiles, schema
from .database import Database
from .errors import PeopleKeyMissing, PeopleKeyWrong
from .people_rows import PeopleRows

_log = logging.getLogger(__name__)
_FINGERPRINT = "people_key"


class PeopleKey:
    """The vault of a folder. A key file that is missing is looked for at every call: a running server takes it up."""

    def __init__(self, keys: Path, fingerprint: str) -> None:
        self._keys, self._fingerprint = keys, fingerprint
        self._vault: Vault | None = None

    def __call__(self) -> Vault:
        """PeopleKeyMissing, PeopleKeyWrong, KeyFileUnsafe."""
        if self._vault is None:
            if not (self._keys / keyfiles.PEOPLE).exists():
                raise PeopleKeyMissing
            vault = keyfiles.people_key(self._keys)
            if fingerprint(vault) != self._fingerprint:
                raise PeopleKeyWrong
            self._vault = vault
        return self._vault

    def mend(self, keys: Path) -> bool:
        """Takes the key file from another folder if it is missing or wrong here, and that one's is right. → if so."""
        try:
            self()
        except StoreUnavailable:
            if not (keys / keyfiles.PEOPLE).exists() or fingerprint(keyfiles.people_key(keys)) != self._fingerprint:
                return False
            keyfiles.write_private(self._keys / keyfiles.PEOPLE, (keys / keyfiles.PEOPLE).read_bytes())
            return True
        return False


def fingerprint(vault: Vault) -> str:
    return vault.mark("fingerprint").hex()


def prepare(database: Database, keys: Path) -> PeopleKey:
    """Brings the tables up to date and makes the key where there has never been one.

    Rows of a folder from before people's rows were sealed are sealed in one transaction; the plain ones are overwritten
    (`secure_delete`) and leave the log. The key is on disk before the first row that needs it.
    """
    old = _is_plain(database)
    if not old:
        database.apply(schema.ALL)
    known = database.rows("SELECT value FROM setting WHERE name = ?", (_FINGERPRINT,))
    if old or not known:
        vault = _made(keys)
        with database.write() as db:
            if _has_plain(db):  # another process may have been first
                _seal_all(db, vault)
            db.execute("INSERT OR IGNORE INTO setting VALUES (?, ?)", (_FINGERPRINT, json.dumps(fingerprint(vault))))
        if old and not database.forget_deleted():
            _log.warning("another program keeps the log open; what was plain leaves it when the folder is opened next")
        database.apply(schema.ALL)
        known = database.rows("SELECT value FROM setting WHERE name = ?", (_FINGERPRINT,))
    return PeopleKey(keys, json.loads(known[0]["value"]))


def _is_plain(database: Database) -> bool:
    return bool(database.rows(_PLAIN))


_PLAIN = "SELECT 1 FROM pragma_table_info('person') WHERE name = 'folded'"


def _has_plain(db: sqlite3.Connection) -> bool:
    return db.execute(_PLAIN).fetchone() is not None


def _made(keys: Path) -> Vault:
    if not (keys / keyfiles.PEOPLE).exists():
        with keyfiles.locked(keys):
            if not (keys / keyfiles.PEOPLE).exists():
                keyfiles.write_private(keys / keyfiles.PEOPLE, secrets.token_bytes(32))
    return keyfiles.people_key(keys)


def _seal_all(db: sqlite3.Connection, vault: Vault) -> None:
    rows = PeopleRows(lambda: vault)
    for table in ("person", "paper"):
        db.execute(f"ALTER TABLE {table} RENAME TO plain_{table}")
    db.execute("DROP INDEX IF EXISTS person_folded")
    db.execute("DROP INDEX IF EXISTS paper_learner")
    for statement in filter(None, map(str.strip, schema.PEOPLE.split(";"))):
        db.execute(statement)
    for one in db.execute("SELECT * FROM plain_person"):
        person = Person(one["name"], one["birth_year"], one["phone"], one["village"])
        rows.keep(db, one["learner"], PersonRow(person, one["salt"]))
    for one in db.execute("SELECT * FROM plain_paper"):
        rows.keep_paper(db, one["serial"], one["learner"], one["payload"])
    for table in ("person", "paper"):
        db.execute(f"DROP TABLE plain_{table}")
