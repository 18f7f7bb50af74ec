"""Papers, as their holder, a clerk and a phone see them."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from bdhvs_lms.printing import qr
from bdhvs_lms.printing.certificate_page import QR_MM
from bdhvs_lms.printing.certificates import certificate_pdf, certificate_png, certificates_pdf, date_words
from bdhvs_lms.printing.errors import CodeTooLong, NothingToPrint

Make = Callable[..., Any]
Read = Callable[[bytes], Any]
LONG_TITLE = (
    "Kỹ năng số cơ bản dành cho cán bộ, công chức, viên chức và người lao động trong cơ quan nhà nước "
    "tỉnh Lai Châu năm 26"
)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 22), "ngày 22 tháng 11 năm 2026"),
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2027, 3, 10), "ngày 10 tháng 3 năm 2027"),
    ],
)
def test_a_date_is_written_as_decree_30_asks(day: date, words: str) -> None:
    assert date_words(day) == words


@pytest.mark.pdf
def test_a_paper_is_one_a4_sheet_across(make_paper: Make, read: Read) -> None:
    printed = read(certificate_pdf(make_paper()))
    assert (len(printed), printed.size_mm()) == (1, (297, 210))


@pytest.mark.pdf
def test_a_paper_says_all_its_fields_in_exact_vietnamese(make_paper: Make, read: Read) -> None:
    text = read(certificate_pdf(make_paper(signer_title="Tổ trưởng", signer_name="Lò Văn Thắng"))).text()
    for said in (
        "Giấy xác nhận hoàn thành khóa học",
        "Tổ công nghệ số cộng đồng bản Nà Khương",
        "Giàng Thị Mỷ",
        "Năm sinh 1968 · Người dân · Xã Mường Kim",
        "An toàn trên mạng",
        "Cách hoàn thành: học tại lớp",
        "Mường Kim, ngày 22 tháng 11 năm 2026",
        "Tổ trưởng",
        "Lò Văn Thắng",
        "Số giấy 0W40-J2GB-1G6G-W3RG-V",
        "hoc.laichau.example/x/ 0W40-J2GB-1G6G-W3RG-V",
        "Quét mã để kiểm tra",
        "Mã này chứng minh nguồn gốc của giấy; không phải là chữ ký điện tử theo pháp luật.",
    ):
        assert said in text


@pytest.mark.pdf
@pytest.mark.parametrize(
    ("way", "words"),
    [("self", "tự khai, chưa đối chiếu"), ("class", "học tại lớp"), ("account", "học bằng tài khoản")],
)
def test_a_paper_says_how_the_course_was_completed(way: str, words: str, make_paper: Make, read: Read) -> None:
    assert f"Cách hoàn thành: {words}" in read(certificate_pdf(make_paper(way=way))).text()


@pytest.mark.pdf
def test_the_states_name_stands_on_an_agencys_paper_alone(make_paper: Make, read: Read) -> None:
    agency = read(certificate_pdf(make_paper(issuer="Ủy ban nhân dân xã Mường Kim", official_header=True))).text()
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in agency
    assert "Độc lập - Tự do - Hạnh phúc" in agency
    assert "ỦY BAN NHÂN DÂN XÃ MƯỜNG KIM" in agency
    team = read(certificate_pdf(make_paper())).text()
    assert "CỘNG HÒA" not in team
    assert "Độc lập" not in team


@pytest.mark.pdf
@pytest.mark.parametrize("sample", [False, True])
@pytest.mark.parametrize("dpi", [150, 200])
def test_the_printed_code_reads_back_as_what_was_signed(sample: bool, dpi: int, make_paper: Make, read: Read) -> None:
    paper = make_paper(sample=sample)
    assert read(certificate_pdf(paper)).codes(dpi=dpi) == [paper.scanned]


def test_the_modules_are_never_smaller_than_an_old_phone_reads(make_paper: Make) -> None:
    symbol = qr.symbol(make_paper().scanned, qr.CERTIFICATE_LEVEL)
    assert 10 <= symbol.version <= 13
    assert QR_MM / symbol.modules > 0.6
    assert QR_MM / (17 + 4 * qr.LARGEST_VERSION) >= 0.4


@pytest.mark.pdf
def test_a_payload_too_long_for_paper_is_refused(make_paper: Make) -> None:
    with pytest.raises(CodeTooLong):
        certificate_pdf(make_paper(scanned="A" * 2000))


@pytest.mark.pdf
def test_only_a_sample_is_marked(make_paper: Make, read: Read) -> None:
    sample = read(certificate_pdf(make_paper(sample=True))).text()
    assert "MẪU" in sample
    assert "Giấy mẫu, không có giá trị xác nhận" in sample
    real = read(certificate_pdf(make_paper())).text()
    assert "MẪU" not in real
    assert "Giấy mẫu" not in real


@pytest.mark.pdf
@pytest.mark.parametrize(
    "changes",
    [
        {"holder": "M" * 60},
        {"holder": "Ễ" * 60},
        {"holder": "Nguyễn Hoàng Phương Thảo Nguyên Tôn Nữ Quỳnh Anh Đặng Vũ Khuê"},
        {"title": LONG_TITLE},
        {"title": "W" * 120},
        {"issuer": LONG_TITLE, "official_header": True},
        {"signer_title": LONG_TITLE, "signer_name": "M" * 60, "place": LONG_TITLE},
        {"group_name": LONG_TITLE, "check_address": "binhdanhocvuso." * 6 + "vn/x/0W40-J2GB-1G6G-W3RG-V"},
    ],
)
@pytest.mark.parametrize("sample", [False, True])
def test_nothing_leaves_the_frame_however_long(
    changes: dict[str, Any], sample: bool, make_paper: Make, read: Read
) -> None:
    paper = make_paper(**changes, sample=sample)
    printed = read(certificate_pdf(paper))
    assert min(printed.outermost_mm()) > 14
    printed_letters = printed.text().replace(" ", "")
    for field in (paper.certificate.holder, paper.certificate.title, paper.signer_name, paper.check_address):
        assert field.replace(" ", "") in printed_letters
    assert printed.codes() == [paper.scanned]


@pytest.mark.pdf
def test_hostile_text_is_printed_as_text(make_paper: Make, read: Read) -> None:
    hostile = "<script>alert(1)</script>{{7*7}}"
    changes = {"group_name": "<i>nhóm</i>", "place": "{{place}}", "signer_name": "<!-- -->", "signer_title": "&lt;"}
    text = read(certificate_pdf(make_paper(hostile, "<style>*{display:none}</style>", **changes))).text()
    for said in (hostile, "<style>*{display:none}</style>", "<i>nhóm</i>", "{{place}}, ngày", "<!-- -->", "&lt;"):
        assert said in text


@pytest.mark.pdf
def test_a_decomposed_name_is_printed_composed(make_paper: Make, read: Read) -> None:
    assert "Giàng Thị Mỷ" in read(certificate_pdf(make_paper(unicodedata.normalize("NFD", "Giàng Thị Mỷ")))).text()


@pytest.mark.pdf
def test_what_is_not_given_leaves_no_trace(make_paper: Make, read: Read) -> None:
    text = read(certificate_pdf(make_paper(birth_year=0, group_name="", place="", check_address=""))).text()
    assert "Năm sinh" not in text
    assert "·" not in text
    assert "Hoặc gõ" not in text
    assert "Ngày 22 tháng 11 năm 2026" in text


@pytest.mark.pdf
def test_a_withdrawn_name_is_never_an_empty_line_to_fill_in(make_paper: Make, read: Read) -> None:
    assert "(họ tên đã rút theo yêu cầu)" in read(certificate_pdf(make_paper(""))).text()


@pytest.mark.pdf
def test_a_whole_class_goes_into_one_file_page_by_page(make_paper: Make, read: Read) -> None:
    told: list[int] = []
    printed = read(certificates_pdf([make_paper(f"Người {number}") for number in range(3)], progress=told.append))
    assert told == [1, 1, 1]
    assert [f"Người {page}" in printed.text(page) for page in range(len(printed))] == [True] * 3


@pytest.mark.pdf
def test_a_picture_of_a_paper_reads_like_the_paper(make_paper: Make) -> None:
    paper = make_paper()
    picture = Image.open(io.BytesIO(certificate_png(paper)))
    assert picture.size == (1754, 1241)
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [paper.scanned]


def test_no_papers_are_no_file() -> None:
    with pytest.raises(NothingToPrint):
        certificates_pdf([])
