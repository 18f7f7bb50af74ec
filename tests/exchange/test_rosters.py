"""Lists of officials as they come: where the header stands, what a cell means, and why a row is refused."""

import io
import re
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from bdhvs_lms.exchange import sheets
from bdhvs_lms.exchange.sheets import read_grids
from bdhvs_lms.movement.errors import InvalidFile
from bdhvs_lms.movement.official_rows import NEEDED, read_officials
from bdhvs_lms.movement.rosters import UnitNames, Why, find_roster, heading, match_group, read_birth
from bdhvs_lms.movement.units import Group, Unit

UNITS = [
    Unit("T0012", "Lai Châu", "tỉnh"),
    Unit("03637", "Mường Kim", "xã"),
    Unit("03388", "Đoàn Kết", "phường"),
    Unit("03598", "Tân Uyên", "xã"),
    Unit("03595", "Than Uyên", "xã"),
    Unit("03405", "Tả Lèng", "xã"),
    Unit("C0001", "Sở Nội vụ", "cơ quan"),
    Unit("C0002", "Sở Tư pháp", "cơ quan"),
    Unit("C0003", "Sở tự pháp", "cơ quan"),
]
GROUPS = [
    Group("citizens", "Người dân"),
    Group("officials", "Cán bộ, công chức, viên chức"),
    Group("students", "Học sinh, sinh viên"),
]


def workbook(*rows, merged=(), before=()):
    book = openpyxl.Workbook()
    for row in before:
        book.active.append(row)
    sheet = book.create_sheet("Danh sách") if before else book.active
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def roster_of(content):
    return next((found for grid in read_grids(content, "t.xlsx") if (found := find_roster(grid, NEEDED))), None)


def read(*rows, header=("Họ tên", "Email", "Đơn vị", "Nhóm", "Năm sinh", "Điện thoại"), **more):
    """(row's number, unit's code or why it was refused) for each row below a header."""
    roster = roster_of(workbook(header, *rows, **more))
    found = read_officials(roster.lines, UNITS, GROUPS, 2026)
    return [(one.line.number, one.official.unit.code if one.official else one.why.message) for one in found]


class TestHeader:
    @pytest.mark.parametrize(
        "name",
        ["Thư điện tử", "THƯ ĐIỆN TỬ (*)", "thu dien tu", "E-mail", "Địa chỉ email [công vụ]", "Hộp thư công vụ"],
    )
    def test_columns_are_known_by_many_names(self, name):
        assert roster_of(workbook(["Họ và tên", name], ["A B", "a@h.example"])).lines[0].cells["email"] == "a@h.example"

    def test_it_stands_anywhere_in_the_first_rows_of_any_sheet(self):
        content = workbook(
            ["UBND TỈNH LAI CHÂU"], [], ["DANH SÁCH", "Email: so@h.example"], ["TT", "Họ tên", "Email", "Đơn vị"],
            ["(1)", "(2)", "(3)", "(4)"], [1, "Lò A", "a@h.example", "Mường Kim"], [], ["", "Người lập biểu"],
            before=(["Hướng dẫn"], ["1. Điền đủ các cột"]),
        )  # fmt: skip
        roster = roster_of(content)
        assert [line.number for line in roster.lines] == [6, 8]
        assert roster.lines[1].cells["name"] == "Người lập biểu"

    def test_of_a_header_over_two_rows_the_lower_one_counts(self):
        content = workbook(
            ["TT", "Họ và tên", "Liên hệ", None, "Đơn vị"], [None, None, "Email", "Điện thoại", None],
            [1, "Lò A", "a@h.example", "0912345678", "Mường Kim"],
            merged=("A1:A2", "B1:B2", "C1:D1", "E1:E2"),
        )  # fmt: skip
        (line,) = roster_of(content).lines
        assert (line.number, line.cells["unit"], line.cells["phone"]) == (3, "Mường Kim", "0912345678")

    def test_a_name_may_stand_in_two_columns_under_one_heading(self):
        content = workbook(["Họ và tên", None, "Email"], ["Lò Văn", "A", "a@h.example"], merged=("A1:B1",))
        assert roster_of(content).lines[0].cells["name"] == "Lò Văn A"

    def test_a_unit_merged_over_its_people_is_each_one_s(self):
        rows = [["Lò A", "a@h.example", "Mường Kim"], ["Lò B", "b@h.example"], ["Lò C", "c@h.example"]]
        found = read(*rows, merged=("C2:C3",))
        assert found == [(2, "03637"), (3, "03637"), (4, "the unit is missing")]

    def test_a_sheet_without_an_email_column_is_no_list(self):
        assert roster_of(workbook(["Họ tên", "Đơn vị"], ["Lò A", "Mường Kim"])) is None
        assert roster_of(workbook()) is None

    def test_accents_case_signs_and_brackets_don_t_matter(self):
        assert heading("  HỌ VÀ TÊN (chữ in)* ") == "ho va ten"
        assert heading("Ngày, tháng, năm sinh") == "ngay thang nam sinh"


class TestUnit:
    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("Mường Kim", "03637"), ("xã Mường Kim", "03637"), ("XÃ MƯỜNG KIM", "03637"), ("muong kim", "03637"),
            ("UBND xã Mường Kim", "03637"), ("Ủy ban nhân dân xã Mường Kim", "03637"), ("X. Mường Kim", "03637"),
            ("X.Mường Kim", "03637"), ("P.Đoàn Kết", "03388"), ("Phường đoàn kết", "03388"), ("03637", "03637"),
            ("3637", "03637"), ("Sở Nội vụ", "C0001"), ("so noi vu", "C0001"), ("c0001", "C0001"),
            ("Tân Uyên", "03598"), ("Than Uyên", "03595"), ("Sở Tư pháp", "C0002"),
            ("Mường  Kim", "03637"),
        ],
    )  # fmt: skip
    def test_it_is_known_by_code_or_name(self, text, code):
        assert UnitNames(UNITS).match(text).code == code

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("Mường Lay", "no unit is called"), ("Lai Châu", "no unit is called"), ("T0012", "no unit is called"),
            ("so tu phap", "may be one of several"), ("xã Đoàn Kết", "is {unit} meant"), ("xã", "no unit is called"),
            ("", "is missing"), ("99999", "no unit is called"), ("=cmd|'x'!A1", "no unit is called"),
        ],
    )  # fmt: skip
    def test_what_is_unknown_or_may_be_several_is_refused(self, text, why):
        with pytest.raises(Why) as caught:
            UnitNames(UNITS).match(text)
        assert why in caught.value.message
        caught.value.message.format(**caught.value.fields)

    def test_code_and_name_must_say_the_same(self):
        names = UnitNames(UNITS)
        assert names.match("Mường Kim", "3637").code == names.match("", "03637").code == "03637"
        for text, code in (("Mường Kim", "03388"), ("Mường Kim", "1"), ("", "x")):
            with pytest.raises(Why):
                names.match(text, code)


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("officials", "officials"), ("Cán bộ, công chức, viên chức", "officials"), ("CBCCVC", "officials"),
        ("công chức", "officials"), ("can bo cong chuc vien chuc", "officials"), ("HSSV", "students"),
        ("Người dân", "citizens"), ("nông dân", None), ("x", None), ("n", None),
    ],
)  # fmt: skip
def test_a_group_is_known_by_id_name_part_or_initials(text, group):
    if group:
        assert match_group(text, GROUPS).id == group
    else:
        with pytest.raises(Why):
            match_group(text, GROUPS)


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("1985", date(1985, 1, 1)), ("02/03/1985", date(1985, 3, 2)), ("2-3-1985", date(1985, 3, 2)),
        ("2.3.1985", date(1985, 3, 2)), ("3/1985", date(1985, 3, 1)), ("1985-03-02", date(1985, 3, 2)),
        ("31108", date(1985, 3, 2)), ("", None),
        ("85", False), ("31/02/1985", False), ("2025", False), ("1850", False), ("tháng 3", False), ("0000", False),
        ("99999999999999999999", False), ("٣/١٩٨٥", False),
    ],
)  # fmt: skip
def test_a_birth_is_a_year_a_date_or_a_spreadsheet_s_number_of_days(text, born):
    if born is False:
        with pytest.raises(Why):
            read_birth(text, 2026)
    else:
        assert read_birth(text, 2026) == born


def test_a_list_of_thirty_rows_says_of_each_what_it_is():
    """Every difficulty once; what is wrong in one row never touches another."""
    longest, apart = "x" * 70, "Mu\u031bo\u031b\u0300ng Kim"
    several = "“{text}” may be one of several units: write the code"
    letters = "The name takes letters and spaces only, no digits or signs."
    rows = [
        (("Lò Thị Ánh", "anh@h.example", "xã Mường Kim", "CBCCVC", 1985, "0912345678"), "03637"),
        (("LÒ VĂN BÌNH", " Binh@H.example", "MƯỜNG KIM", "", datetime(1990, 3, 2), 912345678), "03637"),
        (("Lo\u0300 Va\u0306n Ca\u0309nh", "canh@h.example", apart, "", "02/03/1990", ""), "03637"),
        (("Giàng A Dơ", "do@h.example", 3637, "", 31108, "+84 912 345 678"), "03637"),
        (("Vàng Thị E", "e@h.example", 3637.0, "officials", "1990-03-02", "02133 876 543"), "03637"),
        (("Tao Văn Phúc", "mailto:phuc@h.example", "muong kim", "công chức", "", ""), "03637"),
        (("Nguyễn Thị Giang", "giang@h.example", "P. Đoàn Kết", "", "", ""), "03388"),
        (("", "khong-ten@h.example", "Sở Nội vụ", "", "", ""), "C0001"),
        (("Hà Văn Tân", "tan@h.example", "Tân Uyên", "", "", ""), "03598"),
        (("Hà Văn Thân", "than@h.example", "than uyen", "", "", ""), "03595"),
        (("Phùng Văn Lèng", "leng@h.example", "UBND xã Tả Lèng", "", "", ""), "03405"),
        (("Không Thư", "", "Mường Kim", "", "", ""), "the email address is missing"),
        (("Sai Thư", "sai.h.example", "Mường Kim", "", "", ""), "“{text}” is no email address"),
        (("Hai Thư", "a@h.example, b@h.example", "Mường Kim", "", "", ""), "“{text}” is no email address"),
        (("Thư Dài", f"{longest}@h.example", "Mường Kim", "", "", ""), "“{text}” is no email address"),
        (("Chữ Lạ", "аnh@h.example", "Mường Kim", "", "", ""), "“{text}” is no email address"),
        (("Lò Thị Ánh", "ANH@h.example", "Mường Kim", "", "", ""), "this address stands in row {row} already"),
        (("Không Đơn Vị", "k1@h.example", "", "", "", ""), "the unit is missing"),
        (("Đơn Vị Cũ", "k2@h.example", "xã Ta Gia", "", "", ""), "no unit is called “{text}”"),
        (("Nhầm Loại", "k3@h.example", "xã Đoàn Kết", "", "", ""), "there is no “{text}”; is {unit} meant?"),
        (("Hai Nghĩa", "k4@h.example", "so tu phap", "", "", ""), several),
        (("Cả Tỉnh", "k5@h.example", "Lai Châu", "", "", ""), "no unit is called “{text}”"),
        (("Nhóm Lạ", "k6@h.example", "Mường Kim", "thợ rèn", "", ""), "no group is called “{text}”"),
        (("Năm Ngắn", "k7@h.example", "Mường Kim", "", "85", ""), "“{text}” is no date or year of birth"),
        (("Ngày Sai", "k8@h.example", "Mường Kim", "", "31/02/1985", ""), "“{text}” is no date or year of birth"),
        (("Năm Sau", "k9@h.example", "Mường Kim", "", 2031, ""), "This year of birth can't be right."),
        (("T3n S4i", "k10@h.example", "Mường Kim", "", "", ""), letters),
        (("=1+1", "k11@h.example", "Mường Kim", "", "", ""), "03637"),
        (("Công Thức", '=HYPERLINK("http://x")', "Mường Kim", "", "", ""), "the email address is missing"),
        (("Cuối Cùng", "cuoi@h.example", "C0001", "cán bộ", "", "123"), "C0001"),
    ]  # fmt: skip
    assert len(rows) == 30
    found = read(*(row for row, _ in rows))
    assert [said for _, said in found] == [expected for _, expected in rows]
    assert [number for number, _ in found] == list(range(2, 32))


class TestHostile:
    def test_merged_cells_can_t_blow_a_small_file_up(self, monkeypatch):
        monkeypatch.setattr(sheets, "MERGED_LIMIT", 100)
        whole, out = workbook(["Email"], *(["a"] for _ in range(60)), merged=("A2:A60",)), io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(whole)) as given, zipfile.ZipFile(out, "w") as made:
            for part in given.namelist():
                many = b'<mergeCell ref="A1:XFD1048576" />' * 3
                made.writestr(part, re.sub(rb'<mergeCell ref="A2:A60" ?/>', many, given.read(part)))
        with pytest.raises(InvalidFile) as caught:
            read_grids(out.getvalue(), "t.xlsx")
        assert caught.value.fields["why"] == "too many of its cells are merged"

    def test_a_cell_far_away_makes_no_wide_or_long_grid(self):
        book = openpyxl.Workbook()
        book.active["A1"], book.active["XFD1"] = "Email", "x"
        out = io.BytesIO()
        book.save(out)
        assert read_grids(out.getvalue(), "t.xlsx") == [[["Email"]]]
        book.active["A1048576"] = "x"
        out = io.BytesIO()
        book.save(out)
        with pytest.raises(InvalidFile):
            read_grids(out.getvalue(), "t.xlsx")

    def test_what_is_no_table_or_too_large_is_refused(self):
        for content in (b"PK nonsense", b"\xff\xfe", b"a" * (sheets.FILE_LIMIT + 1)):
            with pytest.raises(InvalidFile):
                read_grids(content, "t.xlsx")

    def test_csv_is_read_too(self):
        (grid,) = read_grids("Họ tên;Email;Đơn vị\nLò A;a@h.example;Mường Kim\n".encode("utf-8-sig"), "t.csv")
        assert find_roster(grid, NEEDED).lines[0].cells["unit"] == "Mường Kim"
