"""What the site starts with, and what every migrate makes sure of."""

from __future__ import annotations

import csv
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import frappe

from ..movement import tables
from ..movement.units import PROVINCE, WHOLE_PROVINCE, Unit
from . import completions, custom_fields, kept, language, papers, publishing, rows
from .site import FIXTURES, catalog

INDEXES: Final[Sequence[tuple[str, str]]] = (
    (rows.RECORD, "entry"),
    (rows.RECORD, "kind"),
    (rows.PERSON, "folded, birth_year"),
    (rows.PAPER, "learner"),
    (rows.LEARNER, "root"),
    (rows.LEARNER, "unit, registered"),
    (rows.LINK, "one"),
    (rows.LINK, "other"),
    (rows.LINK, "decided, merged"),
    (rows.COMPLETION, "learner"),
    (rows.COMPLETION, "unit, way, at"),
    (rows.COMPLETION, "state"),
    (rows.COMPLETION, "unit, day"),
    (rows.COMPLETION, "day"),
    (rows.CERTIFICATE, "completion"),
    (rows.CERTIFICATE, "learner"),
    (rows.CERTIFICATE, "unit, day"),
    (rows.CERTIFICATE, "day"),
    (rows.COURSE, "lms_course"),
    (rows.LESSON, "lms_lesson"),
    (rows.LESSON, "course"),
    (rows.CLASS, "unit, day"),
    (rows.SEAT, "class_code"),
    (rows.SEAT, "learner"),
    (rows.SCAN, "code"),
    (rows.SCAN, "day"),
    (rows.VOLUME, "run"),
)
"""Made here, not by `search_index`: where Frappe's SQLite adds an index it makes the table anew without its others."""
UNIQUE: Final[Sequence[tuple[str, str]]] = ((rows.SEAL, "seq"), (rows.ACCOUNT, "user, place"))


def before_install() -> None:
    """Frappe reads which module is whose before it empties its cache: an app that came since would get no tables."""
    frappe.setup_module_map()


def after_install() -> None:
    add_indexes()
    seed()
    language.compile_messages()
    papers.prepare()
    publishing.enqueue_publish()


def after_sync() -> None:
    """The custom fields come after `after_install`, with the fixtures."""
    add_indexes()


def after_migrate() -> None:
    add_indexes()
    seed()
    language.compile_messages()
    papers.prepare()


def add_indexes() -> None:
    """Indexes, and on SQLite the uniqueness of names, which Frappe loses there when it alters a table."""
    for table, columns in INDEXES:
        name = f"bdhvs_{rows.bare(table)}_{columns.replace(', ', '_')}"
        frappe.db.sql_ddl(f"CREATE INDEX IF NOT EXISTS `{name}` ON {table} ({columns})")
    for table, columns in UNIQUE:
        name = f"bdhvs_{rows.bare(table)}_{columns.replace(', ', '_')}_unique"
        frappe.db.sql_ddl(f"CREATE UNIQUE INDEX IF NOT EXISTS `{name}` ON {table} ({columns})")
    if frappe.db.db_type == "sqlite":
        for table in rows.ALL:
            frappe.db.sql_ddl(f"CREATE UNIQUE INDEX IF NOT EXISTS `bdhvs_{rows.bare(table)}_name` ON {table} (name)")
        custom_fields.mend_tables()
    completions.add_index()


def seed() -> None:
    """Units, groups and provisional targets, once; from then on they are the staff's own, also to delete."""
    stored = frappe.db.get_singles_dict(kept.SETTINGS)
    if not stored.get("host"):
        _set(host=f"province-{secrets.token_hex(6)}")
    for name, value in (("burst_people", 30), ("burst_minutes", 10)):
        if stored.get(name) is None:
            _set(**{name: value})
    if frappe.utils.cint(stored.get("seeded")):
        return
    units = [Unit(PROVINCE, "Lai Châu", WHOLE_PROVINCE), *tables.read_units(_read(FIXTURES / "units.csv"))]
    groups = tables.read_groups(_read(FIXTURES / "groups.csv"))
    targets = tables.read_targets(
        _read(FIXTURES / "targets.csv"),
        units={unit.code for unit in units},
        groups={group.id for group in groups},
        courses={course.id for course in catalog().courses},
    )
    kept.add(units, groups, targets)
    _set(seeded=1)


def _set(**values: object) -> None:
    frappe.db.set_single_value(kept.SETTINGS, values, update_modified=False)


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{key: value or "" for key, value in row.items() if key} for row in csv.DictReader(file)]
