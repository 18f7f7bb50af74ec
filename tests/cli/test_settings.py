"""`bdhvs settings` and the public address."""

import pytest

from bdhvs_lms.field.address import read_address
from bdhvs_lms.movement.errors import InvalidAddress


def test_settings_are_kept_and_shown(bdhvs, real):
    ran = bdhvs(
        "settings", "--address", "https://hoc.example", "--place", "Mường Kim", "--signer-title", "CHỦ TỊCH",
        "--signer-name", "Lò Văn Nam", "--burst-people", 5, "--burst-minutes", 3, "--json",
    )  # fmt: skip
    wanted = {
        "public_address": "https://hoc.example", "place": "Mường Kim", "signer_title": "CHỦ TỊCH",
        "signer_name": "Lò Văn Nam", "burst_people": 5, "burst_minutes": 3,
    }  # fmt: skip
    assert wanted.items() <= ran.json.items()
    assert ran.json == bdhvs("settings", "--json").json
    assert "https://hoc.example" in bdhvs("settings").out


def test_an_empty_address_takes_it_away_again(bdhvs, real):
    bdhvs("settings", "--address", "https://hoc.example")
    assert bdhvs("settings", "--address", "", "--json").json["public_address"] == ""


@pytest.mark.parametrize(
    "address", ["http://localhost:8300", "http://127.0.0.1", "http://0.0.0.0:80", "http://127.9.9.9"]
)
def test_a_loopback_address_is_taken_with_a_warning(bdhvs, real, address):
    ran = bdhvs("settings", "--address", address, "--json")
    assert ran.code == 0
    assert "MẪU" in ran.err or ran.err
    assert ran.json["public_address"] == read_address(address)


@pytest.mark.parametrize(
    "address",
    ["hoc.example", "ftp://hoc.example", "https://", "https://hoc.example/hoc", "https://hoc.example?x=1",
     "https://hoc.example#x", "https://a:b@hoc.example", "https://hoc.example:99999", "https://hoc.example:0",
     "https://học.example", "https://[::1]", "https://ho c.example", "https://-hoc.example", "javascript:alert(1)"],
)  # fmt: skip
def test_an_address_that_no_code_can_carry_is_refused(bdhvs, real, address):
    ran = bdhvs("settings", "--address", address)
    assert ran.code == 1
    assert ran.says(InvalidAddress.message, address=address)
    assert bdhvs("settings", "--json").json["public_address"] == ""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("HTTPS://Hoc.LaiChau.Example/", "https://hoc.laichau.example"), ("https://hoc.example:443", "https://hoc.example"),
     ("http://192.168.1.5:8300", "http://192.168.1.5:8300"), ("  https://hoc.example ", "https://hoc.example")],
)  # fmt: skip
def test_an_address_is_kept_in_one_form(typed, kept):
    assert read_address(typed) == kept


def test_a_name_of_two_lines_or_too_long_is_refused(bdhvs, real):
    assert bdhvs("settings", "--place", "x" * 121).code == 2
    assert bdhvs("settings", "--place", "a\x1b[2Jb").code == 2
    assert bdhvs("settings", "--place", "Mường\nKim", "--json").json["place"] == "Mường Kim"


@pytest.mark.parametrize("option", ["--burst-people", "--burst-minutes"])
@pytest.mark.parametrize("value", ["0", "-1", "many"])
def test_a_burst_is_a_sensible_number(bdhvs, real, option, value):
    assert bdhvs("settings", option, value).code == 2


def test_read_address_raises_its_own_error_for_any_text():
    with pytest.raises(InvalidAddress):
        read_address("http://[")
