"""What Frappe has kept of an erased learner beside the app's own tables: versions, comments, files, deleted copies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import frappe

from . import print_files, rows

COPIES: Final = (
    ("`tabVersion`", "ref_doctype", "docname"),
    ("`tabDeleted Document`", "deleted_doctype", "deleted_name"),
    ("`tabComment`", "reference_doctype", "reference_name"),
    ("`tabCommunication`", "reference_doctype", "reference_name"),
    ("`tabActivity Log`", "reference_doctype", "reference_name"),
    ("`tabNotification Log`", "document_type", "document_name"),
    ("`tabToDo`", "reference_type", "reference_name"),
    ("`tabView Log`", "reference_doctype", "reference_name"),
    ("`tabDocShare`", "share_doctype", "share_name"),
)
"""Tables whose rows name a document by its DocType and name."""
_DELETED_COPIES: Final = ("Comment", "Communication", "File", "ToDo", "Version")
"""What people attach to a document; where it was deleted, a copy of it names the document in its text."""
LOGS: Final = (("`tabError Log`", "error"), ("`tabError Log`", "method"), ("`tabAccess Log`", "page"),
               ("`tabAccess Log`", "filters"))  # fmt: skip
"""Tables and columns where Frappe writes down what a page or a variable said."""


def forget(learner: str) -> None:
    """Deletes it, without a commit. Files go from the disk at once."""
    print_files.forget()
    serials = _names(rows.PAPER, learner) + _names(rows.CERTIFICATE, learner)
    completions, seats = _names(rows.COMPLETION, learner), _names(rows.SEAT, learner)
    for doctype, names in (
        ("BDHVS Person", [learner]), ("BDHVS Learner", [learner]), ("BDHVS Account", [learner]),
        ("BDHVS Paper", serials), ("BDHVS Certificate", serials), ("BDHVS Completion", completions),
        ("BDHVS Seat", seats),
    ):  # fmt: skip
        if names:
            _forget(doctype, names)
    for name in (learner, *serials, *completions, *seats):
        rows.write(
            f"DELETE FROM `tabDeleted Document` WHERE deleted_doctype IN ({rows.marks(_DELETED_COPIES)})"
            " AND data LIKE %s",
            *_DELETED_COPIES, f'%"{name}"%',
        )  # fmt: skip
    for text in {learner, *serials, *completions, *_said(learner)}:
        for table, column in LOGS:
            rows.write(f"DELETE FROM {table} WHERE instr({column}, %s) > 0", text)


def forget_the_erased() -> None:
    """`forget` of every learner who was erased before."""
    for row in rows.select(f"SELECT name FROM {rows.LEARNER} WHERE erased = 1"):
        forget(row["name"])


def _names(table: str, learner: str) -> list[str]:
    return [row["name"] for row in rows.select(f"SELECT name FROM {table} WHERE learner = %s", learner)]


def _said(learner: str) -> list[str]:
    """A learner's name and phone number, while they are kept."""
    found = rows.select(f"SELECT person_name, phone FROM {rows.PERSON} WHERE name = %s", learner)
    return [text for row in found for text in row.values() if text]


def _forget(doctype: str, names: Sequence[str]) -> None:
    among = rows.marks(names)
    attached = {"attached_to_doctype": doctype, "attached_to_name": ("in", names)}
    for file in frappe.get_all("File", attached, pluck="name"):
        frappe.delete_doc("File", file, force=True, ignore_permissions=True, delete_permanently=True)
    for table, kind, name in COPIES:
        rows.write(f"DELETE FROM {table} WHERE {kind} = %s AND {name} IN ({among})", doctype, *names)
    columns = ("_comments", "_assign", "_user_tags")
    if own := [column for column in columns if frappe.db.has_column(doctype, column)]:
        cleared = ", ".join(f"`{column}` = NULL" for column in own)
        rows.write(f"UPDATE `tab{doctype}` SET {cleared} WHERE name IN ({among})", *names)
