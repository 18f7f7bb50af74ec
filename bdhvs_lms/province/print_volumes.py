"""The volumes of print runs: each is made by a job of its own, and the last one to end ends the run."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import frappe
from frappe import _
from frappe.core.api.file import get_max_file_size
from frappe.utils import now_datetime
from frappe.utils.background_jobs import is_job_enqueued

from bdhvs_lms import __version__

from ..movement.codes import format_serial
from ..movement.errors import N_, BdhvsError, PersonWithdrawn
from ..printing import Paper, bulk, certificates_pdf
from ..printing.certificates import LARGEST_FILE, unprintable
from ..printing.registered import papers_of, stands
from . import print_files, rows, site
from .host import SiteHost
from .print_files import RUN
from .store import SiteStore

VOLUME: Final = "BDHVS Print Volume"
QUEUED, PRINTING, PRINTED, FAILED = "Queued", "Printing", "Printed", "Failed"
BROKEN: Final = N_("The site could not print this. What went wrong is in its Error Log.")
ROOM: Final = 0.7
"""Of the largest file that the site takes, what the papers of a zip may fill by the size of the first."""
TOLD: Final = 50
"""Refused papers that a run names; of the others it gives the number."""


def of(run: str) -> list[rows.Row]:
    """First to last."""
    return rows.select(f"SELECT * FROM {rows.VOLUME} WHERE run = %s ORDER BY place", run)


def under_way(run: str) -> bool:
    """Whether a worker has a volume of a run, or will have."""
    left = [row["name"] for row in of(run) if row["state"] in (QUEUED, PRINTING)]
    return any(is_job_enqueued(_job(name)) for name in left)


def plan(doc: Any, serials: Sequence[str]) -> None:
    """Cuts a run's papers into volumes, once it is committed for the queue. Those printed before stay where they hold
    the same papers, from the same page."""
    before = {row["content"]: row for row in of(doc.name) if row["state"] == PRINTED and _is_there(row["file"])}
    store = site.open_store()
    host = SiteHost(store)
    size = LARGEST_FILE if doc.kind == "PDF" else _together(serials, host, store)
    parts = [serials[at : at + size] for at in range(0, len(serials), size)]
    page = repr((__version__, doc.kind, len(parts), host.template, store.settings(), host.base(None)))
    planned, stay = [], set()
    for place, part in enumerate(parts, 1):
        content = hashlib.sha256("\n".join((page, str(place), *part)).encode("utf-8", "surrogatepass")).hexdigest()
        if content in before:
            stay.add(before[content]["name"])
        else:
            planned.append(_row(doc.name, place, part, content))
    gone = [row for row in of(doc.name) if row["name"] not in stay]
    print_files.delete([row["file"] for row in gone if row["file"]])
    for row in gone:
        rows.write(f"DELETE FROM {rows.VOLUME} WHERE name = %s", row["name"])
    for one in planned:
        rows.insert(rows.VOLUME, one)
        enqueue(make, _job(one["name"]), volume=one["name"])


def _together(serials: Sequence[str], host: SiteHost, store: SiteStore) -> int:
    """How many papers, each a PDF of its own, make a file that the site takes; their sizes differ little."""
    for serial in serials:
        for paper in _papers([serial], host, store):
            if not unprintable(paper, host.template):
                largest = len(certificates_pdf([paper], template=host.template))
                return max(1, min(LARGEST_FILE, int(ROOM * get_max_file_size()) // largest))
    return LARGEST_FILE


def _papers(serials: Sequence[str], host: SiteHost, store: SiteStore) -> list[Paper]:
    """Those of them that stand now."""
    chosen = [one for one in store.certificates_named(serials) if stands(one)]
    return papers_of(store, chosen, store.papers(serials).get, host.base(None))


def _row(run: str, place: int, serials: Sequence[str], content: str) -> dict[str, Any]:
    return {
        "name": site.new_id(), "run": run, "place": place, "state": QUEUED, "serials": "\n".join(serials),
        "content": content, "asked": len(serials), "papers": 0, "refused": 0, "why": "", "file": None,
    }  # fmt: skip


def _is_there(file: str | None) -> bool:
    return bool(file and frappe.db.exists("File", file))


def enqueue(work: Callable[..., None], job: str, **given: str) -> None:
    """For a worker of the `long` queue, once it is committed."""
    frappe.enqueue(work, queue="long", timeout=3600, job_id=job, enqueue_after_commit=True, **given)


def _job(volume: str) -> str:
    return f"bdhvs-volume-{volume}"


def make(volume: str) -> None:
    """The job: prints a volume. Nothing where it was planned anew meanwhile, or another worker has it."""
    speak()
    found = rows.locked(f"SELECT * FROM {rows.VOLUME} WHERE name = %s", volume)
    if not found or found[0]["state"] != QUEUED:
        frappe.db.rollback()
        return
    row = found[0]
    _set(volume, state=PRINTING)
    frappe.db.commit()
    try:
        _make(row)
    except BdhvsError as error:
        frappe.db.rollback()
        _set(volume, state=FAILED, why=say(error))
    except Exception:
        frappe.db.rollback()
        _set(volume, state=FAILED, why=_(BROKEN))
        raise
    finally:
        frappe.db.commit()
        finish(row["run"])


def _make(row: rows.Row) -> None:
    doc, store, serials = frappe.get_doc(RUN, row["run"]), site.open_store(), row["serials"].split()
    host = SiteHost(store)
    papers = _papers(serials, host, store)
    with tempfile.TemporaryDirectory(prefix="bdhvs-print-") as folder:
        made = bulk.write(papers, Path(folder) / _file_name(doc, row["place"]), template=host.template)
        (file,) = made.files
        if not rows.locked(f"SELECT name FROM {rows.VOLUME} WHERE name = %s AND state = %s", row["name"], PRINTING):
            return  # given up for lost, and planned anew
        kept = print_files.keep(doc.name, file)
    why = "\n".join(f"{format_serial(paper.certificate.serial)}: {say(error)}" for paper, error in made.refused[:TOLD])
    refused = len(made.refused)
    _set(row["name"], state=PRINTED, papers=len(papers) - refused, refused=refused, why=why, file=kept)
    frappe.db.commit()
    if any(one.erased for one in store.certificates_named([paper.certificate.serial for paper in papers])):
        print_files.delete([kept])  # the erasure may not have seen the file
        raise PersonWithdrawn


def _file_name(doc: Any, place: int) -> str:
    many = frappe.db.count(VOLUME, {"run": doc.name})
    part = f"-{place:0{len(str(many))}}" if many > 1 else ""
    ending = bulk.ZIP if doc.kind == "ZIP" else bulk.PDF
    return f"giay-xac-nhan-{doc.unit or 'tinh'}-{doc.month or doc.name}{part}{ending}"


def finish(run: str) -> None:
    """Writes on a run what came of it, where all its volumes have ended, and commits."""
    standing = rows.locked(f"SELECT state FROM {rows.RUN} WHERE name = %s", run)
    volumes = rows.locked(f"SELECT * FROM {rows.VOLUME} WHERE run = %s ORDER BY place", run)
    ended = volumes and all(row["state"] in (PRINTED, FAILED) for row in volumes)
    if ended and standing and standing[0]["state"] == PRINTING:
        failed = any(row["state"] == FAILED for row in volumes)
        why = [line for row in volumes for line in (row["why"] or "").splitlines()]
        outcome = {
            "state": FAILED if failed else PRINTED, "printed_at": now_datetime(), "why": "\n".join(why[:TOLD]),
            **{name: sum(row[name] for row in volumes) for name in ("papers", "refused")},
        }  # fmt: skip
        frappe.db.set_value(RUN, run, outcome, update_modified=False)
    frappe.db.commit()


def _set(volume: str, **values: object) -> None:
    told = ", ".join(f"{name} = %s" for name in values)
    rows.write(f"UPDATE {rows.VOLUME} SET {told} WHERE name = %s", *values.values(), volume)


def forget(run: str) -> None:
    """The volumes of a run that is deleted."""
    rows.write(f"DELETE FROM {rows.VOLUME} WHERE run = %s", run)


def speak() -> None:
    """A job speaks the language of who ordered it."""
    frappe.local.lang = frappe.db.get_value("User", frappe.session.user, "language") or frappe.local.lang


def say(error: BdhvsError) -> str:
    said: str = _(error.message).format(**error.fields)
    return said[:500]
