"""A backup holds everything or there is none; restored it shows the same; added to a used folder it loses nothing."""

import io
import os
import shutil
import subprocess
import sys
import tarfile
import threading
from contextlib import closing
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bdhvs_lms.field import keyfiles
from bdhvs_lms.field import restore as restoring
from bdhvs_lms.field.audit import check_chains
from bdhvs_lms.field.backup import backup
from bdhvs_lms.field.check import check
from bdhvs_lms.field.errors import BackupOfASample, ChainForked, FolderInUse, FolderNotEmpty
from bdhvs_lms.field.installation import PACKAGE, create, open_installation
from bdhvs_lms.field.merge import merge
from bdhvs_lms.field.restore import restore
from bdhvs_lms.field.sample import fill
from bdhvs_lms.field.store import SqliteStore
from bdhvs_lms.movement.errors import FileThere, InvalidFile, NotWritten, StoreUnavailable
from bdhvs_lms.trust import BackupDamaged, BoxReader, BoxWriter, WrongPassphrase, box

from .folders import NAMES, PASSPHRASE, CoursesReadOnce, erase, learn, names_in, peopled, shown

TESTS = Path(__file__).parent.parent


@pytest.fixture(autouse=True, scope="module")
def _courses_are_read_once():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bdhvs_lms.field.installation.Catalog", CoursesReadOnce)
        yield


@pytest.fixture(autouse=True)
def _cheap_passphrases(monkeypatch):
    monkeypatch.setattr(box, "COST", 4)


@pytest.fixture(scope="session")
def _made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made") / "data"
    peopled(folder)
    course = folder / "courses" / "cua-toi"
    course.mkdir()
    (course / "ghi-chu.md").write_text("Của riêng xã.\n", encoding="utf-8")
    return folder


@pytest.fixture
def folder(_made, tmp_path):
    shutil.copytree(_made, tmp_path / "data")
    return tmp_path / "data"


def saved(folder, to, **options):
    """→ the backup file, made anew."""
    with closing(open_installation(folder)) as installation:
        backup(installation, to, PASSPHRASE, **options)
    return to


@pytest.fixture
def file(folder, tmp_path):
    return saved(folder, tmp_path / "backup")


def merged(folder, file):
    """→ how many records were added."""
    with closing(open_installation(folder)) as installation:
        return merge(installation, file, PASSPHRASE).new


def faults(folder):
    return [str(fault) for fault in check(folder).faults]


def identity(folder):
    with closing(open_installation(folder)) as installation:
        return installation.store.settings().host, installation.keyring.own


# --- a new folder ----------------------------------------------------------------------------------------------------


def test_a_restored_folder_shows_the_same_and_is_whole(folder, file, tmp_path):
    restore(file, PASSPHRASE, tmp_path / "new")
    assert shown(tmp_path / "new") == shown(folder)
    assert faults(tmp_path / "new") == []
    assert (tmp_path / "new" / "courses" / "cua-toi" / "ghi-chu.md").read_text(encoding="utf-8") == "Của riêng xã.\n"
    with closing(open_installation(tmp_path / "new")) as installation:
        assert [(one.code, one.people) for one in installation.scans.counts()] == [("03637-AT01-A1-4", 1)]


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


# --- what is refused -------------------------------------------------------------------------------------------------


def refused(file, tmp_path, error, passphrase=PASSPHRASE):
    with pytest.raises(error):
        restore(file, passphrase, tmp_path / "refused")
    assert not (tmp_path / "refused").exists()
    assert not list(tmp_path.glob(".*"))


def test_a_wrong_passphrase_opens_nothing_and_letters_count_in_either_unicode_form(file, tmp_path):
    import unicodedata

    for wrong in ("", PASSPHRASE + " ", PASSPHRASE.upper()):
        refused(file, tmp_path, WrongPassphrase, wrong)
    assert unicodedata.normalize("NFD", PASSPHRASE) != PASSPHRASE
    restore(file, unicodedata.normalize("NFD", PASSPHRASE), tmp_path / "new")


def test_a_change_in_any_chunk_is_found(file, tmp_path):
    whole = file.read_bytes()
    sealed = box.CHUNK + 16
    assert len(whole) > box.HEADER + 2 * sealed
    for start in range(box.HEADER, len(whole), sealed):
        for place in (start, min(start + sealed, len(whole)) - 1):
            changed = bytearray(whole)
            changed[place] ^= 1
            file.write_bytes(changed)
            refused(file, tmp_path, WrongPassphrase if start == box.HEADER else BackupDamaged)


@pytest.mark.parametrize("place", [0, 12, 13, 14, 15, box.HEADER - 1])
def test_a_change_in_the_header_is_found(file, tmp_path, place):
    whole = bytearray(file.read_bytes())
    whole[place] ^= 1
    file.write_bytes(whole)
    refused(file, tmp_path, (WrongPassphrase, BackupDamaged))


def test_a_file_that_was_cut_anywhere_or_whose_chunks_were_moved_is_refused(file, tmp_path):
    whole = file.read_bytes()
    sealed = box.CHUNK + 16
    chunks = [whole[start : start + sealed] for start in range(box.HEADER, len(whole), sealed)]
    head = whole[: box.HEADER]
    for cut in (0, 5, box.HEADER, box.HEADER + 1, box.HEADER + sealed, box.HEADER + 2 * sealed, len(whole) - 1):
        file.write_bytes(whole[:cut])
        refused(file, tmp_path, (WrongPassphrase, BackupDamaged))
    for moved in (
        [chunks[1], chunks[0], *chunks[2:]],
        [chunks[0], *chunks[2:]],
        [*chunks, chunks[-1]],
        [*chunks, b"x"],
    ):
        file.write_bytes(head + b"".join(moved))
        refused(file, tmp_path, (WrongPassphrase, BackupDamaged))


@pytest.mark.parametrize(
    "name",
    ["../evil", "courses/../../evil", "/etc/evil", "keys/other", "notes.txt", "courses\\..\\evil", "data.db-wal"],
)
def test_files_that_no_backup_holds_are_not_written_anywhere(tmp_path, name):
    with (tmp_path / "backup").open("wb") as out:
        writer = BoxWriter(out, PASSPHRASE)
        with tarfile.open(fileobj=writer, mode="w|") as tar:
            entry = tarfile.TarInfo(name)
            entry.size = 4
            tar.addfile(entry, io.BytesIO(b"evil"))
        writer.finish()
    refused(tmp_path / "backup", tmp_path, BackupDamaged)
    assert [path.name for path in tmp_path.rglob("*")] == ["backup"]


@given(st.lists(st.binary(max_size=300_000), max_size=4))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_put_into_a_box_comes_out_again(pieces):
    file = io.BytesIO()
    writer = BoxWriter(file, PASSPHRASE)
    for piece in pieces:
        writer.write(piece)
    writer.finish()
    file.seek(0)
    reader, out = BoxReader(file, PASSPHRASE), b""
    while piece := reader.read(100_000):
        out += piece
    assert out == b"".join(pieces)


@pytest.mark.parametrize("size", [0, 1, box.CHUNK - 1, box.CHUNK, box.CHUNK + 1, 2 * box.CHUNK])
def test_a_box_has_one_last_chunk_whatever_its_size(size):
    file = io.BytesIO()
    writer = BoxWriter(file, PASSPHRASE)
    writer.write(bytes(size))
    writer.finish()
    chunks = max(1, -(-size // box.CHUNK))
    assert len(file.getvalue()) == box.HEADER + size + 16 * chunks


def test_a_full_disk_leaves_no_file_and_no_leftovers(folder, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("bdhvs_lms.field.backup._write", full)
    with pytest.raises(NotWritten, match="No space"):
        saved(folder, tmp_path / "backup")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]
    assert not (folder / ".work").exists()


def test_a_full_disk_while_restoring_leaves_nothing(file, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("bdhvs_lms.field.restore.os.fsync", full)
    refused(file, tmp_path, NotWritten)


def test_a_place_that_cannot_be_written_is_told(folder, tmp_path):
    with pytest.raises(NotWritten):
        saved(folder, tmp_path / "missing" / "backup")


@pytest.mark.parametrize("cut", [1, 2])
def test_a_box_without_its_last_chunks_is_not_whole(cut):
    file = io.BytesIO()
    writer = BoxWriter(file, PASSPHRASE)
    writer.write(bytes(4 * box.CHUNK))
    writer.finish()
    whole = file.getvalue()
    reader = BoxReader(io.BytesIO(whole[: len(whole) - cut * (box.CHUNK + 16)]), PASSPHRASE)
    for _sound in range(3 - cut):
        assert reader.read(box.CHUNK) == bytes(box.CHUNK)
    with pytest.raises(BackupDamaged):
        reader.read(box.CHUNK)


def test_what_comes_after_the_archives_end_must_open_as_well(folder, tmp_path):
    (tmp_path / "out").mkdir()
    restoring.unpacked(saved(folder, tmp_path / "sound"), PASSPHRASE, tmp_path / "out")
    with (tmp_path / "backup").open("wb") as out:
        writer = BoxWriter(out, PASSPHRASE)
        with tarfile.open(fileobj=writer, mode="w|") as tar:
            tar.add(tmp_path / "out" / "data.db", "data.db")
        writer.write(bytes(4 * box.CHUNK))
        writer.finish()
    content = bytearray((tmp_path / "backup").read_bytes())
    content[-1] ^= 1
    (tmp_path / "backup").write_bytes(content)
    (tmp_path / "again").mkdir()
    with pytest.raises(BackupDamaged):
        restoring.unpacked(tmp_path / "backup", PASSPHRASE, tmp_path / "again")
    assert (tmp_path / "again" / "data.db").exists()  # only the end gave it away


# --- a used folder ---------------------------------------------------------------------------------------------------


def test_what_a_folder_lost_comes_back_and_nothing_newer_goes(folder, file):
    with closing(open_installation(folder)) as installation:
        learn(installation, 40)
    before = shown(folder)
    assert merged(folder, file) == 0
    assert shown(folder) == before
    assert faults(folder) == []


def test_a_folder_that_was_set_back_gets_the_end_of_its_chain_again(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "earlier")
    with closing(open_installation(folder)) as installation:
        learn(installation, 40, 3)
        installation.store.append(_again(installation))  # a rule writes a record of its own
    file = saved(folder, tmp_path / "backup")
    assert merged(tmp_path / "earlier", file) > 9
    assert shown(tmp_path / "earlier") == shown(folder)
    assert faults(tmp_path / "earlier") == []
    assert merged(tmp_path / "earlier", file) == 0


def _again(installation):
    from bdhvs_lms.movement.people import commitment
    from bdhvs_lms.movement.records import REGISTERED, Record, stamp
    from bdhvs_lms.movement.store import Batch, PersonRow

    from .folders import person

    means, host = installation.means(), installation.store.settings().host
    row, learner = PersonRow(person(40), bytes(16)), means.new_id()
    data = {"learner": learner, "group": "citizens", "commitment": commitment(row.person, row.salt)}
    return Batch((Record(means.new_id(), REGISTERED, stamp(means.now), "03637", "self", host, data),), {learner: row})


def test_chains_that_went_on_differently_are_not_put_together(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "other")
    for number, one in enumerate((folder, tmp_path / "other")):
        with closing(open_installation(one)) as installation:
            learn(installation, 40 + number)
    before = shown(folder)
    with pytest.raises(ChainForked):
        merged(folder, saved(tmp_path / "other", tmp_path / "backup"))
    assert shown(folder) == before
    assert faults(folder) == []


def test_a_record_that_does_not_follow_on_the_chain_is_not_taken_into_it(folder, tmp_path):
    from bdhvs_lms.movement.store import Batch

    shutil.copytree(folder, tmp_path / "other")
    for number, one in enumerate((folder, tmp_path / "other")):
        with closing(open_installation(one)) as installation:
            learn(installation, 40 + number)
    with closing(open_installation(folder)) as installation:
        theirs = list(installation.store.records())[-3:]
    with closing(open_installation(tmp_path / "other")) as installation, pytest.raises(ChainForked):
        installation.store.append(Batch(tuple(one for one, _ in theirs)), {one.id: mark for one, mark in theirs})
    assert faults(tmp_path / "other") == []


def test_another_folders_records_come_with_their_seals_and_their_people_once(folder, file, tmp_path):
    with closing(create(tmp_path / "used", "Tỉnh đoàn")) as installation:
        learn(installation, 0)  # somebody whom the backup knows as well, by the same phone
        learn(installation, 60)
    assert merged(tmp_path / "used", file) > 10
    both = shown(tmp_path / "used")
    assert shown(folder)["records"] < both["records"]
    citizens = next(row for row in both["board"][0] if row.unit.code == "03637")
    alone = next(row for row in shown(folder)["board"][0] if row.unit.code == "03637")
    assert sum(citizens.other.values()) == sum(alone.other.values()) + 1
    with closing(open_installation(tmp_path / "used")) as installation:
        assert len(installation.store.chains()) == 2
    assert faults(tmp_path / "used") == []
    assert merged(tmp_path / "used", file) == 0
    assert shown(tmp_path / "used") == both


def test_what_was_signed_together_is_merged_together(folder, file, tmp_path, monkeypatch):
    """However small the pieces, no chain is ever left at a record that nobody signed."""
    monkeypatch.setattr("bdhvs_lms.field.merge._AT_ONCE", 1)
    create(tmp_path / "used", "Tỉnh đoàn").close()
    append, ends = SqliteStore.append, []

    def watched(store, batch, facts=MappingProxyType({})):
        told = append(store, batch, facts)
        ends.extend(check_chains(store) for _ in facts)
        return told

    monkeypatch.setattr(SqliteStore, "append", watched)
    with closing(open_installation(folder)) as installation:
        marks = [mark for _, mark in installation.store.records()]
    assert not all(mark.signature for mark in marks)
    assert merged(tmp_path / "used", file) == len(marks) == len(ends)
    assert faults(tmp_path / "used") == []


def test_a_restored_folder_takes_what_the_old_one_wrote_after_the_backup(folder, file, tmp_path):
    restore(file, PASSPHRASE, tmp_path / "new")
    with closing(open_installation(tmp_path / "new")) as installation:
        learn(installation, 70)
    with closing(open_installation(folder)) as installation:
        learn(installation, 71)
    assert merged(tmp_path / "new", saved(folder, tmp_path / "later")) == 3
    assert faults(tmp_path / "new") == []


def test_who_was_erased_since_the_backup_stays_erased(folder, file):
    with closing(open_installation(folder)) as installation:
        learner = next(one.data["learner"] for one, _ in installation.store.records() if "commitment" in one.data)
        erase(installation, learner)
    merged(folder, file)
    with closing(open_installation(folder)) as installation:
        assert installation.store.person(learner) is None
        assert [one.erased for one in installation.store.certificates() if one.learner == learner] == [True]
    assert faults(folder) == []


def test_an_erasure_in_the_backup_is_carried_out(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "earlier")
    with closing(open_installation(folder)) as installation:
        learner = next(one.data["learner"] for one, _ in installation.store.records() if "commitment" in one.data)
        erase(installation, learner)
    merged(tmp_path / "earlier", saved(folder, tmp_path / "backup"))
    with closing(open_installation(tmp_path / "earlier")) as installation:
        assert installation.store.person(learner) is None
    assert faults(tmp_path / "earlier") == []


def test_a_lost_key_and_lost_rows_about_people_come_back(folder, file):
    import sqlite3

    before = shown(folder)
    (folder / "keys" / "people.key").unlink()
    assert any("people.key" in fault for fault in faults(folder))
    merged(folder, file)
    assert shown(folder) == before
    with closing(sqlite3.connect(folder / "data.db")) as db, db:
        db.execute("DELETE FROM person")
        db.execute("DELETE FROM paper")
    assert len(faults(folder)) == 2
    assert merged(folder, file) == 0
    assert shown(folder) == before
    assert faults(folder) == []


def test_a_person_who_was_corrected_comes_with_the_corrected_name(folder, tmp_path):
    from bdhvs_lms.movement.people import Person, commitment
    from bdhvs_lms.movement.records import CORRECTED, Record, stamp
    from bdhvs_lms.movement.store import Batch, PersonRow

    with closing(open_installation(folder)) as installation:
        means, store = installation.means(), installation.store
        learner = next(one.data["learner"] for one, _ in store.records() if "commitment" in one.data)
        row = PersonRow(Person("Lường Thị Ỏn", 1961), bytes(16))
        data = {"learner": learner, "group": "citizens", "commitment": commitment(row.person, row.salt)}
        host = store.settings().host
        store.append(
            Batch((Record(means.new_id(), CORRECTED, stamp(means.now), "03637", "x", host, data),), {learner: row})
        )
    create(tmp_path / "used", "Tỉnh đoàn").close()
    merged(tmp_path / "used", saved(folder, tmp_path / "backup"))
    with closing(open_installation(tmp_path / "used")) as installation:
        assert installation.store.person(learner) == row.person
    assert faults(tmp_path / "used") == []


def test_own_courses_come_along_unless_the_name_is_taken(folder, file, tmp_path):
    create(tmp_path / "used", "Tỉnh đoàn").close()
    merged(tmp_path / "used", file)
    mine = tmp_path / "used" / "courses" / "cua-toi" / "ghi-chu.md"
    mine.write_text("Đã sửa.\n", encoding="utf-8")
    merged(tmp_path / "used", file)
    assert mine.read_text(encoding="utf-8") == "Đã sửa.\n"


def test_a_trial_is_not_mixed_with_a_real_installation(folder, tmp_path):
    with closing(create(tmp_path / "trial", "Mẫu", sample=True)) as trial:
        fill(trial)
    before = shown(folder)
    with pytest.raises(BackupOfASample):
        merged(folder, saved(tmp_path / "trial", tmp_path / "backup"))
    assert shown(folder) == before


def test_a_folder_that_lost_its_key_can_still_be_backed_up(folder, tmp_path):
    (folder / "keys" / "people.key").unlink()
    restore(saved(folder, tmp_path / "backup"), PASSPHRASE, tmp_path / "new")
    assert any("people.key" in fault for fault in faults(tmp_path / "new"))
    with closing(open_installation(tmp_path / "new")) as installation:
        assert installation.store.numbers().tallies
        with pytest.raises(StoreUnavailable):
            learn(installation, 90)


# --- killed at every step --------------------------------------------------------------------------------------------


def crashed(name, source, place, every=1):
    """→ at how many steps it was killed, and what was left was found sound."""
    ran = subprocess.run(
        [sys.executable, TESTS / "field" / "crasher.py", name, source, place, str(every)],
        capture_output=True, text=True, timeout=600, check=False,
        env={**os.environ, "PYTHONPATH": f"{TESTS}:{TESTS.parent}"},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return int(ran.stdout) // every


def test_a_backup_killed_at_any_step_leaves_a_whole_file_or_none(folder, tmp_path):
    assert crashed("backup", folder, tmp_path / "place") > 10


def test_a_restoring_killed_at_any_step_leaves_a_whole_folder_or_none(file, tmp_path):
    assert crashed("restore", file, tmp_path / "place") > 10


def test_a_merging_killed_at_any_step_is_simply_run_again(file, tmp_path):
    with closing(create(tmp_path / "used", "Tỉnh đoàn")) as installation:
        learn(installation, 0)
        learn(installation, 60)
    shutil.copytree(tmp_path / "used", tmp_path / "both")
    merged(tmp_path / "both", file)
    assert crashed("merge", file, tmp_path / "place", 5) > 10


def test_a_sealing_of_an_old_folder_killed_at_any_step_loses_nobody(folder, tmp_path):
    from .folders import age

    age(folder)
    assert {name for _, name in names_in(folder)} == set(NAMES)
    assert crashed("seal", folder, tmp_path / "place") > 10
