"""`bdhvs verify` and `rebuild`."""

import sqlite3

import pytest

from bdhvs_lms.field.cli.base import closing
from bdhvs_lms.field.cli.verify import SENTENCES
from bdhvs_lms.field.installation import open_installation
from bdhvs_lms.movement import certificate as said
from bdhvs_lms.movement.errors import InvalidCode, ProjectionsDiffer
from bdhvs_lms.trust import text_of


def link(folder, serial):
    with closing(open_installation(folder)) as installation:
        return f"HTTPS://HOC.EXAMPLE/X/{serial}/{text_of(installation.store.paper(serial))}"


def told(bdhvs, text):
    ran = bdhvs("verify", text, "--json")
    assert ran.json.keys() == {"state", "serial", "registered", "reason", "certificate"}
    assert bdhvs("verify", text).says(SENTENCES[ran.json["state"]])
    return ran.json["state"], ran.code


def test_a_paper_is_genuine_by_serial_link_or_payload(bdhvs, real, learns):
    serial = learns("Lò Thị Mai").certificate.serial
    whole = link(real, serial)
    for text in (serial, serial.lower(), whole, whole.rpartition("/X/")[2], whole.rpartition("/")[2]):
        assert told(bdhvs, text) == (said.GENUINE, 0)
    assert "Lò Thị Mai" in bdhvs("verify", whole).out


def test_a_changed_or_cut_code_is_not_genuine(bdhvs, real, learns):
    one, other = learns("Lò Văn An").certificate.serial, learns("Lò Văn Ba").certificate.serial
    whole = link(real, one)
    assert told(bdhvs, whole[:-1] + ("0" if whole[-1] != "0" else "1"))[1] == 1
    assert told(bdhvs, whole[:-30])[1] == 1
    assert told(bdhvs, whole.replace(one, other)) == (said.FORGED, 1)


@pytest.mark.parametrize("text", ["-4K", "--4K", "-ABCDEF$"])
def test_a_code_that_begins_with_a_dash_is_a_code_and_no_option(bdhvs, real, text):
    ran = bdhvs("verify", text)
    assert ran.code == 1
    assert ran.says(InvalidCode.message, code=text)


def test_revoked_and_withdrawn_papers(bdhvs, learns):
    revoked, erased = learns("Lò Văn An"), learns("Lò Văn Ba")
    bdhvs("certificates", "revoke", revoked.certificate.serial, "--reason", "x")
    bdhvs("learners", "erase", erased.learner, "--yes")
    assert told(bdhvs, revoked.certificate.serial) == (said.REVOKED, 1)
    assert told(bdhvs, erased.certificate.serial) == (said.WITHDRAWN, 0)


def test_another_installation_can_tell_once_it_believes_the_key(bdhvs, real, learns, tmp_path):
    serial = learns().certificate.serial
    whole, other, file = link(real, serial), tmp_path / "other", tmp_path / "keys.json"
    bdhvs("init", "--issuer", "Another", "--data", other)
    assert bdhvs("verify", serial, "--data", other).code == 3
    assert bdhvs("verify", whole, "--data", other).code == 3
    bdhvs("keys", "export", "--out", file)
    bdhvs("keys", "trust", file, "--data", other)
    assert bdhvs("verify", whole, "--data", other).code == 0
    assert bdhvs("verify", serial, "--data", other).code == 3
    bdhvs("keys", "rotate")
    bdhvs("keys", "export", "--out", file)
    bdhvs("keys", "trust", file, "--data", other)
    assert bdhvs("verify", whole, "--data", other).code == 3
    assert bdhvs("verify", whole).code == 0


@pytest.mark.parametrize("text", ["", "1234", "https://hoc.example/x/", "<script>", "x" * 5000, "\x1b[2J"])
def test_what_is_no_serial_is_said(bdhvs, real, text):
    ran = bdhvs("verify", text)
    assert ran.code == 1
    assert "\x1b" not in ran.out + ran.err


def test_the_records_are_whole_and_what_is_shown_follows(bdhvs, trial):
    ran = bdhvs("verify", "--json")
    assert ran.code == 0
    assert ran.json == {"records": 48, "sealed": 48, "chain": "whole", "projections": "equal"}


def tamper(folder, *statements):
    with sqlite3.connect(folder / "data.db") as db:
        for statement in statements:
            db.execute(statement)
    db.close()


def test_a_changed_record_is_named(bdhvs, trial):
    moved = "CAST(replace(CAST(body AS TEXT), '03637', '03408') AS BLOB)"
    tamper(trial, "DROP TRIGGER record_stays", f"UPDATE record SET body = {moved} WHERE position > 20")
    assert bdhvs("verify").code == 1


def test_a_record_left_out_is_named(bdhvs, trial):
    tamper(trial, "DROP TRIGGER record_remains", "DELETE FROM record WHERE seq = 5")
    ran = bdhvs("verify")
    assert ran.code == 1
    assert "5" in ran.err


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("tally", "UPDATE tally SET people = people + 1"),
        ("achievement", "DELETE FROM achievement WHERE root = (SELECT min(root) FROM achievement)"),
        ("certificate", "UPDATE certificate SET unit = '03390'"),
        ("learner", "UPDATE learner SET grp = 'students'"),
    ],
)
def test_what_doesnt_follow_is_found_not_written_and_mended_by_rebuild(bdhvs, trial, table, change):
    before = bdhvs("progress", "--json").json
    tamper(trial, change)
    for _again in range(2):
        ran = bdhvs("verify")
        assert (ran.code, ran.says(ProjectionsDiffer.message, table=table)) == (1, True)
    assert bdhvs("rebuild").code == 0
    assert bdhvs("verify").code == 0
    assert bdhvs("progress", "--json").json == before
