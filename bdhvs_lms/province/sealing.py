"""Signs the site's records into one chain: by one job, piece by piece; who appends a record never waits for it.

The chain is `trust.chain`'s. It holds every record that the site has, those of other hosts too: so it vouches for what
the site shows. Records commit in another order than they arrive, so what isn't sealed is looked for, never taken to be
what comes after the last.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Final

import frappe

from ..movement.records import Seal
from ..trust import GENESIS, SigningKey
from ..trust import seal as sign
from . import kept, keys, rows

PIECE: Final = 500
"""Records that are sealed, or read, at a time."""
LATE: Final = 2 * 24 * 3600
"""Seconds after its arrival for which `seal_recent` looks for a record; whatever is later is found by `seal`."""

_SEALED: Final = "seal.seq, seal.prev, seal.hash, seal.signing_key, seal.signature"
_RECORD: Final = "record.name, record.kind, record.at, record.unit, record.attested_by, record.host, record.entry"


def seal() -> int:
    """Seals every record that isn't yet, in transactions of its own. → how many; none without a signing key."""
    return _seal_after("")


def seal_recent() -> int:
    """`seal` of what arrived lately; doesn't look through the whole register."""
    return _seal_after(_entry_of(time.time() - LATE))


def _seal_after(entry: str) -> int:
    signer, sealed = keys.load().signer, 0
    frappe.db.commit()  # a view of the data from before another job's work would seal the same again
    while signer is not None and (piece := seal_piece(signer, entry)):
        frappe.db.commit()
        sealed, entry = sealed + len(piece), piece[-1]
    return sealed


def seal_piece(signer: SigningKey, after: str = "") -> Sequence[str]:
    """Seals the next records whose entry is after one, without a commit. → their entries, in order."""
    _hold_the_chain()
    waiting = rows.select(
        f"SELECT record.name, record.entry, record.body FROM {rows.RECORD} record"
        f" LEFT JOIN {rows.SEAL} seal ON seal.name = record.name"
        " WHERE record.entry > %s AND seal.name IS NULL ORDER BY record.entry LIMIT %s",
        after, PIECE,
    )  # fmt: skip
    seq, prev = head()
    for row in waiting:
        mark = sign(row["body"].encode(), seq + 1, prev, signer)
        rows.insert(rows.SEAL, _row(row["name"], mark))
        seq, prev = mark.seq, mark.hash
    return [row["entry"] for row in waiting]


def _hold_the_chain() -> None:
    """Other sealing waits here until this transaction ends; nobody else writes this row but who changes settings."""
    rows.write("UPDATE `tabSingles` SET value = value WHERE doctype = %s AND field = 'host'", kept.SETTINGS)


def head() -> tuple[int, bytes]:
    """Number and hash of the last seal, as committed."""
    last = rows.locked(f"SELECT seq, hash FROM {rows.SEAL} ORDER BY seq DESC LIMIT 1")
    return (last[0]["seq"], bytes.fromhex(last[0]["hash"])) if last else (0, GENESIS)


def pages(after: int = 0) -> Iterator[list[rows.Row]]:
    """Records' rows with their seals': the sealed by number, then the others by arrival, without the first `after`.

    What is sealed while it reads comes once all the same.
    """
    sealed: int = rows.select(f"SELECT coalesce(max(seq), 0) AS seq FROM {rows.SEAL}")[0]["seq"]
    last, columns = after, f"{_RECORD}, record.body, {_SEALED}"
    sql = f"SELECT {columns} FROM {rows.SEAL} seal JOIN {rows.RECORD} record ON record.name = seal.name"
    while page := rows.select(f"{sql} WHERE seq > %s AND seq <= %s ORDER BY seq LIMIT %s", last, sealed, PIECE):
        last = page[-1]["seq"]
        yield page
    entry, passed = "", max(0, after - sealed)
    sql = (
        f"SELECT {columns} FROM {rows.RECORD} record LEFT JOIN {rows.SEAL} seal ON seal.name = record.name"
        " WHERE record.entry > %s AND (seal.name IS NULL OR seal.seq > %s) ORDER BY record.entry LIMIT %s OFFSET %s"
    )
    while page := rows.select(sql, entry, sealed, PIECE, passed):
        entry, passed = page[-1]["entry"], 0
        yield page


def mark_of(row: rows.Row) -> Seal | None:
    """The seal among a row's columns. ValueError where it isn't hexadecimal."""
    if row["seq"] is None:
        return None
    prev, hash_, signature = (bytes.fromhex(row[name]) for name in ("prev", "hash", "signature"))
    return Seal(row["seq"], prev, hash_, row["signing_key"], signature)


def _row(record: str, mark: Seal) -> rows.Row:
    texts = {"prev": mark.prev.hex(), "hash": mark.hash.hex(), "signature": mark.signature.hex()}
    return {"name": record, "seq": mark.seq, "signing_key": mark.key, **texts}


def _entry_of(seconds: float) -> str:
    """What comes before every entry made since a moment (seconds since 1970): how its UUIDv7 begins."""
    digits = f"{int(seconds * 1000):012x}"
    return f"{digits[:8]}-{digits[8:]}"
