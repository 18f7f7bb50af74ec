"""Every bundled course in the LMS' own player: wrong answers lead nowhere, right ones to the end and to one paper.

It takes some minutes a site, so it runs where somebody asks for it: `make walk-bench`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

from bdhvs_lms.catalog import Catalog
from bdhvs_lms.field.installation import BUNDLED_COURSES
from bdhvs_lms.movement.course import Course

from .conftest import Served
from .player import join, open_lesson, pictures, progress, sign_in, take_quiz, try_again

COURSES = Catalog.load([BUNDLED_COURSES]).courses

pytestmark = pytest.mark.skipif(not os.environ.get("BDHVS_WALK"), reason="only where it is asked for (make walk-bench)")


@pytest.fixture(scope="module")
def published(served: Served) -> dict[str, str]:
    """Course → its name in the LMS."""
    found: dict[str, str] = served.ask("publish_all")
    return found


@pytest.fixture(scope="module")
def member(served: Served, published: dict[str, str]) -> Iterator[Page]:
    with sync_playwright() as playwright:
        page = served.open(playwright, viewport={"width": 1280, "height": 900})
        sign_in(page, served)
        yield page
        page.context.browser.close()


@pytest.mark.parametrize("course", COURSES, ids=[course.id for course in COURSES])
def test_a_course_is_completed_with_its_own_answers_and_not_with_others(
    served: Served, published: dict[str, str], member: Page, course: Course
) -> None:
    lms_course, user = published[course.id], served.stage["user"]
    join(member, served, lms_course)
    for place, lesson in enumerate(course.lessons, start=1):
        open_lesson(member, served, lms_course, place)
        stands = progress(member, lms_course, user)
        assert pictures(member) == len(re.findall(r"^!\[", lesson.body, re.MULTILINE))
        assert take_quiz(member, lesson, wrong=len(lesson.questions)) == 0
        assert progress(member, lms_course, user) == stands < 100
        try_again(member)
        assert take_quiz(member, lesson) == 100
    told = served.ask("numbers", user=user)
    assert progress(member, lms_course, user) == 100
    assert [one["state"] for one in told["completions"] if one["course"] == course.id] == ["counted"]
