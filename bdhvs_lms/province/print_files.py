"""Files of print runs: private to their run, and deleted early, because they name people."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import frappe
from frappe.utils import add_days, now_datetime

from . import rows

RUN: Final = "BDHVS Print Run"
KEPT_DAYS: Final = 7
_INDEX: Final = "attached_to_doctype_attached_to_name_index"


def of(names: Sequence[str]) -> dict[str, Any]:
    """What the files of these runs are found by."""
    return {"attached_to_doctype": RUN, "attached_to_name": ("in", list(names))}


def keep(name: str, file: Path) -> str:
    """→ the name of the File."""
    kept = frappe.get_doc(
        {
            "doctype": "File", "file_name": file.name, "content": file.read_bytes(), "is_private": 1,
            "attached_to_doctype": RUN, "attached_to_name": name,
        }
    )  # fmt: skip
    return str(kept.insert(ignore_permissions=True).name)


def delete(files: Sequence[str]) -> None:
    """From the disk at once, without a commit."""
    for file in files:
        frappe.delete_doc("File", file, force=True, ignore_permissions=True, delete_permanently=True)


def forget(older_than_days: int = 0) -> None:
    """Deletes the files of all runs, or those so many days old; the runs stay and can be printed again.

    Until the transaction ends no file is added (MariaDB), so none escapes an erasure.
    """
    before = add_days(now_datetime(), -older_than_days)
    found = rows.locked(
        f"SELECT name, attached_to_name AS run FROM `tabFile` {rows.by_index(_INDEX)}"
        " WHERE attached_to_doctype = %s AND creation <= %s",
        RUN, before,
    )  # fmt: skip
    delete([row["name"] for row in found])
    for run in {row["run"] for row in found}:
        frappe.db.set_value(RUN, run, "printed_at", None, update_modified=False)


def forget_old() -> None:
    """Daily."""
    forget(KEPT_DAYS)
