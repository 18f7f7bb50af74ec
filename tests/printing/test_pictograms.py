"""The pictograms that lessons may name."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from bdhvs_lms.printing import icons

ASKED_FOR = """
    dung-lai dien-thoai goi-dien tin-nhan khoa mat-khau khien canh-bao nguoi gia-dinh lien-ket tim-kiem giay-to
    can-cuoc tien the-ngan-hang ma-qr dong-ho dau-tich dau-x loa sach but tai-len tai-xuong cau-hoi noi-chuyen
    bao-cao may-tinh internet chuong may-anh
""".split()  # noqa: SIM905
DRAWN_WITH = {f"{{http://www.w3.org/2000/svg}}{tag}" for tag in ("svg", "path", "circle", "rect", "ellipse")}
ATTRIBUTES = {"viewBox", "fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "d"}
PLACES = {"cx", "cy", "r", "rx", "ry", "x", "y", "width", "height"}


def test_every_pictogram_of_the_course_format_exists_and_no_other() -> None:
    assert icons.names() == set(ASKED_FOR)


@pytest.mark.parametrize("name", ASKED_FOR)
def test_a_pictogram_is_a_plain_drawing_without_script_style_or_references(name: str) -> None:
    root = ElementTree.fromstring(icons.svg(name))
    assert root.get("viewBox") == "0 0 24 24"
    assert root.get("stroke") == "currentColor"
    assert {node.tag for node in root.iter()} <= DRAWN_WITH
    assert {key for node in root.iter() for key in node.attrib} <= ATTRIBUTES | PLACES


def test_a_pictogram_takes_the_ink_it_is_printed_with() -> None:
    assert 'stroke="#111111"' in icons.svg("khoa", "#111111")


@pytest.mark.parametrize("name", ["", "khong-co", "../templates/base", "khoa.svg"])
def test_a_name_that_is_not_a_pictogram_draws_nothing(name: str) -> None:
    assert icons.svg(name) == ""
