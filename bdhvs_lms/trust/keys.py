"""Ed25519 keys (RFC 8032): one signing key a node, and the public keys it believes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from ..movement.errors import ForgedPayload, InvalidFile, UnknownKey


def key_id(public: bytes) -> str:
    """8 hex digits: the first 4 bytes of SHA-256 over the 32 raw bytes. It finds a key; the signature proves it."""
    return hashlib.sha256(public).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class PublicKey:
    """public: 32 raw bytes. issuer: the body it signs for; a key speaks for one issuer. since, retired: ISO dates.

    retired: "" while in use; afterwards the key vouches only for serials that are in the register.
    """

    public: bytes
    issuer: str
    since: str
    retired: str = ""

    @property
    def id(self) -> str:
        return key_id(self.public)

    def as_plain(self) -> dict[str, str]:
        """For a JSON file that may be handed to anybody."""
        public = self.public.hex()
        return {"id": self.id, "public": public, "issuer": self.issuer, "since": self.since, "retired": self.retired}

    @classmethod
    def from_plain(cls, plain: object) -> PublicKey:
        """The reverse; InvalidFile unless id and key fit."""
        try:
            if not isinstance(plain, dict):
                raise TypeError
            texts = [plain["issuer"], plain["since"], plain.get("retired", "")]
            key = cls(bytes.fromhex(plain["public"]), *texts)
            if len(key.public) != 32 or key.id != plain["id"] or not all(isinstance(text, str) for text in texts):
                raise ValueError
        except (KeyError, TypeError, ValueError):
            raise InvalidFile(file="", why="not a public key as `bdhvs keys export` writes it") from None
        return key


class SigningKey:
    """A private key. Its bytes leave it only through `to_pem`."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.id = key_id(self.public)

    @classmethod
    def generate(cls) -> SigningKey:
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_pem(cls, pem: bytes) -> SigningKey:
        try:
            private = load_pem_private_key(pem, None)
        except (ValueError, TypeError) as error:
            raise InvalidFile(file="", why=f"not a private key ({error})") from None
        if not isinstance(private, Ed25519PrivateKey):
            raise InvalidFile(file="", why="not an Ed25519 key")
        return cls(private)

    def to_pem(self) -> bytes:
        """PKCS 8, not encrypted: the file's mode is what guards it."""
        return self._private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def sign(self, message: bytes) -> bytes:
        """64 bytes; the same message always gives the same signature."""
        return self._private.sign(message)


class Keyring:
    """The public keys a node believes, and its own signing key where it has one."""

    def __init__(self, keys: Iterable[PublicKey] = (), signer: SigningKey | None = None) -> None:
        self._keys = {key.id: key for key in keys}
        self._loaded: dict[str, Ed25519PublicKey] = {}
        self.signer = signer

    def __iter__(self) -> Iterator[PublicKey]:
        return iter(self._keys.values())

    def get(self, id_: str) -> PublicKey | None:
        return self._keys.get(id_)

    @property
    def own(self) -> PublicKey | None:
        """The public part of the signing key, with its issuer."""
        return self._keys.get(self.signer.id) if self.signer else None

    def verify(self, id_: str, signature: bytes, message: bytes) -> PublicKey:
        """The key that signed. UnknownKey; ForgedPayload when the signature is wrong."""
        if (key := self._keys.get(id_)) is None:
            raise UnknownKey(key=id_)
        if id_ not in self._loaded:
            self._loaded[id_] = Ed25519PublicKey.from_public_bytes(key.public)
        try:
            self._loaded[id_].verify(signature, message)
        except InvalidSignature:
            raise ForgedPayload from None
        return key
