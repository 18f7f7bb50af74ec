"""axe-core on every public page at 360 px; nothing scrolls sideways, nothing is too small to touch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from bdhvs_lms.catalog import Catalog

from .conftest import Node
from .way import answer, claim, finish


def check(page: Any) -> None:
    standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    results = Axe().run(page, options={"runOnly": standards})
    assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360, f"{page.url} is {width} px wide"


ADDRESSES = (
    "/", "/bdhvs", "/bdhvs?nhom=officials", "/hoc/an-toan-tren-mang", "/hoc/dich-vu-cong-truc-tuyen", "/q", "/x",
    "/x/0000-0000-0000-0000-0", "/q/03637-AT01-A1-0", "/bdhvs/giay", "/bdhvs/nguoi-khac", "/tien-do",
    "/tien-do?chi-tieu=officials&nam=2025", "/tien-do?chi-tieu=students", "/hoc/khong-co",
    "/hoc/an-toan-tren-mang/xac-nhan",
)  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_public_page_is_accessible(phone: Any, nodes: dict[str, Node], address: str) -> None:
    phone.goto(nodes["a"].address + address)
    check(phone)


def test_every_lesson_is_accessible(phone: Any, nodes: dict[str, Node], catalog: Catalog) -> None:
    for course in catalog.courses:
        for lesson in course.lessons:
            phone.goto(f"{nodes['a'].address}/hoc/{course.id}/{lesson.id}")
            check(phone)


def test_quiz_result_form_paper_and_check_are_accessible(phone: Any, nodes: dict[str, Node], catalog: Catalog) -> None:
    for _ in _stations(phone, nodes["a"], catalog):
        check(phone)


def _stations(phone: Any, node: Node, catalog: Catalog) -> Iterator[str]:
    course = catalog.courses[0]
    phone.goto(f"{node.address}/hoc/{course.id}/{course.lessons[0].id}/kiem-tra")
    yield "quiz"
    answer(phone, course.lessons[0], wrong=3)
    yield "not passed"
    finish(phone, node.address, course)
    yield "passed"
    phone.goto(f"{node.address}/hoc/{course.id}/xac-nhan")
    yield "form"
    phone.get_by_role("button", name="Làm giấy cho tôi").click()
    yield "form with faults"
    claim(phone, name="Giàng Thị Mỷ", year="1979", unit="03388")
    yield "papers"
    phone.get_by_role("link", name="Xem người khác thấy gì khi kiểm tra giấy").click()
    yield "genuine"
