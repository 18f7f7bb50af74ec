"""A class's sheet, list, key and calls, as a trainer and a village see them."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bdhvs_lms import printing
from bdhvs_lms.movement.class_tests import test_of as asked_in
from bdhvs_lms.movement.classes import code_from_bytes, format_code
from bdhvs_lms.movement.course import Course
from bdhvs_lms.movement.units import AGENCY, COMMUNE, Unit
from bdhvs_lms.printing import Call
from bdhvs_lms.printing.class_papers import WITHDRAWN
from bdhvs_lms.printing.errors import CodeTooLong, NothingToPrint

pytestmark = pytest.mark.pdf
Make = Callable[..., Any]
Read = Callable[[bytes], Any]
ADDRESS = "https://hoc.laichau.example"
CODE = "2ADF61TNR"
UNIT = Unit("03637", "Mường Kim", COMMUNE)
KEEPER = "Ủy ban nhân dân xã Mường Kim"
HOSTILE = "<script>alert(1)</script>{{7*7}} &amp; <!-- "
LONG = "Nguyễn Hoàng Phương Thảo Nguyên Tôn Nữ Quỳnh Anh Đặng Vũ Khuê"
NAMES = ("Giàng Thị Mỷ", "Lò Văn Thắng", "Vàng A Páo", "Sùng Thị Dợ", "Tẩn Láo Lở", "Lường Thị Ễnh")


def class_sheet(cls: Any, course: Course, unit: Unit = UNIT, trainers: Any = ("Lò Thị Hoa",), **how: Any) -> bytes:
    return printing.class_sheet(cls, course, unit, trainers, how.get("address", ADDRESS), how.get("sample", False))


def attendance_list(cls: Any, course: Course, seats: Any, sample: bool = False, **how: Any) -> bytes:
    how = {"keeper": KEEPER, **how}
    return printing.attendance_list(cls, course, UNIT, seats, ADDRESS, sample, **how)


def calls(*names: str, village: str = "bản Thẳm", phone: str = "0987654321", lacks: str = "chưa đến") -> list[Call]:
    return [Call(name, village, phone, "An toàn trên mạng", CODE, date(2026, 11, 27), lacks) for name in names]


def call_list(rows: Any, sample: bool = False, units: Any = ("xã Mường Kim",)) -> bytes:
    return printing.call_list(units, rows, date(2026, 11, 28), sample)


# --- the class sheet -------------------------------------------------------------------------------------------------


def test_a_class_sheet_says_what_where_when_and_by_whom(make_class: Make, make_course: Make, read: Read) -> None:
    text = read(class_sheet(make_class(), make_course(6), trainers=("Lò Thị Hoa", "Vàng A Sử"))).text()
    for said in (
        "An toàn trên mạng",
        "Thứ Sáu, ngày 27 tháng 11 năm 2026",
        "Nhà văn hóa, bản Nà Khương, xã Mường Kim",
        "Lò Thị Hoa, Vàng A Sử",
        "2ADF-61TN-R",
        "hoc.laichau.example/q/2ADF61TNR",
        "Mang kính đọc chữ",
        "Kiểm tra 12 câu",
        "Đúng từ 10 câu là đạt.",
    ):
        assert said in text
    places = [text.index(f"Tên bài {n} Lời hứa {n}") for n in range(1, 7)]
    assert places == sorted(places)


@pytest.mark.parametrize("sample", [False, True])
@pytest.mark.parametrize(
    "address",
    [ADDRESS, "http://192.168.100.200:8000", "https://binhdanhocvuso.trungtamchuyendoiso.sokhoahoc.laichau.gov.vn"],
)
def test_the_code_of_a_class_sheet_leads_to_the_class(
    sample: bool, address: str, make_class: Make, make_course: Make, read: Read
) -> None:
    printed = read(class_sheet(make_class(), make_course(), address=address, sample=sample))
    assert printed.codes() == [f"{address}/q/{CODE}"]


def test_an_address_too_long_for_a_code_is_refused(make_class: Make, make_course: Make) -> None:
    with pytest.raises(CodeTooLong):
        class_sheet(make_class(), make_course(), address="https://" + "a" * 2000)


@pytest.mark.parametrize("lessons", [0, 1, 4, 5, 6, 8, 13, 26])
def test_a_class_sheet_is_one_page_however_many_lessons(
    lessons: int, make_class: Make, make_course: Make, read: Read
) -> None:
    printed = read(class_sheet(make_class(), make_course(lessons)))
    assert (len(printed), printed.size_mm()) == (1, (210, 297))
    assert min(printed.outermost_mm()) > 12
    assert [f"Tên bài {n}" in printed.text() for n in range(1, lessons + 1)] == [True] * lessons


@pytest.mark.parametrize("letters", ["M" * 60, "Ễ" * 60, LONG])
def test_nothing_leaves_a_class_sheet_however_long(
    letters: str, make_class: Make, make_course: Make, read: Read
) -> None:
    title, place, village, unit, *others = (f"{letters}{mark}" for mark in "tpvuabcdefghijkl0123")
    course = make_course(6, title=title)
    lessons = tuple(replace(lesson, title=others[n], promise=others[n + 6]) for n, lesson in enumerate(course.lessons))
    course, trainers = replace(course, lessons=lessons), others[12:15]
    printed = read(class_sheet(make_class(place, village), course, Unit("T0012", unit, AGENCY), trainers))
    assert len(printed) == 1
    assert min(printed.outermost_mm()) > 12
    text = printed.text().replace(" ", "")
    for said in (title, place, village, unit, *others[:15]):
        assert said.replace(" ", "") in text
    assert printed.codes() == [f"{ADDRESS}/q/{CODE}"]


# --- the list to be signed -------------------------------------------------------------------------------------------


def test_a_list_names_everybody_in_the_rolls_order(
    make_class: Make, make_course: Make, make_roll: Make, read: Read
) -> None:
    text = read(attendance_list(make_class(), make_course(), make_roll(*NAMES), blank_rows=2)).text()
    rows = " ".join(f"{n} {name} {1950 + n} bản Nà Khương" for n, name in enumerate(NAMES, start=1))
    assert f"{rows} 7 8 Số người có mặt" in text
    for said in ("An toàn trên mạng", "Thứ Sáu, ngày 27 tháng 11 năm 2026", "Nhà văn hóa, bản Nà Khương, xã Mường Kim"):
        assert said in text


def test_a_list_bears_no_telephone_number_for_it_lies_on_a_table(
    make_class: Make, make_course: Make, make_roll: Make, read: Read
) -> None:
    roll = make_roll(*NAMES)
    printed = read(attendance_list(make_class(), make_course(), roll))
    letters = printed.text().replace(" ", "")
    assert [seat.person.phone[-4:] in letters for seat in roll] == [False] * len(roll)
    assert b"0987654" not in printed.inside()


def test_a_list_says_what_signing_agrees_to(make_class: Make, make_course: Make, make_roll: Make, read: Read) -> None:
    text = read(attendance_list(make_class(), make_course(), make_roll(*NAMES))).text()
    for said in (
        "tự nguyện đồng ý cho dùng họ tên, năm sinh, nơi ở, số điện thoại",
        "làm giấy xác nhận hoàn thành khóa học, đếm số người đã học",
        f"Nơi giữ và chịu trách nhiệm: {KEEPER}.",
        "quyền xem, sửa, xóa, rút lại lời đồng ý",
        "trong 2 ngày làm việc",
        "Không đồng ý thì vẫn được học",
        "cha, mẹ hoặc người giám hộ ký thay",
        "91/2025/QH15",
    ):
        assert said in text
    assert text.index("91/2025/QH15") < text.index(NAMES[0])


def test_a_list_of_sixty_repeats_its_head_and_numbers_its_pages_from_the_second(
    make_class: Make, make_course: Make, make_roll: Make, read: Read
) -> None:
    roll = make_roll(*(f"{NAMES[n % 6]}" for n in range(60)))
    printed = read(attendance_list(make_class(), make_course(), roll))
    assert len(printed) == 4
    assert [printed.text_at_the_top(page) for page in range(4)] == ["", "2", "3", "4"]
    for page in range(4):
        for head in ("Họ và tên", "Năm sinh", "Bản, tổ dân phố", "Ký tên hoặc điểm chỉ"):
            assert head in printed.text(page)
        assert "Lớp 2ADF-61TN-R · Ký tên là đồng ý với lời ghi ở trang đầu" in printed.text(page)
        assert printed.size_mm(page) == (210, 297)
        left, *others = printed.outermost_mm(page)
        assert left > 29
        assert min(others) > 7


@pytest.mark.parametrize("people", range(3, 10))
def test_the_trainers_signature_never_stands_on_a_page_without_rows(
    people: int, make_class: Make, make_course: Make, make_roll: Make, read: Read
) -> None:
    printed = read(attendance_list(make_class(), make_course(), make_roll(*(NAMES * 2)[:people])))
    last = printed.text(len(printed) - 1)
    assert f"{people + 5} Số người có mặt" in last


@pytest.mark.parametrize("people", [0, 1])
def test_a_list_of_one_or_nobody_is_one_page(
    people: int, make_class: Make, make_course: Make, make_roll: Make, read: Read
) -> None:
    assert len(read(attendance_list(make_class(), make_course(), make_roll(*NAMES[:people])))) == 1


def test_who_was_erased_keeps_a_number_and_no_name(
    make_class: Make, make_course: Make, make_roll: Make, read: Read
) -> None:
    text = read(attendance_list(make_class(), make_course(), make_roll(NAMES[0], None, NAMES[1]))).text()
    assert f"2 {WITHDRAWN} 3 {NAMES[1]}" in text


def test_an_unknown_year_is_left_to_be_written(
    make_class: Make, make_course: Make, make_roll: Make, read: Read
) -> None:
    (seat,) = make_roll(NAMES[0])
    seat = replace(seat, person=replace(seat.person, birth_year=0))
    assert f"1 {NAMES[0]} bản Nà Khương" in read(attendance_list(make_class(), make_course(), [seat])).text()


@pytest.mark.parametrize("letters", ["M" * 60, "Ễ" * 60, LONG])
def test_nothing_leaves_its_cell_however_long(
    letters: str, make_class: Make, make_course: Make, make_roll: Make, read: Read
) -> None:
    roll = make_roll(letters, NAMES[0], village=letters)
    printed = read(attendance_list(make_class(letters, letters), make_course(title=2 * letters), roll, keeper=letters))
    text = "".join(printed.text(page) for page in range(len(printed))).replace(" ", "")
    assert text.count(letters.replace(" ", "")) == 2 + 2 + 1 + 3
    left, _, right, _ = printed.outermost_mm()
    assert left > 29
    assert right > 14


def test_a_list_leads_to_its_class(make_class: Make, make_course: Make, make_roll: Make, read: Read) -> None:
    for sample in (False, True):
        printed = read(attendance_list(make_class(), make_course(), make_roll(*NAMES), sample))
        assert printed.codes() == [f"{ADDRESS}/q/{CODE}"]


# --- the answer key --------------------------------------------------------------------------------------------------


def test_a_key_says_each_right_letter_with_its_answer_and_the_reason(
    make_class: Make, make_course: Make, read: Read
) -> None:
    course = make_course(4)
    printed = read(printing.answer_key(make_class(), course, False))
    text = printed.text()
    assert len(printed) == 1
    for said in ("Chỉ dành cho hướng dẫn viên", "An toàn trên mạng", "2ADF-61TN-R", "Đúng từ 7 trong 8 câu là đạt"):
        assert said in text
    test = asked_in(course, CODE)
    rows = [f"{one.number} {one.right} {one.question.options[one.question.answer]}. {one.question.why}" for one in test]
    assert " ".join(rows) in text
    assert " ".join(f"{one.number} {one.right}" for one in test) in text


def test_a_key_of_every_course_is_one_page_for_any_class(
    shipped: tuple[Course, ...], make_class: Make, read: Read
) -> None:
    codes = [code_from_bytes(bytes([n] * 5)) for n in (3, 77)]
    keys = [printing.answer_key(make_class(code=code), course, False) for course in shipped for code in codes]
    assert len(keys) >= 20
    assert [len(read(key)) for key in keys] == [1] * len(keys)


def test_a_long_courses_key_goes_on_over_the_page(make_class: Make, make_course: Make, read: Read) -> None:
    printed = read(printing.answer_key(make_class(), make_course(26), False))
    assert len(printed) > 1
    assert printed.text_at_the_top(1) == "2"
    assert "Chỉ dành cho hướng dẫn viên" in printed.text(1)


# --- whom to call ----------------------------------------------------------------------------------------------------


def test_calls_are_sorted_by_village_then_by_given_name(read: Read) -> None:
    rows = [
        *calls("Không Bản", village=""),
        *calls("Vàng A Páo", "Đỗ Văn Ân", "Lò Văn An", village="bản Thẳm"),
        *calls("Giàng Thị Mỷ", village="bản Đông"),
    ]
    text = read(call_list(rows)).text()
    names = ["Giàng Thị Mỷ", "Lò Văn An", "Đỗ Văn Ân", "Vàng A Páo", "Không Bản"]
    places = [text.index(f"{n} {name}") for n, name in enumerate(names, start=1)]
    assert places == sorted(places)


def test_a_call_says_whom_where_on_which_number_and_what_is_missing(read: Read) -> None:
    rows = [*calls(NAMES[0], lacks="đã đến, chưa đạt bài kiểm tra (7/12)"), *calls("Vàng A Páo", phone="")]
    printed = read(call_list(rows, units=("xã Mường Kim", "phường Tân Phong")))
    text = printed.text()
    assert printed.size_mm() == (297, 210)
    for said in (
        "xã Mường Kim, phường Tân Phong",
        "In ngày: 28/11/2026",
        f"1 {NAMES[0]} bản Thẳm 0987 654 321 An toàn trên mạng 2ADF-61TN-R, 27/11/2026",
        "đã đến, chưa đạt bài kiểm tra (7/12)",
        "2 Vàng A Páo bản Thẳm không có số",
    ):
        assert said in text


def test_every_page_of_calls_says_to_destroy_it(read: Read) -> None:
    printed = read(call_list(calls(*(f"{NAMES[n % 6]}" for n in range(60)))))
    assert len(printed) > 1
    for page in range(len(printed)):
        assert "hủy sau khi dùng" in printed.text(page)
        assert "Số Họ và tên Bản, tổ dân phố Điện thoại" in printed.text(page)
        assert min(printed.outermost_mm(page)) > 7


@pytest.mark.parametrize("letters", ["M" * 60, "Ễ" * 60, LONG])
def test_nothing_leaves_the_calls_however_long(letters: str, read: Read) -> None:
    row = Call(letters, letters, "0987654321", letters, CODE, date(2026, 11, 27), letters)
    printed = read(call_list([row], units=[letters]))
    assert printed.text().replace(" ", "").count(letters.replace(" ", "")) == 5
    assert min(printed.outermost_mm()) > 7


# --- all of them -----------------------------------------------------------------------------------------------------


@pytest.fixture
def all_papers(make_class: Make, make_course: Make, make_roll: Make) -> Callable[..., list[bytes]]:
    def make(text: str = NAMES[0], *, sample: bool = False) -> list[bytes]:
        cls, course, roll = make_class(text, text), make_course(title=text), make_roll(text, village=text)
        question = replace(course.lessons[0].questions[0], text=text, options=(text, text), answer=0, why=text)
        lesson = replace(course.lessons[0], title=text, promise=f"{text}!", questions=(question,) * 5)
        course = replace(course, lessons=(lesson, *course.lessons[1:]))
        return [
            class_sheet(cls, course, Unit("T0012", text, AGENCY), [text], sample=sample),
            attendance_list(cls, course, roll, sample, keeper=text),
            printing.answer_key(cls, course, sample),
            printing.test_sheets(cls, course, roll, sample),
            call_list([Call(text, text, text, text, CODE, date(2026, 11, 27), text)], sample, [text]),
        ]

    return make


def test_only_samples_are_marked(all_papers: Make, read: Read) -> None:
    for paper in map(read, all_papers(sample=True)):
        assert all("MẪU" in paper.text(page) for page in range(len(paper)))
    for paper in map(read, all_papers(sample=False)):
        assert not any("MẪU" in paper.text(page) for page in range(len(paper)))


def test_hostile_text_is_printed_as_text(all_papers: Make, read: Read) -> None:
    for paper in map(read, all_papers(HOSTILE)):
        assert HOSTILE.replace(" ", "") in "".join(paper.text(page) for page in range(len(paper))).replace(" ", "")


def test_decomposed_text_is_printed_composed(all_papers: Make, read: Read) -> None:
    for paper in map(read, all_papers(unicodedata.normalize("NFD", NAMES[0]))):
        assert NAMES[0] in paper.text()
        assert unicodedata.is_normalized("NFC", paper.text())


def test_every_file_says_what_it_is(all_papers: Make, read: Read) -> None:
    about = [(paper.document.get_metadata_dict(), paper.inside()) for paper in map(read, all_papers())]
    assert [one["Title"] for one, _ in about] == [
        f"Phiếu lớp học {format_code(CODE)} – {NAMES[0]}",
        f"Danh sách điểm danh – lớp {format_code(CODE)}",
        f"Đáp án – lớp {format_code(CODE)}",
        f"Phiếu kiểm tra – lớp {format_code(CODE)}",
        "Danh sách người cần gọi – 28/11/2026",
    ]
    assert {one["Author"] for one, _ in about} == {"Bình dân học vụ số"}
    assert all(b"/Lang" in inside for _, inside in about)


def test_the_style_sheets_hold_nothing_that_weasyprint_warns_of(
    all_papers: Make, caplog: pytest.LogCaptureFixture
) -> None:
    logging.getLogger("weasyprint").propagate = True
    all_papers(sample=True)
    assert [entry.message for entry in caplog.records if entry.levelno >= logging.WARNING] == []


def test_nothing_to_print_is_said_so(make_class: Make, make_course: Make, make_roll: Make) -> None:
    with pytest.raises(NothingToPrint):
        attendance_list(make_class(), make_course(), [], blank_rows=0)
    with pytest.raises(NothingToPrint):
        printing.answer_key(make_class(), make_course(0), False)
    with pytest.raises(NothingToPrint):
        call_list([])
    with pytest.raises(NothingToPrint):
        printing.test_sheets(make_class(), make_course(0), make_roll(*NAMES), False)
    with pytest.raises(NothingToPrint):
        printing.test_sheets(make_class(), make_course(), make_roll(NAMES[0], present=False), False, blank=0)
