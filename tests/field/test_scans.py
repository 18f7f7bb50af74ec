"""Scans: counted by code and day, people and bots apart, and never at the learner's cost."""

import sqlite3
import time
from datetime import date

import pytest

from bdhvs_lms.field.scans import ScanCount, Scans

DAY = date(2026, 3, 2)


@pytest.fixture
def scans(tmp_path):
    made = Scans(tmp_path / "scans.db")
    yield made
    made.database.close()


def test_scans_are_counted_by_code_and_day_with_bots_apart(scans):
    for code, day, bot in (("B", DAY, False), ("A", DAY, False), ("A", DAY, True), ("A", DAY, False),
                           ("A", date(2026, 3, 3), False)):  # fmt: skip
        scans.add(code, day, bot=bot)
    assert scans.counts() == [ScanCount("A", "2026-03-02", 2, 1), ScanCount("A", "2026-03-03", 1, 0),
                              ScanCount("B", "2026-03-02", 1, 0)]  # fmt: skip


def test_counts_are_still_there_when_the_file_is_opened_again(scans, tmp_path):
    scans.add("A", DAY, bot=False)
    again = Scans(tmp_path / "scans.db")
    assert again.counts() == scans.counts()
    again.database.close()


def test_a_scan_that_cannot_be_counted_is_logged_and_not_raised(scans, caplog):
    db = scans.database.read()
    db.execute("PRAGMA busy_timeout = 1")
    other = sqlite3.connect(scans.database.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    scans.add("A", DAY, bot=False)
    other.execute("ROLLBACK")
    other.close()
    assert scans.counts() == []
    assert "not counted" in caplog.text


def test_a_scan_waits_for_no_other_program(tmp_path, caplog):
    """Measured against SQLite's own clock: the connection's patience, and that the answer comes within it."""
    made = Scans(tmp_path / "scans.db")
    assert made.database.read().execute("PRAGMA busy_timeout").fetchone()[0] == 200
    other = sqlite3.connect(made.database.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    begun = time.monotonic()
    made.add("A", DAY, bot=False)
    assert time.monotonic() - begun < 5
    again = Scans(tmp_path / "scans.db")
    other.execute("ROLLBACK")
    other.close()
    assert again.counts() == []
    assert "not counted" in caplog.text
    for one in (made, again):
        one.database.close()


def test_nothing_of_who_scanned_is_kept(scans):
    columns = [row["name"] for row in scans.database.read().execute("PRAGMA table_info(scan)")]
    assert columns == ["code", "day", "people", "bots"]
