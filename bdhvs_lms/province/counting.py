"""Who has achieved what, and how many: brings achievements and tallies in line with learners, links and completions."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from ..movement.records import COMPLETED, Record, day_of, moment_of
from ..movement.targets import Done, Requirement, achieved
from . import rows
from .rows import by_index, in_turn, marks, new

PAGE: Final = 500
"""Learners that `retally` counts at a time."""


class _Achieved(NamedTuple):
    """One person's meeting of one requirement; the earliest learner's row keeps a person's in a list."""

    requirement: str
    unit: str
    year: int
    way: str


def recount(learners: Collection[str], *, linked: bool) -> None:
    """Brings achievements and tallies of some learners, and of all who count as one person with them, up to date.

    linked: whether links were made or cut since they were last counted. Then both ends of each must be among
    `learners`, so that all whom a cut leaves apart are reached; if not, those who count as one have the root in common.
    """
    if not learners:
        return
    if linked:
        components = _components(learners, _links_now)
        done = _done(components)
    else:
        components, done = _rooted(learners)
    _settle(components, done, _plans() if done else {})


class Foreseen(NamedTuple):
    """What learners will have achieved whom a transaction makes. achieved: learner → as its row keeps it."""

    achieved: Mapping[str, str]
    steps: Mapping[_Achieved, int]


def foresee(made: Iterable[_Member], written: Iterable[Record]) -> Foreseen:
    """`recount` beforehand, of learners whom this transaction makes: nobody has completions of theirs.

    It holds as long as nobody is linked to them. made: their `COLUMNS`, before anything is achieved. written: all
    records that speak of them.
    """
    done: dict[str, set[Done]] = defaultdict(set)
    for record in written:
        if record.kind == COMPLETED and not record.data["held"]:
            done[record.data["learner"]].add(_one_done(record.data))
    plans = _plans() if done else {}
    after = {row["name"]: _person([row], list(done.get(row["name"], ())), plans) for row in made}
    steps: dict[_Achieved, int] = defaultdict(int)
    for one in (one for found in after.values() for one in found):
        steps[one] += 1
    return Foreseen({name: _kept(found) for name, found in after.items()}, steps)


def count_foreseen(foreseen: Foreseen) -> None:
    """Counts what the rows of learners say already."""
    _step(foreseen.steps)


def take_back(foreseen: Foreseen) -> None:
    """For when somebody is linked to them after all: their rows say nothing, until they are counted with the others."""
    names = sorted(foreseen.achieved)
    by_name = by_index("PRIMARY")
    rows.write(f"UPDATE {rows.LEARNER} {by_name} SET achieved = '' WHERE name IN ({marks(names)})", *names)


def retally() -> None:
    """Counts everybody anew, as when targets ask for other courses."""
    rows.write(f"DELETE FROM {rows.TALLY}")
    rows.write(f"UPDATE {rows.LEARNER} SET root = name, achieved = ''")
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
            components = _components(fresh, lambda edge: set().union(*(links.get(here, ()) for here in edge)))
            seen |= {member["name"] for component in components for member in component if member["name"] in links}
            _settle(components, _done(components), plans)


_Pairs = set[tuple[str, str]]


def _links_now(edge: Collection[str]) -> _Pairs:
    """Links of these learners. Undecided pairs count once: only a decision makes two learners two people."""
    found = set()
    for here in ("one", "other"):
        sql = f"SELECT one, other FROM {rows.among(rows.LINK, [*edge], here)} AND decided <> 'different'"
        found |= {(row["one"], row["other"]) for row in rows.locked(sql, *sorted(edge))}
    return found


_Member = Mapping[str, Any]
COLUMNS: Final = ("name", "unit", "audience", "root", "registered", "achieved")


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
    sql = f"SELECT {', '.join(COLUMNS)} FROM {rows.among(rows.LEARNER, [*reached])}"
    left = {row["name"]: row for row in rows.locked(f"{sql} ORDER BY name", *sorted(reached))}
    components = []
    while left:
        component, edge = [], {next(iter(left))}
        while edge:
            found = [left.pop(name) for name in edge if name in left]
            component += found
            edge = {there for row in found for there in neighbours[row["name"]]}
        components.append(_in_order(component))
    return components


def _in_order(component: Iterable[_Member]) -> list[_Member]:
    return sorted(component, key=lambda row: (row["registered"] == "", row["registered"], row["name"]))


_AllDone = Mapping[str, Collection[Done]]


def _done(components: list[list[_Member]]) -> _AllDone:
    """Learner → what it has completed and is counted."""
    names = [member["name"] for component in components for member in component]
    done: dict[str, set[Done]] = defaultdict(set)
    if names:
        sql = f"SELECT learner, day, course, way FROM {rows.among(rows.COMPLETION, names, 'learner')}"
        for row in rows.locked(f"{sql} AND state = 'counted'", *names):
            done[row["learner"]].add(_one_done(row))
    return done


def _one_done(row: rows.Row) -> Done:
    return Done(date.fromisoformat(str(row["day"])), row["course"], row["way"])


def _rooted(learners: Collection[str]) -> tuple[list[list[_Member]], _AllDone]:
    """`_components` as they were last settled, and `_done` of them, by one question."""
    columns = ", ".join(f"member.{column}" for column in COLUMNS)
    found = rows.locked(
        f"SELECT {in_turn()} {columns}, done.day, done.course, done.way"
        f" FROM {rows.LEARNER} known {by_index('PRIMARY')}"
        f" JOIN {rows.LEARNER} member {by_index('bdhvs_learner_root')} ON member.root = known.root"
        f" LEFT JOIN {rows.COMPLETION} done {by_index('bdhvs_completion_learner')}"
        " ON done.learner = member.name AND done.state = 'counted'"
        f" WHERE known.name IN ({marks([*learners])})",
        *sorted(learners),
    )
    components: dict[str, dict[str, _Member]] = defaultdict(dict)
    done: dict[str, set[Done]] = defaultdict(set)
    for row in found:
        components[row["root"]][row["name"]] = row
        if row["course"] is not None:
            done[row["name"]].add(_one_done(row))
    return [_in_order(members.values()) for members in components.values()], done


_Plans = Mapping[str, tuple[Requirement, ...]]


def _plans() -> _Plans:
    """Group → what the targets ask for, by their accepted ways and by any way."""
    plans: dict[str, set[Requirement]] = defaultdict(set)
    for row in rows.select(f"SELECT DISTINCT audience, courses, ways FROM {rows.TARGET} WHERE courses <> ''"):
        courses = tuple(sorted(row["courses"].split()))
        accepted = Requirement(row["audience"], courses, tuple(row["ways"].split()))
        plans[row["audience"]] |= {accepted, Requirement(row["audience"], courses)}
    return {group: tuple(asked) for group, asked in plans.items()}


def _settle(components: list[list[_Member]], done: _AllDone, plans: _Plans) -> None:
    """Writes what these persons have achieved, the root that a person's learners have in common, and the tallies."""
    steps: dict[_Achieved, int] = defaultdict(int)
    for component in components:
        root = component[0]["name"]
        after = sorted(_person(component, [one for member in component for one in done.get(member["name"], ())], plans))
        for one in after:
            steps[one] += 1
        for member in component:
            for plain in json.loads(member["achieved"] or "[]"):
                steps[_Achieved(*plain)] -= 1
            kept = _kept(after) if member["name"] == root else ""
            if (member["root"], member["achieved"]) != (root, kept):
                sql = f"UPDATE {rows.LEARNER} SET root = %s, achieved = %s WHERE name = %s"
                rows.write(sql, root, kept, member["name"])
    _step(steps)


def _kept(achievements: Collection[_Achieved]) -> str:
    return json.dumps(sorted(achievements), ensure_ascii=False) if achievements else ""


def _person(component: list[_Member], done: list[Done], plans: _Plans) -> set[_Achieved]:
    result = set()
    groups: dict[str, _Member] = {}
    for member in component:
        if member["audience"] and member["registered"]:
            groups.setdefault(member["audience"], member)
    for group, member in groups.items():
        year = day_of(moment_of(member["registered"])).year
        result.add(_Achieved(Requirement(group).key, member["unit"], year, ""))
        for requirement in {Requirement(group, (one.course,)) for one in done} | set(plans.get(group, ())):
            if found := achieved(requirement, done):
                result.add(_Achieved(requirement.key, member["unit"], found.day.year, found.way))
    return result


def _step(steps: Mapping[_Achieved, int]) -> None:
    """Brings tallies up or down, always in the same order, so that no two transactions wait for each other."""
    tallies = [
        {"name": rows.digest(one.requirement, one.unit, str(one.year), one.way), **one._asdict(), "people": by}
        for one, by in steps.items()
        if by
    ]
    tallies.sort(key=lambda row: row["name"])
    rows.upsert(rows.TALLY, *tallies, people=f"people + {new('people')}")
    for row in tallies:
        if row["people"] < 0:  # one by one: among several of a small table MariaDB would look at, and so lock, all
            rows.write(f"DELETE FROM {rows.TALLY} WHERE people = 0 AND name = %s", row["name"])
