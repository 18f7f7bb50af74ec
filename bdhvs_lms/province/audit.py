"""Looks for what went round the records: a broken chain, rows that don't follow from it, guards that were opened.

Nothing is written; it works on one view of the data, while others go on writing.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import frappe

from ..movement.errors import N_, BrokenChain, ForgedPayload, InvalidPayload, InvalidRecord, UnknownKey
from ..movement.people import Person, commitment, fold
from ..movement.records import Record, Seal
from ..trust import Keyring, check_chain, open_payload
from . import export, guards, keys, remade, rows, sealing

MOST: Final = 50
"""Findings of one kind that are told one by one."""
PAGE: Final = 500

CHAIN = N_("Record number {seq} doesn't fit the chain: {why}")
REMOVED = N_("Record {name}, which was sealed as number {seq}, is gone.")
SHORTER = N_("The chain no longer has number {seq} as the export of {at} has it: records were taken away or replaced.")
UNREADABLE = N_("Record {name} can't be read: {why}")
COLUMNS = N_("Record {name}: the columns {columns} don't say what its signed content says.")
DIFFERS = N_("{doctype} {name}: {columns} doesn't follow from the records.")
EXTRA = N_("{doctype} {name} follows from no record.")
MISSING = N_("{doctype} {name} is missing, though the records say it.")
NOBODY = N_("The personal data of learner {name} belongs to no registration.")
KEPT = N_("Something of learner {name} is still kept ({doctype}), though it was erased.")
PERSON = N_("The personal data of learner {name} isn't what was registered.")
PAPER = N_("The paper {name} isn't what was issued: its payload is damaged, forged or another's.")
UNKNOWN = N_("The paper {name} was signed with a key ({key}) that this site doesn't know.")
ACCOUNT = N_("BDHVS Account {name} (user {user}) names an unknown learner, or a user who has another one.")
OPENED = N_("{doctype} was opened beyond what the app gives: {what}")
OPENED_TO = N_("{doctype} was opened beyond what the app gives: {what}, to {role}")
MORE = N_("… and {count} more of this kind.")


@dataclass(frozen=True, slots=True)
class Finding:
    """message: an English msgid with named fields."""

    message: str
    fields: Mapping[str, object]

    def sentence(self) -> str:
        """In the session's language."""
        return str(frappe._(self.message)).format(**self.fields)


@dataclass(slots=True)
class Findings:
    """records: looked at. sealed: of them, in the whole part of the chain. found: in the order of the checks."""

    records: int = 0
    sealed: int = 0
    found: list[Finding] = field(default_factory=list)


def run() -> Findings:
    """Every check. InvalidFile or KeyFileUnsafe where the keys can't be read."""
    keyring, result = keys.load(), Findings()
    for check in (_chain(keyring, result), _shown(result), _people(), _papers(keyring), _accounts(), _guards()):
        result.found += islice(check, MOST)
        if left := sum(1 for _ in check):
            result.found.append(_found(MORE, count=left))
    return result


def _found(message: str, **fields: object) -> Finding:
    return Finding(message, fields)


# --- the chain -------------------------------------------------------------------------------------------------------


def _chain(keyring: Keyring, result: Findings) -> Iterator[Finding]:
    gone: list[Finding] = []
    try:
        result.sealed = check_chain(_links(gone), keyring)
    except BrokenChain as error:
        yield gone[0] if gone else _found(CHAIN, **{**error.fields, "why": frappe._(str(error.fields["why"]))})
    exported = export.last()
    if exported is not None and not export.continues(exported):
        yield _found(SHORTER, seq=exported.seq, at=exported.at)


def _links(gone: list[Finding]) -> Iterator[tuple[bytes, Seal]]:
    """Every seal with its record's content as stored. One whose record is gone is noted, and breaks the chain."""
    last = 0
    sql = (
        f"SELECT seal.*, record.body FROM {rows.SEAL} seal LEFT JOIN {rows.RECORD} record ON record.name = seal.name"
        f" WHERE seal.seq > %s ORDER BY seal.seq LIMIT {PAGE}"
    )
    while page := rows.select(sql, last):
        last = page[-1]["seq"]
        for row in page:
            if row["body"] is None:
                gone.append(_found(REMOVED, name=row["name"], seq=row["seq"]))
            try:
                mark = sealing.mark_of(row)
            except ValueError:
                raise BrokenChain(seq=row["seq"], why=N_("its seal can't be read")) from None
            assert mark is not None
            yield (row["body"] or "").encode(), mark


# --- what is shown ---------------------------------------------------------------------------------------------------


def _shown(result: Findings) -> Iterator[Finding]:
    faults: list[Finding] = []
    differences = remade.differences(_contents(result, faults))
    first = next(differences, None)  # all records have been read by then
    yield from faults
    while first is not None:
        yield _of(first)
        first = next(differences, None)


def _of(one: remade.Difference) -> Finding:
    message = MISSING if one.missing else DIFFERS if one.columns else EXTRA
    return _found(message, doctype=one.doctype, name=one.name, columns=", ".join(one.columns))


def _contents(result: Findings, faults: list[Finding]) -> Iterator[list[Record]]:
    """Records as their signed contents say; what the columns beside them say otherwise is noted."""
    for page in sealing.pages():
        read: list[Record] = []
        for row in page:
            result.records += 1
            try:
                record = Record.from_canonical(row["body"].encode())
            except InvalidRecord as error:
                faults.append(_found(UNREADABLE, name=row["name"], why=error.fields["why"]))
                continue
            said = {
                "name": record.id, "kind": record.kind, "at": record.at, "unit": record.unit,
                "attested_by": record.by, "host": record.host,
            }  # fmt: skip
            if other := [name for name, value in said.items() if (row[name] or "") != value]:
                faults.append(_found(COLUMNS, name=row["name"], columns=", ".join(other)))
            read.append(record)
        yield read


# --- what belongs to a person ----------------------------------------------------------------------------------------


def _people() -> Iterator[Finding]:
    sql = (
        f"SELECT person.*, learner.erased, record.body FROM {rows.PERSON} person"
        f" LEFT JOIN {rows.LEARNER} learner ON learner.name = person.name"
        f" LEFT JOIN {rows.RECORD} record ON record.name = learner.version"
    )
    for row in _by_name(sql, "person.name"):
        name = row["name"]
        if row["erased"]:
            yield _found(KEPT, name=name, doctype="BDHVS Person")
        elif row["body"] is None:
            yield _found(NOBODY, name=name)
        elif not _fits(row):
            yield _found(PERSON, name=name)


def _fits(row: rows.Row) -> bool:
    person = Person(row["person_name"] or "", row["birth_year"] or 0, row["phone"] or "", row["village"] or "")
    try:
        data = Record.from_canonical(row["body"].encode()).data
        committed = commitment(person, bytes.fromhex(row["salt"] or ""))
    except (InvalidRecord, ValueError):
        return False
    return (data.get("learner"), data.get("commitment"), fold(person.name)) == (row["name"], committed, row["folded"])


_SAID: Final = ("learner", "course", "title", "audience", "unit", "way", "day", "sample", "signing_key")


def _papers(keyring: Keyring) -> Iterator[Finding]:
    columns = ", ".join(f"certificate.{name}" for name in _SAID)
    sql = (
        f"SELECT paper.name, paper.payload, paper.learner AS holder, learner.erased, {columns} FROM {rows.PAPER} paper"
        f" LEFT JOIN {rows.CERTIFICATE} certificate ON certificate.name = paper.name"
        f" LEFT JOIN {rows.LEARNER} learner ON learner.name = paper.learner"
    )
    for row in _by_name(sql, "paper.name"):
        if row["erased"]:
            yield _found(KEPT, name=row["holder"], doctype="BDHVS Paper")
            continue
        try:
            key, paper = open_payload(base64.b64decode(row["payload"] or "", validate=True), keyring)
        except UnknownKey as error:
            yield _found(UNKNOWN, name=row["name"], **error.fields)
            continue
        except (InvalidPayload, ForgedPayload, binascii.Error):
            yield _found(PAPER, name=row["name"])
            continue
        told = (
            row["holder"], paper.course, paper.title, paper.group, paper.unit, paper.way, paper.day.isoformat(),
            int(paper.sample), key.id,
        )  # fmt: skip
        stands = tuple(row[name] if name == "sample" else str(row[name]) for name in _SAID)
        if (paper.serial, told) != (row["name"], stands):
            yield _found(PAPER, name=row["name"])


def _accounts() -> Iterator[Finding]:
    sql = (
        f"SELECT account.name, account.user FROM {rows.ACCOUNT} account"
        f" LEFT JOIN {rows.LEARNER} learner ON learner.name = account.name"
        f" WHERE learner.name IS NULL OR EXISTS (SELECT 1 FROM {rows.ACCOUNT} other"
        " WHERE other.user = account.user AND other.name <> account.name) ORDER BY account.name"
    )
    for row in rows.select(sql):
        yield _found(ACCOUNT, **row)


def _by_name(sql: str, column: str) -> Iterator[rows.Row]:
    last = ""
    while page := rows.select(f"{sql} WHERE {column} > %s ORDER BY {column} LIMIT {PAGE}", last):
        last = page[-1]["name"]
        yield from page


def _guards() -> Iterator[Finding]:
    for one in guards.opened():
        yield _found(OPENED_TO if one.role else OPENED, **one._asdict())
