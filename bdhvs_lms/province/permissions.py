"""Who may see and write what of the app on the site: roles say what, User Permissions on units say whose."""

from __future__ import annotations

from typing import Final

import frappe

MANAGER, UNIT_STAFF, TRAINER = "BDHVS Manager", "BDHVS Unit Staff", "BDHVS Trainer"
ROLES: Final = (MANAGER, UNIT_STAFF, TRAINER)
EVERYWHERE: Final = frozenset({MANAGER, "System Manager", "Administrator"})


def units_of(user: str) -> frozenset[str] | None:
    """Codes of the units whose people a user may see; None: all units. Who has none of the roles has no unit."""
    roles = set(frappe.get_roles(user))
    if roles & EVERYWHERE:
        return None
    if not roles & {UNIT_STAFF, TRAINER}:
        return frozenset()
    allowed = {"user": user, "allow": "BDHVS Unit"}
    return frozenset(frappe.get_all("User Permission", filters=allowed, pluck="for_value"))
