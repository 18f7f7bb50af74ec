"""How many of a group are to learn by a year, and which document says so."""

import re

import frappe
from frappe import _
from frappe.model.document import Document

from bdhvs_lms.movement.targets import WAYS

ASKED = ("audience", "courses", "ways")
"""What a target asks of people; where it changes, everybody is counted anew."""


class BDHVSTarget(Document):
    def validate(self):
        self.courses = " ".join(sorted({*(self.courses or "").split()}))
        ways = {*(self.ways or "").split()}
        self.ways = " ".join(way for way in WAYS if way in ways)
        if not ways or not ways <= {*WAYS}:
            frappe.throw(_("Accepted ways: one or more of account, class, self."))
        if not all(re.fullmatch("[a-z][a-z0-9-]{0,59}", one) for one in (self.target_id, *self.courses.split())):
            frappe.throw(_("IDs of targets and courses: small letters a–z, digits and dashes only."))
        if self.amount < 0 or (self.measure == "Percent" and self.amount > 100):
            frappe.throw(_("A percentage is 0 to 100, a number of people is not below 0."))

    def on_update(self):
        before = self.get_doc_before_save()
        if before is None or any(before.get(name) != self.get(name) for name in ASKED):
            self._count_anew()

    def on_trash(self):
        self._count_anew()

    @staticmethod
    def _count_anew():
        now = bool(frappe.flags.in_install or frappe.flags.in_migrate or frappe.flags.in_test)
        frappe.enqueue(
            "bdhvs_lms.province.jobs.retally",
            queue="long",
            now=now,
            enqueue_after_commit=not now,
            job_id="bdhvs-retally",
            deduplicate=True,
        )
