"""A commune, a ward, an agency or the province, for which people are counted."""

import frappe
from frappe import _
from frappe.model.document import Document

from bdhvs_lms.movement.codes import UNIT_CODE


class BDHVSUnit(Document):
    def validate(self):
        if not UNIT_CODE.fullmatch(self.code):
            frappe.throw(_("A unit's code: five digits or capital letters, without I, L, O, U."))
