"""Keys, signatures and signed payloads. No files and no settings: bytes in, bytes out."""

from .chain import GENESIS, check_chain, seal
from .keys import Keyring, PublicKey, SigningKey
from .payload import bytes_of, open_payload, read_payload, sign_certificate, text_of
from .verify import read_scanned, verify

__all__ = [
    "GENESIS",
    "Keyring",
    "PublicKey",
    "SigningKey",
    "bytes_of",
    "check_chain",
    "open_payload",
    "read_payload",
    "read_scanned",
    "seal",
    "sign_certificate",
    "text_of",
    "verify",
]
