"""Many papers at once on the site: those of a unit, a course or a month, as volumes for the printer or as zips.

A job of the queue cuts a run into volumes, and each volume is a job of its own (`print_volumes`): as many are printed
at once as there are workers. The files name people: they are private to the run, which follows its unit, and are
deleted after `print_files.KEPT_DAYS`, and when anybody's name is withdrawn.
"""

# No `from __future__ import annotations`: Frappe checks the arguments of whitelisted methods by real types alone.
from typing import Any

import frappe
from frappe import _
from frappe.utils.background_jobs import is_job_enqueued

from ..movement.errors import BdhvsError
from ..printing.errors import NothingToPrint
from ..printing.registered import MONTH, stands
from . import permissions, print_files, print_volumes, site
from .print_files import RUN
from .print_volumes import FAILED, PRINTING, QUEUED


def check(doc: Any) -> None:
    """ValidationError for a run that names no unit and no month; PermissionError for another unit's."""
    if not (doc.unit or doc.month):
        frappe.throw(_("Name a unit or a month."))
    if doc.month and not MONTH.fullmatch(doc.month):
        frappe.throw(_("A month is written as 2026-11."))
    units = permissions.units_of(frappe.session.user)
    if units is not None and doc.unit not in units:
        raise frappe.PermissionError


def title(doc: Any) -> str:
    """“Mường Kim, 2026-11”: what a run is told from others by."""
    unit = frappe.db.get_value("BDHVS Unit", doc.unit, "unit_name") if doc.unit else _("The whole province")
    course = frappe.db.get_value("BDHVS Course", doc.course, "title") if doc.course else None
    return ", ".join(str(one).strip() for one in (unit, doc.month, course) if one)[:140]


def begin(doc: Any) -> None:
    """Hands a run to the queue, once it is committed."""
    print_volumes.enqueue(cut, _job(doc.name), name=doc.name)


@frappe.whitelist(methods=["POST"])
def again(name: str) -> None:
    """Prints a run with the papers that stand now; volumes that hold just these stay as they are."""
    doc = frappe.get_doc(RUN, name, for_update=True)
    doc.check_permission("write")
    check(doc)
    if doc.state in (QUEUED, PRINTING) and (is_job_enqueued(_job(name)) or print_volumes.under_way(name)):
        frappe.throw(_("These papers are being printed; wait until it is done."))
    doc.db_set({"state": QUEUED, "why": ""})
    begin(doc)


@frappe.whitelist()
def volumes(name: str) -> list[dict[str, Any]]:
    """The volumes of a run, first to last, for who may read the run.

    place, state, asked, papers, refused, why; file: name and address, or None while there is none.
    """
    frappe.get_doc(RUN, name).check_permission("read")
    found = frappe.get_all("File", print_files.of([name]), ["name", "file_name", "file_url"])
    # with `fid` it is another address once the volume was printed again: browsers keep private files for an hour
    files = {one.name: {"name": one.file_name, "url": f"{one.file_url}?fid={one.name}"} for one in found}
    return [
        {**{key: row[key] for key in ("place", "state", "asked", "papers", "refused", "why")},
         "file": files.get(row["file"])}
        for row in print_volumes.of(name)
    ]  # fmt: skip


def _job(name: str) -> str:
    return f"bdhvs-print-{name}"


def cut(name: str) -> None:
    """The job: cuts a run into volumes and hands them to the queue."""
    print_volumes.speak()
    doc = frappe.get_doc(RUN, name, for_update=True)
    check(doc)
    if doc.state != QUEUED:
        return
    try:
        print_volumes.plan(doc, _serials(doc))
        doc.db_set({"state": PRINTING, "papers": 0, "refused": 0, "why": ""})
    except BdhvsError as error:
        frappe.db.rollback()
        doc.db_set({"state": FAILED, "papers": 0, "refused": 0, "why": print_volumes.say(error)})
    except Exception:
        frappe.db.rollback()
        doc.db_set({"state": FAILED, "why": _(print_volumes.BROKEN)}, commit=True)
        raise
    frappe.db.commit()
    print_volumes.finish(name)


def _serials(doc: Any) -> list[str]:
    found = site.open_store().certificates(unit=doc.unit or "", course=doc.course or "")
    if serials := [one.serial for one in found if stands(one, doc.month or "")]:
        return serials
    raise NothingToPrint
