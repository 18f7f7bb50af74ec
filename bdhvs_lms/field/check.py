"""Whether a data folder is whole: files, records, chains, what is shown, people and papers. Each fault is one error."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from ..movement.errors import (
    BdhvsError,
    BrokenChain,
    ForgedPayload,
    InvalidPayload,
    KeyFileUnsafe,
    NotInitialised,
    StoreUnavailable,
    UnknownKey,
)
from ..movement.people import commitment
from ..movement.records import Record
from ..trust import SealBroken, check_chain, open_payload
from . import errors, keyfiles
from .audit import check_projections
from .database import Database
from .installation import Installation, open_installation
from .store import SqliteStore


@dataclass(slots=True)
class Report:
    """records, sealed (of them in chains), people, papers: how many were looked at. faults: as a person is told."""

    records: int = 0
    sealed: int = 0
    people: int = 0
    papers: int = 0
    faults: list[BdhvsError] = field(default_factory=list)


def check(folder: Path) -> Report:
    """Looks at everything, also after a fault. NotInitialised; whatever else is wrong is in the report."""
    report = Report(faults=[*_modes(folder)])
    if not (folder / "keys" / keyfiles.RING).exists():
        raise NotInitialised(folder=str(folder))
    try:
        installation = open_installation(folder)
    except BdhvsError as error:
        _add(report, error)
        return report
    with closing(installation):
        for part in (_databases, _records, _chains, _projections, _people, _papers):
            try:
                for fault in part(installation, report):
                    _add(report, fault)
            except BdhvsError as error:
                _add(report, error)
            except sqlite3.Error as error:
                _add(report, StoreUnavailable(why=str(error)))
    return report


def _add(report: Report, fault: BdhvsError) -> None:
    """Once: a missing key stops two parts."""
    if str(fault) not in map(str, report.faults):
        report.faults.append(fault)


def _modes(folder: Path) -> Iterator[BdhvsError]:
    if os.name != "posix":
        return
    keys = folder / "keys"
    if keys.is_dir() and keys.stat().st_mode & 0o077:
        yield errors.FileOpenToOthers(file=str(keys), mode="700")
    for path in sorted(keys.glob("*")):
        if path.stat().st_mode & 0o077:
            yield KeyFileUnsafe(file=str(path))
    for path in sorted((*folder.glob("*.db*"), *folder.glob("*.log"))):
        if path.stat().st_mode & 0o077:
            yield errors.FileOpenToOthers(file=str(path), mode="600")


def _databases(installation: Installation, _report: Report) -> Iterator[BdhvsError]:
    for database in (installation.store.database, installation.scans.database):
        if fault := _damage(database):
            yield errors.DatabaseDamaged(file=str(database.path), why=fault)


def _damage(database: Database) -> str:
    """What SQLite finds wrong first, "" when it finds nothing."""
    try:
        found = str(database.read().execute("PRAGMA integrity_check(1)").fetchone()[0])
    except sqlite3.Error as error:
        return str(error)
    return "" if found == "ok" else found.splitlines()[-1]


def _records(installation: Installation, report: Report) -> Iterator[BdhvsError]:
    """Each in its canonical form, and what stands beside it is what it says."""
    for row in installation.store.database.read().execute("SELECT id, kind, host, body FROM record ORDER BY position"):
        report.records += 1
        record = Record.from_canonical(row["body"])
        if (record.id, record.kind, record.host) != (row["id"], row["kind"], row["host"]):
            yield errors.RecordChanged(record=row["id"])


def _chains(installation: Installation, report: Report) -> Iterator[BdhvsError]:
    for host in installation.store.chains():
        try:
            report.sealed += check_chain(installation.store.chain(host), installation.keyring)
        except BrokenChain as error:
            yield error


def _projections(installation: Installation, _report: Report) -> Iterator[BdhvsError]:
    check_projections(installation.store.database)
    yield from ()


def _people(installation: Installation, report: Report) -> Iterator[BdhvsError]:
    store, wrong, erased = installation.store, [], 0
    for learner, row in store.people.rows(store.database.read()):
        report.people += 1
        told = store.database.rows(
            "SELECT erased, body FROM learner LEFT JOIN record ON record.id = version WHERE learner.id = ?", (learner,)
        )
        if told and told[0]["erased"]:
            erased += 1
            continue
        committed = Record.from_canonical(told[0]["body"]).data["commitment"] if told and told[0]["body"] else ""
        if row is None or commitment(row.person, row.salt) != committed:
            wrong.append(learner)
    if wrong:
        yield errors.PeopleDontFit(count=len(wrong), learner=wrong[0])
    if erased:
        yield errors.ErasedIsThere(count=erased)
    if gone := _count(store, "learner JOIN record ON record.id = version", "person.learner = learner.id", "person"):
        yield errors.PeopleGone(count=gone)


def _papers(installation: Installation, report: Report) -> Iterator[BdhvsError]:
    store, wrong = installation.store, []
    for (serial,) in store.database.read().execute("SELECT serial FROM paper ORDER BY serial"):
        report.papers += 1
        try:
            payload, issued = store.paper(serial), store.certificate(serial)
            _key, certificate = open_payload(payload or b"", installation.keyring)
            sound = issued is not None and (certificate.serial, certificate.course) == (serial, issued.course)
        except (SealBroken, InvalidPayload, UnknownKey, ForgedPayload):
            sound = False
        if not sound:
            wrong.append(serial)
    if wrong:
        yield errors.PapersDontFit(count=len(wrong), serial=wrong[0])
    papers = "certificate JOIN learner ON learner.id = learner JOIN record ON record.id = certificate.record"
    if gone := _count(store, papers, "paper.serial = certificate.serial", "paper"):
        yield errors.PapersGone(count=gone)


def _count(store: SqliteStore, of: str, belongs: str, table: str) -> int:
    """Learners or papers of the chains that are here, not erased, to which no row belongs."""
    sql = (
        f"SELECT count(*) FROM {of} WHERE erased = 0 AND record.seq IS NOT NULL"
        f" AND NOT EXISTS (SELECT 1 FROM {table} WHERE {belongs})"
    )
    return int(store.database.rows(sql)[0][0])
