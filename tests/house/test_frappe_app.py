"""What a bench will find, as far as it can be seen without one: hooks, DocTypes, patches."""

from __future__ import annotations

import ast
import json
import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PACKAGE = Path(__file__).parents[2] / "bdhvs_lms"
DOCTYPES = sorted((PACKAGE / "bdhvs" / "doctype").glob("*/*.json"))
FRAPPES = {
    "User",
    "Role",
    "File",
    "DocType",
    "LMS Course",
    "LMS Enrollment",
    "LMS Certificate",
    "Course Chapter",
    "Course Lesson",
    "LMS Quiz",
}
FIELD_TYPES = {
    "Attach",
    "Autocomplete",
    "Data",
    "HTML",
    "Link",
    "Select",
    "Check",
    "Int",
    "Date",
    "Small Text",
    "Long Text",
    "Code",
    "Section Break",
    "Column Break",
    "Datetime",
}
RESERVED = {"name", "owner", "creation", "modified", "modified_by", "docstatus", "idx", "parent", "parentfield",
            "parenttype", "doctype", "flags", "meta"}  # fmt: skip
PERSONAL = {"BDHVS Person", "BDHVS Paper"}
DOTTED = re.compile(r"bdhvs_lms(\.\w+)+")


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from strings(inner)


def defined(dotted: str) -> bool:
    """Whether a dotted path leads to a def or class in one of the package's files. Frappe can't be imported here."""
    module, _, name = dotted.rpartition(".")
    file = PACKAGE.parent / (module.replace(".", "/") + ".py")
    if not file.exists():
        return False
    body = ast.parse(file.read_text(encoding="utf-8")).body
    return any(isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name for node in body)


def loaded(path: Path) -> dict[str, Any]:
    doctype: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return doctype


def test_every_path_in_the_hooks_leads_to_something() -> None:
    hooks = runpy.run_path(str(PACKAGE / "hooks.py"))
    paths = [
        text for name, value in hooks.items() if name[0] != "_" for text in strings(value) if DOTTED.fullmatch(text)
    ]
    assert paths
    assert [path for path in paths if not defined(path)] == []


def test_every_path_that_province_and_bdhvs_hand_to_frappe_leads_to_something() -> None:
    told = [
        node.value
        for room in ("province", "bdhvs")
        for file in (PACKAGE / room).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and DOTTED.fullmatch(node.value)
    ]
    assert [path for path in told if not defined(path)] == []


def test_patches_that_are_listed_exist_and_those_that_exist_are_listed() -> None:
    lines = (PACKAGE / "patches.txt").read_text(encoding="utf-8").splitlines()
    listed = [line.split()[0] for line in lines if line and line[0] not in "[#"]
    assert [path for path in listed if not defined(f"{path}.execute")] == []
    files = [file for file in PACKAGE.glob("patches/**/*.py") if file.stem != "__init__"]
    there = {".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts) for file in files}
    assert there == set(listed)


def test_there_are_doctypes_and_each_folder_is_a_package_with_its_controller() -> None:
    assert DOCTYPES
    for path in DOCTYPES:
        name = loaded(path)["name"]
        assert path.stem == path.parent.name == name.lower().replace(" ", "_")
        assert (path.parent / "__init__.py").exists()
        assert defined(f"bdhvs_lms.bdhvs.doctype.{path.stem}.{path.stem}.{name.replace(' ', '')}")


@pytest.mark.parametrize("path", DOCTYPES, ids=lambda path: path.stem)
def test_a_doctype_is_sound(path: Path) -> None:
    doctype = loaded(path)
    assert doctype["name"].startswith("BDHVS ")
    assert doctype["module"] == (PACKAGE / "modules.txt").read_text(encoding="utf-8").split("\n")[0]
    names = [field["fieldname"] for field in doctype["fields"]]
    assert names == doctype["field_order"]
    assert len(names) == len(set(names))
    assert RESERVED.isdisjoint(names)
    assert {field["fieldtype"] for field in doctype["fields"]} <= FIELD_TYPES
    assert all(field["label"] for field in doctype["fields"])
    assert doctype.get("description")
    assert bool(doctype.get("issingle")) != bool(doctype.get("autoname"))
    if doctype.get("autoname", "").startswith(("field:", "format:")):
        assert {*re.findall(r"\{(\w+)\}|field:(\w+)", doctype["autoname"])[0]} - {""} <= set(names)


@pytest.mark.parametrize("path", DOCTYPES, ids=lambda path: path.stem)
def test_links_lead_to_doctypes_that_exist(path: Path) -> None:
    ours = {loaded(one)["name"] for one in DOCTYPES}
    links = {field["options"] for field in loaded(path)["fields"] if field["fieldtype"] == "Link"}
    assert links <= ours | FRAPPES


@pytest.mark.parametrize("path", DOCTYPES, ids=lambda path: path.stem)
def test_nobody_of_the_website_has_a_permission(path: Path) -> None:
    doctype = loaded(path)
    assert doctype["permissions"]
    roles = {permission["role"] for permission in doctype["permissions"]}
    assert roles.isdisjoint({"All", "Guest", "Website User", "Desk User", "LMS Student"})
    for unwanted in ("allow_guest_to_view", "has_web_view", "index_web_pages_for_search", "show_in_global_search"):
        assert not doctype.get(unwanted)
    assert not doctype.get("allow_rename")
    assert not any(field.get("search_index") for field in doctype["fields"]), "province/setup.py makes the indexes"


@pytest.mark.parametrize("path", DOCTYPES, ids=lambda path: path.stem)
def test_what_the_store_writes_nobody_else_may_write(path: Path) -> None:
    doctype = loaded(path)
    written = "(Written)" in path.with_suffix(".py").read_text(encoding="utf-8")
    assert written == bool(doctype.get("in_create"))
    if not written:
        return
    assert not doctype["allow_import"]
    assert not doctype["track_changes"]
    rights = {right for one in doctype["permissions"] for right, value in one.items() if value and right != "role"}
    assert rights <= ({"read"} if doctype["name"] in PERSONAL else {"read", "report", "export"})
