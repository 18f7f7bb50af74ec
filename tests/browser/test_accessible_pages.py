"""axe-core on every public page at 360 px; nothing scrolls sideways, nothing is too small to touch."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from bdhvs_lms.catalog import Catalog
from bdhvs_lms.movement.class_tests import test_of as questions_of

from . import classes
from .conftest import Node
from .way import answer, claim, finish


def check(page: Any) -> None:
    page.wait_for_load_state()
    standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    results = Axe().run(page, options={"runOnly": standards})
    assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360, f"{page.url} is {width} px wide"


def check_pictures(page: Any) -> None:
    """Each comes below the first words, within the screen, and can be seen once somebody gets there."""
    words = page.locator("article > p, article > ul").first.bounding_box()
    for picture in page.locator("article img").all():
        picture.scroll_into_view_if_needed()
        page.wait_for_function("image => image.complete", arg=picture.element_handle())
        assert picture.evaluate("image => image.naturalWidth") > 0
        place = picture.bounding_box()
        top = place["y"] + page.evaluate("scrollY")
        assert top > words["y"], page.url
        assert place["x"] >= 0, page.url
        assert place["x"] + place["width"] <= 360, page.url
        assert place["height"] > 40, page.url


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
            check_pictures(phone)


@pytest.mark.parametrize("address", ["/hoc/thu-nghiem/bai-mot", "/hoc/thu-nghiem/bai-mot/tieng-mong"])
def test_a_lesson_in_another_language_is_accessible(phone: Any, nodes: dict[str, Node], address: str) -> None:
    phone.goto(nodes["a"].address + address)
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


def test_trainers_pages_are_accessible(phone: Any, nodes: dict[str, Node], catalog: Catalog) -> None:
    for _ in _trainers_stations(phone, nodes["a"], catalog):
        check(phone)


def _trainers_stations(phone: Any, node: Node, catalog: Catalog) -> Iterator[str]:
    made = json.loads(node.command("trainer", "add", "de.doc", "--name", "Dễ Đọc", "--unit", "03405", "--json"))
    phone.goto(f"{node.address}/bdhvs/lop")
    yield "sign in"
    classes.sign_in(phone, node.address, "de.doc", "sai")
    yield "wrong password"
    classes.sign_in(phone, node.address, "de.doc", made["password"])
    yield "no class yet"
    phone.goto(f"{node.address}/bdhvs/lop/moi")
    yield "plan"
    phone.get_by_role("button", name="Mở lớp và ghi tên người học").click()
    yield "plan with faults"
    phone.goto(f"{node.address}/bdhvs/lop")
    code = classes.open_class(phone, "an-toan-tren-mang")
    classes.add(phone, [*classes.people(3), "1234"])
    yield "added and refused"
    top = f"{node.address}/bdhvs/lop/{code}"
    for page in ("", "/diem-danh", "/doc-to", "/cham", "/thi", "/dong", "/sua", "/chep", "/tep"):
        phone.goto(top + page)
        yield page
    phone.goto(top)
    phone.get_by_role("link", name=classes.people(1)[0].split(",")[0]).click()
    yield "person"
    phone.goto(f"{top}/thi")
    phone.get_by_role("link", name="Mở bài trên máy này").click()
    yield "who is next"
    course = catalog.course("an-toan-tren-mang")
    assert course is not None
    test = questions_of(course, code)
    phone.get_by_role("link", name=classes.people(2)[1].split(",")[0]).click()
    yield "class test"
    phone.goto(f"{top}/thi")
    phone.get_by_role("link", name="Mở bài trên máy này").click()
    classes.take_on_phone(phone, classes.people(1)[0].split(",")[0], test)
    phone.goto(f"{top}/dong")
    yield "what closing attests"
    phone.goto(top)
    classes.close(phone)
    yield "closed"
    for page in ("/bdhvs/lop", "/bdhvs/nguoi-hoc", "/bdhvs/ap-phich"):
        phone.goto(node.address + page)
        yield page
