"""Rows of the app's DocTypes on MariaDB and SQLite: the few statements that `store` and `projections` are made of.

Rows are written past the controllers, which refuse everybody. Names (primary keys) are what holds uniqueness: Frappe's
SQLite drops the other constraints when it alters a table, and `setup.add_indexes` brings the names' one back.
MariaDB compares texts without regard to case and accents: what must be told apart exactly is named by its SHA-256.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

import frappe

OWNER: Final = "Administrator"
RECORD, PERSON, PAPER = "`tabBDHVS Record`", "`tabBDHVS Person`", "`tabBDHVS Paper`"
UNIT, GROUP, TARGET, POPULATION = "`tabBDHVS Unit`", "`tabBDHVS Group`", "`tabBDHVS Target`", "`tabBDHVS Population`"
LEARNER, LINK, COMPLETION, CLAIM = "`tabBDHVS Learner`", "`tabBDHVS Link`", "`tabBDHVS Completion`", "`tabBDHVS Claim`"
REVIEW, CERTIFICATE, REVOCATION = "`tabBDHVS Review`", "`tabBDHVS Certificate`", "`tabBDHVS Revocation`"
TALLY, SCAN = "`tabBDHVS Tally`", "`tabBDHVS Scan`"
COURSE, LESSON, ACCOUNT = "`tabBDHVS Course`", "`tabBDHVS Lesson`", "`tabBDHVS Account`"
SEAL = "`tabBDHVS Seal`"

PROJECTED: Final = (LEARNER, LINK, COMPLETION, CLAIM, REVIEW, CERTIFICATE, REVOCATION, TALLY)
ALL: Final = (RECORD, PERSON, PAPER, UNIT, GROUP, TARGET, POPULATION, SCAN, COURSE, LESSON, ACCOUNT, SEAL, *PROJECTED)

Row = Mapping[str, Any]


def digest(*parts: str) -> str:
    """A name for what is told apart by several texts, or by one that may be long: SHA-256, hex."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def select(sql: str, *values: object) -> list[Row]:
    rows: list[Row] = frappe.db.sql(sql, values, as_dict=True)
    return rows


def locked(sql: str, *values: object) -> list[Row]:
    """`select` of what is committed now, not when the transaction began; others wait to change it (MariaDB)."""
    return select(f"{sql} FOR UPDATE" if frappe.db.db_type == "mariadb" else sql, *values)


def write(sql: str, *values: object) -> None:
    frappe.db.sql(sql, values)


def marks(values: Sequence[object]) -> str:
    return ",".join(["%s"] * len(values))


class Stands(Exception):
    """A row of that name stands already."""


def insert(table: str, row: Row) -> None:
    """`name` is among the columns. Stands."""
    try:
        _insert(table, [row], "")
    except Exception as error:
        if frappe.db.is_duplicate_entry(error):
            raise Stands(row["name"]) from error
        raise


def insert_new(table: str, *rows: Row) -> None:
    """Leaves rows as they are whose names stand already; holds them all until the transaction ends (MariaDB)."""
    _insert(table, rows, f"name = {new('name')}")


def upsert(table: str, *rows: Row, **change: str) -> None:
    """Inserts rows of the same columns; where a name stands already, `change` says column → expression.

    An expression names the standing row's columns by their names, the given row's by `new`. They're worked out in turn.
    """
    _insert(table, rows, ", ".join(f"{column} = {text}" for column, text in change.items()))


def new(column: str) -> str:
    """The given row's value within `upsert`."""
    return f"VALUES({column})" if frappe.db.db_type == "mariadb" else f"excluded.{column}"


def _insert(table: str, rows: Iterable[Row], change: str) -> None:
    rows = list(rows)
    if not rows:
        return
    now = frappe.utils.now()
    full = [{**row, "creation": now, "modified": now, "owner": OWNER, "modified_by": OWNER} for row in rows]
    columns = list(full[0])
    one = f"({marks(columns)})"
    sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([one] * len(full))}"
    if change:
        on = "ON DUPLICATE KEY UPDATE" if frappe.db.db_type == "mariadb" else "ON CONFLICT DO UPDATE SET"
        sql = f"{sql} {on} {change}"
    write(sql, *(row[column] for row in full for column in columns))


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
