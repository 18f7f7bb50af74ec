"""Seen without a bench: what may be called from outside is typed and guarded, and fixtures name things that exist."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .test_frappe_app import DOCTYPES, FIELD_TYPES, FRAPPES, PACKAGE, loaded

GUARDS = {
    "only_for",
    "has_permission",
    "check_permission",
    "units_of",
    "may_have",
    "PermissionError",
    "session",
    "call",
}
"""What asks who is calling, acts for who is signed in alone, or hands on to Frappe's own method (`frappe.call`)."""
FIXTURES = sorted((PACKAGE / "fixtures").glob("*.json"))
IMPORTED_AT_EVERY_MIGRATE = {"Role", "Custom Field"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(file: Path) -> dict[str, Function]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name: node for node in ast.walk(tree) if isinstance(node, Function)}


def whitelisted() -> Iterator[tuple[Path, Function]]:
    for room in ("province", "bdhvs"):
        for file in sorted((PACKAGE / room).rglob("*.py")):
            for node in functions(file).values():
                decorators = [one.func if isinstance(one, ast.Call) else one for one in node.decorator_list]
                if any(isinstance(one, ast.Attribute) and one.attr == "whitelist" for one in decorators):
                    yield file, node


WHITELISTED = list(whitelisted())
IDS = [f"{file.stem}.{node.name}" for file, node in WHITELISTED]


def named(node: ast.AST) -> set[str]:
    attributes = {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}
    return attributes | {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def reached(file: Path, node: Function) -> set[str]:
    """Names that a function uses, with those of its own module's functions that it uses."""
    inside, seen, names = functions(file), {node.name}, named(node)
    while left := [inside[name] for name in sorted(names - seen) if name in inside]:
        seen |= {one.name for one in left}
        names = names.union(*map(named, left))
    return names


def test_there_are_methods_to_look_at() -> None:
    assert WHITELISTED


@pytest.mark.parametrize(("file", "node"), WHITELISTED, ids=IDS)
def test_every_parameter_of_a_whitelisted_method_has_a_type(file: Path, node: Function) -> None:
    given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    assert [one.arg for one in given if one.annotation is None and one.arg != "self"] == []
    assert node.args.vararg is None
    assert node.args.kwarg is None or node.args.kwarg.annotation is not None


@pytest.mark.parametrize(("file", "node"), WHITELISTED, ids=IDS)
def test_every_whitelisted_method_asks_who_is_calling(file: Path, node: Function) -> None:
    assert GUARDS & reached(file, node)


def test_a_method_without_a_guard_would_be_found(tmp_path: Path) -> None:
    file = tmp_path / "open.py"
    file.write_text(
        "def a(x):\n    return b(x)\n\ndef b(x):\n    return x\n\ndef c():\n    return frappe.only_for('R')\n"
    )
    assert not GUARDS & reached(file, functions(file)["a"])
    assert GUARDS & reached(file, functions(file)["c"])


def rows(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def test_only_roles_and_custom_fields_are_imported_again_at_every_migrate() -> None:
    assert {row["doctype"] for path in FIXTURES for row in rows(path)} <= IMPORTED_AT_EVERY_MIGRATE


def test_custom_fields_are_the_apps_own_and_lead_to_things_that_exist() -> None:
    module = (PACKAGE / "modules.txt").read_text(encoding="utf-8").split("\n")[0]
    known = {loaded(path)["name"] for path in DOCTYPES} | FRAPPES
    fields = [row for path in FIXTURES for row in rows(path) if row["doctype"] == "Custom Field"]
    assert fields
    for field in fields:
        assert field["name"] == f"{field['dt']}-{field['fieldname']}"
        assert field["module"] == module, "uninstalling takes what names the module"
        assert field["fieldname"].startswith("bdhvs_")
        assert field["dt"] in known
        assert field["fieldtype"] in FIELD_TYPES
        assert field["permlevel"] >= 1, "nobody sets their own through the API"
        if field["fieldtype"] == "Link":
            assert field["options"] in known


def test_roles_that_doctypes_name_are_the_apps_own_or_the_administrators() -> None:
    ours = {row["role_name"] for path in FIXTURES for row in rows(path) if row["doctype"] == "Role"}
    assert ours
    for path in DOCTYPES:
        roles = {permission["role"] for permission in loaded(path)["permissions"]}
        assert roles <= ours | {"System Manager"}, path.stem


@pytest.mark.parametrize("file", sorted({file for file, _ in WHITELISTED}), ids=lambda file: file.stem)
def test_types_of_whitelisted_methods_are_types_so_that_frappe_checks_what_is_sent(file: Path) -> None:
    imports = [node for node in ast.parse(file.read_text(encoding="utf-8")).body if isinstance(node, ast.ImportFrom)]
    assert "__future__" not in {node.module for node in imports}
