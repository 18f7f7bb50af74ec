"""Posters and cards, as a passer-by and a phone see them."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bdhvs_lms.movement.units import AGENCY, Unit
from bdhvs_lms.printing.errors import CodeTooSmall, NothingToPrint, UnknownFormat
from bdhvs_lms.printing.formats import FORMATS
from bdhvs_lms.printing.pages import lay
from bdhvs_lms.printing.posters import posters

pytestmark = pytest.mark.pdf
SIZES = {
    "a4": (210, 297), "a3": (297, 420), "standee": (600, 1600), "banner": (4000, 800), "card": (105, 148),
    "handout": (210, 297),
}  # fmt: skip
CHANNEL = {fmt: FORMATS[fmt].channel for fmt in SIZES}
DPI = {"banner": 20, "standee": 40}
TRIAL = "Bản in thử – không dán nơi công cộng"
Make = Callable[..., Any]
Read = Callable[[bytes], Any]


@pytest.mark.parametrize("fmt", SIZES)
def test_each_poster_takes_one_page_of_its_format(fmt: str, make_poster: Make, read: Read) -> None:
    printed = read(posters([make_poster(place=place, channel=CHANNEL[fmt]) for place in (1, 2, 3)], fmt))
    assert [printed.size_mm(page) for page in range(len(printed))] == [SIZES[fmt]] * 3


@pytest.mark.parametrize("fmt", SIZES)
@pytest.mark.parametrize("sample", [False, True])
def test_the_printed_code_reads_back_as_the_link(fmt: str, sample: bool, make_poster: Make, read: Read) -> None:
    poster = make_poster(sample=sample, channel=CHANNEL[fmt])
    assert read(posters([poster], fmt)).codes(dpi=DPI.get(fmt, 150)) == [poster.scanned]


@pytest.mark.parametrize(("channel", "fmt"), [("A", "card"), ("B", "a4"), ("P", "a3"), ("D", "a3")])
def test_a_sheet_too_small_for_its_channel_is_refused(channel: str, fmt: str, make_poster: Make) -> None:
    with pytest.raises(CodeTooSmall):
        posters([make_poster(channel=channel)], fmt)


@pytest.mark.parametrize("fmt", SIZES)
def test_the_code_is_as_large_as_its_channel_asks_for(fmt: str, make_poster: Make) -> None:
    poster = make_poster(channel=CHANNEL[fmt])
    assert FORMATS[fmt].code >= poster.qr_side_mm
    laid = lay(poster, FORMATS[fmt])
    a_dot_each = laid.symbol.modules * 25.4 / 300
    assert FORMATS[fmt].code <= laid.module * laid.symbol.modules <= FORMATS[fmt].code + a_dot_each


def test_a_code_that_holds_much_is_refused_where_its_modules_would_be_too_fine(make_poster: Make) -> None:
    long = "https://" + "binhdanhocvuso." * 9 + "laichau.gov.vn"
    with pytest.raises(CodeTooSmall, match="1 m"):
        posters([make_poster(address=long)], "a4")


@pytest.mark.parametrize("fmt", SIZES)
def test_a_poster_says_promise_steps_link_unit_and_code_in_exact_vietnamese(
    fmt: str, make_poster: Make, read: Read
) -> None:
    poster = make_poster(channel=CHANNEL[fmt])
    text = read(posters([poster], fmt)).text()
    said = [
        "Bình dân học vụ số", "Ba dấu hiệu nhận ra kẻ lừa đảo", "quét mã để học", "Miễn phí, không cần tài khoản",
        "Xã Mường Kim", "Bài học 5 phút",
    ]  # fmt: skip
    if fmt != "banner":  # few words, read in passing
        said += ["1 Dừng lại, đừng làm theo", "2 Gọi hỏi người nhà", "3 Báo công an xã", f"Mã áp phích {poster.code}"]
    for words in said:
        assert words.lower() in text.lower()
    assert f"hoc.laichau.example/q/{poster.code}" in text.replace(" ", "")


def test_only_a_sample_is_marked(make_poster: Make, read: Read) -> None:
    sample = read(posters([make_poster(sample=True)])).text()
    assert "MẪU" in sample
    assert TRIAL in sample
    real = read(posters([make_poster()])).text()
    assert "MẪU" not in real
    assert "Bản in thử" not in real


@pytest.mark.parametrize("fmt", SIZES)
@pytest.mark.parametrize(
    "changes",
    [
        {"promise": "M" * 48},
        {"promise": "Ễ" * 120},
        {"promise": "Nộp hồ sơ dịch vụ công ngay tại nhà, không phải đi xa nữa bác ạ"},
        {"steps": (("khoa", "W" * 44), ("", "Đừng đọc mã OTP cho bất kỳ ai, kể cả người nhà gọi"), ("bao-cao", "x"))},
        {"unit": Unit("T0012", "Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân tỉnh Lai Châu", AGENCY)},
        {"address": "https://binhdanhocvuso.trungtamchuyendoiso.sokhoahocvacongnghe.laichau.gov.vn"},
        {"address": "http://192.168.100.200:8000", "place": 9999},
    ],
)
def test_nothing_leaves_the_margins_however_long(
    fmt: str, changes: dict[str, Any], make_poster: Make, read: Read
) -> None:
    poster = make_poster(**changes, channel=CHANNEL[fmt])
    printed = read(posters([poster], fmt))
    margin = {"banner": 10, "handout": 12}.get(fmt, 15) * FORMATS[fmt].rem
    assert min(printed.outermost_mm()) > margin - 0.4
    assert len(printed) == 1
    assert "".join(poster.lesson.promise.split()) in printed.text().replace(" ", "")
    assert poster.link.partition("://")[2] in printed.text().replace(" ", "")
    assert printed.codes(dpi=DPI.get(fmt, 150)) == [poster.scanned]


def test_hostile_text_is_printed_as_text(make_poster: Make, read: Read) -> None:
    hostile = "<script>alert(1)</script> {{7*7}} &amp;"
    unit = Unit("03637", "<b>Kim</b>", AGENCY)
    steps = (("../../etc/passwd", "<img src=http://127.0.0.1:9/a>"), ('"><svg', "{% raw %}"), ("khoa", "'\"&<>"))
    text = read(posters([make_poster(hostile, steps, unit=unit)])).text()
    for said in (hostile, "<b>Kim</b>", "<img src=http://127.0.0.1:9/a>", "{% raw %}", "'\"&<>"):
        assert said in text


def test_decomposed_text_is_printed_composed(make_poster: Make, read: Read) -> None:
    printed = read(posters([make_poster(unicodedata.normalize("NFD", "Ba dấu hiệu nhận ra kẻ lừa đảo"))]))
    assert "Ba dấu hiệu nhận ra kẻ lừa đảo" in printed.text()


@pytest.mark.parametrize("fmt", SIZES)
def test_a_lesson_without_steps_says_its_title_and_its_course_s_introduction_and_nothing_made_up(
    fmt: str, make_poster: Make, read: Read
) -> None:
    poster = make_poster("Xem thời tiết", (), channel=CHANNEL[fmt])
    lesson = replace(poster.lesson, minutes=0, account=True)
    course = replace(poster.course, summary="Ba buổi cho hộ trồng chè.", lessons=(lesson,))
    text = read(posters([replace(poster, course=course, lesson=lesson)], fmt)).text()
    introduction = () if fmt == "banner" else ("Ba buổi cho hộ trồng chè.",)  # few words, read in passing
    for said in ("Xem thời tiết", *introduction, "Đăng nhập bằng tài khoản học viên", "Bài học"):
        assert said in text
    for unsaid in ("phút", "không cần tài khoản"):
        assert unsaid not in text


def test_a_lesson_with_fewer_steps_or_none_is_printed_all_the_same(make_poster: Make, read: Read) -> None:
    assert "1 Một bước" in read(posters([make_poster(steps=(("khoa", "Một bước"),))])).text()
    assert len(read(posters([make_poster(steps=())]))) == 1


def test_the_file_says_what_it_is(make_poster: Make, read: Read) -> None:
    printed = read(posters([make_poster()]))
    about = printed.document.get_metadata_dict()
    assert about["Title"] == "Bình dân học vụ số – Ba dấu hiệu nhận ra kẻ lừa đảo"
    assert about["Author"] == "Bình dân học vụ số"
    assert about["Creator"].startswith("bdhvs_lms")
    assert b"/Lang (vi)" in printed.inside()


def test_progress_is_told_page_by_page(make_poster: Make) -> None:
    told: list[int] = []
    posters([make_poster(place=place) for place in (1, 2, 3)], progress=told.append)
    assert told == [1, 1, 1]


def test_the_style_sheets_hold_nothing_that_weasyprint_warns_of(
    make_poster: Make, caplog: pytest.LogCaptureFixture
) -> None:
    logging.getLogger("weasyprint").propagate = True
    posters([make_poster(sample=True)])
    assert [entry.message for entry in caplog.records if entry.levelno >= logging.WARNING] == []


def test_an_unknown_format_is_named_with_those_that_exist(make_poster: Make) -> None:
    with pytest.raises(UnknownFormat, match=r"“a5”.*a4, a3, standee"):
        posters([make_poster()], "a5")


def test_no_posters_are_no_file() -> None:
    with pytest.raises(NothingToPrint):
        posters([])
