"""Desk's standard documents name only what exists, and what people see of them is found for translation."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from bdhvs_lms.desk_labels import desk_labels

from .test_frappe_app import DOCTYPES, PACKAGE, defined, loaded

DESK = PACKAGE / "bdhvs"
KINDS = ("report", "number_card", "dashboard_chart", "dashboard_chart_source", "workspace")
STANDARD = sorted(path for kind in KINDS for path in (DESK / kind).glob("*/*.json"))


def of_kind(kind: str) -> list[dict[str, Any]]:
    return [loaded(path) for path in sorted((DESK / kind).glob("*/*.json"))]


def named(kind: str) -> set[str]:
    return {document["name"] for document in of_kind(kind)}


@pytest.mark.parametrize("path", STANDARD, ids=lambda path: path.stem)
def test_a_standard_document_is_in_a_folder_of_its_name_and_in_our_module(path: Path) -> None:
    document = loaded(path)
    assert path.stem == path.parent.name == document["name"].lower().replace(" ", "_")
    assert document["module"] == (PACKAGE / "modules.txt").read_text(encoding="utf-8").split("\n")[0]


@pytest.mark.parametrize("report", of_kind("report"), ids=lambda report: report["name"])
def test_a_report_has_its_script_roles_and_a_doctype_that_allows_reports(report: dict[str, Any]) -> None:
    doctypes = {loaded(path)["name"]: loaded(path) for path in DOCTYPES}
    stem = report["name"].lower().replace(" ", "_")
    assert defined(f"bdhvs_lms.bdhvs.report.{stem}.{stem}.execute")
    roles = {row["role"] for row in report["roles"]}
    assert roles <= {"System Manager", *(role["name"] for role in fixture_roles())}
    if report["ref_doctype"] in doctypes:
        allowed = {one["role"] for one in doctypes[report["ref_doctype"]]["permissions"] if one.get("report")}
        assert roles <= allowed


def fixture_roles() -> list[dict[str, Any]]:
    roles: list[dict[str, Any]] = json.loads((PACKAGE / "fixtures" / "role.json").read_text(encoding="utf-8"))
    return roles


def test_roles_are_the_apps_own_and_every_permission_names_one() -> None:
    ours = {role["name"] for role in fixture_roles()}
    assert all(name.startswith("BDHVS ") for name in ours)
    given = {one["role"] for path in DOCTYPES for one in loaded(path)["permissions"]}
    assert given == ours | {"System Manager"}


def test_nobody_is_given_the_right_to_share_print_or_mail() -> None:
    rights = {right for path in DOCTYPES for one in loaded(path)["permissions"] for right, on in one.items() if on}
    assert rights.isdisjoint({"share", "print", "email"})


def test_cards_and_charts_ask_methods_that_exist() -> None:
    assert of_kind("number_card")
    assert all(defined(card["method"]) for card in of_kind("number_card"))
    assert {chart["source"] for chart in of_kind("dashboard_chart")} == named("dashboard_chart_source")


def test_the_workspace_names_only_what_there_is() -> None:
    doctypes = {loaded(path)["name"] for path in DOCTYPES}
    (workspace,) = of_kind("workspace")
    links = [row for row in workspace["links"] if row["type"] == "Link"] + workspace["shortcuts"]
    found = {"DocType": doctypes, "Report": named("report")}
    assert [row["link_to"] for row in links if row["link_to"] not in found[row.get("link_type") or row["type"]]] == []
    assert {card["number_card_name"] for card in workspace["number_cards"]} == named("number_card")
    assert {chart["chart_name"] for chart in workspace["charts"]} == named("dashboard_chart")
    assert workspace["roles"]


def test_labels_options_and_descriptions_are_found_for_translation() -> None:
    document = {
        "doctype": "DocType",
        "name": "BDHVS Thing",
        "description": "What it is.",
        "fields": [
            {"label": "Kind", "fieldtype": "Select", "options": "\none\nxã\ntwo", "description": "Which"},
            {"label": "Unit", "fieldtype": "Link", "options": "BDHVS Unit"},
        ],
    }  # fmt: skip
    found = {text for _, _, text, _ in desk_labels(io.BytesIO(json.dumps(document).encode()), (), (), {})}
    assert found == {"BDHVS Thing", "What it is.", "Kind", "Which", "one", "two", "Unit"}
