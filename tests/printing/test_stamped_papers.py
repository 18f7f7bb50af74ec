"""Stamped papers beside the same papers made by WeasyPrint alone, and the page that papers are stamped into."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageFilter

from bdhvs_lms.printing import blank, engine
from bdhvs_lms.printing.certificate_page import make_blanks, reference_pdf
from bdhvs_lms.printing.certificates import BLANKS, STATIC, certificate_pdf, certificates_pdf, texts

Make = Callable[..., Any]
Read = Callable[[bytes], Any]
DPI = 100
KINDS = [(official, sample) for official in (False, True) for sample in (False, True)]
LONG = {
    "holder": "Nguyễn Hoàng Phương Thảo Nguyên Tôn Nữ Quỳnh Anh Đặng Vũ Khuê",
    "title": "Kỹ năng số cơ bản dành cho cán bộ, công chức, viên chức và người lao động trong cơ quan nhà nước tỉnh",
    "issuer": "Sở Khoa học và Công nghệ tỉnh Lai Châu và Trung tâm chuyển đổi số tỉnh Lai Châu",
    "signer_title": "Phó Giám đốc phụ trách Trung tâm chuyển đổi số",
    "signer_name": "Tẩn A Sử",
}


def picture(pdf: bytes) -> Image.Image:
    """In grey, without the QR: both encoders may choose other masks."""
    whole = Image.open(io.BytesIO(engine.png(pdf, DPI))).convert("L")
    left, top, right, bottom = (round(mm / 25.4 * DPI) for mm in (20, 131, 76, 188))
    whole.paste(255, (left, top, right, bottom))
    return whole


def unlike(one: Image.Image, other: Image.Image) -> int:
    """How many pixels differ clearly where a shift by one is forgiven."""
    stray = 0
    for first, second in ((one, other), (other, one)):
        darkest = second.filter(ImageFilter.MinFilter(3))
        ink = ImageChops.subtract(darkest, first)  # ink in the first that the second has nowhere near
        stray += sum(ink.histogram()[64:])
    return stray


@pytest.mark.pdf
@pytest.mark.parametrize("changes", [{}, LONG, {"place": "", "birth_year": 0, "check_address": ""}])
@pytest.mark.parametrize(("official", "sample"), KINDS)
def test_a_stamped_page_looks_like_the_page_that_weasyprint_makes(
    official: bool, sample: bool, changes: dict[str, Any], make_paper: Make
) -> None:
    paper = make_paper(**changes, official_header=official, sample=sample)
    stamped, rendered = picture(certificate_pdf(paper)), picture(reference_pdf([paper]))
    assert stamped.size == rendered.size
    assert unlike(stamped, rendered) == 0


@pytest.mark.pdf
def test_the_comparison_sees_another_accent(make_paper: Make) -> None:
    stamped, other = (picture(certificate_pdf(make_paper(name))) for name in ("Giàng Thị Mỷ", "Giàng Thị Mý"))
    assert unlike(stamped, other) > 20


@pytest.mark.pdf
def test_the_page_that_is_shipped_is_made_of_the_template_as_it_stands() -> None:
    shipped, made = BLANKS.read_bytes(), make_blanks()
    for page in range(len(KINDS)):
        ours, theirs = blank.read(shipped, page), blank.read(made, page)
        assert ours.fields == theirs.fields, "run tools/blanks"
        assert unlike(picture_of_page(shipped, page), picture_of_page(made, page)) == 0, "run tools/blanks"


def picture_of_page(pdf: bytes, page: int) -> Image.Image:
    return Image.open(io.BytesIO(engine.png(pdf, DPI, page))).convert("L")


def test_papers_are_stamped_where_weasyprint_and_pango_are_missing(
    make_paper: Make, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_name: str) -> None:
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(engine, "import_module", missing)
    assert not engine.available()
    assert "Giàng Thị Mỷ" in read(certificates_pdf([make_paper()])).text()


def test_every_text_of_a_paper_has_a_field_on_the_page(make_paper: Make) -> None:
    for page, (official, sample) in enumerate(KINDS):
        named = {field.name for field in blank.read(BLANKS.read_bytes(), page).fields}
        said = set(texts(make_paper())) - {"birth_year", "group", "unit"}  # these stand in “about”
        assert said <= named
        assert named - said - {"qr"} <= set(STATIC)
        assert ("state" in named) == official
        assert ("trial" in named) == sample


def test_the_same_paper_is_the_same_file(make_paper: Make) -> None:
    assert certificate_pdf(make_paper()) == certificate_pdf(make_paper())
