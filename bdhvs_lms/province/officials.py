"""Officials belong to a unit: declared by themselves, confirmed by the unit's staff, or brought by a list (`roster`).

Unit, group and state lie in the user's own custom fields, which users can't write (permlevel 1). Whoever changes them
does it by `assign`, so that what hangs on `User` hears of it.
"""

# No `from __future__ import annotations`: Frappe checks the arguments of whitelisted methods by real types alone.
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import frappe
from frappe import _
from werkzeug.wrappers import Request

from ..movement.officials import CONFIRMED, DECLARED, REFUSED, STATES, AlreadyConfirmed, Membership
from ..movement.people import normalised
from ..movement.units import WHOLE_PROVINCE, vietnamese_order
from ..portal.views.member import ADDRESS
from . import permissions, rows

UNIT, GROUP, STATE = "bdhvs_unit", "bdhvs_group", "bdhvs_unit_state"
STANDARD_USERS: Final = ("Administrator", "Guest")
WAITING: Final = "/app/query-report/Members waiting for confirmation"
AT_ONCE: Final = 500
"""So many members may be decided in one request."""


class SiteMembers:
    """`portal.host.Members`: who is signed in on the site."""

    sign_in: Final = "/login?redirect-to="

    def own(self, request: Request) -> Membership | None:
        return None if frappe.session.user in STANDARD_USERS else membership(frappe.session.user)

    def declare(self, request: Request, membership: Membership) -> None:
        declare(frappe.session.user, membership)


def membership(user: str) -> Membership:
    found = frappe.db.get_value("User", user, (UNIT, GROUP, STATE)) or ()
    return Membership(*(value or "" for value in found))


def declare(user: str, declared: Membership) -> None:
    """Writes what a user says of themselves. AlreadyConfirmed: then their unit's staff alone may change it."""
    doc = _locked(user)
    if doc.get(STATE) == CONFIRMED:
        raise AlreadyConfirmed
    assign(doc, Membership(declared.unit, declared.group, DECLARED))


def assign(doc: Any, membership: Membership, **more: object) -> None:
    """Writes a user's unit, group and state, and other fields, by the user's own document; callers decide who may."""
    doc.update({UNIT: membership.unit or None, GROUP: membership.group or None, STATE: membership.state, **more})
    doc.flags.ignore_permissions = doc.flags.ignore_links = doc.flags.ignore_mandatory = True
    doc.save()


def check_user(doc: Any, method: str | None = None) -> None:
    """`User.validate`: a state goes with a unit, and nobody belongs to the province as a whole.

    Who was confirmed waits for the unit's word again once they call themselves somebody else.
    """
    if not doc.get(UNIT):
        doc.set(STATE, "")
        return
    if frappe.db.get_value("BDHVS Unit", doc.get(UNIT), "kind") == WHOLE_PROVINCE:
        frappe.throw(_("Choose a commune, a ward or an agency: nobody is counted for the province alone."))
    if doc.get(STATE) not in STATES:
        doc.set(STATE, DECLARED)
    before = doc.get_doc_before_save()
    stays = before is not None and before.get(STATE) == doc.get(STATE) == CONFIRMED
    if stays and _identity(before) != _identity(doc) and not _may_vouch(doc):
        doc.set(STATE, DECLARED)
        _tell_staff(doc)


def _identity(doc: Any) -> tuple[str, date | None]:
    """What a unit confirms of a user; spaces, letter case and Unicode's forms make no difference."""
    born = doc.get("birth_date")
    return normalised(doc.get("full_name") or ""), frappe.utils.getdate(born) if born else None


def _may_vouch(doc: Any) -> bool:
    """Whether who is signed in may say who a user is: a manager or the unit's staff, and nobody of themselves."""
    caller = frappe.session.user
    units = permissions.units_of(caller)
    if caller == doc.name or units is None:
        return caller != doc.name
    return permissions.UNIT_STAFF in frappe.get_roles(caller) and doc.get(UNIT) in units


def _tell_staff(doc: Any) -> None:
    """Asks the staff of a user's unit to confirm them again."""
    sql = (
        "SELECT DISTINCT staff.name, staff.language FROM `tabUser` staff"
        " JOIN `tabUser Permission` allowed ON allowed.user = staff.name AND allowed.allow = %s"
        " JOIN `tabHas Role` role ON role.parent = staff.name AND role.parenttype = 'User' AND role.role = %s"
        " WHERE allowed.for_value = %s AND staff.enabled = 1 AND staff.name <> %s"
    )
    for staff in rows.select(sql, permissions.UNIT, permissions.UNIT_STAFF, doc.get(UNIT), doc.name):
        said = _("{0} changed their name or birth date: confirm them again.", staff["language"] or "vi")
        _notify(staff["name"], doc.name, WAITING, said.format(frappe.utils.escape_html(doc.full_name)))


@frappe.whitelist()
def waiting(state: str = DECLARED) -> list[dict[str, Any]]:
    """Members of the caller's units in a state, in the order of unit and name; for units' staff and managers."""
    return members(_units_of_staff(), state)


def members(units: frozenset[str] | None, state: str) -> list[dict[str, Any]]:
    """user, full_name, unit, unit_name, audience, birth_date of enabled users. units: None for all."""
    if units is not None and not units:
        return []
    only = f"AND u.bdhvs_unit IN ({rows.marks(sorted(units))})" if units is not None else ""
    found = rows.select(
        f"""SELECT u.name AS user, u.full_name, u.bdhvs_unit AS unit, unit.unit_name, unit.kind,
            audience.group_name AS audience, u.birth_date
        FROM `tabUser` u JOIN {rows.UNIT} unit ON unit.name = u.bdhvs_unit
        LEFT JOIN {rows.GROUP} audience ON audience.name = u.bdhvs_group
        WHERE u.enabled = 1 AND u.bdhvs_unit_state = %s {only}""",
        state,
        *sorted(units or ()),
    )
    found.sort(key=lambda row: (row["unit"], vietnamese_order(row["full_name"] or ""), row["user"]))
    return [dict(row) for row in found]


@frappe.whitelist(methods=["POST"])
def decide(members: str | list[dict[str, str]], confirm: bool) -> dict[str, int]:
    """Confirms or refuses members who wait. members: (user, unit) as the caller saw them.

    → done, and passed: how many had declared something else, or had been decided, in the meantime.
    PermissionError, and nothing is written, when one of them is of another unit, or staff decides on itself.
    """
    return _change(members, DECLARED, CONFIRMED if confirm else REFUSED)


@frappe.whitelist(methods=["POST"])
def release(members: str | list[dict[str, str]]) -> dict[str, int]:
    """Lets confirmed members go, who have moved: they choose their new unit, which confirms them. As `decide`."""
    return _change(members, CONFIRMED, "")


def _change(told: str | list[dict[str, str]], before: str, after: str) -> dict[str, int]:
    units = _units_of_staff()
    asked = _read_members(told)
    own = frappe.session.user
    for user, unit in asked.items():
        if (units is not None and (unit not in units or user == own)) or user in STANDARD_USERS:
            frappe.throw(_("You can't decide on {0}.").format(user), frappe.PermissionError)
    done = 0
    for user, unit in sorted(asked.items()):
        doc = _locked(user) if frappe.db.exists("User", user) else None
        if doc is None or (doc.get(UNIT), doc.get(STATE)) != (unit, before):
            continue
        assign(doc, Membership(unit if after else "", doc.get(GROUP) or "", after))
        done += 1
    return {"done": done, "passed": len(asked) - done}


def _units_of_staff() -> frozenset[str] | None:
    """The units whose members the caller may decide on; None: all. PermissionError for everybody else."""
    units = permissions.units_of(frappe.session.user)
    if units is not None and permissions.UNIT_STAFF not in frappe.get_roles():
        frappe.throw(_("Only the staff of a unit confirms its members."), frappe.PermissionError)
    return units


def _read_members(told: str | list[dict[str, str]]) -> Mapping[str, str]:
    """(user, unit) as given → unit by user."""
    given = frappe.parse_json(told) if isinstance(told, str) else told
    right = isinstance(given, list) and all(
        isinstance(one, dict) and isinstance(one.get("user"), str) and isinstance(one.get("unit"), str) for one in given
    )
    if not right or len(given) > AT_ONCE:
        frappe.throw(_("Choose between 1 and {0} members.").format(AT_ONCE))
    return {one["user"]: one["unit"] for one in given}


def _locked(user: str) -> Any:
    return frappe.get_doc("User", user, for_update=True)


def invite(user: str) -> None:
    """Asks a user who has no unit yet, once, to declare it; called when a course was completed."""
    if user in STANDARD_USERS or membership(user).unit:
        return
    seen = {"for_user": user, "document_type": "User", "document_name": user, "link": ADDRESS}
    if frappe.db.exists("Notification Log", seen):
        return
    said = _("Which unit are you with? Choose it, so that what you complete is counted there.", _language(user))
    _notify(user, user, ADDRESS, said)


def _notify(user: str, about: str, link: str, said: str) -> None:
    told = {"for_user": user, "document_type": "User", "document_name": about, "link": link, "subject": said}
    frappe.get_doc({"doctype": "Notification Log", "type": "Alert", **told}).insert(ignore_permissions=True)


def _language(user: str) -> str:
    return frappe.db.get_value("User", user, "language") or "vi"
