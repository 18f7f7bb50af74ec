"""Threat: the disk is full in the middle of a claim."""

import pytest
from portal.support import Phone, read

from bdhvs_lms.field import schema
from bdhvs_lms.movement.codes import PosterCode


@pytest.fixture
def disk(installation):
    """Sets how many pages the database may still grow by."""
    db = installation.store.database.read()
    size = db.execute("PRAGMA page_count").fetchone()[0]

    def free(pages):
        db.execute(f"PRAGMA max_page_count = {size + pages}")

    return free


def rows(installation):
    db = installation.store.database.read()
    tables = ("record", "person", "paper", *schema.PROJECTED)
    return {table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}


def test_a_claim_on_a_full_disk_leaves_nothing_and_works_once_there_is_room(app, course, installation, disk):
    disk(0)
    for number in range(200):
        phone = Phone(app).finish(course)
        before = rows(installation)
        answer = phone.claim(course, village=f"bản {number}")
        if answer.status_code != 303:
            break
    assert answer.status_code == 503
    assert "Không mất gì cả" in read(answer).text
    for _ in range(3):
        assert phone.claim(course).status_code == 503
        assert rows(installation) == before
    assert phone.get(f"/hoc/{course.id}").status_code == 200
    disk(1000)
    assert phone.claim(course).status_code == 303
    after = rows(installation)
    assert [after[table] - before[table] for table in ("completion", "certificate", "person", "paper")] == [1] * 4
    installation.store.rebuild()
    assert rows(installation) == after


def test_a_scan_on_a_full_disk_costs_the_count_and_not_the_lesson(phone, course, installation, monkeypatch):
    import sqlite3

    class Full:
        def execute(self, *_):
            raise sqlite3.OperationalError("database or disk is full")

    code = PosterCode("03637", course.lessons[0].code, "A")
    with monkeypatch.context() as full:
        full.setattr(installation.scans.database, "read", Full)
        assert phone.get(f"/q/{code}").status_code == 302
    assert installation.scans.counts() == []
    assert phone.get(f"/q/{code}").status_code == 302
    assert len(installation.scans.counts()) == 1
