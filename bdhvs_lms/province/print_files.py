"""Files of print runs: private to their run, and deleted early, because they name people."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import frappe
from frappe.utils import add_days, now_datetime

RUN: Final = "BDHVS Print Run"
KEPT_DAYS: Final = 7


def of(names: Sequence[str]) -> dict[str, Any]:
    """What the files of these runs are found by."""
    return {"attached_to_doctype": RUN, "attached_to_name": ("in", list(names))}


def keep(name: str, file: Path) -> None:
    frappe.get_doc(
        {
            "doctype": "File", "file_name": file.name, "content": file.read_bytes(), "is_private": 1,
            "attached_to_doctype": RUN, "attached_to_name": name,
        }
    ).insert(ignore_permissions=True)  # fmt: skip


def delete(names: Sequence[str]) -> None:
    """From the disk at once, without a commit."""
    for file in frappe.get_all("File", of(names), pluck="name"):
        frappe.delete_doc("File", file, force=True, ignore_permissions=True, delete_permanently=True)


def forget(older_than_days: int = 0) -> None:
    """Deletes the files of all runs, or of those printed so many days ago; the runs stay and can be printed again."""
    before = add_days(now_datetime(), -older_than_days)
    printed = frappe.get_all(RUN, {"printed_at": ("<=", before)}, pluck="name")
    if printed:
        delete(printed)
        frappe.db.set_value(RUN, {"name": ("in", printed)}, "printed_at", None, update_modified=False)


def forget_old() -> None:
    """Daily."""
    forget(KEPT_DAYS)
