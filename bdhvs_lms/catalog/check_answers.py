"""What must not give a right answer away: its place, its length, or the words of another question."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from . import rules
from .faults import Faults, Report
from .source import CourseDraft, LessonDraft, OptionDraft, QuestionDraft

ENOUGH_QUESTIONS: Final = 10
"""Of a course, before it can be said whether something is regular."""
SHARE: Final = (0.5, 1.5)
"""Times its even share that a place may hold the right option."""
UNEVEN: Final = (1.6, 12)
"""The longest option is too long when it is more than this factor, and this many characters, above the shortest."""
RUN: Final = 4
"""Words in a row, little ones not counted, that two questions may not share."""

_WORD: Final = re.compile(r"\w+")
_LITTLE_WORDS: Final = """
    anh bà bác bạn bị các cho chị chứ con có cô của cái dì do em gì hay họ hoặc khi không là lại lên mà mình một
    mọi này nào nên nếu những nó nữa ông ở phải ra rồi sang sẽ thì theo trên trong và vào về vì vẫn với xuống ấy
    đang đã đâu đây để đến đi đó được
"""
_LITTLE: Final = frozenset(_LITTLE_WORDS.split())


def check_spread(course: CourseDraft, faults: Faults) -> None:
    """Through the course, right options stand at each place about equally often; questions count by their options."""
    places: dict[int, Counter[int]] = {}
    for question in _sound(course):
        places.setdefault(len(question.options), Counter())[_right(question)] += 1
    for options, counted in places.items():
        total = counted.total()
        low, high = (round(share * total / options) for share in SHARE)
        for place in range(options) if total >= ENOUGH_QUESTIONS else ():
            if not low <= counted[place] <= high:
                faults.of(course.file).add(
                    rules.RIGHT_SPREAD, 1, place=place + 1, count=counted[place], total=total, low=low, high=high
                )


def check_longest(course: CourseDraft, faults: Faults) -> None:
    """Who always takes the longest option, or always the shortest, doesn't pass."""
    questions = _sound(course)
    if len(questions) < ENOUGH_QUESTIONS:
        return
    for rule, times in ((rules.RIGHT_OFTEN_LONGEST, 1), (rules.RIGHT_OFTEN_SHORTEST, -1)):
        count = sum(_stands_out(question, times) for question in questions)
        if count * 2 > len(questions):
            faults.of(course.file).add(rule, 1, count=count, total=len(questions))


def _stands_out(question: QuestionDraft, times: int) -> bool:
    """Whether the right option is longer (times 1) or shorter (times -1) than every other."""
    lengths = [times * len(option.text) for option in question.options]
    right = lengths.pop(_right(question))
    return right > max(lengths)


def _sound(course: CourseDraft) -> list[QuestionDraft]:
    """The questions with one right option among several."""
    return [
        question
        for lesson in course.lessons
        for question in ([] if lesson.unfinished else lesson.questions)
        if len(question.options) > 1 and sum(option.right for option in question.options) == 1
    ]


def _right(question: QuestionDraft) -> int:
    return next(place for place, option in enumerate(question.options) if option.right)


def check_lengths(course: CourseDraft, lesson: LessonDraft, report: Report) -> None:
    """The options of a question are of like length."""
    factor, characters = UNEVEN
    for question in lesson.questions:
        lengths = [len(option.text) for option in question.options] or [0]
        low, high = min(lengths), max(lengths)
        if high > factor * low and high - low >= characters:
            report.add(rules.OPTIONS_UNEVEN, question.line, low=low, high=high)


def check_given_away(course: CourseDraft, lesson: LessonDraft, report: Report) -> None:
    """No question says what is the right option of another on the same page."""
    for place, question in enumerate(lesson.questions, start=1):
        right = next((option for option in question.options if option.right), None)
        if right is None or lesson.unfinished:
            continue
        telling = _telling(question, right)
        for other, asked in enumerate(lesson.questions, start=1):
            said = telling & _runs(_words(asked.text), _length(right))
            for run in sorted(said)[:1] if other != place else ():
                report.add(rules.GIVEN_AWAY, right.line, other=other, words=" ".join(run))


def _telling(question: QuestionDraft, right: OptionDraft) -> set[tuple[str, ...]]:
    """The runs of words that stand in the right option alone: not in the question, nor in a wrong option."""
    length = _length(right)
    elsewhere = [question.text, *(option.text for option in question.options if not option.right)]
    return _runs(_words(right.text), length).difference(*(_runs(_words(text), length) for text in elsewhere))


def _length(right: OptionDraft) -> int:
    """How many words in a row tell the option: `RUN`, or all of a shorter one, but never a single word."""
    return max(2, min(RUN, len(_words(right.text))))


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text.casefold()) if word not in _LITTLE]


def _runs(words: Sequence[str], length: int) -> set[tuple[str, ...]]:
    return set(_each_run(words, length))


def _each_run(words: Sequence[str], length: int) -> Iterator[tuple[str, ...]]:
    for start in range(len(words) - length + 1):
        yield tuple(words[start : start + length])
