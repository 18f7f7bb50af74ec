"""Papers as an archive and a screen reader take them: PDF/A-3b, tagged, with text that can be taken out again."""

from __future__ import annotations

import io
import shutil
import subprocess
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bdhvs_lms.printing.certificate_page import reference_pdf
from bdhvs_lms.printing.certificates import certificate_pdf, certificates_pdf
from bdhvs_lms.printing.pdf_file import name, number, text

from .archival import faults

Make = Callable[..., Any]
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext isn't installed")


@pytest.mark.parametrize("sample", [False, True])
@pytest.mark.parametrize("official", [False, True])
def test_a_paper_keeps_what_pdf_a_3b_asks_for(official: bool, sample: bool, make_paper: Make) -> None:
    assert faults(certificate_pdf(make_paper(official_header=official, sample=sample))) == []


def test_a_file_for_the_printer_keeps_it_too(make_paper: Make) -> None:
    papers = [make_paper(f"Người Thứ {'ABCDEFGH'[at % 8]}", sample=at % 3 == 0, birth_year=at % 2) for at in range(12)]
    assert faults(certificates_pdf(papers)) == []


@pytest.mark.pdf
def test_the_check_finds_what_a_plain_pdf_lacks(make_paper: Make) -> None:
    found = faults(reference_pdf([make_paper()]))
    assert "no metadata" in found
    assert "not tagged" in found


@pytest.mark.parametrize("key", ["/OutputIntents", "/StructTreeRoot", "/Lang"])
def test_the_check_misses_what_is_taken_away(key: str, make_paper: Make) -> None:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(certificate_pdf(make_paper()))) as document:
        del document.Root[key]
        document.save(target)
    assert faults(target.getvalue())


@needs_poppler
@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("holder", ["Nguyễn Thị Hường", "Đèo Văn Ỷ", "Giàng Ả Thỏ", "Lường Thị Ễnh", "Ngọ Quỷ Vượng"])
def test_pdftotext_gives_the_exact_name(holder: str, form: Any, make_paper: Make, tmp_path: Path) -> None:
    file = tmp_path / "paper.pdf"
    file.write_bytes(certificate_pdf(make_paper(unicodedata.normalize(form, holder))))
    out = subprocess.run(["pdftotext", "-enc", "UTF-8", file, "-"], check=True, capture_output=True, text=True).stdout
    assert holder in out.splitlines()


def test_a_screen_reader_hears_the_paper_in_its_order(make_paper: Make) -> None:
    with pikepdf.open(io.BytesIO(certificate_pdf(make_paper()))) as document:
        (section,) = document.Root.StructTreeRoot.K.K
        assert [str(kid.S) for kid in section.K][:4] == ["/P", "/H1", "/P", "/P"]
        assert [str(kid.Alt) for kid in section.K if kid.S == "/Figure"] == ["Mã QR để kiểm tra giấy"]


def test_the_file_says_what_it_is_and_in_which_language(make_paper: Make) -> None:
    with pikepdf.open(io.BytesIO(certificate_pdf(make_paper()))) as document:
        assert str(document.docinfo.Title) == "Giấy xác nhận hoàn thành khóa học – Giàng Thị Mỷ"
        assert str(document.docinfo.Author) == "Bình dân học vụ số"
        assert str(document.Root.Lang) == "vi"


@given(st.text(max_size=40))
def test_any_text_and_any_name_read_back_as_they_were_written(said: str) -> None:
    said = said.encode("utf-16", "replace").decode("utf-16")
    read = pikepdf.Object.parse(text(said))
    assert str(read) == said
    called = "".join(letter for letter in said if letter.isprintable())
    if called:
        assert str(pikepdf.Object.parse(name(called))) == f"/{called}"


@given(st.floats(-9999, 9999))
def test_numbers_are_written_to_a_thousandth(value: float) -> None:
    assert abs(float(number(value)) - value) <= 0.00051
    assert b"e" not in number(value)


def test_a_badge_goes_along_with_one_paper_and_never_with_many(make_paper: Make) -> None:
    paper = replace(make_paper(), badge="eyJ.eyJ.sig")
    pdf = certificate_pdf(paper)
    assert faults(pdf) == []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        (name_,) = document.attachments
        stream = document.attachments[name_].obj.EF.F
        assert (str(stream.Subtype), stream.read_bytes()) == ("/application/vc+jwt", b"eyJ.eyJ.sig")
        assert document.Root.AF[0].AFRelationship == "/Data"
    with pikepdf.open(io.BytesIO(certificates_pdf([paper, paper]))) as document:
        assert not document.attachments
