"""Every bundled course, walked on a field host: wrong answers lead nowhere, right ones to the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bdhvs_lms.catalog import Catalog
from bdhvs_lms.field.installation import BUNDLED_COURSES
from bdhvs_lms.movement.course import Course

from .conftest import Node
from .way import answer_at_once as answer
from .way import shown

COURSES = Catalog.load([BUNDLED_COURSES]).courses


@pytest.fixture(scope="module")
def learner(browser: Any) -> Iterator[Any]:
    """One phone without JavaScript that takes all courses."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def show(page: Any, node: Node, course: Course) -> None:
    page.goto(f"{node.address}/hoc/{course.id}")
    assert page.locator("h1").inner_text() == course.title


def press(page: Any, words: str) -> None:
    """The page's button with these words; "" where it has one alone."""
    page.locator("a.button", has_text=words).click()


@pytest.mark.parametrize("course", COURSES, ids=[course.id for course in COURSES])
def test_a_course_is_passed_with_its_own_answers_and_not_with_others(
    learner: Any, nodes: dict[str, Node], course: Course
) -> None:
    node, paper = nodes["a"], f'a[href="/hoc/{course.id}/xac-nhan"]'
    show(learner, node, course)
    press(learner, "")
    for place, lesson in enumerate(course.lessons, start=1):
        assert learner.locator("h1").inner_text() == lesson.title
        press(learner, "Trả lời 5 câu hỏi")
        answer(learner, lesson, wrong=len(lesson.questions))
        assert learner.locator("h1").inner_text() == "Bạn làm đúng 0/5 câu"
        assert learner.locator(f".note.ok, {paper}").count() == 0
        press(learner, "Làm lại")
        answer(learner, lesson)
        assert learner.locator("h1").inner_text() == "Bạn làm đúng 5/5 câu"
        assert learner.locator(paper).count() == (place == len(course.lessons))
        if place < len(course.lessons):
            press(learner, "Bài tiếp theo:")
    show(learner, node, course)
    assert learner.locator(".lessons li.done").count() == learner.locator(".lessons li").count() == len(course.lessons)
    learner.locator(paper).click()
    assert learner.get_by_role("button", name="Làm giấy cho tôi").is_visible()


def test_a_course_answered_wrong_throughout_leads_to_no_paper(
    browser: Any, nodes: dict[str, Node], catalog: Catalog
) -> None:
    node, course = nodes["a"], catalog.courses[0]
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for lesson in course.lessons:
        page.goto(f"{node.address}/hoc/{course.id}/{lesson.id}/kiem-tra")
        answer(page, lesson, wrong=2)
        assert "Chưa đạt" in shown(page)
    show(page, node, course)
    assert page.locator(".lessons li.done").count() == 0
    page.goto(f"{node.address}/hoc/{course.id}/xac-nhan")
    assert page.get_by_role("button", name="Làm giấy cho tôi").count() == 0
    context.close()
