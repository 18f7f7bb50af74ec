"""How courses are worded: short sentences, one word for one thing, right spelling. Every rule here is advice."""

from __future__ import annotations

from itertools import chain
from typing import Final

from . import prose, rules
from .faults import Faults, Report
from .glossary import glossary
from .prose import Piece
from .source import CourseDraft, LessonDraft
from .spelling import WORDS_FILE, accent_first, is_known, near, spots, words_of

SENTENCE: Final = {"officials": 35}
SENTENCE_OTHERS: Final = 28
"""Words (syllables) of a sentence by audience, the most that is heard in one breath."""
RADIO: Final = (150, 250)
"""Words of a text for 60 to 90 seconds of a loudspeaker, at 2.5 to 2.8 words a second; chosen, not measured."""


def check_sentences(course: CourseDraft, lesson: LessonDraft, report: Report) -> None:
    """Sentences are short; a course for several audiences is written for the one that reads least."""
    limit = min((SENTENCE.get(group.value, SENTENCE_OTHERS) for group in course.audience), default=SENTENCE_OTHERS)
    for piece in chain(prose.body(lesson), prose.quiz(lesson), prose.radio(lesson)):
        for line, sentence in piece.sentences():
            count = prose.words_in(sentence)
            if count > limit:
                report.add(rules.SENTENCE_LONG, line, count=count, limit=limit, text=sentence)


def check_radio(course: CourseDraft, lesson: LessonDraft, report: Report) -> None:
    """The words for loudspeakers last 60 to 90 seconds."""
    low, high = RADIO
    if spoken := lesson.front.radio:
        count = prose.words_in(spoken.value)
        if not low <= count <= high:
            report.add(rules.RADIO_LENGTH, spoken.line, count=count, low=low, high=high)


def check_course_words(course: CourseDraft, faults: Faults) -> None:
    """course.yaml keeps to the glossary and to the dictionary."""
    listed = words_of(course.folder.parent)
    for piece in prose.of_course(course):
        _check(piece, listed, faults.of(course.file))


def check_words(course: CourseDraft, lesson: LessonDraft, report: Report) -> None:
    """So does a lesson."""
    listed = words_of(course.folder.parent)
    for piece in prose.of_lesson(lesson):
        _check(piece, listed, report)


def _check(piece: Piece, listed: frozenset[str], report: Report) -> None:
    told: set[int] = set()
    for place, form, term in glossary().spots(piece.wording):
        told.update(range(place, place + len(form)))
        if piece.unquoted[place] != " ":
            report.add(rules.TERM, piece.line_of(place), form=form, use=term.use, why=term.why)
    for place, word in spots(piece.wording):
        line = piece.line_of(place)
        if place in told:
            continue
        if not is_known(word, listed):
            report.add(rules.SPELLING, line, word=word, near=", ".join(near(word, listed)) or "–", list=WORDS_FILE)
        elif word not in listed and (better := accent_first(word.casefold())) != word.casefold():
            report.add(rules.ACCENT_PLACE, line, word=word, better=better)
