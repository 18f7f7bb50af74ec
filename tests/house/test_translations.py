"""The screen speaks Vietnamese: every message in the code has its translation, and no other fields."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
FIELD = re.compile(r"{(\w+)}")


@pytest.fixture(scope="module")
def vietnamese() -> Catalog:
    with (ROOT / "bdhvs_lms/locale/vi.po").open("rb") as file:
        return read_po(file, locale="vi")


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Every msgid in code and templates, as `make messages` finds them."""
    template = tmp_path_factory.mktemp("locale") / "messages.pot"
    pybabel = str(Path(sys.executable).with_name("pybabel"))
    command = [pybabel, "-q", "extract", "-F", "babel.cfg", "-k", "_", "-k", "__", "-k", "N_", "-o", str(template), "."]
    subprocess.run(command, cwd=ROOT, check=True, timeout=120)
    with template.open("rb") as file:
        return {str(one.id) for one in read_po(file) if one.id}


def test_every_message_is_translated(messages: set[str], vietnamese: Catalog) -> None:
    translated = {str(one.id) for one in vietnamese if one.id and one.string and not one.fuzzy}
    assert len(messages) > 300
    assert messages - translated == set()


def test_no_translation_is_left_of_a_message_that_is_gone(messages: set[str], vietnamese: Catalog) -> None:
    assert {str(one.id) for one in vietnamese if one.id} - messages == set()


def test_translations_name_no_other_fields_and_are_in_normal_form(vietnamese: Catalog) -> None:
    entries = [one for one in vietnamese if one.id]
    assert [str(one.id) for one in entries if not set(FIELD.findall(one.string)) <= set(FIELD.findall(one.id))] == []
    assert [str(one.id) for one in entries if unicodedata.normalize("NFC", one.string) != one.string] == []


def test_no_message_stands_inside_an_f_string_where_pybabel_finds_it_on_some_pythons_only() -> None:
    found = []
    for path in sorted((ROOT / "bdhvs_lms").rglob("*.py")):
        for string in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(string, ast.JoinedStr):
                calls = [one for one in ast.walk(string) if isinstance(one, ast.Call) and _is_message(one)]
                found += [f"{path.relative_to(ROOT)}:{one.lineno}" for one in calls]
    assert found == []


def _is_message(call: ast.Call) -> bool:
    named = isinstance(call.func, ast.Name) and call.func.id in {"_", "__", "N_"}
    return named and bool(call.args) and isinstance(call.args[0], ast.Constant)
