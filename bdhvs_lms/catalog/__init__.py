"""Reads, checks and renders courses that are kept as files."""

from .check import Checked, check_course_folder, check_folders
from .collection import Catalog
from .errors import CourseExists, CourseNotWritten, InvalidCourseId, InvalidTitle
from .faults import ERROR, WARNING, Fault
from .markdown import FILE_ADDRESS, LESSON_ADDRESS, render
from .scaffold import new_course
from .source import AUDIENCES, ICONS

__all__ = [
    "AUDIENCES",
    "ERROR",
    "FILE_ADDRESS",
    "ICONS",
    "LESSON_ADDRESS",
    "WARNING",
    "Catalog",
    "Checked",
    "CourseExists",
    "CourseNotWritten",
    "Fault",
    "InvalidCourseId",
    "InvalidTitle",
    "check_course_folder",
    "check_folders",
    "new_course",
    "render",
]
