"""What stands behind the reports in Desk: columns and rows, always of the asking user's units alone.

Each function takes the filters of its report as Desk sends them and gives what Frappe wants of a script report:
columns, rows, then perhaps a message.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Final

import frappe
from frappe import _
from frappe.utils import cint, getdate

from ..movement.board import Row, board, offered
from ..movement.people import fold
from ..movement.records import day_of
from ..movement.store import COUNTED, HELD, REFUSED
from ..movement.targets import STRENGTH_NAMES, WAY_NAMES, WAYS
from ..movement.units import WHOLE_PROVINCE, Unit
from . import rows, site
from .permissions import TRAINER, UNIT_STAFF, units_of

MOST_LEARNERS: Final = 1000
"""Rows of the learners' report; who wants more asks more narrowly."""

Filters = Mapping[str, Any]
Column = dict[str, Any]
Result = tuple[Any, ...]


def today() -> date:
    """In Vietnam."""
    return day_of(site.utc_now())


def allowed_units(filters: Filters) -> frozenset[str] | None:
    """The units that the user may see and asks about; None: all."""
    allowed, asked = units_of(frappe.session.user), _text(filters, "unit")
    if not asked:
        return allowed
    return frozenset({asked}) if allowed is None else allowed & {asked}


def among(column: str, units: Collection[str] | None) -> tuple[str, list[str]]:
    """A condition and its values: the column is one of the units; None: any."""
    if units is None:
        return "1=1", []
    return (f"{column} IN ({rows.marks([*units])})", sorted(units)) if units else ("1=0", [])


def _text(filters: Filters, name: str) -> str:
    """One filter as text, whatever was sent."""
    value = filters.get(name)
    return value.strip() if isinstance(value, str) else ""


def _column(fieldname: str, label: str, fieldtype: str = "Data", width: int = 120, options: str = "") -> Column:
    column = {"fieldname": fieldname, "label": label, "fieldtype": fieldtype, "width": width}
    return column | ({"options": options} if options else {})


def course_titles() -> dict[str, str]:
    """Course id → title, of courses kept in files and of those written in the LMS."""
    written = {row["name"]: row["title"] for row in rows.select(f"SELECT name, title FROM {rows.COURSE}")}
    return {**written, **{course.id: course.title for course in site.catalog().courses}}


def _unit_columns() -> list[Column]:
    return [_column("unit_name", _("Unit"), "Data", 150), _column("unit", _("Unit code"), "Link", 90, "BDHVS Unit")]


def _named(found: Iterable[rows.Row]) -> list[rows.Row]:
    """Rows with a `unit`, and the unit's name beside it."""
    names = {row["name"]: row["unit_name"] for row in rows.select(f"SELECT name, unit_name FROM {rows.UNIT}")}
    return [{**row, "unit_name": names.get(row["unit"], row["unit"])} for row in found]


# --- progress by unit and group --------------------------------------------------------------------------------------


def progress(filters: Filters) -> Result:
    """As the board: one row a unit and target, cumulative to the end of a year. Filters: year, audience, unit."""
    store, year = site.open_store(), cint(filters.get("year")) or today().year
    units, groups = allowed_units(filters), {group.id: group.name for group in store.groups()}
    asked, targets = _text(filters, "audience"), store.targets()
    given: dict[str, Any] = {"units": store.units(), "targets": targets, "denominators": store.denominators()}
    numbers, held = (store.numbers(), _classes_held(year)) if units is None or units else (None, {})
    found = [
        row
        for target in offered(targets, year)
        if numbers and asked in ("", target.group)
        for row in board(target.id, year, numbers=numbers, **given)
        if units is None or row.unit.code in units
    ]
    said = _named(_progress_row(row, year, groups, held) for row in found)
    return _progress_columns(), said


_Held = Mapping[tuple[str, str], tuple[int, int]]


def _classes_held(year: int) -> _Held:
    """(unit, group) → closed classes up to the end of a year, and how often people came to them."""
    found = rows.select(
        f"SELECT unit, audience, count(*) AS classes, sum(attended) AS people FROM {rows.CLASS}"
        " WHERE opened <> '' AND closed <> '' AND day <= %s GROUP BY unit, audience",
        date(year, 12, 31),
    )
    return {(row["unit"], row["audience"]): (row["classes"], int(row["people"])) for row in found}


def _held_in(unit: Unit, group: str, held: _Held) -> tuple[int, int]:
    """A unit's; the province's are those of all its units."""
    of_all = unit.kind == WHOLE_PROVINCE
    mine = [both for (where, whose), both in held.items() if whose == group and (of_all or where == unit.code)]
    return sum(classes for classes, _people in mine), sum(people for _classes, people in mine)


def _progress_columns() -> list[Column]:
    return [
        *_unit_columns(),
        _column("audience", _("Group"), "Data", 130),
        _column("target", _("Target"), "Data", 220),
        _column("year", _("Year"), "Data", 70),
        _column("denominator", _("Denominator"), "Int", 100),
        _column("registered", _("Registered"), "Int", 100),
        _column("counted", _("Completed (counted)"), "Int", 130),
        *(_column(way, _(WAY_NAMES[way]), "Int", 120) for way in WAYS),
        _column("other", _("Completed, not counted by this target"), "Int", 150),
        _column("percent", _("Percent"), "Float", 90) | {"precision": 1},
        _column("goal_percent", _("Goal, percent"), "Int", 100),
        _column("goal", _("Goal, people"), "Int", 110),
        _column("gap", _("Gap"), "Int", 90),
        _column("classes", _("Classes of the group"), "Int", 110),
        _column("attended", _("Attendances"), "Int", 130),
        _column("held", _("Waiting to be looked at"), "Int", 120),
        _column("undecided", _("Pairs not decided"), "Int", 120),
        _column("source", _("Source"), "Data", 200),
        _column("strength", _("Strength of the source"), "Data", 130),
    ]


def _progress_row(row: Row, year: int, groups: Mapping[str, str], held: _Held) -> rows.Row:
    target = row.target
    classes, attended = _held_in(row.unit, target.group, held)
    return {
        "unit": row.unit.code, "audience": groups.get(target.group, target.group), "target": target.title,
        "year": str(year), "denominator": row.denominator, "registered": row.registered, "counted": row.total,
        **row.counted, "other": sum(row.other.values()),
        "percent": None if row.percent is None else round(row.percent, 1), "goal_percent": target.percent,
        "goal": row.goal, "gap": row.gap, "classes": classes, "attended": attended, "held": row.held,
        "undecided": row.undecided, "source": target.source, "strength": _(STRENGTH_NAMES[target.strength]),
    }  # fmt: skip


# --- completions of my unit ------------------------------------------------------------------------------------------


def completions(filters: Filters) -> Result:
    """How many completions, by month, unit, course and way. Filters: from_date, to_date, unit, course, way."""
    where, values = among("unit", allowed_units(filters))
    start = getdate(_text(filters, "from_date") or today().replace(month=1, day=1))
    end = getdate(_text(filters, "to_date") or today())
    for name in ("course", "way"):
        if asked := _text(filters, name):
            where, values = f"{where} AND {name} = %s", [*values, asked]
    states = ", ".join(f"sum(state = '{state}') AS {state}" for state in (COUNTED, HELD, REFUSED))
    found = rows.select(
        f"SELECT substr(day, 1, 7) AS month, unit, course, way, {states} FROM {rows.COMPLETION}"
        f" WHERE day BETWEEN %s AND %s AND {where} GROUP BY 1, 2, 3, 4 ORDER BY 1 DESC, 2, 3, 4",
        start, end, *values,
    )  # fmt: skip
    titles = course_titles()
    columns = [
        _column("month", _("Month"), "Data", 90),
        *_unit_columns(),
        _column("course", _("Course"), "Data", 260),
        _column("way", _("Way"), "Data", 170),
        _column(COUNTED, _("Counted"), "Int", 100),
        _column(HELD, _("Waiting to be looked at"), "Int", 130),
        _column(REFUSED, _("Refused"), "Int", 100),
    ]
    said = [
        {
            **row, "course": titles.get(row["course"]) or row["course"],
            "way": _(WAY_NAMES.get(row["way"], row["way"])),
            **{state: int(row[state]) for state in (COUNTED, HELD, REFUSED)},
        }
        for row in found
    ]  # fmt: skip
    return columns, _named(said)


# --- classes of my unit ----------------------------------------------------------------------------------------------


def classes(filters: Filters) -> Result:
    """Classes by month, unit, course and group; who came and passed, as closing attested it.

    Filters: from_date, to_date, unit, course, audience. Classes that wait to be closed are counted beside.
    """
    where, values = among("unit", allowed_units(filters))
    start = getdate(_text(filters, "from_date") or today().replace(month=1, day=1))
    end = getdate(_text(filters, "to_date") or today())
    for name in ("course", "audience"):
        if asked := _text(filters, name):
            where, values = f"{where} AND {name} = %s", [*values, asked]
    found = rows.select(
        "SELECT substr(day, 1, 7) AS month, unit, course, audience, sum(closed <> '') AS closed, sum(attended) AS"
        " attended, sum(passed) AS passed, sum(closed = '' AND day <= %s) AS left_open,"
        f" sum(closed = '' AND day > %s) AS ahead FROM {rows.CLASS}"
        f" WHERE opened <> '' AND day BETWEEN %s AND %s AND {where} GROUP BY 1, 2, 3, 4 ORDER BY 1 DESC, 2, 3, 4",
        today(), today(), start, end, *values,
    )  # fmt: skip
    columns = [
        _column("month", _("Month"), "Data", 90),
        *_unit_columns(),
        _column("course", _("Course"), "Data", 240),
        _column("audience", _("Group"), "Data", 130),
        _column("closed", _("Classes held"), "Int", 110),
        _column("attended", _("Attendances"), "Int", 130),
        _column("passed", _("Passed"), "Int", 90),
        _column("left_open", _("Not closed yet"), "Int", 120),
        _column("ahead", _("Classes to come"), "Int", 110),
    ]
    titles = course_titles()
    groups = {row["name"]: row["group_name"] for row in rows.select(f"SELECT name, group_name FROM {rows.GROUP}")}
    counted = ("closed", "attended", "passed", "left_open", "ahead")
    said = [
        {
            **row, **{name: int(row[name]) for name in counted}, "course": titles.get(row["course"]) or row["course"],
            "audience": groups.get(row["audience"]) or row["audience"],
        }
        for row in found
    ]  # fmt: skip
    return columns, _named(said)


# --- learners of my unit ---------------------------------------------------------------------------------------------


def learners(filters: Filters) -> Result:
    """Learners with their courses and papers: the one place in Desk where a unit's staff see names.

    Filters: unit, name (with or without diacritics), audience, course, state. Trainers see no phone numbers.
    """
    units, name, phones = allowed_units(filters), fold(_text(filters, "name")), _sees_phones()
    if units is None and not name:
        return _learner_columns(phones), [], _("Choose a unit, or write a name.")
    where, values = among("learner.unit", units)
    for column, field in (("learner.audience", "audience"), ("completion.course", "course"), ("state", "state")):
        if asked := _text(filters, field):
            where, values = f"{where} AND {column} = %s", [*values, asked]
    if name:
        where, values = f"{where} AND folded LIKE %s ESCAPE '!'", [*values, f"%{_literal(name)}%"]
    found = rows.select(f"{_LEARNERS} WHERE {where} {_IN_ORDER} LIMIT %s", *values, MOST_LEARNERS + 1)
    message = _("Only the first {0} are shown: ask more narrowly.").format(MOST_LEARNERS)
    titles = course_titles()
    said = [_learner_row(row, titles, phones) for row in found[:MOST_LEARNERS]]
    return _learner_columns(phones), _named(said), message if len(found) > MOST_LEARNERS else None


_LEARNERS: Final = (
    "SELECT learner.name AS learner, person_name, birth_year, village, phone, learner.unit, group_name, learner.erased,"
    " completion.course, completion.day, completion.way, completion.state, certificate.name AS serial,"
    f" revocation.name AS revoked FROM {rows.LEARNER} learner"
    f" LEFT JOIN {rows.PERSON} person ON person.name = learner.name"
    f" LEFT JOIN {rows.GROUP} audience ON audience.name = learner.audience"
    f" LEFT JOIN {rows.COMPLETION} completion ON completion.learner = learner.name"
    f" LEFT JOIN {rows.CERTIFICATE} certificate ON certificate.completion = completion.name"
    f" LEFT JOIN {rows.REVOCATION} revocation ON revocation.name = certificate.name"
)
_IN_ORDER: Final = "AND registered <> '' ORDER BY folded, learner.name, completion.day, certificate.record"


def _literal(text: str) -> str:
    """For LIKE with ESCAPE '!': what was typed means itself."""
    return "".join(f"!{letter}" if letter in "!%_" else letter for letter in text)


def _sees_phones() -> bool:
    roles = set(frappe.get_roles())
    return TRAINER not in roles or UNIT_STAFF in roles or units_of(frappe.session.user) is None


def _learner_columns(phones: bool) -> list[Column]:
    return [
        _column("person_name", _("Full name"), "Data", 170),
        _column("birth_year", _("Birth year"), "Data", 90),
        _column("village", _("Village"), "Data", 120),
        *([_column("phone", _("Phone"), "Data", 110)] if phones else []),
        *_unit_columns(),
        _column("group_name", _("Group"), "Data", 140),
        _column("course", _("Course"), "Data", 240),
        _column("day", _("Day"), "Date", 100),
        _column("way", _("Way"), "Data", 150),
        _column("state", _("Status"), "Data", 130),
        _column("serial", _("Serial"), "Link", 170, "BDHVS Certificate"),
        _column("learner", _("Learner"), "Link", 120, "BDHVS Learner"),
    ]


def _learner_row(row: rows.Row, titles: Mapping[str, str], phones: bool) -> rows.Row:
    name = _("(erased)") if row["erased"] else row["person_name"]
    way, state = row["way"] or "", row["state"] or ""
    shown = {
        **row, "person_name": name, "birth_year": str(row["birth_year"] or ""),
        "course": titles.get(row["course"]) or row["course"], "way": _(WAY_NAMES[way]) if way in WAY_NAMES else way,
        "state": _("revoked") if row["revoked"] else _(state) if state else "",
    }  # fmt: skip
    return {name: value for name, value in shown.items() if phones or name != "phone"}


# --- posters that are never scanned ----------------------------------------------------------------------------------


def posters(filters: Filters) -> Result:
    """Posters that no person has scanned. Filters: unit; scanned: also those that were, and how often."""
    where, values = among("poster.unit", allowed_units(filters))
    never = "" if cint(filters.get("scanned")) else "HAVING coalesce(sum(scan.people), 0) = 0"
    found = rows.select(
        "SELECT poster.name AS poster, poster.unit, poster.lesson_title, poster.hangs_at, poster.printed_on,"
        " coalesce(sum(scan.people), 0) AS people, max(CASE WHEN scan.people > 0 THEN scan.day END) AS last_day"
        f" FROM {rows.POSTER} poster LEFT JOIN {rows.SCAN} scan ON scan.code = poster.name WHERE {where}"
        f" GROUP BY 1, 2, 3, 4, 5 {never} ORDER BY people, poster.printed_on, poster.name",
        *values,
    )
    columns = [
        _column("poster", _("Poster code"), "Link", 170, "BDHVS Poster"),
        *_unit_columns(),
        _column("lesson_title", _("Lesson"), "Data", 260),
        _column("hangs_at", _("Where it hangs"), "Data", 220),
        _column("printed_on", _("Printed on"), "Date", 110),
        _column("people", _("People who scanned"), "Int", 130),
        _column("last_day", _("Last scan"), "Date", 110),
    ]
    return columns, _named({**row, "people": int(row["people"])} for row in found)
