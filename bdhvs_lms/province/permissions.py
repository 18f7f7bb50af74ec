"""Who may see and write what of the app on the site: roles say what, User Permissions on units say whose.

Frappe asks here twice: for the rows of a list (`query_conditions`) and for a document (`has_permission`). Whoever has
none of the roles, or none of the units, gets nothing, whatever else the site has granted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

import frappe
from frappe import _

MANAGER, UNIT_STAFF, TRAINER = "BDHVS Manager", "BDHVS Unit Staff", "BDHVS Trainer"
ROLES: Final = (MANAGER, UNIT_STAFF, TRAINER)
EVERYWHERE: Final = frozenset({MANAGER, "System Manager", "Administrator"})

UNIT, LEARNER = "BDHVS Unit", "BDHVS Learner"
OF_A_UNIT: Final[Mapping[str, str]] = {
    UNIT: "name", LEARNER: "unit", "BDHVS Completion": "unit", "BDHVS Certificate": "unit", "BDHVS Tally": "unit",
    "BDHVS Population": "unit", "BDHVS Poster": "unit",
}  # fmt: skip
"""DocType → its column that holds the unit's code."""
OF_A_LEARNER: Final[Mapping[str, str]] = {"BDHVS Person": "name", "BDHVS Paper": "learner", "BDHVS Account": "name"}
"""DocType → its column that holds the learner's id; the unit is the learner's."""
SCAN: Final = "BDHVS Scan"
"""A poster's code begins with its unit's."""
OF_THE_PROVINCE: Final = frozenset(
    {"BDHVS Record", "BDHVS Link", "BDHVS Claim", "BDHVS Review", "BDHVS Revocation", "BDHVS Seal"}
)
"""For those who see all units alone."""
GUARDED: Final = frozenset({*OF_A_UNIT, *OF_A_LEARNER, SCAN, *OF_THE_PROVINCE})


def units_of(user: str) -> frozenset[str] | None:
    """Codes of the units whose people a user may see; None: all units. Who has none of the roles has no unit."""
    roles = set(frappe.get_roles(user))
    if roles & EVERYWHERE:
        return None
    if not roles & {UNIT_STAFF, TRAINER}:
        return frozenset()
    allowed = {"user": user, "allow": UNIT}
    return frozenset(frappe.get_all("User Permission", filters=allowed, pluck="for_value"))


def query_conditions(user: str | None, doctype: str) -> str:
    """SQL that rows of a list have to meet: "" for all, "1=0" for none."""
    units = units_of(user or frappe.session.user)
    if units is None:
        return ""
    if not units or doctype in OF_THE_PROVINCE:
        return "1=0"
    table = f"`tab{doctype}`"
    if doctype == SCAN:
        return _among(f"substr({table}.code, 1, 5)", units)
    if doctype in OF_A_LEARNER:
        learners = f"SELECT name FROM `tab{LEARNER}` WHERE {_among('unit', units)}"
        return f"{table}.`{OF_A_LEARNER[doctype]}` in ({learners})"
    return _among(f"{table}.`{OF_A_UNIT[doctype]}`", units)


def _among(column: str, units: Collection[str]) -> str:
    return f"{column} in ({', '.join(frappe.db.escape(unit, percent=False) for unit in sorted(units))})"


def has_permission(doc: Any, ptype: str | None = None, user: str | None = None) -> bool:
    """Whether a document is of one of the user's units. Roles say what may be done with it."""
    units = units_of(user or frappe.session.user)
    return units is None or (doc.doctype not in OF_THE_PROVINCE and _unit_of(doc) in units)


def _unit_of(doc: Any) -> str:
    if doc.doctype == SCAN:
        return str(doc.code or "")[:5]
    if doc.doctype in OF_A_LEARNER:
        return frappe.db.get_value(LEARNER, doc.get(OF_A_LEARNER[doc.doctype]), "unit") or ""
    return doc.get(OF_A_UNIT[doc.doctype]) or ""


def refuse_share(share: Any, method: str | None = None) -> None:
    """Before a DocShare is saved: sharing opens a document past roles and units, so none of ours is shared."""
    if share.share_doctype in GUARDED:
        frappe.throw(_("{0} can't be shared.").format(_(share.share_doctype)), frappe.PermissionError)
