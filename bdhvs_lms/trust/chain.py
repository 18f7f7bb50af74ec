"""A host's records as a chain: each is hashed together with the one before it, and the hash is signed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

from ..movement.errors import BrokenChain, ForgedPayload, UnknownKey
from ..movement.records import Seal
from .keys import Keyring, SigningKey

GENESIS: Final = bytes(32)
"""What the first record of a chain follows."""
_PURPOSE: Final = b"bdhvs record 1\0"


def seal(canonical: bytes, seq: int, prev: bytes, key: SigningKey) -> Seal:
    """Puts a record's canonical payload at place `seq` (from 1) after the record whose hash is `prev` (32 bytes)."""
    hash_ = _hash(seq, prev, canonical)
    return Seal(seq, prev, hash_, key.id, key.sign(_PURPOSE + hash_))


def check_chain(sealed: Iterable[tuple[bytes, Seal]], keyring: Keyring) -> int:
    """Number of records checked; BrokenChain names the first that was changed, left out, moved or is badly signed."""
    prev, count = GENESIS, 0
    for canonical, mark in sealed:
        count += 1
        if mark.seq != count:
            raise BrokenChain(seq=count, why="a record is missing")
        if mark.prev != prev or mark.hash != _hash(mark.seq, prev, canonical):
            raise BrokenChain(seq=mark.seq, why="its content or its predecessor was changed")
        try:
            keyring.verify(mark.key, mark.signature, _PURPOSE + mark.hash)
        except (ForgedPayload, UnknownKey) as error:
            raise BrokenChain(seq=mark.seq, why=str(error)) from None
        prev = mark.hash
    return count


def _hash(seq: int, prev: bytes, canonical: bytes) -> bytes:
    return hashlib.sha256(seq.to_bytes(8, "big") + prev + canonical).digest()
