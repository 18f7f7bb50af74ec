"""What the province's staff keep beside the facts: settings, units, groups, targets, denominators; first rows only.

Changes are made in Desk, through the DocTypes' controllers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

import frappe

from ..movement.store import Settings
from ..movement.targets import Denominator, Target
from ..movement.units import Group, Unit
from . import rows

SETTINGS = "BDHVS Settings"
_KINDS = {one.name: type(one.default) for one in fields(Settings) if one.name not in ("issuer", "host")}


def read_settings(*, issuer: str) -> Settings:
    """Settings as stored, from Frappe's cache; the issuer is the signing key's."""
    stored = frappe.get_cached_doc(SETTINGS)
    told: dict[str, Any] = {
        name: bool(int(stored.get(name))) if kind is bool else kind(stored.get(name))
        for name, kind in _KINDS.items()
        if stored.get(name) not in (None, "")
    }
    return Settings(host=stored.get("host") or "", issuer=issuer, **told)


def unit_row(unit: Unit) -> rows.Row:
    return {"name": unit.code, "code": unit.code, "unit_name": unit.name, "kind": unit.kind, "sample": int(unit.sample)}


def group_row(group: Group, place: int) -> rows.Row:
    return {"name": group.id, "group_id": group.id, "group_name": group.name, "place": place}


def target_row(target: Target) -> rows.Row:
    measure = "Percent" if target.percent is not None else "People" if target.people is not None else ""
    return {
        "name": f"{target.id}-{target.unit}-{target.year}", "target_id": target.id, "title": target.title,
        "audience": target.group, "unit": target.unit, "year": target.year, "measure": measure,
        "amount": (target.percent if target.percent is not None else target.people) or 0,
        "courses": " ".join(sorted(target.courses)), "ways": " ".join(target.requirement.ways),
        "source": target.source, "strength": target.strength,
    }  # fmt: skip


def population_row(one: Denominator) -> rows.Row:
    return {
        "name": f"{one.unit}-{one.group}-{one.year}", "unit": one.unit, "audience": one.group, "year": one.year,
        "people": one.people, "source": one.source,
    }  # fmt: skip


def add(
    units: Iterable[Unit] = (),
    groups: Iterable[Group] = (),
    targets: Iterable[Target] = (),
    denominators: Iterable[Denominator] = (),
) -> None:
    """Adds what isn't there; a row that stands is left as the staff made it."""
    rows.insert_new(rows.UNIT, *map(unit_row, units))
    rows.insert_new(rows.GROUP, *(group_row(group, place) for place, group in enumerate(groups)))
    rows.insert_new(rows.TARGET, *map(target_row, targets))
    rows.insert_new(rows.POPULATION, *map(population_row, denominators))
