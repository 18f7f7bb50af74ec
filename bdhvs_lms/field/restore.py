"""A backup back into a folder: into a new one as it was, or its records added to one that is in use.

Every folder has a chain of its own. A restored folder gets a new id and begins a new chain, whether its signing key
came along or not; the old chain is kept with its seals and never continued. So no two folders ever sign the same chain.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import tarfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import fields
from pathlib import Path, PurePosixPath
from typing import Any, Final

from ..movement.errors import InvalidFile
from ..movement.records import day_of
from ..trust import BackupDamaged, BoxReader
from . import keyfiles
from .backup import MANIFEST, VERSION, Manifest
from .database import Database
from .errors import FolderInUse, FolderNotEmpty
from .installation import OWN_PAGE, Clock, must_be_outside, open_installation, utc_now
from .workplace import beside, workplace

_FILES: Final = re.compile(
    r"manifest\.json|data\.db|scans\.db|keys/(ring\.json|people\.key|cookie\.key|signing-[0-9a-f]{8}\.pem)|courses/.+"
    rf"|{re.escape(OWN_PAGE)}"
)
_PIECE: Final = 1024 * 1024


def restore(file: Path, passphrase: str, folder: Path, *, clock: Clock = utc_now) -> Manifest:
    """Makes the folder anew from a backup, in one step at the end: before it there is nothing.

    What the folder held is brought back as it was, faults as well: `check` finds them. WrongPassphrase, BackupDamaged,
    InvalidFile, NotWritten, StoreUnavailable, FolderInUse, FolderNotEmpty.
    """
    folder = folder.resolve()
    must_be_outside(folder)
    _must_be_free(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidFile(file=str(folder.parent), why=error.strerror or "?") from None
    with workplace(beside(folder)) as place:
        manifest = unpacked(file, passphrase, place)
        (place / "courses").mkdir(mode=0o700, exist_ok=True)
        if not manifest.signing_key:
            keyfiles.renew(place / "keys", day_of(clock()).isoformat())
        _begin_chain(place)
        open_installation(place, clock=clock).close()  # what can't be opened isn't put in its place
        for one in (place / "keys", place):
            keyfiles.settle(one)
        _must_be_free(folder)
        place.rename(folder)
        keyfiles.settle(folder.parent)
    return manifest


def _must_be_free(folder: Path) -> None:
    if (folder / "keys" / keyfiles.RING).exists():
        raise FolderInUse(folder=str(folder))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderNotEmpty(folder=str(folder))


def _begin_chain(place: Path) -> None:
    """A new id for this folder, and once more what erasures said: a row that they destroyed may not come back."""
    with closing(Database(place / "data.db", "")) as database, database.write() as db:
        host = json.dumps(f"field-{secrets.token_hex(6)}")
        db.execute("INSERT OR REPLACE INTO setting VALUES ('host', ?)", (host,))
        for table in ("person", "paper"):
            db.execute(f"DELETE FROM {table} WHERE learner IN (SELECT id FROM learner WHERE erased = 1)")


def unpacked(file: Path, passphrase: str, into: Path) -> Manifest:
    """Writes what is in the backup below `into`, durably. Nothing of it may be used before this returns.

    WrongPassphrase; BackupDamaged also for what no backup holds; InvalidFile when it can't be read; OSError.
    """
    try:
        source = file.open("rb")
    except OSError as error:
        raise InvalidFile(file=str(file), why=error.strerror or "?") from None
    with source:
        box = BoxReader(source, passphrase)
        try:
            with tarfile.open(fileobj=box, mode="r|") as tar:  # type: ignore[call-overload]
                for entry in tar:
                    _extract(tar, entry, into)
        except (tarfile.TarError, ValueError, EOFError):
            raise BackupDamaged from None
        while box.read(_PIECE):  # only its end proves the whole
            pass
    return _manifest(into)


def _extract(tar: tarfile.TarFile, entry: tarfile.TarInfo, into: Path) -> None:
    path = PurePosixPath(entry.name)
    content = tar.extractfile(entry) if entry.isreg() else None
    if content is None or not _FILES.fullmatch(entry.name) or ".." in path.parts or "\\" in entry.name:
        raise BackupDamaged
    target = into / path
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while piece := content.read(_PIECE):
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())


def _manifest(place: Path) -> Manifest:
    kinds: dict[str, Callable[[Any], bool]] = {
        "str": lambda value: type(value) is str, "int": lambda value: type(value) is int,
        "bool": lambda value: type(value) is bool,
    }  # fmt: skip
    try:
        told = json.loads((place / MANIFEST).read_bytes())
        manifest = Manifest(**told)
        sound = all(kinds[str(one.type)](getattr(manifest, one.name)) for one in fields(Manifest))
    except (OSError, ValueError, TypeError):
        raise BackupDamaged from None
    if not sound or manifest.version != VERSION or not (place / "data.db").exists():
        raise BackupDamaged
    (place / MANIFEST).unlink()
    return manifest
