"""A stream under a passphrase: read or written piece by piece, in constant memory, never believed unless whole.

Bytes: magic (13) ‖ version (1) ‖ scrypt's cost (1) ‖ salt (16), then AES-256-GCM chunks of 64 KiB and 16 bytes. A
chunk's nonce is its number and whether it is the last, its associated data the header: chunks that are changed, moved,
left out or cut off at the end don't open (the STREAM construction; Hoang, Reyhanitabar, Rogaway, Vizár 2015).
"""

from __future__ import annotations

import secrets
import unicodedata
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from .errors import BackupDamaged, WrongPassphrase

MAGIC: Final = b"bdhvs backup\n"
VERSION: Final = 1
COST: Final = 17
"""log₂ of scrypt's n: 128 MiB and about half a second, for whoever tries passphrases too."""
CHUNK: Final = 64 * 1024
_DEAREST: Final = 20
_SALT: Final = 16
_TAG: Final = 16
HEADER: Final = len(MAGIC) + 2 + _SALT


class Writable(Protocol):
    def write(self, data: bytes, /) -> int: ...


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class BoxWriter:
    """Seals what is written to it into `file`; `finish` writes the end, without which nothing opens."""

    def __init__(self, file: Writable, passphrase: str) -> None:
        header = MAGIC + bytes([VERSION, COST]) + secrets.token_bytes(_SALT)
        self._file, self._header, self._aead = file, header, _opened(header, passphrase)
        self._waiting, self._count = bytearray(), 0
        file.write(header)

    def write(self, data: bytes) -> int:
        self._waiting += data
        while len(self._waiting) > CHUNK:
            self._put(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def finish(self) -> None:
        self._put(bytes(self._waiting), last=True)

    def _put(self, plain: bytes, *, last: bool) -> None:
        self._file.write(self._aead.encrypt(_nonce(self._count, last), plain, self._header))
        self._count += 1


class BoxReader:
    """What `BoxWriter` sealed. Raises WrongPassphrase at once, BackupDamaged as soon as a chunk doesn't open.

    Only `read` until it gives nothing proves the whole.
    """

    def __init__(self, file: Readable, passphrase: str) -> None:
        self._file, self._header = file, file.read(HEADER)
        if len(self._header) < HEADER or self._header[: len(MAGIC) + 1] != MAGIC + bytes([VERSION]):
            raise BackupDamaged
        if self._header[len(MAGIC) + 1] > _DEAREST:
            raise BackupDamaged
        self._aead = _opened(self._header, passphrase)
        self._count, self._plain = 0, b""
        self._ahead = file.read(CHUNK + _TAG)
        self._next()

    def read(self, size: int) -> bytes:
        """At most `size` bytes; b"" at the proven end."""
        if not self._plain and self._ahead:
            self._next()
        given, self._plain = self._plain[:size], self._plain[size:]
        return given

    def _next(self) -> None:
        sealed, self._ahead = self._ahead, self._file.read(CHUNK + _TAG)
        try:
            self._plain = self._aead.decrypt(_nonce(self._count, not self._ahead), sealed, self._header)
        except (InvalidTag, ValueError):
            raise (BackupDamaged if self._count else WrongPassphrase) from None
        self._count += 1


def _opened(header: bytes, passphrase: str) -> AESGCM:
    """The passphrase counts in NFC: keyboards write the same Vietnamese letter in two ways."""
    cost, salt = header[len(MAGIC) + 1], header[-_SALT:]
    try:
        kdf = Scrypt(salt=salt, length=32, n=2**cost, r=8, p=1)
        return AESGCM(kdf.derive(unicodedata.normalize("NFC", passphrase).encode()))
    except ValueError:
        raise BackupDamaged from None


def _nonce(count: int, last: bool) -> bytes:
    return count.to_bytes(11, "big") + bytes([last])
