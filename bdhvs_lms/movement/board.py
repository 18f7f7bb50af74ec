"""The board: unit × target with the split by way of completing, computed from tallies; totals only, no persons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from .errors import N_
from .targets import STRENGTH_NAMES, WAY_NAMES, WAYS, Denominator, Requirement, Tally, Target
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
    def gap(self) -> int | None:
        """People over (+) or short of (−) the goal."""
        return None if self.goal is None else self.total - self.goal


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the board is computed from. held: by (unit, group, course). undecided: by (unit, group)."""

    tallies: Sequence[Tally]
    held: Mapping[tuple[str, str, str], int]
    undecided: Mapping[tuple[str, str], int]


def offered(targets: Iterable[Target], year: int) -> tuple[Target, ...]:
    """The targets to look at in a year: one of each id, the province's where it has one, as of the latest year set.

    Years are cumulative, so a target goes on after its last year until another is set.
    """
    ids: dict[str, list[Target]] = defaultdict(list)
    for target in targets:
        if target.year <= year:
            ids[target.id].append(target)
    return tuple(max(found, key=lambda one: (one.unit == PROVINCE, one.year)) for found in ids.values())


def years(targets: Iterable[Target], today: int) -> range:
    """From the first year that has a target to this one, or to the last one set."""
    found = [target.year for target in targets] or [today]
    return range(min(found), max(today, *found) + 1)


def board(
    target_id: str,
    year: int,
    *,
    units: Sequence[Unit],
    targets: Iterable[Target],
    denominators: Iterable[Denominator],
    numbers: Numbers,
) -> tuple[Row, ...]:
    """The rows of one target at the end of a year: the province first where it has a target, then each unit.

    The province's target concerns every commune and ward, and agencies whose people are of its group; a unit's own
    target takes its place there. Units that are samples have only their own rows and are in no sum.
    """
    mine: dict[str, Target] = {}
    for target in sorted(targets, key=lambda one: one.year):
        if target.id == target_id and target.year <= year:
            mine[target.unit] = target
    people = {(row.unit, row.group, row.year): row.people for row in denominators}
    general = mine.get(PROVINCE)
    counts = _by_key(numbers.tallies, year)
    rows = []
    for unit in units:
        own = mine.get(unit.code) or (general if _concerns(general, unit, counts) else None)
        if unit.code != PROVINCE and own is not None:
            denominator = people.get((unit.code, own.group, own.year))
            rows.append(_row(unit, [unit], own, denominator, counts, numbers))
    if general is None:
        return tuple(rows)
    parts = [unit for unit in units if _concerns(general, unit, counts)]
    denominator = _province_denominator(general, parts, people)
    whole = next((unit for unit in units if unit.code == PROVINCE), Unit(PROVINCE, "", WHOLE_PROVINCE))
    return (_row(whole, parts, general, denominator, counts, numbers), *rows)


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
        held=sum(numbers.held.get((part.code, target.group, course), 0) for part in parts for course in target.courses),
        undecided=sum(numbers.undecided.get((part.code, target.group), 0) for part in parts),
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


def _concerns(general: Target | None, unit: Unit, counts: _Counts) -> bool:
    """Whether the province's target concerns a unit: agencies only where people of the group are known."""
    if general is None or unit.sample or unit.code == PROVINCE:
        return False
    return unit.kind != AGENCY or any(code == unit.code and key.startswith(f"{general.group}|") for key, code in counts)


def _province_denominator(
    general: Target, parts: Sequence[Unit], people: Mapping[tuple[str, str, int], int]
) -> int | None:
    """The one entered for the province, else the sum where every unit that is counted has one, else None."""
    if (entered := people.get((PROVINCE, general.group, general.year))) is not None:
        return entered
    found = [people.get((unit.code, general.group, general.year)) for unit in parts]
    known = [number for number in found if number is not None]
    return sum(known) if known and len(known) == len(found) else None


COLUMNS: Final = (
    N_("Unit code"), N_("Unit"), N_("Group"), N_("Target"), N_("Year"), N_("Denominator"), N_("Registered"),
    N_("Completed (counted)"), *(WAY_NAMES[way] for way in WAYS), N_("Completed, not counted by this target"),
    N_("Percent"), N_("Goal, percent"), N_("Goal, people"), N_("Gap"), N_("Waiting to be looked at"),
    N_("Pairs not decided"), N_("Source"), N_("Strength of the source"),
)  # fmt: skip
"""Headings of the board as a table, msgids; the order of the province's report (FACTS, columns)."""


def cells(row: Row, year: int, groups: Mapping[str, str]) -> list[object]:
    """A row under `COLUMNS`; the last cell is a msgid. groups: id → name."""
    target = row.target
    return [
        row.unit.code, row.unit.label, groups.get(target.group, target.group), target.title, year, row.denominator,
        row.registered, row.total, *(row.counted[way] for way in WAYS), sum(row.other.values()),
        None if row.percent is None else round(row.percent, 1), target.percent, row.goal, row.gap, row.held,
        row.undecided, target.source, STRENGTH_NAMES[target.strength],
    ]  # fmt: skip
