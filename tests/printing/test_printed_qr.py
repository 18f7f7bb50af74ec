"""QR codes: what phones of any age can read."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from bdhvs_lms.printing import qr
from bdhvs_lms.printing.errors import CodeTooLong

LINK = "HTTPS://BINHDANHOCVUSO.LAICHAU.GOV.VN/Q/03637-AT01-A1-X"


def test_a_posters_link_takes_the_alphanumeric_mode_and_a_small_symbol() -> None:
    assert qr.symbol(LINK, qr.SHOWN).version == 4
    assert qr.symbol(LINK.lower(), qr.SHOWN).version == 5


def test_a_certificates_300_characters_take_version_10() -> None:
    text = ("HTTPS://HOST/X/ABCD$*+-:/." * 12)[:300]
    assert qr.symbol(text, qr.CERTIFICATE_LEVEL).version == 10


def test_the_quiet_zone_of_four_modules_is_kept_around_the_path() -> None:
    drawn = qr.symbol(LINK, "Q")
    assert f'viewBox="0 0 {drawn.modules + 8} {drawn.modules + 8}"' in qr.svg(LINK, level="Q")
    starts = [(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)", qr.svg(LINK, level="Q"))]
    assert min(x for x, _ in starts) == min(y for _, y in starts) == 4
    assert max(y for _, y in starts) == drawn.modules + 3


def test_the_drawing_is_one_path() -> None:
    root = ElementTree.fromstring(qr.svg(LINK, level="Q"))
    assert [child.tag for child in root] == ["{http://www.w3.org/2000/svg}path"]


def test_the_side_is_that_of_the_symbol_and_the_quiet_zone_comes_on_top() -> None:
    drawn = qr.symbol(LINK, "Q")  # 33 modules
    assert drawn.whole_mm(99) == pytest.approx(99 + 2 * 4 * 3)
    assert drawn.quiet_mm(99) == pytest.approx(12)
    assert 'width="123.000mm" height="123.000mm"' in qr.svg(LINK, side_mm=99, level="Q")


def test_a_text_in_vietnamese_is_carried_too() -> None:
    assert qr.symbol("https://bản.example/q/đây", "M").version == 3


@pytest.mark.parametrize("length", [1500, 9000])
def test_a_code_too_dense_for_paper_is_refused(length: int) -> None:
    with pytest.raises(CodeTooLong, match=f"{length} characters"):
        qr.symbol("A" * length, "M")
