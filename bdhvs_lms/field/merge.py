"""Adding a backup's records to a folder that is in use: record by record, each once, and never over anything newer.

What the folder keeps itself (settings, targets, denominators, courses of the same name, scans) stays as it is. A run
that is cut short is simply run again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple

from ..catalog import Catalog
from ..movement import records
from ..movement.records import Record, Seal
from ..movement.store import Batch, PersonRow
from ..trust import PublicKey
from . import kept, keyfiles
from .at_rest import prepare
from .audit import check_chains
from .backup import Manifest
from .database import Database
from .errors import BackupOfASample, ChainForked
from .installation import Installation, new_id
from .restore import unpacked
from .store import SqliteStore, keys_used
from .workplace import within, workplace

_AT_ONCE: Final = 500
"""Records in one transaction, unless more were signed together: others who write wait no longer than that."""


class Merged(NamedTuple):
    """new: how many records were added. manifest: what the backup says of itself."""

    new: int
    manifest: Manifest


def merge(installation: Installation, file: Path, passphrase: str) -> Merged:
    """Adds what the backup has and the folder has not, with the seals of the chains it comes from.

    WrongPassphrase, BackupDamaged, InvalidFile, NotWritten, StoreUnavailable, BrokenChain, BackupOfASample; ChainForked
    when a chain went on differently here and there.
    """
    with workplace(within(installation.folder)) as place:
        manifest = unpacked(file, passphrase, place)
        with closing(Database(place / "data.db", "")) as database:
            source = _opened(database, place, installation)
            check_chains(source)
            _must_fit(source, installation.store)
            installation.people_key.mend(place / "keys")
            keyfiles.trust(installation.keys, _keys(source))
            _units(source, installation.store)
            new = _records(source, installation.store, people=(place / "keys" / keyfiles.PEOPLE).exists())
        _courses(place / "courses", installation.folder / "courses")
    return Merged(new, manifest)


def _opened(database: Database, place: Path, installation: Installation) -> SqliteStore:
    """The backup as a store, to read from alone: it may have no signing key."""
    _own, ring = keyfiles.load_public(place / "keys")
    people_key = prepare(database, place / "keys")
    return SqliteStore(database, Catalog.load([]), lambda: ring, installation.clock, new_id, people_key)


def _must_fit(source: SqliteStore, target: SqliteStore) -> None:
    if source.settings().sample != target.settings().sample:
        raise BackupOfASample
    for host in source.chains():
        for (_, ours), (_, theirs) in zip(target.chain(host), source.chain(host), strict=False):
            if ours.hash != theirs.hash:
                raise ChainForked(host=host, seq=ours.seq)


def _keys(source: SqliteStore) -> list[PublicKey]:
    """Those that signed something in the backup. A key that it retired is retired here as well."""
    used = {*keys_used(source)}
    return [one for one in source.keyring if one.id in used]


def _units(source: SqliteStore, target: SqliteStore) -> None:
    """Units and groups that records may count for and that aren't known here."""
    known = {unit.code for unit in target.units()}
    kept.add_units(target.database, [one for one in source.units() if one.code not in known])
    groups = list(target.groups())
    missing = [one for one in source.groups() if one.id not in {group.id for group in groups}]
    if missing:
        kept.add_groups(target.database, [*groups, *missing])


def _records(source: SqliteStore, target: SqliteStore, *, people: bool) -> int:
    """In the order of the chains; people are compared last, when everything that was said of them is here."""
    new, learners = 0, []
    for some in _pieces(source.records()):
        own = [record for record, _ in some] if people else []
        batch = Batch(tuple(record for record, _ in some), dict(_people(source, own)), dict(_papers(source, own)))
        new += len(target.append(batch, {record.id: mark for record, mark in some}).new)
        learners += [record.data["learner"] for record, _ in some if record.kind == records.REGISTERED]
    for start in range(0, len(learners), _AT_ONCE):
        new += len(target.compare(learners[start : start + _AT_ONCE]).new)
    return new


def _pieces(facts: Iterator[tuple[Record, Seal | None]]) -> Iterator[list[tuple[Record, Seal | None]]]:
    """So many at once; what was signed together stays together, so that no chain ends without a signature."""
    piece, waiting = list[tuple[Record, Seal | None]](), set[str]()
    for record, mark in facts:
        piece.append((record, mark))
        if mark is not None:
            (waiting.discard if mark.signature else waiting.add)(record.host)
        if len(piece) >= _AT_ONCE and not waiting:
            yield piece
            piece = []
    if piece:
        yield piece


def _people(source: SqliteStore, some: list[Record]) -> Iterator[tuple[str, PersonRow]]:
    for learner in {record.data["learner"] for record in some if "commitment" in record.data}:
        if row := source.people.row(source.database.read(), learner):
            yield learner, row


def _papers(source: SqliteStore, some: list[Record]) -> Iterator[tuple[str, bytes]]:
    for serial in (record.data["serial"] for record in some if record.kind == records.ISSUED):
        if (payload := source.paper(serial)) is not None:
            yield serial, payload


def _courses(source: Path, target: Path) -> None:
    """Own courses whose names aren't taken; each comes whole, in one step."""
    for course in sorted(source.iterdir()) if source.is_dir() else ():
        if course.is_dir() and not (target / course.name).exists():
            course.rename(target / course.name)
