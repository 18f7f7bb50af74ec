"""Members who declared a unit, for its staff to confirm or refuse; those confirmed, to be let go when they move."""

from __future__ import annotations

from typing import Any

from frappe import _

from bdhvs_lms.movement.officials import DECLARED
from bdhvs_lms.province import officials


def execute(filters: dict[str, Any] | None = None) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    found = officials.waiting((filters or {}).get("state") or DECLARED)
    return _columns(), [{**row, "birth_year": row["birth_date"].year if row["birth_date"] else None} for row in found]


def _columns() -> list[dict[str, Any]]:
    return [
        {"fieldname": "full_name", "fieldtype": "Data", "label": _("Full name"), "width": 220},
        {"fieldname": "user", "fieldtype": "Data", "label": _("Email"), "width": 230},
        {"fieldname": "unit_name", "fieldtype": "Data", "label": _("Unit"), "width": 180},
        {"fieldname": "audience", "fieldtype": "Data", "label": _("Group"), "width": 260},
        {"fieldname": "birth_year", "fieldtype": "Data", "label": _("Year of birth"), "width": 110},
    ]
