"""Threat: the disk is full in the middle of a claim."""

import pytest
from portal.support import kinds, read

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


def test_a_claim_on_a_full_disk_is_told_so_leaves_nothing_and_works_once_there_is_room(
    phone, course, installation, disk
):
    phone.finish(course)
    before, answer, refused = rows(installation), None, 0
    disk(0)
    for number in range(200):
        answer = phone.claim(course, name="Lò Thị Ánh", village=f"bản {number}")
        if answer.status_code != 303:
            break
        before = rows(installation)
        phone.post("/bdhvs/nguoi-khac", read(phone.get("/bdhvs/nguoi-khac")).hidden())
        phone.finish(course)
    assert answer.status_code == 503
    text = read(answer).text
    assert "Không mất gì cả" in text
    assert rows(installation) == before
    for _ in range(3):
        refused += phone.claim(course).status_code == 503
    assert refused == 3
    assert phone.get(f"/hoc/{course.id}").status_code == 200
    disk(1000)
    assert phone.claim(course).status_code == 303
    assert len(kinds(installation)) == before["record"] + 3 + kinds(installation)[before["record"] :].count(
        "learner.alike"
    )
    installation.store.rebuild()


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
