"""`bdhvs progress`: the board as a table, CSV or JSON."""

from __future__ import annotations

import click

from ...movement.board import COLUMNS, Row, board, cells, offered
from ...movement.errors import UnknownTarget
from ...movement.tables import write_csv
from ...movement.targets import WAY_NAMES, WAYS, Target
from ..console import as_json, out, plain, table
from ..i18n import _, translate
from ..installation import Installation
from . import base


@click.command(help=_("Show the board: who is where against the targets. Totals by unit, no names."))
@base.installed
@base.year_option
@click.option("--target", metavar=_("TARGET"), help=_("Only this target; `bdhvs targets list` shows their ids."))
@click.option("--csv", "in_csv", is_flag=True, help=_("Give the table as CSV, for spreadsheets."))
@base.json_option
def progress(installation: Installation, year: int | None, target: str | None, in_csv: bool, in_json: bool) -> None:
    if in_csv and in_json:
        raise click.UsageError(_("Choose one of --csv and --json."))
    year = year or base.this_year(installation)
    boards = _boards(installation, year, target)
    rows = [row for _target, part in boards for row in part]
    if in_json:
        as_json([_plain(row) for row in rows])
    elif in_csv:
        _as_csv(installation, rows, year)
    else:
        for one, part in boards:
            _show(installation, one, part)


def _boards(installation: Installation, year: int, target_id: str | None) -> list[tuple[Target, tuple[Row, ...]]]:
    """Each target of the year, one of each id, with its rows. UnknownTarget."""
    store = installation.store
    targets = [one for one in offered(store.targets(), year) if target_id in (None, one.id)]
    if target_id is not None and not targets:
        raise UnknownTarget(target=target_id, year=year)
    everything = {
        "units": store.units(), "targets": store.targets(), "denominators": store.denominators(),
        "numbers": store.numbers(),
    }  # fmt: skip
    return [(one, board(one.id, year, **everything)) for one in targets]  # type: ignore[arg-type]


def _show(installation: Installation, target: Target, rows: tuple[Row, ...]) -> None:
    title = plain(f"{target.title} ({target.year})")
    if installation.store.settings().sample and "MẪU" not in title:
        title += " – MẪU"
    out(f"\n{title}")
    out(_("Source: {source}", source=plain(target.source)))
    header = (
        _("Unit"), _("Counted"), *(translate(WAY_NAMES[way]) for way in WAYS), _("Not counted"), _("Registered"),
        _("Of"), "%", _("Goal"), _("Gap"), _("Waiting"), _("Pairs"),
    )  # fmt: skip
    lines = [
        (row.unit.label, row.total, *(row.counted[way] for way in WAYS), sum(row.other.values()), row.registered,
         row.denominator, row.percent, row.goal, row.gap, row.held, row.undecided)
        for row in rows
    ]  # fmt: skip
    table(header, lines)


def _as_csv(installation: Installation, rows: list[Row], year: int) -> None:
    groups = {group.id: group.name for group in installation.store.groups()}
    header = [translate(column) for column in COLUMNS]
    if installation.store.settings().sample:
        header[0] = f"MẪU – {header[0]}"
    lines = [[*line[:-1], translate(str(line[-1]))] for line in (cells(row, year, groups) for row in rows)]
    click.echo(write_csv(header, lines), nl=False)


def _plain(row: Row) -> dict[str, object]:
    return {
        "unit": row.unit.code, "unit_label": row.unit.label, "sample": row.unit.sample, "target": row.target.id,
        "title": row.target.title, "group": row.target.group, "year": row.target.year, "registered": row.registered,
        "total": row.total, "counted": dict(row.counted), "other": dict(row.other), "denominator": row.denominator,
        "percent": row.percent, "goal": row.goal, "gap": row.gap, "held": row.held, "undecided": row.undecided,
        "source": row.target.source, "strength": row.target.strength,
    }  # fmt: skip
