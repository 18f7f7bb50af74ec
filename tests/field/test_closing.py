"""Closing: whoever leaves an installation leaves nothing open, whichever thread opened it."""

import sqlite3
import threading

import pytest

from bdhvs_lms.catalog import Catalog
from bdhvs_lms.field.database import Database
from bdhvs_lms.field.installation import create, open_installation
from bdhvs_lms.testing import Clock

CLOCK = Clock()


@pytest.fixture
def database(tmp_path):
    made = Database(tmp_path / "data.db", "CREATE TABLE IF NOT EXISTS fact (words TEXT)")
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path):
    create(tmp_path / "bdhvs", "Tỉnh đoàn", clock=CLOCK).close()
    return tmp_path / "bdhvs"


def in_thread(work):
    """→ what work() gave in a thread that has ended."""
    found = []
    thread = threading.Thread(target=lambda: found.append(work()))
    thread.start()
    thread.join()
    return found[0]


def facts(database):
    return [row["words"] for row in database.read().execute("SELECT words FROM fact")]


def is_closed(connection):
    try:
        connection.execute("SELECT 1")
    except sqlite3.ProgrammingError:
        return True
    return False


def logs(folder):
    """SQLite's logs, which stay for as long as a connection is open."""
    return sorted(path.name for path in folder.glob("*.db-*"))


def test_closing_closes_the_connections_of_all_threads(database, tmp_path):
    theirs, ours = in_thread(database.read), database.read()
    assert theirs is not ours
    database.close()
    assert is_closed(theirs)
    assert is_closed(ours)
    assert logs(tmp_path) == []


def test_a_closed_database_is_opened_again_by_the_next_reader(database):
    with database.write() as db:
        db.execute("INSERT INTO fact VALUES ('kept')")
    database.close()
    assert facts(database) == ["kept"]
    assert in_thread(lambda: facts(database)) == ["kept"]


def test_closing_lets_another_thread_finish_what_it_writes(database):
    begun, go_on = threading.Event(), threading.Event()

    def write():
        with database.write() as db:
            db.execute("INSERT INTO fact VALUES ('half')")
            begun.set()
            go_on.wait(20)
            db.execute("INSERT INTO fact VALUES ('whole')")

    writer, closer = threading.Thread(target=write), threading.Thread(target=database.close)
    writer.start()
    begun.wait(20)
    closer.start()
    closer.join(0.1)
    waited = closer.is_alive()
    go_on.set()
    writer.join()
    closer.join()
    assert waited
    assert facts(database) == ["half", "whole"]


def test_the_connections_of_ended_threads_are_closed_when_another_thread_comes(database):
    first = in_thread(database.read)
    second = in_thread(database.read)
    assert is_closed(first)
    assert not is_closed(second)


def test_a_closed_installation_leaves_no_logs(folder):
    one = open_installation(folder, clock=CLOCK)
    one.scans.counts()
    assert logs(folder) != []
    one.close()
    assert logs(folder) == []


@pytest.mark.parametrize("broken", ["courses", "scans"])
def test_an_installation_that_cannot_be_opened_leaves_nothing_open(folder, monkeypatch, broken):
    def fail(*_):
        raise RuntimeError

    if broken == "courses":
        monkeypatch.setattr(Catalog, "load", fail)
    else:
        monkeypatch.setattr("bdhvs_lms.field.installation.Scans", fail)
    with pytest.raises(RuntimeError):
        open_installation(folder, clock=CLOCK)
    assert logs(folder) == []
