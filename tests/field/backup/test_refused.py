"""A file that is no whole backup, or not of this passphrase, is refused and leaves nothing behind."""

import io
import tarfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bdhvs_lms.field import restore as restoring
from bdhvs_lms.field.restore import restore
from bdhvs_lms.movement.errors import NotWritten
from bdhvs_lms.trust import BackupDamaged, BoxReader, BoxWriter, WrongPassphrase, box

from ..folders import PASSPHRASE
from .backups import saved


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
    [
        "../evil",
        "courses/../../evil",
        "/etc/evil",
        "keys/other",
        "notes.txt",
        "courses\\..\\evil",
        "data.db-wal",
        "pages/other.pdf",
    ],
)  # fmt: skip
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
