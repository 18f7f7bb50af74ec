"""Every way in which Frappe prints a document: for a certificate of the LMS, it leads to the record's paper."""

import re
import secrets
from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final

import frappe
from frappe import _
from frappe.website.page_renderers.template_page import TemplatePage
from pypdf import PdfReader, PdfWriter
from werkzeug.wrappers import Response

from .. import portal
from ..movement.codes import format_serial
from ..movement.errors import N_, BdhvsError
from ..portal.page import TooMany
from ..portal.views import check
from ..printing.certificates import TITLE
from . import site
from .host import GUEST, SiteHost
from .papers import DOCTYPE, FORMAT, GENERATOR, Asked, NoRecord, asked, format_for_others

_APP: Final = __name__.partition(".")[0]
_MARK: Final = re.compile(r'data-bdhvs-paper="([0-9a-f]{32})"')


# --- what the browser asks for ---


def original(method: str) -> Any:
    """What would answer without us: an earlier app's override, else Frappe's own. PermissionError as that one's."""
    overrides = frappe.get_hooks("override_whitelisted_methods", {}).get(method, [])
    ours = [place for place, path in enumerate(overrides) if path.startswith(f"{_APP}.")]
    function = frappe.get_attr(overrides[ours[0] - 1] if ours and ours[0] else method)
    frappe.is_whitelisted(function)
    return function


def _pdf(one: Asked) -> Response:
    """The PDF for who may have it; else the portal's page that says why there is none."""
    answer = _answered(one)
    if answer.mimetype == "application/pdf":  # for requests by `cmd`, of which Frappe looks here alone
        frappe.response.update(type="pdf", filename=f"{one.row['name']}.pdf", filecontent=answer.get_data())
    else:
        frappe.response.http_status_code = answer.status_code
    return answer


def _answered(one: Asked) -> Response:
    host = SiteHost(one.store)
    try:
        if not one.may_have(frappe.session.user):
            raise check.NotTheHolder
        if frappe.session.user == GUEST and not host.allow(frappe.local.request, "print", check.PRINTS_PER_MINUTE, 60):
            raise TooMany
        return one.answer(host)
    except BdhvsError as error:
        return portal.refusal(frappe.local.request, one.store, host, error)


@frappe.whitelist(allow_guest=True)
def download_pdf(doctype: str, name: str | int, **given: Any) -> Any:
    """In place of frappe.utils.print_format.download_pdf: whatever format or generator is asked for."""
    one = asked(doctype, name)
    if one is not None:
        return _pdf(one)
    if doctype == DOCTYPE:
        given["format"] = format_for_others(given.get("format"))
    return frappe.call(original("frappe.utils.print_format.download_pdf"), doctype=doctype, name=name, **given)


@frappe.whitelist()
def download_built_pdf(doctype: str, name: str | int, **given: Any) -> Any:
    """In place of frappe.utils.weasyprint.download_pdf, which prints formats of the print format builder."""
    one = asked(doctype, name)
    if one is not None:
        return _pdf(one)
    if doctype == DOCTYPE:
        given["print_format"] = format_for_others(given.get("print_format"))
    return frappe.call(original("frappe.utils.weasyprint.download_pdf"), doctype=doctype, name=name, **given)


@frappe.whitelist()
def download_multi_pdf(doctype: Any, name: Any, **given: Any) -> Any:
    """In place of frappe.utils.print_format.download_multi_pdf: our generator is asked first, for each document."""
    if doctype == DOCTYPE or (isinstance(doctype, dict) and DOCTYPE in doctype):
        frappe.form_dict.pdf_generator = GENERATOR
    return frappe.call(original("frappe.utils.print_format.download_multi_pdf"), doctype=doctype, name=name, **given)


@frappe.whitelist()
def download_multi_pdf_async(doctype: Any, name: Any, **given: Any) -> Any:
    """In place of frappe.utils.print_format.download_multi_pdf_async: the job takes the generator from the format."""
    if doctype == DOCTYPE:
        given["format"] = FORMAT
    method = original("frappe.utils.print_format.download_multi_pdf_async")
    return frappe.call(method, doctype=doctype, name=name, **given)


@frappe.whitelist()
def print_by_server(doctype: str, name: str | int, **given: Any) -> Any:
    """In place of frappe.utils.print_format.print_by_server."""
    if doctype == DOCTYPE:
        frappe.form_dict.pdf_generator = GENERATOR
    return frappe.call(original("frappe.utils.print_format.print_by_server"), doctype=doctype, name=name, **given)


@frappe.whitelist()
def get_html_and_style(doc: str, name: str | None = None, **given: Any) -> Any:
    """In place of frappe.www.printview.get_html_and_style: Desk's preview. A document sent along is never printed."""
    sent = frappe.parse_json(doc) if doc.lstrip().startswith("{") else {"doctype": doc}
    if sent.get("doctype") == DOCTYPE:
        name = name or sent.get("name")
        if asked(DOCTYPE, name) is not None:
            doc, given["print_format"] = DOCTYPE, FORMAT
        elif not frappe.db.exists(DOCTYPE, name):
            frappe.throw(_(NoRecord.message), frappe.DoesNotExistError)
        else:
            given["print_format"] = format_for_others(given.get("print_format"))
    method = original("frappe.www.printview.get_html_and_style")
    return frappe.call(method, doc=doc, name=name, **given)


# --- where Frappe makes HTML, and a PDF of it ---


class PaperRenderer:
    """The print page of a certificate is our Print Format's, whatever other is asked for. Attachments pass here too.

    The LMS' own certificates are shown in the format that stood before ours.
    """

    def __init__(self, path: str | None = None, http_status_code: int | None = None) -> None:
        self.path, self.http_status_code = path, http_status_code
        self._one: Asked | None = None
        self._format: str | None = FORMAT

    def can_render(self) -> bool:
        if self.path != "printview":
            return False
        given, doc = frappe.form_dict, frappe.form_dict.doc
        at_hand = None if isinstance(doc, str) else doc
        doctype, name = (at_hand.doctype, at_hand.name) if at_hand else (given.doctype, given.name)
        self._one = asked(doctype, name)
        if self._one is None and doctype == DOCTYPE:
            self._format = format_for_others(given.format)
            return self._format != given.format
        return self._one is not None

    def render(self) -> Response:
        one, request = self._one, getattr(frappe.local, "request", None)
        if one is not None:
            try:
                paper_fields(one)
            except BdhvsError as error:
                if request is None:
                    raise
                return portal.refusal(request, one.store, SiteHost(one.store), error)
            frappe.form_dict.update(doctype=DOCTYPE, name=one.row["name"], doc=None)
        frappe.form_dict.format = self._format
        page: Response = TemplatePage("printview", self.http_status_code).render()
        return page


def bdhvs_paper(doc: Any) -> Mapping[str, Any]:
    """For the Print Format: what its page shows, or `refused`, the sentence that says why there is no paper."""
    one = asked(doc.doctype, doc.name)
    host = SiteHost(site.open_store())
    if one is None:
        return {"refused": host.translate(NoRecord.message)}
    try:
        return paper_fields(one)
    except BdhvsError as error:
        return {"refused": host.translate(error.message)}


def paper_fields(one: Asked) -> Mapping[str, Any]:
    """The record's fields, and a mark by which `generate` knows the page. NotTheHolder and those of `check.sheet`."""
    if not (frappe.flags.ignore_print_permissions or one.may_have(frappe.session.user)):
        raise check.NotTheHolder
    host, mark = SiteHost(one.store), secrets.token_hex(16)
    paper = one.paper(host)
    _marked()[mark] = one
    certificate = paper.certificate
    lines = (
        (N_("Full name"), certificate.holder),
        (N_("Course"), certificate.title),
        (N_("Unit"), certificate.unit_label),
        (N_("Day"), f"{certificate.day.day}/{certificate.day.month}/{certificate.day.year}"),
        (N_("Issued by"), certificate.issuer),
        (N_("Paper number"), format_serial(certificate.serial)),
    )
    return {
        "mark": mark,
        "title": TITLE + (" – MẪU" if certificate.sample else ""),
        "lines": [(host.translate(label), text) for label, text in lines],
        "link": f"/x/{certificate.serial}",
        "check": host.translate(N_("Check a paper")),
        "address": paper.check_address,
    }


def _marked() -> dict[str, Asked]:
    """The pages that this request has made; what a page says of itself is not believed."""
    if not hasattr(frappe.local, "bdhvs_marked"):
        frappe.local.bdhvs_marked = {}
    marked: dict[str, Asked] = frappe.local.bdhvs_marked
    return marked


def generate(html: str, options: Any = None, output: Any = None) -> Any:
    """Hook `pdf_generator`: our page → the paper's PDF, added to `output` where there is one. None: not our page."""
    found = _MARK.search(html)
    one = _marked().get(found[1]) if found else None
    if one is None:
        return None
    content: bytes = one.answer(SiteHost(one.store)).get_data()
    password = (options or {}).get("password")
    if output is None and not password:
        return content
    writer = PdfWriter() if output is None else output
    writer.append_pages_from_reader(PdfReader(BytesIO(content)))
    if output is not None:
        return output
    writer.encrypt(password)
    locked = BytesIO()
    writer.write(locked)
    return locked.getvalue()


def refuse_other_generators(doctype: Any = None, name: Any = None) -> None:
    """Hook `on_print_pdf`: the last step before wkhtmltopdf, which never sees a certificate that is ours."""
    if asked(doctype, name) is not None:
        frappe.throw(_("This certificate is printed in the format {0} alone.").format(_(FORMAT)))


def before_mail(doc: Any, method: str | None = None) -> None:
    """Doc event of Email Queue: a certificate goes along in our format, for who may have it. PermissionError."""
    if DOCTYPE not in (doc.attachments or ""):
        return
    attached = frappe.parse_json(doc.attachments)
    for one in attached:
        if not one.get("print_format_attachment"):
            continue
        certificate = asked(one.get("doctype"), one.get("name"))
        if certificate is None:
            continue
        if not certificate.may_have(frappe.session.user):
            frappe.throw(_("You may not send this certificate."), frappe.PermissionError)
        one.update(print_format=FORMAT, html=None)
    doc.attachments = frappe.as_json(attached)
