"""What the courses teach of what guideline and frameworks ask for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import bdhvs_lms
from bdhvs_lms.catalog import AUDIENCES, AWAITED, HOLE, TAUGHT, UNKNOWN, Catalog, Cell, coverage, plan, skills_outside
from bdhvs_lms.catalog.coverage import Plan, plan_of

from .conftest import Workbench

BUNDLED = Path(bdhvs_lms.__file__).parent / "courses"
PLAN = plan_of(
    {
        "audiences": {
            "citizens": {"name": "Người dân", "courses": "expected"},
            "officials": {"name": "Cán bộ", "courses": "awaited"},
        },
        "lists": [
            {
                "title": "Khung",
                "source": "Văn bản",
                "strength": "official",
                "items": [
                    {"id": "A", "name": "Có bài", "for": ["citizens", "officials"], "skills": ["ky-nang"]},
                    {"id": "B", "name": "Chưa có bài", "for": ["citizens", "officials"], "skills": ["khac"]},
                    {"id": "C", "name": "Riêng cán bộ", "for": ["officials"]},
                    {"id": "D", "name": "Chưa đọc được", "for": ["citizens"], "known": False},
                    {"id": "E", "name": "Cả khóa", "for": ["citizens"], "courses": ["thu-nghiem"]},
                ],
            }
        ],
    }
)


def cells(bench: Workbench, wanted: Plan = PLAN) -> dict[str, tuple[Cell, ...]]:
    rows = coverage(Catalog.load([bench.folder.parent]).courses, wanted)
    return {row.item.id: tuple(row.cells.values()) for row in rows}


def test_each_line_says_which_lessons_teach_it_or_why_none_does(bench: Workbench) -> None:
    taught, hole, awaited = Cell(TAUGHT, ("TH01",)), Cell(HOLE), Cell(AWAITED)
    nobody = Cell("elsewhere")
    assert cells(bench) == {
        "A": (taught, awaited),
        "B": (hole, awaited),
        "C": (nobody, awaited),
        "D": (Cell(UNKNOWN), nobody),
        "E": (taught, nobody),
    }


def test_a_lesson_counts_for_the_audiences_of_its_course_alone(bench: Workbench) -> None:
    bench.replace(bench.course, "[citizens, workers]", "[officials]")
    assert cells(bench)["A"] == (Cell(HOLE), Cell(TAUGHT, ("TH01",)))


def test_a_course_without_lessons_for_a_line_leaves_a_hole_to_its_audience(bench: Workbench) -> None:
    rows = coverage(Catalog.load([bench.folder.parent]).courses, PLAN)
    assert [(row.item.id, row.holes) for row in rows if row.holes] == [("B", ("citizens",))]


def test_skills_that_no_line_knows_are_named(bench: Workbench) -> None:
    courses = Catalog.load([bench.folder.parent]).courses
    assert skills_outside(courses, PLAN) == ()
    assert skills_outside(courses) == ("ky-nang",)


def test_the_plan_names_only_audiences_that_there_are_and_no_line_twice() -> None:
    assert {audience.id for audience in plan().audiences} == set(AUDIENCES)
    items = [item for frame in plan().frames for item in frame.items]
    assert {audience for item in items for audience in item.audiences} <= set(AUDIENCES)
    assert len({item.id for item in items}) == len(items)


def test_every_list_says_from_which_text_it_is_and_how_sure() -> None:
    assert all(frame.source for frame in plan().frames)
    assert {frame.strength for frame in plan().frames} <= {"official", "press", "second", "course"}


def test_the_guideline_is_there_from_the_first_point_to_the_last() -> None:
    ids = [item.id for item in plan().frames[0].items]
    assert sorted({name[:4] for name in ids}) == ["II.1", "II.2", "II.3", "II.4", "II.5", "II.6"]


def test_every_skill_of_the_bundled_courses_has_its_line() -> None:
    assert skills_outside(Catalog.load([BUNDLED]).courses) == ()


def test_the_bundled_courses_leave_no_hole() -> None:
    assert [(row.item.id, row.holes) for row in coverage(Catalog.load([BUNDLED]).courses) if row.holes] == []


def test_what_concerns_officials_alone_waits_for_their_courses(write: Callable[..., Workbench]) -> None:
    rows = coverage(Catalog.load([write("own").folder.parent]).courses)
    officials = [row for row in rows if row.item.audiences == ("officials",) and row.item.known]
    assert len(officials) > 25
    assert {row.cells["officials"].state for row in officials} == {AWAITED}
