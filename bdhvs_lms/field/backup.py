"""One encrypted file out of an installation, while it is being used: written whole or not at all.

In the box (`trust.box`) is a tar archive: manifest.json, then data.db, scans.db, keys/…, courses/…, pages/…. Rows
about people stay sealed in data.db; keys/people.key, which opens them, is guarded by the passphrase alone, like all
else.
"""

from __future__ import annotations

import io
import json
import os
import secrets
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO, Final

from .. import __version__
from ..movement.errors import FileThere, NotWritten
from ..movement.records import stamp
from ..trust import BoxWriter
from . import keyfiles
from .database import Database
from .installation import Installation
from .workplace import within, workplace

VERSION: Final = 1
MANIFEST: Final = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """host: whose chain it holds. made: a stamp. records: how many. signing_key: whether that and the cookies' are in.

    program: which release wrote it.
    """

    host: str
    made: str
    records: int
    signing_key: bool
    program: str = __version__
    version: int = VERSION


def backup(installation: Installation, file: Path, passphrase: str, *, signing_key: bool = False) -> Manifest:
    """Writes the file, mode 0600. FileThere, NotWritten, StoreUnavailable: then there is no new file.

    signing_key: with the private key that papers and records are signed with, and the one of the phones' cookies.
    """
    if file.exists():
        raise FileThere(file=str(file))
    with workplace(within(installation.folder)) as place:
        manifest = _snapshot(installation, place, signing_key)
        draft = file.with_name(f".{file.name[:100]}.{secrets.token_hex(4)}")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                _write(out, passphrase, manifest, place, installation.folder)
                out.flush()
                os.fsync(out.fileno())
            draft.replace(file)
            keyfiles.settle(file.parent)
        except OSError as error:
            raise NotWritten(file=str(file), why=error.strerror or "?") from None
        finally:
            draft.unlink(missing_ok=True)
    return manifest


def _snapshot(installation: Installation, place: Path, signing_key: bool) -> Manifest:
    """Copies what changes while it is read: databases as of one moment, and the keys after them."""
    copied(installation.store.database, place / "data.db")
    copied(installation.scans.database, place / "scans.db")
    (place / "keys").mkdir(mode=0o700)
    with keyfiles.locked(installation.keys):
        for name in keyfiles.file_names(installation.keys, private=signing_key):
            keyfiles.write_private(place / "keys" / name, keyfiles.read_private(installation.keys / name))
    with closing(sqlite3.connect(place / "data.db")) as copy:
        count: int = copy.execute("SELECT count(*) FROM record").fetchone()[0]
    now = stamp(installation.clock())
    return Manifest(installation.store.settings().host, now, count, signing_key)


def copied(database: Database, to: Path) -> None:
    """A database as of one moment, while others go on writing. StoreUnavailable."""
    to.touch(mode=0o600)
    with database.refusals(), closing(sqlite3.connect(to)) as copy:
        database.read().backup(copy)


def _write(out: BinaryIO, passphrase: str, manifest: Manifest, place: Path, folder: Path) -> None:
    box = BoxWriter(out, passphrase)
    with tarfile.open(fileobj=box, mode="w|", format=tarfile.PAX_FORMAT) as tar:  # type: ignore[call-overload]
        _add(tar, MANIFEST, io.BytesIO(json.dumps(asdict(manifest)).encode()))
        for root, top in ((place, place), (folder, folder / "courses"), (folder, folder / "pages")):
            for path in _files(top):
                with path.open("rb") as content:
                    _add(tar, path.relative_to(root).as_posix(), content)
    box.finish()


def _files(top: Path) -> Iterator[Path]:
    """Regular files; a link could lead anywhere."""
    for path in sorted(top.rglob("*")):
        if path.is_file() and not any(one.is_symlink() for one in (path, *path.parents) if one.is_relative_to(top)):
            yield path


def _add(tar: tarfile.TarFile, name: str, content: BinaryIO) -> None:
    """Nothing of who and when: neither owner nor modes nor times."""
    entry = tarfile.TarInfo(name)
    entry.size = content.seek(0, os.SEEK_END)
    content.seek(0)
    tar.addfile(entry, content)
