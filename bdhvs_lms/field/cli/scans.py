"""`bdhvs scans`: how often each poster's code was scanned on each day."""

from __future__ import annotations

from dataclasses import asdict
from typing import Final

import click

from ...movement.codes import CHANNELS, PosterCode
from ...movement.errors import N_
from ...movement.tables import write_csv
from ..console import as_json, table
from ..i18n import _, translate
from ..installation import Installation
from ..scans import ScanCount
from . import base

_COLUMNS: Final = (
    N_("Poster code"), N_("Day"), N_("People"), N_("Automatic visits"), N_("Unit code"), N_("Unit"), N_("Lesson"),
    N_("Channel"), N_("Place number"),
)  # fmt: skip


@click.command(
    help=_("Show how often each poster was scanned on each day, programs apart from people. Nobody's phone is kept.")
)
@base.installed
@click.option("--unit", metavar=_("CODE"), help=_("Only posters of this unit."))
@click.option("--csv", "in_csv", is_flag=True, help=_("Give the table as CSV, for spreadsheets."))
@base.json_option
def scans(installation: Installation, unit: str | None, in_csv: bool, in_json: bool) -> None:
    if in_csv and in_json:
        raise click.UsageError(_("Choose one of --csv and --json."))
    only = base.unit_of(installation, unit).code if unit else None
    counts = [(one, PosterCode.parse(one.code)) for one in installation.scans.counts()]
    found = [_plain(installation, count, code) for count, code in counts if only in (None, code.unit)]
    if in_json:
        as_json(found)
        return
    samples = base.samples(installation)
    header = [translate(column) for column in _COLUMNS]
    rows = [
        (one["code"], one["day"], one["people"], one["bots"], one["unit"],
         base.marked(str(one["unit_label"]), samples(str(one["unit"]))), one["lesson_title"] or one["lesson"],
         translate(CHANNELS[str(one["channel"])]), one["place"])
        for one in found
    ]  # fmt: skip
    if in_csv:
        click.echo(write_csv(header, rows), nl=False)
    else:
        table(header, rows)


def _plain(installation: Installation, count: ScanCount, code: PosterCode) -> dict[str, object]:
    """A unit or lesson that is here no longer has no name."""
    unit, found = installation.store.unit(code.unit), installation.store.lesson(code.lesson)
    return {
        **asdict(count), "unit": code.unit, "unit_label": unit.label if unit else "",
        "course": found[0].id if found else "", "lesson": code.lesson,
        "lesson_title": found[1].title if found else "", "channel": code.channel, "place": code.place,
    }  # fmt: skip
