"""Texts fit their boxes, whatever somebody typed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bdhvs_lms.printing import fit

BOX = (180.0, 50.0)


@given(st.text(st.characters(max_codepoint=0x2FFF, exclude_categories=["Cs"]), max_size=120))
def test_any_text_fits_its_box_and_loses_no_letter(text: str) -> None:
    fitted = fit.fit(fit.phrases(text), box=BOX, largest=20, smallest=8, weight=700)
    assert "".join("".join(fitted.lines).split()) == "".join(fit.plain(text).split())
    assert len(fitted.lines) * fitted.size * fit.LINE <= BOX[1] + 1e-6
    assert all(fit.width(line, 700) * fitted.size <= BOX[0] + 1e-6 for line in fitted.lines)


@given(st.text(st.characters(max_codepoint=0x2FFF, exclude_categories=["Cs"]), max_size=120))
def test_wrapped_text_is_never_wider_than_told_and_loses_no_letter(text: str) -> None:
    lines = fit.wrapped(text, 12, 400)
    assert "".join("".join(lines).split()) == "".join(fit.plain(text).split())
    assert all(fit.width(line, 400) <= 12 + 1e-6 for line in lines)


@given(st.text("abc/.-:0", min_size=1, max_size=60))
def test_an_address_breaks_without_losing_a_sign(text: str) -> None:
    assert "".join(fit.link(text)) == text


def test_an_address_breaks_after_a_slash_or_dash_and_before_a_dot() -> None:
    assert fit.link("hoc.vn/q/0-A") == ("hoc", ".vn/", "q/", "0-", "A")


def test_lines_are_even_so_that_no_word_is_orphaned() -> None:
    fitted = fit.fit(fit.phrases("Nộp hồ sơ dịch vụ công ngay tại nhà"), box=BOX, largest=20, smallest=8, weight=700)
    assert fitted.lines == ("Nộp hồ sơ dịch vụ công", "ngay tại nhà")


def test_two_lines_part_where_one_pauses_in_reading() -> None:
    assert fit.even(fit.phrases("Một tài khoản, một cổng cho mọi nơi"), 2, 700) == (
        "Một tài khoản,",
        "một cổng cho mọi nơi",
    )
    assert fit.even(fit.phrases("Này, một tài khoản cho mọi nơi"), 2, 700) == ("Này, một tài khoản", "cho mọi nơi")


def test_more_lines_part_at_pauses_too_unless_one_would_be_short() -> None:
    three = fit.even(fit.phrases("Hỏi trước, dạy một việc, dùng được ngay"), 3, 700)
    assert three == ("Hỏi trước,", "dạy một việc,", "dùng được ngay")
    assert "được," not in fit.even(fit.phrases("Làm được, bà con mình làm được ngay tại bản"), 3, 700)


@pytest.mark.parametrize("text", ["Mật khẩu, OTP bà con tự nhập", "mở (dịch vụ công) ở “tổng đài”"])
def test_no_line_parts_a_word_of_several_syllables(text: str) -> None:
    pieces = [piece.strip(" ,()“”").lower() for piece in fit.phrases(text)]
    assert {"mật khẩu", "bà con"} <= {*pieces} or {"dịch vụ công", "tổng đài"} <= {*pieces}
    assert "".join(fit.phrases(text)) == text


@pytest.mark.parametrize("text", ["Lò Thị Tài Khoản", "Vàng A Mật, khẩu"])
def test_names_and_what_a_comma_parts_are_words_of_their_own(text: str) -> None:
    assert len(fit.phrases(text)) == 4


def test_a_name_shrinks_before_it_wraps() -> None:
    name = "Nguyễn Hoàng Phương Thảo Nguyên"
    assert len(fit.fit(fit.words(name), box=BOX, largest=11, smallest=5, weight=700, favour=1.3).lines) == 1
    assert len(fit.fit(fit.words(name), box=BOX, largest=11, smallest=5, weight=700, favour=1.0).lines) == 2


def test_words_break_only_where_they_would_become_too_small() -> None:
    assert len(fit.fit(("M" * 15,), box=BOX, largest=20, smallest=8, weight=700).lines) == 1
    assert len(fit.fit(("M" * 60,), box=BOX, largest=20, smallest=8, weight=700).lines) == 3


def test_decomposed_letters_are_composed_and_invisible_ones_dropped() -> None:
    assert fit.plain(unicodedata.normalize("NFD", "Giàng  Thị\tMỷ")) == "Giàng Thị Mỷ"
    assert fit.plain("a\u202eb\u200bc\x00d\n") == "abcd"


def test_an_accent_alone_is_of_no_width_and_takes_the_largest_size() -> None:
    assert fit.fit(fit.words("\u0300"), box=BOX, largest=20, smallest=8, weight=700) == fit.Fitted(20, ("\u0300",))


@pytest.mark.parametrize("pieces", [(), ("",), (" ",)])
def test_nothing_takes_no_line(pieces: tuple[str, ...]) -> None:
    assert fit.fit(pieces, box=BOX, largest=20, smallest=8).lines == ()
