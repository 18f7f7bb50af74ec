"""What a citizen does with the phone, step by step."""

from __future__ import annotations

from typing import Any

from bdhvs_lms.movement.course import Course, Lesson


def shown(page: Any) -> str:
    """The page as it is once it has come whole: a click waits no longer than until it begins to come."""
    page.wait_for_load_state()
    content: str = page.content()
    return content


def answer(page: Any, lesson: Lesson, *, wrong: int = 0) -> None:
    """Fills in a quiz that is open, with the first `wrong` answers wrong, and sends it."""
    for number, question in enumerate(lesson.questions):
        choice = (question.answer + 1) % len(question.options) if number < wrong else question.answer
        page.locator("fieldset").nth(number).get_by_text(question.options[choice], exact=True).click()
    page.get_by_role("button", name="Xem kết quả").click()


def answer_at_once(page: Any, lesson: Lesson, *, wrong: int = 0) -> None:
    """As `answer`, choosing all options in one go, for tests that answer hundreds of questions."""
    chosen = [
        question.options[(question.answer + (number < wrong)) % len(question.options)]
        for number, question in enumerate(lesson.questions)
    ]
    page.wait_for_load_state()
    missed = page.locator("fieldset").evaluate_all(
        """(sets, chosen) => chosen.filter((words, number) => {
             const label = [...sets[number].querySelectorAll("label")].find(one => one.textContent.trim() === words);
             if (label) label.click();
             return !label || !label.querySelector("input").checked;
           })""",
        chosen,
    )
    assert missed == []
    page.locator("main button", has_text="Xem kết quả").click()


def finish(page: Any, address: str, course: Course) -> None:
    """Passes every quiz of a course, going from lesson to quiz as the pages lead."""
    for lesson in course.lessons:
        page.goto(f"{address}/hoc/{course.id}/{lesson.id}")
        page.get_by_role("link", name="Trả lời 5 câu hỏi").click()
        answer(page, lesson)


def claim(page: Any, *, name: str, year: str, unit: str, group: str = "citizens") -> None:
    """Fills in the form for the paper and sends it."""
    page.get_by_label("Họ và tên").fill(name)
    page.get_by_label("Năm sinh").fill(year)
    page.get_by_label("Xã, phường hoặc cơ quan").select_option(unit)
    page.locator(f"input[name=group][value={group}]").check()
    page.locator("input[name=consent]").check()
    page.get_by_role("button", name="Làm giấy cho tôi").click()
