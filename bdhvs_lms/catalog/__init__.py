"""Reads, checks and renders courses that are kept as files."""

from .check import Checked, check_course_folder, check_folders
from .collection import Catalog
from .coverage import AWAITED, HOLE, TAUGHT, UNKNOWN, Cell, Row, coverage, plan, skills_outside
from .errors import CourseExists, CourseNotWritten, InvalidCourseId, InvalidTitle
from .faults import ERROR, WARNING, Fault
from .markdown import FILE_ADDRESS, LESSON_ADDRESS, render
from .scaffold import new_course
from .source import AUDIENCES, ICONS

__all__ = [
    "AUDIENCES",
    "AWAITED",
    "ERROR",
    "FILE_ADDRESS",
    "HOLE",
    "ICONS",
    "LESSON_ADDRESS",
    "TAUGHT",
    "UNKNOWN",
    "WARNING",
    "Catalog",
    "Cell",
    "Checked",
    "CourseExists",
    "CourseNotWritten",
    "Fault",
    "InvalidCourseId",
    "InvalidTitle",
    "Row",
    "check_course_folder",
    "check_folders",
    "coverage",
    "new_course",
    "plan",
    "render",
    "skills_outside",
]
