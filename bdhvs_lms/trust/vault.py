"""One key for what is kept about people: sealing values to their rows, and marks by which equal ones are found."""

from __future__ import annotations

import hmac
import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from .errors import SealBroken

KEY_BYTES: Final = 32
_NONCE: Final = 12
_MARK: Final = 16


class Vault:
    """key: 32 random bytes. Sealing and marking use keys of their own that are derived from it."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError("a vault's key has 32 bytes")
        self._aead = AESGCM(_derived(key, b"seal"))
        self._marks = _derived(key, b"mark")

    def seal(self, place: str, plain: bytes) -> bytes:
        """AES-256-GCM with a random nonce before it; opens only at the same place, such as a row's id."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._aead.encrypt(nonce, plain, place.encode())

    def open(self, place: str, sealed: bytes) -> bytes:
        """The reverse of `seal`. SealBroken."""
        try:
            return self._aead.decrypt(sealed[:_NONCE], sealed[_NONCE:], place.encode())
        except (InvalidTag, ValueError):
            raise SealBroken from None

    def mark(self, *texts: str) -> bytes:
        """16 bytes of HMAC-SHA-256: the same for the same texts, and nothing to whoever has no key."""
        told = b""
        for text in map(str.encode, texts):
            told += len(text).to_bytes(4, "big") + text
        return hmac.digest(self._marks, told, "sha256")[:_MARK]


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDFExpand(algorithm=SHA256(), length=KEY_BYTES, info=b"bdhvs people 1 " + purpose).derive(key)
