"""Which methods a request may name the app's DocTypes to.

Frappe and the apps beside this one have over a hundred whitelisted methods that take a DocType's name, and some read
its rows by the caller's own filters and ask nobody. So names of guarded DocTypes go to the methods that are known to
ask (`ASKING`; where one of them doesn't, `doors` has a stand-in), and from who has none of the roles to the app's own
alone. Who sees all units has nothing to gain and is let through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import frappe
from frappe import _

from .papers import FORMAT
from .permissions import EVERYWHERE, GUARDED, ROLES

OWN: Final = "bdhvs_lms."
ASKING: Final = (
    OWN, "run_doc_method", "upload_file", "frappe.automation.doctype.reminder.reminder.create_new_reminder",
    "frappe.client.", "frappe.core.doctype.access_log.access_log.make_access_log",
    "frappe.core.doctype.data_import.data_import.download_template", "frappe.desk.desktop.",
    "frappe.desk.doctype.bulk_update.bulk_update.submit_cancel_or_update_docs",
    "frappe.desk.doctype.kanban_board.kanban_board.get_kanban_boards", "frappe.desk.doctype.list_view_settings.",
    "frappe.desk.doctype.route_history.route_history.deferred_insert", "frappe.desk.doctype.tag.tag.get_tags",
    "frappe.desk.form.", "frappe.desk.link_preview.", "frappe.desk.listview.", "frappe.desk.notifications.",
    "frappe.desk.query_report.", "frappe.desk.reportview.", "frappe.desk.search.", "frappe.model.utils.user_settings.",
    "frappe.printing.page.print.print.", "frappe.realtime.", "frappe.utils.print_format.",
    "frappe.utils.weasyprint.", "frappe.www.printview.",
)  # fmt: skip
"""How the names of the methods begin that Desk's lists, forms and reports call: they ask, or read no row (a reminder,
the routes that a user took)."""

_METHOD: Final = re.compile(r"/api/(?:v\d+/)?method/(.+)", re.DOTALL)
_CALLED_BY_NAME: Final = ("query", "tree_method", "method")
"""Arguments in which a caller names a further method."""
_NAMES: Final = re.compile(
    rf"(?:tab|(?<!\w)(?<!\w ))(?:{'|'.join(sorted(map(re.escape, GUARDED)))})(?!\w)(?! \w)", re.IGNORECASE
)
"""A DocType's name alone, as the name of its table, or before a column's; not within a sentence."""


_FORMATS: Final = ("format", "print_format")
"""Our Print Format bears the name of a DocType: the LMS' certificate button names it to whom the paper belongs."""


def check_request() -> None:
    """Among the hooks' `auth_hooks`: once Frappe knows the user, before the method. PermissionError."""
    if frappe.request.method == "OPTIONS":
        return
    called = _called()
    told = {name: value for name, value in frappe.form_dict.items() if name not in _FORMATS or value != FORMAT}
    if not called or not any(_NAMES.search(text) for text in _texts([called, told])):
        return
    roles = set(frappe.get_roles(frappe.session.user))
    open_to_user = ASKING if roles & {*ROLES} else OWN
    if not roles & EVERYWHERE and not all(method.startswith(open_to_user) for method in called):
        frappe.throw(_("What the movement keeps isn't open to this request."), frappe.PermissionError)


def _called() -> list[str]:
    """The method that is asked for, and those that it is to call; empty where no method is."""
    path, form = _METHOD.match(frappe.request.path), frappe.form_dict
    asked = [str(form.cmd)] if form.cmd else [path[1]] if path else []
    named = [form.get(name) for name in _CALLED_BY_NAME]
    return asked + [one for one in named if isinstance(one, str) and "." in one] if asked else []


def _texts(value: Any) -> Iterator[str]:
    """All texts in a value, also of what is JSON within a text."""
    if isinstance(value, dict):
        yield from _texts([*value, *value.values()])
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, str):
        yield value
        if value.lstrip().startswith(("[", "{", '"')):
            try:
                inner = frappe.parse_json(value)
            except ValueError:
                return
            yield from _texts(inner) if inner != value else ()
