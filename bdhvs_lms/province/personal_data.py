"""What Frappe's own requests for a user's data do with the learner that the user is: hand it over, or erase it."""

from __future__ import annotations

import json
from typing import Any

import frappe
from frappe.website.doctype.personal_data_download_request.personal_data_download_request import (
    PersonalDataDownloadRequest,
)

from ..movement import registry
from ..movement.errors import AlreadyErased, UnknownLearner
from . import rows
from .host import SiteHost
from .site import open_store

DELETED = "Deleted"


class DownloadRequest(PersonalDataDownloadRequest):
    """Frappe's, which can't follow a user to its learner: hooks give it one filter a DocType."""

    def generate_file_and_send_mail(self, personal_data: str) -> None:
        told = {**json.loads(personal_data), "BDHVS Learner": of_user(self.user)}
        super().generate_file_and_send_mail(json.dumps(told, indent=2, default=str, ensure_ascii=False))


def of_user(user: str) -> list[dict[str, Any]]:
    """What is kept of a user's learner: own fields, completions, papers and classes. Empty for who has no learner."""
    return [_of_learner(learner) for learner in _learners(user)]


def _of_learner(learner: str) -> dict[str, Any]:
    person = f"SELECT person_name, birth_year, phone, village FROM {rows.PERSON} WHERE name = %s"
    learners = f"SELECT unit, audience, registered, erased FROM {rows.LEARNER} WHERE name = %s"
    done = f"SELECT course, unit, way, day, state FROM {rows.COMPLETION} WHERE learner = %s ORDER BY name"
    papers = (
        f"SELECT certificate.name AS serial, title, day, issuer, revocation.reason AS revoked FROM {rows.CERTIFICATE}"
        f" certificate LEFT JOIN {rows.REVOCATION} revocation ON revocation.name = certificate.name"
        " WHERE learner = %s ORDER BY certificate.name"
    )
    classes = (
        "SELECT class.name AS class, course, unit, place, village, day, present, right_answers, questions"
        f" FROM {rows.SEAT} seat JOIN {rows.CLASS} class ON class.name = seat.class_code"
        " WHERE learner = %s AND enrolled = 1 ORDER BY day, class.name"
    )
    own = {key: value for sql in (learners, person) for row in rows.select(sql, learner) for key, value in row.items()}
    return {
        "learner": learner, **own,
        "completions": list(rows.select(done, learner)), "certificates": list(rows.select(papers, learner)),
        "classes": list(rows.select(classes, learner)),
    }  # fmt: skip


def erase_with_user(request: Any, method: str | None = None) -> None:
    """When Frappe has redacted a user, who bears the request's name then, its learner is erased by a record."""
    if request.status != DELETED:
        return
    store = open_store()
    for learner in {*_learners(request.email), *_learners(request.name)}:
        try:
            store.append(registry.erase(store, learner, SiteHost(store).means(), by="self"))
        except (AlreadyErased, UnknownLearner):
            frappe.logger("bdhvs").info(f"learner {learner}: nothing left to erase")


def _learners(user: str) -> list[str]:
    return [row["name"] for row in rows.select(f"SELECT name FROM {rows.ACCOUNT} WHERE user = %s", user)]
