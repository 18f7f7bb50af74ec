"""Many papers at once on the site: those of a unit, a course or a month, as volumes for the printer or as a zip.

One job of the queue makes a run; who started it is told how far it is. The files name people: they are private to the
run, which follows its unit, and are deleted after `print_files.KEPT_DAYS`, and when anybody's name is withdrawn.
"""

# No `from __future__ import annotations`: Frappe checks the arguments of whitelisted methods by real types alone.
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import frappe
from frappe import _
from frappe.utils import now_datetime
from frappe.utils.background_jobs import is_job_enqueued

from ..movement.codes import format_serial
from ..movement.errors import BdhvsError
from ..printing import Paper, bulk
from ..printing.registered import MONTH, papers_of, stands
from . import permissions, print_files, site
from .host import SiteHost
from .store import SiteStore

QUEUED, PRINTING, PRINTED, FAILED = "Queued", "Printing", "Printed", "Failed"
STEP: Final = 100
"""Papers after which the screen is told."""


def check(doc: Any) -> None:
    """ValidationError for a run that names no unit and no month; PermissionError for another unit's."""
    if not (doc.unit or doc.month):
        frappe.throw(_("Name a unit or a month."))
    if doc.month and not MONTH.fullmatch(doc.month):
        frappe.throw(_("A month is written as 2026-11."))
    units = permissions.units_of(frappe.session.user)
    if units is not None and doc.unit not in units:
        raise frappe.PermissionError


def begin(doc: Any) -> None:
    """Hands a run to the queue, once it is committed."""
    frappe.enqueue(
        work, queue="long", timeout=3600, job_id=_job(doc.name), enqueue_after_commit=True, name=doc.name
    )  # fmt: skip


@frappe.whitelist(methods=["POST"])
def again(name: str) -> None:
    """Prints a run once more, with the papers that stand now."""
    doc = frappe.get_doc(print_files.RUN, name, for_update=True)
    doc.check_permission("write")
    check(doc)
    if doc.state in (QUEUED, PRINTING) and is_job_enqueued(_job(name)):
        frappe.throw(_("These papers are being printed; wait until it is done."))
    doc.db_set({"state": QUEUED, "why": ""})
    begin(doc)


@frappe.whitelist()
def files(name: str) -> list[dict[str, str]]:
    """The files of a run, first to last: name and address, for who may read the run."""
    frappe.get_doc(print_files.RUN, name).check_permission("read")
    return frappe.get_all("File", print_files.of([name]), ["file_name", "file_url"], order_by="file_name")


def _job(name: str) -> str:
    return f"bdhvs-print-{name}"


def work(name: str) -> None:
    """The job: makes the files of a run in the place of those that it had."""
    frappe.local.lang = frappe.db.get_value("User", frappe.session.user, "language") or frappe.local.lang
    doc = frappe.get_doc(print_files.RUN, name)
    check(doc)
    doc.db_set("state", PRINTING, commit=True)
    try:
        _print(doc)
    except BdhvsError as error:
        frappe.db.rollback()
        doc.db_set({"state": FAILED, "why": _(error.message).format(**error.fields)[:500]}, commit=True)
    except Exception:
        frappe.db.rollback()
        doc.db_set({"state": FAILED, "why": ""}, commit=True)
        raise
    _tell(name, 100)


def _print(doc: Any) -> None:
    store = site.open_store()
    host, papers = SiteHost(store), _papers(doc, store)
    with tempfile.TemporaryDirectory(prefix="bdhvs-print-") as folder:
        ending = bulk.ZIP if doc.kind == "ZIP" else bulk.PDF
        file = Path(folder) / f"giay-xac-nhan-{doc.unit or 'tinh'}-{doc.month or doc.name}{ending}"
        made = bulk.write(papers, file, template=host.template, progress=_progress(doc.name, len(papers)))
        print_files.delete([doc.name])
        for one in made.files:
            print_files.keep(doc.name, one)
    refused = [f"{format_serial(paper.certificate.serial)}: {_say(why)}" for paper, why in made.refused]
    told = {"papers": len(papers) - len(refused), "refused": len(refused), "why": "\n".join(refused[:50])}
    doc.db_set({"state": PRINTED, "printed_at": now_datetime(), **told}, commit=True)


def _papers(doc: Any, store: SiteStore) -> list[Paper]:
    found = store.certificates(unit=doc.unit or "", course=doc.course or "")
    return papers_of(store, [one for one in found if stands(one, doc.month or "")], SiteHost(store).base(None))


def _say(error: BdhvsError) -> str:
    said: str = _(error.message).format(**error.fields)
    return said


def _progress(name: str, count: int) -> Callable[[int], None]:
    done = 0

    def told(more: int) -> None:
        nonlocal done
        done += more
        if more and done % STEP == 0:
            _tell(name, min(99, 100 * done // count))

    return told


def _tell(name: str, percent: int) -> None:
    frappe.publish_realtime("bdhvs_print", {"name": name, "percent": percent}, user=frappe.session.user)
