"""SQLite as the field host uses it: one connection a thread, WAL, full durability, one writer at a time."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from ..movement.errors import StoreUnavailable

WAIT_SECONDS: Final = 20
"""How long a writer waits for another process before it gives up with StoreUnavailable."""


class _Connection(sqlite3.Connection):
    """One thread's; another thread may close it, but only between two transactions or single statements."""

    def __init__(self, *given: Any, **named: Any) -> None:
        self.busy = threading.RLock()
        super().__init__(*given, **named)

    def execute(self, *given: Any) -> sqlite3.Cursor:
        with self.busy:
            return super().execute(*given)

    def executemany(self, *given: Any) -> sqlite3.Cursor:
        with self.busy:
            return super().executemany(*given)

    def close(self) -> None:
        with self.busy:
            super().close()


class Database:
    """A SQLite file. durable: fsync at each commit (records); not durable: at checkpoints only (counters).

    wait: seconds for which it waits for another process, otherwise `WAIT_SECONDS`.
    """

    def __init__(self, path: Path, schema: str, *, durable: bool = True, wait: float | None = None) -> None:
        self.path = path
        self._durable = durable
        self._wait = WAIT_SECONDS if wait is None else wait
        self._local = threading.local()
        self._lock = threading.Lock()
        self._connections: dict[threading.Thread, _Connection] = {}
        try:
            path.touch(mode=0o600)  # before SQLite does: its log and index files take the mode over
            path.chmod(0o600)
        except OSError as error:
            raise StoreUnavailable(why=error.strerror or "?") from error
        try:
            self.apply(schema)
        except BaseException:
            self.close()
            raise

    def apply(self, schema: str) -> None:
        """Makes the tables that aren't there yet."""
        with self.refusals():
            self.read().executescript(schema)

    def read(self) -> sqlite3.Connection:
        """This thread's connection, in autocommit mode."""
        return self._own()

    def _own(self) -> _Connection:
        connection: _Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._connected()
            with self._lock:
                for thread in [one for one in self._connections if not one.is_alive()]:
                    self._connections.pop(thread).close()
                self._connections[threading.current_thread()] = self._local.connection = connection
        return connection

    def _connected(self) -> _Connection:
        connection = sqlite3.connect(
            self.path, timeout=self._wait, isolation_level=None, factory=_Connection, check_same_thread=False
        )
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(f"PRAGMA synchronous = {'FULL' if self._durable else 'NORMAL'}")
            connection.execute("PRAGMA secure_delete = ON")  # an erased name is overwritten, not only unlinked
            connection.execute("PRAGMA temp_store = MEMORY")
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction, all or nothing; nobody else writes meanwhile."""
        connection = self._own()
        with self.refusals(), connection.busy:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """What SQLite refuses becomes StoreUnavailable; a program's own mistakes stay what they are."""
        try:
            yield
        except (sqlite3.OperationalError, sqlite3.DatabaseError) as error:
            if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
                raise
            raise StoreUnavailable(why=str(error)) from error

    def rows(self, sql: str, values: tuple[object, ...] = ()) -> list[sqlite3.Row]:
        """All rows of a question. StoreUnavailable when the database is locked, full or damaged."""
        with self.refusals():
            return self.read().execute(sql, values).fetchall()

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
            connection.execute(f"PRAGMA busy_timeout = {int(self._wait * 1000)}")
        return True

    @staticmethod
    def _emptied(connection: sqlite3.Connection) -> bool:
        try:
            return not connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except sqlite3.OperationalError:  # this thread is reading, or the disk is full
            return False

    def close(self) -> None:
        """Closes every thread's connection, after what is being written; a thread that comes later opens a new one."""
        with self._lock:
            left, self._connections, self._local = self._connections, {}, threading.local()
        for connection in left.values():
            connection.close()
