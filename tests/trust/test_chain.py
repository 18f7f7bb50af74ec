"""A host's chain: whatever is changed, left out or moved is found."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bdhvs_lms.movement.errors import BrokenChain, ForgedPayload, InvalidFile, UnknownKey
from bdhvs_lms.trust import GENESIS, Keyring, PublicKey, SigningKey, check_chain, link, seal, signed

from .support import key

KEY, NEXT = key(1), key(2)
RING = Keyring([PublicKey(KEY.public, "Tỉnh đoàn", "2026-01-01"), PublicKey(NEXT.public, "Tỉnh đoàn", "2026-06-01")])


def chain(bodies, keys=(KEY,)):
    sealed, prev = [], GENESIS
    for number, body in enumerate(bodies, start=1):
        mark = seal(body, number, prev, keys[number % len(keys)])
        sealed.append((body, mark))
        prev = mark.hash
    return sealed


SEALED = chain([b"record %d" % number for number in range(8)])
places = st.integers(0, 7)


def broken_at(sealed, ring=RING):
    with pytest.raises(BrokenChain) as caught:
        check_chain(sealed, ring)
    return caught.value.fields["seq"]


@given(st.lists(st.binary(max_size=30), max_size=8))
def test_a_whole_chain_is_in_order(bodies):
    assert check_chain(chain(bodies, (KEY, NEXT)), RING) == len(bodies)


@given(places, st.binary(max_size=12))
def test_a_changed_record_is_found(place, body):
    sealed = SEALED.copy()
    sealed[place] = (body, sealed[place][1])
    assert broken_at(sealed) == place + 1


@given(st.integers(0, 6))
def test_a_record_left_out_is_found(place):
    assert broken_at(SEALED[:place] + SEALED[place + 1 :]) == place + 1


@given(st.lists(places, min_size=2, max_size=2, unique=True))
def test_records_that_changed_places_are_found(pair):
    one, two = sorted(pair)
    sealed = SEALED.copy()
    sealed[one], sealed[two] = sealed[two], sealed[one]
    assert broken_at(sealed) == one + 1


@given(places)
def test_a_record_put_in_twice_is_found(place):
    assert broken_at([*SEALED[: place + 1], *SEALED[place:]]) == place + 2


@given(places, st.sampled_from(["prev", "hash", "signature"]), st.integers(0, 31))
def test_a_changed_seal_is_found(place, field, byte):
    body, mark = SEALED[place]
    changed = bytearray(getattr(mark, field))
    changed[byte] ^= 1
    sealed = SEALED.copy()
    sealed[place] = (body, replace(mark, **{field: bytes(changed)}))
    assert broken_at(sealed) == place + 1


@given(places)
def test_a_chain_written_anew_from_some_place_needs_the_key(place):
    stranger = key(3)
    prev, sealed = (SEALED[place - 1][1].hash if place else GENESIS), SEALED[:place]
    for number in range(place, 8):
        mark = replace(seal(b"other", number + 1, prev, stranger), key=KEY.id)
        sealed.append((b"other", mark))
        prev = mark.hash
    assert broken_at(sealed) == place + 1


def together(*batches):
    """A chain of batches; each is signed once, at its end."""
    sealed, prev = [], GENESIS
    for signer, bodies in batches:
        for body in bodies:
            mark = link(body, len(sealed) + 1, prev, signer)
            sealed.append((body, mark))
            prev = mark.hash
        if bodies:
            sealed[-1] = (sealed[-1][0], signed(sealed[-1][1], signer))
    return sealed


BODIES = st.lists(st.binary(max_size=20), min_size=1, max_size=5)
BATCHES = st.lists(st.tuples(st.sampled_from([KEY, NEXT]), BODIES), min_size=1, max_size=4)


@given(BATCHES)
def test_what_was_written_together_is_vouched_for_by_the_signature_at_its_end(batches):
    assert check_chain(together(*batches), RING) == sum(len(bodies) for _, bodies in batches)


@given(BATCHES, st.data())
def test_a_chain_that_is_cut_within_what_was_written_together_is_found(batches, data):
    sealed = together(*batches)
    cut = data.draw(st.integers(0, len(sealed)))
    if cut == 0 or sealed[cut - 1][1].signature:
        assert check_chain(sealed[:cut], RING) == cut
    else:
        assert broken_at(sealed[:cut]) == cut


@given(BATCHES, st.data())
def test_nothing_before_a_signature_can_be_changed_and_chained_anew(batches, data):
    sealed = together(*batches)
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] = (sealed[place][0] + b"!", sealed[place][1])
    prev = sealed[place - 1][1].hash if place else GENESIS
    for number in range(place, len(sealed)):
        body, mark = sealed[number]
        new = link(body, number + 1, prev, KEY)
        sealed[number] = (body, replace(new, key=mark.key, signature=mark.signature))
        prev = new.hash
    assert broken_at(sealed) > place


@given(BATCHES)
def test_a_signature_that_is_taken_away_at_the_end_is_missed(batches):
    sealed = together(*batches)
    sealed[-1] = (sealed[-1][0], replace(sealed[-1][1], signature=b""))
    assert broken_at(sealed) == len(sealed)


def test_a_key_does_not_vouch_for_what_another_key_left_unsigned():
    sealed = together((KEY, [b"one", b"two"]), (NEXT, [b"three"]))
    sealed[1] = (sealed[1][0], replace(sealed[1][1], signature=b""))
    assert broken_at(sealed) == 2


def test_a_record_without_a_seal_of_anybody_is_found():
    mark = replace(link(b"one", 1, GENESIS, KEY), key=None, signature=None)
    assert broken_at([(b"one", mark)]) == 1


def test_a_seal_of_an_unknown_key_is_found():
    assert broken_at(SEALED, Keyring()) == 1


def test_a_certificates_signature_is_no_seal():
    mark = SEALED[0][1]
    with pytest.raises(ForgedPayload):
        RING.verify(mark.key, mark.signature, b"bdhvs certificate 1\0" + mark.hash)


def test_a_key_goes_to_its_file_and_back():
    again = SigningKey.from_pem(KEY.to_pem())
    assert (again.id, again.public, again.sign(b"x")) == (KEY.id, KEY.public, KEY.sign(b"x"))
    public = PublicKey(KEY.public, "Tỉnh đoàn", "2026-01-01", "2026-06-01")
    assert PublicKey.from_plain(public.as_plain()) == public


PLAIN = PublicKey(KEY.public, "Tỉnh đoàn", "2026-01-01").as_plain()


@pytest.mark.parametrize(
    "plain",
    [None, [], {}, "text", {**PLAIN, "id": "00000000"}, {**PLAIN, "public": "zz"}, {**PLAIN, "public": "00"},
     {**PLAIN, "public": NEXT.public.hex()}, {**PLAIN, "issuer": 1}, {**PLAIN, "retired": None}],
)  # fmt: skip
def test_what_is_no_public_key_is_refused(plain):
    with pytest.raises(InvalidFile):
        PublicKey.from_plain(plain)


@pytest.mark.parametrize("pem", [b"", b"text", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_what_is_no_private_key_is_refused(pem):
    with pytest.raises(InvalidFile):
        SigningKey.from_pem(pem)


def test_a_key_of_another_kind_is_refused():
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    pem = X25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with pytest.raises(InvalidFile, match="Ed25519"):
        SigningKey.from_pem(pem)


def test_a_ring_knows_its_own_key_and_no_stranger():
    ring = Keyring([PublicKey(KEY.public, "Tỉnh đoàn", "2026-01-01")], KEY)
    assert ring.own is ring.get(KEY.id)
    assert [key.id for key in ring] == [KEY.id]
    assert Keyring().own is None
    with pytest.raises(UnknownKey):
        ring.verify(NEXT.id, NEXT.sign(b"x"), b"x")
