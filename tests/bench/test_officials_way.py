"""An official takes the bundled course in the LMS' own player; a guest scans the poster of a hand-made lesson."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import FrameLocator, Page, expect, sync_playwright

from bdhvs_lms.catalog import Catalog
from bdhvs_lms.field.installation import BUNDLED_COURSES
from bdhvs_lms.movement.course import Lesson

from .conftest import Served

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


def sign_in(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/login")
    page.locator("#login_email").fill(served.stage["user"])
    page.locator("#login_password").fill(served.stage["password"])
    page.locator(".form-login button[type=submit]").click()
    page.wait_for_url(re.compile(r"/(lms|me|desk|app)"))


def quiz_of(page: Page) -> Page | FrameLocator:
    """Where the player asks the quiz of a lesson: in the lesson's own page, in LMS v2.44 in a frame of it."""
    frame = page.locator("iframe[src*='/quiz/']")
    frame.or_(page.get_by_role("button", name="Start", exact=True)).first.wait_for()
    return frame.content_frame if frame.count() else page


def pass_quiz(page: Page, lesson: Lesson) -> None:
    """Answers the quiz of a lesson that is open in the player as the file says; above it, “Next” is the next lesson."""
    quiz = quiz_of(page)
    quiz.get_by_role("button", name="Start", exact=True).click()
    for place, question in enumerate(lesson.questions, start=1):
        quiz.get_by_text(question.options[question.answer], exact=True).click()
        quiz.get_by_role("button", name="Check", exact=True).click()
        expect(quiz.get_by_role("button", name="Check", exact=True)).to_have_count(0)
        last = place == len(lesson.questions)
        quiz.get_by_role("button", name="Submit" if last else "Next", exact=True).last.click()
    dialog = quiz.get_by_role("dialog")
    if dialog.count():
        dialog.get_by_role("button", name="Submit", exact=True).click()
    expect(quiz.get_by_text("Quiz Summary")).to_be_visible()


def test_an_official_takes_the_course_in_the_player_to_the_end(served: Served, browser_page: Page) -> None:
    page, stage = browser_page, served.stage
    before = served.ask("numbers", user=stage["user"])
    sign_in(page, served)
    page.goto(f"{served.address}/lms/courses/{stage['lms_course']}")
    page.get_by_role("button", name=re.compile("Enroll Now|Start Learning")).first.click()
    page.wait_for_url(re.compile("/learn/"))
    course = COURSES.course(stage["course"])
    assert course is not None
    for place, lesson in enumerate(course.lessons, start=1):
        page.goto(f"{served.address}/lms/courses/{stage['lms_course']}/learn/1-{place}")
        pass_quiz(page, lesson)
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
