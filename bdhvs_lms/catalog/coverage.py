"""Which lessons teach what guideline and frameworks ask for, by audience: coverage.yaml held against courses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

import yaml

from ..movement.course import Course

State = Literal["taught", "hole", "awaited", "unknown", "elsewhere"]
TAUGHT: Final = "taught"
HOLE: Final = "hole"
AWAITED: Final = "awaited"
UNKNOWN: Final = "unknown"
ELSEWHERE: Final = "elsewhere"

_FILE: Final = Path(__file__).with_name("coverage.yaml")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be taught. audiences: whom it concerns. skills, courses: ids by which it is taught.

    known: False for a text that couldn't be opened, so that nobody can say what it asks for.
    """

    id: str
    name: str
    audiences: tuple[str, ...]
    skills: frozenset[str] = frozenset()
    courses: frozenset[str] = frozenset()
    known: bool = True


@dataclass(frozen=True, slots=True)
class Frame:
    """A list of things to be taught. source: the text that they are from; strength: how well it is known."""

    title: str
    source: str
    strength: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Audience:
    """expected: its courses are written, so that what no lesson teaches is a hole."""

    id: str
    name: str
    expected: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be taught to whom."""

    audiences: tuple[Audience, ...]
    frames: tuple[Frame, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """lessons: the codes of those that teach the item to the audience."""

    state: State
    lessons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """cells: by the audience's id, in the order of the plan."""

    frame: Frame
    item: Item
    cells: Mapping[str, Cell]

    @property
    def holes(self) -> tuple[str, ...]:
        return tuple(audience for audience, cell in self.cells.items() if cell.state == HOLE)


@lru_cache(maxsize=1)
def plan() -> Plan:
    """The bundled coverage.yaml."""
    return plan_of(yaml.safe_load(_FILE.read_text(encoding="utf-8")))


def plan_of(given: Mapping[str, Any]) -> Plan:
    """What coverage.yaml holds → a plan. KeyError where something is missing."""
    return Plan(
        tuple(
            Audience(name, about["name"], about["courses"] == "expected") for name, about in given["audiences"].items()
        ),
        tuple(
            Frame(one["title"], one["source"], one["strength"], tuple(_item(item) for item in one["items"]))
            for one in given["lists"]
        ),
    )


def _item(given: Mapping[str, Any]) -> Item:
    return Item(
        str(given["id"]),
        given["name"],
        tuple(given["for"]),
        frozenset(given.get("skills", ())),
        frozenset(given.get("courses", ())),
        given.get("known", True),
    )


def coverage(courses: Iterable[Course], wanted: Plan | None = None) -> tuple[Row, ...]:
    """One row an item, in the plan's order. wanted: the bundled plan unless given."""
    wanted, taught = wanted or plan(), tuple(courses)
    return tuple(
        Row(frame, item, {audience.id: _cell(item, audience, taught) for audience in wanted.audiences})
        for frame in wanted.frames
        for item in frame.items
    )


def _cell(item: Item, audience: Audience, courses: Sequence[Course]) -> Cell:
    lessons = tuple(
        lesson.code
        for course in courses
        for lesson in course.lessons
        if audience.id in course.audience and (course.id in item.courses or item.skills.intersection(lesson.skills))
    )
    if lessons:
        return Cell(TAUGHT, lessons)
    if audience.id not in item.audiences:
        return Cell(ELSEWHERE)
    if not item.known:
        return Cell(UNKNOWN)
    return Cell(HOLE if audience.expected else AWAITED)


def skills_outside(courses: Iterable[Course], wanted: Plan | None = None) -> tuple[str, ...]:
    """Ids of skills that lessons name and no item of the plan knows, sorted."""
    known = {skill for frame in (wanted or plan()).frames for item in frame.items for skill in item.skills}
    named = {skill for course in courses for lesson in course.lessons for skill in lesson.skills}
    return tuple(sorted(named - known))
