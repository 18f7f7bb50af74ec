"""A commune, a ward, an agency or the province, for which people are counted."""

import frappe
from frappe import _
from frappe.model.document import Document

from bdhvs_lms.movement.codes import UNIT_CODE
from bdhvs_lms.movement.people import normalised
from bdhvs_lms.movement.units import AGENCY, KINDS, PROVINCE, WHOLE_PROVINCE

AGENCY_LETTER = "C"
COUNTED_IN = (
    ("BDHVS Learner", "unit"),
    ("BDHVS Completion", "unit"),
    ("BDHVS Certificate", "unit"),
    ("BDHVS Tally", "unit"),
    ("BDHVS Record", "unit"),
    ("BDHVS Target", "unit"),
    ("BDHVS Population", "unit"),
    ("User", "bdhvs_unit"),
)


class BDHVSUnit(Document):
    def before_naming(self):
        if not self.code and self.kind == AGENCY:
            self.code = next_code()

    def validate(self):
        self.unit_name = " ".join((self.unit_name or "").split())
        if not UNIT_CODE.fullmatch(self.code or ""):
            frappe.throw(_("A unit's code: five digits or capital letters, without I, L, O, U."))
        if not self.unit_name:
            frappe.throw(_("Write the unit's name."))
        if self.kind not in KINDS or (self.kind == WHOLE_PROVINCE) != (self.code == PROVINCE):
            frappe.throw(_("Choose what kind of unit it is: xã, phường or cơ quan."))
        self._validate_one_of_a_name()

    def _validate_one_of_a_name(self):
        others = frappe.get_all(
            self.doctype, filters={"kind": self.kind, "name": ("!=", self.name)}, fields=["name", "unit_name"]
        )
        for other in others:
            if normalised(other.unit_name) == normalised(self.unit_name):
                frappe.throw(_("{0} is called so already; lists name units by their names.").format(other.name))

    def on_trash(self):
        if self.code == PROVINCE:
            frappe.throw(_("The province stays."))
        for doctype, field in COUNTED_IN:
            if frappe.db.exists(doctype, {field: self.name}):
                frappe.throw(
                    _("{0} can't be deleted: people or figures are counted for it ({1}).").format(
                        self.unit_name, _(doctype)
                    ),
                    frappe.LinkExistsError,
                )


@frappe.whitelist()
def next_code() -> str:
    """A free code for an agency: C0001, C0002, …"""
    frappe.has_permission("BDHVS Unit", "create", throw=True)
    taken = set(frappe.get_all("BDHVS Unit", filters={"name": ("like", f"{AGENCY_LETTER}____")}, pluck="name"))
    return next(code for number in range(1, 10_000) if (code := f"{AGENCY_LETTER}{number:04}") not in taken)
