"""A folder to work in that nobody else enters and that is empty before and after; what a killed program left goes too.

Such leftovers hold people's rows, so they may not outlive an erasure: whoever opens an installation sweeps them out.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..movement.errors import NotWritten
from . import keyfiles


@contextmanager
def workplace(place: Path) -> Iterator[Path]:
    """→ an empty folder inside `place`, which is locked meanwhile and gone afterwards. NotWritten."""
    try:
        with keyfiles.locked(place):
            _clear(place)
            inner = place / "new"
            inner.mkdir(mode=0o700)
            try:
                yield inner
            finally:
                shutil.rmtree(place, ignore_errors=True)
    except OSError as error:
        raise NotWritten(file=str(error.filename or place), why=error.strerror or "?") from None


def beside(folder: Path) -> Path:
    """Where a folder that isn't there yet is made, on the same disk."""
    return folder.with_name(f".{folder.name}.restoring")


def within(folder: Path) -> Path:
    """Where copies of an installation's files are made."""
    return folder / ".work"


def sweep(folder: Path) -> None:
    """Removes what a killed backup or restore left of an installation's files; leaves what is being worked on."""
    if not keyfiles.CAN_LOCK:
        return
    for place in (within(folder), beside(folder)):
        if place.is_dir() and not place.is_symlink():
            with suppress(NotWritten, OSError), keyfiles.locked(place, wait=False):
                _clear(place)
                shutil.rmtree(place, ignore_errors=True)


def _clear(place: Path) -> None:
    for path in place.iterdir():
        if path.name != keyfiles.LOCK:
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
