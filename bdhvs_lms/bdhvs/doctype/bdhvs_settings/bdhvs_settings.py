"""What the province sets once."""

import re

import frappe
from frappe import _
from frappe.model.document import Document

from bdhvs_lms.province import keys


class BDHVSSettings(Document):
    def validate(self):
        self.issuer = (self.issuer or "").strip()
        self.public_address = (self.public_address or "").strip().rstrip("/")
        if self.public_address and not re.fullmatch(r"https?://[^/\s?#]+", self.public_address):
            frappe.throw(_("The public address is like https://bdhv.example.vn, without a path."))
        known = keys.issuer()
        if known and self.issuer != known:
            frappe.throw(_("The signing key speaks for “{0}”; another issuer needs another key.").format(known))

    def on_update(self):
        if self.issuer and not keys.issuer():
            keys.begin(self.issuer)
