"""`bdhvs courses`: what there is, what is wrong with it, a new one to fill in, one to take elsewhere."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from ...catalog import Fault, check_course_folder, check_folders, new_course
from ...movement.course import Course
from ...movement.errors import InvalidFile
from ...movement.records import day_of
from ..console import as_json, note, out, table
from ..i18n import _, translate
from ..installation import BUNDLED_COURSES, Installation, utc_now
from . import base
from .export_lms import export_lms


def add_to(root: click.Group) -> None:
    courses = base.group(root, "courses", _("Courses kept as files: list them, check them, start a new one."))
    for command in (list_courses, check, new, export_lms):
        courses.add_command(command)


@click.command("list", help=_("List the courses and their lessons."))
@base.installed
@base.json_option
def list_courses(installation: Installation, in_json: bool) -> None:
    warn_of_faults(installation)
    courses = installation.catalog.courses
    if in_json:
        _courses_as_json(courses)
        return
    header = (_("Course"), _("Lesson"), _("Title"), _("Minutes"))
    rows: list[tuple[object, ...]] = []
    for course in courses:
        rows.append((course.id, "", course.title, sum(lesson.minutes for lesson in course.lessons)))
        rows += [("", lesson.code, lesson.title, lesson.minutes) for lesson in course.lessons]
    table(header, rows)


def warn_of_faults(installation: Installation) -> None:
    """Says on stderr that courses were left out, and where to read why."""
    if wrong := sum(fault.is_error for fault in installation.catalog.faults):
        note(
            _(
                "There are {count} errors in the courses; a course with an error is left out. "
                "See them with: bdhvs courses check",
                count=wrong,
            )
        )


def _courses_as_json(courses: tuple[Course, ...]) -> None:
    as_json(
        [
            {
                "id": course.id, "title": course.title, "audience": list(course.audience), "version": course.version,
                "lessons": [
                    {"code": lesson.code, "id": lesson.id, "title": lesson.title, "minutes": lesson.minutes}
                    for lesson in course.lessons
                ],
            }
            for course in courses
        ]
    )  # fmt: skip


@click.command(
    help=_(
        "Check courses: every fault with file, line and what to do. Without FOLDER it checks the bundled courses and "
        "this installation's own; FOLDER is a course, or holds several. Exit code 1 if something is wrong."
    )
)
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path), metavar=_("[FOLDER]…"))
@base.with_folder
@base.json_option
def check(data: Path, folders: tuple[Path, ...], in_json: bool) -> None:
    today = day_of(utc_now())
    faults = [fault for folder in folders or (BUNDLED_COURSES, data / "courses") for fault in _faults(folder, today)]
    wrong = sum(fault.is_error for fault in faults)
    if in_json:
        _faults_as_json(faults)
    else:
        for fault in faults:
            level = _("error") if fault.is_error else _("advice")
            out(f"{fault.where}: {level}: {fault.say(translate)}")
        out(_("{errors} errors, {advice} pieces of advice.", errors=wrong, advice=len(faults) - wrong))
    if wrong:
        click.get_current_context().exit(base.FAILED)


def _faults(folder: Path, today: date) -> list[Fault]:
    if (folder / "course.yaml").exists():
        return list(check_course_folder(folder, today).faults)
    if not folder.is_dir() and folder.name != "courses":
        raise InvalidFile(file=str(folder), why="No such file or directory")
    return [fault for checked in check_folders([folder], today) for fault in checked.faults]


def _faults_as_json(faults: list[Fault]) -> None:
    as_json(
        [
            {"file": str(fault.file), "line": fault.line, "level": fault.level, "message": fault.say(translate)}
            for fault in faults
        ]
    )


@click.command(help=_("Start a new course: a folder with everything to fill in. ID is like an-toan-tren-mang."))
@click.argument("course_id", metavar="ID")
@base.with_folder
@click.option("--title", required=True, metavar=_("TITLE"), help=_("The course's title, as learners see it."))
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    metavar=_("FOLDER"),
    help=_("Where the course's folder is made; otherwise with this installation's own courses."),
)
def new(data: Path, course_id: str, title: str, into: Path | None) -> None:
    made = new_course(into or data / "courses", course_id, title)
    out(_("The course is begun in {folder}. Fill it in, then run: bdhvs courses check {folder}", folder=made))
