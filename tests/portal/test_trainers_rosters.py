"""A class's roll from a spreadsheet, through the pages: look, write, correct, bring again."""

import io

import openpyxl
import pytest

from bdhvs_lms.exchange.sheets import write_xlsx
from bdhvs_lms.movement.class_lines import ON_THE_ROLL
from bdhvs_lms.portal.views import rosters

from .support import kinds, read, vi
from .trainers import LENG, close, everybody_here, roll, tell, trainer

HEADER = ("STT", "Họ và tên", "Năm sinh", "SĐT", "Địa chỉ")
GOOD = [(1, "LÒ THỊ MAI", 1985, 912345678, "Bản Thẳm"), (2, "Vàng A Pó", "02/03/1979", "", "Bản Mường")]
BAD = (3, "Giàng Thị Sua", 1850, "", "Bản Thẳm")


def file_of(*rows, name="lop.xlsx"):
    return io.BytesIO(write_xlsx(HEADER, rows)), name


def bring(laptop, code, file, do="check"):
    return laptop.send(f"/bdhvs/lop/{code}/tep", {"file": file, "do": do})


def go_on(laptop, code, answer, do, **changed):
    """Presses a button of the page that came."""
    return laptop.post(f"/bdhvs/lop/{code}/tep", {**read(answer).hidden(), "do": do, **changed})


def rows_of(answer):
    assert answer.mimetype.endswith("spreadsheetml.sheet")
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(answer.get_data())).active.values]


def test_looking_at_a_list_tells_each_row_and_writes_nothing(laptop, installation, code):
    before = kinds(installation)
    answer = bring(laptop, code, file_of(*GOOD, BAD))
    assert answer.status_code == 200
    text = read(answer).text
    assert "Lò Thị Mai (1985)" in text
    assert vi("This year of birth can't be right.") in text
    assert vi("Nothing is saved yet. Good: {taken}; refused: {refused}; passed over: {passed_over}.",
              taken=2, refused=1, passed_over=0) in text  # fmt: skip
    assert kinds(installation) == before


def test_what_was_looked_at_is_written_at_once_without_sending_the_file_again(laptop, installation, code):
    looked = bring(laptop, code, file_of(*GOOD, BAD))
    before = len(kinds(installation))
    answer = go_on(laptop, code, looked, "write")
    assert vi("Saved: {n} people were put on the roll.", n=2) in read(answer).text
    people = roll(installation, code)
    assert people["Lò Thị Mai"].person.phone == "0912345678"
    assert people["Vàng A Pó"].person.birth_year == 1979
    assert kinds(installation)[before:] == ["learner.registered", "learner.registered", "class.enrolled"]


def test_the_same_page_sent_twice_puts_nobody_on_the_roll_twice(laptop, installation, code):
    looked = bring(laptop, code, file_of(*GOOD))
    go_on(laptop, code, looked, "write")
    again = go_on(laptop, code, looked, "write")
    assert vi("Saved: {n} people were put on the roll.", n=0) in read(again).text
    assert len(installation.store.roll(code)) == 2


def test_the_same_list_written_twice_in_one_moment_puts_nobody_on_the_roll_twice(
    laptop, installation, code, monkeypatch
):
    looked, still_new, twice = bring(laptop, code, file_of(*GOOD)), rosters.still_new, [True]

    def while_another_is_sent(*given):
        found = still_new(*given)
        if twice:
            twice.clear()
            go_on(laptop, code, looked, "write")
        return found

    monkeypatch.setattr(rosters, "still_new", while_another_is_sent)
    answer = go_on(laptop, code, looked, "write")
    assert vi("Saved: {n} people were put on the roll.", n=0) in read(answer).text
    assert len(installation.store.roll(code)) == len(GOOD)


def test_the_corrected_copy_is_put_right_and_brought_again(laptop, installation, code):
    looked = bring(laptop, code, file_of(*GOOD, BAD))
    go_on(laptop, code, looked, "write")
    header, *copied = rows_of(go_on(laptop, code, looked, "copy"))
    assert header == ["Họ và tên", "Năm sinh", "Điện thoại", "Bản", "Kết quả", "Lý do"]
    assert copied[0] == ["Lò Thị Mai", "1985", "0912345678", "Bản Thẳm", "nhận", None]
    assert copied[2][4:] == ["bị từ chối", vi("This year of birth can't be right.")]
    copied[2][1] = "1950"
    again = bring(laptop, code, (io.BytesIO(write_xlsx(header, copied)), "sua.xlsx"), do="write")
    assert vi("Saved: {n} people were put on the roll.", n=1) in read(again).text
    assert list(roll(installation, code)) == ["Lò Thị Mai", "Vàng A Pó", "Giàng Thị Sua"]


def test_who_is_on_the_roll_is_passed_over_and_who_may_be_is_refused(laptop, code):
    laptop.add(code, "Lò Thị Mai, 1985", "Vàng A Pó")
    text = read(bring(laptop, code, file_of(*GOOD))).text
    assert f"{vi('passed over')} – {vi('is on the roll already')}" in text
    assert vi(ON_THE_ROLL) in text


def test_a_long_list_is_sent_once_more_to_be_written(laptop, installation, code, monkeypatch):
    monkeypatch.setattr(rosters, "CARRIED_LIMIT", 10)
    looked = bring(laptop, code, file_of(*GOOD))
    assert "rows" not in read(looked).hidden()
    assert vi("The list is long: choose the same file once more") in read(looked).text
    go_on(laptop, code, looked, "write", file=file_of(*GOOD))
    assert len(installation.store.roll(code)) == 2


BROKEN_CSV = "its quotation marks aren't right, or a cell is too long; save it again as “CSV UTF-8”"


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ((io.BytesIO(b"PK nothing"), "x.xlsx"), "not a readable XLSX file"),
        ((io.BytesIO(b""), ""), "Choose a file first."),
        ((io.BytesIO('Họ và tên\n"Lò "Thị" Mai"\n'.encode()), "x.csv"), BROKEN_CSV),
        ((io.BytesIO('Họ và tên\n"Lò Thị Mai\n'.encode()), "x.csv"), BROKEN_CSV),
        ((io.BytesIO(b"x" * 200_000), "x.csv"), BROKEN_CSV),
    ],
)
def test_what_is_no_list_says_so(laptop, installation, code, file, said):
    before = kinds(installation)
    answer = bring(laptop, code, file)
    assert answer.status_code == 422
    assert vi(said) in read(answer).text
    assert kinds(installation) == before


def test_a_list_without_names_says_which_heading_it_needs(laptop, code):
    answer = bring(laptop, code, (io.BytesIO(write_xlsx(("STT", "Năm sinh"), [(1, 1985)])), "x.xlsx"))
    assert "“Họ và tên”" in read(answer).text


def test_a_file_that_is_too_large_is_turned_away(laptop, code, monkeypatch):
    monkeypatch.setattr(rosters, "UPLOAD_LIMIT", 2000)
    assert bring(laptop, code, (io.BytesIO(b"x" * 2001), "x.csv")).status_code == 413


@pytest.mark.parametrize("change", [lambda text: text[:-2] + "zz", lambda text: "x", lambda text: "." + text])
def test_rows_that_were_tampered_with_are_not_written(laptop, installation, code, change):
    looked = bring(laptop, code, file_of(*GOOD))
    answer = go_on(laptop, code, looked, "write", rows=change(read(looked).hidden()["rows"]))
    assert answer.status_code == 422
    assert list(installation.store.roll(code)) == []


def test_rows_read_for_one_class_or_trainer_are_not_written_for_another(laptop, installation, app, code):
    rows = read(bring(laptop, code, file_of(*GOOD))).hidden()["rows"]
    other = laptop.open_class()
    assert go_on(laptop, other, laptop.get(f"/bdhvs/lop/{other}/tep"), "write", rows=rows).status_code == 422
    colleague = trainer(installation, app, "giang.sua", name="Giàng Thị Sua")
    page = colleague.get(f"/bdhvs/lop/{code}/tep")
    assert go_on(colleague, code, page, "write", rows=rows).status_code == 422
    assert list(installation.store.roll(code)) + list(installation.store.roll(other)) == []


def test_a_row_of_another_commune_is_refused(laptop, installation, code):
    other = installation.store.unit(LENG)
    file = io.BytesIO(write_xlsx(("Họ và tên", "Xã"), [("Lò Thị Mai", "Tả Lèng"), ("Vàng A Pó", "Mường Kim")]))
    text = read(bring(laptop, code, (file, "x.xlsx"), do="write")).text
    assert other.label in text
    assert list(roll(installation, code)) == ["Vàng A Pó"]


def test_a_closed_class_takes_no_list(laptop, installation, code):
    laptop.add(code, "Lò Thị Mai, 1985")
    everybody_here(laptop, installation, code)
    tell(laptop, installation, code, {"Lò Thị Mai": 12})
    page = laptop.get(f"/bdhvs/lop/{code}/tep")
    close(laptop, code)
    answer = go_on(laptop, code, page, "write", file=file_of(GOOD[1]))
    assert answer.status_code == 409
    assert list(roll(installation, code)) == ["Lò Thị Mai"]
