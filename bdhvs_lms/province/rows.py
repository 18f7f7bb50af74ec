"""Rows of the app's DocTypes on MariaDB and SQLite: the few statements that `store` and `projections` are made of.

Rows are written past the controllers, which refuse everybody. Names (primary keys) are what holds uniqueness: Frappe's
SQLite drops the other constraints when it alters a table, and `setup.add_indexes` brings the names' one back.
MariaDB compares texts without regard to case and accents: what must be told apart exactly is named by its SHA-256.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, NamedTuple

import frappe

OWNER: Final = "Administrator"
RECORD, PERSON, PAPER = "`tabBDHVS Record`", "`tabBDHVS Person`", "`tabBDHVS Paper`"
UNIT, GROUP, TARGET, POPULATION = "`tabBDHVS Unit`", "`tabBDHVS Group`", "`tabBDHVS Target`", "`tabBDHVS Population`"
LEARNER, LINK, COMPLETION, CLAIM = "`tabBDHVS Learner`", "`tabBDHVS Link`", "`tabBDHVS Completion`", "`tabBDHVS Claim`"
REVIEW, CERTIFICATE, REVOCATION = "`tabBDHVS Review`", "`tabBDHVS Certificate`", "`tabBDHVS Revocation`"
TALLY, SCAN = "`tabBDHVS Tally`", "`tabBDHVS Scan`"
COURSE, LESSON, ACCOUNT = "`tabBDHVS Course`", "`tabBDHVS Lesson`", "`tabBDHVS Account`"
SEAL = "`tabBDHVS Seal`"
CLASS, SEAT = "`tabBDHVS Class`", "`tabBDHVS Seat`"
POSTER = "`tabBDHVS Poster`"
RUN, VOLUME = "`tabBDHVS Print Run`", "`tabBDHVS Print Volume`"

PROJECTED: Final = (LEARNER, LINK, COMPLETION, CLAIM, REVIEW, CERTIFICATE, REVOCATION, CLASS, SEAT, TALLY)
ALL: Final = (
    RECORD, PERSON, PAPER, UNIT, GROUP, TARGET, POPULATION, SCAN, COURSE, LESSON, ACCOUNT, SEAL, POSTER, VOLUME,
    *PROJECTED,
)  # fmt: skip

Row = Mapping[str, Any]
PIECE: Final = 500
"""Rows that one statement writes at most: SQLite takes 32,766 values."""

_other: ContextVar[Any] = ContextVar("bdhvs_database", default=None)


def database() -> Any:
    """Where the statements go: the site's database, unless `elsewhere` names another."""
    return _other.get() or frappe.db


@contextmanager
def elsewhere(other: Any) -> Iterator[None]:
    """Every statement goes to another database meanwhile: one with `db_type` and `sql(query, values, as_dict)`."""
    token = _other.set(other)
    try:
        yield
    finally:
        _other.reset(token)


def digest(*parts: str) -> str:
    """A name for what is told apart by several texts, or by one that may be long: SHA-256, hex."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def select(sql: str, *values: object) -> list[Row]:
    rows: list[Row] = database().sql(sql, values, as_dict=True)
    return rows


def locked(sql: str, *values: object) -> list[Row]:
    """`select` of what is committed now, not when the transaction began; others wait to change it (MariaDB)."""
    return select(f"{sql} FOR UPDATE" if database().db_type == "mariadb" else sql, *values)


def by_index(name: str) -> str:
    """After a table within `locked`: on a small table MariaDB would read, and so lock, every row instead."""
    return f"FORCE INDEX ({name})" if database().db_type == "mariadb" else ""


def among(table: str, values: Sequence[object], column: str = "name") -> str:
    """`table WHERE column IN (…)` with marks for the values, for `locked`: by the column's index (`by_index`)."""
    index = "PRIMARY" if column == "name" else f"bdhvs_{bare(table)}_{column}"
    return f"{table} {by_index(index)} WHERE {column} IN ({marks(values)})"


def bare(table: str) -> str:
    """What its indexes call one of the app's tables (`setup.add_indexes`)."""
    return table.strip("`").removeprefix("tabBDHVS ").lower()


def in_turn() -> str:
    """After SELECT within `locked`: joins in the order named; MariaDB might begin with all rows of a small table."""
    return "STRAIGHT_JOIN" if database().db_type == "mariadb" else ""


def write(sql: str, *values: object) -> None:
    database().sql(sql, values)


def marks(values: Sequence[object]) -> str:
    return ",".join(["%s"] * len(values))


class Stands(Exception):
    """A row of one of these names stands already."""


class Worked(NamedTuple):
    """A column's value that the database works out."""

    sql: str
    values: tuple[object, ...]


def insert(table: str, *rows: Row) -> None:
    """Rows of the same columns, `name` among them, `PIECE` at most: all or none. Stands."""
    try:
        _insert(table, rows, "")
    except Exception as error:
        if frappe.db.is_duplicate_entry(error):
            raise Stands(*(row["name"] for row in rows)) from error
        raise


def insert_new(table: str, *rows: Row) -> None:
    """Leaves rows as they are whose names stand already; holds them all until the transaction ends (MariaDB)."""
    _insert(table, rows, f"name = {new('name')}")


def upsert(table: str, *rows: Row, answer: str = "", **change: str) -> list[Row]:
    """Inserts rows of the same columns; where a name stands already, `change` says column → expression.

    An expression names the standing row's columns by their names, the given row's by `new`. They're worked out in turn.
    answer: columns of the rows as they stand afterwards, to be returned.
    """
    return _insert(table, rows, ", ".join(f"{column} = {text}" for column, text in change.items()), answer)


def new(column: str) -> str:
    """The given row's value within `upsert`."""
    return f"VALUES({column})" if database().db_type == "mariadb" else f"excluded.{column}"


def _insert(table: str, rows: Sequence[Row], change: str, answer: str = "") -> list[Row]:
    pieces = (rows[start : start + PIECE] for start in range(0, len(rows), PIECE))
    return [row for piece in pieces for row in _insert_piece(table, piece, change, answer)]


def _insert_piece(table: str, rows: Sequence[Row], change: str, answer: str) -> list[Row]:
    now = frappe.utils.now()
    full = [{**row, "creation": now, "modified": now, "owner": OWNER, "modified_by": OWNER} for row in rows]
    columns = list(full[0])
    told = [[_told(row[column]) for column in columns] for row in full]
    places = ", ".join(f"({', '.join(one.sql for one in row)})" for row in told)
    sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES {places}"
    if change:
        on = "ON DUPLICATE KEY UPDATE" if database().db_type == "mariadb" else "ON CONFLICT DO UPDATE SET"
        sql = f"{sql} {on} {change}"
    if answer:
        sql = f"{sql} RETURNING {answer}"
    return select(sql, *(value for row in told for one in row for value in one.values))


def _told(value: object) -> Worked:
    return value if isinstance(value, Worked) else Worked("%s", (value,))


CLAIMS_SINCE: Final = f"SELECT count(*) AS people FROM {COMPLETION} WHERE unit = %s AND way = 'self' AND at >= %s"


@contextmanager
def unlimited() -> Iterator[None]:
    """Lifts Frappe's bound on the writes of one transaction."""
    bound = frappe.db.MAX_WRITES_PER_TRANSACTION
    frappe.db.MAX_WRITES_PER_TRANSACTION = sys.maxsize
    try:
        yield
    finally:
        frappe.db.MAX_WRITES_PER_TRANSACTION = bound
