"""Tables that users bring: every refused cell is named; what is taken away is safe to open."""

import csv
import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bdhvs_lms.movement import tables
from bdhvs_lms.movement.errors import InvalidTable
from bdhvs_lms.movement.units import PROVINCE, Group, Unit, vietnamese_order

UNIT = {"code": "03637", "name": "Mường Kim", "kind": "xã"}
GROUP = {"id": "citizens", "name": "Người dân"}
TARGET = {
    "id": "t",
    "title": "Người dân",
    "group": "citizens",
    "unit": "",
    "year": "2026",
    "percent": "80",
    "people": "",
    "courses": "an-toan dich-vu",
    "ways": "account class",
    "source": "văn bản",
    "strength": "press",
}
DENOMINATOR = {"unit": "03637", "group": "citizens", "year": "2026", "people": "400", "source": "UBND xã"}
KNOWN = {"units": ["03637"], "groups": ["citizens"]}


def read_targets(rows):
    return tables.read_targets(rows, **KNOWN, courses=["an-toan", "dich-vu"])


def read_denominators(rows):
    return tables.read_denominators(rows, **KNOWN)


def fault(read, good, **changes):
    """Reads a good row and then a changed one. → (row, column) as the message names them."""
    with pytest.raises(InvalidTable) as caught:
        read([good, {**good, **changes}])
    assert str(caught.value.fields["why"])
    return caught.value.fields["row"], caught.value.fields["column"]


def test_good_rows_are_read():
    assert tables.read_units([UNIT]) == [Unit("03637", "Mường Kim", "xã")]
    assert tables.read_groups([GROUP]) == [Group("citizens", "Người dân")]
    (target,) = read_targets([TARGET])
    assert (target.unit, target.percent, target.people, target.courses) == (PROVINCE, 80, None, ("an-toan", "dich-vu"))
    (denominator,) = read_denominators([DENOMINATOR])
    assert (denominator.unit, denominator.people) == ("03637", 400)


@pytest.mark.parametrize(
    ("column", "value"), [("code", ""), ("code", "0363O"), ("code", "03637x"), ("code", "abcde"),
                          ("name", " "), ("kind", ""), ("kind", "huyện")]
)  # fmt: skip
def test_a_refused_cell_of_the_units_is_named(column, value):
    assert fault(tables.read_units, UNIT, **{column: value}) == (3, column)


@pytest.mark.parametrize(
    ("column", "value"), [("id", ""), ("id", "a|b"), ("id", "a+b"), ("id", "Dân"), ("id", "a b"), ("name", "")]
)
def test_a_refused_cell_of_the_groups_is_named(column, value):
    assert fault(tables.read_groups, GROUP, **{column: value}) == (3, column)


@pytest.mark.parametrize(
    ("column", "value"),
    [("id", ""), ("id", "a|b"), ("title", ""), ("group", ""), ("group", "pupils"), ("unit", "99999"), ("year", ""),
     ("year", "2019"), ("year", "26"), ("year", "MMXXVI"), ("percent", "101"), ("percent", "80%"), ("percent", "-1"),
     ("percent", "79.5"), ("percent", "８０"), ("courses", "an-toan khac"), ("ways", ""), ("ways", "class hearsay"),
     ("source", ""), ("strength", ""), ("strength", "sure")],
)  # fmt: skip
def test_a_refused_cell_of_the_targets_is_named(column, value):
    assert fault(read_targets, TARGET, **{column: value}) == (3, column)


def test_a_target_is_a_percentage_or_a_number_of_people():
    assert fault(read_targets, TARGET, people="100") == (3, "percent")
    assert fault(read_targets, TARGET, people="9" * 30, percent="") == (3, "people")
    assert read_targets([{**TARGET, "percent": "", "people": "100"}])[0].people == 100
    assert read_targets([{**TARGET, "percent": ""}])[0].percent is None


@pytest.mark.parametrize(
    ("column", "value"), [("unit", ""), ("unit", "99999"), ("group", "pupils"), ("year", "1999"), ("people", "nhiều"),
                          ("people", "1.000"), ("people", "-4"), ("source", "")]
)  # fmt: skip
def test_a_refused_cell_of_the_denominators_is_named(column, value):
    assert fault(read_denominators, DENOMINATOR, **{column: value}) == (3, column)


def test_a_denominator_that_is_not_known_stays_empty():
    assert read_denominators([{**DENOMINATOR, "people": ""}, {"unit": "03637"}]) == []


@pytest.mark.parametrize(("read", "good"), [(tables.read_units, UNIT), (tables.read_groups, GROUP)])
def test_a_missing_column_is_named_in_the_first_row(read, good):
    for column in good:
        with pytest.raises(InvalidTable) as caught:
            read([{name: cell for name, cell in good.items() if name != column}])
        assert (caught.value.fields["row"], caught.value.fields["column"]) == (1, column)


def test_missing_columns_of_targets_and_denominators_are_named():
    for read, good, optional in ((read_targets, TARGET, {"unit", "percent", "people", "courses"}),
                                 (read_denominators, DENOMINATOR, {"people"})):  # fmt: skip
        for column in good.keys() - optional:
            with pytest.raises(InvalidTable) as caught:
                read([{name: cell for name, cell in good.items() if name != column}])
            assert (caught.value.fields["row"], caught.value.fields["column"]) == (1, column)


@pytest.mark.parametrize(
    "cell", ["=1+1", "+84912345678", "-1", "@SUM(A1)", "\t=1", "\rx", "\tx", " =1", "\n=1", "＝1", "＋1"]
)
def test_text_that_a_spreadsheet_would_take_for_a_formula_is_written_as_text(cell):
    text = tables.write_csv(["name", cell], [[cell, 1], ["Mai", cell]])
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert rows == [["name", "'" + cell], ["'" + cell, "1"], ["Mai", "'" + cell]]


def test_numbers_stay_numbers():
    assert tables.write_csv(["a"], [[-1], [2.5], [None]]) == '\ufeffa\r\n-1\r\n2.5\r\n""\r\n'


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), min_size=2, max_size=2), max_size=5
    )
)
def test_no_cell_that_is_written_begins_a_formula_and_none_is_lost(cells):
    text = tables.write_csv(["a", "b"], cells).removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert len(rows) == len(cells)
    for row, given_row in zip(rows, cells, strict=True):
        for cell, given_cell in zip(row, given_row, strict=True):
            wanted = given_cell.replace("\0", "")
            assert cell in (wanted, "'" + wanted)
            assert cell.lstrip()[:1] not in set("=+-@＝＋－＠")


def test_vietnamese_names_come_in_the_order_of_vietnamese_dictionaries():
    ordered = [
        "Bản Bo",
        "Bình Lư",
        "Bum Nưa",
        "Bum Tở",
        "Dào San",
        "Đoàn Kết",
        "Khoen On",
        "Khổng Lào",
        "Khun Há",
        "Mường Khoa",
        "Mường Kim",
        "Nậm Cuổi",
        "Nậm Hàng",
        "Nậm Mạ",
        "Pa Tần",
        "Pa Ủ",
        "Pắc Ta",
        "Tà Tổng",
    ]
    mixed = random.Random(1).sample(ordered, len(ordered))
    assert sorted(mixed, key=vietnamese_order) == ordered
    assert sorted(["mạ", "mã", "má", "mả", "mà", "ma"], key=vietnamese_order) == ["ma", "mà", "mả", "mã", "má", "mạ"]


def test_a_unit_is_said_as_people_say_it():
    assert Unit("03637", "Mường Kim", "xã").label == "xã Mường Kim"
    assert Unit("SYT01", "Sở Y tế", "cơ quan").label == "Sở Y tế"
    assert Unit(PROVINCE, "Lai Châu", "tỉnh").label == "tỉnh Lai Châu"


def test_zeros_that_a_spreadsheet_dropped_are_put_back_before_a_unit_s_code():
    assert tables.read_units([UNIT | {"code": "3637"}, UNIT | {"code": "42"}])[1].code == "00042"
    assert tables.read_units([UNIT | {"code": "3637"}])[0].code == "03637"
    assert read_targets([TARGET | {"unit": "3637"}])[0].unit == "03637"
    assert read_denominators([DENOMINATOR | {"unit": "3637"}])[0].unit == "03637"
    for code in ("T001", "²³", "036370"):
        assert fault(tables.read_units, UNIT, code=code) == (3, "code")
