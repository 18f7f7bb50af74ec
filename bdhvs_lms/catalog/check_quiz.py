"""What must hold for a lesson's quiz, and for the quizzes of a course taken together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ..movement.course import QUESTIONS_PER_LESSON
from . import rules
from .faults import Faults, Report
from .quiz import LABELS
from .source import CourseDraft, LessonDraft, OptionDraft, QuestionDraft

OPTIONS: Final = (2, 5)
LONGER_BY: Final = 1.6
"""A right option longer than every other by more than this factor gives itself away."""


def check_questions(course: CourseDraft, lesson: LessonDraft, report: Report) -> None:
    """Five questions: three on knowledge, then two on situations."""
    if not lesson.quiz_line:
        report.add(rules.NO_QUIZ, lesson.last_line)
        return
    if len(lesson.questions) != len(QUESTIONS_PER_LESSON):
        report.add(rules.QUESTION_COUNT, lesson.quiz_line, count=len(lesson.questions))
    for place, (question, kind) in enumerate(zip(lesson.questions, QUESTIONS_PER_LESSON, strict=False), start=1):
        if question.kind and question.kind != kind:
            report.add(rules.QUESTION_KIND, question.line, place=place, kind=LABELS[kind])


def check_each_question(course: CourseDraft, lesson: LessonDraft, report: Report) -> None:
    """A question has words, options of which one is right, and a reason."""
    for question in lesson.questions:
        if not question.text:
            report.add(rules.QUESTION_EMPTY, question.line)
        low, high = OPTIONS
        if not low <= len(question.options) <= high:
            report.add(rules.OPTION_COUNT, question.line, count=len(question.options))
        right = sum(option.right for option in question.options)
        if question.options and right != 1:
            report.add(rules.RIGHT_COUNT, question.line, count=right)
        if not any(why.value for why in question.whys):
            line = question.whys[0].line if question.whys else question.line
            report.add(rules.WHY_MISSING, line)
        for why in question.whys[1:]:
            report.add(rules.WHY_TWICE, why.line)
        _check_options(question.options, lesson.unfinished, report)


def _check_options(options: Sequence[OptionDraft], unfinished: bool, report: Report) -> None:
    seen = set()
    for option in options:
        key = " ".join(option.text.split()).casefold().rstrip(".")
        if not key:
            report.add(rules.OPTION_EMPTY, option.line)
        elif key in seen and not unfinished:
            report.add(rules.OPTION_TWICE, option.line, text=option.text)
        seen.add(key)


def check_guessing(course: CourseDraft, lesson: LessonDraft, report: Report) -> None:
    """The right answer can't be told by its length, by its place, or by how many options there are."""
    if lesson.unfinished:
        return
    expected = _expected_options(course)
    for question in lesson.questions:
        count = len(question.options)
        if expected and OPTIONS[0] <= count <= OPTIONS[1] and count != expected:
            report.add(rules.OPTION_AUDIENCE, question.line, count=count, expected=expected)
        right = [option for option in question.options if option.right]
        others = [len(option.text) for option in question.options if not option.right]
        if len(right) == 1 and others and len(right[0].text) > LONGER_BY * max(others):
            report.add(rules.RIGHT_LONGEST, right[0].line)
    if _same_place(lesson):
        report.add(rules.RIGHT_PLACE, lesson.quiz_line)


def _expected_options(course: CourseDraft) -> int:
    """Three for citizens, four for officials, 0 where both learn or neither does."""
    groups = {group.value for group in course.audience}
    if "officials" in groups:
        return 0 if "citizens" in groups else 4
    return 3 if "citizens" in groups else 0


def _place(question: QuestionDraft) -> int | None:
    """0-based place of the only right option."""
    right = [place for place, option in enumerate(question.options) if option.right]
    return right[0] if len(right) == 1 else None


def _same_place(lesson: LessonDraft) -> bool:
    places = {_place(question) for question in lesson.questions}
    return len(lesson.questions) == len(QUESTIONS_PER_LESSON) and len(places) == 1 and None not in places


def check_running(course: CourseDraft, faults: Faults) -> None:
    """Through the whole course, the right option never stands at one place three times running."""
    running: list[int | None] = []
    for lesson in course.lessons:
        if lesson.unfinished or _same_place(lesson):  # the latter has its own warning
            running = []
            continue
        for question in lesson.questions:
            place = _place(question)
            running = [*running, place] if place is not None and running[-1:] == [place] else [place]
            if len(running) == 3 and place is not None:
                faults.of(lesson.path).add(rules.RIGHT_RUNNING, question.line, place=place + 1)
