"""`bdhvs backup`, `restore` and `check`."""

import sqlite3

import pytest
from field.folders import PASSPHRASE

from bdhvs_lms.field import errors
from bdhvs_lms.field.cli.base import closing
from bdhvs_lms.field.installation import open_installation
from bdhvs_lms.movement.errors import BrokenChain, KeyFileUnsafe, NotInitialised, ProjectionsDiffer
from bdhvs_lms.trust import BackupDamaged, WrongPassphrase, box


@pytest.fixture(autouse=True)
def _cheap_passphrases(monkeypatch):
    monkeypatch.setattr(box, "COST", 4)


@pytest.fixture
def passphrase(tmp_path):
    path = tmp_path / "passphrase"
    path.write_text(PASSPHRASE + "\r\n", encoding="utf-8")
    return path


@pytest.fixture
def file(bdhvs, trial, tmp_path, passphrase):
    assert bdhvs("backup", tmp_path / "backup", "--passphrase-file", passphrase).code == 0
    return tmp_path / "backup"


def test_a_backup_on_another_machine_shows_the_same_board(bdhvs, trial, file, passphrase, tmp_path):
    ran = bdhvs("restore", file, "--data", tmp_path / "new", "--passphrase-file", passphrase)
    assert (ran.code, ran.err) == (0, "")
    for command in ("progress", "certificates", "units", "targets"):
        assert bdhvs(command, "--json", "--data", tmp_path / "new").out == bdhvs(command, "--json").out
    assert bdhvs("check", "--data", tmp_path / "new", "--json").json["faults"] == []
    assert bdhvs("verify", "--data", tmp_path / "new").code == 0


def test_the_passphrase_is_asked_for_and_a_new_one_twice(bdhvs, trial, tmp_path):
    assert bdhvs("backup", tmp_path / "one", answer=f"{PASSPHRASE}\n{PASSPHRASE}\n").code == 0
    ran = bdhvs("backup", tmp_path / "two", answer=f"{PASSPHRASE}\nkhác hẳn mà\n")
    assert ran.code == 1
    assert "Gõ lại một lần nữa" in ran.out + ran.err
    assert "Hai lần gõ không giống nhau" in ran.out + ran.err
    assert not (tmp_path / "two").exists()
    ran = bdhvs("restore", tmp_path / "one", "--data", tmp_path / "new", answer=f"{PASSPHRASE}\n")
    assert ran.code == 0
    assert PASSPHRASE not in ran.out + ran.err


@pytest.mark.parametrize("text", ["", "ngắn quá\n", "\nở dòng thứ hai thì không tính"])
def test_a_short_passphrase_is_refused(bdhvs, trial, tmp_path, text):
    (tmp_path / "passphrase").write_text(text, encoding="utf-8")
    assert bdhvs("backup", tmp_path / "one", "--passphrase-file", tmp_path / "passphrase").code == 2
    assert not (tmp_path / "one").exists()


def test_a_passphrase_file_that_cannot_be_read_is_told(bdhvs, trial, tmp_path):
    assert bdhvs("backup", tmp_path / "one", "--passphrase-file", tmp_path / "missing").code == 1
    (tmp_path / "bytes").write_bytes(b"\xff" * 20)
    assert bdhvs("backup", tmp_path / "one", "--passphrase-file", tmp_path / "bytes").code == 1


def test_what_cannot_be_restored_is_said_and_nothing_is_left(bdhvs, file, passphrase, trial, tmp_path):
    wrong = tmp_path / "wrong"
    wrong.write_text("một câu khác hẳn")
    ran = bdhvs("restore", file, "--data", tmp_path / "new", "--passphrase-file", wrong)
    assert (ran.code, ran.says(WrongPassphrase.message)) == (1, True)
    file.write_bytes(file.read_bytes()[:-1])
    ran = bdhvs("restore", file, "--data", tmp_path / "new", "--passphrase-file", passphrase)
    assert (ran.code, ran.says(BackupDamaged.message)) == (1, True)
    ran = bdhvs("restore", file, "--passphrase-file", passphrase)
    assert (ran.code, ran.says(errors.FolderInUse.message, folder=trial)) == (1, True)
    assert not (tmp_path / "new").exists()


def test_merging_says_how_much_was_new(bdhvs, file, passphrase, trial):
    ran = bdhvs("restore", file, "--merge", "--passphrase-file", passphrase)
    assert (ran.code, ran.says("{count} records were added; all others were known.", count=0)) == (0, True)


def test_a_whole_folder_is_said_to_be_whole(bdhvs, trial):
    ran = bdhvs("check")
    assert (ran.code, ran.says("Everything is whole.")) == (0, True)
    assert bdhvs("check", "--json").json == {"records": 48, "sealed": 48, "people": 16, "papers": 16, "faults": []}


def test_where_there_is_nothing_there_is_nothing_to_check(bdhvs, tmp_path):
    ran = bdhvs("check", "--data", tmp_path / "x")
    assert (ran.code, ran.says(NotInitialised.message, folder=tmp_path / "x")) == (1, True)


def tamper(folder, *statements):
    with sqlite3.connect(folder / "data.db") as db:
        for statement in statements:
            db.execute(statement)
    db.close()


_SOMEBODY = "(SELECT min(learner) FROM person)"


@pytest.mark.parametrize(
    ("fault", "statements"),
    [
        (BrokenChain, ("DROP TRIGGER record_stays", "UPDATE record SET signature = zeroblob(64) WHERE seq = 20")),
        (BrokenChain, ("DROP TRIGGER record_remains", "DELETE FROM record WHERE seq = 5")),
        (errors.RecordChanged, ("DROP TRIGGER record_stays", "UPDATE record SET kind = 'completion' WHERE seq = 1")),
        (ProjectionsDiffer, ("UPDATE tally SET people = people + 1",)),
        (errors.PeopleDontFit, (f"UPDATE person SET sealed = zeroblob(60) WHERE learner = {_SOMEBODY}",)),
        (errors.PeopleGone, (f"DELETE FROM person WHERE learner = {_SOMEBODY}",)),
        (errors.PeopleDontFit, (f"UPDATE person SET learner = 'x' WHERE learner = {_SOMEBODY}",)),
        (errors.ErasedIsThere, (f"UPDATE learner SET erased = 1 WHERE id = {_SOMEBODY}",)),
        (errors.PapersDontFit, ("UPDATE paper SET sealed = zeroblob(200)",)),
        (errors.PapersGone, ("DELETE FROM paper",)),
    ],
)
def test_what_is_wrong_is_named_in_a_sentence(bdhvs, trial, fault, statements):
    tamper(trial, *statements)
    ran = bdhvs("check", "--json")
    assert ran.code == 1
    assert fault.__name__ in [one["fault"] for one in ran.json["faults"]]
    told = bdhvs("check")
    assert told.code == 1
    assert all(one["says"] in told.out for one in ran.json["faults"])


def test_files_that_others_can_read_are_named(bdhvs, trial):
    (trial / "keys").chmod(0o755)
    (trial / "data.db").chmod(0o644)
    (trial / "keys" / "people.key").chmod(0o640)
    ran = bdhvs("check", "--json")
    found = [one["fault"] for one in ran.json["faults"]]
    assert (ran.code, found.count("FileOpenToOthers"), found.count("KeyFileUnsafe")) == (1, 2, 1)
    assert bdhvs("check").says(KeyFileUnsafe.message, file=trial / "keys" / "people.key")


def test_a_damaged_database_is_named_and_everything_else_is_still_looked_at(bdhvs, trial):
    content = bytearray((trial / "data.db").read_bytes())
    page = int.from_bytes(content[16:18], "big")
    with closing(open_installation(trial)) as installation:
        sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'tally'"
        place = (installation.store.database.rows(sql)[0][0] - 1) * page
    content[place : place + 100] = b"\xff" * 100
    (trial / "data.db").write_bytes(content)
    ran = bdhvs("check", "--json")
    assert ran.code == 1
    assert "DatabaseDamaged" in [one["fault"] for one in ran.json["faults"]]
    assert ran.json["papers"] == 16


def test_a_lost_key_is_one_clear_message_and_the_rest_goes_on(bdhvs, trial, file, passphrase):
    (trial / "keys" / "people.key").unlink()
    assert [one["fault"] for one in bdhvs("check", "--json").json["faults"]] == ["PeopleKeyMissing"]
    learner = bdhvs("certificates", "--json").json[0]["learner"]
    ran = bdhvs("learners", "show", learner)
    assert (ran.code, ran.says(errors.PeopleKeyMissing.message)) == (1, True)
    assert bdhvs("progress").code == bdhvs("units").code == 0
    assert bdhvs("restore", file, "--merge", "--passphrase-file", passphrase).code == 0
    assert bdhvs("learners", "show", learner).code == 0
