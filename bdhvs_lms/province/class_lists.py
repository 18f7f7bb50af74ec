"""A class's roll from a spreadsheet, brought on the class in Desk: with the same outcome as on the portal's page.

No file is kept on the site: the browser sends it again to have it written, or to get the corrected copy.
"""

# No `from __future__ import annotations`: Frappe checks the arguments of whitelisted methods by real types alone.
from collections import Counter
from collections.abc import Sequence
from typing import Any

import frappe
from frappe import _

from ..exchange import class_rosters
from ..exchange.sheets import FILE_LIMIT
from ..movement import classes
from ..movement.class_roster import OUTCOME_NAMES, PASSED_OVER, REFUSED, TAKEN, Row
from ..movement.classes import ClassClosed, TrainingClass, UnknownClass, format_code
from ..movement.errors import BdhvsError
from ..movement.records import day_of
from ..portal.views.rosters import SHOWN, NoFile
from . import site
from .host import SiteHost
from .permissions import CLASS
from .refusing import refuse
from .store import SiteStore

_Listed = tuple[SiteStore, TrainingClass, Sequence[Row]]


@frappe.whitelist(methods=["POST"])
def look(code: str) -> dict[str, Any]:
    """What would become of each row of the file that came with the request; nothing is written.

    → said: a sentence; button: what writing would do, "" when nobody is good; rows: the first `SHOWN`, with sheet, row,
    name, birth, outcome, state, why; more: a sentence about the rows left out. ValidationError, PermissionError.
    """
    _store, _cls, rows = _read(code)
    counts = Counter(row.outcome for row in rows)
    good, more = counts[TAKEN], len(rows) - SHOWN
    said = _("Nothing is saved yet. Good: {taken}; refused: {refused}; passed over: {passed_over}.")
    return {
        "said": said.format(taken=good, refused=counts[REFUSED], passed_over=counts[PASSED_OVER]),
        "button": _("Write {n} people into the roll").format(n=good) if good else "",
        "rows": [_shown(row) for row in rows[:SHOWN]],
        "more": _("{n} more rows are in the corrected copy.").format(n=more) if more > 0 else "",
    }


def _shown(row: Row) -> dict[str, Any]:
    return {
        "sheet": row.sheet, "row": row.number, "name": row.cells["name"], "birth": row.cells["birth"],
        "outcome": row.outcome, "state": _(OUTCOME_NAMES[row.outcome]), "why": class_rosters.reasons(row, _),
    }  # fmt: skip


@frappe.whitelist(methods=["POST"])
def write(code: str) -> dict[str, Any]:
    """Puts everybody good on the roll, all of them or nobody; who is on it already is passed over. → written, said."""
    store, cls, rows = _read(code)
    people = class_rosters.people(rows)
    if people:
        try:
            store.append(classes.enrol(cls, people, store, SiteHost(store).means(), frappe.session.user))
        except BdhvsError as error:
            refuse(error)
    said = _("Saved: {n} people were put on the roll.").format(n=len(people))
    return {"written": len(people), "said": said}


@frappe.whitelist(methods=["POST"])
def copy(code: str) -> None:
    """Answers everybody in the file, cleaned, with what becomes of them and why, as XLSX."""
    _store, cls, rows = _read(code)
    content = class_rosters.corrected(class_rosters.told(rows, _), _)
    name = f"danh-sach-{cls.code}.xlsx"
    frappe.local.response.update({"type": "download", "filename": name, "filecontent": content})


def _read(code: str) -> _Listed:
    """ValidationError for what is no list; PermissionError for another unit's class."""
    frappe.get_doc(CLASS, code).check_permission("read")
    store = site.open_store()
    try:
        cls = store.training_class(code)
        if cls is None:
            raise UnknownClass(code=code[:20])
        if cls.closed:
            raise ClassClosed(code=format_code(cls.code))
        file = frappe.request.files.get("file")
        if file is None or not file.filename:
            raise NoFile
        content, year = file.stream.read(FILE_LIMIT + 1), day_of(site.utc_now()).year
        return store, cls, class_rosters.read(content, file.filename[:100], cls, store, year)
    except BdhvsError as error:
        refuse(error)
