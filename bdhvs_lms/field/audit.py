"""Whether what is shown equals what the records say, looked at without writing anything."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import zip_longest

from ..movement.errors import ProjectionsDiffer
from ..movement.records import Record
from ..trust import check_chain
from . import projections, schema
from .database import Database
from .store import SqliteStore


def check_chains(store: SqliteStore) -> int:
    """Checks every chain that is here. → how many records are in them; BrokenChain, InvalidRecord."""
    return sum(check_chain(store.chain(host), store.keyring) for host in store.chains())


def check_projections(database: Database) -> int:
    """Projects all records into an empty database beside the live one. → how many; ProjectionsDiffer names a table."""
    live = database.read()
    with closing(sqlite3.connect("", isolation_level=None)) as fresh:  # "": a private file that SQLite removes
        fresh.row_factory = sqlite3.Row
        fresh.executescript(schema.KEPT + schema.PROJECTIONS)
        live.execute("BEGIN")  # one view of the data, while others go on writing
        try:
            return _compare(live, fresh)
        finally:
            live.execute("ROLLBACK")


def _compare(live: sqlite3.Connection, fresh: sqlite3.Connection) -> int:
    fresh.execute("BEGIN")
    for row in live.execute("SELECT * FROM target"):
        fresh.execute(f"INSERT INTO target VALUES ({','.join('?' * len(row))})", tuple(row))
    rows = live.execute("SELECT body FROM record ORDER BY position")
    projections.rebuild(fresh, (Record.from_canonical(row["body"]) for row in rows))
    for table in schema.PROJECTED:
        pairs = zip_longest(_rows(live, table), _rows(fresh, table))
        if any(one is None or other is None or tuple(one) != tuple(other) for one, other in pairs):
            raise ProjectionsDiffer(table=table)
    count: int = live.execute("SELECT count(*) FROM record").fetchone()[0]
    return count


def _rows(db: sqlite3.Connection, table: str) -> sqlite3.Cursor:
    columns = len(db.execute(f"SELECT * FROM {table} LIMIT 0").description)
    return db.execute(f"SELECT * FROM {table} ORDER BY {','.join(map(str, range(1, columns + 1)))}")
