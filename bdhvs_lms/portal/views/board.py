"""The board: who is where against the target. Totals by unit, no names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from werkzeug.wrappers import Response

from ...movement import records
from ...movement.board import COLUMNS, Row, cells, offered, years
from ...movement.board import board as rows_of
from ...movement.tables import write_csv
from ...movement.targets import WAYS, Target
from ...movement.units import PROVINCE
from ..page import Page


class Choice(NamedTuple):
    """What the reader looks at. targets: one of each id that the year has."""

    year: int
    years: Sequence[int]
    target: Target | None
    targets: Sequence[Target]


def _choose(page: Page) -> Choice:
    targets = page.store.targets()
    asked, today = page.request.args.get("nam", ""), records.day_of(page.host.means().now).year
    span = years(targets, today)
    wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else today
    year = wanted if wanted in span else today
    choices = offered(targets, year)
    chosen = next((target for target in choices if target.id == page.request.args.get("chi-tieu")), None)
    first = next((target for target in choices if target.courses), None)
    return Choice(year, span, chosen or first, choices)


def _rows(page: Page, choice: Choice, target: Target) -> tuple[Row, ...]:
    store = page.store
    return rows_of(
        target.id, choice.year, units=store.units(), targets=store.targets(),
        denominators=store.denominators(), numbers=store.numbers(),
    )  # fmt: skip


def board(page: Page) -> Response:
    choice = _choose(page)
    rows = _rows(page, choice, choice.target) if choice.target else ()
    most = max((row.total + sum(row.other.values()) for row in rows if row.unit.code != PROVINCE), default=0)
    courses = [found for one in (choice.target.courses if choice.target else ()) if (found := page.store.course(one))]
    groups = {group.id: group.name for group in page.store.groups()}
    return page.show("board.html", choice=choice, rows=rows, most=most, ways=WAYS, courses=courses, groups=groups)


def csv(page: Page) -> Response:
    """All targets of a year, one row a unit and target."""
    choice = _choose(page)
    groups = {group.id: group.name for group in page.store.groups()}
    lines = [
        [*line[:-1], page._(str(line[-1]))]
        for target in choice.targets
        for line in (cells(row, choice.year, groups) for row in _rows(page, choice, target))
    ]
    header = [page._(column) for column in COLUMNS]
    if page.store.settings().sample:
        header[0] = f"MẪU – {header[0]}"
    response = Response(write_csv(header, lines), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="tien-do-{choice.year}.csv"'
    return response
