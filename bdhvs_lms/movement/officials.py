"""Officials and their units: what a member of the site declares, and how it stands until the unit has said yes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from .errors import N_, BdhvsError, InvalidClaim
from .units import WHOLE_PROVINCE, Group, Unit

DECLARED, CONFIRMED, REFUSED = "Declared", "Confirmed", "Refused"
STATES: Final = (DECLARED, CONFIRMED, REFUSED)


class AlreadyConfirmed(BdhvsError):
    message = N_("Your unit has confirmed you. If you have moved, ask it to release you, then choose your new unit.")


@dataclass(frozen=True, slots=True)
class Membership:
    """unit: a unit's code or "". group: a group's id or "". state: one of `STATES`, "" while nothing was declared."""

    unit: str = ""
    group: str = ""
    state: str = ""

    @property
    def is_asked(self) -> bool:
        """Whether the person has still to say where they belong."""
        return not self.unit or self.state in ("", REFUSED)


def read_declaration(form: Mapping[str, str], units: Sequence[Unit], groups: Sequence[Group]) -> Membership:
    """Reads the form's fields unit and group; InvalidClaim lists each fault."""
    unit = next((unit for unit in units if unit.code == form.get("unit") and unit.kind != WHOLE_PROVINCE), None)
    group = next((group for group in groups if group.id == form.get("group")), None)
    faults = {}
    if unit is None:
        faults["unit"] = N_("Choose your commune or agency.")
    if group is None:
        faults["group"] = N_("Choose your group.")
    if unit is None or group is None:
        raise InvalidClaim(faults)
    return Membership(unit.code, group.id, DECLARED)
