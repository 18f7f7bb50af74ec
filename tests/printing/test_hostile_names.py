"""Names as nobody should be called: they print safely, as they are, or are refused with the letters that can't be."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bdhvs_lms.printing.certificates import certificate_pdf
from bdhvs_lms.printing.errors import UnprintableText
from bdhvs_lms.printing.typeface import face

from .archival import faults

Make = Callable[..., Any]
Read = Callable[[bytes], Any]


@pytest.mark.parametrize(
    ("holder", "printed"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        (") Tj ET (\\ \\\\ <<>> ](", ") Tj ET (\\ \\\\ <<>> ]("),
        ("Lò \u202eVăn\u202c An\u200f", "Lò Văn An"),
        ("Lò\x00Văn\n\tAn\x1b[31m", "LòVăn An[31m"),
        ("Lò\u00a0Văn\u2003An", "Lò Văn An"),
        ("Ng\u00aduyễn\u200b\ufeff", "Nguyễn"),
        (unicodedata.normalize("NFD", "Nguyễn Thị Hường"), "Nguyễn Thị Hường"),
        ("e\u0302\u0323 o\u031b\u0301 \u0061\u0323\u0306", "ệ ớ ặ"),
        ("{{7*7}} ${x} %s %n", "{{7*7}} ${x} %s %n"),
        (" ", "(họ tên đã rút theo yêu cầu)"),
    ],
)
def test_what_can_be_printed_is_printed_as_text(holder: str, printed: str, make_paper: Make, read: Read) -> None:
    pdf = certificate_pdf(make_paper(holder))
    assert printed in read(pdf).text()
    assert faults(pdf) == []


@pytest.mark.parametrize(("holder", "printed"), [("Y Ê\u0306ban", "YÊ\u0306ban"), ("ṇ", "n\u0323")])
def test_an_accent_without_a_letter_of_its_own_stands_on_its_letter(
    holder: str, printed: str, make_paper: Make, read: Read
) -> None:
    pdf = certificate_pdf(make_paper(holder))
    assert printed in read(pdf).text().replace(" ", "")
    assert faults(pdf) == []


@pytest.mark.parametrize(
    ("holder", "told"),
    [
        ("Lò Văn 😀", "“😀” (U+1F600)"),
        ("Lò 👨\u200d👩 An", "“👨” (U+1F468), “👩” (U+1F469)"),
        ("王小明", "“王” (U+738B)"),
        ("שלום", "“ש” (U+05E9)"),
        ("A\u0301\u0302\u0303\u0304\u0305B", "U+0304"),
        ("\u0301Lò", "U+0301"),
        ("e\u034f\u0301", "U+034F"),
        ("\ud800A", "U+D800"),
        ("\ue000", "U+E000"),
    ],
)
def test_what_cannot_be_printed_is_refused_with_the_letters(holder: str, told: str, make_paper: Make) -> None:
    with pytest.raises(UnprintableText) as refused:
        certificate_pdf(make_paper(holder))
    assert told in str(refused.value)


@pytest.mark.parametrize("holder", ["Nguyễn " * 71 + "abc", "Ễ" * 500, "W" * 500, "i" * 500])
def test_five_hundred_letters_stay_inside_the_frame(holder: str, make_paper: Make, read: Read) -> None:
    paper = make_paper(holder)
    printed = read(certificate_pdf(paper))
    assert min(printed.outermost_mm()) > 14
    assert holder.strip().replace(" ", "") in printed.text().replace(" ", "")
    assert printed.codes() == [paper.scanned]


@settings(max_examples=80)
@given(st.text(max_size=60))
def test_any_text_is_shown_whole_or_refused(said: str) -> None:
    of = face(700)
    line = unicodedata.normalize("NFC", "".join(letter for letter in said if letter.isprintable()))
    if of.missing(line):
        with pytest.raises(UnprintableText):
            of.shown(line)
    else:
        _, width, codes = of.shown(line)
        assert (width > 0) == any(unicodedata.combining(letter) == 0 for letter in line)
        assert codes <= set(of.glyphs)
