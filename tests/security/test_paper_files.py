"""Threat: somebody who knows or guesses a number fetches another person's paper, or learns which numbers exist."""

import pytest
from portal.support import Phone, erase, read, revoke, vi

from bdhvs_lms.movement.codes import serial_from_bytes
from bdhvs_lms.trust import SigningKey, bytes_of, open_payload, sign_certificate, text_of


@pytest.fixture
def mine(phone, course):
    serial, scanned = phone.paper(course)
    return serial, scanned.rsplit("/", 1)[1]


def fetch(phone, serial, payload, kind="pdf"):
    return phone.get(f"/x/{serial}.{kind}", query_string={"p": payload} if payload is not None else {})


@pytest.mark.parametrize("kind", ["pdf", "png"])
def test_the_number_alone_fetches_nothing(app, mine, kind):
    serial, payload = mine
    for shown in (None, "", "A", payload[:-3], payload[3:], payload[:-1], "0" * len(payload), serial):
        answer = fetch(Phone(app), serial, shown, kind)
        assert answer.status_code == 403
        assert answer.mimetype == "text/html"
        assert "Ánh" not in answer.text


def test_another_paper_s_code_fetches_nothing(app, mine, course):
    other_serial, other = Phone(app).paper(course, name="Giàng A Páo")
    assert fetch(Phone(app), mine[0], other.rsplit("/", 1)[1]).status_code == 403
    assert fetch(Phone(app), other_serial, mine[1]).status_code == 403


def test_a_code_signed_by_another_key_fetches_nothing(app, mine, installation):
    _, certificate = open_payload(bytes_of(mine[1]), installation.keyring)
    forged = text_of(sign_certificate(certificate, SigningKey.generate()))
    assert fetch(Phone(app), mine[0], forged).status_code == 403


def test_whether_a_number_exists_is_not_told_to_who_has_no_code(app, mine):
    known, unknown = fetch(Phone(app), mine[0], None), fetch(Phone(app), serial_from_bytes(bytes(10)), None)
    assert (known.status_code, known.text) == (unknown.status_code, unknown.text)
    known, unknown = fetch(Phone(app), mine[0], "ABC"), fetch(Phone(app), serial_from_bytes(bytes(10)), "ABC")
    assert (known.status_code, known.text) == (unknown.status_code, unknown.text)


def test_a_paper_that_only_its_signature_vouches_for_is_not_printed_here(app, installation, mine, course):
    from dataclasses import replace

    _, certificate = open_payload(bytes_of(mine[1]), installation.keyring)
    other = replace(certificate, serial=serial_from_bytes(b"never here"))
    signed = text_of(sign_certificate(other, installation.keyring.signer))
    assert Phone(app).get(f"/X/{other.serial}/{signed}").status_code == 200
    answer = fetch(Phone(app), other.serial, signed)
    assert (answer.status_code, answer.mimetype) == (404, "text/html")


def test_a_revoked_paper_and_an_erased_one_are_not_printed_again(app, mine, installation):
    serial, payload = mine
    revoke(installation, serial)
    answer = fetch(Phone(app), serial, payload)
    assert answer.status_code == 410
    assert vi("This paper was issued, and is no longer valid.") in read(answer).text
    erase(installation, serial)
    answer = fetch(Phone(app), serial, payload)
    assert (answer.status_code, answer.mimetype) == (410, "text/html")
    assert "Ánh" not in answer.text


def test_counting_up_numbers_tells_nothing_about_those_beside(app, phone, course):
    serial, _ = phone.paper(course)
    from bdhvs_lms.movement.codes import serial_to_bytes

    number = int.from_bytes(serial_to_bytes(serial), "big")
    pages = set()
    for step in (-2, -1, 1, 2):
        near = serial_from_bytes((number + step).to_bytes(10, "big"))
        answer = Phone(app).get(f"/x/{near}")
        assert answer.status_code == 404
        assert vi("Not in this register yet") in read(answer).text
        pages.add(answer.text.replace(near, ""))
    assert len(pages) == 1


def test_numbers_are_random_and_not_drawn_in_an_order(installation):
    from bdhvs_lms.field.installation import new_serial

    drawn = [new_serial() for _ in range(200)]
    assert len(set(drawn)) == 200
    assert drawn not in (sorted(drawn), sorted(drawn, reverse=True))
    assert all(len({serial[place] for serial in drawn}) > 15 for place in range(16))
