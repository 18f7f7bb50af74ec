"""What is said of a paper that somebody shows."""

from dataclasses import replace
from datetime import date

import pytest

from bdhvs_lms.movement import certificate as said
from bdhvs_lms.movement import codes
from bdhvs_lms.movement.certificate import Certificate
from bdhvs_lms.movement.errors import InvalidCode
from bdhvs_lms.movement.store import Issued
from bdhvs_lms.movement.units import Unit
from bdhvs_lms.trust import Keyring, PublicKey, sign_certificate, text_of, verify
from bdhvs_lms.trust.verify import read_scanned

from .support import key

KEY, OTHER = key(1), key(2)
PUBLIC = PublicKey(KEY.public, "Tỉnh đoàn Lai Châu", "2026-01-01")
RING, RETIRED = Keyring([PUBLIC]), Keyring([replace(PUBLIC, retired="2026-06-01")])
MAI = Certificate(codes.serial_from_bytes(b"0123456789"), "Lò Thị Mai", 1985, "an-toan", "An toàn trên mạng",
                  "citizens", "03637", "xã Mường Kim", date(2026, 3, 2), "class", "Tỉnh đoàn Lai Châu")  # fmt: skip
PAPER = sign_certificate(MAI, KEY)
TEXT = text_of(PAPER)
ROW = Issued(MAI.serial, "learner", "completion", MAI.course, MAI.title, MAI.group, MAI.unit, MAI.way,
             MAI.day.isoformat(), MAI.issuer, KEY.id, False, None, False)  # fmt: skip
BARE = replace(MAI, holder="", birth_year=0)


class Register:
    """A store that holds one certificate, or none."""

    def __init__(self, issued=None, paper=None):
        self.issued, self._paper = issued, paper

    def certificate(self, serial):
        return self.issued if self.issued and self.issued.serial == serial else None

    def paper(self, serial):
        return self._paper

    def unit(self, code):
        return Unit(code, "Mường Kim", "xã") if code == MAI.unit else None


EMPTY = Register()


def check(text, register=EMPTY, ring=RING, serial=MAI.serial):
    return verify(serial, text, register, ring)


@pytest.mark.parametrize(
    "serial", [MAI.serial, codes.format_serial(MAI.serial), codes.format_serial(MAI.serial).lower()]
)
def test_a_paper_is_genuine_by_its_signature_alone(serial):
    verdict = check(TEXT, serial=serial)
    assert (verdict.state, verdict.certificate, verdict.registered) == (said.GENUINE, MAI, False)


def test_a_paper_is_genuine_by_the_register_alone():
    verdict = check("", Register(ROW, PAPER))
    assert (verdict.state, verdict.certificate, verdict.registered) == (said.GENUINE, MAI, True)


def test_a_paper_is_genuine_by_both():
    assert check(TEXT, Register(ROW, PAPER)) == check("", Register(ROW, PAPER))


def test_a_serial_alone_that_is_not_in_the_register_is_not_called_a_fake():
    verdict = check("")
    assert (verdict.state, verdict.certificate, verdict.registered) == (said.NOT_HERE, None, False)


def test_a_registered_serial_without_its_paper_shows_no_name():
    assert check("", Register(ROW)).certificate == BARE
    unknown = Register(replace(ROW, unit="99999"))
    assert check("", unknown).certificate == replace(BARE, unit="99999", unit_label="99999")


@pytest.mark.parametrize("paper", [b"", b"broken", PAPER[:-3], sign_certificate(replace(MAI, serial="0" * 17), KEY)])
def test_a_paper_that_was_kept_broken_shows_no_name_and_breaks_nothing(paper):
    verdict = check("", Register(ROW, paper))
    assert (verdict.state, verdict.certificate) == (said.GENUINE, BARE)


@pytest.mark.parametrize("text", [TEXT, ""])
def test_a_revoked_paper_is_revoked_and_says_why(text):
    verdict = check(text, Register(replace(ROW, revoked="cấp nhầm"), PAPER))
    assert (verdict.state, verdict.reason, verdict.certificate) == (said.REVOKED, "cấp nhầm", MAI)


@pytest.mark.parametrize(("revoked", "state"), [(None, said.WITHDRAWN), ("cấp nhầm", said.REVOKED)])
@pytest.mark.parametrize("text", [TEXT, ""])
@pytest.mark.parametrize("paper", [None, PAPER])
def test_a_withdrawn_name_is_never_shown_even_from_the_papers_own_qr(text, paper, revoked, state):
    verdict = check(text, Register(replace(ROW, erased=True, revoked=revoked), paper))
    assert (verdict.state, verdict.certificate, verdict.reason) == (state, BARE, revoked or "")


@pytest.mark.parametrize("register", [EMPTY, Register(ROW, PAPER)])
def test_a_changed_paper_is_forged_even_if_its_serial_is_registered(register):
    changed = PAPER.replace("Lò Thị Mai".encode(), "Lò Thị Man".encode())
    assert changed != PAPER
    verdict = check(text_of(changed), register)
    assert (verdict.state, verdict.certificate) == (said.FORGED, None)


def test_the_payload_of_another_paper_is_forged():
    other = codes.serial_from_bytes(b"9876543210")
    assert check(TEXT, serial=other).state == said.FORGED


def test_a_paper_of_an_unknown_key_is_not_called_a_fake():
    verdict = check(text_of(sign_certificate(MAI, OTHER)))
    assert (verdict.state, verdict.certificate) == (said.UNKNOWN_KEY, None)


@pytest.mark.parametrize("text", [TEXT[:50], TEXT[:-4], "???", "A", " ", "😀", TEXT + "0" * 3000])
def test_a_damaged_paper_is_damaged(text):
    verdict = check(text, Register(ROW, PAPER))
    assert (verdict.state, verdict.certificate) == (said.DAMAGED, None)


def test_a_retired_key_vouches_only_for_serials_in_the_register():
    verdict = check(TEXT, ring=RETIRED)
    assert (verdict.state, verdict.certificate) == (said.RETIRED_KEY, None)
    assert check(TEXT, Register(ROW, PAPER), RETIRED).state == said.GENUINE


@pytest.mark.parametrize("serial", ["", "123", MAI.serial[:-1], MAI.serial[::-1], "<script>"])
def test_what_is_no_serial_is_refused_as_a_code(serial):
    with pytest.raises(InvalidCode):
        check(TEXT, serial=serial)


PRINTED = codes.format_serial(MAI.serial)


@pytest.mark.parametrize(
    ("text", "read"),
    [(f"https://bdhv.example.vn/X/{PRINTED}/{TEXT}", (PRINTED, TEXT)),
     (f"HTTPS://BDHV.EXAMPLE.VN/X/{PRINTED}/{TEXT}", (PRINTED, TEXT)),
     (f" https://bdhv.example.vn/x/{PRINTED}\n", (PRINTED, "")), (f"{PRINTED}/{TEXT}", (PRINTED, TEXT)),
     (PRINTED, (PRINTED, "")), (f"https://x/x/sub/x/{PRINTED}", (PRINTED, ""))],
)  # fmt: skip
def test_a_scanned_link_and_a_typed_serial_are_read(text, read):
    assert read_scanned(text) == read


@pytest.mark.parametrize("text", ["", "   ", "/", "https://bdhv.example.vn/x/", "/x//abc"])
def test_a_link_without_a_serial_is_refused(text):
    with pytest.raises(InvalidCode):
        read_scanned(text)


# --- who knows a serial can't put another name to it ---

FAKE = replace(MAI, holder="Kẻ Giả Mạo", title="Thạc sĩ", birth_year=1999)


@pytest.mark.parametrize("ring", [RING, RETIRED])
def test_a_leaked_key_forges_nothing_over_a_serial_in_the_register(ring):
    verdict = check(text_of(sign_certificate(FAKE, KEY)), Register(ROW, PAPER), ring)
    assert (verdict.state, verdict.certificate) == (said.FORGED, None)


def test_another_trusted_body_forges_nothing_over_a_serial_in_the_register():
    ring = Keyring([PUBLIC, PublicKey(OTHER.public, "Xã khác", "2026-01-01")])
    for holder in ("Kẻ Giả Mạo", MAI.holder):
        for paper in (PAPER, None):
            text = text_of(sign_certificate(replace(MAI, holder=holder), OTHER))
            assert check(text, Register(ROW, paper), ring).state == said.FORGED


def test_a_retired_key_vouches_for_no_name_where_the_register_lacks_the_paper():
    name_only = replace(MAI, holder="Kẻ Giả Mạo")
    assert check(text_of(sign_certificate(name_only, KEY)), Register(ROW, None), RETIRED).state == said.RETIRED_KEY
    assert check(text_of(sign_certificate(FAKE, KEY)), Register(ROW, None), RETIRED).state == said.FORGED


def test_the_registers_own_paper_stays_genuine_when_its_key_was_retired_or_forgotten():
    for ring in (RETIRED, Keyring([])):
        verdict = check(TEXT, Register(ROW, PAPER), ring)
        assert (verdict.state, verdict.certificate) == (said.GENUINE, MAI)
