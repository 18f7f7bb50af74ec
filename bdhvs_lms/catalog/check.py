"""Checks courses. Reading finds faults of form; the functions listed here find the rest, one concern each.

A new concern is a new function in one of the lists. Those of `CLOSE_…` give advice alone and are looked at only where
somebody asks (`bdhvs courses check`), so that a server starts without reading dictionaries.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from stat import S_ISLNK
from typing import Final

from ..movement.course import Course
from . import check_answers, check_body, check_course, check_languages, check_quiz, check_wording, rules
from .faults import Fault, Faults, Report
from .read import build, read
from .source import CourseDraft, LessonDraft

__all__ = ["Checked", "Fault", "check_course_folder", "check_folders"]

COURSE_CHECKS: Final[tuple[Callable[[CourseDraft, Faults], None], ...]] = (
    check_course.check_identity,
    check_course.check_audience,
    check_course.check_skills,
    check_course.check_sources,
    check_course.check_order_of_days,
    check_course.check_numbers,
    check_body.check_unused_pictures,
    check_quiz.check_running,
    check_languages.check_files,
)
LESSON_CHECKS: Final[tuple[Callable[[CourseDraft, LessonDraft, Report], None], ...]] = (
    check_course.check_front,
    check_languages.check_declared,
    check_body.check_text,
    check_body.check_html,
    check_body.check_headings,
    check_body.check_links,
    check_body.check_pictures,
    check_body.check_notes,
    check_quiz.check_questions,
    check_quiz.check_each_question,
    check_quiz.check_guessing,
)
CLOSE_COURSE_CHECKS: Final[tuple[Callable[[CourseDraft, Faults], None], ...]] = (
    check_answers.check_spread,
    check_answers.check_longest,
    check_wording.check_course_words,
)
CLOSE_LESSON_CHECKS: Final[tuple[Callable[[CourseDraft, LessonDraft, Report], None], ...]] = (
    check_answers.check_lengths,
    check_answers.check_given_away,
    check_wording.check_sentences,
    check_wording.check_radio,
    check_wording.check_words,
)


@dataclass(frozen=True, slots=True)
class Checked:
    """course: None when a fault is an error. folder: where it was read."""

    folder: Path
    course: Course | None
    faults: tuple[Fault, ...]


@dataclass(slots=True)
class _Candidate:
    """course: None when it has an error already by itself."""

    draft: CourseDraft
    faults: Faults
    course: Course | None

    @property
    def sound(self) -> bool:
        return not self.faults.any_error

    def copied(self) -> _Candidate:
        """With faults of its own, for what the courses beside it add."""
        return replace(self, faults=self.faults.copied())


_Stamp = tuple[tuple[str, int, int, int, int], ...]
_EXAMINED: Final[dict[tuple[Path, date | None, bool], tuple[_Stamp, _Candidate]]] = {}
_KEPT: Final = 64
"""Courses that a process remembers, so that a server or a command which loads them again doesn't read them again."""
_SETTLED: Final = 2
"""Seconds after which a file's time tells whether it was changed once more; before that nothing is remembered."""


def check_course_folder(folder: Path, today: date | None = None, *, closely: bool = False) -> Checked:
    """Checks one course by itself. today: the day after which no date may lie; None leaves that out.

    closely: also how it is worded and whether answers can be guessed.
    """
    candidate = _examine(folder, today, closely)
    _check_codes([candidate])
    return _checked(candidate)


def check_folders(folders: Sequence[Path], today: date | None = None, *, closely: bool = False) -> tuple[Checked, ...]:
    """Checks the courses in `folders`, in this order, also against one another: ids and codes are taken once.

    A course in a later folder replaces the one with the same id in an earlier folder, and may take its codes.
    A folder that isn't there holds no courses. today, closely: as `check_course_folder`.
    """
    candidates = [_examine(course, today, closely) for folder in folders for course in _course_folders(folder)]
    _check_ids(candidates)
    _check_codes(candidates)
    return tuple(_checked(candidate) for candidate in candidates)


def _course_folders(folder: Path) -> Iterator[Path]:
    """The courses' folders by name; names that begin with “.” or “_” and plain files are no courses."""
    try:
        entries = sorted(entry for entry in folder.iterdir() if not entry.name.startswith((".", "_")))
    except OSError:
        return
    yield from (entry for entry in entries if entry.is_dir())


def _examine(folder: Path, today: date | None, closely: bool) -> _Candidate:
    key, stamp = (folder, today, closely), _stamp(folder)
    if stamp and (known := _EXAMINED.get(key)) and known[0] == stamp:
        return known[1].copied()
    candidate = _examined(folder, today, closely)
    if stamp and stamp == _stamp(folder):
        if len(_EXAMINED) >= _KEPT:
            _EXAMINED.clear()
        _EXAMINED[key] = stamp, candidate.copied()
    return candidate


def _stamp(folder: Path) -> _Stamp:
    """What changes with a course's files; () where that can't be told: links, unreadable folders, changed just now."""
    stamp = []
    try:
        for parent, _, names in os.walk(folder):
            for path in (Path(parent), *(Path(parent, name) for name in names)):
                told = path.lstat()
                if S_ISLNK(told.st_mode):
                    return ()
                stamp.append((str(path), told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns))
    except OSError:
        return ()
    latest = max((max(one[-2:]) for one in stamp), default=0)
    return tuple(sorted(stamp)) if latest < (time.time() - _SETTLED) * 1e9 else ()


def _examined(folder: Path, today: date | None, closely: bool) -> _Candidate:
    faults = Faults()
    draft = read(folder, faults)
    for check in COURSE_CHECKS + (CLOSE_COURSE_CHECKS if closely else ()):
        check(draft, faults)
    for lesson in draft.lessons:
        for check_lesson in LESSON_CHECKS + (CLOSE_LESSON_CHECKS if closely else ()) if lesson.readable else ():
            check_lesson(draft, lesson, faults.of(lesson.path))
    if today:
        check_course.check_days(draft, faults, today)
    return _Candidate(draft, faults, None if faults.any_error else build(draft))


def _check_ids(candidates: Sequence[_Candidate]) -> None:
    """Within one folder of courses an id is taken once, first by the course whose folder has that name."""
    owners: dict[tuple[Path, str], Path] = {}
    for candidate in sorted(candidates, key=lambda candidate: not candidate.sound):
        course = candidate.draft
        if course.id is None:
            continue
        owner = owners.setdefault((course.folder.parent, course.id.value), course.folder)
        if owner != course.folder:
            candidate.faults.of(course.file).add(rules.ID_TWICE, course.id.line, id=course.id.value, other=owner.name)


def _check_codes(candidates: Sequence[_Candidate]) -> None:
    """A lesson's code is taken once. Sound courses come first, so that a broken one never takes a code from them."""
    owners: dict[str, LessonDraft] = {}
    for candidate in sorted(candidates, key=lambda candidate: not candidate.sound):
        for lesson in candidate.draft.lessons:
            code = lesson.front.code
            if code is None:
                continue
            owner = owners.setdefault(code.value, lesson)
            replaced = owner.path.parent != lesson.path.parent and owner.path.parent.name == lesson.path.parent.name
            if owner is not lesson and not replaced:
                other = f"{owner.path.parent.name}/{owner.path.name}"
                candidate.faults.of(lesson.path).add(rules.CODE_TWICE, code.line, code=code.value, other=other)


def _checked(candidate: _Candidate) -> Checked:
    course = candidate.course if candidate.sound else None
    return Checked(candidate.draft.folder, course, candidate.faults.sorted())
