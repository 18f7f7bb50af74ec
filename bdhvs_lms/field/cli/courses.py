"""`bdhvs courses`: what there is, what is wrong with it, what it teaches; a new one, one to take elsewhere."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from ...catalog import (
    AWAITED,
    HOLE,
    TAUGHT,
    UNKNOWN,
    Catalog,
    Cell,
    Fault,
    Row,
    check_course_folder,
    check_folders,
    coverage,
    new_course,
    plan,
    skills_outside,
)
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
    for command in (list_courses, check, cover, new, export_lms):
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
        "this installation's own; FOLDER is a course, or holds several. Exit code 1 if something is wrong; with "
        "--strict also if there is only advice."
    )
)
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path), metavar=_("[FOLDER]…"))
@base.with_folder
@click.option("--strict", is_flag=True, help=_("Advice counts as wrong too."))
@base.json_option
def check(data: Path, folders: tuple[Path, ...], strict: bool, in_json: bool) -> None:
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
    if wrong or (strict and faults):
        click.get_current_context().exit(base.FAILED)


def _faults(folder: Path, today: date) -> list[Fault]:
    if (folder / "course.yaml").exists():
        return list(check_course_folder(folder, today, closely=True).faults)
    if not folder.is_dir() and folder.name != "courses":
        raise InvalidFile(file=str(folder), why="No such file or directory")
    return [fault for checked in check_folders([folder], today, closely=True) for fault in checked.faults]


def _faults_as_json(faults: list[Fault]) -> None:
    as_json(
        [
            {"file": str(fault.file), "line": fault.line, "level": fault.level, "message": fault.say(translate)}
            for fault in faults
        ]
    )


@click.command(
    "coverage",
    help=_(
        "Show what the courses teach, to whom, and what is missing. Each line is a point of the guideline or of a "
        "framework. Without FOLDER it looks at the bundled courses and this installation's own; FOLDER holds courses. "
        "Exit code 1 if there is a hole that an audience's courses should fill."
    ),
)
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path), metavar=_("[FOLDER]…"))
@base.with_folder
@click.option("--markdown", is_flag=True, help=_("Give the tables as Markdown, for the documentation."))
@base.json_option
def cover(data: Path, folders: tuple[Path, ...], markdown: bool, in_json: bool) -> None:
    courses = Catalog.load(folders or (BUNDLED_COURSES, data / "courses")).courses
    rows = coverage(courses)
    holes = sum(len(row.holes) for row in rows)
    if in_json:
        as_json([_row_as_json(row) for row in rows])
    elif markdown:
        _coverage_as_markdown(rows)
    else:
        for title, header, cells in _coverage_tables(rows):
            out(title)
            table(header, cells)
            out()
        out(_("{holes} holes.", holes=holes))
        if outside := skills_outside(courses):
            note(_("Skills of lessons that no line knows: {skills}", skills=", ".join(outside)))
    if holes:
        click.get_current_context().exit(base.FAILED)


def _row_as_json(row: Row) -> dict[str, object]:
    cells = {audience: {"state": cell.state, "lessons": list(cell.lessons)} for audience, cell in row.cells.items()}
    return {"list": row.frame.title, "id": row.item.id, "name": row.item.name, "audiences": cells}


def _coverage_tables(rows: tuple[Row, ...]) -> list[tuple[str, list[str], list[list[str]]]]:
    """(title, header, lines) of each list; the columns are the audiences that it concerns or that learn it."""
    tables = []
    for frame in dict.fromkeys(row.frame for row in rows):
        mine = [row for row in rows if row.frame == frame]
        shown = [one for one in plan().audiences if any(_said(row.cells[one.id]) for row in mine)]
        header = [_("No."), _("What is to be taught"), *(one.name for one in shown)]
        lines = [[row.item.id, row.item.name, *(_said(row.cells[one.id]) for one in shown)] for row in mine]
        tables.append((frame.title, header, lines))
    return tables


def _said(cell: Cell) -> str:
    if cell.state == TAUGHT:
        return " ".join(cell.lessons)
    return {
        HOLE: _("HOLE"),
        AWAITED: _("waiting for its courses"),
        UNKNOWN: _("text not opened yet"),
    }.get(cell.state, "")


def _coverage_as_markdown(rows: tuple[Row, ...]) -> None:
    strengths = {
        "official": _("read in the text itself"),
        "press": _("by newspapers"),
        "second": _("second-hand"),
        "course": _("as the courses' authors read it"),
    }
    frames = dict.fromkeys(row.frame for row in rows)
    out("# " + _("What the courses teach"))
    out("\n" + _("Written by the command: bdhvs courses coverage --markdown courses. Don't edit it by hand."))
    for frame, (title, header, lines) in zip(frames, _coverage_tables(rows), strict=True):
        out(f"\n## {title}\n")
        out(_("Source: {source} ({strength}).", source=frame.source, strength=strengths[frame.strength]) + "\n")
        for line in (header, ["---"] * len(header), *lines):
            out("| " + " | ".join(cell or "–" for cell in line) + " |")


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
