"""The board: a row for each unit, numbers that can be traced, nobody's name."""

import csv
import io

from bdhvs_lms.field import kept
from bdhvs_lms.movement.targets import Denominator

from .support import Phone, count_by_self, read, served, vi

BOARD = "/tien-do?chi-tieu=citizens&nam=2026"


def people(number) -> str:
    return vi("{n} people", n=number)


def row_of(phone, unit, address=BOARD) -> str:
    source = phone.get(address).text
    return source.partition(f'id="{unit}"')[2].partition("</tr>")[0]


def test_there_is_a_row_for_the_province_and_for_each_of_the_38_units(phone, installation):
    page = read(phone.get(BOARD))
    rows = [attrs["id"] for attrs in page.all("tr") if "id" in attrs]
    assert rows[0] == "T0012"
    assert sorted(rows[1:]) == sorted(unit.code for unit in installation.store.units() if unit.code != "T0012")
    assert len(rows) == 39


def test_a_paper_makes_its_unit_s_number_grow_by_exactly_one_and_not_again(phone, course, installation):
    count_by_self(installation, "citizens")
    assert f"<b>{people(0)}</b>" in row_of(phone, "03637")
    form = phone.finish(course).filled(course)
    for _ in range(3):
        phone.post(f"/hoc/{course.id}/xac-nhan", form)
    assert f"<b>{people(1)}</b>" in row_of(phone, "03637")
    assert f"<b>{people(1)}</b>" in row_of(phone, "T0012")
    assert f"<b>{people(0)}</b>" in row_of(phone, "03408")


def test_a_target_that_does_not_take_a_way_shows_it_apart(phone, course):
    phone.paper(course)
    row = row_of(phone, "03637")
    assert f"<b>{people(0)}</b>" in row
    assert vi("not counted: {n}", n=1) in row


def test_the_split_by_way_is_always_shown(phone, course, installation):
    count_by_self(installation, "citizens")
    phone.paper(course)
    assert f"{vi('self-declared, not compared')}: 1" in row_of(phone, "03637")


def test_no_percentage_without_the_number_of_people(phone, course, installation):
    count_by_self(installation, "citizens")
    phone.paper(course)
    assert "%" not in row_of(phone, "03637").replace('height="8"', "")
    kept.add_denominators(installation.store.database, [Denominator("03637", "citizens", 2026, 8, "UBND xã")])
    assert "12,5 %" in row_of(phone, "03637")


def test_the_board_is_drawn_and_names_nobody(phone, course, installation):
    count_by_self(installation, "citizens")
    phone.paper(course, phone="0912345678")
    for address in (BOARD, "/tien-do.csv?nam=2026"):
        source = phone.get(address).text
        assert not [one for one in ("Lò Thị Ánh", "1985", "bản Mường 2", "0912345678") if one in source]
    page = read(phone.get(BOARD))
    assert [attrs for attrs in page.all("rect") if attrs.get("class") == "self"][1:]


def test_a_provisional_target_says_so(phone):
    assert vi("Provisional: not from the province's own document.") in read(phone.get(BOARD)).text


def test_the_csv_holds_every_target_of_the_year_for_every_unit(phone, installation):
    answer = phone.get("/tien-do.csv?nam=2026")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert 'filename="tien-do-2026.csv"' in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"), newline="")))
    targets = {target.id for target in installation.store.targets() if target.year == 2026}
    assert len(rows) == 39 * len(targets)
    assert {row["Năm"] for row in rows} == {"2026"}


def test_a_year_or_target_that_does_not_exist_shows_the_nearest_that_does(phone):
    for query in ("nam=1999", "nam=9999", "nam=abc", "nam=²²²²", "nam=", "chi-tieu=khong-co", "nam=2026&chi-tieu=<b>"):
        answer = phone.get(f"/tien-do?{query}")
        assert answer.status_code == 200
        assert len([attrs for attrs in read(answer).all("tr") if "id" in attrs]) == 39


def test_an_installation_without_targets_says_so(installation):
    with installation.store.database.write() as db:
        db.execute("DELETE FROM target")
    phone = Phone(served(installation))
    assert vi("No target has been entered yet.") in read(phone.get("/tien-do")).text
    assert phone.get("/tien-do.csv").status_code == 200
