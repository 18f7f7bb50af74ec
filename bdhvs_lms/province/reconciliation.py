"""What the LMS' events missed, found and repaired at night: completions, papers' LMS rows, members' units and names.

Each repair is committed by itself: a job that was killed starts anew and passes over what stands by then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

import frappe
from frappe import _

from ..movement.store import HELD
from . import certified, completions, following, keys, members, rows
from .kept import SETTINGS

PAGE: Final = 200
"""Rows that are read at a time."""
FIELD: Final = "reconciled"

_SURE: Final = f"({completions.LESSONS}) > 0 AND ({completions.LESSONS}) <= ({completions.DONE})"
_MISSED: Final = (
    "SELECT enrollment.name, enrollment.course, enrollment.member FROM `tabLMS Enrollment` enrollment"
    f" JOIN `tabLMS Course` lms ON lms.name = enrollment.course{certified.JOIN}"
    " WHERE enrollment.name > %s AND NOT EXISTS ("
    f"SELECT done.name FROM {rows.ACCOUNT} account JOIN {rows.COMPLETION} done ON done.learner = account.name"
    f" JOIN {rows.CERTIFICATE} certificate ON certificate.completion = done.name"
    f" JOIN {completions.LMS_CERTIFICATE} given ON given.bdhvs_serial = certificate.name"
    f" LEFT JOIN {rows.REVOCATION} revocation ON revocation.name = certificate.name"
    " WHERE account.user = enrollment.member AND done.course = course.name AND done.way = 'account'"
    " AND revocation.name IS NULL"
    f") AND {_SURE} ORDER BY enrollment.name LIMIT {PAGE}"
)
_WAITING: Final = (
    f"SELECT DISTINCT account.name, account.user FROM {rows.ACCOUNT} account JOIN `tabUser` user"
    f" ON user.name = account.user JOIN {rows.COMPLETION} done ON done.learner = account.name AND done.state = '{HELD}'"
    f" WHERE account.name > %s AND user.bdhvs_unit_state IN ('Confirmed', 'Refused') ORDER BY account.name LIMIT {PAGE}"
)
_UNKNOWN: Final = (
    f"SELECT given.name FROM {completions.LMS_CERTIFICATE} given JOIN `tabLMS Course` lms ON lms.name = given.course"
    f" LEFT JOIN {rows.CERTIFICATE} certificate ON certificate.name = given.bdhvs_serial"
    f" LEFT JOIN {rows.ACCOUNT} account ON account.name = certificate.learner"
    " WHERE given.name > %s AND (certificate.name IS NULL OR account.user <> given.member)"
    f" AND (given.bdhvs_serial > '' OR EXISTS (SELECT name FROM {rows.COURSE} course WHERE {certified.CERTIFIED}))"
    f" ORDER BY given.name LIMIT {PAGE}"
)


class Repaired(Counter[str]):
    """How many of what: see `sentences`."""

    def sentences(self) -> list[str]:
        said = {
            "completed": _("{0} completions were recorded."),
            "certified": _("{0} certificates were given in the LMS."),
            "followed": _("{0} members were brought in line with their accounts."),
            "waiting": _("{0} completions wait until the site has an issuer."),
            "failed": _("{0} could not be repaired; the error log says why."),
            "unknown": _("{0} certificates in the LMS have no record: they are older, or forged. None is printed."),
        }
        return [said[what].format(self[what]) for what in said if self[what]] or [_("Nothing was missing.")]


def run() -> Repaired:
    """Repairs everything, one by one in transactions of its own, and keeps what it did where staff sees it."""
    repaired = Repaired()
    for row in _pages(_MISSED):
        _try(partial(_take, row["course"], row["member"], repaired), f"enrolment {row['name']}", repaired)
    for row in _pages(_WAITING):
        _try(partial(_follow, row["user"], repaired), f"account {row['name']}", repaired)
    repaired["unknown"] = sum(1 for _row in _pages(_UNKNOWN))
    said = f"{frappe.utils.now()[:16]} {' '.join(repaired.sentences())}"
    frappe.logger("bdhvs").info(said)
    frappe.db.set_single_value(SETTINGS, FIELD, said, update_modified=False)
    frappe.db.commit()
    return repaired


def run_daily() -> None:
    """For the scheduler, which wants no answer."""
    run()


def _pages(sql: str) -> Iterator[rows.Row]:
    """Rows in the order of their names, each page as it is committed by then."""
    last = ""
    while page := rows.select(sql, last):
        yield from page
        frappe.db.commit()
        last = page[-1]["name"]


def _try(work: Callable[[], bool], what: str, repaired: Repaired) -> None:
    """One that fails, or meets a deadlock, doesn't stop the others: it comes again the next night."""
    try:
        done = members.quietly(work, f"reconciling {what} failed")
    except frappe.QueryDeadlockError:
        frappe.db.rollback()
        done = None
    repaired["failed"] += done is None
    frappe.db.commit()


def _take(course: str, member: str, repaired: Repaired) -> bool:
    taken = completions.take(course, member)
    repaired["completed"] += taken.completed
    repaired["certified"] += taken.certified
    repaired["waiting"] += not taken.serial and keys.load().signer is None
    return True


def _follow(user: str, repaired: Repaired) -> bool:
    repaired["followed"] += following.follow(user) > 0
    return True
