"""What a command says when something goes wrong that nobody foresaw: a sentence and a place, never a traceback."""

import os
import sqlite3
import subprocess
import sys

import pytest

from bdhvs_lms.field import console
from bdhvs_lms.field.cli import base
from bdhvs_lms.field.i18n import _
from bdhvs_lms.movement.errors import InvalidFile, InvalidTable, StoreUnavailable

UNEXPECTED = "The program met something it didn't expect. What happened is written down in {log}."


def broken(monkeypatch, error):
    def fail(*_args, **_given):
        raise error

    monkeypatch.setattr("bdhvs_lms.field.store.SqliteStore.units", fail)


def test_the_unexpected_is_one_sentence_and_a_log_for_the_owner_alone(bdhvs, real, monkeypatch):
    broken(monkeypatch, ZeroDivisionError("so it went"))
    for _again in range(2):
        ran = bdhvs("units")
        assert (ran.code, ran.says(UNEXPECTED, log=real / console.LOG)) == (1, True)
    log = real / console.LOG
    assert log.read_text(encoding="utf-8").count("ZeroDivisionError: so it went") == 2
    assert log.stat().st_mode & 0o777 == 0o600


def test_a_log_that_cannot_be_in_the_folder_goes_elsewhere(bdhvs, real, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (real / console.LOG).symlink_to(tmp_path / "victim")
    broken(monkeypatch, RuntimeError())
    assert bdhvs("units").code == 1
    assert not (tmp_path / "victim").exists()
    (log,) = tmp_path.glob("bdhvs-*.log")
    assert log.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("why", ["database or disk is full", "disk I/O error", "database is locked"])
def test_what_sqlite_says_is_said_in_the_readers_words(bdhvs, real, monkeypatch, why):
    broken(monkeypatch, sqlite3.OperationalError(why))
    ran = bdhvs("units")
    assert (ran.code, ran.says(StoreUnavailable.message, why=_(why))) == (1, True)
    assert not (real / console.LOG).exists()


def test_a_damaged_database_is_said(bdhvs, real):
    (real / "data.db").write_bytes(b"no database at all" * 1000)
    assert bdhvs("units").code == 1


def test_a_key_file_cut_short_is_said(bdhvs, real):
    (real / "keys" / "ring.json").write_text("{")
    ran = bdhvs("units")
    assert (ran.code, ran.says(InvalidFile.message, file=real / "keys" / "ring.json", why=_("it is damaged"))) == (
        1,
        True,
    )


def test_a_message_within_a_message_is_translated_too():
    why = _("not known: ") + "T9999"
    error = InvalidTable(row=2, column="unit", why="not known: T9999")
    assert console.say(error) == _(InvalidTable.message, row=2, column="unit", why=why)


def test_typed_text_gives_the_terminal_no_orders():
    assert "\x1b" not in console.say(InvalidTable(row=2, column="a\x1b[2J", why="not known: \x1b[2J"))


def test_a_pipe_that_closes_ends_quietly(real):
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-c", "from bdhvs_lms.field.cli import main; main()", "units", "--data", str(real)]
    ran = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, text=True, check=False)
    os.close(write)
    assert "Traceback" not in ran.stderr
    assert not (real / console.LOG).exists()


def test_a_full_disk_on_the_way_out_is_no_traceback(real):
    command = [sys.executable, "-c", "from bdhvs_lms.field.cli import main; main()", "units", "--data", str(real)]
    with open("/dev/full", "w", encoding="utf-8") as full:
        ran = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert ran.returncode != 0
    assert "Traceback" not in ran.stderr


def test_bad_option_values_and_missing_ones_end_with_2(bdhvs, real):
    for args in (("units", "--nothing"), ("targets", "import"), ("progress", "--year", "x"), ("units", "x"), ()):
        assert bdhvs(*args).code in ((2,) if args else (0, 2))


def test_exit_codes_are_four():
    assert (base.OK, base.FAILED, base.USAGE, base.UNSURE) == (0, 1, 2, 3)
