"""Trainers' accounts by command."""

import pytest


@pytest.fixture(autouse=True)
def _installed(real):
    return real


def added(bdhvs, *more):
    return bdhvs("trainer", "add", "lo.mai", "--name", "Lò Thị Mai", "--unit", "03637", *more)


def listed(bdhvs):
    return {one["account"]: one for one in bdhvs("trainer", "list", "--json").json}


def test_an_account_is_made_and_its_password_is_told_once(bdhvs):
    ran = added(bdhvs, "--json")
    assert ran.code == 0
    assert ran.json["account"] == "lo.mai"
    assert len(ran.json["password"]) == 14
    assert listed(bdhvs) == {"lo.mai": {"account": "lo.mai", "name": "Lò Thị Mai", "units": ["03637"], "active": True}}
    assert ran.json["password"] not in bdhvs("trainer", "list").out


def test_for_people_the_command_says_to_write_the_password_down(bdhvs):
    assert added(bdhvs).says("Write the password down now: it is kept nowhere and can't be shown again.")


def test_an_account_stands_once(bdhvs):
    added(bdhvs)
    ran = added(bdhvs)
    assert ran.code == 1
    assert ran.says(
        "There is already an account “{name}”. Give it a new password with: bdhvs trainer password {name}",
        name="lo.mai",
    )


@pytest.mark.parametrize("name", ["Lò Mai", "lo mai", "-lo", "lo..mai", "x" * 31, "lo@mai", ""])
def test_an_account_is_named_so_that_it_can_be_typed_on_any_keyboard(bdhvs, name):
    assert bdhvs("trainer", "add", "--name", "Ai", "--unit", "03637", "--", name).code == 2


def test_a_trainer_needs_a_unit_that_there_is(bdhvs):
    assert bdhvs("trainer", "add", "lo.mai", "--name", "Mai").code == 2
    assert bdhvs("trainer", "add", "lo.mai", "--name", "Mai", "--unit", "99999").code == 1
    assert listed(bdhvs) == {}


def test_units_passwords_and_whether_one_may_sign_in_are_changed(bdhvs):
    old = added(bdhvs, "--json").json["password"]
    assert bdhvs("trainer", "units", "lo.mai", "--unit", "03405", "--unit", "03637").code == 0
    assert bdhvs("trainer", "off", "lo.mai").code == 0
    assert listed(bdhvs)["lo.mai"]["units"] == ["03405", "03637"]
    assert not listed(bdhvs)["lo.mai"]["active"]
    assert bdhvs("trainer", "on", "lo.mai").code == 0
    assert listed(bdhvs)["lo.mai"]["active"]
    assert bdhvs("trainer", "password", "lo.mai", "--json").json["password"] != old


@pytest.mark.parametrize("command", [["units", "--unit", "03637"], ["off"], ["on"], ["password"]])
def test_an_account_that_is_not_there_is_named(bdhvs, command):
    ran = bdhvs("trainer", *command, "khong.co")
    assert ran.code == 1
    assert ran.says("There is no account “{name}”. `bdhvs trainer list` shows them.", name="khong.co")
