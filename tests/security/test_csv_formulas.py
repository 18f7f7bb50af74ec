"""Threat: a cell of the board's table is run as a formula by whoever opens it in a spreadsheet."""

import csv
import io
from dataclasses import replace

import pytest
from portal.support import Phone, served

from bdhvs_lms.field import kept
from bdhvs_lms.movement.units import AGENCY, Group, Unit


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", '=HYPERLINK("http://e")', "=cmd|' /C calc'!A0"]
)
def test_a_text_that_looks_like_a_formula_is_marked_as_text(installation, cell):
    database = installation.store.database
    kept.add_units(database, [Unit("T0BAD", cell, AGENCY)])
    kept.add_groups(database, [Group("citizens", cell)])
    kept.add_targets(
        database,
        [replace(one, title=cell, source=cell) for one in installation.store.targets() if one.id == "citizens"],
    )
    answer = Phone(served(installation)).get("/tien-do.csv?nam=2026")
    rows = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"), newline="")))
    hit = [value for row in rows for value in row if value.lstrip("'") == cell]
    assert len(hit) > 39
    assert [value for value in hit if not value.startswith("'")] == []
    assert [value for row in rows for value in row if value.lstrip()[:1] in ("=", "+", "@")] == []


def test_numbers_stay_numbers(installation):
    answer = Phone(served(installation)).get("/tien-do.csv?nam=2026")
    assert "'0" not in answer.text
