"""Who counts as one person, what each person has achieved, and the board's tallies: for many learners at once."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple

from ..movement.records import day_of, moment_of
from ..movement.targets import Done, Requirement, achieved

_AT_ONCE: Final = 2_000
"""Learners that `retally` holds in memory."""
_Plans = Mapping[str, tuple[Requirement, ...]]

_LINKS: Final = (
    "SELECT a, b FROM link WHERE a IN ({0}) AND (same IS NULL OR same = 1)"
    " UNION ALL SELECT a, b FROM link WHERE b IN ({0}) AND (same IS NULL OR same = 1)"
)
"""A link makes two learners one person unless somebody decided that they are two: undecided pairs count once."""
_MEMBER: Final = "SELECT id, unit, grp, root, registered FROM learner WHERE "
_ALIKE: Final = _MEMBER + "root IN (SELECT root FROM learner WHERE id IN ({}))"
_MEMBERS: Final = _MEMBER + "id IN ({})"
_DONE: Final = (
    "SELECT learner, day, course, way FROM completion LEFT JOIN review ON review.completion = completion.id"
    " WHERE learner IN ({}) AND coalesce(review.state, iif(held, 'held', 'released')) = 'released'"
)
_BEFORE: Final = "SELECT key, root, unit, year, way FROM achievement WHERE root IN ({})"
_FEW: Final = 8


def _rows(db: sqlite3.Connection, sql: str, learners: Collection[str]) -> sqlite3.Cursor:
    """A question about some learners, who are put in at {}."""
    if len(learners) > _FEW:
        return db.execute(_question(sql, 0), (json.dumps([*learners]),))
    return db.execute(_question(sql, len(learners)), (*learners,))


@lru_cache(maxsize=8 * _FEW)
def _question(sql: str, learners: int) -> str:
    """learners: how many values are bound; 0 for one JSON list."""
    values = ",".join(f"?{place}" for place in range(1, learners + 1))
    return sql.format(values or "SELECT value FROM json_each(?1)")


class _Achieved(NamedTuple):
    """One person's meeting of one requirement, as the table achievement holds it."""

    key: str
    root: str
    unit: str
    year: int
    way: str


class _Member(NamedTuple):
    """A learner as projected."""

    id: str
    unit: str
    group: str
    root: str
    registered: str


def recount(db: sqlite3.Connection, learners: Collection[str]) -> None:
    """Brings achievements and tallies of some learners, and of all who count as one person with them, up to date."""
    if not learners:
        return
    known = {row[0]: _Member(*row) for row in _rows(db, _ALIKE, learners)}
    persons = _persons(db, {*learners, *known})
    before = {_Achieved(*row) for row in _rows(db, _BEFORE, _everybody(persons))}
    _change(db, before, _counted(db, persons, _plans(db), known))


def retally(db: sqlite3.Connection) -> None:
    """Counts everybody anew, as when targets ask for other courses."""
    db.execute("DELETE FROM achievement")
    db.execute("DELETE FROM tally")
    db.execute("UPDATE learner SET root = id")
    plans, seen = _plans(db), set[str]()
    for some in _pieces(row[0] for row in db.execute("SELECT id FROM learner").fetchall()):
        persons = _persons(db, {one for one in some if one not in seen})
        seen.update(one for person in persons if len(person) > 1 for one in person)
        _change(db, set(), _counted(db, persons, plans, {}))


def _pieces(learners: Iterator[str]) -> Iterator[list[str]]:
    while some := list(islice(learners, _AT_ONCE)):
        yield some


def _plans(db: sqlite3.Connection) -> _Plans:
    """Group → what the targets ask for, by their accepted ways and by any way."""
    return _planned(tuple(map(tuple, db.execute("SELECT DISTINCT grp, courses, ways FROM target WHERE courses <> ''"))))


@lru_cache(maxsize=16)
def _planned(asked: tuple[tuple[str, str, str], ...]) -> _Plans:
    plans: dict[str, set[Requirement]] = defaultdict(set)
    for group, courses, ways in asked:
        needed = tuple(sorted(courses.split()))
        plans[group] |= {Requirement(group, needed, tuple(ways.split())), Requirement(group, needed)}
    return {group: tuple(requirements) for group, requirements in plans.items()}


def _persons(db: sqlite3.Connection, learners: set[str]) -> Sequence[Collection[str]]:
    """The learners, and all who count as one person with one of them, person by person."""
    person = {learner: {learner} for learner in learners}
    edge: Collection[str] = learners
    while edge:
        further = set[str]()
        for a, b in _rows(db, _LINKS, edge):
            further.update(one for one in (a, b) if one not in person)
            one, other = person.setdefault(a, {a}), person.setdefault(b, {b})
            if one is not other:
                small, large = sorted((one, other), key=len)
                large.update(small)
                person.update(dict.fromkeys(small, large))
        edge = further
    return list({id(one): one for one in person.values()}.values())


def _everybody(persons: Iterable[Collection[str]]) -> list[str]:
    return [learner for person in persons for learner in person]


def _counted(
    db: sqlite3.Connection, persons: Iterable[Collection[str]], plans: _Plans, members: dict[str, _Member]
) -> set[_Achieved]:
    """What each person, known as one or several learners, has achieved; their common root is written.

    members: those whose rows are at hand; the others' are added.
    """
    asked = _everybody(persons)
    if further := [learner for learner in asked if learner not in members]:
        members.update((row[0], _Member(*row)) for row in _rows(db, _MEMBERS, further))
    done = defaultdict[str, list[Done]](list)
    for row in _rows(db, _DONE, asked):
        done[row[0]].append(Done(date.fromisoformat(row[1]), row[2], row[3]))
    counted, moved = set[_Achieved](), list[tuple[str, str]]()
    for person in persons:
        known = [members[one] for one in person if one in members]
        if len(known) > 1:
            known.sort(key=_first)
        if not known:
            continue
        root = known[0].id
        moved += [(root, one.id) for one in known if one.root != root]
        theirs = [one for member in known for one in done.get(member.id, ())] if done else ()
        counted.update(_achieved(root, known, theirs, plans))
    if moved:
        db.executemany("UPDATE learner SET root = ? WHERE id = ?", moved)
    return counted


def _first(member: _Member) -> tuple[bool, str, str]:
    """The earliest registered comes first; who was only ever named comes last."""
    return member.registered == "", member.registered, member.id


def _achieved(root: str, members: Sequence[_Member], done: Sequence[Done], plans: _Plans) -> Iterator[_Achieved]:
    groups: dict[str, _Member] = {}
    for member in members:
        if member.group and member.registered:
            groups.setdefault(member.group, member)
    for group, member in groups.items():
        yield _Achieved(_key(Requirement(group)), root, member.unit, _year(member.registered), "")
        if not done:
            continue
        for requirement in {_of_one(group, one.course) for one in done}.union(plans.get(group, ())):
            if found := achieved(requirement, done):
                yield _Achieved(_key(requirement), root, member.unit, found.day.year, found.way)


@lru_cache(maxsize=1024)
def _of_one(group: str, course: str) -> Requirement:
    return Requirement(group, (course,))


@lru_cache(maxsize=1024)
def _key(requirement: Requirement) -> str:
    return requirement.key


@lru_cache(maxsize=1024)
def _year(registered: str) -> int:
    return day_of(moment_of(registered)).year


def _change(db: sqlite3.Connection, before: set[_Achieved], after: set[_Achieved]) -> None:
    """Writes the difference alone."""
    gone, new = before - after, after - before
    if gone:
        db.executemany("DELETE FROM achievement WHERE root = ? AND key = ?", [(one.root, one.key) for one in gone])
    in_order = sorted(new, key=lambda one: (one.root, one.key))
    db.executemany("INSERT INTO achievement VALUES (?, ?, ?, ?, ?)", in_order)
    people = Counter((one.key, one.unit, one.year, one.way) for one in new)
    people.subtract((one.key, one.unit, one.year, one.way) for one in gone)
    changed = [(*tally, more) for tally, more in people.items() if more]
    db.executemany(
        "INSERT INTO tally VALUES (?, ?, ?, ?, ?) ON CONFLICT (key, unit, year, way)"
        " DO UPDATE SET people = people + excluded.people",
        changed,
    )
    for key, unit, year, way, more in changed:
        if more < 0:
            place = (key, unit, year, way)
            db.execute("DELETE FROM tally WHERE key = ? AND unit = ? AND year = ? AND way = ? AND people = 0", place)
