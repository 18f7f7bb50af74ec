"""What must hold for lessons in other languages: known, declared, sound of bearable size, text that can be shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ..movement.languages import LANGUAGES
from . import check_body, rules
from .faults import Faults, Report
from .fields import near
from .source import VOICES, CourseDraft, LessonDraft

RECORDING_ADVISED: Final = 1536 * 1024
"""Bytes of a recording that a phone on a slow line still fetches: six minutes of speech at 32 kbit a second."""
_TEXT_CHECKS: Final[tuple[Callable[[CourseDraft, LessonDraft, Report], None], ...]] = (
    check_body.check_html,
    check_body.check_headings,
    check_body.check_links,
    check_body.check_pictures,
    check_body.check_notes,
)


def check_files(course: CourseDraft, faults: Faults) -> None:
    """Each file has a lesson that says of it who made it, and whose voice it is."""
    lessons = {lesson.path.name: lesson for lesson in course.lessons}
    for one in course.translations:
        report = faults.of(one.path)
        lesson = lessons.get(one.lesson)
        if one.language not in LANGUAGES:
            report.add(rules.LANGUAGE, 1, value=one.language, near=near(one.language, LANGUAGES))
        elif lesson is None:
            report.add(rules.TRANSLATION_ALONE, 1, lesson=one.lesson)
        elif lesson.readable and one.language not in {said.language.value for said in lesson.front.languages}:
            report.add(rules.TRANSLATION_UNDECLARED, 1, lesson=one.lesson, language=one.language)
        if one.is_recording and one.size > RECORDING_ADVISED:
            size, limit = (f"{number / 1024 / 1024:.1f}" for number in (one.size, RECORDING_ADVISED))
            report.add(rules.RECORDING_LARGE, 1, size=size, limit=limit)
        if one.text:
            for check in _TEXT_CHECKS:
                check(course, one.text, report)


def check_declared(course: CourseDraft, lesson: LessonDraft, report: Report) -> None:
    """What a lesson says of its languages is about files that are there; of a recording it says whose voice it is."""
    for said in lesson.front.languages:
        language, line = said.language.value, said.language.line
        files = [one for one in course.translations if (one.lesson, one.language) == (lesson.path.name, language)]
        if language not in LANGUAGES:
            report.add(rules.LANGUAGE, line, value=language, near=near(language, LANGUAGES))
        elif not files:
            report.add(rules.TRANSLATION_MISSING, line, language=language, lesson=lesson.path.stem)
        if said.voice and said.voice.value not in VOICES:
            report.add(rules.VOICE, said.voice.line, value=said.voice.value)
        elif said.voice is None and any(one.is_recording for one in files):
            report.add(rules.VOICE_MISSING, line, language=language)
