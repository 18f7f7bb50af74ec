"""What must hold for course.yaml and for the lessons taken together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from ..movement.codes import LESSON_CODE
from . import rules
from .faults import Faults, Report
from .fields import near
from .source import AUDIENCES, ICONS, SLUG, At, CourseDraft, LessonDraft, SourceDraft
from .texts import PLACEHOLDER

_URL: Final = re.compile(r"https?://[^\s/?#@\\<>\"']+(?:[/?#][^\s\\<>\"]*)?")


def check_identity(course: CourseDraft, faults: Faults) -> None:
    """The folder's name is an id, and the same as the id inside."""
    folder = course.folder.name
    report = faults.of(course.file)
    if not SLUG.fullmatch(folder):
        report.add(rules.FOLDER_NAME, 1, name=folder)
    if course.id and course.id.value != folder:
        report.add(rules.ID_NOT_FOLDER, course.id.line, id=course.id.value, folder=folder)


def check_audience(course: CourseDraft, faults: Faults) -> None:
    """Only the groups that the movement counts."""
    for group in course.audience:
        if group.value not in AUDIENCES:
            faults.of(course.file).add(rules.AUDIENCE, group.line, value=group.value, near=near(group.value, AUDIENCES))


def check_skills(course: CourseDraft, faults: Faults) -> None:
    """Skills have an id, and a lesson covers each."""
    report = faults.of(course.file)
    _check_ids([skill.id for skill in course.skills], report)
    used = {name.value for lesson in course.lessons for name in lesson.front.skills}
    for skill in course.skills:
        if skill.id.value not in used and course.all_read:
            report.add(rules.SKILL_UNUSED, skill.id.line, id=skill.id.value)


def check_sources(course: CourseDraft, faults: Faults) -> None:
    """Sources have an id and a place, and a lesson uses each."""
    report = faults.of(course.file)
    _check_ids([source.id for source in course.sources], report)
    used = {name.value for lesson in course.lessons for name in lesson.front.sources}
    for source in course.sources:
        if not source.placed:
            report.add(rules.SOURCE_PLACE, source.id.line, id=source.id.value)
        if source.url and not _URL.fullmatch(source.url.value):
            report.add(rules.SOURCE_URL, source.url.line, url=source.url.value)
        if source.id.value not in used and course.all_read:
            report.add(rules.SOURCE_UNUSED, source.id.line, id=source.id.value)


def _check_ids(ids: Sequence[At[str]], report: Report) -> None:
    for name in ids:
        if not SLUG.fullmatch(name.value) and not PLACEHOLDER.search(name.value):
            report.add(rules.SHORT_ID, name.line, id=name.value)


def check_days(course: CourseDraft, faults: Faults, today: date) -> None:
    """No source is dated or read after today."""
    report = faults.of(course.file)
    for source in course.sources:
        for day in (source.dated, source.read):
            if day and day.value > today:
                report.add(rules.DATE_FUTURE, day.line, value=day.value.isoformat())


def check_order_of_days(course: CourseDraft, faults: Faults) -> None:
    """A text can't be read before it is dated."""
    for source in course.sources:
        if source.dated and source.read and source.dated.value > source.read.value:
            _late(source, source.dated, faults.of(course.file))


def _late(source: SourceDraft, dated: At[date], report: Report) -> None:
    report.add(rules.DATE_AFTER_READ, dated.line, id=source.id.value)


def check_numbers(course: CourseDraft, faults: Faults) -> None:
    """Lessons are numbered 01, 02, 03 … and each has its own name."""
    if not course.lessons:
        faults.of(course.file).add(rules.NO_LESSONS, 1)
    by_number: dict[int, LessonDraft] = {}
    by_id: dict[str, LessonDraft] = {}
    for lesson in course.lessons:
        report, expected = faults.of(lesson.path), max(by_number, default=0) + 1
        taken = by_number.setdefault(lesson.number, lesson)
        if taken is not lesson:
            report.add(rules.NUMBER_TWICE, 1, number=f"{lesson.number:02}", other=taken.path.name)
        elif lesson.number != expected:
            report.add(rules.NUMBER_GAP, 1, number=f"{lesson.number:02}", expected=f"{expected:02}")
        if (taken := by_id.setdefault(lesson.id, lesson)) is not lesson:
            report.add(rules.LESSON_ID_TWICE, 1, name=lesson.id, other=taken.path.name)


def check_front(course: CourseDraft, lesson: LessonDraft, report: Report) -> None:
    """A lesson's code, steps, sources and skills."""
    front = lesson.front
    if front.code and not LESSON_CODE.fullmatch(front.code.value):
        report.add(rules.CODE, front.code.line, code=front.code.value)
    elif front.code and front.code.value[0].isdigit():
        report.add(rules.CODE_DIGIT, front.code.line, code=front.code.value)
    if front.steps and len(front.steps.value) != 3:
        report.add(rules.STEPS_COUNT, front.steps.line, count=len(front.steps.value))
    for step in front.steps.value if front.steps else ():
        if step.icon and step.icon.value not in ICONS:
            report.add(rules.ICON, step.icon.line, icon=step.icon.value, near=near(step.icon.value, ICONS))
    if not course.readable:
        return
    sources = [source.id.value for source in course.sources]
    for name in front.sources:
        if name.value not in sources:
            report.add(rules.SOURCE_UNKNOWN, name.line, id=name.value, near=near(name.value, sources))
    skills = [skill.id.value for skill in course.skills]
    for name in front.skills:
        if name.value not in skills:
            report.add(rules.SKILL_UNKNOWN, name.line, id=name.value, near=near(name.value, skills))
