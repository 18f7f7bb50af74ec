"""The class test: which questions, how it is marked, how many have to be right; and what somebody still lacks."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bdhvs_lms.movement import followup
from bdhvs_lms.movement.class_tests import mark, needed
from bdhvs_lms.movement.class_tests import test_of as questions_of
from bdhvs_lms.movement.classes import (
    PAPER,
    Plan,
    Result,
    Seat,
    TrainingClass,
    code_from_bytes,
    format_code,
    parse_code,
)
from bdhvs_lms.movement.course import KNOWLEDGE, SITUATION, Course, Lesson, Question
from bdhvs_lms.movement.errors import InvalidCode

TODAY = date(2026, 11, 26)


def question(kind, number):
    return Question(kind, f"{kind} {number}?", ("A", "B", "C"), number % 3, "Vì vậy.")


def lesson(code, kinds):
    questions = tuple(question(kind, number) for number, kind in enumerate(kinds))
    return Lesson(code.lower(), code, f"Bài {code}", 5, "", (), "", questions)


USUAL = (KNOWLEDGE,) * 3 + (SITUATION,) * 2
COURSE = Course("k", "K", "", (), 1, 80, (), tuple(lesson(f"AT0{n}", USUAL) for n in range(1, 7)))
CODES = st.binary(min_size=5, max_size=5).map(code_from_bytes)


@given(CODES)
def test_each_lesson_is_asked_about_once_by_knowledge_and_once_by_situation(code):
    test = questions_of(COURSE, code)
    assert [one.number for one in test] == list(range(1, 13))
    assert [(one.lesson.code, one.question.kind) for one in test] == [
        (lesson.code, kind) for lesson in COURSE.lessons for kind in (KNOWLEDGE, SITUATION)
    ]


@given(CODES)
def test_a_class_is_always_asked_the_same_questions(code):
    assert questions_of(COURSE, code) == questions_of(COURSE, code)


def test_classes_are_not_all_asked_the_same_questions():
    tests = {questions_of(COURSE, code_from_bytes(n.to_bytes(5, "big"))) for n in range(50)}
    assert len(tests) > 40


def test_a_lesson_without_a_situation_gives_another_question_and_none_twice():
    course = Course("k", "K", "", (), 1, 80, (), (lesson("AT01", (KNOWLEDGE, KNOWLEDGE)), lesson("AT02", (KNOWLEDGE,))))
    test = questions_of(course, "00000000A")
    assert len({(one.lesson.code, one.question.text) for one in test}) == len(test) == 3


@given(CODES, st.lists(st.sampled_from([None, 0, 1, 2]), min_size=12, max_size=12))
def test_a_test_is_marked_by_its_right_answers(code, choices):
    test = questions_of(COURSE, code)
    result = mark(test, choices, PAPER)
    assert result == Result(
        PAPER, sum("ABC"[c] == one.right for c, one in zip(choices, test, strict=True) if c is not None), 12
    )


def test_a_test_is_marked_with_one_choice_a_question_and_no_other_number():
    with pytest.raises(ValueError, match="one choice per question"):
        mark(questions_of(COURSE, "00000000A"), [0], PAPER)


@given(st.integers(1, 60), st.integers(1, 100))
def test_what_is_needed_is_the_least_that_passes(of, pass_mark):
    least = needed(of, pass_mark)
    assert Result(PAPER, least, of).passed(pass_mark)
    assert not Result(PAPER, least - 1, of).passed(pass_mark)


@given(CODES)
def test_a_classs_code_is_read_as_it_is_printed_and_a_wrong_letter_is_found(code):
    assert parse_code(format_code(code).lower()) == code
    wrong = ("1" if code[3] != "1" else "2").join((code[:3], code[4:]))
    with pytest.raises(InvalidCode):
        parse_code(wrong)


@pytest.mark.parametrize("text", ["", "123", "00000000", "0" * 17, "XXXXXXXX!"])
def test_what_is_no_classs_code_is_refused(text):
    with pytest.raises(InvalidCode):
        parse_code(text)


def seat(present=None, result=None):
    return Seat("c", "l", None, present, result, "", "")


def cls(*, day=TODAY, closed=""):
    plan = Plan("03637", "k", "", "", "", day, "citizens", ())
    return TrainingClass("c", plan, "x", closed, 1, 0, 0)


PASSED, FAILED = Result(PAPER, 10, 12), Result(PAPER, 3, 12)


@pytest.mark.parametrize(
    ("seat", "cls", "lacks"),
    [
        (seat(), cls(), followup.NEVER_CAME),
        (seat(False), cls(), followup.NEVER_CAME),
        (seat(False, PASSED), cls(), followup.NEVER_CAME),
        (seat(), cls(day=date(2026, 11, 27)), followup.AHEAD),
        (seat(True), cls(), followup.NO_TEST),
        (seat(True, FAILED), cls(), followup.NOT_PASSED),
        (seat(True, PASSED), cls(), followup.NOT_CLOSED),
        (seat(True, PASSED), cls(closed="x"), followup.NOT_PASSED),
        (seat(True, FAILED), cls(closed="x"), followup.NOT_PASSED),
    ],
)
def test_what_somebody_lacks(seat, cls, lacks):
    assert followup.lacks_of(seat, cls, 80, TODAY) == lacks
