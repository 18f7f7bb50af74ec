"""Tables of others that carry fields of ours: Frappe's SQLite makes them anew without keys when a field is added."""

from __future__ import annotations

from typing import Final

import frappe

CARRIERS: Final = ("User", "LMS Certificate")
"""The DocTypes that `fixtures/custom_field.json` adds fields to."""


def mend_tables() -> None:
    """SQLite: gives the carriers' tables back that names are unique, and the indexes that every table starts with."""
    for doctype in CARRIERS:
        _mend(f"tab{doctype}")


def _mend(table: str) -> None:
    names = {row["name"] for row in frappe.db.sql(f"PRAGMA index_list(`{table}`)", as_dict=True)}
    if "modified" in names:  # Frappe calls it so for every table it alters, and can't for a second one
        frappe.db.sql_ddl("DROP INDEX `modified`")
    for column in ("creation", "modified"):
        frappe.db.sql_ddl(f"CREATE INDEX IF NOT EXISTS `{table}_{column}_idx` ON `{table}` ({column})")
    if f"sqlite_autoindex_{table}_1" in names:
        return
    if frappe.db.sql(f"SELECT name FROM `{table}` GROUP BY name HAVING COUNT(*) > 1 LIMIT 1"):
        frappe.log_error(title=f"{table}: two rows have the same name; it can't be made unique before one is deleted")
        return
    frappe.db.sql_ddl(f"CREATE UNIQUE INDEX IF NOT EXISTS `{table}_name_idx` ON `{table}` (name)")
