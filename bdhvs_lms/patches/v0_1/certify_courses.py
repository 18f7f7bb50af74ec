"""Courses from files are certified; one that was written in the LMS is once a manager says so."""

from ...province import rows


def execute() -> None:
    rows.write(f"UPDATE {rows.COURSE} SET certified = 1 WHERE source = 'Files' AND lms_course IS NOT NULL")
