"""Whether the app's DocTypes still guard what they hold: rights and settings that the site's staff have opened."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import frappe

from .site import FIXTURES, PACKAGE

RIGHTS: Final = (
    "select", "read", "write", "create", "delete", "submit", "cancel", "amend", "report", "export", "import", "share",
    "print", "email",
)  # fmt: skip
OPENING: Final = (
    "allow_import", "allow_rename", "allow_guest_to_view", "has_web_view", "index_web_pages_for_search",
    "show_in_global_search", "track_changes",
)  # fmt: skip
"""Settings of a DocType that let its content change or be copied."""


class Opened(NamedTuple):
    """One thing that guards less than the app's own files say, of a DocType or report. role: "" for a setting."""

    doctype: str
    what: str
    role: str = ""


def opened() -> Iterator[Opened]:
    """Rights, settings and fields that were opened, documents shared one by one, and reports that keep results."""
    for doctype in _files("doctype"):
        if not frappe.db.exists("DocType", doctype["name"]):  # the next migrate brings it
            continue
        meta = frappe.get_meta(doctype["name"], cached=False)
        yield from _rights(doctype, meta)
        for name in OPENING:
            if meta.get(name) and not doctype.get(name):
                yield Opened(doctype["name"], name)
        for field in doctype["fields"]:
            yield from _field(doctype["name"], field, meta.get_field(field["fieldname"]))
        if doctype.get("in_create"):
            for share in frappe.get_all("DocShare", {"share_doctype": doctype["name"]}, ["share_name", "user"]):
                yield Opened(doctype["name"], f"DocShare {share.share_name}", share.user or "*")
    for report in _files("report"):
        if frappe.db.get_value("Report", report["name"], "prepared_report"):
            yield Opened(report["name"], "prepared_report")
    for field in _fixture("custom_field.json"):
        meta = frappe.get_meta(field["dt"], cached=False)
        yield from _field(field["dt"], field, meta.get_field(field["fieldname"]))


def _rights(doctype: Mapping[str, Any], meta: Any) -> Iterator[Opened]:
    given: dict[tuple[str, int], set[str]] = {}
    for one in doctype["permissions"]:
        rights = {right for right in RIGHTS if one.get(right)}
        given.setdefault((one["role"], one.get("permlevel", 0)), set()).update(rights)
    for one in meta.permissions:
        for right in RIGHTS:
            if one.get(right) and right not in given.get((one.role, one.permlevel), ()):
                yield Opened(doctype["name"], right, one.role)


def _field(doctype: str, told: Mapping[str, Any], stands: Any) -> Iterator[Opened]:
    if stands is None:
        return
    if (stands.permlevel or 0) < told.get("permlevel", 0):
        yield Opened(doctype, f"{told['fieldname']}: permlevel")
    for name in ("read_only", "hidden"):
        if told.get(name) and not stands.get(name):
            yield Opened(doctype, f"{told['fieldname']}: {name}")
    if stands.get("ignore_user_permissions") and not told.get("ignore_user_permissions"):
        yield Opened(doctype, f"{told['fieldname']}: ignore_user_permissions")


def _files(kind: str) -> Iterator[dict[str, Any]]:
    for path in sorted((PACKAGE / "bdhvs" / kind).glob("*/*.json")):
        yield _loaded(path)


def _fixture(name: str) -> list[dict[str, Any]]:
    path = FIXTURES / name
    return _loaded(path) if path.exists() else []


def _loaded(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
