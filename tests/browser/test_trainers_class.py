"""A class of thirty, from an empty page to printed papers, on a screen of 360 px, on the field host."""

from __future__ import annotations

import json
from typing import Any

import pypdfium2
import pytest

from bdhvs_lms.catalog import Catalog
from bdhvs_lms.movement.class_tests import needed
from bdhvs_lms.movement.class_tests import test_of as questions_of

from . import classes
from .conftest import Node
from .test_citizens_way import read_qr
from .way import shown

UNIT = "03637"
COURSE = "an-toan-tren-mang"
ON_A_PHONE, ALOUD, ON_PAPER = range(6), range(6, 18), range(18, 28)
ABSENT = {28, 29}
FAILED = {5, 17, 27}
"""Of the thirty, by their place on the roll: how each took the test, who wasn't there, who didn't pass."""


def board(phone: Any, node: Node) -> int:
    """People in class of the unit's row, as the board shows them."""
    phone.goto(f"{node.address}/tien-do?chi-tieu=lop")
    return int(phone.locator(f"[id='{UNIT}'] td b").first.inner_text().split()[0])


def narrow(phone: Any) -> None:
    phone.wait_for_load_state()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360, phone.url


@pytest.mark.pdf
def test_a_class_of_thirty_goes_from_an_empty_page_to_printed_papers(
    phone: Any, nodes: dict[str, Node], catalog: Catalog, tmp_path: Any
) -> None:
    node = nodes["a"]
    course = catalog.course(COURSE)
    assert course is not None
    header = "id,title,group,unit,year,percent,people,courses,ways,source,strength"
    rows = "".join(
        f"\nlop,Học tại lớp,citizens,{UNIT},{year},,30,{COURSE},class,Kiểm thử,sample" for year in (2026, 2027)
    )
    (tmp_path / "targets.csv").write_text(header + rows + "\n", encoding="utf-8")
    node.command("targets", "import", str(tmp_path / "targets.csv"))
    before = board(phone, node)
    made = json.loads(node.command("trainer", "add", "ha.trang", "--name", "Hà Thị Trang", "--unit", UNIT, "--json"))

    classes.sign_in(phone, node.address, "ha.trang", made["password"])
    code = classes.open_class(phone, COURSE)
    lines = classes.people(30)
    for start in (0, 10, 20):  # as they come in
        classes.add(phone, lines[start : start + 10])
        narrow(phone)
    phone.get_by_role("link", name="Xong, quay lại lớp").click()
    assert phone.locator("table.roll tbody tr").count() == 30
    classes.call_roll(phone, ABSENT)
    narrow(phone)

    test = questions_of(course, code)
    enough = needed(len(test), course.pass_mark)
    names = [line.split(",")[0] for line in lines]
    phone.get_by_role("link", name="Trên điện thoại").click()
    narrow(phone)
    phone.get_by_role("link", name="Mở bài trên máy này").click()
    for place in ON_A_PHONE:
        classes.take_on_phone(phone, names[place], test, wrong=len(test) if place in FAILED else 1)
    narrow(phone)

    phone.goto(f"{node.address}/bdhvs/lop/{code}/doc-to")
    for place in ALOUD:
        right = enough - 1 if place in FAILED else enough
        phone.get_by_label(names[place]).fill(str(right))
    narrow(phone)
    phone.get_by_role("button", name="Lưu kết quả").click()

    phone.get_by_role("link", name="Chấm từ phiếu giấy").click()
    for place in ON_PAPER:
        assert names[place] in phone.locator("h1").inner_text()
        classes.tick_sheet(phone, test, wrong=len(test) if place in FAILED else 0)
    narrow(phone)

    passed = 30 - len(ABSENT) - len(FAILED)
    classes.close(phone)
    assert f"{passed} người được nhận giấy" in shown(phone)
    narrow(phone)

    printed = pypdfium2.PdfDocument(classes.fetch(phone, node, f"/bdhvs/lop/{code}/giay.pdf"))
    assert len(printed) == passed
    for place in (0, passed - 1):
        phone.goto(read_qr(printed[place].render(scale=200 / 72).to_pil()))
        assert phone.locator("h1").inner_text().endswith("Giấy thật")
        assert "học tại lớp" in shown(phone)
    printed.close()
    assert board(phone, node) == before + passed

    phone.goto(f"{node.address}/bdhvs/nguoi-hoc")
    narrow(phone)
    for place in (*ABSENT, *FAILED):
        assert names[place] in shown(phone)
    assert names[0] not in shown(phone)


@pytest.mark.pdf
@pytest.mark.parametrize("name", ["phieu-lop", "danh-sach", "de-kiem-tra", "dap-an"])
def test_each_paper_of_a_class_comes_with_its_code(phone: Any, nodes: dict[str, Node], name: str) -> None:
    node = nodes["b"]
    account = f"in.{name}"
    made = json.loads(node.command("trainer", "add", account, "--name", "Người In", "--unit", UNIT, "--json"))
    classes.sign_in(phone, node.address, account, made["password"])
    code = classes.open_class(phone, COURSE)
    classes.add(phone, classes.people(3))
    printed = pypdfium2.PdfDocument(classes.fetch(phone, node, f"/bdhvs/lop/{code}/{name}.pdf"))
    text = "".join(page.get_textpage().get_text_range() for page in printed)
    printed.close()
    assert f"{code[:4]}-{code[4:8]}-{code[8:]}" in text
