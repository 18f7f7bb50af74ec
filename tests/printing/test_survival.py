"""A code is read from where people stand, whatever has happened to the sheet; docs/in-an.md has the whole table."""

from __future__ import annotations

import pytest
import survival

from bdhvs_lms.printing import FORMATS

pytestmark = pytest.mark.pdf
FINE_SPOTS = "lấm tấm 5 %"
"""Many small spots hit more of the code's words than error correction mends: some of them are lost."""


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("phone", [survival.USUAL, survival.OLD], ids=["usual phone", "old phone"])
def test_a_code_spoilt_by_life_reads_back_from_its_distance(fmt: str, phone: survival.Phone) -> None:
    read = {(damage, reader): count for damage, reader, count in survival.survived(fmt, phone)}
    tries = len(survival.SEEDS)
    for damage in survival.SPOILS:
        if damage == FINE_SPOTS:
            continue
        assert read[damage, "zxing-cpp"] == tries, damage
        if phone is survival.USUAL:
            assert read[damage, "OpenCV"] >= tries - 2, damage


def test_the_damage_is_real() -> None:
    what = survival.seen("a4", survival.USUAL)
    spoilt = survival._blotted(what, 0.10, 1)
    left, top, side = (int(edge) for edge in what.code)
    symbol = (slice(top, top + side), slice(left, left + side))
    hidden = (spoilt[symbol] == survival.SPOTS[0]) | (spoilt[symbol] == survival.SPOTS[1])
    assert 0.09 < hidden.mean() < 0.11
    assert survival.by_zxing(survival._photographed(survival._blotted(what, 0.35, 1))) == ""


def test_from_twice_as_far_an_old_phone_reads_nothing() -> None:
    half = survival.Phone("half", survival.OLD.pixels // 2)
    assert survival.by_opencv(survival._photographed(survival.seen("a4", half).raster, turn=20)) == ""
