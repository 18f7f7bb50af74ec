"""Every way that Frappe has of asking for rows or for one document, by name, as the functions behind the addresses."""

from __future__ import annotations

import json

import frappe
import frappe.api.v1
import frappe.api.v2
import frappe.client
import frappe.desk.calendar
import frappe.desk.form.linked_with
import frappe.desk.form.load
import frappe.desk.form.utils
import frappe.desk.query_report
import frappe.desk.reportview
import frappe.utils.print_format
import frappe.www.printview


def whitelisted(name):
    """What a request for /api/method/<name> reaches."""
    return frappe.get_attr(frappe.override_whitelisted_method(name))


def _columns(doctype):
    """As the list view asks for them."""
    return json.dumps([f"`tab{doctype}`.`{name}`" for name in frappe.get_meta(doctype).get_valid_columns()])


def _view(function):
    """A function of the list view: it reads the request's form."""

    def ask(told, doctype):
        form = {"doctype": doctype, "fields": _columns(doctype), "filters": "[]", "start": 0, "page_length": 500}
        return told(whitelisted(f"frappe.desk.reportview.{function}"), form=form)

    return ask


def _export(told, doctype):
    form = {
        "doctype": doctype,
        "fields": _columns(doctype),
        "filters": "[]",
        "file_format_type": "CSV",
        "title": doctype,
    }
    return told(whitelisted("frappe.desk.reportview.export_query"), form=form)


def _search(function):
    def ask(told, doctype):
        return "".join(
            told(whitelisted(f"frappe.desk.search.{function}"), doctype=doctype, txt="", page_length=500, **more)
            for more in ({}, {"ignore_user_permissions": 1, "reference_doctype": doctype})
        )

    return ask


def _linked(told, doctype):
    """What links to a group or unit, as a form's menu asks for it."""
    fields = [field.fieldname for field in frappe.get_meta(doctype).get_link_fields()]
    ask = frappe.desk.form.linked_with.get_linked_docs
    return told(ask, "BDHVS Group", "citizens", {doctype: {"fieldname": fields}}) if fields else ""


LISTS = {
    "get_list": lambda told, doctype: told(frappe.get_list, doctype, fields=["*"], limit_page_length=0),
    "client.get_list": lambda told, doctype: told(
        whitelisted("frappe.client.get_list"), doctype, fields='["*"]', limit_page_length=0
    ),
    "client.get_value": lambda told, doctype: told(
        whitelisted("frappe.client.get_value"), doctype, '["name", "owner"]', {"owner": "Administrator"}
    ),
    "client.get by filters": lambda told, doctype: told(
        whitelisted("frappe.client.get"), doctype, filters={"owner": "Administrator"}
    ),
    "/api/resource": lambda told, doctype: told(
        frappe.api.v1.document_list, doctype, form={"fields": '["*"]', "limit_page_length": 0}
    ),
    "/api/v2/document": lambda told, doctype: told(frappe.api.v2.document_list, doctype, form={"limit": 500}),
    "reportview.get": _view("get"),
    "reportview.get_list": _view("get_list"),
    "export": _export,
    "search_link": _search("search_link"),
    "search_widget": _search("search_widget"),
    "group by": lambda told, doctype: told(
        whitelisted("frappe.desk.listview.get_group_by_count"), doctype=doctype, current_filters="[]", field="name"
    ),
    "workflow states": lambda told, doctype: told(
        whitelisted("frappe.workflow.doctype.workflow.workflow.get_workflow_state_count"),
        doctype=doctype, workflow_state_field="name", states="[]",
    ),
    "tree": lambda told, doctype: told(
        whitelisted("frappe.desk.treeview.get_all_nodes"), doctype=doctype, label="", parent="name",
        tree_method="frappe.workflow.doctype.workflow.workflow.get_workflow_state_count", states="[]",
    ),
    "sidebar": lambda told, doctype: told(
        whitelisted("frappe.desk.reportview.get_sidebar_stats"), json.dumps(["name", "owner"]), doctype, "[]"
    ),
    "linked with a group": _linked,
    "a report's own column": lambda told, doctype: told(
        whitelisted("frappe.desk.query_report.get_data_for_custom_field"), doctype, "owner"
    ),
}  # fmt: skip
"""Name → (told, doctype) → all that was told."""

DOCUMENTS = {
    "client.get": lambda told, doctype, name: told(whitelisted("frappe.client.get"), doctype, name),
    "client.get_value": lambda told, doctype, name: told(
        whitelisted("frappe.client.get_value"), doctype, '["*"]', name
    ),
    "client.validate_link": lambda told, doctype, name: told(
        whitelisted("frappe.client.validate_link"), doctype, "no such name", fields='["owner"]'
    ),
    "/api/resource": lambda told, doctype, name: told(frappe.api.v1.read_doc, doctype, name),
    "/api/v2/document": lambda told, doctype, name: told(frappe.api.v2.read_doc, doctype, name),
    "/api/v2 copy": lambda told, doctype, name: told(frappe.api.v2.copy_doc, doctype, name),
    "form": lambda told, doctype, name: told(whitelisted("frappe.desk.form.load.getdoc"), doctype, name),
    "form's surroundings": lambda told, doctype, name: told(
        whitelisted("frappe.desk.form.load.get_docinfo"), doctype=doctype, name=name
    ),
    "linked documents": lambda told, doctype, name: told(
        whitelisted("frappe.desk.form.linked_with.get"), doctype, name
    ),
    "print": lambda told, doctype, name: told(
        whitelisted("frappe.www.printview.get_html_and_style"), doc=doctype, name=name
    ),
    "PDF": lambda told, doctype, name: told(whitelisted("frappe.utils.print_format.download_pdf"), doctype, name),
    "preview": lambda told, doctype, name: told(
        whitelisted("frappe.desk.link_preview.get_preview_data").__wrapped__, doctype, name
    ),
}
"""Name → (told, doctype, name) → all that was told."""
