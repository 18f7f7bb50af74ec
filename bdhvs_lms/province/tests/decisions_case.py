"""Staff of two units and of the province, and facts for them to decide about. Everything is rolled back."""

from __future__ import annotations

from unittest.mock import patch

import frappe
from frappe.permissions import add_user_permission

from bdhvs_lms.movement import registry
from bdhvs_lms.movement.claims import Claimant
from bdhvs_lms.movement.targets import CLASS, SELF
from bdhvs_lms.province import permissions, rows, site
from bdhvs_lms.province.host import SiteHost
from bdhvs_lms.testing.case import KIM, LENG, MAI, SAFETY, ContractCase

from .case import SiteCase


class DecisionsCase(SiteCase, ContractCase):
    """A mixin, to be named before `unittest.TestCase`."""

    def setUp(self):
        super().setUp()
        opened = patch.object(site, "open_store", lambda: self.store)
        opened.start()
        self.addCleanup(opened.stop)
        self.staff = self.user("to-mk@example.vn", [permissions.UNIT_STAFF], [KIM])
        self.others = self.user("to-tl@example.vn", [permissions.UNIT_STAFF], [LENG])
        self.manager = self.user("tinh@example.vn", [permissions.MANAGER])

    def user(self, email, roles=(), units=()):
        doc = frappe.get_doc({"doctype": "User", "email": email, "first_name": "Người dùng", "send_welcome_email": 0})
        doc.update({"roles": [{"role": role} for role in roles]})
        doc.flags.no_welcome_mail = True
        doc.insert(ignore_permissions=True)
        self.addCleanup(frappe.clear_cache, user=email)
        for unit in units:
            add_user_permission(permissions.UNIT, unit, email, ignore_permissions=True)
        frappe.clear_cache(user=email)
        return email

    def outsiders(self):
        """Who decides on nobody of Mường Kim."""
        yield self.others
        yield self.user("tap-huan@example.vn", [permissions.TRAINER], [KIM])
        yield self.user("khong-don-vi@example.vn", [permissions.UNIT_STAFF])
        yield self.user("hoc-vien@example.vn", ["LMS Student"])
        yield "Guest"

    def by(self, user, method, *given, **named):
        frappe.set_user(user)
        try:
            return method(*given, **named)
        finally:
            frappe.set_user("Administrator")

    def refused(self, user, method, *given, error=frappe.PermissionError, **named):
        before = self.kinds()
        with self.assertRaises(error, msg=user):
            self.by(user, method, *given, **named)
        self.assertEqual(self.kinds(), before)

    def kinds(self):
        return [record.kind for record in self.stored()]

    def last(self, count=1):
        return self.stored()[-count:]

    def held(self, person=None, unit=KIM):
        """→ learner, completion, serial."""
        learner = self.new_learner(person, unit=unit)
        done = self.history.completed(learner, SAFETY, way=SELF, held=True, claim=learner, unit=unit)
        issued = self.history.issued(done)
        self.put(done, issued)
        return learner, done.id, issued.data["serial"]

    def attested(self, person=MAI, unit=KIM):
        """→ the serial of a real paper."""
        claimant = Claimant(person, self.store.unit(unit), "citizens")
        means = SiteHost(self.store).means()
        batch = registry.attest(claimant, self.store.course(SAFETY), CLASS, "", self.store, means, "class")
        self.store.append(batch)
        return next(iter(batch.papers))

    def own_account(self, user, learner):
        rows.insert(rows.ACCOUNT, {"name": learner, "user": user})
