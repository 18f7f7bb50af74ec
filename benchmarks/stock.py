"""A bench's site as Frappe and the LMS alone would answer: for gunicorn, beside the same site with our app.

The app stays installed; what its hooks name isn't called in this process.
"""

from __future__ import annotations

from typing import Any

import frappe
import frappe.app

OURS = "bdhvs_lms."
with_ours = frappe.get_hooks


def without(named: Any) -> Any:
    """Of what hooks name, what isn't ours."""
    if isinstance(named, dict):
        return type(named)({key: kept for key, one in named.items() if (kept := without(one))})
    if isinstance(named, list):
        return [one for one in named if not (isinstance(one, str) and one.startswith(OURS))]
    return named


def get_hooks(hook: str | None = None, default: Any = "_KEEP_DEFAULT_LIST", app_name: str | None = None) -> Any:
    return without(with_ours(hook, default, app_name))


frappe.get_hooks = get_hooks
application = frappe.app.application_with_statics()
