"""`bdhvs keys`."""

import json

import pytest

from bdhvs_lms.field.i18n import _
from bdhvs_lms.movement.errors import InvalidFile


def test_the_keys_are_shown_without_their_private_part(bdhvs, real):
    (key,) = bdhvs("keys", "--json").json
    assert key.keys() == {"id", "public", "issuer", "since", "retired", "own"}
    assert key["own"]
    assert key["id"] in bdhvs("keys", "show").out
    assert "PRIVATE" not in bdhvs("keys").out


def test_a_new_key_retires_the_old_one_and_may_change_the_issuer(bdhvs, real):
    (old,) = bdhvs("keys", "--json").json
    assert bdhvs("keys", "rotate", "--issuer", "UBND xã mới").code == 0
    found = {key["id"]: key for key in bdhvs("keys", "--json").json}
    assert found.pop(old["id"])["retired"]
    (new,) = found.values()
    assert (new["own"], new["issuer"]) == (True, "UBND xã mới")
    assert [file.name for file in (real / "keys").glob("*.pem")] == [f"signing-{new['id']}.pem"]
    assert bdhvs("settings", "--json").json["issuer"] == "UBND xã mới"


def test_the_export_is_the_same_on_the_screen_and_in_a_file(bdhvs, real, tmp_path):
    assert bdhvs("keys", "export", "--out", tmp_path / "keys.json").code == 0
    assert json.loads((tmp_path / "keys.json").read_text(encoding="utf-8")) == bdhvs("keys", "export").json
    assert b"PRIVATE" not in (tmp_path / "keys.json").read_bytes()


def test_the_export_hands_on_no_key_of_others(bdhvs, real, tmp_path):
    other = tmp_path / "other"
    bdhvs("init", "--issuer", "Another", "--data", other)
    bdhvs("keys", "export", "--out", tmp_path / "keys.json", "--data", other)
    assert len(bdhvs("keys", "trust", tmp_path / "keys.json", "--json").json) == 1
    assert bdhvs("keys", "trust", tmp_path / "keys.json", "--json").json == []
    assert len(bdhvs("keys", "--json").json) == 2
    assert len(bdhvs("keys", "export").json["keys"]) == 1


@pytest.mark.parametrize(
    "content", ["", "no json", "[]", "{}", '{"keys": []}', '{"keys": [1]}', '{"keys": [{"id": "x"}]}', "[" * 100_000]
)
def test_a_file_that_holds_no_keys_is_refused(bdhvs, real, tmp_path, content):
    (tmp_path / "keys.json").write_text(content)
    ran = bdhvs("keys", "trust", tmp_path / "keys.json")
    why = _("not a public key as `bdhvs keys export` writes it")
    assert (ran.code, ran.says(InvalidFile.message, file="keys.json", why=why)) == (1, True)
    assert len(bdhvs("keys", "--json").json) == 1


def test_a_missing_file_and_a_folder_are_said(bdhvs, real, tmp_path):
    assert bdhvs("keys", "trust", tmp_path / "gone.json").code == 1
    assert bdhvs("keys", "trust", tmp_path).code == 1
    assert bdhvs("keys", "export", "--out", tmp_path / "gone" / "keys.json").code == 1
