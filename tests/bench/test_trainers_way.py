"""A class of thirty on the real site, from an empty page to printed papers, on a screen of 360 px."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pypdfium2
import pytest
import zxingcpp
from browser import classes
from browser.way import shown
from playwright.sync_api import Page, sync_playwright

from bdhvs_lms.catalog import Catalog
from bdhvs_lms.field.installation import BUNDLED_COURSES
from bdhvs_lms.movement.class_tests import needed
from bdhvs_lms.movement.class_tests import test_of as questions_of

from .conftest import Served

COURSE = "an-toan-tren-mang"
ON_A_PHONE, ALOUD, ON_PAPER = range(3), range(3, 25), range(25, 28)
ABSENT, FAILED = {28, 29}, {2, 24}


@pytest.fixture
def phone(served: Served) -> Iterator[Page]:
    with sync_playwright() as playwright:
        page = served.open(playwright, viewport={"width": 360, "height": 740}, locale="vi-VN")
        yield page
        page.context.browser.close()


def sign_in(page: Page, served: Served) -> None:
    """As the trainer, led from the class's page to the site's own sign-in and back."""
    page.goto(f"{served.address}/bdhvs/lop")
    assert "/login" in page.url
    page.locator("#login_email").fill(served.stage["trainer"])
    page.locator("#login_password").fill(served.stage["trainers_password"])
    page.locator(".form-login button[type=submit]").click()
    page.wait_for_url(re.compile(r"^[^?]*/bdhvs/lop$"))


def test_a_class_of_thirty_goes_from_an_empty_page_to_printed_papers(served: Served, phone: Page) -> None:
    course = Catalog.load([BUNDLED_COURSES]).course(COURSE)
    assert course is not None
    before = served.ask("numbers", user=served.stage["user"])["in_class"]
    sign_in(phone, served)
    code = classes.open_class(phone, COURSE)
    lines = classes.people(30)
    for start in (0, 15):
        classes.add(phone, lines[start : start + 15])
    phone.get_by_role("link", name="Xong, quay lại lớp").click()
    assert phone.locator("table.roll tbody tr").count() == 30
    classes.call_roll(phone, ABSENT)

    test = questions_of(course, code)
    enough = needed(len(test), course.pass_mark)
    names = [line.split(",")[0] for line in lines]
    phone.get_by_role("link", name="Trên điện thoại").click()
    phone.get_by_role("link", name="Mở bài trên máy này").click()
    for place in ON_A_PHONE:
        classes.take_on_phone(phone, names[place], test, wrong=len(test) if place in FAILED else 0)
    phone.goto(f"{served.address}/bdhvs/lop/{code}/doc-to")
    for place in ALOUD:
        phone.get_by_label(names[place]).fill(str(enough - 1 if place in FAILED else enough))
    phone.get_by_role("button", name="Lưu kết quả").click()
    phone.get_by_role("link", name="Chấm từ phiếu giấy").click()
    for _ in ON_PAPER:
        classes.tick_sheet(phone, test)

    passed = 30 - len(ABSENT) - len(FAILED)
    classes.close(phone)
    assert f"{passed} người được nhận giấy" in shown(phone)
    for page in ("", "/diem-danh", "/doc-to"):
        phone.goto(f"{served.address}/bdhvs/lop/{code}{page}")
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360, phone.url

    printed = pypdfium2.PdfDocument(served.fetch(phone, f"/bdhvs/lop/{code}/giay.pdf"))
    assert len(printed) == passed
    codes = zxingcpp.read_barcodes(printed[0].render(scale=200 / 72).to_pil())
    printed.close()
    phone.goto(codes[0].text)
    assert phone.locator("h1").inner_text().endswith("Giấy thật")
    assert "học tại lớp" in shown(phone)
    assert served.ask("numbers", user=served.stage["user"])["in_class"] == before + passed

    phone.goto(f"{served.address}/bdhvs/nguoi-hoc")
    listed = phone.locator(f"a[href*='/lop/{code}/nguoi/']").all_inner_texts()
    assert sorted(listed) == sorted(names[place] for place in (*ABSENT, *FAILED))


def test_papers_of_a_class_come_from_the_site(served: Served, phone: Page) -> None:
    sign_in(phone, served)
    code = classes.open_class(phone, COURSE)
    classes.add(phone, classes.people(2))
    for name in ("phieu-lop", "danh-sach", "de-kiem-tra", "dap-an"):
        printed = pypdfium2.PdfDocument(served.fetch(phone, f"/bdhvs/lop/{code}/{name}.pdf"))
        assert f"{code[:4]}-{code[4:8]}-{code[8:]}" in printed[0].get_textpage().get_text_range()
        printed.close()
