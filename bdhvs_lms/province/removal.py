"""Taking the app off a site: not before its records are exported; then what it made goes, and nothing else.

Frappe drops the app's DocTypes and whatever names its module: custom fields, print formats, reports, the workspace.
What names no module is taken away here. The LMS' courses, enrolments, progress and certificates stay as they are; so do
the signing key and the site's own course files, which no database backup holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import click
import frappe
from frappe import _

from . import erasure, export, own_page, papers, rows, scans
from .permissions import ROLES

APP: Final = "bdhvs_lms"
_FLAG: Final = "bdhvs_made"
_COPIED: Final = (
    ("%", '%"module": "BDHVS"%'),
    ("Module Def", f'%"app_name": "{APP}"%'),
    ("Property Setter", '%BDHVS"%'),
    ("Scheduled Job Type", f'%"method": "{APP}.%'),
)
"""DocType and content of the copies that Frappe keeps of what an uninstall deletes, for LIKE."""


def before_uninstall() -> None:
    """Refuses while something isn't exported; notes what has to go. Frappe calls this for a dry run too."""
    if waiting := export.waiting():
        command = f"bench --site {frappe.local.site} bdhvs export " + _("FILE") + ".zip"
        raise click.ClickException(
            _("{0} records, with the certificates among them, are in no export. Export them first: {1}").format(
                waiting, command
            )
        )
    modules = frappe.get_all("Module Def", {"app_name": APP}, pluck="name")
    frappe.flags[_FLAG] = {
        "doctypes": frappe.get_all("DocType", {"module": ("in", modules)}, pluck="name"),
        "reports": frappe.get_all("Report", {"module": ("in", modules)}, pluck="name"),
        "columns": [
            (field.dt, field.fieldname)
            for field in frappe.get_all("Custom Field", {"module": ("in", modules)}, ["dt", "fieldname"])
        ],
    }


def after_uninstall() -> None:
    """Takes away what names no module of the app. After a dry run, which leaves the app installed, nothing."""
    made = frappe.flags.pop(_FLAG, None)
    if made is None or APP in frappe.get_installed_apps():
        return
    papers.restore()
    drop_roles(ROLES)
    drop_traces([*made["doctypes"]], [*made["reports"]])
    frappe.db.commit()
    drop_columns(made["columns"])
    click.echo(_("The signing key stays in {0}.").format(frappe.get_site_path("private", "bdhvs", "keys")))


def drop_roles(roles: Sequence[str]) -> None:
    """The roles, whom they were given to, and what they were allowed; users left without a Desk role leave the Desk."""
    among = rows.marks(roles)
    held = f"SELECT DISTINCT parent AS user FROM `tabHas Role` WHERE parenttype = 'User' AND role IN ({among})"
    users = [row["user"] for row in rows.select(held, *roles)]
    for doctype in ("Has Role", "Custom DocPerm", "DocPerm"):
        frappe.db.delete(doctype, {"role": ("in", roles)})
    frappe.db.delete("Role", {"name": ("in", roles)})
    for user in users:
        left = frappe.get_all("Has Role", {"parenttype": "User", "parent": user}, pluck="role")
        if not frappe.get_all("Role", {"name": ("in", left), "desk_access": 1}, limit=1):
            frappe.db.set_value("User", user, "user_type", "Website User", update_modified=False)
        frappe.clear_cache(user=user)


def drop_traces(doctypes: Sequence[str], reports: Sequence[str]) -> None:
    """Rows of Frappe's own tables that speak of the app's DocTypes, reports, jobs and patches."""
    of_ours = ("in", doctypes)
    frappe.db.delete("User Permission", {"allow": of_ours})
    frappe.db.delete("Singles", {"doctype": of_ours})
    for file in frappe.get_all("File", {"attached_to_doctype": of_ours}, pluck="name"):
        # else Frappe asks the document that it is attached to, whose DocType is gone
        frappe.db.set_value("File", file, {"attached_to_doctype": None, "attached_to_name": None})
        frappe.delete_doc("File", file, force=True, ignore_permissions=True, delete_permanently=True)
    for table, kind, _name in erasure.COPIES:
        rows.write(f"DELETE FROM {table} WHERE {kind} IN ({rows.marks(doctypes)})", *doctypes)
    for copied, said in _COPIED:
        rows.write("DELETE FROM `tabDeleted Document` WHERE deleted_doctype LIKE %s AND data LIKE %s", copied, said)
    for report in reports:
        for prepared in frappe.get_all("Prepared Report", {"report_name": report}, pluck="name"):
            frappe.delete_doc("Prepared Report", prepared, force=True, delete_permanently=True)
    for doctype, column in (("Scheduled Job Type", "method"), ("Patch Log", "patch")):
        frappe.db.delete(doctype, {column: ("like", f"{APP}.%")})
    export.forget()
    scans.forget()
    own_page.keep(None)


def drop_columns(fields: Sequence[tuple[str, str]]) -> None:
    """Columns of the app's custom fields, which Frappe leaves in their tables; each statement commits."""
    for doctype, column in fields:
        table = f"tab{doctype}"
        standing = {row[0] if frappe.db.db_type == "mariadb" else row[1] for row in frappe.db.describe(doctype)}
        if column not in standing:  # a section has none
            continue
        if frappe.db.db_type == "sqlite":
            for index in _indexes(table, column):
                frappe.db.sql_ddl(f"DROP INDEX `{index}`")
        frappe.db.sql_ddl(f"ALTER TABLE `{table}` DROP COLUMN `{column}`")


def _indexes(table: str, column: str) -> list[str]:
    """SQLite drops no column that an index is made of."""
    listed = frappe.db.sql(f"PRAGMA index_list(`{table}`)", as_dict=True)
    return [
        one["name"]
        for one in listed
        if column in {part["name"] for part in frappe.db.sql(f"PRAGMA index_info(`{one['name']}`)", as_dict=True)}
    ]
