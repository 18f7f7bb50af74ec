"""Where trainers' pages stand on the site, for Desk's buttons: classes are held there, Desk only lists them."""

# No `from __future__ import annotations`: Frappe checks the arguments of whitelisted methods by real types alone.
import frappe

from ..portal.addresses import moved
from . import site
from .permissions import CLASS

MINE = "/bdhvs/lop"


@frappe.whitelist()
def address(code: str = "") -> str:
    """The page of a class, or without a code the list of one's own. PermissionError for another unit's class."""
    if code:
        frappe.get_doc(CLASS, code).check_permission("read")
    return moved(f"{MINE}/{code}" if code else MINE, site.reading_prefix())
