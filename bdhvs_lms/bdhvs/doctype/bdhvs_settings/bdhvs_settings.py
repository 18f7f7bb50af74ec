"""What the province sets once."""

import re

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.website.utils import clear_website_cache

from bdhvs_lms.portal import InvalidPrefix, check_prefix
from bdhvs_lms.province import keys, own_page, reading

KEPT = ("host", "seeded", "reconciled")
"""What the app itself writes, past this class; `read_only` binds the screen alone."""


class BDHVSSettings(Document):
    def validate(self):
        for name in KEPT:
            self.set(name, frappe.db.get_single_value("BDHVS Settings", name))
        self.issuer = (self.issuer or "").strip()
        self.public_address = (self.public_address or "").strip().rstrip("/")
        if self.public_address and not re.fullmatch(r"https?://[^/\s?#]+", self.public_address):
            frappe.throw(_("The public address is like https://bdhv.example.vn, without a path."))
        self._check_prefix()
        self._check_page()
        known = keys.issuer()
        if known and self.issuer != known:
            frappe.throw(_("The signing key speaks for “{0}”; another issuer needs another key.").format(known))

    def on_update(self):
        if self.flags.checked_page:
            own_page.keep(self.flags.checked_page)
        elif self.has_value_changed(own_page.FIELD) and not self.certificate_page:
            own_page.keep(None)
        if self.issuer and not keys.issuer():
            keys.begin(self.issuer)
        if self.has_value_changed("reading_prefix"):
            clear_website_cache()  # Frappe keeps which addresses led to nothing

    def _check_page(self):
        self.flags.checked_page = None
        if not self.has_value_changed(own_page.FIELD):
            return
        frappe.only_for("System Manager")
        if self.certificate_page:
            self.flags.checked_page = own_page.checked(self.certificate_page)

    def _check_prefix(self):
        self.reading_prefix = (self.reading_prefix or "").strip().strip("/")
        try:
            check_prefix(self.reading_prefix)
            if self.reading_prefix and f"/{self.reading_prefix}" == reading.lms_path():
                raise InvalidPrefix(prefix=self.reading_prefix)
        except InvalidPrefix as error:
            frappe.throw(_(error.message).format(**error.fields))
