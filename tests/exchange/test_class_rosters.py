"""A corpus of hard rosters, each row with what it has to become."""

from pathlib import Path

import pytest
import yaml

from bdhvs_lms.exchange.class_rosters import corrected
from bdhvs_lms.exchange.class_rosters import told as told_of
from bdhvs_lms.exchange.sheets import read_grids
from bdhvs_lms.messages import catalogue
from bdhvs_lms.movement.class_roster import TAKEN, NoNames, Rules, read_roster, still_new
from bdhvs_lms.movement.classes import Seat
from bdhvs_lms.movement.people import Person

from . import make_rosters
from .test_rosters import UNITS

FOLDER = Path(__file__).parent / "rosters"
EXPECTED = yaml.safe_load((FOLDER / "expected.yaml").read_text(encoding="utf-8"))
KIM = next(unit for unit in UNITS if unit.code == "03637")
RULES = Rules(KIM, UNITS, 2026)
ROLL = [Seat("", "", Person("Tao Thị Có", 1970), None, None, "", "")]


def read(name):
    return read_roster(read_grids((FOLDER / name).read_bytes(), name), ROLL, RULES, name)


def told(row):
    one = row.person
    said = f"{one.name} | {one.birth_year} | {one.phone} | {one.village}" if one else row.why.message
    return f"{row.outcome}: {said}{''.join(f' // {why.message}' for why in row.left_out)}".rstrip()


@pytest.mark.parametrize("name", EXPECTED)
def test_every_row_becomes_what_is_expected_of_it(name):
    assert {f"{row.sheet}:{row.number}": told(row) for row in read(name)} == EXPECTED[name]


def test_the_corpus_is_what_its_maker_makes():
    made = make_rosters.files()
    assert sorted(made) == sorted(EXPECTED) == sorted(one.name for one in FOLDER.iterdir() if one.suffix != ".yaml")
    assert len(made) >= 25
    for name, content in made.items():
        assert read_grids((FOLDER / name).read_bytes(), name) == read_grids(content, name)


def test_identity_numbers_and_ethnic_groups_are_never_read():
    rows = read("14-cot-khong-doc.xlsx")
    kept = [text for row in rows for text in row.cells.values()]
    assert "Lò Thị Mai" in kept
    assert not [text for text in kept if "01234567890" in text or text in ("Thái", "Mông", "Nữ", "hộ nghèo")]


def test_a_sheet_without_names_is_refused_as_a_whole():
    with pytest.raises(NoNames):
        read_roster([[["STT", "Năm sinh"], ["1", "1985"]]], [], RULES, "x.xlsx")


def test_who_was_put_on_the_roll_meanwhile_is_not_new():
    people = [Person("Tao Thị Có", 1970), Person("Tao Thị Có", 0), Person("Tao Thị Có", 1971), Person("Lò Thị Mai", 0)]
    assert still_new(people, ROLL) == people[2:]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", ["01-thuong.xlsx", "20-xa-khac.xlsx"])
def test_the_corrected_copy_is_read_again_in_the_language_it_was_written_in(name, language):
    def translate(message):
        return catalogue(language).get(message, message)

    rows = [row for row in read(name) if row.listed]
    again = read_roster(read_grids(corrected(told_of(rows, translate), translate), "x.xlsx"), ROLL, RULES)
    assert [(row.outcome, row.person) for row in again] == [(row.outcome, row.person) for row in rows]


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("Lò Văn Sinh 1985", "Lò Văn Sinh"),
        ("LÒ VĂN SINH 1985", "Lò Văn Sinh"),
        ("Lò Văn Sinh (1985)", "Lò Văn Sinh"),
        ("Lò Văn Sinh sinh năm 1985", "Lò Văn Sinh"),
        ("Lò Thị Mai sinh 1985", "Lò Thị Mai"),
        ("Lò Thị Mai, Sinh 1985", "Lò Thị Mai"),
        ("Lò Thị Mai SN 1985", "Lò Thị Mai"),
    ],
)
def test_sinh_is_also_a_given_name_and_stays_in_it(cell, name):
    rows = read_roster([[["Họ và tên"], [cell]]], [], RULES)
    assert [row.person for row in rows] == [Person(name, 1985)]


@pytest.mark.parametrize(
    ("header", "row", "name"),
    [
        (("Họ", "Tên"), ("Lò Văn", "Công"), "Lò Văn Công"),
        (("Họ", "Tên"), ("Tòng", "Mai"), "Tòng Mai"),
        (("Họ", "Tên"), ("Hoàng", "Tống"), "Hoàng Tống"),
        (("Họ", "Tên", "Năm sinh"), ("Lo Van", "Cong", "1985"), "Lo Van Cong"),
        (("Họ và tên",), ("Tòng Công Lý",), "Tòng Công Lý"),
        (("Họ và tên", "Năm sinh"), ("Tong Cong Ly", "1985"), "Tong Cong Ly"),
        (("Họ và tên",), ("Tô Trường Giang",), "Tô Trường Giang"),
        (("Họ và tên", "SĐT"), ("To Truong Giang", "912345678"), "To Truong Giang"),
        (("Họ và tên",), ("Giàng Viên",), "Giàng Viên"),
        (("Họ và tên", "Địa chỉ"), ("Lò Thị Mai", "Trường bản Thẳm"), "Lò Thị Mai"),
    ],
)
def test_nobody_is_taken_for_a_total_or_a_signature_by_the_name_or_the_place(header, row, name):
    rows = read_roster([[list(header), list(row), ["Vàng A Pó"] * (header[0] != "Họ")]], [], RULES)
    assert rows[0].person is not None
    assert rows[0].person.name == name
    assert all(one.outcome == TAKEN for one in rows)


@pytest.mark.parametrize(
    "rows",
    [
        [["Họ tên", "Năm sinh", "Chức vụ"], ["Lò Thị Mai", "1985", "Trưởng bản"], ["Vàng A Pó", "1990", "Chủ tịch xã"]],
        [["Họ tên", "Chức vụ"], ["Lò Thị Mai", "Trưởng bản"], ["Vàng A Pó", ""]],
        [["STT", "Họ tên", "Ghi chú"], ["1", "Lò Thị Mai", "Tổ trưởng"], ["2", "Vàng A Pó", "đã ký tên"]],
    ],
)
def test_who_holds_an_office_is_taken_and_does_not_end_the_list(rows):
    assert [row.person and row.person.name for row in read_roster([rows], [], RULES)] == ["Lò Thị Mai", "Vàng A Pó"]


@pytest.mark.parametrize(
    "text",
    ["Tổng cộng: 3 người", "TỔNG SỐ 3", "Cộng", "tong cong", "Danh sách có 3 người", "Người lập biểu", "NGUOI LAP BIEU",
     "Chủ tịch UBND xã", "Trưởng bản", "TM. UBND xã", "Mường Kim, ngày 2 tháng 11 năm 2026", "Kí tên"],
)  # fmt: skip
def test_totals_and_signatures_are_nobody_all_the_same(text):
    assert read_roster([[["Họ và tên", "Năm sinh"], ["Lò Thị Mai", "1985"], [text]]], [], RULES)[1].person is None
