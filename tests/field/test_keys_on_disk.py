"""Keys on disk: only their owner reads them, and replacing one never leaves a node without."""

import json
import os
import subprocess
import sys
import threading
from dataclasses import replace

import pytest

from bdhvs_lms.field import keyfiles
from bdhvs_lms.movement.errors import InvalidFile, KeyFileUnsafe, NotWritten
from bdhvs_lms.trust import PublicKey, SigningKey

DAY = "2026-03-02"


@pytest.fixture
def folder(tmp_path):
    keyfiles.new_keys(tmp_path / "keys", "Tỉnh đoàn Lai Châu", DAY)
    return tmp_path / "keys"


def stranger(issuer="Huyện đoàn"):
    return PublicKey(SigningKey.generate().public, issuer, DAY)


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_every_key_file_is_for_its_owner_alone_whatever_the_umask(tmp_path):
    before = os.umask(0)
    try:
        keyfiles.new_keys(tmp_path / "keys", "Tỉnh đoàn", DAY)
        keyfiles.rotate(tmp_path / "keys", "Tỉnh đoàn", DAY)
        keyfiles.trust(tmp_path / "keys", [stranger()])
    finally:
        os.umask(before)
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()} == {0o600}
    assert len(list((tmp_path / "keys").iterdir())) == 5


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o644])
@pytest.mark.parametrize("pattern", ["ring.json", "signing-*.pem", "cookie.key", "people.key"])
def test_a_key_file_that_others_can_read_or_write_is_refused_and_named(folder, mode, pattern):
    (path,) = folder.glob(pattern)
    path.chmod(mode)
    read = {"cookie.key": keyfiles.cookie_key, "people.key": keyfiles.people_key}.get(pattern, keyfiles.load_keys)
    with pytest.raises(KeyFileUnsafe, match=f"chmod 600 {path}"):
        read(folder)


def test_a_ring_signs_and_verifies(folder):
    ring = keyfiles.load_keys(folder)
    signature = ring.signer.sign(b"x")
    assert ring.verify(ring.signer.id, signature, b"x") == ring.own
    assert (ring.own.issuer, ring.own.since, ring.own.retired) == ("Tỉnh đoàn Lai Châu", DAY, "")
    assert len(keyfiles.cookie_key(folder)) == 32


def test_rotating_retires_the_old_key_and_destroys_its_private_part(folder):
    old = keyfiles.load_keys(folder).own
    ring = keyfiles.rotate(folder, "Huyện đoàn Than Uyên", "2026-06-01")
    assert ring.own.id != old.id
    assert (ring.own.issuer, ring.own.since) == ("Huyện đoàn Than Uyên", "2026-06-01")
    assert ring.get(old.id) == replace(old, retired="2026-06-01")
    assert [path.name for path in folder.glob("*.pem")] == [f"signing-{ring.own.id}.pem"]
    assert keyfiles.load_keys(folder).signer.id == ring.own.id


def test_rotating_twice_keeps_the_day_on_which_the_first_was_retired(folder):
    first = keyfiles.load_keys(folder).own
    keyfiles.rotate(folder, first.issuer, "2026-06-01")
    assert keyfiles.rotate(folder, first.issuer, "2026-09-01").get(first.id).retired == "2026-06-01"


def test_a_rotation_that_is_cut_short_leaves_the_old_key_in_use(folder, monkeypatch):
    old = keyfiles.load_keys(folder).own

    def cut(*_):
        raise OSError("no space left on device")

    monkeypatch.setattr(keyfiles, "_write_ring", cut)
    with pytest.raises(OSError, match="no space"):
        keyfiles.rotate(folder, old.issuer, "2026-06-01")
    monkeypatch.undo()
    assert keyfiles.load_keys(folder).own == old


def test_a_file_that_is_cut_short_while_written_leaves_the_old_one(folder, monkeypatch):
    before = files(folder)

    def cut(_):
        raise OSError("no space left on device")

    monkeypatch.setattr(keyfiles.os, "fsync", cut)
    with pytest.raises(OSError, match="no space"):
        keyfiles.trust(folder, [stranger()])
    monkeypatch.undo()
    assert {name: content for name, content in files(folder).items() if not name.startswith(".")} == before


def test_other_nodes_keys_are_trusted_once(folder):
    key = stranger()
    assert keyfiles.trust(folder, [key]) == [key]
    assert keyfiles.trust(folder, [key]) == []
    assert keyfiles.load_keys(folder).get(key.id) == key


def test_that_a_key_was_retired_is_taken_over_and_never_taken_back(folder):
    key = stranger()
    retired = replace(key, retired="2026-06-01")
    keyfiles.trust(folder, [key])
    assert keyfiles.trust(folder, [retired]) == [retired]
    assert keyfiles.trust(folder, [key, replace(key, retired="2027-01-01")]) == []
    assert keyfiles.load_keys(folder).get(key.id) == retired


def test_nobody_retires_a_nodes_own_key_from_outside(folder):
    own = keyfiles.load_keys(folder).own
    assert keyfiles.trust(folder, [replace(own, retired="2026-06-01")]) == []
    assert keyfiles.load_keys(folder).own == own


def test_a_known_key_does_not_change_hands(folder):
    key, new = stranger(), stranger()
    keyfiles.trust(folder, [key])
    before = files(folder)
    with pytest.raises(InvalidFile, match=key.id):
        keyfiles.trust(folder, [new, replace(key, issuer="Ai Khác")])
    assert files(folder) == before


class Twin(PublicKey):
    """A key with another's id, which is 32 bits long: whoever tries four thousand million keys finds one."""

    id = ""


def test_another_key_with_a_known_id_does_not_take_its_place(folder):
    key, other = stranger(), stranger()
    keyfiles.trust(folder, [key])
    before = files(folder)
    Twin.id = key.id
    with pytest.raises(InvalidFile, match=key.id):
        keyfiles.trust(folder, [Twin(other.public, other.issuer, DAY)])
    assert files(folder) == before


def test_a_rings_file_tells_no_secret(folder):
    ring = json.loads((folder / "ring.json").read_bytes())
    secrets = [path.read_bytes() for path in folder.iterdir() if path.name not in ("ring.json", ".lock")]
    assert set(ring) == {"own", "keys"}
    assert {name for key in ring["keys"] for name in key} == {"id", "public", "issuer", "since", "retired"}
    assert all(secret not in (folder / "ring.json").read_bytes() for secret in secrets)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"{}", b'{"own": 1, "keys": []}', b'{"own": "x", "keys": {}}', b"\xff"]
)
def test_a_damaged_ring_is_told(folder, content):
    keyfiles.write_private(folder / "ring.json", content)
    with pytest.raises(InvalidFile):
        keyfiles.load_keys(folder)


@pytest.mark.parametrize("pattern", ["ring.json", "signing-*.pem"])
def test_a_missing_file_is_told(folder, pattern):
    (path,) = folder.glob(pattern)
    path.unlink()
    with pytest.raises(InvalidFile):
        keyfiles.load_keys(folder)


def test_a_signing_key_that_is_no_key_is_told(folder):
    (path,) = folder.glob("signing-*.pem")
    keyfiles.write_private(path, b"not a key")
    with pytest.raises(InvalidFile):
        keyfiles.load_keys(folder)


BDHVS = (sys.executable, "-c", "from bdhvs_lms.field.cli import main; main()")


def at_once(number, *args):
    """Runs the same command in as many processes at once. → their exit codes and what they said."""
    running = [
        subprocess.Popen([*BDHVS, *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(number)
    ]
    return [(*one.communicate(timeout=120), one.returncode)[::-1] for one in running]


def test_of_commands_that_rotate_at_once_no_key_is_lost(tmp_path):
    data = tmp_path / "data"
    assert [code for code, *_ in at_once(1, "init", "--issuer", "UBND", "--data", data)] == [0]
    ran = at_once(6, "keys", "rotate", "--data", data)
    assert [code for code, *_ in ran] == [0] * 6, ran
    ring = keyfiles.load_keys(data / "keys")
    assert len(list(ring)) == 7
    assert all(any(key.id in said for _, _, said in ran) for key in ring if not key.retired)
    assert [path.name for path in (data / "keys").glob("*.pem")] == [f"signing-{ring.own.id}.pem"]


@pytest.mark.parametrize("changes", [keyfiles.rotate, keyfiles.trust])
def test_who_changes_the_keys_waits_and_builds_on_what_another_did(folder, changes):
    mine, theirs = stranger(), stranger("Người khác")
    args = ("Tỉnh đoàn", "2026-06-01") if changes is keyfiles.rotate else ([mine],)
    with keyfiles.locked(folder):
        waiting = threading.Thread(target=changes, args=(folder, *args))
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
        ring = json.loads((folder / "ring.json").read_bytes())
        ring["keys"].append(theirs.as_plain())
        keyfiles.write_private(folder / "ring.json", json.dumps(ring).encode())
    waiting.join(20)
    found = keyfiles.load_keys(folder)
    assert found.get(theirs.id) == theirs
    assert len(list(found)) == 3


def test_a_retired_private_key_that_a_crash_left_behind_goes_with_the_next_rotation(folder, monkeypatch):
    (old,) = folder.glob("signing-*.pem")

    def crash(*_args, **_given):
        raise KeyboardInterrupt

    monkeypatch.setattr(keyfiles.Path, "unlink", crash)
    with pytest.raises(KeyboardInterrupt):
        keyfiles.rotate(folder, "Tỉnh đoàn", "2026-06-01")
    monkeypatch.undo()
    keyfiles.write_private(folder / ".signing-cut.pem.0a", b"half a key")
    assert old.exists()
    ring = keyfiles.rotate(folder, "Tỉnh đoàn", "2026-06-02")
    left = sorted(path.name for path in folder.iterdir() if "signing" in path.name)
    assert left == [f"signing-{ring.own.id}.pem"]


def test_a_reader_between_the_two_steps_of_a_rotation_takes_the_new_key(folder, monkeypatch):
    before, read, done = (folder / "ring.json").read_bytes(), keyfiles.read_private, []
    new = keyfiles.rotate(folder, "Tỉnh đoàn", "2026-06-01").own

    def late(path):
        if not done:
            done.append(path)
            return before
        return read(path)

    monkeypatch.setattr(keyfiles, "read_private", late)
    assert keyfiles.load_keys(folder).own == new


def test_keys_in_a_folder_that_cannot_be_locked_are_told(tmp_path):
    (tmp_path / "keys").write_text("")
    with pytest.raises(NotWritten), keyfiles.locked(tmp_path / "keys"):
        pass
