"""`bdhvs progress`: the board on the command line."""

import csv
import io

from bdhvs_lms.movement.errors import UnknownTarget


def test_the_sample_agency_fills_its_bar_to_seventy_percent(bdhvs, trial):
    (row,) = bdhvs("progress", "--target", "mau", "--json").json
    assert (row["total"], row["denominator"], row["goal"], row["percent"], row["gap"]) == (7, 10, 10, 70.0, -3)
    assert row["counted"] == {"account": 1, "class": 2, "self": 4}
    assert row["sample"]
    assert "70.0" in bdhvs("progress", "--target", "mau").out


def test_each_row_says_everything_a_script_may_want(bdhvs, trial):
    keys = {"unit", "unit_label", "sample", "target", "title", "group", "year", "registered", "total", "counted",
            "other", "denominator", "percent", "goal", "gap", "held", "undecided", "source", "strength"}  # fmt: skip
    assert bdhvs("progress", "--json").json[0].keys() == keys


def test_the_csv_has_a_line_for_each_row_and_says_that_it_is_a_sample(bdhvs, trial):
    text = bdhvs("progress", "--csv").out
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(rows) == 1 + len(bdhvs("progress", "--json").json)
    assert rows[0][0].startswith("MẪU")
    assert len({len(row) for row in rows}) == 1


def test_the_table_has_a_row_for_each_of_the_38_units(bdhvs, real):
    rows = bdhvs("progress", "--target", "citizens", "--json").json
    assert len(rows) == 39
    assert len(bdhvs("progress", "--target", "citizens").out.splitlines()) >= 39


def test_a_self_declared_paper_shows_where_a_target_does_not_count_it(bdhvs, learns):
    learns()
    rows = bdhvs("progress", "--target", "citizens", "--json").json
    row = next(one for one in rows if one["unit"] == "03637")
    assert (row["total"], row["other"]["self"], row["registered"]) == (0, 1, 1)


def test_an_unknown_target_or_year_is_said(bdhvs, real):
    ran = bdhvs("progress", "--target", "gone", "--year", 2026)
    assert (ran.code, ran.says(UnknownTarget.message, target="gone", year=2026)) == (1, True)
    assert bdhvs("progress", "--year", "1999").code == 2
    assert bdhvs("progress", "--year", "soon").code == 2
    assert bdhvs("progress", "--csv", "--json").code == 2
