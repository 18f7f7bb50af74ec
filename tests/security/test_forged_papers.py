"""Threat: a paper that nobody issued, or one with a changed name, is taken for genuine."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from portal.support import Phone, opened, read, served

from bdhvs_lms.field import keyfiles
from bdhvs_lms.movement.codes import serial_from_bytes
from bdhvs_lms.trust import SigningKey, bytes_of, open_payload, sign_certificate, text_of


@pytest.fixture
def paper(phone, course):
    serial, scanned = phone.paper(course)
    return serial, scanned.rsplit("/", 1)[1]


def verdict(answer) -> str:
    return (read(answer).all("h1")[0].get("class") or "").removeprefix("verdict ")


def test_a_paper_signed_by_nobody_known_can_not_be_told(phone, paper, installation):
    _, certificate = open_payload(bytes_of(paper[1]), installation.keyring)
    forged = text_of(sign_certificate(replace(certificate, holder="Kẻ Gian"), SigningKey.generate()))
    answer = phone.get(f"/X/{paper[0]}/{forged}")
    assert verdict(answer) == "unsure"
    assert "Kẻ Gian" not in answer.text


def test_a_changed_name_under_the_old_signature_is_not_genuine(phone, paper):
    raw = bytes_of(paper[1])
    changed = raw.replace("Ánh".encode(), "Ành".encode())
    assert changed != raw
    answer = phone.get(f"/X/{paper[0]}/{text_of(changed)}")
    assert (answer.status_code, verdict(answer)) == (200, "bad")
    assert "Ành" not in answer.text


def test_a_good_code_under_another_number_is_not_genuine(phone, paper):
    answer = phone.get(f"/X/{serial_from_bytes(bytes(10))}/{paper[1]}")
    assert verdict(answer) == "bad"
    assert "Ánh" not in answer.text


@pytest.mark.parametrize("cut", [1, 2, 3, 6, 60, 150, -1])
def test_a_cut_code_is_never_genuine(phone, paper, cut):
    short = paper[1][:-cut] if cut > 0 else paper[1][3:]
    answer = phone.get(f"/X/{paper[0]}/{short}")
    assert verdict(answer) in ("unsure", "bad")
    assert "Ánh" not in answer.text


@pytest.mark.parametrize("junk", ["A", "0" * 3000, "$*-:.", "%00", "%F0%9F%98%80", "ABC%20DEF", "...", "-"])
def test_junk_for_a_code_is_called_damaged(phone, paper, junk):
    answer = phone.get(f"/X/{paper[0]}/{junk}")
    assert answer.status_code == 200
    assert verdict(answer) == "unsure"


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_no_bit_can_be_changed(phone, paper, at, bit):
    raw = bytearray(bytes_of(paper[1]))
    raw[at % len(raw)] ^= 1 << bit
    answer = Phone(phone.client.application, address=f"10.1.{at % 250}.{bit}").get(
        f"/X/{paper[0]}/{text_of(bytes(raw))}"
    )
    assert answer.status_code in (200, 429)
    assert "verdict ok" not in answer.text
    assert "Ánh" not in answer.text


def test_a_thief_of_a_retired_key_can_not_make_new_papers(phone, paper, installation, clock):
    thief = installation.keyring.signer
    _, certificate = open_payload(bytes_of(paper[1]), installation.keyring)
    keyfiles.rotate(installation.keys, certificate.issuer, "2026-11-22")
    made = replace(certificate, serial=serial_from_bytes(b"0123456789"), holder="Kẻ Gian")
    forged = text_of(sign_certificate(made, thief))
    with opened(installation.folder, installation.catalog, clock) as later:
        other = Phone(served(later))
        answer = other.get(f"/X/{made.serial}/{forged}")
        assert verdict(answer) == "unsure"
        assert "Kẻ Gian" not in answer.text
        assert verdict(other.get(f"/X/{paper[0]}/{paper[1]}")) == "ok"
