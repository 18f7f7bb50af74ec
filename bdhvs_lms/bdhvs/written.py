"""Documents that the store alone writes: Desk, API, rename and data import can neither make, change nor delete them."""

from __future__ import annotations

from typing import Any, NoReturn

import frappe
from frappe import _
from frappe.model.document import Document

from bdhvs_lms.province import permissions


class Written(Document):
    """`province.store` writes these rows, by records; what goes round this class is found by the audit."""

    def _refuse(self, *_given: Any, **_named: Any) -> NoReturn:
        frappe.throw(
            _("{0} is written by records alone and can't be made, changed or deleted here.").format(_(self.doctype)),
            frappe.PermissionError,
        )

    def has_permission(self, permtype: str = "read", *, debug: bool = False, user: str | None = None) -> bool:
        """As Frappe says, and never past the units: Frappe lets a share through where its hooks have refused."""
        allowed = bool(super().has_permission(permtype, debug=debug, user=user))
        return allowed and (bool(self.flags.ignore_permissions) or permissions.has_permission(self, permtype, user))

    def before_print(self, settings: Any = None) -> None:
        """Frappe's check for printing asks past `has_permission` of the document."""
        self.check_permission("read")

    before_insert = validate = before_rename = on_trash = db_insert = db_update = db_set = _refuse
