"""Whitelisted methods of Frappe that answer about any DocType without asking whose row it is: closed for the app's.

Each stands in for Frappe's own of the same name (hooks: `override_whitelisted_methods`) and hands on to it what isn't
about the app's DocTypes. Frappe's is called with the arguments that its version knows.
"""

from typing import Any, Final

import frappe
from frappe import _
from frappe.desk import like, listview, reportview, search, treeview
from frappe.desk.doctype.tag import tag as tagging
from frappe.workflow.doctype.workflow import workflow

PREFIX: Final = "BDHVS "
"""How the names of the app's DocTypes begin."""


def _only_elsewhere(doctype: object) -> None:
    if not isinstance(doctype, str) or doctype.startswith(PREFIX):
        frappe.throw(_("This can't be done with {0}.").format(_(str(doctype))), frappe.PermissionError)


@frappe.whitelist()
def get_count(doctype: str, filters: Any = None, **more: Any) -> int:
    """Frappe's counts all rows that filters fit: anybody signed in could guess a phone number digit by digit."""
    if not doctype.startswith(PREFIX):
        return int(frappe.call(frappe.client.get_count, doctype=doctype, filters=filters, **more))
    request = frappe.local.form_dict
    frappe.local.form_dict = frappe._dict(doctype=doctype, filters=filters or [], distinct=False)
    try:
        return reportview.get_count() or 0
    finally:
        frappe.local.form_dict = request


@frappe.whitelist()
def search_link(doctype: str, txt: str, **more: Any) -> Any:
    """Frappe's leaves units aside when the caller asks for it (`ignore_user_permissions`)."""
    return frappe.call(search.search_link, doctype=doctype, txt=txt, **_asked(doctype, more))


@frappe.whitelist()
def search_widget(doctype: str, txt: str, **more: Any) -> Any:
    """As `search_link`."""
    return frappe.call(search.search_widget, doctype=doctype, txt=txt, **_asked(doctype, more))


def _asked(doctype: str, more: dict[str, Any]) -> dict[str, Any]:
    return {**more, "ignore_user_permissions": False} if doctype.startswith(PREFIX) else more


@frappe.whitelist()
def get_group_by_count(doctype: str, field: str, **more: Any) -> Any:
    """Frappe's counts assignments by filters on rows that the user may not see."""
    if field == "assigned_to":
        _only_elsewhere(doctype)
    return frappe.call(listview.get_group_by_count, doctype=doctype, field=field, **more)


@frappe.whitelist()
def get_workflow_state_count(doctype: str, **more: Any) -> Any:
    """Frappe's lists all values of a column. None of the app's DocTypes has a workflow."""
    _only_elsewhere(doctype)
    return frappe.call(workflow.get_workflow_state_count, doctype=doctype, **more)


@frappe.whitelist()
def get_all_nodes(doctype: str, **more: Any) -> Any:
    """Frappe's calls any whitelisted method by its name, past these stand-ins. None of the app's DocTypes is a tree."""
    _only_elsewhere(doctype)
    return frappe.call(treeview.get_all_nodes, doctype=doctype, **more)


@frappe.whitelist()
def get_tagged_docs(doctype: str, tag: str) -> Any:
    """Frappe's names all rows of a tag."""
    _only_elsewhere(doctype)
    return tagging.get_tagged_docs(doctype, tag)


@frappe.whitelist()
def add_tag(tag: str, dt: str, dn: str, color: str | None = None) -> Any:
    """Frappe's writes into any row and adds a column to the table; so do the next three."""
    _only_elsewhere(dt)
    return tagging.add_tag(tag, dt, dn, color)


@frappe.whitelist()
def add_tags(tags: Any, dt: str, docs: Any, color: str | None = None) -> Any:
    _only_elsewhere(dt)
    return tagging.add_tags(tags, dt, docs, color)


@frappe.whitelist()
def remove_tag(tag: str, dt: str, dn: str) -> Any:
    _only_elsewhere(dt)
    return tagging.remove_tag(tag, dt, dn)


@frappe.whitelist()
def toggle_like(doctype: str, name: str, add: Any = False) -> Any:
    _only_elsewhere(doctype)
    return like.toggle_like(doctype, name, add)
