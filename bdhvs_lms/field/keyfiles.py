"""Keys on disk: a folder that only its owner reads. `ring.json` is what switches; it is replaced in one step.

Whoever changes the folder holds its lock and reads it anew first; readers need none.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from ..movement.errors import N_, InvalidFile, KeyFileUnsafe, NotWritten
from ..trust import Keyring, PublicKey, SigningKey, Vault
from .errors import PeopleKeyWrong

try:
    import fcntl
except ImportError:  # not POSIX: there one command at a time has to do
    fcntl = None  # type: ignore[assignment]

_log = logging.getLogger(__name__)

CAN_LOCK: Final = fcntl is not None

RING: Final = "ring.json"
COOKIE: Final = "cookie.key"
PEOPLE: Final = "people.key"
LOCK: Final = ".lock"


@contextmanager
def locked(folder: Path, *, wait: bool = True) -> Iterator[None]:
    """Makes the folder if need be, and keeps other processes and threads from changing it meanwhile. NotWritten.

    Not to be entered twice: a second time waits for the first one's end, or raises NotWritten where it may not wait.
    """
    lock = _entered(folder, wait)
    try:
        yield
    finally:
        os.close(lock)


def _entered(folder: Path, wait: bool) -> int:
    """→ the open lock. One that its last holder removed together with the folder is taken anew."""
    while True:
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise NotWritten(file=str(folder / LOCK), why=error.strerror or "?") from None
        try:
            if fcntl is None:
                return lock
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            if os.path.samestat(os.fstat(lock), (folder / LOCK).stat()):
                return lock
        except BlockingIOError:
            os.close(lock)
            raise NotWritten(file=str(folder), why=N_("another program is at work there")) from None
        except FileNotFoundError:
            pass
        except BaseException:
            os.close(lock)
            raise
        os.close(lock)


def write_private(path: Path, content: bytes) -> None:
    """Writes a file with mode 0600, whole or not at all, and durably."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    settle(path.parent)


def settle(folder: Path) -> None:
    """Makes durable which files a folder has."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def read_private(path: Path) -> bytes:
    """The content; KeyFileUnsafe when group or others may read it."""
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise KeyFileUnsafe(file=str(path))
        return path.read_bytes()
    except OSError as error:
        raise InvalidFile(file=str(path), why=error.strerror or "?") from None


def new_keys(folder: Path, issuer: str, today: str) -> None:
    """A new node's keys: to sign with, for cookies, for what is kept about people. The caller holds the lock."""
    folder.mkdir(mode=0o700, exist_ok=True)
    for name in (COOKIE, PEOPLE):
        write_private(folder / name, secrets.token_bytes(32))
    _switch(folder, [], issuer, today)


def load_public(folder: Path) -> tuple[PublicKey | None, Keyring]:
    """→ (the key that this node signs with, all that it believes), without any private part. InvalidFile."""
    plain = _ring(folder)
    ring = Keyring([PublicKey.from_plain(one) for one in plain["keys"]])
    return ring.get(plain["own"]), ring


def load_keys(folder: Path) -> Keyring:
    """The public keys this node believes, and its signing key. InvalidFile, KeyFileUnsafe."""
    plain = _ring(folder)
    while True:
        try:
            pem = read_private(_signing(folder, plain["own"]))
        except InvalidFile:
            again = _ring(folder)
            if again["own"] == plain["own"]:
                raise
            plain = again  # another process rotated between the two files
        else:
            return Keyring([PublicKey.from_plain(one) for one in plain["keys"]], SigningKey.from_pem(pem))


def file_names(folder: Path, *, private: bool) -> list[str]:
    """The files that a backup takes: public keys and what opens the rows about people; private: those to sign with too.

    A folder that lost its key for people is still worth a backup.
    """
    names = [RING, PEOPLE] if (folder / PEOPLE).exists() else [RING]
    return [*names, COOKIE, _signing(folder, _ring(folder)["own"]).name] if private else names


class KeyFolder:
    """The keyring of a folder as it stands now: a server sees at once when another process rotates or trusts a key."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._ring = folder, str(folder / RING)
        self._state, self._keyring = self._now(), load_keys(folder)

    def _now(self) -> tuple[int, int]:
        found = os.stat(self._ring)  # asked at every writing
        return found.st_mtime_ns, found.st_ino

    def __call__(self) -> Keyring:
        try:
            state = self._now()
            if state != self._state:
                self._keyring, self._state = load_keys(self._folder), state
        except (OSError, InvalidFile) as error:  # another process is switching: what is known serves until then
            _log.warning("the keys could not be read anew: %s", error)
        return self._keyring


def rotate(folder: Path, issuer: str, today: str) -> Keyring:
    """A new signing key, for the same or another issuer; the old one is retired.

    Every other private part in the folder is destroyed, also one that an interrupted rotation left behind.
    """
    with locked(folder):
        ring = load_keys(folder)
        own = ring.own
        retired = [
            PublicKey(key.public, key.issuer, key.since, today) if own and key.id == own.id else key for key in ring
        ]
        new = _switch(folder, retired, issuer, today)
        for path in (*folder.glob("signing-*.pem"), *folder.glob(".signing-*")):
            if path != _signing(folder, new):
                path.unlink(missing_ok=True)
        return load_keys(folder)


def renew(folder: Path, today: str) -> None:
    """A new signing key and cookie key for a folder that came without them; the one it had is retired."""
    own, ring = load_public(folder)
    if own is None:
        raise InvalidFile(file=str(folder / RING), why=N_("it is damaged"))
    others = [PublicKey(one.public, one.issuer, one.since, today) if one == own else one for one in ring]
    write_private(folder / COOKIE, secrets.token_bytes(32))
    _switch(folder, others, own.issuer, today)


def trust(folder: Path, keys: list[PublicKey]) -> list[PublicKey]:
    """Adds other nodes' public keys, or takes over that one of them was retired. → those that changed something.

    InvalidFile, and nothing taken over, when one has the id of a known key and is another key or another body's.
    """
    with locked(folder):
        plain = _ring(folder)
        known = {key.id: key for key in map(PublicKey.from_plain, plain["keys"])}
        changed = []
        for key in keys:
            mine = known.get(key.id)
            if mine and (mine.public, mine.issuer) != (key.public, key.issuer):
                raise InvalidFile(file=str(folder / RING), why=N_("another key or issuer is known by the id ") + key.id)
            if key.id == plain["own"] or mine == key or (mine and mine.retired):
                continue
            known[key.id] = key
            changed.append(key)
        if changed:
            _write_ring(folder, plain["own"], list(known.values()))
        return changed


def cookie_key(folder: Path) -> bytes:
    """32 bytes that sign cookies; made at init, never leaves the folder."""
    return read_private(folder / COOKIE)


def people_key(folder: Path) -> Vault:
    """What opens the rows about people. PeopleKeyWrong when the file is no such key; InvalidFile, KeyFileUnsafe."""
    try:
        return Vault(read_private(folder / PEOPLE))
    except ValueError:
        raise PeopleKeyWrong from None


def _signing(folder: Path, key: str) -> Path:
    return folder / f"signing-{key}.pem"


def _switch(folder: Path, others: list[PublicKey], issuer: str, today: str) -> str:
    """→ the new key's id."""
    key = SigningKey.generate()
    write_private(_signing(folder, key.id), key.to_pem())
    _write_ring(folder, key.id, [*others, PublicKey(key.public, issuer, today)])
    return key.id


def _ring(folder: Path) -> dict[str, Any]:
    try:
        plain = json.loads(read_private(folder / RING))
        if not (isinstance(plain, dict) and isinstance(plain.get("keys"), list) and isinstance(plain["own"], str)):
            raise ValueError
    except (ValueError, KeyError):
        raise InvalidFile(file=str(folder / RING), why="it is damaged") from None
    return plain


def _write_ring(folder: Path, own: str, keys: list[PublicKey]) -> None:
    plain = {"own": own, "keys": [key.as_plain() for key in keys]}
    write_private(folder / RING, json.dumps(plain, ensure_ascii=False, indent=1).encode())
