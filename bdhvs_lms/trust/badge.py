"""A certificate as an Open Badges 3.0 credential: a VC-JWT signed with EdDSA (RFC 7515, RFC 8037).

The issuer is its own key, as did:key, so that whoever reads the badge can check it without asking anybody; which body
the key stands for is said by name, and told for sure by the check page alone. The holder is named as on the paper.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ..movement.certificate import Certificate
from ..movement.codes import format_serial
from ..movement.errors import ForgedPayload, InvalidPayload
from .keys import SigningKey

CONTEXT: Final = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
_BITCOIN: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_ED25519: Final = b"\xed\x01"
"""Multicodec's mark of an Ed25519 public key."""


def credential(certificate: Certificate, key: SigningKey, *, address: str) -> dict[str, Any]:
    """What the badge says. address: of the portal, "https://…" without trailing slash."""
    check, narrative = f"{address}/x/{certificate.serial}", f"Hoàn thành khóa học “{certificate.title}”."
    return {
        "@context": list(CONTEXT),
        "id": check,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": certificate.title,
        "issuer": {"id": did_key(key.public), "type": ["Profile"], "name": certificate.issuer, "url": address},
        "validFrom": f"{certificate.day.isoformat()}T00:00:00Z",
        "credentialSubject": {
            "id": f"{check}#holder",
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": certificate.holder,
                    "identityType": "name",
                }
            ],
            "achievement": {
                "id": f"{address}/hoc/{certificate.course}",
                "type": ["Achievement"],
                "achievementType": "Course",
                "name": certificate.title,
                "description": f"{narrative} Số giấy {format_serial(certificate.serial)}.",
                "criteria": {"narrative": narrative},
                "inLanguage": "vi",
            },
        },
    }


def sign_badge(certificate: Certificate, key: SigningKey, *, address: str) -> str:
    """The badge as a compact JWS; the same paper is always the same text."""
    said = credential(certificate, key, address=address)
    since = datetime(*certificate.day.timetuple()[:3], tzinfo=timezone.utc)
    claims = {
        "iss": said["issuer"]["id"],
        "jti": said["id"],
        "nbf": int(since.timestamp()),
        "sub": said["credentialSubject"]["id"],
    }
    header = {"alg": "EdDSA", "typ": "JWT", "jwk": {"kty": "OKP", "crv": "Ed25519", "x": _text(key.public)}}
    return sign_jws(header, _json(said | claims), key)


def sign_jws(header: Mapping[str, Any], payload: bytes, key: SigningKey) -> str:
    """RFC 7515, compact."""
    signed = f"{_text(_json(header))}.{_text(payload)}"
    return f"{signed}.{_text(key.sign(signed.encode()))}"


def open_badge(badge: str) -> dict[str, Any]:
    """A badge → what it says, once key, signature and claims fit together. InvalidPayload, ForgedPayload."""
    try:
        head, body, signature = badge.split(".")
        header, said = json.loads(_bytes(head)), json.loads(_bytes(body))
        public = _bytes(header["jwk"]["x"])
        subject, since = (
            said["credentialSubject"]["id"],
            datetime.fromisoformat(said["validFrom"].replace("Z", "+00:00")),
        )
        claims = (said["iss"], said["jti"], said["sub"], said["nbf"])
        if (header["alg"], header["jwk"]["crv"]) != ("EdDSA", "Ed25519"):
            raise ValueError
        Ed25519PublicKey.from_public_bytes(public).verify(_bytes(signature), f"{head}.{body}".encode())
        fits = claims == (said["issuer"]["id"], said["id"], subject, int(since.timestamp()))
    except InvalidSignature:
        raise ForgedPayload from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise InvalidPayload from None
    if not fits or said["iss"] != did_key(public):
        raise ForgedPayload
    found: dict[str, Any] = said
    return found


def did_key(public: bytes) -> str:
    """An Ed25519 public key of 32 bytes as a did:key."""
    number, letters = int.from_bytes(_ED25519 + public, "big"), ""
    while number:
        number, letter = divmod(number, 58)
        letters = _BITCOIN[letter] + letters
    return f"did:key:z{letters}"


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
