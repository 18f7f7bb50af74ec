"""Which courses of the LMS earn the province's paper: those it published from its files, and those a manager certifies.

Whoever writes courses in the LMS also says when they are complete; so what else they certify stays the LMS' own.
"""

# No `from __future__ import annotations`: Frappe checks the arguments of whitelisted methods by real types alone.
from typing import Any, Final

import frappe

from . import lessons, permissions, rows

DOCTYPE: Final = "BDHVS Course"
MANAGERS: Final = (permissions.MANAGER, "System Manager")
CERTIFIED: Final = (
    "course.lms_course = lms.name AND course.certified = 1 AND lms.published = 1 AND lms.enable_certification = 1"
    " AND lms.paid_certificate = 0"
)
"""Of a BDHVS Course as course and the LMS Course as lms. A paid certificate is given after an evaluation."""
JOIN: Final = f" JOIN {rows.COURSE} course ON {CERTIFIED}"
FOUND: Final = 20


def is_certified(lms_course: str | None) -> bool:
    """Whether completing a course of the LMS earns a paper."""
    sql = f"SELECT course.name FROM `tabLMS Course` lms{JOIN} WHERE lms.name = %s LIMIT 1"
    return bool(lms_course and rows.select(sql, lms_course))


@frappe.whitelist(methods=["POST"])
def certify(lms_course: str) -> str:
    """Certifies a course of the LMS from now on, under the title it has now. → its id. For managers.

    Who finished it earlier is recorded by reconciliation.
    """
    frappe.only_for(MANAGERS)
    doc = frappe.get_doc(DOCTYPE, lessons.course_row(lms_course))
    doc.certified = 1
    doc.save()
    return str(doc.name)


@frappe.whitelist()
def find_courses(txt: str = "") -> list[dict[str, str]]:
    """Published courses of the LMS that aren't certified yet; for managers."""
    frappe.only_for(MANAGERS)
    found = rows.select(
        "SELECT lms.name, lms.title FROM `tabLMS Course` lms WHERE lms.published = 1 AND NOT EXISTS (SELECT name"
        f" FROM {rows.COURSE} course WHERE course.lms_course = lms.name AND course.certified = 1)"
        " ORDER BY lms.title, lms.name"
    )
    words = txt.casefold().split()
    offers = [row for row in found if all(word in f"{row['name']} {row['title']}".casefold() for word in words)]
    return [{"value": row["name"], "label": row["title"] or row["name"]} for row in offers[:FOUND]]


def withdraw(doc: Any, method: str | None = None) -> None:
    """`LMS Course.on_trash`: another course that gets the name of this one later isn't certified by it."""
    rows.write(f"UPDATE {rows.COURSE} SET certified = 0 WHERE lms_course = %s", doc.name)
