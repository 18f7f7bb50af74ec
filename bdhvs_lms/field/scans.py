"""How often a poster was scanned, per code and day; no address, no cookie, bots apart."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from ..movement.codes import PosterCode
from ..movement.poster import PosterUse
from .database import Database
from .schema import SCANS

_log = logging.getLogger(__name__)
_WAIT_SECONDS: Final = 0.2
"""A count is lost rather than that a learner waits longer for another program."""


@dataclass(frozen=True, slots=True)
class ScanCount:
    """code: as printed. day: ISO date in Vietnam."""

    code: str
    day: str
    people: int
    bots: int


class Scans:
    """Counts in a file of their own: they survive a killed process, and no scan waits for a record to be written."""

    def __init__(self, path: Path) -> None:
        self.database = Database(path, SCANS, durable=False, wait=_WAIT_SECONDS)

    def add(self, code: str, day: date, *, bot: bool) -> None:
        """Counts one scan. A full disk or a locked file costs the count, not the learner's lesson."""
        try:
            self.database.read().execute(
                "INSERT INTO scan VALUES (?, ?, ?, ?) ON CONFLICT (code, day) DO UPDATE"
                " SET people = people + excluded.people, bots = bots + excluded.bots",
                (code, day.isoformat(), int(not bot), int(bot)),
            )
        except sqlite3.Error as error:
            _log.warning("a scan was not counted: %s", error)

    def note_printed(self, codes: Iterable[str], day: date) -> None:
        """Keeps that these codes were printed. StoreUnavailable: a poster that isn't noted couldn't be missed later."""
        with self.database.write() as db:
            db.executemany("INSERT OR REPLACE INTO printed VALUES (?, ?)", [(code, day.isoformat()) for code in codes])

    def uses(self, units: Collection[str]) -> Sequence[PosterUse]:
        """Codes of these units that were printed or scanned, by code."""
        theirs = " OR ".join("code BETWEEN ? || '-' AND ? || '.'" for _ in units) or "0"
        rows = self.database.rows(
            "SELECT code, max(printed), sum(people), max(last) FROM ("
            f" SELECT code, day AS printed, 0 AS people, '' AS last FROM printed WHERE {theirs} UNION ALL"
            f" SELECT code, '', people, iif(people > 0, day, '') FROM scan WHERE {theirs}) GROUP BY code ORDER BY code",
            tuple(unit for unit in units for _ in "ab") * 2,
        )
        return [PosterUse(PosterCode.parse(row[0]), *tuple(row)[1:]) for row in rows]

    def counts(self) -> Sequence[ScanCount]:
        rows = self.database.read().execute("SELECT code, day, people, bots FROM scan ORDER BY code, day")
        return [ScanCount(*row) for row in rows]
