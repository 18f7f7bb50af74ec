"""The board: unit × target with the split by way of completing, computed from tallies; totals only, no persons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .targets import WAYS, Denominator, Requirement, Tally, Target
from .units import AGENCY, PROVINCE, WHOLE_PROVINCE, Unit


@dataclass(frozen=True, slots=True)
class Row:
    """One unit against one target, cumulative to the end of the year.

    registered: people of the group. counted: people who met the target, by way; other: people who completed all its
    courses only by a way that it doesn't accept, by way. denominator: None where nobody entered one, and then
    `percent` is None: people are shown, never a percentage. goal: people to reach, None where not known.
    held: completions waiting to be looked at. undecided: pairs that may be one person, counted once.
    """

    unit: Unit
    target: Target
    registered: int
    counted: Mapping[str, int]
    other: Mapping[str, int]
    denominator: int | None
    goal: int | None
    held: int
    undecided: int

    @property
    def total(self) -> int:
        return sum(self.counted.values())

    @property
    def percent(self) -> float | None:
        """Counted people in percent of the denominator."""
        return 100 * self.total / self.denominator if self.denominator else None

    @property
    def fill(self) -> float | None:
        """How much of the goal is reached, 0–1 (more than the goal is 1); None without a goal."""
        return min(1.0, self.total / self.goal) if self.goal else None

    @property
    def gap(self) -> int | None:
        """People over (+) or short of (−) the goal."""
        return None if self.goal is None else self.total - self.goal


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the board is computed from. held, undecided: by unit's code."""

    tallies: Sequence[Tally]
    held: Mapping[str, int]
    undecided: Mapping[str, int]


def board(
    target_id: str,
    year: int,
    *,
    units: Sequence[Unit],
    targets: Iterable[Target],
    denominators: Iterable[Denominator],
    numbers: Numbers,
) -> tuple[Row, ...]:
    """The rows of one target in one year: the province first, then each unit that it concerns.

    The province's target concerns every commune and ward; a unit's own target takes its place there, and agencies have
    only their own.
    """
    mine = {target.unit: target for target in targets if target.id == target_id and target.year == year}
    people = {(row.unit, row.group): row.people for row in denominators if row.year == year}
    general = mine.get(PROVINCE)
    counts = _by_key(numbers.tallies, year)
    parts = [unit for unit in units if unit.code != PROVINCE]
    rows = []
    if general is not None:
        whole = next((unit for unit in units if unit.code == PROVINCE), Unit(PROVINCE, "", WHOLE_PROVINCE))
        rows.append(_row(whole, parts, general, _province_denominator(general.group, parts, people), counts, numbers))
    for unit in parts:
        target = mine.get(unit.code) or (general if unit.kind != AGENCY else None)
        if target is not None:
            rows.append(_row(unit, [unit], target, people.get((unit.code, target.group)), counts, numbers))
    return tuple(rows)


_Counts = Mapping[tuple[str, str], Mapping[str, int]]


def _by_key(tallies: Iterable[Tally], year: int) -> _Counts:
    """(requirement key, unit) → way → people up to the end of the year."""
    counts: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for tally in tallies:
        if tally.year <= year:
            counts[tally.key, tally.unit][tally.way] += tally.people
    return counts


def _split(counts: _Counts, requirement: Requirement, units: Sequence[Unit]) -> dict[str, int]:
    if not (requirement.courses and requirement.ways):
        return dict.fromkeys(WAYS, 0)
    found = [counts.get((requirement.key, unit.code), {}) for unit in units]
    return {way: sum(part.get(way, 0) for part in found) for way in WAYS}


def _row(
    unit: Unit, parts: Sequence[Unit], target: Target, denominator: int | None, counts: _Counts, numbers: Numbers
) -> Row:
    """A row for `unit` that sums the counts of `parts` (itself, or the province's units)."""
    registered = Requirement(target.group).key
    counted = _split(counts, target.requirement, parts)
    anyway = _split(counts, Requirement(target.group, target.requirement.courses), parts)
    return Row(
        unit=unit,
        target=target,
        registered=sum(sum(counts.get((registered, part.code), {}).values()) for part in parts),
        counted=counted,
        other=_not_accepted(anyway, sum(anyway.values()) - sum(counted.values())),
        denominator=denominator,
        goal=_goal(target, denominator, unit),
        held=sum(numbers.held.get(part.code, 0) for part in parts),
        undecided=sum(numbers.undecided.get(part.code, 0) for part in parts),
    )


def _not_accepted(anyway: Mapping[str, int], rest: int) -> dict[str, int]:
    """By way, the `rest` of all who completed: those whom the target doesn't count, least attested ways first."""
    other = {}
    for way in reversed(WAYS):
        other[way] = min(rest, anyway[way])
        rest -= other[way]
    return other


def _goal(target: Target, denominator: int | None, unit: Unit) -> int | None:
    """People to reach: a head count binds only the unit it was set for; a percentage a denominator; rounded up."""
    if target.people is not None:
        return target.people if target.unit == unit.code else None
    if target.percent is None or denominator is None:
        return None
    return -(-denominator * target.percent // 100)


def _province_denominator(group: str, parts: Sequence[Unit], people: Mapping[tuple[str, str], int]) -> int | None:
    """The one entered for the province, else the sum where every unit has one, else None."""
    if (PROVINCE, group) in people:
        return people[PROVINCE, group]
    entered = [people.get((unit.code, group)) for unit in parts if not unit.sample]
    known = [number for number in entered if number is not None]
    return sum(known) if known and len(known) == len(entered) else None
