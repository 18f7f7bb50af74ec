"""Papers of a unit, a course or a month that somebody has printed at once. Its files are deleted after a week."""

import frappe
from frappe import _
from frappe.model.document import Document

from bdhvs_lms.province import print_runs, print_volumes

KEPT = ("state", "papers", "refused", "why", "printed_at")
"""What the jobs write, past this class."""


class BDHVSPrintRun(Document):
    def before_insert(self):
        self.update({**dict.fromkeys(KEPT), "state": print_volumes.QUEUED, "title": print_runs.title(self)})

    def validate(self):
        if not self.is_new():
            frappe.throw(_("An order of papers isn't changed; make another one."))
        self.month = (self.month or "").strip()
        print_runs.check(self)

    def after_insert(self):
        print_runs.begin(self)

    def on_trash(self):
        print_volumes.forget(self.name)
