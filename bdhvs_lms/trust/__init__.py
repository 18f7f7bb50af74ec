"""Keys, signatures, signed payloads, sealed rows and streams. No files and no settings: bytes in, bytes out."""

from .badge import open_badge, sign_badge
from .box import BoxReader, BoxWriter
from .chain import GENESIS, check_chain, link, seal, signed
from .errors import BackupDamaged, SealBroken, WrongPassphrase
from .keys import Keyring, PublicKey, SigningKey
from .payload import bytes_of, open_payload, read_payload, sign_certificate, text_of
from .vault import Vault
from .verify import read_scanned, verify

__all__ = [
    "GENESIS",
    "BackupDamaged",
    "BoxReader",
    "BoxWriter",
    "Keyring",
    "PublicKey",
    "SealBroken",
    "SigningKey",
    "Vault",
    "WrongPassphrase",
    "bytes_of",
    "check_chain",
    "link",
    "open_badge",
    "open_payload",
    "read_payload",
    "read_scanned",
    "seal",
    "sign_badge",
    "sign_certificate",
    "signed",
    "text_of",
    "verify",
]
