"""The board: who is where against the target. Totals by unit, no names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from werkzeug.wrappers import Response

from ...movement import records
from ...movement.board import Row
from ...movement.board import board as rows_of
from ...movement.errors import N_
from ...movement.tables import write_csv
from ...movement.targets import WAYS, Target
from ..page import Page


class Choice(NamedTuple):
    """What the reader looks at. targets: one of each id that the year has."""

    year: int
    years: Sequence[int]
    target: Target | None
    targets: Sequence[Target]


def _choose(page: Page) -> Choice:
    targets = page.store.targets()
    years = sorted({target.year for target in targets})
    asked, today = page.request.args.get("nam", ""), records.day_of(page.host.means().now).year
    wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else today
    year = max((one for one in years if one <= wanted), default=years[0] if years else today)
    offered = list({target.id: target for target in reversed(targets) if target.year == year}.values())[::-1]
    chosen = next((target for target in offered if target.id == page.request.args.get("chi-tieu")), None)
    first = next((target for target in offered if target.courses), None)
    return Choice(year, years, chosen or first, offered)


def _rows(page: Page, choice: Choice, target: Target) -> tuple[Row, ...]:
    store = page.store
    return rows_of(
        target.id, choice.year, units=store.units(), targets=store.targets(),
        denominators=store.denominators(), numbers=store.numbers(),
    )  # fmt: skip


def board(page: Page) -> Response:
    choice = _choose(page)
    rows = _rows(page, choice, choice.target) if choice.target else ()
    most = max((row.total + sum(row.other.values()) for row in rows[1:]), default=0)
    courses = [found for one in (choice.target.courses if choice.target else ()) if (found := page.store.course(one))]
    groups = {group.id: group.name for group in page.store.groups()}
    return page.show("board.html", choice=choice, rows=rows, most=most, ways=WAYS, courses=courses, groups=groups)


_COLUMNS = (
    N_("Unit code"), N_("Unit"), N_("Group"), N_("Target"), N_("Year"), N_("Denominator"), N_("Registered"),
    N_("Completed (counted)"), N_("with an account"), N_("in class"), N_("self-declared, not compared"),
    N_("Completed, not counted by this target"), N_("Percent"), N_("Goal, percent"), N_("Goal, people"), N_("Gap"),
    N_("Waiting to be looked at"), N_("Pairs not decided"), N_("Source"), N_("Strength of the source"),
)  # fmt: skip


def csv(page: Page) -> Response:
    """All targets of a year, one row a unit and target."""
    choice = _choose(page)
    groups = {group.id: group.name for group in page.store.groups()}
    lines = [
        [row.unit.code, row.unit.label, groups.get(row.target.group, row.target.group), row.target.title, choice.year,
         row.denominator, row.registered, row.total, *(row.counted[way] for way in WAYS), sum(row.other.values()),
         None if row.percent is None else round(row.percent, 1), row.target.percent, row.goal, row.gap, row.held,
         row.undecided, row.target.source, row.target.strength]
        for target in choice.targets
        for row in _rows(page, choice, target)
    ]  # fmt: skip
    header = [page._(column) for column in _COLUMNS]
    if page.store.settings().sample:
        header[0] = f"MẪU – {header[0]}"
    response = Response(write_csv(header, lines), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="tien-do-{choice.year}.csv"'
    return response
