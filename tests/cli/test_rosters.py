"""`bdhvs roster` and `bdhvs class`: a class's roll from a spreadsheet, and which classes there are."""

from datetime import date

import openpyxl
import pytest

from bdhvs_lms.exchange.sheets import write_xlsx
from bdhvs_lms.field.cli.base import closing
from bdhvs_lms.field.installation import open_installation
from bdhvs_lms.movement import classes
from bdhvs_lms.movement.classes import ClassClosed, Plan, UnknownClass, code_from_bytes, format_code
from bdhvs_lms.movement.errors import InvalidCode
from bdhvs_lms.movement.people import Person

CODE = code_from_bytes(bytes(5))
HEADER = ("STT", "HỌ VÀ TÊN", "Năm sinh", "Điện thoại", "Bản")
ROWS = [(1, "LÒ THỊ MAI", 1985, 912345678, "Bản Thẳm"), (2, "Vàng A Pó", 1850, "", ""), ("", "Tổng cộng: 2")]


@pytest.fixture
def opened(real):
    """A class in Mường Kim. → its folder."""
    with closing(open_installation(real)) as installation:
        version = installation.store.course("an-toan-tren-mang").version
        plan = Plan("03637", "an-toan-tren-mang", version, "Chợ", "", date(2026, 11, 22), "citizens", ("lo.mai",))
        store = installation.store
        store.append(classes.open_class(plan, CODE, store, installation.means(), "lo.mai"))
    return real


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "lop.xlsx"
    path.write_bytes(write_xlsx(HEADER, ROWS))
    return path


def names(folder):
    with closing(open_installation(folder)) as installation:
        return [seat.person.name for seat in installation.store.roll(CODE)]


def test_a_roster_is_imported_and_each_row_is_told(bdhvs, opened, file):
    ran = bdhvs("roster", "import", file, "--class", format_code(CODE).lower())
    assert ran.code == 0
    assert all(one in ran.out for one in ("Lò Thị Mai", "Vàng A Pó", "Tổng cộng: 2"))
    assert ran.says("is a total")
    assert ran.says("This year of birth can't be right.")
    assert ran.says("Good: {taken}; refused: {refused}; passed over: {passed_over}.", taken=1, refused=1, passed_over=1)
    assert ran.says("{n} people were put on the roll.", n=1)
    assert names(opened) == ["Lò Thị Mai"]


def test_checking_writes_nothing(bdhvs, opened, file):
    ran = bdhvs("roster", "import", file, "--class", CODE, "--check")
    assert ran.says("Nothing was written.")
    assert names(opened) == []


def test_the_outcome_as_json(bdhvs, opened, file):
    told = bdhvs("roster", "import", file, "--class", CODE, "--json").json
    assert {one: told[one] for one in ("written", "taken", "refused", "passed_over")} == {
        "written": 1, "taken": 1, "refused": 1, "passed_over": 1,
    }  # fmt: skip
    assert [(row["sheet"], row["row"], row["outcome"]) for row in told["rows"]] == [
        (1, 2, "taken"), (1, 3, "refused"), (1, 4, "passed_over"),
    ]  # fmt: skip


def test_the_corrected_copy_takes_the_rest_when_it_is_brought_again(bdhvs, opened, file, tmp_path):
    copy = tmp_path / "sua.xlsx"
    bdhvs("roster", "import", file, "--class", CODE, "--result", copy)
    assert copy.stat().st_mode & 0o077 == 0
    book = openpyxl.load_workbook(copy)
    assert [row[0] for row in book.active.values] == ["Họ và tên", "Lò Thị Mai", "Vàng A Pó"]
    book.active["B3"] = 1979
    book.save(copy)
    told = bdhvs("roster", "import", copy, "--class", CODE, "--json").json
    assert (told["written"], told["passed_over"], told["refused"]) == (1, 1, 0)
    assert names(opened) == ["Lò Thị Mai", "Vàng A Pó"]


def test_the_corrected_copy_has_to_be_a_workbook(bdhvs, opened, file, tmp_path):
    ran = bdhvs("roster", "import", file, "--class", CODE, "--result", tmp_path / "sua.csv")
    assert ran.code == 2
    assert names(opened) == []


def test_a_copy_that_cannot_be_written_leaves_the_roll_alone(bdhvs, opened, file, tmp_path):
    ran = bdhvs("roster", "import", file, "--class", CODE, "--result", tmp_path / "nowhere" / "sua.xlsx")
    assert ran.code == 1
    assert names(opened) == []


@pytest.mark.parametrize(
    ("code", "said"),
    [(format_code(code_from_bytes(b"\1" * 5)), UnknownClass), ("XYZ", InvalidCode)],
)
def test_a_class_that_is_not_there_says_so(bdhvs, opened, file, code, said):
    ran = bdhvs("roster", "import", file, "--class", code)
    assert ran.code == 1
    assert ran.says(said.message, code=code)


def test_a_file_that_is_not_there_says_so(bdhvs, opened, tmp_path):
    ran = bdhvs("roster", "import", tmp_path / "x.xlsx", "--class", CODE)
    assert ran.code == 1
    assert "x.xlsx" in ran.err


def test_a_closed_class_takes_no_roster(bdhvs, opened, file):
    with closing(open_installation(opened)) as installation:
        store, means = installation.store, installation.means()
        cls = store.training_class(CODE)
        store.append(classes.enrol(cls, [Person("Giàng Thị Sua", 1950)], store, means, "lo.mai"))
        seat = store.roll(CODE)[0]
        store.append(classes.tell_results(cls, {seat.learner: classes.Result("spoken", 12, 12)}, store, means, "x"))
        store.append(classes.close_class(store.training_class(CODE), store, means, "x"))
    ran = bdhvs("roster", "import", file, "--class", CODE)
    assert ran.code == 1
    assert ran.says(ClassClosed.message, code=format_code(CODE))


def test_classes_are_listed_with_their_codes(bdhvs, opened):
    ran = bdhvs("class", "list")
    assert all(one in ran.out for one in (format_code(CODE), "22/11/2026", "xã Mường Kim", "Chợ"))
    assert format_code(CODE) not in bdhvs("class", "list", "--unit", "03405").out
    (told,) = bdhvs("class", "--json").json
    assert (told["code"], told["unit"], told["day"], told["closed"]) == (CODE, "03637", "2026-11-22", False)
