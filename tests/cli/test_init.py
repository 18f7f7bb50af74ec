"""`bdhvs init`."""

import pytest

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
