"""What making a course can refuse; faults inside a course are not errors but `Fault`s."""

from __future__ import annotations

from ..movement.errors import N_, BdhvsError


class InvalidCourseId(BdhvsError):
    message = N_(
        "“{course}” can't be a course's id. Use small letters without accents, digits and single dashes, "
        "such as an-toan-tren-mang (at most 60 characters)."
    )


class InvalidTitle(BdhvsError):
    message = N_("The title “{title}” can't be used. Give one line of 1 to 120 characters.")


class CourseExists(BdhvsError):
    message = N_(
        "There is already something at {folder}; nothing was changed. Choose another id, or edit what is there."
    )


class CourseNotWritten(BdhvsError):
    message = N_("The course could not be written to {folder} ({why}). Choose a folder that you may write to.")


class TitleTwice(BdhvsError):
    message = N_("“{title}” is there twice in the course “{course}”; the LMS couldn't tell the two apart. Change one.")
