"""SQLite as the field host uses it: one connection a thread, WAL, full durability, one writer at a time."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ..movement.errors import StoreUnavailable

WAIT_SECONDS: Final = 20
"""How long a writer waits for another process before it gives up with StoreUnavailable."""


class Database:
    """A SQLite file. durable: fsync at each commit (records); not durable: at checkpoints only (counters)."""

    def __init__(self, path: Path, schema: str, *, durable: bool = True) -> None:
        self.path = path
        self._schema = schema
        self._durable = durable
        self._local = threading.local()
        try:
            path.touch(mode=0o600)  # before SQLite does: its log and index files take the mode over
            path.chmod(0o600)
        except OSError as error:
            raise StoreUnavailable(why=error.strerror or "?") from error
        with self._refusals():
            self.read().executescript(schema)

    def read(self) -> sqlite3.Connection:
        """This thread's connection, in autocommit mode."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self.path, timeout=WAIT_SECONDS, isolation_level=None)
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(f"PRAGMA synchronous = {'FULL' if self._durable else 'NORMAL'}")
            connection.execute("PRAGMA secure_delete = ON")  # an erased name is overwritten, not only unlinked
            connection.execute("PRAGMA temp_store = MEMORY")
            self._local.connection = connection
        return connection

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction, all or nothing; nobody else writes meanwhile."""
        connection = self.read()
        with self._refusals():
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.OperationalError, sqlite3.DatabaseError) as error:
            if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
                raise
            raise StoreUnavailable(why=str(error)) from error

    def forget_deleted(self, seconds: float = 10) -> bool:
        """Empties the write-ahead log, where deleted rows live on until then. False if readers kept it open."""
        deadline, connection = time.monotonic() + seconds, self.read()
        connection.execute("PRAGMA busy_timeout = 0")
        try:
            while not self._emptied(connection):
                if time.monotonic() >= deadline:
                    return False
                time.sleep(0.05)
        finally:
            connection.execute(f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000}")
        return True

    @staticmethod
    def _emptied(connection: sqlite3.Connection) -> bool:
        try:
            return not connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except sqlite3.OperationalError:  # this thread is reading, or the disk is full
            return False

    def close(self) -> None:
        """Closes this thread's connection."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None
