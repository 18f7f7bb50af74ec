"""Progress before the paper: small, nameless, and read back as it was."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bdhvs_lms.movement.codes import ALPHABET
from bdhvs_lms.movement.course import Graded, grade
from bdhvs_lms.movement.progress import Progress
from bdhvs_lms.testing.case import COURSES, course

codes = st.text(st.sampled_from(ALPHABET), min_size=4, max_size=4)
nonces = st.binary(min_size=16, max_size=16).map(bytes.hex)
progresses = st.builds(Progress, nonces, st.dictionaries(codes, st.integers(0, 5), max_size=72), st.uuids().map(str))
COURSE = COURSES[0]
LESSON = COURSE.lessons[0]


@given(progresses)
def test_progress_goes_to_a_cookie_and_back(progress):
    assert Progress.from_plain(json.loads(json.dumps(progress.as_plain()))) == progress


def test_twelve_courses_of_six_lessons_fit_in_two_kilobytes():
    passed = {f"{letter}{number:03d}": 5 for letter in "ABCDEFGHJKMN" for number in range(6)}
    plain = Progress("f" * 32, passed, "01980000-0000-7000-8000-000000000000").as_plain()
    assert len(passed) == 72
    assert len(json.dumps(plain)) <= 2048


@pytest.mark.parametrize(
    "plain",
    [{}, {"n": "a"}, {"n": 1, "p": "", "l": ""}, {"n": "a", "p": "AT01", "l": ""}, {"n": "a", "p": "AT01*", "l": ""},
     {"n": "a", "p": "", "l": None}, {"n": "a", "p": ["AT015"], "l": ""}, [], None, "n"],
)  # fmt: skip
def test_what_is_no_progress_is_refused(plain):
    with pytest.raises(ValueError, match=r"progress|invalid literal"):
        Progress.from_plain(plain)


def test_a_failed_try_changes_nothing_and_a_passed_lesson_keeps_its_best_try():
    progress = Progress("a")
    assert progress.after(LESSON, Graded((), 3, 5, False)) is progress
    tries = [progress.after(LESSON, Graded((), right, 5, True)) for right in (4, 5)]
    assert [one.passed for one in tries] == [{"AT01": 4}, {"AT01": 5}]
    assert tries[1].after(LESSON, Graded((), 4, 5, True)).passed == {"AT01": 5}


def test_a_course_is_finished_when_every_lesson_is_passed():
    assert Progress("a").left(COURSE) == COURSE.lessons
    assert not Progress("a").finished(COURSE)
    assert Progress("a", {"AT01": 4}).finished(COURSE)
    assert not Progress("a", {"DV01": 4}).finished(COURSE)


def test_a_claim_is_of_one_phone_and_one_course_and_does_not_give_the_nonce_away():
    claims = {Progress(nonce).claim(course_id) for nonce in ("a" * 32, "b" * 32) for course_id in ("x", "y")}
    assert len(claims) == 4
    assert all(len(claim) == 32 and "aaaa" not in claim for claim in claims)


@given(st.lists(st.none() | st.integers(-3, 5), min_size=5, max_size=5), st.integers(1, 100))
def test_a_try_is_graded_by_the_pass_mark_and_choices_outside_count_as_no_answer(choices, mark):
    graded = grade(LESSON, tuple(choices), mark)
    assert graded.right == choices.count(0)
    assert graded.passed == (graded.right * 20 >= mark)
    assert all(choice in (None, 0, 1) for choice in graded.choices)


def test_four_of_five_pass_at_eighty_percent_and_three_do_not():
    assert grade(LESSON, (0, 0, 0, 0, 1), 80).passed
    assert not grade(LESSON, (0, 0, 0, 1, None), 80).passed
    with pytest.raises(ValueError, match="one choice"):
        grade(LESSON, (0,), 80)


def test_lessons_follow_one_another():
    two = course("x", "XX01")
    assert (two.place(two.lessons[0]), two.after(two.lessons[0])) == (1, None)
    assert two.lesson("bai-1") is two.lessons[0]
    assert two.lesson("bai-2") is None
