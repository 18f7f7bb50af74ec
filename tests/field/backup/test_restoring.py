"""A backup holds everything or there is none; restored it shows the same."""

import threading
from contextlib import closing

import pytest

from bdhvs_lms.field import keyfiles
from bdhvs_lms.field import restore as restoring
from bdhvs_lms.field.backup import backup
from bdhvs_lms.field.check import check
from bdhvs_lms.field.errors import FolderInUse, FolderNotEmpty
from bdhvs_lms.field.installation import PACKAGE, open_installation
from bdhvs_lms.field.restore import restore
from bdhvs_lms.movement.errors import FileThere, InvalidFile

from ..folders import PASSPHRASE, learn, names_in, shown
from .backups import faults, identity, saved


def test_a_restored_folder_shows_the_same_and_is_whole(folder, file, tmp_path):
    restore(file, PASSPHRASE, tmp_path / "new")
    assert shown(tmp_path / "new") == shown(folder)
    assert faults(tmp_path / "new") == []
    assert (tmp_path / "new" / "courses" / "cua-toi" / "ghi-chu.md").read_text(encoding="utf-8") == "Của riêng xã.\n"
    with closing(open_installation(tmp_path / "new")) as installation:
        assert [(one.code, one.people) for one in installation.scans.counts()] == [("03637-AT01-A1-4", 1)]


def test_the_own_page_for_papers_comes_along(folder, tmp_path):
    with closing(open_installation(folder)) as installation:
        installation.template.parent.mkdir()
        installation.template.write_bytes(b"a page")
    restore(saved(folder, tmp_path / "with"), PASSPHRASE, tmp_path / "new")
    with closing(open_installation(tmp_path / "new")) as installation:
        assert installation.template.read_bytes() == b"a page"


def test_without_the_signing_key_the_folder_gets_a_new_one_and_retires_the_old(folder, file, tmp_path):
    old_host, old = identity(folder)
    restore(file, PASSPHRASE, tmp_path / "new")
    host, own = identity(tmp_path / "new")
    assert (host != old_host, own.id != old.id, own.issuer) == (True, True, old.issuer)
    assert keyfiles.load_keys(tmp_path / "new" / "keys").get(old.id).retired
    assert keyfiles.cookie_key(tmp_path / "new" / "keys") != keyfiles.cookie_key(folder / "keys")


def test_with_the_signing_key_the_folder_signs_on_with_it_in_a_chain_of_its_own(folder, tmp_path):
    file = saved(folder, tmp_path / "backup", signing_key=True)
    restore(file, PASSPHRASE, tmp_path / "new")
    old_host, old = identity(folder)
    host, own = identity(tmp_path / "new")
    assert (host != old_host, own) == (True, old)
    assert keyfiles.cookie_key(tmp_path / "new" / "keys") == keyfiles.cookie_key(folder / "keys")


@pytest.mark.parametrize("signing_key", [False, True])
def test_two_folders_of_one_backup_never_sign_the_same_chain(folder, tmp_path, signing_key):
    file = saved(folder, tmp_path / "backup", signing_key=signing_key)
    folders = [folder, tmp_path / "one", tmp_path / "other"]
    for new in folders[1:]:
        restore(file, PASSPHRASE, new)
    seals = []
    for number, one in enumerate(folders):
        with closing(open_installation(one)) as installation:
            before = len(list(installation.store.records()))
            learn(installation, 20 + number)
            host = installation.store.settings().host
            seals += [(host, mark.seq) for _, mark in list(installation.store.records())[before:]]
        assert faults(one) == []
    assert len(seals) == len(set(seals)) == 9


def test_a_backup_is_made_while_others_write_and_is_of_one_moment(folder, tmp_path):
    with closing(open_installation(folder)) as installation:
        writer = threading.Thread(target=learn, args=(installation, 30, 20))
        writer.start()
        manifests = [backup(installation, tmp_path / f"backup-{number}", PASSPHRASE) for number in range(5)]
        writer.join()
    for number, manifest in enumerate(manifests):
        restore(tmp_path / f"backup-{number}", PASSPHRASE, tmp_path / f"new-{number}")
        report = check(tmp_path / f"new-{number}")
        assert (report.faults, report.records) == ([], manifest.records)


def test_in_the_file_is_no_name_no_key_and_no_word_of_what_it_holds(folder, tmp_path):
    (tmp_path / "box").mkdir()
    file = saved(folder, tmp_path / "box" / "backup")
    assert names_in(tmp_path / "box") == []
    content = file.read_bytes()
    for path in (folder / "keys").iterdir():
        assert path.name == ".lock" or path.read_bytes() not in content
    assert all(word not in content for word in (b"SQLite", b"people.key", b"PRIVATE", b"learner"))
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("signing_key", "there"), [(False, 0), (True, 2)])
def test_private_keys_are_in_it_only_when_asked_for(folder, tmp_path, signing_key, there):
    file = saved(folder, tmp_path / "backup", signing_key=signing_key)
    (tmp_path / "out").mkdir()
    restoring.unpacked(file, PASSPHRASE, tmp_path / "out")
    names = {path.name for path in (tmp_path / "out" / "keys").iterdir()}
    assert len({name for name in names if name.endswith(".pem") or name == "cookie.key"}) == there
    assert {"ring.json", "people.key"} <= names


def test_a_backup_is_never_written_over_another_file(folder, file):
    before = file.read_bytes()
    with pytest.raises(FileThere):
        saved(folder, file)
    assert file.read_bytes() == before


def test_nothing_is_restored_over_what_is_there(folder, file, tmp_path):
    with pytest.raises(FolderInUse):
        restore(file, PASSPHRASE, folder)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter").write_text("x")
    with pytest.raises(FolderNotEmpty):
        restore(file, PASSPHRASE, tmp_path / "other")
    with pytest.raises(InvalidFile):
        restore(file, PASSPHRASE, PACKAGE / "data")
    (tmp_path / "empty").mkdir()
    restore(file, PASSPHRASE, tmp_path / "empty")
    assert faults(tmp_path / "empty") == []
