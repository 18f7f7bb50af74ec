"""The LMS' certificates: who may write one, and its button."""

from typing import Any, Final

import frappe
from frappe import _
from lms.lms.doctype.lms_certificate import lms_certificate as lms

from ..movement.errors import N_, BdhvsError
from . import certified, completions, papers, rows
from .printouts import original

_BUTTON: Final = "lms.lms.doctype.lms_certificate.lms_certificate.create_certificate"
_CERTIFICATES: Final = "SELECT name, course, template FROM `tabLMS Certificate`"
_BY_SERIAL: Final = "bdhvs_lms_certificate_serial"
LATER: Final = N_("Your certificate can't be made just now. It is made by itself as soon as it can be.")
KEPT: Final = ("member", "course", papers.SERIAL)
"""What a certificate with a serial keeps, whoever saves it; renamed users and courses are followed by raw SQL."""


@frappe.whitelist()
def create_certificate(course: str) -> Any:
    """In place of the LMS' own, which its button calls: the certificate that is there already, else one if it is due.

    → name, course, template. Of a completed course the record is made too where it wasn't yet. Else it is the LMS that
    says why there is none, and that certifies courses which earn no paper of ours.
    """
    member, serial, is_ours = frappe.session.user, "", certified.is_certified(course)
    try:
        if is_ours:
            serial = completions.take(course, member).serial
    except BdhvsError:
        frappe.log_error(title="BDHVS: a certificate could not be made")
        frappe.throw(_(LATER))
    if standing := _standing(course, member, serial):
        return standing
    if not is_ours:
        return original(_BUTTON)(course)
    lms.validate_certification_eligibility(course)
    return frappe.throw(_(LATER))


def _standing(course: str, member: str, serial: str) -> rows.Row | None:
    """The certificate that carries a serial, as committed by now: another request may have made it at the same time.

    Without a serial the member's first of the course: the LMS has made two for who pressed twice.
    """
    if serial:
        found = rows.locked(f"{_CERTIFICATES} {rows.by_index(_BY_SERIAL)} WHERE {papers.SERIAL} = %s", serial)
    else:
        found = rows.select(f"{_CERTIFICATES} WHERE member = %s AND course = %s ORDER BY creation", member, course)
    return next(iter(found), None)


def check_insert(doc: Any, method: str | None = None) -> None:
    """Doc event before_insert: nobody gives themselves a certificate. The LMS' own ways, and ours, say so by a flag.

    The LMS offers the default format for each: what isn't ours keeps the format of the LMS.
    """
    if doc.template == papers.FORMAT and not doc.get(papers.SERIAL) and not certified.is_certified(doc.course):
        doc.template = papers.format_before() or doc.template
    if doc.flags.ignore_permissions:
        return
    _require_staff()
    if doc.get(papers.SERIAL):
        _refuse(_("Certificate codes are written by records alone."))


def check_save(doc: Any, method: str | None = None) -> None:
    """Doc event before_validate: by a share of the LMS, members could write into their own certificates."""
    if doc.flags.ignore_permissions or doc.is_new():
        return
    _require_staff()
    before = doc.get_doc_before_save()
    if (before is None or before.get(papers.SERIAL)) and any(doc.has_value_changed(name) for name in KEPT):
        _refuse(_("This certificate belongs to a record: its member, course and code stay as they are."))
    if doc.has_value_changed(papers.SERIAL):
        _refuse(_("Certificate codes are written by records alone."))


def _require_staff() -> None:
    if not papers.is_staff(frappe.session.user):
        _refuse(_("Certificates are made by completing a course, and can't be written here."))


def _refuse(message: str) -> None:
    frappe.throw(message, frappe.PermissionError)
