"""A host's records as a chain: each is hashed together with the one before it, and the hash is signed.

Records that are written together are signed together: what signs the last of them signs, by its hash, all before it. A
seal without a signature therefore holds only where one of the same key follows.
"""

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


def link(canonical: bytes, seq: int, prev: bytes, key: SigningKey) -> Seal:
    """Puts a record's canonical payload at place `seq` (from 1) after the record whose hash is `prev` (32 bytes).

    It isn't signed yet: `signed` must follow, on it or on a later one that is written in the same transaction.
    """
    return Seal(seq, prev, _hash(seq, prev, canonical), key.id, b"")


def signed(mark: Seal, key: SigningKey) -> Seal:
    """With the signature that vouches for the record and for all before it."""
    return Seal(mark.seq, mark.prev, mark.hash, mark.key, key.sign(_PURPOSE + mark.hash))


def seal(canonical: bytes, seq: int, prev: bytes, key: SigningKey) -> Seal:
    """`link` and `signed` in one."""
    return signed(link(canonical, seq, prev, key), key)


def check_chain(sealed: Iterable[tuple[bytes, Seal]], keyring: Keyring) -> int:
    """Number of records checked; BrokenChain names the first that was changed, left out, moved or isn't signed well."""
    prev, count, waiting = GENESIS, 0, None
    for canonical, mark in sealed:
        count += 1
        if mark.seq != count:
            raise BrokenChain(seq=count, why="a record is missing")
        if mark.prev != prev or mark.hash != _hash(mark.seq, prev, canonical):
            raise BrokenChain(seq=mark.seq, why="its content or its predecessor was changed")
        if waiting and waiting.key != mark.key:
            raise BrokenChain(seq=waiting.seq, why="it isn't signed")
        if mark.signature:
            _verify(mark, keyring)
        prev, waiting = mark.hash, None if mark.signature else mark
    if waiting:
        raise BrokenChain(seq=waiting.seq, why="it isn't signed")
    return count


def _verify(mark: Seal, keyring: Keyring) -> None:
    try:
        keyring.verify(mark.key, mark.signature, _PURPOSE + mark.hash)
    except (ForgedPayload, UnknownKey) as error:
        raise BrokenChain(seq=mark.seq, why=str(error)) from None


def _hash(seq: int, prev: bytes, canonical: bytes) -> bytes:
    return hashlib.sha256(seq.to_bytes(8, "big") + prev + canonical).digest()
