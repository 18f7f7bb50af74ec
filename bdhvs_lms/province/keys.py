"""The site's keys on disk: private/bdhvs/keys, read by its owner alone; never in private/files, which Desk serves."""

from __future__ import annotations

import json
import os
import secrets
from datetime import datetime, timezone
from pathlib import Path
from typing import Final

import frappe

from ..movement.errors import InvalidFile, KeyFileUnsafe
from ..movement.records import day_of
from ..trust import Keyring, PublicKey, SigningKey

RING: Final = "ring.json"


def folder() -> Path:
    return Path(frappe.get_site_path("private", "bdhvs", "keys")).resolve()


def issuer() -> str:
    """The body that the signing key speaks for; "" while there is none."""
    own = load().own
    return own.issuer if own else ""


def load() -> Keyring:
    """The public keys that the site believes and its signing key; empty before `begin`. InvalidFile, KeyFileUnsafe."""
    path = folder() / RING
    if not path.exists():
        return Keyring()
    try:
        plain = json.loads(_read_private(path))
        own, known = str(plain["own"]), [PublicKey.from_plain(one) for one in plain["keys"]]
    except (ValueError, KeyError, TypeError):
        raise InvalidFile(file=str(path), why="it is damaged") from None
    return Keyring(known, SigningKey.from_pem(_read_private(_signing(own))))


def begin(name: str) -> None:
    """Makes the site's first signing key, for an issuer. InvalidFile where there is one already."""
    place = folder()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (place / RING).exists():
        raise InvalidFile(file=str(place / RING), why="there are keys already")
    key = SigningKey.generate()
    _write_private(_signing(key.id), key.to_pem())
    today = day_of(datetime.now(timezone.utc)).isoformat()
    plain = {"own": key.id, "keys": [PublicKey(key.public, name, today).as_plain()]}
    _write_private(place / RING, json.dumps(plain, ensure_ascii=False, indent=1).encode())


def _signing(key: str) -> Path:
    return folder() / f"signing-{key}.pem"


def _read_private(path: Path) -> bytes:
    try:
        if path.stat().st_mode & 0o077:
            raise KeyFileUnsafe(file=str(path))
        return path.read_bytes()
    except OSError as error:
        raise InvalidFile(file=str(path), why=error.strerror or "?") from None


def _write_private(path: Path, content: bytes) -> None:
    """Mode 0600, whole or not at all, durably."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
