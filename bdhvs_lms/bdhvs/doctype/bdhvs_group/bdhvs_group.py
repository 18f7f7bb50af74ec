"""A group of people that targets speak of."""

import re

import frappe
from frappe import _
from frappe.model.document import Document


class BDHVSGroup(Document):
    def validate(self):
        if not re.fullmatch("[a-z][a-z0-9-]{0,59}", self.group_id):
            frappe.throw(_("A group's ID: small letters a–z, digits and dashes only."))
