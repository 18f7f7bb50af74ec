"""The certificate in the QR: it reads itself again, and nothing else is ever genuine."""

import string
from datetime import date

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bdhvs_lms.movement import codes
from bdhvs_lms.movement.certificate import Certificate
from bdhvs_lms.movement.errors import BdhvsError, ForgedPayload, InvalidPayload, UnknownKey
from bdhvs_lms.movement.targets import WAYS
from bdhvs_lms.trust import (
    Keyring,
    PublicKey,
    bytes_of,
    open_payload,
    read_payload,
    sign_certificate,
    text_of,
)
from bdhvs_lms.trust.payload import LETTERS, LIMIT

from .support import key

KEY, OTHER = key(1), key(2)
RING = Keyring([PublicKey(KEY.public, "Tỉnh đoàn Lai Châu", "2026-01-01")])
URL_SAFE = set(string.ascii_uppercase + string.digits + "$*-:.")

vietnamese = st.text(
    st.sampled_from(
        "aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXY "
        "áàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
    ),
    min_size=2,
    max_size=60,
)
certificates = st.builds(
    Certificate,
    serial=st.binary(min_size=10, max_size=10).map(codes.serial_from_bytes),
    holder=vietnamese,
    birth_year=st.integers(1900, 2030),
    course=st.just("an-toan-tren-mang"),
    title=vietnamese,
    group=st.just("citizens"),
    unit=st.sampled_from(["03637", "SYT01"]),
    unit_label=vietnamese,
    day=st.dates(date(2020, 1, 1), date(2120, 1, 1)),
    way=st.sampled_from(WAYS),
    issuer=st.just("Tỉnh đoàn Lai Châu"),
    sample=st.booleans(),
)
MAI = Certificate(codes.serial_from_bytes(b"0123456789"), "Lò Thị Mai", 1985, "an-toan-tren-mang", "An toàn trên mạng",
                  "citizens", "03637", "xã Mường Kim", date(2026, 3, 2), "class", "Tỉnh đoàn Lai Châu")  # fmt: skip
PAYLOAD = sign_certificate(MAI, KEY)
TEXT = text_of(PAYLOAD)


def opened(text):
    """What a scanned text is taken for: a certificate, or the name of the typed error; any other error is a fault."""
    try:
        return open_payload(bytes_of(text), RING)[1]
    except (InvalidPayload, UnknownKey, ForgedPayload) as error:
        return type(error)


@given(certificates)
def test_a_certificate_goes_into_a_qr_and_back(certificate):
    text = text_of(sign_certificate(certificate, KEY))
    key, again = open_payload(bytes_of(text), RING)
    assert (key.id, again) == (KEY.id, certificate)
    assert opened(text.lower()) == certificate


@given(certificates)
def test_a_link_holds_only_letters_that_a_qr_and_an_address_leave_alone(certificate):
    text = text_of(sign_certificate(certificate, KEY))
    assert set(text) <= URL_SAFE
    assert text[-1] not in ".:"
    assert len(text) < LIMIT


@given(st.binary(max_size=300))
def test_any_bytes_go_to_letters_and_back_and_no_text_ends_in_a_stop_or_colon(payload):
    text = text_of(payload)
    assert bytes_of(text) == payload
    assert not text.endswith((".", ":"))


@given(st.text(st.sampled_from(LETTERS), max_size=60))
def test_a_text_is_read_only_if_it_is_the_one_that_would_be_written(text):
    try:
        payload = bytes_of(text)
    except InvalidPayload:
        return
    assert text_of(payload) == text


def test_every_flipped_bit_of_a_payload_is_found():
    for place in range(len(PAYLOAD)):
        for bit in range(8):
            changed = bytearray(PAYLOAD)
            changed[place] ^= 1 << bit
            assert opened(text_of(bytes(changed))) in (InvalidPayload, UnknownKey, ForgedPayload)


@given(st.integers(0, len(PAYLOAD) - 1), st.integers(0, 255))
def test_every_other_byte_at_any_place_of_a_payload_is_found(place, byte):
    changed = PAYLOAD[:place] + bytes([byte]) + PAYLOAD[place + 1 :]
    assert (opened(text_of(changed)) == MAI) == (changed == PAYLOAD)


def test_every_text_that_was_cut_is_found():
    for end in range(len(TEXT)):
        assert not isinstance(opened(TEXT[:end]), Certificate)
        assert not isinstance(opened(TEXT[end + 1 :]), Certificate)


@given(st.integers(0, len(TEXT) - 1), st.characters(exclude_categories=["Cs"]))
def test_every_other_letter_at_any_place_of_a_text_is_found(place, letter):
    changed = TEXT[:place] + letter + TEXT[place + 1 :]
    assert (opened(changed) == MAI) == (changed.upper() == TEXT)


@given(st.text(max_size=40))
def test_what_follows_a_text_is_never_passed_over(more):
    assert (opened(TEXT + more) == MAI) == (more == "")


@given(st.text() | st.text(st.sampled_from(LETTERS)))
def test_any_text_is_refused_with_a_typed_error(text):
    assert not isinstance(opened(text), Certificate)


def signed(body):
    """A payload whose signature is right and whose fields are not: only an issuer's own fault makes one."""
    head = b"\1" + bytes.fromhex(KEY.id)
    return head + KEY.sign(b"bdhvs certificate 1\0" + head + body) + body


GOOD = [b"0123456789", "Mai", 1985, "c", "t", "g", "u", "l", 100, 1, 0]


@pytest.mark.parametrize(
    "fields",
    [[], {}, None, "text", GOOD[:10], [*GOOD, 0], [b"short", *GOOD[1:]], ["0123456789", *GOOD[1:]], [7, *GOOD[1:]],
     [GOOD[0], 7, *GOOD[2:]], [*GOOD[:2], "1985", *GOOD[3:]], [*GOOD[:2], True, *GOOD[3:]], [*GOOD[:8], 10**9, 1, 0],
     [*GOOD[:8], -(10**30), 1, 0], [*GOOD[:8], float("nan"), 1, 0], [*GOOD[:8], "x", 1, 0], [*GOOD[:9], 3, 0],
     [*GOOD[:9], -1, 0], [*GOOD[:9], 1.0, 0], [*GOOD[:9], None, 0]],
)  # fmt: skip
def test_fields_that_are_no_certificate_are_damaged_even_when_signed(fields):
    assert open_payload(signed(cbor2.dumps(GOOD)), RING)[1].holder == "Mai"
    with pytest.raises(InvalidPayload):
        open_payload(signed(cbor2.dumps(fields)), RING)


@pytest.mark.parametrize(
    "body",
    ["c4821b0de0b6b3a764000001", "c5821b0de0b6b3a764000001", "d81e820100", "9bffffffffffffffff", "5b7fffffffffffffff",
     "bb000000ffffffffff", "81" * 900, "d81c81d81d00", "ff", "c074" + "41" * 20, "d82363282828"],
)  # fmt: skip
def test_hostile_cbor_is_damaged_and_costs_nothing(body):
    with pytest.raises(InvalidPayload):
        read_payload(bytes([1]) + bytes(68) + bytes.fromhex(body))


def test_another_version_is_damaged():
    with pytest.raises(InvalidPayload):
        read_payload(b"\2" + PAYLOAD[1:])


def test_a_key_that_is_not_known_is_not_called_a_forgery():
    with pytest.raises(UnknownKey):
        open_payload(sign_certificate(MAI, OTHER), RING)


def test_a_signature_by_another_key_under_a_known_id_is_forged():
    forged = PAYLOAD[:5] + sign_certificate(MAI, OTHER)[5:]
    with pytest.raises(ForgedPayload):
        open_payload(forged, RING)


def test_the_issuer_is_the_keys_whatever_the_certificate_says():
    lying = Keyring([PublicKey(KEY.public, "Ai Khác", "2026-01-01")])
    assert open_payload(PAYLOAD, lying)[1].issuer == "Ai Khác"


def test_a_text_longer_than_any_payload_is_not_even_looked_at():
    for text in ("0" * (LIMIT + 3), TEXT * 1000):
        with pytest.raises(BdhvsError):
            bytes_of(text)
