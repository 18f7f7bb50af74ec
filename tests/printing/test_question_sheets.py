"""The class test on paper, as those see it who take it and those who mark it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bdhvs_lms import printing
from bdhvs_lms.movement.class_tests import test_of as asked_in
from bdhvs_lms.movement.classes import code_from_bytes
from bdhvs_lms.movement.course import Course
from bdhvs_lms.printing import engine
from bdhvs_lms.printing.question_sheets import POINT, layout

Make = Callable[..., Any]
Read = Callable[[bytes], Any]
CODE = "2ADF61TNR"
NAMES = ("Giàng Thị Mỷ", "Lò Văn Thắng", "Vàng A Páo")


def sheets(cls: Any, course: Course, roll: Any, **how: Any) -> bytes:
    return printing.test_sheets(cls, course, roll, False, **how)


def turned(course: Course) -> Course:
    """The same course as a paper shows it, with other answers right and other reasons."""
    lessons = tuple(
        replace(
            lesson,
            questions=tuple(
                replace(one, answer=(one.answer + 1) % len(one.options), why="Khác.") for one in lesson.questions
            ),
        )
        for lesson in course.lessons
    )
    return replace(course, lessons=lessons)


@pytest.mark.pdf
def test_everybody_gets_a_sheet_with_name_and_number_and_some_stay_blank(
    make_class: Make, make_course: Make, make_roll: Make, read: Read
) -> None:
    printed = read(sheets(make_class(), make_course(2), make_roll(*NAMES), blank=2))
    assert len(printed) == 5
    for page, name in enumerate(NAMES):
        text = printed.text(page)
        assert name in text
        assert f"Số trong danh sách {page + 1}" in text or text.startswith(f"{page + 1} {name}")
        assert not any(other in text for other in NAMES if other != name)
    for page in (3, 4):
        assert "Họ và tên:" in printed.text(page)
        assert not any(name in printed.text(page) for name in NAMES)


@pytest.mark.pdf
def test_a_sheet_asks_the_classes_questions_in_order_and_says_how_many_must_be_right(
    make_class: Make, make_course: Make, make_roll: Make, read: Read
) -> None:
    course = make_course(4)
    printed = read(sheets(make_class(), course, make_roll(NAMES[0]), blank=0))
    text = " ".join(printed.text(page) for page in range(len(printed)))
    places = []
    for one in asked_in(course, CODE):
        options = " ".join(f"{letter} {option}" for letter, option in zip("ABC", one.question.options, strict=True))
        places.append(text.index(f"{one.number}. {one.question.text} {options}"))
    assert places == sorted(places)
    assert len(places) == 8
    for said in ("An toàn trên mạng", "Mã lớp 2ADF-61TN-R", "Có 8 câu. Đúng từ 7 câu là đạt.", "trên 8", "Chưa đạt"):
        assert said in text


@pytest.mark.pdf
def test_no_sheet_shows_which_answer_is_right(make_class: Make, make_course: Make, make_roll: Make, read: Read) -> None:
    course = make_course(6)
    asked = asked_in(course, CODE)
    assert [one.question.text for one in asked] == [one.question.text for one in asked_in(turned(course), CODE)]
    first, second = (sheets(make_class(), one, make_roll(NAMES[0]), blank=0) for one in (course, turned(course)))
    one, other = read(first), read(second)
    assert len(one) == len(other)
    for page in range(len(one)):
        assert one.text(page) == other.text(page)
        assert engine.png(first, 100, page) == engine.png(second, 100, page)
        assert "Bởi lẽ" not in one.text(page)


@pytest.mark.pdf
def test_a_blank_sheet_asks_for_the_name_on_both_sides(
    make_class: Make, make_course: Make, make_roll: Make, read: Read
) -> None:
    printed = read(sheets(make_class(), make_course(10), make_roll(NAMES[0]), blank=1))
    assert len(printed) == 4
    assert ["Họ và tên:" in printed.text(page) for page in range(4)] == [True, False, True, True]


@pytest.mark.pdf
def test_who_is_absent_or_erased_gets_no_sheet_and_the_others_keep_their_numbers(
    make_class: Make, make_course: Make, make_roll: Make, read: Read
) -> None:
    first, _, third = make_roll(NAMES[0], None, NAMES[2])
    absent = replace(make_roll(NAMES[1])[0], present=False)
    printed = read(sheets(make_class(), make_course(1), [first, absent, make_roll(None)[0], third], blank=0))
    assert len(printed) == 2
    assert NAMES[0] in printed.text(0)
    assert f"4 {NAMES[2]}" in printed.text(1)


@pytest.mark.pdf
def test_sixty_sheets_carry_their_questions_once(
    make_class: Make, make_course: Make, make_roll: Make, read: Read
) -> None:
    names = [NAMES[n % 3] for n in range(60)]
    printed = read(sheets(make_class(), make_course(6), make_roll(*names), blank=0))
    each = len(printed) // 60
    assert len(printed) == 60 * each
    assert len(printed.pdf) < 300_000
    for number, name in enumerate(names):
        for page in range(each):
            assert name in printed.text(each * number + page)
            assert "A Ý A bài" in printed.text(each * number + page)


@pytest.mark.pdf
@pytest.mark.parametrize("letters", ["M" * 60, "Ễ" * 60, "Nguyễn Hoàng Phương Thảo Nguyên Tôn Nữ Quỳnh Anh Đặng Vũ"])
def test_nothing_leaves_a_sheet_however_long(
    letters: str, make_class: Make, make_course: Make, make_roll: Make, read: Read
) -> None:
    course = make_course(6, title=2 * letters)
    lessons = tuple(
        replace(
            lesson, questions=tuple(replace(one, text=2 * letters, options=(letters,) * 4) for one in lesson.questions)
        )
        for lesson in course.lessons
    )
    printed = read(sheets(make_class(), replace(course, lessons=lessons), make_roll(letters), blank=0))
    assert len(printed) % 2 == 0
    for page in range(len(printed)):
        assert min(printed.outermost_mm(page)) > 9
    text = "".join(printed.text(page) for page in range(len(printed))).replace(" ", "")
    assert text.count(letters.replace(" ", "")) == 12 * (2 + 4) + 2 + len(printed)


def test_every_courses_test_is_read_on_one_sheet_of_paper(shipped: tuple[Course, ...]) -> None:
    codes = [code_from_bytes(bytes([n] * 5)) for n in (3, 77, 130)]
    tests = [asked_in(course, code) for course in shipped for code in codes]
    laid = [layout(test) for test in tests]
    assert len(laid) >= 30
    assert max(len(one.pages) for one in laid) <= 2
    assert min(one.size for one in laid) >= 12 * POINT


def test_a_short_test_takes_one_page(make_course: Make) -> None:
    laid = layout(asked_in(make_course(3), CODE))
    assert len(laid.pages) == 1
    assert laid.size >= 12 * POINT


def test_more_than_one_page_are_even_so_that_no_sheet_begins_on_anothers_back(make_course: Make) -> None:
    counts = [len(layout(asked_in(make_course(lessons), CODE)).pages) for lessons in (3, 8, 16, 26)]
    assert counts == [1, 2, 4, 4]


def test_a_question_that_fills_a_page_is_set_smaller_and_never_cut(make_course: Make) -> None:
    (one, *others) = asked_in(make_course(1), CODE)
    long = replace(one, question=replace(one.question, text="Rất dài " * 900))
    laid = layout([long, *others])
    assert laid.size < 12 * POINT
    assert sum(len(page) for page in laid.pages) == 2
    assert sum(line.count("dài") for question in laid.pages[0] for line in question.lines) == 900
