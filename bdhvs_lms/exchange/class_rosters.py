"""A class's roll from a file that a trainer brings, and the file back with what became of each row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from ..movement import class_roster
from ..movement.class_roster import OUTCOME_NAMES, TAKEN, Row, Rules
from ..movement.classes import TrainingClass
from ..movement.errors import N_, UnknownUnit
from ..movement.people import Person, read_phone, read_village
from ..movement.quiet import without_collecting
from ..movement.rosters import Why
from ..movement.store import Store
from .sheets import read_grids, write_xlsx

_COLUMNS = {
    "name": N_("Full name"), "birth": N_("Year of birth"), "phone": N_("Telephone"), "village": N_("Village"),
    "unit": N_("Commune or ward"),
}  # fmt: skip


class Told(NamedTuple):
    """A row about somebody, cleaned, as it is written back and carried from page to page. why: as it is read."""

    outcome: str
    name: str
    birth: str
    phone: str
    village: str
    unit: str
    why: str

    @property
    def person(self) -> Person:
        """Of a row that was taken; a telephone or village that was left out stays out."""
        village, fault = read_village(self.village)
        return Person(self.name, int(self.birth or 0), read_phone(self.phone)[0], "" if fault else village)


def read(content: bytes, name: str, cls: TrainingClass, store: Store, this_year: int) -> list[Row]:
    """What would become of each row. Writes nothing. InvalidFile, NoNames, UnknownUnit."""
    unit = store.unit(cls.plan.unit)
    if unit is None:
        raise UnknownUnit(unit=cls.plan.unit)
    rules = Rules(unit, store.units(), this_year)
    with without_collecting():
        return class_roster.read_roster(read_grids(content, name), store.roll(cls.code), rules, name)


def people(rows: Sequence[Row]) -> list[Person]:
    """Those who are taken, in their order, for one `classes.enrol`."""
    return [row.person for row in rows if row.outcome == TAKEN and row.person]


def reasons(row: Row, translate: Callable[[str], str]) -> str:
    """Why it isn't taken, or what of it was left out; "" for neither."""
    whys: Sequence[Why] = (row.why,) if row.why else row.left_out
    return "; ".join(translate(why.message).format(**why.fields) for why in whys)


def told(rows: Sequence[Row], translate: Callable[[str], str]) -> list[Told]:
    """Everybody in the file, without headings, totals and signatures."""
    return [_told(row, translate) for row in rows if row.listed]


def _told(row: Row, translate: Callable[[str], str]) -> Told:
    cells = row.cells
    return Told(
        row.outcome, cells["name"], cells["birth"], cells["phone"], cells["village"], cells["unit"],
        reasons(row, translate),
    )  # fmt: skip


def corrected(rows: Sequence[Told], translate: Callable[[str], str]) -> bytes:
    """An XLSX of everybody in the file, cleaned, with “Kết quả” and “Lý do”; it may be put right and brought again."""
    fields = [one for one in _COLUMNS if one != "unit" or any(row.unit for row in rows)]
    header = [*(translate(_COLUMNS[one]) for one in fields), translate(N_("Outcome")), translate(N_("Why"))]
    return write_xlsx(
        header,
        ([*(getattr(row, one) for one in fields), translate(OUTCOME_NAMES[row.outcome]), row.why] for row in rows),
    )
