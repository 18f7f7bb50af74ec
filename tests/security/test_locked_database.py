"""Threat: another program keeps the database to itself while people learn."""

import sqlite3
import subprocess
import sys

import pytest
from portal.support import Phone, kinds, opened, read, served

LOCK = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def impatient(installation, monkeypatch):
    """The same installation, whose writers wait for a moment only."""
    monkeypatch.setattr("bdhvs_lms.field.database.WAIT_SECONDS", 0.05)
    installation.store.database.close()
    with opened(installation.folder, installation.catalog, installation.clock) as found:
        yield found


@pytest.fixture
def locked(impatient):
    """Another process that is in the middle of writing. → call to let it end."""
    command = [sys.executable, "-c", LOCK, str(impatient.folder / "data.db")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "locked\n"

        def release():
            other.stdin.close()
            other.wait(10)

        yield release
        if other.poll() is None:
            release()


def test_reading_and_trying_go_on_and_a_claim_is_told_to_come_again(impatient, locked, course):
    phone = Phone(served(impatient)).finish(course)
    for address in ("/", f"/hoc/{course.id}", "/tien-do", "/bdhvs/giay"):
        assert phone.get(address).status_code == 200
    answer = phone.claim(course)
    assert answer.status_code == 503
    assert "Không mất gì cả" in read(answer).text
    assert kinds(impatient) == []
    locked()
    assert phone.claim(course).status_code == 303
    assert len(kinds(impatient)) == 3


def test_a_scan_does_not_wait_for_a_record_that_is_being_written(impatient, locked, course):
    from bdhvs_lms.movement.codes import PosterCode

    code = PosterCode("03637", course.lessons[0].code, "A")
    assert Phone(served(impatient)).get(f"/q/{code}").status_code == 302
    assert [one.people for one in impatient.scans.counts()] == [1]


def test_a_claim_that_waits_for_another_writer_is_taken_when_that_one_is_done(installation, course):
    from portal.support import in_threads

    phone = Phone(served(installation)).finish(course)
    form = phone.filled(course)
    blocker = sqlite3.connect(installation.store.database.path, isolation_level=None, check_same_thread=False)
    blocker.execute("BEGIN IMMEDIATE")

    def work(place):
        if place:
            blocker.execute("COMMIT")
            return None
        return phone.post(f"/hoc/{course.id}/xac-nhan", form)

    try:
        answer, _ = in_threads(installation, 2, work)
    finally:
        blocker.close()
    assert answer.status_code == 303
    assert len(kinds(installation)) == 3
