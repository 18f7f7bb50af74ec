"""Documents that the store alone writes: Desk, API, rename and data import can neither make, change nor delete them."""

from __future__ import annotations

from typing import Any, NoReturn

import frappe
from frappe import _
from frappe.model.document import Document


class Written(Document):
    """`province.store` writes these rows, by records; what goes round this class is found by the audit."""

    def _refuse(self, *_given: Any, **_named: Any) -> NoReturn:
        frappe.throw(
            _("{0} is written by records alone and can't be made, changed or deleted here.").format(_(self.doctype)),
            frappe.PermissionError,
        )

    before_insert = validate = before_rename = on_trash = db_insert = db_update = db_set = _refuse
