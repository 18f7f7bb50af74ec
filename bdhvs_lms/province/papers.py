"""The LMS' certificates are ours: however one is asked for, the paper comes from its record and from our printing room.

A certificate of the LMS names member and course; the paper is that of the member's completion of that course. What else
its row says, and what the request says of format or generator, is never printed. Where there is no record nothing is
printed. Certificates of what isn't certified here (courses, batches, evaluations) are the LMS' own, in its own format.
"""

from __future__ import annotations

from typing import Final

import frappe
from frappe.custom.doctype.property_setter.property_setter import make_property_setter
from werkzeug.wrappers import Response

from ..movement.certificate import Verdict
from ..movement.claims import account_claim
from ..movement.errors import N_, UnknownCertificate
from ..movement.store import Issued
from ..portal.views import check
from ..printing import Paper
from ..trust import text_of, verify
from . import certified, rows, site
from .host import GUEST, SiteHost
from .permissions import units_of
from .store import SiteStore

DOCTYPE: Final = "LMS Certificate"
FORMAT: Final = "BDHVS Certificate"
GENERATOR: Final = "BDHVS"
MANAGING: Final = frozenset({"Moderator", "System Manager", "Administrator"})
"""Roles that the LMS lets manage all of it."""
STAFF: Final = MANAGING | {"Course Creator", "Batch Evaluator"}
"""Roles that the LMS lets see and write everybody's certificates."""

SERIAL: Final = "bdhvs_serial"
_DEFAULT: Final = {"doc_type": DOCTYPE, "property": "default_print_format"}
_BEFORE: Final = "bdhvs_print_format_before"
_NONE: Final = "-"
"""In place of a name where no default was set: Frappe doesn't keep empty defaults."""
_TABLE: Final = f"`tab{DOCTYPE}`"


class NoRecord(UnknownCertificate):
    message = N_(
        "There is no record of this certificate, so nothing is printed. If the course is complete, open it and press "
        "its certificate button once more; if that doesn't help, ask your unit."
    )


def is_staff(user: str) -> bool:
    return not STAFF.isdisjoint(frappe.get_roles(user))


def manages(user: str) -> bool:
    return not MANAGING.isdisjoint(frappe.get_roles(user))


class Asked:
    """A certificate of the LMS that somebody asks for. issued: what was recorded of it, None where nothing was."""

    def __init__(self, row: rows.Row) -> None:
        self.row, self.store = row, site.open_store()
        self.issued = _issued(row, self.store)

    @property
    def is_ours(self) -> bool:
        """A certificate is the LMS' own where nothing was recorded of it and no completion earns it."""
        return self.issued is not None or bool(self.row[SERIAL]) or certified.is_certified(self.row["course"])

    def may_have(self, user: str) -> bool:
        """The member, ours of the unit, and who manages the site or the LMS. That the LMS shows it is no matter."""
        if user == GUEST:
            return False
        if user == self.row["member"] or manages(user):
            return True
        units = units_of(user)
        return units is None or (self.issued is not None and self.issued.unit in units)

    def verdict(self) -> Verdict:
        """NoRecord."""
        if self.issued is None:
            raise NoRecord(serial=self.row["name"])
        payload = self.store.paper(self.issued.serial)
        text = "" if payload is None else text_of(payload)
        return verify(self.issued.serial, text, self.store, self.store.keyring)

    def answer(self, host: SiteHost) -> Response:
        """The PDF. NoRecord, and what `paper` and `check.pdf_of` raise."""
        return check.pdf_of(self.paper(host), host.template)

    def paper(self, host: SiteHost) -> Paper:
        """What the sheet says. NoRecord and what `check.sheet` raises."""
        address = host.base(getattr(frappe.local, "request", None))
        return check.sheet(self.verdict(), self.store, address, host.keyring)


def asked(doctype: object, name: object) -> Asked | None:
    """None for what is left to Frappe and the LMS: other documents, certificates that aren't ours or aren't there."""
    if doctype != DOCTYPE or not isinstance(name, str | int):
        return None
    sql = f"SELECT name, member, course, {SERIAL} FROM {_TABLE} WHERE name = %s"
    found = rows.select(sql, str(name))
    one = Asked(found[0]) if found else None
    return one if one is not None and one.is_ours else None


def _issued(row: rows.Row, store: SiteStore) -> Issued | None:
    """The paper of the member's completion of the course that stands, else the last."""
    learners = _named(rows.ACCOUNT, "user", row["member"])
    courses = _named(rows.COURSE, "lms_course", row["course"])
    done = [store.claimed(account_claim(learner, course)) for learner in learners for course in courses]
    found = [store.certificate_of(one.id) for one in done if one is not None]
    by_serial = store.certificate(row[SERIAL]) if row[SERIAL] else None
    if by_serial is not None and by_serial.course in courses and (by_serial.erased or by_serial.learner in learners):
        found.append(by_serial)
    standing = [one for one in found if one is not None]
    return max(standing, key=lambda one: (one.revoked is None, not one.erased), default=None)


def _named(table: str, column: str, value: str | None) -> list[str]:
    """Names of the rows that link to a document; MariaDB alone would take names for equal that differ in accents."""
    found = rows.select(f"SELECT name, {column} AS linked FROM {table} WHERE {column} = %s", value) if value else []
    return [row["name"] for row in found if row["linked"] == value]


def prepare() -> None:
    """Makes our Print Format the certificates' default, once, and our generator one to choose, each time."""
    if not _before():
        standing = frappe.db.get_value("Property Setter", _DEFAULT, "name")
        frappe.db.set_global(_BEFORE, _default_format() or _NONE)
        if standing:
            frappe.get_doc("Property Setter", standing).update({"value": FORMAT}).save(ignore_permissions=True)
        else:
            make_property_setter(DOCTYPE, None, "default_print_format", FORMAT, "Data", for_doctype=True)
    known = _generators()
    if known and GENERATOR not in known:
        _set_generators([*known, GENERATOR])


def format_before() -> str | None:
    """The Print Format of the LMS' own certificates: the default before ours, else another of theirs."""
    other: str | None = frappe.db.get_value("Print Format", {"doc_type": DOCTYPE, "name": ("!=", FORMAT)})
    return _kept() or other


def format_for_others(asked_for: str | None) -> str | None:
    """The format for a certificate that isn't ours, where ours would be taken, asked for or as the default."""
    taken = asked_for or frappe.get_meta(DOCTYPE).default_print_format
    return (format_before() or "Standard") if taken == FORMAT else asked_for


def _kept() -> str | None:
    before = _before() or _NONE
    return before if before != _NONE and frappe.db.exists("Print Format", before) else None


def restore() -> None:
    """Takes back what `prepare` did, before an uninstall; certificates that name our Print Format get the old one."""
    kept = _kept()
    if _default_format() == FORMAT:
        standing = frappe.get_doc("Property Setter", _DEFAULT)
        if kept:
            standing.update({"value": kept}).save(ignore_permissions=True)
        else:
            standing.delete(ignore_permissions=True)
    rows.write(f"UPDATE {_TABLE} SET template = %s WHERE template = %s", format_before(), FORMAT)
    frappe.defaults.clear_default(key=_BEFORE)
    if GENERATOR in (known := _generators()):
        _set_generators([one for one in known if one != GENERATOR])


def _before() -> str | None:
    """The default that `prepare` took the place of; from the table, because a cache may be behind an uninstall."""
    told = {"parent": "__global", "defkey": _BEFORE}
    format_name: str | None = frappe.db.get_value("DefaultValue", told, "defvalue")
    return format_name


def _default_format() -> str | None:
    format_name: str | None = frappe.db.get_value("Property Setter", _DEFAULT, "value")
    return format_name


def _generators() -> list[str]:
    field = frappe.get_meta("Print Format", cached=False).get_field("pdf_generator")
    return field.options.split("\n") if field and field.options else []


def _set_generators(names: list[str]) -> None:
    """As Frappe's own list says without a Property Setter; with one otherwise."""
    where = {"doc_type": "Print Format", "field_name": "pdf_generator", "property": "options"}
    own = frappe.db.get_value("DocField", {"parent": "Print Format", "fieldname": "pdf_generator"}, "options")
    if names == own.split("\n"):
        for standing in frappe.get_all("Property Setter", where, pluck="name"):
            frappe.delete_doc("Property Setter", standing, ignore_permissions=True)
    else:
        make_property_setter("Print Format", "pdf_generator", "options", "\n".join(names), "Small Text")
