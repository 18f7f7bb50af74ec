"""A department's own page: HTML or a PDF form, stamped as ours is; what is wrong with one is said."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from bdhvs_lms.printing import own_pages
from bdhvs_lms.printing.certificates import certificates_pdf
from bdhvs_lms.printing.errors import BadTemplate, ForbiddenResource

from .archival import faults

Make = Callable[..., Any]
Read = Callable[[bytes], Any]
EXAMPLE = Path(__file__).parents[2] / "docs" / "mau-giay.html"
ALL = (
    "".join(
        f'<div style="position:fixed;left:10mm;top:{10 + 12 * place}mm;width:90mm;height:9mm">{{{{ {name} }}}}</div>'
        for place, name in enumerate(("issuer", "holder", "course", "way", "serial", "dated", "address"))
    )
    + '<div style="position:absolute;left:120mm;top:10mm;width:40mm;height:40mm">{{ qr }}</div>'
)


def form_by_hand(fields: dict[str, tuple[float, float, float, float]], **others: Any) -> bytes:
    """A PDF form as an office program writes one: A4 upright, fields in 14 points, centred."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595, 842))
    page.Contents = document.make_stream(others.get("content", b"0.9 g 20 20 555 802 re f"))
    widgets = [
        document.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T=pikepdf.String(name),
                Rect=pikepdf.Array(box), DA=pikepdf.String("/Helv 14 Tf 0 g"), Q=1,
            )
        )
        for name, box in fields.items()
    ]  # fmt: skip
    page.Annots = pikepdf.Array(widgets)
    if "resources" in others:
        page.Resources = others["resources"](document)
    document.Root.AcroForm = document.make_indirect(pikepdf.Dictionary(Fields=pikepdf.Array(widgets)))
    target = io.BytesIO()
    document.save(target, encryption=others.get("encryption", False))
    return target.getvalue()


FIELDS: dict[str, tuple[float, float, float, float]] = {
    name: (100, 700 - 60 * place, 500, 740 - 60 * place)
    for place, name in enumerate(("issuer", "holder", "course", "way", "serial", "dated", "address"))
} | {"qr": (100, 100, 225, 225)}


@pytest.mark.pdf
def test_the_example_in_the_docs_can_be_used_and_prints_all_fields(make_paper: Make, read: Read) -> None:
    page = own_pages.read(EXAMPLE.read_bytes(), html=True)
    assert own_pages.faults(page) == []
    paper = make_paper(signer_name="Lò Văn Thắng")
    pdf = certificates_pdf([paper], template=page)
    printed = read(pdf)
    for said in ("Xác nhận ông (bà)", "Giàng Thị Mỷ", "An toàn trên mạng", "Số giấy 0W40", "Lò Văn Thắng"):
        assert said in printed.text()
    assert printed.codes() == [paper.scanned]
    assert faults(pdf) == []


def test_a_pdf_form_of_an_office_program_is_stamped_without_its_fields(make_paper: Make, read: Read) -> None:
    page = own_pages.read(form_by_hand(FIELDS), html=False)
    assert own_pages.faults(page) == []
    papers = [make_paper("Nguyễn Thị Hường"), make_paper("Đèo Văn Ỷ", sample=True)]
    pdf = certificates_pdf(papers, template=page)
    printed = read(pdf)
    assert "Nguyễn Thị Hường" in printed.text(0)
    assert "Giấy mẫu, không có giá trị xác nhận" not in printed.text(0)
    assert "Giấy mẫu, không có giá trị xác nhận" in printed.text(1)
    assert "MẪU" in printed.text(1)
    assert [printed.codes(page) for page in (0, 1)] == [[paper.scanned] for paper in papers]
    assert faults(pdf) == []


def test_what_is_missing_is_said() -> None:
    fields = {name: box for name, box in FIELDS.items() if name not in {"serial", "address"}}
    fields |= {"qr": (100, 100, 150, 150), "ghi chu": (10, 10, 100, 40), "way": (500, 10, 700, 40)}
    found = own_pages.faults(own_pages.read(form_by_hand(fields), html=False))
    said = [fault.message.format(**dict(fault.fields)) for fault in found]
    assert said == [
        "The field “serial” is missing.",
        "The field “way” leaves the page.",
        "The field “qr” must be at least 30 mm wide and high.",
        "Nothing is known for the field “ghi chu”: it stays empty.",
        "Without the field “address” people can't check a paper by typing.",
    ]


def plain_font(document: pikepdf.Pdf) -> pikepdf.Dictionary:
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    return pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=document.make_indirect(font)))


@pytest.mark.parametrize(
    ("others", "told"),
    [
        ({"content": b"BT /F1 12 Tf (a) Tj ET", "resources": plain_font}, "isn't embedded"),
        ({"content": b"0 1 0 0 k 1 1 9 9 re f"}, "CMYK"),
    ],
)
def test_what_an_archive_would_not_take_is_said(others: dict[str, Any], told: str) -> None:
    (fault,) = own_pages.faults(own_pages.read(form_by_hand(FIELDS, **others), html=False))
    assert fault.grave
    assert told in fault.message


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "can't be read"),
        (b"%PDF-1.7\nnothing", "can't be read"),
        (form_by_hand(FIELDS, encryption=pikepdf.Encryption(owner="a", user="b")), "password"),
        (form_by_hand(FIELDS, content=b"/OC /x BDC 1 1 9 9 re f EMC"), "layers"),
    ],
)
def test_a_file_that_cannot_be_copied_faithfully_is_refused(data: bytes, told: str) -> None:
    with pytest.raises(BadTemplate, match=told):
        own_pages.read(data, html=False)


@pytest.mark.pdf
@pytest.mark.parametrize(
    "hostile",
    [
        '<img src="http://127.0.0.1:9/a.png">',
        '<img src="file:///etc/passwd">',
        '<link rel="stylesheet" href="https://127.0.0.1:9/a.css">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<style>@import url("a.css")</style>',
        '<style>@font-face { font-family: x; src: url("file:///etc/passwd") }</style>',
        '<object data="icons/khoa.svg"></object>',
    ],
)
def test_a_page_fetches_nothing_but_what_it_carries(hostile: str) -> None:
    with pytest.raises(ForbiddenResource):
        own_pages.read((ALL + hostile).encode(), html=True)


@pytest.mark.parametrize(
    "hostile",
    [
        "{{ holder.__class__.__mro__ }}",
        "{{ ''.__class__.__base__.__subclasses__() }}",
        "{{ paper }}",
        "{{ self._TemplateReference__context }}",
        "{% include '/etc/passwd' %}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{% for x in range(10**9) %}a{% endfor %}",
        "{{ 1 / 0 }}",
        "{% if",
        "\udcff",
    ],
)
def test_a_page_knows_the_named_fields_and_nothing_else(hostile: str) -> None:
    with pytest.raises(BadTemplate):
        own_pages.read((ALL + hostile).encode("utf-8", "surrogateescape"), html=True)


@pytest.mark.pdf
def test_a_picture_that_the_page_carries_is_printed(make_paper: Make, read: Read) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (2, 2), "red").save(picture, "PNG")
    dot = "data:image/png;base64," + base64.b64encode(picture.getvalue()).decode()
    page = own_pages.read((ALL + f'<img src="{dot}" style="width:20mm">').encode(), html=True)
    pdf = certificates_pdf([make_paper()], template=page)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert [int(one.Width) for one in document.pages[0].Resources.XObject.values()] == [2]
    assert faults(pdf) == []
