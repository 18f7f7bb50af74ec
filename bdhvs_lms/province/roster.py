"""Lists of officials on the site: each row is checked, then written whole or not at all, and says what became of it."""

# No `from __future__ import annotations`: Frappe checks the arguments of whitelisted methods by real types alone.
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import frappe
from frappe import _
from frappe.utils.background_jobs import is_job_enqueued

from ..exchange.sheets import read_grids, write_xlsx
from ..movement.errors import N_, BdhvsError, InvalidFile
from ..movement.official_rows import NEEDED, Official, Read, read_officials
from ..movement.officials import CONFIRMED, Membership
from ..movement.people import normalised
from ..movement.records import day_of
from ..movement.rosters import Roster, Why, find_roster
from . import officials, site

IMPORT: Final = "BDHVS Officials Import"
DONE, UNCHANGED, REFUSED = "done", "unchanged", "refused"
SAID: Final = {DONE: N_("Written"), UNCHANGED: N_("Unchanged"), REFUSED: N_("Refused")}
AT_ONCE: Final = 500
"""Longer lists are a job of the queue."""
PIECE: Final = 50
"""After so many rows what was written is committed, and the next ones can be done by another job."""

_Progress = Callable[[int, int], None]


class NoRoster(BdhvsError):
    message = N_(
        "The file {file} has no list of officials: in the first 30 rows of its sheets there is no header with a column "
        "“Email”."
    )


@dataclass(frozen=True)
class Outcome:
    """state: DONE, UNCHANGED, REFUSED. number: the row's, as the spreadsheet counts. why: in the reader's language."""

    number: int
    state: str
    why: str = ""

    def say(self) -> str:
        return f"{_(SAID[self.state])}{': ' if self.why else ''}{self.why}"


@dataclass(frozen=True)
class Sheet:
    """A file's list: rows read, their texts as they came, and the header."""

    reads: Sequence[Read]
    cells: Mapping[int, Sequence[str]]
    header: Sequence[str]


def read(content: bytes, name: str) -> Sheet:
    """The first sheet that has a list. InvalidFile, NoRoster."""
    for grid in read_grids(content, name):
        roster: Roster | None = find_roster(grid, NEEDED)
        if roster is not None:
            store = site.open_store()
            year = day_of(site.utc_now()).year
            reads = list(read_officials(roster.lines, store.units(), store.groups(), year))
            return Sheet(reads, {one.line.number: grid[one.line.number - 1] for one in reads}, roster.header)
    raise NoRoster(file=name)


def outcomes(reads: Sequence[Read], *, group: str, create: bool, write: bool) -> Iterator[Outcome]:
    """What becomes of each row; without `write` nothing is written. group: of rows that name none, "" to leave it."""
    known = _accounts([one.official.email for one in reads if one.official])
    for one in reads:
        try:
            yield _outcome(one, known, group=group, create=create, write=write)
        except Why as why:
            yield Outcome(one.line.number, REFUSED, _say(why))


def _accounts(emails: Sequence[str]) -> Mapping[str, Any]:
    """Email → the account that has it. Names are emails in small letters, but for accounts older than that rule."""
    fields = ["name", "email", "enabled", "full_name", "birth_date", "phone"]
    fields += [officials.UNIT, officials.GROUP, officials.STATE]
    found = {}
    for start in range(0, len(emails), AT_ONCE):
        part = emails[start : start + AT_ONCE]
        for key in ("email", "name"):
            rows = frappe.get_all("User", filters={key: ("in", part)}, fields=fields)
            found.update({row[key].lower(): row for row in rows if row[key]})
    return found


def _outcome(one: Read, known: Mapping[str, Any], *, group: str, create: bool, write: bool) -> Outcome:
    number, official = one.line.number, one.official
    if official is None:
        assert one.why is not None
        raise one.why
    account = known.get(official.email)
    if account is None and not create:
        raise Why(N_("there is no account with this address"))
    if account is None and not official.name:
        raise Why(N_("there is no account with this address, and no name to make one"))
    if account is not None and (not account.enabled or account.name in officials.STANDARD_USERS):
        raise Why(N_("this account is disabled or is no person's"))
    notes = [_say(one.passed_over)] if one.passed_over else []
    if account is None:
        notes.insert(0, _("a new account"))
    elif official.name and normalised(account.full_name or "") != normalised(official.name):
        notes.append(_("the account's name is “{0}”; it was left").format(account.full_name))
    change = _change(official, account or {}, group)
    if not change:
        return Outcome(number, UNCHANGED, "; ".join(notes))
    if write:
        _write(official, account, change)
    return Outcome(number, DONE, "; ".join(notes))


def _change(official: Official, account: Mapping[str, Any], group: str) -> dict[str, Any]:
    """What a row asks for, field → value; empty when all of it stands."""
    asked: dict[str, Any] = {
        officials.UNIT: official.unit.code,
        officials.GROUP: official.group.id if official.group else account.get(officials.GROUP) or group,
        officials.STATE: CONFIRMED,
    }
    born = account.get("birth_date")
    only_year = official.birth is not None and (official.birth.month, official.birth.day) == (1, 1)
    if official.birth and not (born and (born == official.birth or (only_year and born.year == official.birth.year))):
        asked["birth_date"] = official.birth
    if official.phone and not account.get("phone"):
        asked["phone"] = official.phone
    changed = any((account.get(name) or "") != value for name, value in asked.items())
    return asked if changed else {}


def _write(official: Official, account: Any | None, change: Mapping[str, Any]) -> None:
    """One row, whole or not at all. Why, when Frappe refuses it."""
    membership = Membership(change[officials.UNIT], change[officials.GROUP], CONFIRMED)
    more = {name: value for name, value in change.items() if name in ("birth_date", "phone")}
    frappe.db.savepoint("bdhvs_row")
    importing, frappe.flags.in_import = frappe.flags.in_import, True  # Frappe lets 60 accounts an hour be made else
    try:
        doc = frappe.get_doc("User", account.name, for_update=True) if account else _new(official)
        officials.assign(doc, membership, **more)
    except (frappe.ValidationError, frappe.NameError) as error:
        frappe.db.rollback(save_point="bdhvs_row")
        frappe.clear_messages()
        raise Why(N_("the account can't be written: {text}"), {"text": str(error)[:200]}) from error
    finally:
        frappe.flags.in_import = importing


def _new(official: Official) -> Any:
    """An account of a website user, whose first save writes it. No mail is sent."""
    doc = frappe.new_doc("User")
    doc.update({"email": official.email, "first_name": official.name, "send_welcome_email": 0, "language": "vi"})
    doc.flags.no_welcome_mail = True
    return doc


def _say(why: Why) -> str:
    return _(why.message).format(**why.fields)


def count(found: Sequence[Outcome]) -> dict[str, int]:
    return {state: sum(one.state == state for one in found) for state in SAID}


def result(sheet: Sheet, found: Sequence[Outcome]) -> bytes:
    """The list as it came with two columns more, as XLSX; every cell is text, also what looks like a formula."""
    width = max([len(sheet.header), *(len(cells) for cells in sheet.cells.values())])
    header = [*sheet.header, *[""] * (width - len(sheet.header)), _("Outcome"), _("Why")]
    rows = []
    for one in found:
        cells = sheet.cells[one.number]
        rows.append([*cells, *[""] * (width - len(cells)), _(SAID[one.state]), one.why])
    return write_xlsx(header, rows)


def run_file(path: Path, *, group: str, create: bool, write: bool) -> tuple[list[Outcome], bytes]:
    """For the command: all rows of a file, committed in pieces, and the list with its outcome. Errors as `read`."""
    sheet = read(path.read_bytes(), path.name)
    found: list[Outcome] = []
    for start in range(0, len(sheet.reads), PIECE):
        found += outcomes(sheet.reads[start : start + PIECE], group=group, create=create, write=write)
        if write:
            frappe.db.commit()
    return found, result(sheet, found)


@frappe.whitelist(methods=["POST"])
def start(name: str, write: bool) -> None:
    """Checks or writes an attached list: at once, or by the queue when it is long. For managers."""
    doc = frappe.get_doc(IMPORT, name, for_update=True)
    doc.check_permission("write")
    job = f"bdhvs-officials-{name}"
    if doc.state in ("Checking", "Writing") and is_job_enqueued(job):
        frappe.throw(_("This list is being read; wait until it is done."))
    try:
        long = len(read(_content(doc), _name(doc)).reads) > AT_ONCE
    except BdhvsError as error:
        frappe.throw(_(error.message).format(**error.fields))
    goes_on = write and doc.state in ("Writing", "Failed") and doc.outcomes
    doc.db_set({"state": "Writing" if write else "Checking", "outcomes": doc.outcomes if goes_on else None})
    frappe.enqueue(
        work, queue="long", timeout=4 * 3600, job_id=job, enqueue_after_commit=long, now=not long,
        name=name, write=bool(write), piecewise=long,
    )  # fmt: skip


def _content(doc: Any) -> bytes:
    """Of the attached list, if the one who asks may read it under that address."""
    for name in frappe.get_all("File", filters={"file_url": doc.file, "is_private": 1}, pluck="name"):
        file = frappe.get_doc("File", name)
        if doc.file.startswith("/private/files/") and file.has_permission("read"):
            return Path(file.get_full_path()).read_bytes()
    raise InvalidFile(file=_name(doc), why=N_("it isn't there"))


def _name(doc: Any) -> str:
    return str(doc.file).rpartition("/")[2]


def work(name: str, write: bool, piecewise: bool) -> None:
    """The rows that have no outcome yet. A job that was ended in the middle is taken up again by starting it anew."""
    frappe.local.lang = frappe.db.get_value("User", frappe.session.user, "language") or frappe.local.lang
    doc = frappe.get_doc(IMPORT, name)
    try:
        sheet = read(_content(doc), _name(doc))
        found = [Outcome(*one) for one in json.loads(doc.outcomes or "[]")]
        while len(found) < len(sheet.reads):
            part = sheet.reads[len(found) : len(found) + PIECE]
            found += outcomes(part, group=doc.audience or "", create=bool(doc.create_accounts), write=write)
            told = [(one.number, one.state, one.why) for one in found]
            doc.db_set({"outcomes": json.dumps(told, ensure_ascii=False), **count(found)}, update_modified=False)
            if piecewise:
                frappe.db.commit()
                _tell(name, found, sheet)
        _finish(doc, sheet, found, write)
    except Exception:
        if piecewise:
            frappe.db.rollback()
            kept = {} if write else {"outcomes": None}  # writing must not go on where a check stopped
            doc.db_set({"state": "Failed", **kept}, commit=True)
        raise


def _tell(name: str, found: Sequence[Outcome], sheet: Sheet) -> None:
    percent = min(99, 100 * len(found) // max(1, len(sheet.reads)))
    frappe.publish_realtime("bdhvs_officials", {"name": name, "percent": percent}, user=frappe.session.user)


def _finish(doc: Any, sheet: Sheet, found: Sequence[Outcome], write: bool) -> None:
    of_field = {"attached_to_doctype": IMPORT, "attached_to_name": doc.name, "attached_to_field": "result"}
    for old in frappe.get_all("File", filters=of_field, pluck="name"):
        frappe.delete_doc("File", old, ignore_permissions=True)
    file = frappe.get_doc(
        {
            "doctype": "File",
            "file_name": _("outcome-{name}.xlsx").format(name=doc.name),
            "content": result(sheet, found),
            "is_private": 1,
            **of_field,
        }
    ).insert(ignore_permissions=True)
    told = {"state": "Written" if write else "Checked", "result": file.file_url, **count(found)}
    doc.db_set(told, update_modified=False)
    frappe.publish_realtime("bdhvs_officials", {"name": doc.name, "percent": 100}, user=frappe.session.user)
