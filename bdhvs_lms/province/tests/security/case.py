"""Two units with a learner and a class each, and users who stand in every relation to them."""

from __future__ import annotations

import dataclasses
import json
from typing import NamedTuple
from unittest import TestCase
from unittest.mock import patch

import frappe
from frappe.permissions import add_user_permission

from bdhvs_lms.movement.classes import code_from_bytes
from bdhvs_lms.movement.people import Person
from bdhvs_lms.province import permissions, rows
from bdhvs_lms.testing.case import KIM, LENG, SAFETY, SERVICES, ContractCase

from ..case import SiteCase

OURS = Person("Lò Thị Mai", 1985, "0912345678", "Bản Thẳm")
THEIRS = Person("Vàng A Páo", 1979, "0987654321", "Bản Sin Suối")
REFUSED = (frappe.PermissionError, frappe.DoesNotExistError, frappe.AuthenticationError)


class Known(NamedTuple):
    """What the site holds of one learner, and of the learner's unit. code: of the class that the learner is in."""

    unit: str
    learner: str
    completion: str
    serial: str
    person: Person
    code: str
    place: str

    @property
    def seat(self) -> str:
        return rows.digest(self.code, self.learner)

    @property
    def secrets(self) -> set[str]:
        """Texts of which none may reach who isn't of the unit."""
        person = (self.person.name, self.person.phone, self.person.village)
        return {self.learner, self.completion, self.serial, self.code, self.seat, self.place, *person}

    def names(self) -> dict[str, str]:
        """DocType → the name of the learner's document."""
        return {
            "BDHVS Learner": self.learner, "BDHVS Completion": self.completion, "BDHVS Certificate": self.serial,
            "BDHVS Person": self.learner, "BDHVS Paper": self.serial, "BDHVS Record": self.completion,
            "BDHVS Account": self.learner, "BDHVS Review": self.completion, "BDHVS Revocation": self.serial,
            "BDHVS Class": self.code, "BDHVS Seat": self.seat,
        }  # fmt: skip


class PermissionCase(SiteCase, ContractCase):
    """A mixin, to be named before `unittest.TestCase`. Nothing is committed, whoever asks for it."""

    def setUp(self):
        super().setUp()
        self.patch(frappe.db, "commit", lambda *_given, **_named: None)
        self.ours, self.theirs = self._learner(OURS, KIM), self._learner(THEIRS, LENG)
        frappe.local.response = frappe._dict({"docs": []})

    def patch(self, *given):
        patcher = patch.object(*given)
        patcher.start()
        self.addCleanup(patcher.stop)

    def _learner(self, person, unit):
        self.history.unit = unit
        learner = self.new_learner(person, unit=unit)
        done = self.history.completed(learner, SAFETY, way="self", held=True, claim=f"claim of {unit}")
        issued = self.history.issued(done)
        self.put(done, issued, self.history.released(done.id), self.history.revoked(issued.data["serial"]))
        code, place = code_from_bytes(unit.encode()), f"Nhà văn hóa {person.village}"
        known = Known(unit, learner, done.id, issued.data["serial"], person, code, place)
        self._hold_class(known)
        self._keep_beside(known)
        return known

    def _hold_class(self, known):
        opened = self.history.opened(known.code, unit=known.unit, place=known.place, course=SERVICES)
        opened = dataclasses.replace(opened, data={**opened.data, "village": known.person.village})
        self.put(
            opened,
            self.history.enrolled(known.code, known.learner),
            self.history.attended(known.code, present=[known.learner]),
            self.history.result(known.code, known.learner, 2, of=5),
        )

    def _keep_beside(self, known):
        """What no record brings: an account, a count of scans, a denominator."""
        rows.insert(rows.ACCOUNT, {"name": known.learner, "user": "Administrator", "place": int(known.unit == LENG)})
        code = f"{known.unit}-AT01-A1-4"
        rows.insert(rows.SCAN, {"name": rows.digest(code), "code": code, "day": "2026-03-02", "people": 3, "bots": 0})
        population = {"unit": known.unit, "audience": "officials", "year": 2026, "people": 7, "source": "UBND"}
        rows.insert(rows.POPULATION, {"name": f"{known.unit}-officials-2026", **population})

    def user(self, *roles, units=(), email="nguoi.dung@example.vn"):
        """A user of the site with roles and User Permissions, signed in from now on."""
        frappe.set_user("Administrator")
        person = frappe.get_doc(
            {"doctype": "User", "email": email, "first_name": "Người dùng", "send_welcome_email": 0,
             "roles": [{"role": role} for role in roles]}
        )  # fmt: skip
        person.flags.no_welcome_mail = True
        person.insert(ignore_permissions=True)
        self.addCleanup(frappe.clear_cache, user=email)
        for unit in units:
            add_user_permission(permissions.UNIT, unit, email, ignore_permissions=True)
        frappe.clear_cache(user=email)
        self.sign_in(email)
        return email

    def sign_in(self, user):
        frappe.set_user(user)
        frappe.local.response = frappe._dict({"docs": []})
        frappe.clear_messages()

    def staff(self, unit=KIM):
        return self.user(permissions.UNIT_STAFF, units=[unit])

    def told(self, ask, *given, form=None, **named):
        """All that a way of asking tells, as one text; "" where it refuses. form: what a request would carry."""
        frappe.local.response = frappe._dict({"docs": []})
        frappe.local.form_dict = frappe._dict(form or {})
        try:
            answer = ask(*given, **named)
        except REFUSED:
            return ""
        said = [answer, {key: value for key, value in frappe.local.response.items() if key != "exc"}]
        return json.dumps(said, default=str, ensure_ascii=False)

    def assertTellsNothingOf(self, known, text):
        self.assertEqual({secret for secret in known.secrets if secret in text}, set())


__all__ = ["KIM", "LENG", "OURS", "SAFETY", "THEIRS", "Known", "PermissionCase", "TestCase"]
