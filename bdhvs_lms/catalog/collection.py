"""The courses of an installation: the bundled ones and its own, loaded once, asked often."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from ..movement.course import Course, Lesson
from .check import check_folders
from .faults import Fault
from .read import IMAGE_FOLDER
from .source import IMAGE_FILE, RECORDING_FILE


@dataclass(frozen=True, slots=True)
class Catalog:
    """Immutable. courses: by order and title. faults: of every file looked at, also of courses left out."""

    courses: tuple[Course, ...]
    faults: tuple[Fault, ...]
    _folders: Mapping[str, Path]
    _courses: Mapping[str, Course]
    _lessons: Mapping[str, tuple[Course, Lesson]]

    @classmethod
    def load(cls, folders: Iterable[Path], today: date | None = None) -> Catalog:
        """Reads the courses in `folders`; one in a later folder replaces one with the same id in an earlier.

        A course with an error is left out, and so never hides a sound one that it would have replaced. today: see
        `check_folders`; servers leave it out, since a laptop whose clock is wrong must not lose its courses.
        """
        checked = check_folders(tuple(folders), today)
        found = {one.course.id: (one.course, one.folder) for one in checked if one.course}
        courses = sorted((course for course, _ in found.values()), key=lambda course: (course.order, course.title))
        lessons = {lesson.code: (course, lesson) for course in courses for lesson in course.lessons}
        return cls(
            tuple(courses),
            tuple(fault for one in checked for fault in one.faults),
            MappingProxyType({course_id: folder for course_id, (_, folder) in found.items()}),
            MappingProxyType({course.id: course for course in courses}),
            MappingProxyType(lessons),
        )

    def course(self, course_id: str) -> Course | None:
        return self._courses.get(course_id)

    def lesson(self, code: str) -> tuple[Course, Lesson] | None:
        """By the code that posters carry, as `movement.codes` gives it (upper case)."""
        return self._lessons.get(code)

    def asset(self, course_id: str, name: str) -> Path | None:
        """A picture or recording of a course, None unless it is a plain file that really lies where those lie."""
        folder = self._folders.get(course_id)
        is_picture, is_recording = IMAGE_FILE.fullmatch(name), RECORDING_FILE.fullmatch(name)
        if folder is None or not (is_picture or is_recording):
            return None
        try:
            place = folder.resolve() / IMAGE_FOLDER if is_picture else folder.resolve()
            path = (place / name).resolve()
            return path if path.parent == place and path.is_file() else None
        except (OSError, RuntimeError):
            return None
