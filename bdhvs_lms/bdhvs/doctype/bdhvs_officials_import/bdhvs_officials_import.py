"""A list of officials with their units, brought by the province: checked first, then written."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document


class BDHVSOfficialsImport(Document):
    def validate(self):
        if not (self.file or "").startswith("/private/files/"):
            frappe.throw(_("Attach the list as a private file: it names people."))
        if self.has_value_changed("file"):
            self.update({"state": "", "done": 0, "unchanged": 0, "refused": 0, "result": None, "outcomes": None})
