"""An official takes the bundled course in the LMS' own player; a guest scans the poster of a hand-made lesson."""

from __future__ import annotations

from collections.abc import Iterator

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Page, expect, sync_playwright

from bdhvs_lms.catalog import Catalog
from bdhvs_lms.field.installation import BUNDLED_COURSES

from .conftest import Served
from .player import join, open_lesson, sign_in, take_quiz

COURSES = Catalog.load([BUNDLED_COURSES])
PRESS_CERTIFICATE = """() => {
    const buttons = [...document.querySelectorAll("button")]
    if (!window.opened) buttons.find((one) => /(View|Get) Certificate/.test(one.innerText))?.click()
    return window.opened
}"""
"""Until it is heard: the player draws its buttons anew while it loads."""


@pytest.fixture
def browser_page(served: Served) -> Iterator[Page]:
    with sync_playwright() as playwright:
        page = served.open(playwright, viewport={"width": 1280, "height": 900})
        yield page
        page.context.browser.close()


def test_an_official_takes_the_course_in_the_player_to_the_end(served: Served, browser_page: Page) -> None:
    page, stage = browser_page, served.stage
    before = served.ask("numbers", user=stage["user"])
    sign_in(page, served)
    join(page, served, stage["lms_course"])
    course = COURSES.course(stage["course"])
    assert course is not None
    for place, lesson in enumerate(course.lessons, start=1):
        open_lesson(page, served, stage["lms_course"], place)
        assert take_quiz(page, lesson) == 100
    after = served.ask("numbers", user=stage["user"])
    assert [one["course"] for one in after["completions"]] == [course.id]
    assert after["completions"][0]["state"] == "counted"
    assert after["people"] > before["people"]

    page.add_init_script("window.open = (address) => { window.opened = address }")
    page.goto(f"{served.address}/lms/courses/{stage['lms_course']}")
    page.wait_for_function(PRESS_CERTIFICATE, polling=1000)
    given = page.evaluate(
        "fetch(window.opened).then((got) => got.arrayBuffer()).then((all) => [...new Uint8Array(all)])"
    )
    paper = pypdfium2.PdfDocument(bytes(given))
    text = paper[0].get_textpage().get_text_range()
    serial = after["certificates"][0]["bdhvs_serial"]
    assert "Lò Thị Nhung" in text
    assert serial in text.replace("-", "")
    code = zxingcpp.read_barcodes(paper[0].render(scale=150 / 72).to_pil())[0].text
    assert code.upper().startswith(f"{served.address}/X/{serial}".upper())
    page.context.clear_cookies()
    page.goto(code)
    expect(page.locator("body")).to_contain_text("Giấy thật")


def test_a_guest_scans_the_poster_of_a_hand_made_lesson(served: Served, browser_page: Page) -> None:
    page = browser_page
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{served.address}/q/{served.stage['poster']}")
    expect(page.locator("h1")).to_contain_text("Đường dẫn lạ")
    expect(page.locator("main")).to_contain_text("Đọc kỹ tên miền rồi mới bấm.")
    expect(page.locator("main iframe")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
