"""Targets and the count: a learner counts once per target, on the first day on which all its courses are completed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from .errors import N_

ACCOUNT, CLASS, SELF = "account", "class", "self"
WAYS: Final = (ACCOUNT, CLASS, SELF)
"""Ways of completing, the best attested first."""

WAY_NAMES: Final = {
    ACCOUNT: N_("with an account"),
    CLASS: N_("in class"),
    SELF: N_("self-declared, not compared"),
}
STRENGTH_NAMES: Final = {
    "official": N_("official text"),
    "press": N_("press"),
    "second": N_("second hand"),
    "unknown": N_("not known"),
    "sample": N_("sample (MẪU)"),
}
STRENGTHS: Final = tuple(STRENGTH_NAMES)
"""How surely a target is known, the surest first."""


@dataclass(frozen=True, slots=True, order=True)
class Requirement:
    """What has to be done to count: all `courses`, each by one of `ways`, by a learner of `group`.

    Without courses it asks for nothing but being registered; that is how registered people are counted.
    """

    group: str
    courses: tuple[str, ...] = ()
    ways: tuple[str, ...] = WAYS

    @property
    def key(self) -> str:
        """A stable text for storing: "citizens|a+b|account+class"."""
        return "|".join((self.group, "+".join(sorted(self.courses)), "+".join(way for way in WAYS if way in self.ways)))


@dataclass(frozen=True, slots=True)
class Target:
    """id: the same for a target's years. unit: a unit's code; the province's applies to every commune that has no own.

    percent or people: one of them, or neither where the document is awaited. courses: empty = not chosen yet.
    source: the document. strength: how surely it is known (`STRENGTHS`); provisional rows come with the installation.
    """

    id: str
    title: str
    group: str
    unit: str
    year: int
    percent: int | None
    people: int | None
    courses: tuple[str, ...]
    ways: tuple[str, ...]
    source: str
    strength: str

    @property
    def requirement(self) -> Requirement:
        return Requirement(self.group, tuple(sorted(self.courses)), tuple(way for way in WAYS if way in self.ways))


@dataclass(frozen=True, slots=True)
class Denominator:
    """How many people of a group a unit has in a year, as its user entered it with its source; never estimated."""

    unit: str
    group: str
    year: int
    people: int
    source: str


@dataclass(frozen=True, slots=True, order=True)
class Done:
    """One completion that counts. day: date in Vietnam."""

    day: date
    course: str
    way: str


@dataclass(frozen=True, slots=True)
class Achievement:
    """The day a requirement was met, and by which way: the least attested of those that were needed."""

    day: date
    way: str


def achieved(requirement: Requirement, completions: Iterable[Done]) -> Achievement | None:
    """First day on which every course of the requirement is completed by an accepted way, or None.

    A course completed on the same day in two ways counts by the better attested one.
    """
    if not requirement.courses:
        raise ValueError("a requirement without courses is met by registering")
    first: dict[str, tuple[date, int]] = {}
    for done in completions:
        if done.course in requirement.courses and done.way in requirement.ways:
            offer = (done.day, WAYS.index(done.way))
            first[done.course] = min(first.get(done.course, offer), offer)
    if len(first) < len(set(requirement.courses)):
        return None
    return Achievement(max(day for day, _ in first.values()), WAYS[max(rank for _, rank in first.values())])


@dataclass(frozen=True, slots=True, order=True)
class Tally:
    """People who first met a requirement in a year. key: `Requirement.key`. way: "" for registrations."""

    key: str
    unit: str
    year: int
    way: str
    people: int
