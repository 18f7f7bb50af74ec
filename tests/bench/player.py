"""What a member does in the LMS' own player, of every version that is tested."""

from __future__ import annotations

import re

from playwright.sync_api import FrameLocator, Page, expect

from bdhvs_lms.movement.course import Lesson

from .conftest import Served

FRAME = "iframe[src*='/quiz/']"


def sign_in(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/login")
    page.locator("#login_email").fill(served.stage["user"])
    page.locator("#login_password").fill(served.stage["password"])
    page.locator(".form-login button[type=submit]").click()
    page.wait_for_url(re.compile(r"/(lms|me|desk|app)"))


def join(page: Page, served: Served, lms_course: str) -> None:
    """From the course's own page into its first lesson."""
    page.goto(f"{served.address}/lms/courses/{lms_course}")
    page.get_by_role("button", name=re.compile("Enroll Now|Start Learning")).first.click()
    page.wait_for_url(re.compile("/learn/"))


def open_lesson(page: Page, served: Served, lms_course: str, place: int) -> None:
    page.goto(f"{served.address}/lms/courses/{lms_course}/learn/1-{place}")


def pictures(page: Page) -> int:
    """How many of the lesson's pictures are there to be seen."""
    quiz_of(page)
    drawn = page.locator("img[src*='/files/']")
    page.wait_for_function(
        "() => [...document.querySelectorAll(\"img[src*='/files/']\")].every((one) => one.complete)", polling=200
    )
    return sum(one.evaluate("(image) => image.naturalWidth > 0") for one in drawn.all())


def quiz_of(page: Page) -> Page | FrameLocator:
    """Where the player asks the quiz of a lesson: in the lesson's own page, in LMS v2.44 in a frame of it."""
    page.locator(FRAME).or_(page.get_by_role("button", name="Start", exact=True)).first.wait_for()
    return _asked_in(page)


def _asked_in(page: Page) -> Page | FrameLocator:
    frame = page.locator(FRAME)
    return frame.content_frame if frame.count() else page


def take_quiz(page: Page, lesson: Lesson, *, wrong: int = 0) -> int:
    """Answers the quiz of a lesson that is open as its file says, the first `wrong` questions with another option.

    → the percentage that the player shows. Above the quiz, “Next” is the next lesson.
    """
    quiz = quiz_of(page)
    quiz.get_by_role("button", name="Start", exact=True).click()
    for place, question in enumerate(lesson.questions, start=1):
        chosen = question.options[(question.answer + (place <= wrong)) % len(question.options)]
        quiz.get_by_text(chosen, exact=True).last.click()
        quiz.get_by_role("button", name="Check", exact=True).click()
        expect(quiz.get_by_role("button", name="Check", exact=True)).to_have_count(0)
        last = place == len(lesson.questions)
        quiz.get_by_role("button", name="Submit" if last else "Next", exact=True).last.click()
    dialog = quiz.get_by_role("dialog")
    if dialog.count():
        dialog.get_by_role("button", name="Submit", exact=True).click()
    expect(quiz.get_by_text("Quiz Summary")).to_be_visible()
    found = re.search(r"(\d+)%", quiz.get_by_text("You got").inner_text())
    assert found is not None
    return int(found[1])


def try_again(page: Page) -> None:
    _asked_in(page).get_by_role("button", name="Try Again", exact=True).click()


def progress(page: Page, lms_course: str, user: str) -> float:
    """Percent, as the LMS tells the member."""
    told = page.evaluate(
        """([course, member]) => fetch("/api/method/frappe.client.get_value?" + new URLSearchParams({
               doctype: "LMS Enrollment", filters: JSON.stringify({course, member}), fieldname: "progress",
           })).then((answer) => answer.json()).then((told) => told.message.progress)""",
        [lms_course, user],
    )
    return float(told)
