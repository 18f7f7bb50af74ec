"""A `SqliteStore` in a folder, with a catalogue that is only a tuple of courses."""

from __future__ import annotations

import dataclasses
import sqlite3
from pathlib import Path

from bdhvs_lms.field import kept, schema
from bdhvs_lms.field.database import Database
from bdhvs_lms.field.store import SqliteStore
from bdhvs_lms.movement.course import Course
from bdhvs_lms.testing import Ids
from bdhvs_lms.testing.case import COURSES, DENOMINATORS, GROUPS, SETTINGS, TARGETS, UNITS
from bdhvs_lms.trust import Keyring, PublicKey, SigningKey, Vault

KEY = SigningKey.from_pem(
    b"-----BEGIN PRIVATE KEY-----\n"
    b"MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n"
    b"-----END PRIVATE KEY-----\n"
)
VAULT = Vault(bytes(range(32)))


def keyring(issuer=SETTINGS.issuer):
    return Keyring([PublicKey(KEY.public, issuer, "2026-01-01")], KEY)


class Courses:
    """The courses that a store shows."""

    def __init__(self, courses: tuple[Course, ...] = COURSES):
        self.courses = courses

    def course(self, course_id):
        return next((course for course in self.courses if course.id == course_id), None)

    def lesson(self, code):
        found = [(course, lesson) for course in self.courses for lesson in course.lessons if lesson.code == code]
        return found[0] if found else None


def make_store(
    path: Path,
    clock,
    *,
    units=UNITS,
    groups=GROUPS,
    targets=TARGETS,
    denominators=DENOMINATORS,
    courses=COURSES,
    settings=SETTINGS,
    durable=True,
    new_id=None,
) -> SqliteStore:
    database = Database(path, schema.ALL, durable=durable)
    kept.add_units(database, units)
    kept.add_groups(database, groups)
    kept.add_targets(database, targets)
    kept.add_denominators(database, denominators)
    kept.write_settings(database, **{k: v for k, v in dataclasses.asdict(settings).items() if k != "issuer"})
    ring = keyring(settings.issuer)
    return SqliteStore(database, Courses(courses), lambda: ring, clock, new_id or Ids(clock), lambda: VAULT)


def projections(store: SqliteStore) -> dict[str, list[tuple]]:
    """Every projection table's full content."""
    db: sqlite3.Connection = store.database.read()
    return {table: sorted(map(tuple, db.execute(f"SELECT * FROM {table}"))) for table in schema.PROJECTED}
