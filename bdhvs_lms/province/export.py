"""Everything that the site has recorded, in one file that needs neither this app nor Frappe to be read."""

from __future__ import annotations

import json
import os
import secrets
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import frappe

from ..movement.errors import FileThere, NotWritten
from ..movement.records import stamp
from . import kept, keys, rows, sealing, site

FORMAT: Final = "bdhvs export 1"
PAGE: Final = 500
_REMEMBERED: Final = "bdhvs_exported"
_READ_ME: Final = """\
What a site of bdhvs_lms has recorded. All files are UTF-8; in *.jsonl each line is one JSON value.

manifest.json   format, host, issuer, moment, how many records and seals, number and hash of the last seal
records.jsonl   the records, one canonical payload a line, byte for byte what was hashed and signed; the sealed first
seals.jsonl     record (id), seq, prev, hash, key, signature (hex). For the line of records.jsonl with the same number:
                hash = SHA-256(seq as 8 bytes, big-endian ‖ prev ‖ payload); signature is Ed25519 by `key` over
                "bdhvs record 1" ‖ a zero byte ‖ hash; prev of the first is 32 zero bytes
keys.json       public keys (32 bytes, hex) with the issuer each speaks for. The signing key is not in this file
people.jsonl    learner, name, birth_year, phone, village, salt (hex): personal data. A registration commits to it by
                SHA-256(salt ‖ {birth_year, name, phone, village} as JSON with sorted keys and without spaces)
papers.jsonl    serial, learner, payload (base64): what the certificate's QR carries, the holder's name in it
accounts.jsonl  learner, user: which user of the site a learner is
"""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export held. seq, hash: of its last seal; hash is hex, "" without one. at: as records carry it."""

    records: int
    seq: int
    hash: str
    at: str


def export(path: Path) -> Exported:
    """Seals what isn't sealed and writes everything to a new file, readable by its owner alone. FileThere, NotWritten.

    What was exported is remembered, so that uninstalling knows whether anything came after it. Commits.
    """
    sealing.seal()
    if path.exists():
        raise FileThere(file=str(path))
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
                exported = write(bundle)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # unlike a rename it takes the place of no file that came meanwhile
    except FileExistsError:
        raise FileThere(file=str(path)) from None
    except OSError as error:
        raise NotWritten(file=str(path), why=error.strerror or "?") from error
    finally:
        draft.unlink(missing_ok=True)
    frappe.db.set_global(_REMEMBERED, json.dumps(asdict(exported)))
    frappe.db.commit()
    return exported


def write(bundle: zipfile.ZipFile) -> Exported:
    """Writes the files into an open archive, from one view of the data."""
    seq, hash_ = sealing.head()
    bundle.writestr("README.txt", _READ_ME)
    count = _lines(bundle, "records.jsonl", (row["body"] for page in sealing.pages() for row in page))
    _lines(bundle, "seals.jsonl", map(_json, _seals()))
    ring = keys.load()
    bundle.writestr("keys.json", json.dumps([key.as_plain() for key in ring], ensure_ascii=False, indent=1))
    _lines(bundle, "people.jsonl", map(_json, _people()))
    _lines(bundle, "papers.jsonl", map(_json, _table(rows.PAPER, "serial", "learner", "payload")))
    _lines(bundle, "accounts.jsonl", map(_json, _table(rows.ACCOUNT, "learner", "user")))
    exported = Exported(count, seq, hash_.hex() if seq else "", stamp(site.utc_now()))
    own = ring.own
    told = {"format": FORMAT, "host": kept.read_settings(issuer="").host, "issuer": own.issuer if own else ""}
    bundle.writestr("manifest.json", json.dumps({**told, **asdict(exported)}, ensure_ascii=False, indent=1))
    return exported


def last() -> Exported | None:
    """What the last export held."""
    stored = frappe.db.sql(
        "SELECT defvalue FROM `tabDefaultValue` WHERE parent = '__global' AND defkey = %s", _REMEMBERED
    )
    return Exported(**json.loads(stored[0][0])) if stored else None


def waiting() -> int:
    """Records that no export holds. A chain that doesn't go on from the last export's end holds none of them."""
    count: int = rows.select(f"SELECT count(*) AS number FROM {rows.RECORD}")[0]["number"]
    exported = last()
    if exported is None or not continues(exported):
        return count
    return max(0, count - exported.records)


def continues(exported: Exported) -> bool:
    """Whether the chain still has the seal at which an export ended."""
    if not exported.seq:
        return True
    found = rows.select(f"SELECT hash FROM {rows.SEAL} WHERE seq = %s", exported.seq)
    return bool(found) and found[0]["hash"] == exported.hash


def forget() -> None:
    frappe.db.delete("DefaultValue", {"parent": "__global", "defkey": _REMEMBERED})


def _lines(bundle: zipfile.ZipFile, name: str, lines: Iterable[str]) -> int:
    count = 0
    with bundle.open(name, "w", force_zip64=True) as file:
        for line in lines:
            file.write(line.encode() + b"\n")
            count += 1
    return count


def _json(value: rows.Row) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _seals() -> Iterator[dict[str, Any]]:
    for page in sealing.pages():
        for row in page:
            if row["seq"] is None:
                return
            names = {"name": "record", "seq": "seq", "prev": "prev", "hash": "hash", "signing_key": "key"}
            yield {told: row[name] for name, told in names.items()} | {"signature": row["signature"]}


def _people() -> Iterator[dict[str, Any]]:
    for row in _table(rows.PERSON, "learner", "person_name", "birth_year", "phone", "village", "salt"):
        yield {"learner": row.pop("learner"), "name": row.pop("person_name"), **row}


def _table(table: str, name: str, *columns: str) -> Iterator[dict[str, Any]]:
    """A table's rows by name, which goes by another one in the file."""
    last = ""
    sql = f"SELECT name, {', '.join(columns)} FROM {table} WHERE name > %s ORDER BY name LIMIT {PAGE}"
    while page := rows.select(sql, last):
        last = page[-1]["name"]
        for row in page:
            yield {name: row["name"], **{column: row[column] for column in columns}}
