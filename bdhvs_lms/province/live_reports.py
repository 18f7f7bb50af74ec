"""The app's reports are always run for who asks, at once: no result is kept, and none is made for somebody else.

Frappe marks a report as prepared by itself once it has been slow; from then on it would keep results in files, and
hand out anybody's.
"""

# No `from __future__ import annotations`: Frappe checks the arguments of whitelisted methods by real types alone.
from collections.abc import Callable
from typing import Any

import frappe
from frappe import _
from frappe.desk import query_report

from .permissions import GUARDED

PREFIX = "BDHVS "


def ours(report: object) -> bool:
    """Whether a report is about the app's DocTypes; also one that somebody has saved with other columns."""
    about = isinstance(report, str) and frappe.db.get_value("Report", report, "ref_doctype")
    return bool(about and about.startswith(PREFIX))


@frappe.whitelist()
def run(report_name: str, filters: Any = None, **more: Any) -> Any:
    """Frappe's runs a report as another user, or hands out what was prepared for them."""
    if not ours(report_name):
        return frappe.call(query_report.run, report_name=report_name, filters=filters, **more)
    _refuse_if_custom(report_name)
    return _without_names(lambda: query_report.run(report_name, _plain(filters), ignore_prepared_report=True))


@frappe.whitelist()
def export_query() -> Any:
    """As `run`; it reads the request's form."""
    form = frappe.local.form_dict
    if not ours(form.report_name):
        return query_report.export_query()
    _refuse_if_custom(form.report_name)
    if frappe.db.get_value("Report", form.report_name, "prepared_report"):
        frappe.db.set_value("Report", form.report_name, "prepared_report", 0, update_modified=False)
    form.pop("custom_columns", None)
    form.filters = frappe.as_json(_plain(form.filters))
    return _without_names(query_report.export_query)


@frappe.whitelist()
def save_report(reference_report: str, **more: Any) -> Any:
    """Frappe's saves a report anew with columns of other DocTypes."""
    _refuse_if_ours(reference_report)
    return frappe.call(query_report.save_report, reference_report=reference_report, **more)


def refuse_unattended(doc: Any, method: str | None = None) -> None:
    """Before a Prepared Report, an Auto Email Report or a Dashboard Chart is saved: none of them asks for units."""
    if doc.doctype == "Dashboard Chart":
        if doc.document_type in GUARDED and doc.chart_type != "Custom":
            frappe.throw(_("This can't be done with {0}.").format(_(doc.document_type)), frappe.PermissionError)
    else:
        _refuse_if_ours(doc.get("report") or doc.get("report_name"))


def _refuse_if_ours(report: str | None) -> None:
    if ours(report):
        frappe.throw(_("This can't be done with {0}.").format(_(report)), frappe.PermissionError)


def _refuse_if_custom(report: str) -> None:
    if frappe.db.get_value("Report", report, "report_type") == "Custom Report":
        _refuse_if_ours(report)


def _plain(filters: Any) -> dict[str, Any]:
    """Filters as the app's reports know them: texts and numbers by name."""
    given = frappe.parse_json(filters) or {}
    if not isinstance(given, dict):
        return {}
    unknown = ("prepared_report_name", "translate_data")
    return {name: value for name, value in given.items() if name not in unknown and isinstance(value, str | int)}


def _without_names(ask: Callable[[], Any]) -> Any:
    """Errors come without what was read. Frappe tells them to the browser too, with names in their message."""
    try:
        return ask()
    except (frappe.PermissionError, frappe.ValidationError):
        raise
    except Exception as error:
        kind = type(error).__name__
    frappe.throw(_("The report could not be made ({0}).").format(kind))
