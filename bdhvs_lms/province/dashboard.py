"""The numbers and charts of the workspace in Desk, of the asking user's units alone.

Never through Frappe's cache of charts (`cache_source`): it keeps one result for everybody.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

import frappe
from frappe import _

from ..movement.board import offered
from ..movement.targets import ACCOUNT, CLASS, SELF, WAYS
from . import rows, site
from .permissions import EVERYWHERE, ROLES, units_of
from .reports import among, today

MONTHS, DAYS = 12, 14
"""How far back the charts look."""

Card = dict[str, Any]


def _units() -> frozenset[str] | None:
    """The units whose numbers are asked for. PermissionError for whoever has none of the roles."""
    frappe.only_for((*ROLES, *EVERYWHERE))
    return units_of(frappe.session.user)


def _count(sql: str, values: Sequence[object], *route: str, **options: object) -> Card:
    """A card's number; `route` is where a click leads, `options` the filters there."""
    value = int(rows.select(sql, *values)[0]["people"] or 0)
    return {"value": value, "fieldtype": "Int", "route": list(route), "route_options": options}


@frappe.whitelist()
def people_this_year(filters: str | list[Any] | dict[str, Any] | None = None) -> Card:
    """People who met their group's target this year, each group's first target that names courses."""
    units, year = _units(), today().year
    where, values = among("unit", units)
    asked: dict[str, str] = {}
    for target in offered(site.open_store().targets(), year):
        if target.courses and target.requirement.ways:
            asked.setdefault(target.group, target.requirement.key)
    keys = [*asked.values()]
    chosen = f"requirement IN ({rows.marks(keys)})" if keys else "1=0"
    sql = f"SELECT sum(people) AS people FROM {rows.TALLY} WHERE year = %s AND {chosen} AND {where}"
    return _count(sql, [year, *keys, *values], "query-report", "Progress by Unit and Group")


@frappe.whitelist()
def certificates_this_month(filters: str | list[Any] | dict[str, Any] | None = None) -> Card:
    where, values = among("unit", _units())
    first = today().replace(day=1)
    sql = f"SELECT count(*) AS people FROM {rows.CERTIFICATE} WHERE day >= %s AND sample = 0 AND {where}"
    return _count(sql, [first, *values], "List", "BDHVS Certificate", day=[">=", str(first)])


@frappe.whitelist()
def classes_this_month(filters: str | list[Any] | dict[str, Any] | None = None) -> Card:
    """Classes of this month that were held to their end."""
    where, values = among("unit", _units())
    first = today().replace(day=1)
    sql = (
        f"SELECT count(*) AS people FROM {rows.CLASS}"
        f" WHERE opened <> '' AND closed <> '' AND day >= %s AND day <= %s AND {where}"
    )
    return _count(sql, [first, today(), *values], "query-report", "Classes of My Unit", from_date=str(first))


@frappe.whitelist()
def completions_waiting(filters: str | list[Any] | dict[str, Any] | None = None) -> Card:
    where, values = among("unit", _units())
    sql = f"SELECT count(*) AS people FROM {rows.COMPLETION} WHERE state = 'held' AND {where}"
    return _count(sql, values, "List", "BDHVS Completion", state="held")


@frappe.whitelist()
def undecided_pairs(filters: str | list[Any] | dict[str, Any] | None = None) -> Card:
    """Pairs of learners who may be one person."""
    where, values = among("learner.unit", _units())
    sql = (
        f"SELECT count(*) AS people FROM {rows.LINK} link JOIN {rows.LEARNER} learner ON learner.name = link.one"
        f" WHERE decided = '' AND merged = 0 AND {where}"
    )
    return _count(sql, values)


@frappe.whitelist()
def scans_this_week(filters: str | list[Any] | dict[str, Any] | None = None) -> Card:
    where, values = among("substr(code, 1, 5)", _units())
    monday = today() - timedelta(days=today().weekday())
    sql = f"SELECT sum(people) AS people FROM {rows.SCAN} WHERE day >= %s AND {where}"
    return _count(sql, [monday, *values], "List", "BDHVS Scan", day=[">=", str(monday)])


@frappe.whitelist()
def chart(chart_name: str) -> dict[str, Any]:
    """A chart of the workspace: its labels and datasets."""
    if chart_name not in _CHARTS:
        frappe.throw(_("There is no such chart."), frappe.DoesNotExistError)
    return _CHARTS[chart_name](_units())


def _ways() -> dict[str, str]:
    """Ways of completing in the few letters that a chart has room for, in the order of `WAYS`."""
    return {ACCOUNT: _("Account"), CLASS: _("Class"), SELF: _("Self-declared")}


_Units = frozenset[str] | None


def _completions(start: date, units: _Units) -> dict[str, dict[str, int]]:
    """Month → way → completions that count."""
    where, values = among("unit", units)
    sql = (
        f"SELECT substr(day, 1, 7) AS month, way, count(*) AS people FROM {rows.COMPLETION}"
        f" WHERE day >= %s AND state = 'counted' AND {where} GROUP BY 1, 2"
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows.select(sql, start, *values):
        found[row["month"]][row["way"]] = row["people"]
    return found


def _by_month(units: _Units) -> dict[str, Any]:
    last = today().year * 12 + today().month - 1
    months = [divmod(month, 12) for month in range(last - MONTHS + 1, last + 1)]
    found = _completions(date(months[0][0], months[0][1] + 1, 1), units)
    counts = [found.get(f"{year}-{month + 1:02d}", {}) for year, month in months]
    names = _ways()
    sets = [{"name": names[way], "values": [count.get(way, 0) for count in counts]} for way in WAYS]
    return {"labels": [f"{month + 1}/{year}" for year, month in months], "datasets": sets}


def _by_way(units: _Units) -> dict[str, Any]:
    """This year's."""
    found = _completions(today().replace(month=1, day=1), units).values()
    counts = [sum(count.get(way, 0) for count in found) for way in WAYS]
    return {"labels": [*_ways().values()], "datasets": [{"name": _("Completions"), "values": counts}]}


def _scans_by_day(units: _Units) -> dict[str, Any]:
    days = [today() - timedelta(days=back) for back in reversed(range(DAYS))]
    where, values = among("substr(code, 1, 5)", units)
    sql = f"SELECT day, sum(people) AS people FROM {rows.SCAN} WHERE day >= %s AND {where} GROUP BY day"
    found = {str(row["day"]): int(row["people"] or 0) for row in rows.select(sql, days[0], *values)}
    counts = [found.get(str(day), 0) for day in days]
    return {"labels": [f"{day.day}/{day.month}" for day in days], "datasets": [{"name": _("Scans"), "values": counts}]}


_CHARTS: Final = {
    "Completions by Month": _by_month,
    "Completions by Way": _by_way,
    "Poster Scans by Day": _scans_by_day,
}
