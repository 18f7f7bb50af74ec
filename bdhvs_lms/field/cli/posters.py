"""`bdhvs posters`: print-ready pages for a course's lessons at units' places."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from ...movement.address import printable
from ...movement.codes import CHANNELS, PosterCode
from ...movement.course import Course, Lesson
from ...movement.errors import NoPublicAddress, UnknownCourse, UnknownLesson
from ...movement.poster import Poster
from ...movement.records import day_of
from ...movement.store import Settings
from ...movement.units import WHOLE_PROVINCE, Unit
from ...printing.formats import FORMATS
from ...printing.posters import posters as print_posters
from ..console import bar, out, write_file
from ..i18n import _, translate
from ..installation import Installation
from . import base

HERE: Final = "http://127.0.0.1:8300"
"""What a sample leads to while no public address is set: `bdhvs serve` on the same machine."""
_USUAL_CHANNEL: Final = {"card": "T"}


def _channels() -> str:
    return ", ".join(f"{letter} {translate(name)}" for letter, name in CHANNELS.items())


@click.command(help=_("Write posters or table cards as PDF: a page for each unit and lesson."))
@base.installed
@click.option("--unit", "units", multiple=True, metavar=_("CODE"), help=_("A unit's code; may be given several times."))
@click.option("--all-units", is_flag=True, help=_("All communes and wards."))
@click.option(
    "--course", required=True, metavar=_("COURSE"), help=_("The course's id, as `bdhvs courses list` shows it.")
)
@click.option(
    "--lesson",
    "lessons",
    multiple=True,
    metavar=_("CODE"),
    help=_("A lesson's code; may be given several times. Otherwise all lessons of the course."),
)
@click.option(
    "--format",
    "fmt",
    type=click.Choice(list(FORMATS)),
    default="a4",
    show_default=True,
    help=_("a4 and a3 are posters, card is a table card."),
)
@click.option(
    "--channel",
    type=click.Choice(list(CHANNELS), case_sensitive=False),
    metavar=_("LETTER"),
    help=_("Where it hangs, a letter of the code: {channels}. Otherwise A, and T for cards.", channels=_channels()),
)
@click.option(
    "--place",
    type=click.IntRange(1, 9999),
    default=1,
    show_default=True,
    metavar=_("NUMBER"),
    help=_("Which of the unit's places it is, so that scans can be told apart."),
)
@click.option(
    "--out", "file", required=True, type=click.Path(path_type=Path), metavar=_("FILE"), help=_("The PDF file to write.")
)
@click.option(
    "--sample",
    is_flag=True,
    help=_(
        "Only for trying out: marked “MẪU”, needs no public address; until one is set, "
        "the QR leads to this machine at port 8300."
    ),
)
def posters(
    installation: Installation, units: tuple[str, ...], all_units: bool, course: str, lessons: tuple[str, ...],
    fmt: str, channel: str | None, place: int, file: Path, sample: bool,
) -> None:  # fmt: skip
    settings = installation.store.settings()
    found = installation.store.course(course)
    if found is None:
        raise UnknownCourse(course=course)
    chosen = _units(installation, units, all_units)
    address, sample = _address(settings, sample)
    letter = channel or _USUAL_CHANNEL.get(fmt, "A")
    sheets = [
        Poster(found, lesson, unit, PosterCode(unit.code, lesson.code, letter, place), address, sample or unit.sample)
        for unit in chosen
        for lesson in _lessons(found, lessons)
    ]
    with bar(len(sheets), _("Posters")) as done:
        content = print_posters(sheets, fmt, progress=done)
    write_file(file, content)
    if not any(sheet.sample for sheet in sheets):
        installation.scans.note_printed((str(sheet.code) for sheet in sheets), day_of(installation.clock()))
    out(_("{count} pages are in {file}.", count=len(sheets), file=file))


def _address(settings: Settings, sample: bool) -> tuple[str, bool]:
    """→ the address to print, and whether the sheets are samples. NoPublicAddress."""
    sample = sample or settings.sample
    if not sample and not printable(settings.public_address):
        raise NoPublicAddress
    return settings.public_address or HERE, sample


def _units(installation: Installation, codes: Sequence[str], all_units: bool) -> list[Unit]:
    if bool(codes) == all_units:
        raise click.UsageError(_("Say for which units: --unit CODE, or --all-units."))
    if all_units:
        return [unit for unit in installation.store.units() if unit.kind != WHOLE_PROVINCE and not unit.sample]
    return [base.unit_of(installation, code) for code in dict.fromkeys(codes)]


def _lessons(course: Course, codes: Sequence[str]) -> list[Lesson]:
    known = {lesson.code: lesson for lesson in course.lessons}
    for code in codes:
        if code.upper() not in known:
            raise UnknownLesson(lesson=code)
    return [known[code.upper()] for code in dict.fromkeys(codes)] if codes else list(course.lessons)
