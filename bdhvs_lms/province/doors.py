"""Whitelisted methods of Frappe that answer about any DocType without asking whose row it is: closed for the app's.

Each stands in for Frappe's own of the same name (hooks: `override_whitelisted_methods`) and hands on to it what isn't
about the app's DocTypes. Frappe's is called with the arguments that its version knows. Methods that nobody has thought
of here are closed by `gate`; those of reports are in `live_reports`.
"""

from typing import Any, Final

import frappe
from frappe import _
from frappe.desk import like, listview, reportview, search, treeview
from frappe.desk.doctype.dashboard_chart import dashboard_chart
from frappe.desk.doctype.tag import tag as tagging
from frappe.utils import goal
from frappe.workflow.doctype.workflow import workflow

from .permissions import sees_only_own_user

PREFIX: Final = "BDHVS "
"""How the names of the app's DocTypes begin."""
USER: Final = "User"
PERSONAL: Final = (USER, "Contact")
"""Not the app's own, but every member's phone number and birth date lie there."""


def _only_elsewhere(doctype: object) -> None:
    if not isinstance(doctype, str) or doctype.casefold().startswith(PREFIX.casefold()):
        frappe.throw(_("This can't be done with {0}.").format(_(str(doctype))), frappe.PermissionError)


def _may_read_every_row(doctype: str) -> None:
    """Where Frappe asks for the right to read a DocType, and then reads rows that the user doesn't see.

    Everybody has that right for `User`, by their own row alone.
    """
    _only_elsewhere(doctype)
    frappe.has_permission(doctype, throw=True)
    roles = frappe.get_roles()
    guarded = doctype in PERSONAL or "Desk User" not in roles
    if guarded and "System Manager" not in roles and reportview.build_match_conditions(doctype):
        frappe.throw(_("This can't be done with {0}.").format(_(doctype)), frappe.PermissionError)


@frappe.whitelist()
def get_count(doctype: str, filters: Any = None, **more: Any) -> int:
    """Frappe's counts all rows that filters fit: anybody signed in could guess a phone number digit by digit."""
    if not doctype.startswith(PREFIX) and doctype != USER:
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
    if isinstance(query := more.get("query"), str):
        more = {**more, "query": frappe.override_whitelisted_method(query)}
    guarded = doctype.startswith(PREFIX) or (doctype == USER and sees_only_own_user(frappe.session.user))
    return {**more, "ignore_user_permissions": False} if guarded else more


@frappe.whitelist()
def get_names_for_mentions(search_term: str) -> Any:
    """Frappe's names every user of Desk."""
    return [] if sees_only_own_user(frappe.session.user) else search.get_names_for_mentions(search_term)


@frappe.whitelist()
def get_group_by_count(doctype: str, field: str, **more: Any) -> Any:
    """Frappe's counts assignments by filters on rows that the user may not see."""
    if field == "assigned_to":
        _may_read_every_row(doctype)
    return frappe.call(listview.get_group_by_count, doctype=doctype, field=field, **more)


@frappe.whitelist()
def get_workflow_state_count(doctype: str, workflow_state_field: str, states: Any) -> Any:
    """Frappe's lists all values of a column. None of the app's DocTypes has a workflow."""
    _may_read_every_row(doctype)
    return workflow.get_workflow_state_count(doctype, workflow_state_field, states)


@frappe.whitelist()
def get_all_nodes(doctype: str, **more: Any) -> Any:
    """Frappe's calls any whitelisted method by its name, past these stand-ins. None of the app's DocTypes is a tree."""
    _only_elsewhere(doctype)
    if isinstance(method := more.get("tree_method"), str):
        more = {**more, "tree_method": frappe.override_whitelisted_method(method)}
    return frappe.call(treeview.get_all_nodes, doctype=doctype, **more)


@frappe.whitelist()
def get_chart(chart_name: str | None = None, chart: Any = None, **more: Any) -> Any:
    """Frappe's counts and sums rows of any DocType by the caller's filters, and keeps one result for everybody.

    The app's own charts have their own source (`dashboard.chart`).
    """
    told = frappe._dict(frappe.parse_json(chart) or {})
    for one in (told, *(_stored_chart(name) for name in (chart_name, told.name) if name)):
        if one:
            _only_elsewhere(one.document_type)
            frappe.has_permission(one.document_type, throw=True)
            if one.type == "Heatmap":
                _may_read_every_row(one.document_type)
    given = {"chart_name": chart_name} if chart_name else {"chart": chart}
    return frappe.call(dashboard_chart.get, **given, **more)


def _stored_chart(name: object) -> Any:
    return frappe.db.get_value("Dashboard Chart", str(name), ["document_type", "type"], as_dict=True)


@frappe.whitelist()
def get_monthly_goal_graph_data(goal_doctype: str, **more: Any) -> Any:
    """As `get_chart`, of all rows."""
    _may_read_every_row(goal_doctype)
    return frappe.call(goal.get_monthly_goal_graph_data, goal_doctype=goal_doctype, **more)


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
