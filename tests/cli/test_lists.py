"""`bdhvs units`, `targets`, `population`: lists that users bring."""

import csv

import openpyxl
import pytest

from bdhvs_lms.field.installation import FIXTURES
from bdhvs_lms.movement.errors import FileThere


def write(path, *lines):
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_units_come_from_a_file_and_are_listed(bdhvs, real, tmp_path):
    file = write(tmp_path / "units.csv", "code,name,kind", "T0001,Sở Nội vụ,cơ quan")
    assert bdhvs("units", "import", file, "--json").json == {"imported": 1}
    assert {"code": "T0001", "name": "Sở Nội vụ", "kind": "cơ quan", "sample": False} in bdhvs("units", "--json").json
    assert "Sở Nội vụ" in bdhvs("units").out


def test_data_may_stand_before_or_after_the_command(bdhvs, real, tmp_path, monkeypatch):
    monkeypatch.setenv("BDHVS_DATA", str(tmp_path / "nothing"))
    assert bdhvs("units", "--data", real, "list").code == 0
    assert bdhvs("units", "list", "--data", real).code == 0
    assert bdhvs("units", "--data", real).code == 0


@pytest.mark.parametrize("group", ["units", "targets"])
def test_a_fault_is_named_by_row_and_column_and_nothing_is_taken(bdhvs, real, tmp_path, group):
    before = bdhvs(group, "--json").json
    good = {"units": "T0001,Sở,cơ quan", "targets": "x,X,citizens,,2026,5,,,self,S,press"}[group]
    bad = {"units": "T000U,Sở,cơ quan", "targets": "x,X,citizens,,1999,5,,,self,S,press"}[group]
    header = {"units": "code,name,kind",
              "targets": "id,title,group,unit,year,percent,people,courses,ways,source,strength"}[group]  # fmt: skip
    ran = bdhvs(group, "import", write(tmp_path / "x.csv", header, good, bad))
    assert ran.code == 1
    assert "3" in ran.err
    assert ("code" if group == "units" else "year") in ran.err
    assert bdhvs(group, "--json").json == before


def test_targets_are_replaced_by_a_file(bdhvs, real):
    wanted = len(bdhvs("targets", "--json").json)
    assert bdhvs("targets", "import", FIXTURES / "targets.csv", "--json").json == {"imported": wanted}
    assert len(bdhvs("targets", "--json").json) == wanted
    keys = {"id", "title", "group", "unit", "year", "percent", "people", "courses", "ways", "source", "strength"}
    assert bdhvs("targets", "list", "--json").json[0].keys() == keys
    assert "citizens" in bdhvs("targets").out


def test_the_population_template_takes_numbers_back(bdhvs, real, tmp_path):
    file = tmp_path / "people.csv"
    assert bdhvs("population", "template", file, "--year", 2026).code == 0
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert len(rows) == 38 * 4
    assert all(row["people"] == "" for row in rows)
    assert bdhvs("population", "import", file, "--json").json == {"imported": 0}
    rows[0] |= {"people": "1200", "source": "Báo cáo dân số"}
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    assert bdhvs("population", "import", file, "--json").json == {"imported": 1}
    board = bdhvs("progress", "--year", 2026, "--target", rows[0]["group"], "--json").json
    assert next(row for row in board if row["unit"] == rows[0]["unit"])["denominator"] == 1200


def test_the_template_as_xlsx_keeps_the_codes_zeros_and_takes_numbers_back(bdhvs, real, tmp_path):
    file = tmp_path / "people.xlsx"
    assert bdhvs("population", "template", file, "--year", 2026).code == 0
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    assert sheet.max_row == 1 + 38 * 4
    for code in sheet["A"][1:]:
        assert (code.data_type, code.number_format, len(code.value)) == ("s", "@", 5)
    sheet["F2"], sheet["G2"] = 1200, "Báo cáo dân số"
    book.save(file)
    assert bdhvs("population", "import", file, "--json").json == {"imported": 1}


def test_a_template_whose_zeros_a_spreadsheet_dropped_is_taken_all_the_same(bdhvs, real, tmp_path):
    file = tmp_path / "people.csv"
    bdhvs("population", "template", file, "--year", 2026)
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    assert lines[1].startswith("0")
    code, name, group, _ = lines[1].split(",", 3)
    write(file, lines[0], f"{code.lstrip('0')},{name},{group},,2026,1200,Báo cáo")
    assert bdhvs("population", "import", file, "--json").json == {"imported": 1}
    board = bdhvs("progress", "--year", 2026, "--target", group, "--json").json
    assert next(row for row in board if row["unit"] == code)["denominator"] == 1200


@pytest.mark.parametrize("name", ["people.xlsx", "people.csv"])
def test_a_template_never_takes_the_place_of_what_was_filled_in(bdhvs, real, tmp_path, name):
    file = write(tmp_path / name, "filled in by hand")
    ran = bdhvs("population", "template", file)
    assert (ran.code, ran.says(FileThere.message, file=file)) == (1, True)
    assert file.read_text(encoding="utf-8") == "filled in by hand"


def test_a_template_is_one_of_the_two_kinds(bdhvs, real, tmp_path):
    assert bdhvs("population", "template", tmp_path / "people.ods").code == 2
    assert list(tmp_path.glob("people*")) == []


def test_targets_are_listed_with_their_source_shortened_and_its_strength(bdhvs, real):
    source = "Kế hoạch số 1 " + "của Ủy ban nhân dân tỉnh " * 5
    header = "id,title,group,unit,year,percent,people,courses,ways,source,strength"
    bdhvs("targets", "import", write(real / "t.csv", header, f"x,X,citizens,,2026,5,,,self,{source},press"))
    listed = next(line for line in bdhvs("targets").out.splitlines() if line.startswith("x "))
    assert "báo chí" in listed
    assert "Kế hoạch số 1" in listed
    assert listed.endswith("…")
    assert next(one for one in bdhvs("targets", "--json").json if one["id"] == "x")["source"] == source.strip()
    assert "MẪU" not in bdhvs("targets").out


def test_the_targets_of_a_trial_say_that_they_are_samples(bdhvs, trial):
    listed = bdhvs("targets").out.splitlines()[2:]
    assert all("MẪU" in line for line in listed)
    assert not any("MẪU) – MẪU" in line for line in listed)


def test_a_template_goes_nowhere_without_a_folder(bdhvs, real, tmp_path):
    ran = bdhvs("population", "template", tmp_path / "gone" / "people.csv")
    assert ran.code == 1
    assert "people.csv" in ran.err


@pytest.mark.parametrize("command", ["units", "targets", "population"])
def test_a_file_that_cannot_be_read_is_said(bdhvs, real, tmp_path, command):
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04 cut")
    (tmp_path / "bad.csv").write_bytes(b"\xff\xfe\x00")
    for name in ("gone.csv", "bad.xlsx", "bad.csv"):
        ran = bdhvs(command, "import", tmp_path / name)
        assert ran.code == 1
        assert name in ran.err
    assert bdhvs(command, "import", tmp_path).code == 1


def test_a_command_that_is_not_there_is_a_usage_error(bdhvs, real):
    assert bdhvs("units", "remove").code == 2
    assert bdhvs("nothing").code == 2
