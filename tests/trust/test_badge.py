"""Open Badges 3.0: the badge of a certificate, by published vectors and by what the specification asks for."""

from __future__ import annotations

import base64
import json
from datetime import date
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bdhvs_lms.movement.certificate import Certificate
from bdhvs_lms.movement.errors import ForgedPayload, InvalidPayload
from bdhvs_lms.trust import SigningKey
from bdhvs_lms.trust.badge import did_key, open_badge, sign_badge, sign_jws

ADDRESS = "https://hoc.laichau.example"
PAPER = Certificate(
    "0W40J2GB1G6GW3RGV", "Giàng Thị Mỷ", 1968, "an-toan-tren-mang", "An toàn trên mạng", "citizens", "03637",
    "xã Mường Kim", date(2026, 11, 22), "class", "UBND xã Mường Kim",
)  # fmt: skip


def of_rfc_8037() -> SigningKey:
    """The key of RFC 8037, appendix A.1."""
    private = base64.urlsafe_b64decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=")
    return SigningKey(Ed25519PrivateKey.from_private_bytes(private))


def parts(badge: str) -> tuple[dict[str, Any], dict[str, Any]]:
    head, body, _ = badge.split(".")
    header, said = (json.loads(base64.urlsafe_b64decode(one + "==")) for one in (head, body))
    return header, said


def test_it_signs_as_rfc_8037_does() -> None:
    key = of_rfc_8037()
    assert base64.urlsafe_b64encode(key.public).rstrip(b"=") == b"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    assert sign_jws({"alg": "EdDSA"}, b"Example of Ed25519 signing", key) == (
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    )


def test_a_key_is_named_as_did_key_names_it() -> None:
    assert did_key(of_rfc_8037().public) == "did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw"


def test_a_badge_has_what_the_specification_s_basic_example_has() -> None:
    said = open_badge(sign_badge(PAPER, of_rfc_8037(), address=ADDRESS))
    assert said["@context"] == [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ]
    assert said["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert {"id", "type", "name"} <= set(said["issuer"])
    assert said["validFrom"] == "2026-11-22T00:00:00Z"
    assert {"id", "type", "achievement"} <= set(said["credentialSubject"])
    assert {"id", "type", "criteria", "description", "name"} <= set(said["credentialSubject"]["achievement"])
    assert said["credentialSubject"]["identifier"][0]["identityHash"] == "Giàng Thị Mỷ"


def test_header_and_claims_are_those_that_the_specification_allows() -> None:
    header, said = parts(sign_badge(PAPER, of_rfc_8037(), address=ADDRESS))
    assert set(header) == {"alg", "typ", "jwk"}
    assert "d" not in header["jwk"]
    assert (said["iss"], said["jti"], said["sub"]) == (
        said["issuer"]["id"], f"{ADDRESS}/x/{PAPER.serial}", said["credentialSubject"]["id"],
    )  # fmt: skip
    assert said["nbf"] == 1795305600


def test_the_same_paper_is_the_same_badge() -> None:
    assert sign_badge(PAPER, of_rfc_8037(), address=ADDRESS) == sign_badge(PAPER, of_rfc_8037(), address=ADDRESS)


def test_a_changed_word_and_another_key_are_found() -> None:
    key, other = of_rfc_8037(), SigningKey.generate()
    head, body, signature = sign_badge(PAPER, key, address=ADDRESS).split(".")
    changed = base64.urlsafe_b64decode(body + "==").replace("Giàng".encode(), "Vàngg".encode())
    with pytest.raises(ForgedPayload):
        open_badge(f"{head}.{base64.urlsafe_b64encode(changed).rstrip(b'=').decode()}.{signature}")
    header, said = parts(sign_badge(PAPER, key, address=ADDRESS))
    header["jwk"]["x"] = base64.urlsafe_b64encode(other.public).rstrip(b"=").decode()
    with pytest.raises(ForgedPayload):
        open_badge(sign_jws(header, json.dumps(said).encode(), other))


@pytest.mark.parametrize("claim", ["iss", "jti", "sub", "nbf"])
def test_a_claim_that_says_something_else_than_the_badge_is_found(claim: str) -> None:
    key = of_rfc_8037()
    header, said = parts(sign_badge(PAPER, key, address=ADDRESS))
    said[claim] = 7 if claim == "nbf" else "https://other.example"
    with pytest.raises(ForgedPayload):
        open_badge(sign_jws(header, json.dumps(said).encode(), key))


@pytest.mark.parametrize("text", ["", "a.b", "a.b.c", "e30.e30.e30", "....", "eyJhbGciOiJub25lIn0.e30."])
def test_what_is_no_badge_is_said_so(text: str) -> None:
    with pytest.raises(InvalidPayload):
        open_badge(text)
