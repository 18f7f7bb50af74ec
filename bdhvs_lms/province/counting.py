"""Who has achieved what, and how many: brings achievements and tallies in line with learners, links and completions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from ..movement.records import day_of, moment_of
from ..movement.targets import Done, Requirement, achieved
from . import rows
from .rows import marks, new

PAGE: Final = 500
"""Learners that `retally` counts at a time."""


class _Achieved(NamedTuple):
    """One person's meeting of one requirement, as a row of BDHVS Achievement holds it."""

    requirement: str
    root: str
    unit: str
    year: int
    way: str


def recount(learners: Collection[str]) -> None:
    """Brings achievements and tallies of some learners, and of all who count as one person with them, up to date.

    Where links were cut, both ends must be among `learners`: so all whom a cut leaves apart are reached.
    """
    if not learners:
        return
    components = _components(learners, _links_now)
    roots = {member["root"] for component in components for member in component}
    names = {member["name"] for component in components for member in component} | roots
    sql = f"SELECT requirement, root, unit, year, way FROM {rows.ACHIEVEMENT} WHERE root IN ({marks([*names])})"
    before = {_Achieved(**row) for row in rows.locked(sql, *sorted(names))}
    _change(before, _count(components, _plans()))


def retally() -> None:
    """Counts everybody anew, as when targets ask for other courses."""
    for table in (rows.ACHIEVEMENT, rows.TALLY):
        rows.write(f"DELETE FROM {table}")
    rows.write(f"UPDATE {rows.LEARNER} SET root = name")
    links: dict[str, _Pairs] = defaultdict(set)
    for row in rows.select(f"SELECT one, other FROM {rows.LINK} WHERE decided <> 'different'"):
        for end in (row["one"], row["other"]):
            links[end].add((row["one"], row["other"]))
    plans, seen, last = _plans(), set[str](), ""
    sql = f"SELECT name FROM {rows.LEARNER} WHERE name > %s ORDER BY name LIMIT {PAGE}"
    while page := [row["name"] for row in rows.select(sql, last)]:
        last = page[-1]
        fresh = [name for name in page if name not in seen]
        if fresh:
            components = _components(fresh, lambda edge: {pair for here in edge for pair in links.get(here, ())})
            seen |= {member["name"] for component in components for member in component if member["name"] in links}
            _change(set(), _count(components, plans))


_Pairs = set[tuple[str, str]]


def _links_now(edge: Collection[str]) -> _Pairs:
    """Links of these learners. Undecided pairs count once: only a decision makes two learners two people."""
    found = set()
    for here in ("one", "other"):
        sql = f"SELECT one, other FROM {rows.LINK} WHERE {here} IN ({marks([*edge])}) AND decided <> 'different'"
        found |= {(row["one"], row["other"]) for row in rows.locked(sql, *sorted(edge))}
    return found


_Member = Mapping[str, Any]


def _components(learners: Collection[str], linked: Callable[[Collection[str]], _Pairs]) -> list[list[_Member]]:
    """Learners and all who count as one person with them, person by person, the earliest registered first."""
    reached, edge = set(learners), set(learners)
    neighbours: dict[str, set[str]] = defaultdict(set)
    while edge:
        for one, other in linked(edge):
            neighbours[one].add(other)
            neighbours[other].add(one)
        edge = {there for here in edge for there in neighbours[here]} - reached
        reached |= edge
    sql = f"SELECT name, unit, audience, root, registered FROM {rows.LEARNER} WHERE name IN ({marks([*reached])})"
    left = {row["name"]: row for row in rows.locked(f"{sql} ORDER BY name", *sorted(reached))}
    components = []
    while left:
        component, edge = [], {next(iter(left))}
        while edge:
            found = [left.pop(name) for name in edge if name in left]
            component += found
            edge = {there for row in found for there in neighbours[row["name"]]}
        components.append(sorted(component, key=lambda row: (row["registered"] == "", row["registered"], row["name"])))
    return components


_Plans = Mapping[str, tuple[Requirement, ...]]


def _plans() -> _Plans:
    """Group → what the targets ask for, by their accepted ways and by any way."""
    plans: dict[str, set[Requirement]] = defaultdict(set)
    for row in rows.select(f"SELECT DISTINCT audience, courses, ways FROM {rows.TARGET} WHERE courses <> ''"):
        courses = tuple(sorted(row["courses"].split()))
        accepted = Requirement(row["audience"], courses, tuple(row["ways"].split()))
        plans[row["audience"]] |= {accepted, Requirement(row["audience"], courses)}
    return {group: tuple(asked) for group, asked in plans.items()}


def _count(components: Iterable[list[_Member]], plans: _Plans) -> set[_Achieved]:
    """What these persons have achieved; the root that a person's learners have in common is written."""
    components = list(components)
    names = [member["name"] for component in components for member in component]
    done: dict[str, list[Done]] = defaultdict(list)
    if names:
        sql = f"SELECT learner, day, course, way FROM {rows.COMPLETION} WHERE learner IN ({marks(names)})"
        for row in rows.locked(f"{sql} AND state = 'counted'", *names):
            done[row["learner"]].append(Done(date.fromisoformat(str(row["day"])), row["course"], row["way"]))
    result = set()
    for component in components:
        root = component[0]["name"]
        moved = [member["name"] for member in component if member["root"] != root]
        if moved:
            rows.write(f"UPDATE {rows.LEARNER} SET root = %s WHERE name IN ({marks(moved)})", root, *moved)
        result |= _person(component, [one for member in component for one in done[member["name"]]], plans)
    return result


def _person(component: list[_Member], done: list[Done], plans: _Plans) -> set[_Achieved]:
    root, result = component[0]["name"], set()
    groups: dict[str, _Member] = {}
    for member in component:
        if member["audience"] and member["registered"]:
            groups.setdefault(member["audience"], member)
    for group, member in groups.items():
        year = day_of(moment_of(member["registered"])).year
        result.add(_Achieved(Requirement(group).key, root, member["unit"], year, ""))
        for requirement in {Requirement(group, (one.course,)) for one in done} | set(plans.get(group, ())):
            if found := achieved(requirement, done):
                result.add(_Achieved(requirement.key, root, member["unit"], found.day.year, found.way))
    return result


def _change(before: set[_Achieved], after: set[_Achieved]) -> None:
    """Writes the difference alone, always in the same order, so that no two transactions wait for each other."""
    steps: dict[tuple[str, str, int, str], int] = defaultdict(int)
    for gone in sorted(before - after):
        rows.write(f"DELETE FROM {rows.ACHIEVEMENT} WHERE name = %s", rows.digest(gone.root, gone.requirement))
        steps[gone.requirement, gone.unit, gone.year, gone.way] -= 1
    come = sorted(after - before)
    rows.insert_new(
        rows.ACHIEVEMENT, *({"name": rows.digest(one.root, one.requirement), **one._asdict()} for one in come)
    )
    for one in come:
        steps[one.requirement, one.unit, one.year, one.way] += 1
    changed = [(place, by) for place, by in sorted(steps.items()) if by]
    tallies = [
        {"name": rows.digest(*map(str, place)), **dict(zip(("requirement", "unit", "year", "way"), place)), "people": by}
        for place, by in changed
    ]
    rows.upsert(rows.TALLY, *tallies, people=f"people + {new('people')}")
    if any(by < 0 for _, by in changed):
        names = [row["name"] for row in tallies if row["people"] < 0]
        rows.write(f"DELETE FROM {rows.TALLY} WHERE people = 0 AND name IN ({marks(names)})", *names)
