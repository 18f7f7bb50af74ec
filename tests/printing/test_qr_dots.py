"""The papers' quick encoder: what it draws reads as what the reference encoder draws."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bdhvs_lms.printing import qr
from bdhvs_lms.printing.errors import CodeTooLong
from bdhvs_lms.printing.qr_dots import FINE, Dots, dots
from bdhvs_lms.trust.payload import LETTERS

BORDER = 4


def seen(modules: int, dark: Callable[[int, int], bool]) -> list[tuple[str, str]]:
    """What a scanner reads on a symbol of 4 pixels a module: text and level."""
    side = modules + 2 * BORDER
    picture = Image.new("L", (side, side), 255)
    for y in range(modules):
        for x in range(modules):
            if dark(x, y):
                picture.putpixel((x + BORDER, y + BORDER), 0)
    picture = picture.resize((4 * side, 4 * side), Image.Resampling.NEAREST)
    return [(code.text, code.ec_level) for code in zxingcpp.read_barcodes(picture)]


def dark_in(code: Dots) -> Callable[[int, int], bool]:
    wide = (code.side + 7) // 8
    return lambda x, y: not code.bits[FINE * y * wide + FINE * x // 8] >> (7 - FINE * x % 8) & 1


@settings(max_examples=60)
@given(st.text(alphabet=LETTERS, min_size=1, max_size=400))
def test_what_it_draws_reads_back_as_what_the_reference_draws(payload: str) -> None:
    text = f"HTTPS://HOC.LAICHAU.EXAMPLE/X/0W40J2GB1G6GW3RGV/{payload}"
    ours, theirs = dots(text, qr.CERTIFICATE_LEVEL), qr.symbol(text, qr.CERTIFICATE_LEVEL)
    assert ours.modules == theirs.modules
    reference = seen(theirs.modules, lambda x, y: theirs.rows[y][x])
    assert seen(ours.modules, dark_in(ours)) == reference == [(text, "M")]


@settings(max_examples=60)
@given(st.text(alphabet=LETTERS, min_size=1, max_size=400))
def test_nothing_in_a_symbol_can_be_taken_for_the_end_of_a_picture(payload: str) -> None:
    assert b"EI" not in dots(payload, qr.CERTIFICATE_LEVEL).bits


@pytest.mark.parametrize("length", [1500, 9000])
def test_a_code_too_dense_for_paper_is_refused(length: int) -> None:
    with pytest.raises(CodeTooLong, match=f"{length} characters"):
        dots("A" * length, "M")


def test_an_address_in_small_letters_is_carried_too() -> None:
    made: Any = dots("https://bản.example/x/đây", "M")
    assert seen(made.modules, dark_in(made)) == [("https://bản.example/x/đây", "M")]
