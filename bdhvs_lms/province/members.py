"""Which learner a user of the site is. An account is one person, whatever it is renamed to."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Any, Final, NamedTuple, TypeVar

import frappe

from ..movement.claims import Claimant
from ..movement.errors import StoreUnavailable
from ..movement.officials import CONFIRMED, REFUSED
from ..movement.people import Person, read_birth_year, read_name, read_phone
from ..movement.records import day_of
from ..movement.units import AGENCY, Unit
from . import rows, site
from .officials import STANDARD_USERS

BY: Final = "account"
"""Who attests what an account does; records name no person."""

COLUMNS: Final = (
    "user.name AS user, user.full_name, user.birth_date, user.mobile_no, user.phone, user.bdhvs_unit, user.bdhvs_group,"
    " user.bdhvs_unit_state, unit.unit_name, unit.kind, account.name AS learner, learner.erased"
)
JOINS: Final = (
    f" LEFT JOIN {rows.UNIT} unit ON unit.name = user.bdhvs_unit"
    f" LEFT JOIN {rows.ACCOUNT} account ON account.user = user.name"
    f" LEFT JOIN {rows.LEARNER} learner ON learner.name = account.name"
)
"""What `member_of` reads, of `tabUser` as user; where users were merged, the first account is theirs."""
FIRST: Final = "account.creation, account.name"

_Result = TypeVar("_Result")


class Member(NamedTuple):
    """learner: its id, "" while there is none. erased: the person asked to be forgotten: nothing more is kept of them.

    claimant: as the account says now; without a unit its code is "". state: what the unit said of them.
    """

    user: str
    learner: str
    erased: bool
    claimant: Claimant
    state: str

    @property
    def confirmed(self) -> bool:
        return bool(self.claimant.unit.code) and self.state == CONFIRMED


def member_of(row: rows.Row) -> Member:
    state = row["bdhvs_unit_state"] or ""
    belongs = bool(row["unit_name"]) and state != REFUSED
    unit = Unit(row["bdhvs_unit"], row["unit_name"], row["kind"]) if belongs else Unit("", "", AGENCY)
    claimant = Claimant(_person(row), unit, row["bdhvs_group"] or "")
    return Member(row["user"], row["learner"] or "", bool(row["erased"]), claimant, state)


def _person(row: rows.Row) -> Person:
    """An account's name is never refused, whatever it holds; a birth year or phone that can't be one is not known."""
    name, _ = read_name(row["full_name"] or row["user"])
    year, fault = read_birth_year(str(row["birth_date"] or "")[:4], day_of(site.utc_now()).year)
    phone, _ = read_phone(row["mobile_no"] or row["phone"] or "")
    return Person(name, 0 if fault else year, phone)


def find(user: str) -> Member | None:
    """None for who isn't a user, or one of Frappe's own."""
    if user in STANDARD_USERS:
        return None
    sql = f"SELECT {COLUMNS} FROM `tabUser` user {JOINS} WHERE user.name = %s ORDER BY {FIRST} LIMIT 1"
    return next((member_of(row) for row in rows.select(sql, user)), None)


def learner_of(user: str) -> tuple[str, bool]:
    """The user's learner, and whether its id was made by this call: then the caller registers it, in one transaction.

    Of two requests of one user the second waits for the first, and gets the learner that it made (`setup.UNIQUE`).
    """
    own = site.new_id()
    account = rows.upsert(rows.ACCOUNT, {"name": own, "user": user, "place": 0}, answer="name", user=rows.new("user"))
    learner = str(account[0]["name"])
    return learner, learner == own


def make_room(doc: Any, method: str, old: str, new: str, merge: bool = False) -> None:
    """`User.before_rename`. Two accounts of users who are merged differ in their place; any other's is 0."""
    if merge:
        sql = f"SELECT max(place) AS last FROM {rows.ACCOUNT} WHERE user IN (%s, %s)"
        last = rows.select(sql, old, new)[0]["last"] or 0
        rows.write(f"UPDATE {rows.ACCOUNT} SET place = place + %s WHERE user = %s", last + 1, old)


def forget_user(doc: Any, method: str | None = None) -> None:
    """`User.on_trash`: an address that is given to somebody else later must not make them the former's learner."""
    rows.write(f"UPDATE {rows.ACCOUNT} SET user = NULL WHERE user = %s", doc.name)


def quietly(work: Callable[[], _Result], what: str) -> _Result | None:
    """Does what another app's request must not fail for; reconciliation does it later. what: said in the error log.

    `work` leaves nothing half done when it fails (`writing.transaction`).
    A deadlock is raised all the same: it has undone the other's writes as well, and swallowed would pass for success.
    The log holds no values: they would be personal data.
    """
    try:
        return work()
    except Exception as error:
        cause = error.__cause__ if isinstance(error, StoreUnavailable) else error
        if isinstance(cause, frappe.QueryDeadlockError):
            raise cause from None
        where = "".join(traceback.format_tb(error.__traceback__))
        frappe.log_error(title=f"BDHVS: {what}"[:140], message=f"{where}{type(error).__name__}")
        return None
