"""What is shown, made anew from the records beside the site's own tables and compared with them; it writes nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any, Final, NamedTuple

import frappe
from frappe.model import no_value_fields

from ..movement.records import Record
from . import projections, rows

PAGE: Final = 500
_STAMPS: Final = ("creation", "modified", "owner", "modified_by")


class Difference(NamedTuple):
    """One row that isn't as the records say. columns: which of them; none where the whole row is missing or extra."""

    doctype: str
    name: str
    columns: tuple[str, ...] = ()
    missing: bool = False


class Beside:
    """A private SQLite database that `rows.elsewhere` takes; it is gone when it is closed."""

    db_type: Final = "sqlite"

    def __init__(self) -> None:
        self._connection = sqlite3.connect("", isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        for pragma in ("journal_mode = OFF", "synchronous = OFF"):
            self._connection.execute(f"PRAGMA {pragma}")

    def sql(self, query: str, values: Sequence[object] = (), as_dict: bool = False) -> list[Any]:
        found = self._connection.execute(query.replace("%s", "?"), values).fetchall()
        return [dict(row) for row in found] if as_dict else found

    def close(self) -> None:
        self._connection.close()


def differences(pages: Iterable[Sequence[Record]]) -> Iterator[Difference]:
    """Projects these records and compares every table; each row that differs comes once."""
    with closing(Beside()) as beside:
        columns = {table: _columns(_doctype(table)) for table in (*rows.PROJECTED, rows.TARGET)}
        with rows.elsewhere(beside):
            for table, kinds in columns.items():
                listed = ", ".join(f"`{column}` DEFAULT {default}" for column, default in kinds.items())
                stamps = ", ".join(_STAMPS)
                rows.write(f"CREATE TABLE {table} (name TEXT PRIMARY KEY, {stamps}, {listed})")
            for column in ("one", "other"):
                rows.write(f"CREATE INDEX link_{column} ON {rows.LINK} ({column})")
            rows.write(f"CREATE INDEX completion_learner ON {rows.COMPLETION} (learner)")
        targets = rows.select(f"SELECT name, {', '.join(columns[rows.TARGET])} FROM {rows.TARGET}")
        with rows.elsewhere(beside):
            rows.insert_new(rows.TARGET, *targets)
            projections.rebuild(_of_the_site(iter(pages)))
        for table in rows.PROJECTED:
            yield from _compared(table, [*columns[table]], beside)


def _of_the_site(pages: Iterator[Sequence[Record]]) -> Iterator[Sequence[Record]]:
    """Pages that are read from the site's database, whichever the statements in between go to."""
    while True:
        with rows.elsewhere(None):
            page = next(pages, None)
        if page is None:
            return
        yield page


def _compared(table: str, columns: Sequence[str], beside: Beside) -> Iterator[Difference]:
    doctype, listed, last = _doctype(table), ", ".join(f"`{column}`" for column in ("name", *columns)), ""
    sql = f"SELECT {listed} FROM {table} WHERE name > %s ORDER BY name LIMIT {PAGE}"
    while page := rows.select(sql, last):
        last = page[-1]["name"]
        names = [row["name"] for row in page]
        with rows.elsewhere(beside):
            among = f"WHERE name IN ({rows.marks(names)})"
            made = {row["name"]: row for row in rows.select(f"SELECT {listed} FROM {table} {among}", *names)}
            rows.write(f"DELETE FROM {table} {among}", *names)
        for row in page:
            if row["name"] not in made:
                yield Difference(doctype, row["name"])
            elif other := tuple(one for one in columns if _text(row[one]) != _text(made[row["name"]][one])):
                yield Difference(doctype, row["name"], other)
    with rows.elsewhere(beside):
        left = rows.select(f"SELECT name FROM {table} ORDER BY name")
    for row in left:
        yield Difference(doctype, row["name"], missing=True)


def _columns(doctype: str) -> dict[str, str]:
    """Column → its default, of the DocType's own fields; those that the site added aren't the records'."""
    fields = [
        field
        for field in frappe.get_meta(doctype).fields
        if field.fieldtype not in no_value_fields and not field.get("is_custom_field")
    ]
    return {field.fieldname: "0" if field.fieldtype in ("Int", "Check") else "''" for field in fields}


def _text(value: object) -> str:
    """Databases differ in how they give a day, a boolean and what is empty."""
    return "" if value is None else str(int(value)) if isinstance(value, bool) else str(value)


def _doctype(table: str) -> str:
    return table.strip("`").removeprefix("tab")
