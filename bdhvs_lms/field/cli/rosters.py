"""`bdhvs roster` and `bdhvs class`: a class's roll from a spreadsheet, and which classes there are."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from ...exchange import class_rosters
from ...exchange.sheets import FILE_LIMIT
from ...movement import classes
from ...movement.class_roster import OUTCOME_NAMES, PASSED_OVER, REFUSED, TAKEN, Row
from ...movement.classes import ClassClosed, TrainingClass, UnknownClass, format_code, parse_code
from ...movement.errors import InvalidFile
from ..console import as_json, out, table, working, write_file
from ..i18n import _, translate
from ..installation import Installation
from . import base


def add_to(root: click.Group) -> None:
    roster = base.group(root, "roster", _("A class's roll from a spreadsheet as it is."), click.Group)
    roster.add_command(import_roster)
    class_ = base.group(root, "class", _("Classes that trainers hold here."))
    class_.add_command(list_classes)


@click.command(
    "import",
    help=_(
        "Put the people of FILE (CSV or XLSX) on a class's roll. Each row is told: taken, refused, passed over. "
        "All good rows are written at once, or none."
    ),
)
@click.argument("file", type=click.Path(path_type=Path), metavar=_("FILE"))
@click.option("--class", "code", required=True, metavar=_("CODE"), help=_("The class's code, as its sheet prints it."))
@click.option("--check", "only_check", is_flag=True, help=_("Tell what would happen and write nothing."))
@click.option(
    "--result", type=click.Path(path_type=Path), metavar=_("FILE"),
    help=_("Write a corrected copy (.xlsx) with what became of each row, to put right and bring again."),
)  # fmt: skip
@base.installed
@base.json_option
def import_roster(
    installation: Installation, file: Path, code: str, only_check: bool, result: Path | None, in_json: bool
) -> None:
    if result is not None and result.suffix.lower() != ".xlsx":
        raise click.UsageError(_("The file's name must end in .xlsx."))
    cls = _class(installation, code)
    rows = class_rosters.read(_content(file), file.name, cls, installation.store, base.this_year(installation))
    people = [] if only_check else class_rosters.people(rows)
    if result is not None:
        write_file(result, class_rosters.corrected(class_rosters.told(rows, translate), translate), private=True)
    if people:
        means = installation.means()
        with working(installation.store.database.read(), _("Writing")):
            installation.store.append(classes.enrol(cls, people, installation.store, means, base.BY))
    _tell(rows, len(people), only_check=only_check, in_json=in_json)


def _tell(rows: list[Row], written: int, *, only_check: bool, in_json: bool) -> None:
    counts = Counter(row.outcome for row in rows)
    if in_json:
        told = [{"sheet": row.sheet, "row": row.number, "name": row.cells["name"], "outcome": row.outcome,
                 "why": class_rosters.reasons(row, translate)} for row in rows]  # fmt: skip
        as_json({"written": written, **{one: counts[one] for one in OUTCOME_NAMES}, "rows": told})
        return
    table(
        (_("Sheet"), _("Row"), _("Full name"), _("Outcome"), _("Why")),
        [(row.sheet, row.number, row.cells["name"], translate(OUTCOME_NAMES[row.outcome]),
          class_rosters.reasons(row, translate)) for row in rows],
    )  # fmt: skip
    out(
        _("Good: {taken}; refused: {refused}; passed over: {passed_over}.",
          taken=counts[TAKEN], refused=counts[REFUSED], passed_over=counts[PASSED_OVER])
    )  # fmt: skip
    out(_("Nothing was written.") if only_check or not written else _("{n} people were put on the roll.", n=written))


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(FILE_LIMIT + 1)
    except OSError as error:
        raise InvalidFile(file=file.name, why=error.strerror or "?") from None


def _class(installation: Installation, code: str) -> TrainingClass:
    found = installation.store.training_class(parse_code(code))
    if found is None:
        raise UnknownClass(code=code)
    if found.closed:
        raise ClassClosed(code=format_code(found.code))
    return found


@click.command("list", help=_("List the classes with their codes, the latest first."))
@click.option("--unit", "unit", metavar=_("CODE"), help=_("Only this unit's."))
@base.installed
@base.json_option
def list_classes(installation: Installation, unit: str | None, in_json: bool) -> None:
    units = installation.store.units()
    codes = [base.unit_of(installation, unit).code] if unit else [one.code for one in units]
    found = installation.store.training_classes(codes)
    if in_json:
        as_json([
            {"code": one.code, "unit": one.plan.unit, "course": one.plan.course, "day": one.plan.day.isoformat(),
             "place": one.plan.place, "village": one.plan.village, "enrolled": one.enrolled, "present": one.present,
             "passed": one.passed, "closed": bool(one.closed)} for one in found
        ])  # fmt: skip
        return
    names = {one.code: one.label for one in units}
    table(
        (_("Code"), _("Day"), _("Unit"), _("Place"), _("On the roll"), _("Closed")),
        [(format_code(one.code), f"{one.plan.day:%d/%m/%Y}", names.get(one.plan.unit, one.plan.unit), one.plan.place,
          one.enrolled, _("yes") if one.closed else _("no")) for one in found],
    )  # fmt: skip
