"""`bdhvs posters`: a course's lessons at units' places, in every form of the campaign."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Final

import click

from ...movement.address import printable
from ...movement.codes import CHANNELS, PosterCode
from ...movement.course import Course, Lesson
from ...movement.errors import NoPublicAddress, NotWritten, UnknownCourse, UnknownLesson
from ...movement.poster import Poster
from ...movement.records import day_of
from ...movement.store import Settings
from ...movement.units import WHOLE_PROVINCE, Unit
from ...printing import FORMS, Cut, make
from ...printing.kit import extension_of
from ..console import bar, note, out, write_file
from ..i18n import _, translate
from ..installation import Installation
from . import base

HERE: Final = "http://127.0.0.1:8300"
"""What a sample leads to while no public address is set: `bdhvs serve` on the same machine."""
ALL_FORMS: Final = "all"


def _channels() -> str:
    return ", ".join(f"{letter} {translate(name)}" for letter, name in CHANNELS.items())


def _forms() -> str:
    return "; ".join(f"{key}: {translate(form.name)}" for key, form in FORMS.items())


@click.command(help=_("Make posters and what else the campaign needs: one for each unit and lesson."))
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
    type=click.Choice([*FORMS, ALL_FORMS]),
    default="a4",
    show_default=True,
    help=_("{forms}; all: every one of them, into a folder.", forms=_forms()),
)
@click.option(
    "--channel",
    type=click.Choice(list(CHANNELS), case_sensitive=False),
    metavar=_("LETTER"),
    help=_("Where it hangs, a letter of the code: {channels}. Otherwise that of the format.", channels=_channels()),
)
@click.option(
    "--place",
    type=click.IntRange(1, 9999),
    default=1,
    show_default=True,
    metavar=_("NUMBER"),
    help=_("Which of the unit's places it is, so that scans can be told apart."),
)
@click.option("--bleed", is_flag=True, help=_("For a print shop: colour goes on 3 mm beyond the edge."))
@click.option("--marks", is_flag=True, help=_("For a print shop: marks that show where to cut."))
@click.option(
    "--out",
    "file",
    required=True,
    type=click.Path(path_type=Path),
    metavar=_("FILE"),
    help=_("The file to write: PDF; PNG, HTML or TXT, a zip where there are several of them. A folder for “all”."),
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
    fmt: str, channel: str | None, place: int, bleed: bool, marks: bool, file: Path, sample: bool,
) -> None:  # fmt: skip
    settings = installation.store.settings()
    found = installation.store.course(course)
    if found is None:
        raise UnknownCourse(course=course)
    chosen = _units(installation, units, all_units)
    address, sample = _address(settings, sample)
    taught = _lessons(found, lessons)

    def of(form: str) -> list[Poster]:
        letter = channel or FORMS[form].channel
        return [
            Poster(
                found, lesson, unit, PosterCode(unit.code, lesson.code, letter, place), address, sample or unit.sample
            )
            for unit, lesson in product(chosen, taught if lessons else _readable(form, taught))
        ]

    cut = Cut(bleed, marks)
    if fmt != ALL_FORMS:
        _write(installation, of(fmt), fmt, cut, file)
        return
    _folder(file)
    for form in FORMS:
        if sheets := of(form):
            _write(installation, sheets, form, cut, file / f"{form}.{extension_of(form, len(sheets))}")


def _readable(form: str, lessons: list[Lesson]) -> list[Lesson]:
    """The lessons of a whole course that can be made in a form: some have no words for the loudspeaker."""
    if form != "radio":
        return lessons
    silent = [lesson for lesson in lessons if not lesson.radio]
    if silent:
        note(_("Without words for the loudspeaker: {lessons}.", lessons=", ".join(lesson.code for lesson in silent)))
    return [lesson for lesson in lessons if lesson.radio]


def _write(installation: Installation, sheets: list[Poster], form: str, cut: Cut, file: Path) -> None:
    """UsageError: the file's name says that it is something else."""
    extension = extension_of(form, len(sheets))
    if file.suffix.lower() != f".{extension}":
        raise click.UsageError(_("The file will be a .{extension}; give it a name that ends so.", extension=extension))
    with bar(len(sheets), translate(FORMS[form].name)) as done:
        made = make(sheets, form, cut=cut, progress=done)
    write_file(file, made.content)
    if not any(sheet.sample for sheet in sheets):
        installation.scans.note_printed((str(sheet.code) for sheet in sheets), day_of(installation.clock()))
    out(_("{count} copies are in {file}.", count=made.count, file=file))


def _folder(path: Path) -> None:
    """NotWritten."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotWritten(file=str(path), why=error.strerror or "?") from None


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
