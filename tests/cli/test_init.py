"""`bdhvs init`."""

import json
import subprocess
import sys
from contextlib import closing

import pytest

from bdhvs_lms.field import keyfiles
from bdhvs_lms.field.database import Database
from bdhvs_lms.field.i18n import _
from bdhvs_lms.movement.errors import AlreadyInitialised, InvalidAddress, KeyFileUnsafe, NotInitialised


def test_a_real_installation_starts_with_38_units_and_no_learner(bdhvs, tmp_path):
    folder = tmp_path / "data"
    assert bdhvs("init", "--issuer", "UBND xã", "--address", "https://Hoc.Example/", "--data", folder).code == 0
    assert (
        len([one for one in bdhvs("units", "--json", "--data", folder).json if one["kind"] in ("xã", "phường")]) == 38
    )
    assert bdhvs("certificates", "list", "--json", "--data", folder).json == []
    found = bdhvs("settings", "--json", "--data", folder).json
    assert (found["issuer"], found["public_address"], found["sample"]) == ("UBND xã", "https://hoc.example", False)


def test_the_keys_are_for_the_owner_alone(real):
    for file in (real / "keys").iterdir():
        assert file.stat().st_mode & 0o077 == 0


def test_a_second_init_changes_nothing(bdhvs, real):
    before = (real / "keys" / "ring.json").read_bytes()
    ran = bdhvs("init", "--issuer", "Another", "--data", real)
    assert ran.code == 1
    assert ran.says(AlreadyInitialised.message, folder=real)
    assert (real / "keys" / "ring.json").read_bytes() == before


def test_samples_never_come_into_a_real_installation(bdhvs, real):
    assert bdhvs("init", "--sample", "--data", real).code == 1
    assert bdhvs("certificates", "list", "--json").json == []


def test_a_trial_that_was_begun_is_completed_and_not_doubled(bdhvs, trial):
    before = bdhvs("progress", "--json").json
    assert bdhvs("init", "--sample", "--data", trial).code == 0
    assert bdhvs("progress", "--json").json == before


def test_a_real_installation_must_say_who_issues(bdhvs, tmp_path):
    ran = bdhvs("init", "--data", tmp_path / "data")
    assert ran.code == 2
    assert not (tmp_path / "data").exists()


def test_nothing_is_made_when_the_address_is_wrong(bdhvs, tmp_path):
    ran = bdhvs("init", "--issuer", "UBND", "--address", "hoc.example", "--data", tmp_path / "data")
    assert ran.code == 1
    assert ran.says(InvalidAddress.message, address="hoc.example")
    assert not (tmp_path / "data").exists()


def test_a_folder_that_is_a_file_is_refused(bdhvs, tmp_path):
    (tmp_path / "data").write_text("")
    ran = bdhvs("init", "--issuer", "UBND", "--data", tmp_path / "data")
    assert ran.code == 1
    assert str(tmp_path / "data") in ran.err


@pytest.mark.parametrize("command", ["units", "progress", "verify", "settings", "keys", "rebuild", "held", "serve"])
def test_without_an_installation_commands_say_how_to_make_one(bdhvs, tmp_path, command):
    ran = bdhvs(command, "--data", tmp_path)
    assert ran.code == 1
    assert ran.says(NotInitialised.message, folder=tmp_path)


def test_a_key_that_others_can_read_stops_every_command(bdhvs, real):
    key = next((real / "keys").glob("signing-*.pem"))
    key.chmod(0o644)
    ran = bdhvs("units")
    assert ran.code == 1
    assert ran.says(KeyFileUnsafe.message, file=key)


BDHVS = (sys.executable, "-c", "from bdhvs_lms.field.cli import main; main()")


def at_once(number, *args):
    command = [*BDHVS, *map(str, args)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(number)]
    return [(*one.communicate(timeout=300), one.returncode) for one in running]


def test_of_four_that_begin_at_once_one_makes_the_installation_and_three_say_it_is_there(bdhvs, tmp_path):
    folder = tmp_path / "data"
    ran = at_once(4, "init", "--issuer", "UBND", "--data", folder)
    assert sorted(code for *_, code in ran) == [0, 1, 1, 1], ran
    already = [err.decode() for _, err, code in ran if code]
    assert {text.strip() for text in already} == {_(AlreadyInitialised.message, folder=folder)}
    assert len(list((folder / "keys").glob("signing-*.pem"))) == 1
    assert bdhvs("verify", "--data", folder).code == 0


def test_of_trials_that_begin_at_once_one_holds_each_sample_once(bdhvs, tmp_path):
    folder = tmp_path / "data"
    ran = at_once(3, "init", "--sample", "--data", folder)
    assert [code for *_, code in ran] == [0, 0, 0], ran
    assert len(bdhvs("certificates", "--json", "--data", folder).json) == 16


def test_the_address_stands_before_the_installation_counts_as_made(bdhvs, tmp_path, monkeypatch):
    folder, seen = tmp_path / "data", []

    def crash(*_):
        with closing(Database(folder / "data.db", "")) as database:
            rows = database.read().execute("SELECT value FROM setting WHERE name LIKE 'public%'")
            seen.extend(json.loads(row[0]) for row in rows)
        raise KeyboardInterrupt

    monkeypatch.setattr(keyfiles, "_write_ring", crash)
    bdhvs("init", "--issuer", "UBND", "--address", "https://hoc.example", "--data", folder)
    assert seen == ["https://hoc.example"]


def test_a_trial_that_is_there_already_takes_a_new_address(bdhvs, trial):
    assert bdhvs("init", "--sample", "--address", "https://hoc.example", "--data", trial).code == 0
    assert bdhvs("settings", "--json").json["public_address"] == "https://hoc.example"
