"""A certificate as its QR carries it: fields in CBOR, signed, in letters of the QR's alphanumeric mode.

Bytes: version (1) ‖ key id (4) ‖ Ed25519 signature (64) ‖ CBOR array of the fields. The EU's health certificates did
the same with CBOR and base45 (RFC 9285); base45 uses the space, % and /, which a web address can't carry, so the text
here is base 41: RFC 9285's method (two bytes, three letters, the highest last) with an alphabet that an address leaves
alone. The alphabet's last two signs can't end a text, so no link ends in “.” or “:”.
"""

from __future__ import annotations

import struct
from datetime import date, timedelta
from typing import Final

import cbor2

from ..movement import codes
from ..movement.certificate import Certificate
from ..movement.errors import InvalidPayload
from ..movement.targets import WAYS
from .keys import Keyring, PublicKey, SigningKey

VERSION: Final = 1
LETTERS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$*-:."
LIMIT: Final = 1500
"""Letters of the longest payload that is looked at; a real one has about 250."""
_VALUE: Final = {letter: value for value, letter in enumerate(LETTERS)}
_BASE: Final = len(LETTERS)
_TWO: Final = tuple(low + high for high in LETTERS for low in LETTERS)
_SQUARE: Final = _BASE * _BASE
_EPOCH: Final = date(2020, 1, 1)
_PURPOSE: Final = b"bdhvs certificate 1\0"
"""Keeps a certificate's signature from ever being taken for another thing's."""
_HEAD: Final = 1 + 4 + 64


def text_of(payload: bytes) -> str:
    """Bytes → letters, 3 for 2."""
    pairs = struct.unpack(f">{len(payload) // 2}H", payload[: len(payload) & ~1])
    text = "".join([_TWO[pair % _SQUARE] + LETTERS[pair // _SQUARE] for pair in pairs])
    return text + _TWO[payload[-1]] if len(payload) % 2 else text


def bytes_of(text: str) -> bytes:
    """The reverse, for upper or lower case; InvalidPayload for what `text_of` would not have written."""
    letters = text.upper()
    if len(letters) > LIMIT or len(letters) % 3 == 1 or any(letter not in _VALUE for letter in letters):
        raise InvalidPayload
    out = bytearray()
    for start in range(0, len(letters), 3):
        group = letters[start : start + 3]
        value = sum(_VALUE[letter] * _BASE**place for place, letter in enumerate(group))
        size = len(group) - 1
        if value >= 256**size:
            raise InvalidPayload
        out += value.to_bytes(size, "big")
    return bytes(out)


def sign_certificate(certificate: Certificate, key: SigningKey) -> bytes:
    """The payload's bytes. The issuer isn't among the fields: the key stands for it."""
    body = cbor2.dumps(
        [
            codes.serial_to_bytes(certificate.serial),
            certificate.holder,
            certificate.birth_year,
            certificate.course,
            certificate.title,
            certificate.group,
            certificate.unit,
            certificate.unit_label,
            (certificate.day - _EPOCH).days,
            WAYS.index(certificate.way),
            int(certificate.sample),
        ]
    )
    head = bytes([VERSION]) + bytes.fromhex(key.id)
    return head + key.sign(_PURPOSE + head + body) + body


def read_payload(payload: bytes, issuer: str = "") -> tuple[str, Certificate]:
    """→ (key id, certificate) WITHOUT looking at the signature; `open_payload` does. InvalidPayload when damaged."""
    if len(payload) <= _HEAD or payload[0] != VERSION:
        raise InvalidPayload
    try:
        fields = cbor2.loads(payload[_HEAD:])
        serial, holder, year, course, title, group, unit, label, day, way, sample = fields
        texts = (holder, course, title, group, unit, label)
        if not all(isinstance(text, str) for text in texts) or way not in range(len(WAYS)) or type(year) is not int:
            raise ValueError
        certificate = Certificate(
            codes.serial_from_bytes(serial), holder, year, course, title, group, unit, label,
            _EPOCH + timedelta(days=day), WAYS[way], issuer, bool(sample),
        )  # fmt: skip
    except (cbor2.CBORDecodeError, ValueError, TypeError, ArithmeticError, RecursionError):
        raise InvalidPayload from None
    return payload[1:5].hex(), certificate


def open_payload(payload: bytes, keyring: Keyring) -> tuple[PublicKey, Certificate]:
    """→ (the key that signed, the certificate with that key's issuer). InvalidPayload, UnknownKey, ForgedPayload."""
    key_id, _ = read_payload(payload)
    head, signature, body = payload[:5], payload[5:_HEAD], payload[_HEAD:]
    key = keyring.verify(key_id, signature, _PURPOSE + head + body)
    _, certificate = read_payload(payload, key.issuer)
    return key, certificate
