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
    "BDHVS Population": "unit", "BDHVS Poster": "unit", "BDHVS Class": "unit", "BDHVS Print Run": "unit",
}  # fmt: skip
"""DocType → its column that holds the unit's code."""
OF_A_LEARNER: Final[Mapping[str, str]] = {"BDHVS Person": "name", "BDHVS Paper": "learner", "BDHVS Account": "name"}
"""DocType → its column that holds the learner's id; the unit is the learner's."""
CLASS, SEAT = "BDHVS Class", "BDHVS Seat"
"""A seat is of its class's unit, whosever learner sits there."""
SCAN: Final = "BDHVS Scan"
"""A poster's code begins with its unit's."""
LINK: Final = "BDHVS Link"
"""Its columns one and other hold two learners' ids; both have to be of the units."""
OF_THE_PROVINCE: Final = frozenset(
    {"BDHVS Record", "BDHVS Claim", "BDHVS Review", "BDHVS Revocation", "BDHVS Seal", "BDHVS Print Volume"}
)
"""For those who see all units alone."""
GUARDED: Final = frozenset({*OF_A_UNIT, *OF_A_LEARNER, SCAN, LINK, SEAT, *OF_THE_PROVINCE})


def units_of(user: str) -> frozenset[str] | None:
    """Codes of the units whose people a user may see; None: all units. Who has none of the roles has no unit."""
    roles = set(frappe.get_roles(user))
    if roles & EVERYWHERE:
        return None
    if not roles & {UNIT_STAFF, TRAINER}:
        return frozenset()
    allowed = {"user": user, "allow": UNIT}
    return frozenset(frappe.get_all("User Permission", filters=allowed, pluck="for_value"))


def trainers_of(units: Collection[str]) -> dict[str, str]:
    """Users who hold classes for one of these units by their role and User Permission → their full names."""
    holders = frappe.get_all("Has Role", {"role": ("in", (UNIT_STAFF, TRAINER)), "parenttype": "User"}, pluck="parent")
    allowed = {"user": ("in", holders), "allow": UNIT, "for_value": ("in", [*units])}
    users = frappe.get_all("User Permission", allowed, pluck="user") if holders and units else []
    enabled = {"name": ("in", users), "enabled": 1}
    found = frappe.get_all("User", enabled, ["name", "full_name"], order_by="full_name, name") if users else []
    return {row.name: row.full_name or row.name for row in found}


def query_conditions(user: str | None, doctype: str) -> str:
    """SQL that rows of a list have to meet: "" for all, "1=0" for none."""
    units = units_of(user or frappe.session.user)
    if units is None:
        return ""
    if not units or doctype in OF_THE_PROVINCE:
        return "1=0"
    table = f"`tab{doctype}`"
    if doctype in (SCAN, SEAT):
        return _among(f"substr({table}.code, 1, 5)", units) if doctype == SCAN else _in_classes(table, units)
    learners = f"SELECT name FROM `tab{LEARNER}` WHERE {_among('unit', units)}"
    if doctype == LINK:
        return f"({table}.one in ({learners}) and {table}.other in ({learners}))"
    if doctype in OF_A_LEARNER:
        return f"{table}.`{OF_A_LEARNER[doctype]}` in ({learners})"
    return _among(f"{table}.`{OF_A_UNIT[doctype]}`", units)


def _in_classes(table: str, units: Collection[str]) -> str:
    return f"{table}.class_code in (SELECT name FROM `tab{CLASS}` WHERE {_among('unit', units)})"


def _among(column: str, units: Collection[str]) -> str:
    return f"{column} in ({', '.join(frappe.db.escape(unit, percent=False) for unit in sorted(units))})"


def has_permission(doc: Any, ptype: str | None = None, user: str | None = None) -> bool:
    """Whether a document is of one of the user's units. Roles say what may be done with it."""
    units = units_of(user or frappe.session.user)
    return units is None or (doc.doctype not in OF_THE_PROVINCE and units.issuperset(_units_of(doc)))


def _units_of(doc: Any) -> Collection[str]:
    if doc.doctype == SCAN:
        return (str(doc.code or "")[:5],)
    if doc.doctype == LINK:
        return (_unit_of_learner(doc.one), _unit_of_learner(doc.other))
    if doc.doctype == SEAT:
        return ((doc.class_code and frappe.db.get_value(CLASS, doc.class_code, "unit")) or "",)
    if doc.doctype in OF_A_LEARNER:
        return (_unit_of_learner(doc.get(OF_A_LEARNER[doc.doctype])),)
    return (doc.get(OF_A_UNIT[doc.doctype]) or "",)


def _unit_of_learner(learner: str | None) -> str:
    return (learner and frappe.db.get_value(LEARNER, learner, "unit")) or ""


def refuse_share(share: Any, method: str | None = None) -> None:
    """Before a DocShare is saved: sharing opens a document past roles and units, so none of ours is shared."""
    if share.share_doctype in GUARDED:
        frappe.throw(_("{0} can't be shared.").format(_(share.share_doctype)), frappe.PermissionError)


# --- users of the site -----------------------------------------------------------------------------------------------

_OF_EVERYBODY: Final = frozenset({"All", "Guest", "Desk User"})


def sees_only_own_user(user: str) -> bool:
    """Whether the app's roles alone open Desk to a user, where Frappe would show them everybody's phone number.

    Who would see users without the app's roles still does.
    """
    roles = set(frappe.get_roles(user))
    others = roles.difference(ROLES, _OF_EVERYBODY)
    granted = {one.role for one in frappe.get_meta("User").permissions if one.read or one.select}
    return bool(roles.intersection(ROLES)) and not any(
        role in granted or frappe.get_cached_value("Role", role, "desk_access") for role in others
    )


def user_conditions(user: str | None) -> str:
    """As `query_conditions`, for the site's users."""
    asking = user or frappe.session.user
    return f"`tabUser`.name = {frappe.db.escape(asking, percent=False)}" if sees_only_own_user(asking) else ""


def has_user_permission(doc: Any, ptype: str | None = None, user: str | None = None) -> bool:
    asking = user or frappe.session.user
    return doc.name == asking or not sees_only_own_user(asking)
