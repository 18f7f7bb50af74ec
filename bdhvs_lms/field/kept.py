"""What the user keeps beside the facts: settings, units, groups, targets, denominators."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import fields

from ..movement.store import Settings
from ..movement.targets import Denominator, Target
from ..movement.units import Group, Unit
from . import counting
from .database import Database

_SETTINGS = tuple(one.name for one in fields(Settings) if one.name != "issuer")


def read_settings(db: sqlite3.Connection, *, issuer: str) -> Settings:
    """Settings as stored; the issuer is the signing key's."""
    stored = {row["name"]: json.loads(row["value"]) for row in db.execute("SELECT name, value FROM setting")}
    return Settings(issuer=issuer, **{name: stored[name] for name in _SETTINGS if name in stored})


def read_host(db: sqlite3.Connection) -> str:
    """The one setting that every record needs."""
    found = db.execute("SELECT value FROM setting WHERE name = 'host'").fetchone()
    return str(json.loads(found[0]))


def write_settings(database: Database, **values: object) -> None:
    """Stores some of the settings by their names in `movement.store.Settings`."""
    if unknown := set(values) - set(_SETTINGS):
        raise TypeError(f"no such settings: {unknown}")
    with database.write() as db:
        rows = [(name, json.dumps(value)) for name, value in values.items()]
        db.executemany("INSERT OR REPLACE INTO setting VALUES (?, ?)", rows)


def add_units(database: Database, units: Iterable[Unit]) -> None:
    """Adds units, or gives those with a known code their new name and kind."""
    with database.write() as db:
        rows = [(unit.code, unit.name, unit.kind, int(unit.sample)) for unit in units]
        db.executemany("INSERT OR REPLACE INTO unit VALUES (?, ?, ?, ?)", rows)


def add_groups(database: Database, groups: Iterable[Group]) -> None:
    with database.write() as db:
        rows = [(group.id, group.name, place) for place, group in enumerate(groups)]
        db.executemany("INSERT OR REPLACE INTO audience VALUES (?, ?, ?)", rows)


def add_targets(database: Database, targets: Iterable[Target]) -> None:
    """Adds targets or replaces those with the same id, unit and year; counts anew where another requirement appears."""
    with database.write() as db:
        before = _asked(db)
        for one in targets:
            courses, ways = " ".join(sorted(one.courses)), " ".join(one.requirement.ways)
            db.execute(
                "INSERT OR REPLACE INTO target VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (one.id, one.title, one.group, one.unit, one.year, one.percent, one.people, courses, ways,
                 one.source, one.strength),
            )  # fmt: skip
        if _asked(db) != before:
            counting.retally(db)


def add_denominators(database: Database, denominators: Iterable[Denominator]) -> None:
    with database.write() as db:
        rows = [(one.unit, one.group, one.year, one.people, one.source) for one in denominators]
        db.executemany("INSERT OR REPLACE INTO denominator VALUES (?, ?, ?, ?, ?)", rows)


def _asked(db: sqlite3.Connection) -> set[tuple[str, str, str]]:
    return {tuple(row) for row in db.execute("SELECT DISTINCT grp, courses, ways FROM target")}
