"""`bdhvs courses export-lms`: a course as the LMS' own package."""

from __future__ import annotations

from pathlib import Path

import click

from ...catalog import lms
from ...catalog.package import package
from ...movement.errors import UnknownCourse
from ..console import out, write_file
from ..i18n import _
from ..installation import Installation
from . import base


@click.command(
    "export-lms",
    help=_(
        "Write a course as a package for Frappe LMS. It is imported there (from v2.52), also on a site without this "
        "app. COURSE is the course's id."
    ),
)
@click.argument("course_id", metavar=_("COURSE"))
@base.installed
@click.option(
    "-o",
    "--out",
    "file",
    type=click.Path(path_type=Path),
    metavar=_("FILE"),
    help=_("The zip file to write; otherwise COURSE.zip here."),
)
def export_lms(installation: Installation, course_id: str, file: Path | None) -> None:
    course = installation.catalog.course(course_id)
    if course is None:
        raise UnknownCourse(course=course_id)
    found = [path for name in lms.picture_names(course) if (path := installation.catalog.asset(course_id, name))]
    to = file or Path(f"{course_id}.zip")
    write_file(to, package(course, lms.pictures(course, found)))
    out(_("The course “{title}” is in {file}. In the LMS: Courses, then Import Course.", title=course.title, file=to))
