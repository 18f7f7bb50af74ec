"""The house as DESIGN and STYLE want it: what stands at the top, what a Frappe bench needs, how long things may be."""

from __future__ import annotations

import ast
import json
import re
import runpy
from pathlib import Path

import pytest

import bdhvs_lms

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "bdhvs_lms"
SOURCES = sorted(path for path in PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("name", ["bdhvs_lms", "courses", "fixtures", "hooks.py", "setup.py", "tests"])
def test_the_names_that_people_look_for_stand_at_the_top(name: str) -> None:
    assert (ROOT / name).exists()


@pytest.mark.parametrize("name", ["courses", "fixtures", "hooks.py"])
def test_what_frappe_loads_lies_inside_the_package_and_the_top_links_to_it(name: str) -> None:
    link = ROOT / name
    assert link.is_symlink()
    assert not link.readlink().is_absolute()
    assert link.resolve() == PACKAGE / name


def test_a_bench_finds_what_it_needs_to_install_the_app() -> None:
    hooks = runpy.run_path(str(PACKAGE / "hooks.py"))
    assert hooks["app_name"] == "bdhvs_lms"
    assert hooks["required_apps"] == ["frappe/lms"]
    assert (PACKAGE / "modules.txt").read_text(encoding="utf-8").split("\n")[0]
    assert (PACKAGE / "patches.txt").exists()
    assert bdhvs_lms.__version__.count(".") == 2
    for path in (PACKAGE / "fixtures").glob("*.json"):
        assert json.loads(path.read_text(encoding="utf-8"))


def test_modules_and_functions_are_short() -> None:
    long = []
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > 400:
            long.append(path.name)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 40:
                long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert long == []


def test_every_module_says_in_its_first_line_what_it_is_for() -> None:
    written = [path for path in SOURCES if path.stat().st_size]  # Frappe wants empty __init__.py files in its folders
    silent = [str(path.relative_to(ROOT)) for path in written if not ast.get_docstring(ast.parse(path.read_bytes()))]
    assert silent == []


def test_the_licence_is_that_of_frappe_lms() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert re.search(r'^license = \{ text = "AGPL-3.0-only" \}$', project, re.M)
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in (ROOT / "LICENSE").read_text(encoding="utf-8")
