"""What changes on a user changes for their learner: who is counted stays as their unit knew them until it says so.

A member's completions are held until their unit confirms them. A unit that refuses them refuses its papers too; who is
confirmed by another unit later gets them back.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import Any, Final

from ..movement import registry
from ..movement.claims import Claimant
from ..movement.errors import N_
from ..movement.officials import REFUSED as NOT_OURS
from ..movement.store import COUNTED, HELD, REFUSED
from ..movement.targets import ACCOUNT
from . import completions, members, rows, site
from .host import SiteHost
from .store import SiteStore
from .writing import transaction

WATCHED: Final = ("full_name", "birth_date", "mobile_no", "phone", "bdhvs_unit", "bdhvs_group", "bdhvs_unit_state")
REASON: Final = N_("the unit named for it has not confirmed its holder")
BY: Final = "unit"


def user_changed(doc: Any, method: str | None = None) -> None:
    """`User.on_update`."""
    if doc.get_doc_before_save() is not None and any(doc.has_value_changed(field) for field in WATCHED):
        members.quietly(partial(follow, doc.name), "a change of a user waits for reconciliation")


def follow(user: str) -> int:
    """Writes what a user's learner lacks of what the user's account says now. → records written."""
    member = members.find(user)
    if member is None or not member.learner or member.erased:
        return 0
    given: dict[str, str] = {}
    with transaction():
        store = site.open_store()
        written = _correct(member, store) + _review(member, store, given)
    for lms_course, serial in given.items():
        completions.certify(lms_course, user, serial)
    return written


def _correct(member: members.Member, store: SiteStore) -> int:
    learner = store.learner(member.learner)
    if learner is None:
        return 0
    wanted, person = member.claimant, store.person(member.learner)
    if not member.confirmed and _counts(member.learner):  # who is counted moves and changes with a unit's word alone
        unit = store.unit(learner.unit)
        wanted = Claimant(person or wanted.person, unit or replace(wanted.unit, code=learner.unit), learner.group)
    stands = (person, learner.unit, learner.group)
    if stands == (wanted.person, wanted.unit.code, wanted.group):
        return 0
    batch = registry.correct(member.learner, wanted, store, SiteHost(store).means(), members.BY)
    return len(store.write(batch).new)


def _counts(learner: str) -> bool:
    sql = f"SELECT name FROM {rows.COMPLETION} WHERE learner = %s AND state = '{COUNTED}' LIMIT 1"
    return bool(rows.select(sql, learner))


def _review(member: members.Member, store: SiteStore, given: dict[str, str]) -> int:
    """Releases what was held or refused until a unit confirms; refuses what is held when it says no.

    given: gets LMS course → serial, of papers that take the place of revoked ones.
    """
    if not member.confirmed and member.state != NOT_OURS:
        return 0
    means, written = SiteHost(store).means(), 0
    for row in rows.select(_REVIEWED, member.learner):
        if row["state"] == HELD:
            reason = "" if member.confirmed else REASON
            batch = registry.review(store, row["name"], member.confirmed, reason, means, BY)
        elif member.confirmed and row["body"] and json.loads(row["body"])["data"].get("reason") == REASON:
            batch = registry.reinstate(row["name"], member.claimant, store, means, BY)
            if row["lms_course"]:
                given[row["lms_course"]] = next(iter(batch.papers))
        else:
            continue
        written += len(store.write(batch).new)
    return written


_REVIEWED: Final = (
    f"SELECT done.name, done.state, record.body, course.lms_course FROM {rows.COMPLETION} done"
    f" LEFT JOIN {rows.COURSE} course ON course.name = done.course"
    f" LEFT JOIN {rows.REVIEW} review ON review.name = done.name"
    f" LEFT JOIN {rows.RECORD} record ON record.name = review.record"
    f" WHERE done.learner = %s AND done.way = '{ACCOUNT}' AND done.state IN ('{HELD}', '{REFUSED}')"
)
