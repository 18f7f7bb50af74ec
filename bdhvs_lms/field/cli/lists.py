"""`bdhvs units`, `targets` and `population`: the lists that a user brings as CSV or XLSX."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Final

import click

from ...exchange.sheets import read_table, write_xlsx
from ...movement import tables
from ...movement.errors import FileThere
from ...movement.targets import STRENGTH_NAMES
from ...movement.units import WHOLE_PROVINCE
from .. import kept
from ..console import as_json, out, shortened, table, working, write_file
from ..i18n import _, translate
from ..installation import Installation
from . import base

_SOURCE_SHOWN: Final = 40
_file = click.argument("file", type=click.Path(path_type=Path), metavar=_("FILE"))


def add_to(root: click.Group) -> None:
    units = base.group(root, "units", _("Communes, wards and agencies: list them, or bring a list."))
    targets = base.group(root, "targets", _("Targets: list them, or bring a list."))
    population = base.group(
        root, "population", _("How many people each unit has of each group, without which there are no percentages."),
        click.Group,
    )  # fmt: skip
    for parent, command in (
        (units, list_units), (units, import_units), (targets, list_targets), (targets, import_targets),
        (population, import_population), (population, template),
    ):  # fmt: skip
        parent.add_command(command)


def _imported(count: int, in_json: bool) -> None:
    if in_json:
        as_json({"imported": count})
    else:
        out(_("{count} rows taken.", count=count))


@click.command("list", help=_("List the units with their codes."))
@base.installed
@base.json_option
def list_units(installation: Installation, in_json: bool) -> None:
    units = installation.store.units()
    if in_json:
        as_json([asdict(unit) for unit in units])
    else:
        table((_("Code"), _("Unit")), [(unit.code, unit.label) for unit in units])


@click.command("import", help=_("Bring units from FILE (CSV or XLSX) with the columns code, name, kind."))
@_file
@base.installed
@base.json_option
def import_units(installation: Installation, file: Path, in_json: bool) -> None:
    units = tables.read_units(read_table(file))
    kept.add_units(installation.store.database, units)
    _imported(len(units), in_json)


@click.command("list", help=_("List the targets, with source and strength shortened; --json gives all of it."))
@base.installed
@base.json_option
def list_targets(installation: Installation, in_json: bool) -> None:
    targets = installation.store.targets()
    if in_json:
        as_json([asdict(target) for target in targets])
        return
    header = (
        _("Target"), _("Year"), _("Unit"), _("Percent"), _("People"), _("Courses"), _("Ways"), _("Title"),
        _("Strength of the source"), _("Source"),
    )  # fmt: skip
    samples = base.samples(installation)
    rows = [
        (one.id, str(one.year), one.unit, one.percent, one.people, " ".join(one.courses), " ".join(one.ways),
         base.marked(one.title, samples(one.unit) or one.strength == "sample"), translate(STRENGTH_NAMES[one.strength]),
         shortened(one.source, _SOURCE_SHOWN))
        for one in targets
    ]  # fmt: skip
    table(header, rows)


@click.command(
    "import",
    help=_(
        "Bring targets from FILE (CSV or XLSX) with the columns id, title, group, unit, year, percent or people, "
        "courses, ways, source, strength. All of FILE is taken, or nothing."
    ),
)
@_file
@base.installed
@base.json_option
def import_targets(installation: Installation, file: Path, in_json: bool) -> None:
    store = installation.store
    targets = tables.read_targets(
        read_table(file),
        units={unit.code for unit in store.units()},
        groups={group.id for group in store.groups()},
        courses={course.id for course in store.courses()},
    )
    with working(store.database.read(), _("Counting anew")):
        kept.add_targets(store.database, targets)
    _imported(len(targets), in_json)


@click.command(
    "import",
    help=_(
        "Bring numbers of people from FILE (CSV or XLSX) with the columns unit, group, year, people, source. "
        "Rows without a number are passed over."
    ),
)
@_file
@base.installed
@base.json_option
def import_population(installation: Installation, file: Path, in_json: bool) -> None:
    store = installation.store
    denominators = tables.read_denominators(
        read_table(file),
        units={unit.code for unit in store.units()},
        groups={group.id for group in store.groups()},
    )
    kept.add_denominators(store.database, denominators)
    _imported(len(denominators), in_json)


@click.command(
    help=_(
        "Write FILE (.xlsx or .csv) with a row for each unit and group, ready for the numbers to be filled in. "
        "A file that is there already is left alone."
    )
)
@_file
@base.installed
@base.year_option
def template(installation: Installation, file: Path, year: int | None) -> None:
    ending = file.suffix.lower()
    if ending not in (".xlsx", ".csv"):
        raise click.UsageError(_("The file's name must end in .xlsx or .csv."))
    if file.exists():
        raise FileThere(file=file)
    rows = _template(installation, year or base.this_year(installation))
    header = ("unit", "unit_name", "group", "group_name", "year", "people", "source")
    write_file(file, write_xlsx(header, rows) if ending == ".xlsx" else tables.write_csv(header, rows).encode())
    out(
        _(
            "{count} rows are in {file}. Fill in people and source, then run: bdhvs population import {file}",
            count=len(rows), file=file,
        )
    )  # fmt: skip


def _template(installation: Installation, year: int) -> list[tuple[str | int | None, ...]]:
    """Numbers and sources are left empty: None, so that a spreadsheet takes what is typed for a number."""
    return [
        (unit.code, unit.label, group.id, group.name, year, None, None)
        for unit in installation.store.units()
        if unit.kind != WHOLE_PROVINCE and not unit.sample
        for group in installation.store.groups()
    ]
