"""The LMS' own package of a course."""

from __future__ import annotations

import dataclasses
import io
import json
import zipfile
from typing import Any

import pytest

from bdhvs_lms.catalog import Catalog, check_course_folder, lms
from bdhvs_lms.catalog.errors import TitleTwice
from bdhvs_lms.catalog.package import package
from bdhvs_lms.field.installation import BUNDLED_COURSES
from bdhvs_lms.movement.course import KNOWLEDGE, Course, Question

from .conftest import Workbench


@pytest.fixture
def course(bench: Workbench) -> Course:
    bench.second_lesson()
    bench.replace(bench.folder / "02-bai-hai.md", "title: Gọi điện", "title: Nhắn tin")
    for word in ("một", "hai", "ba", "bốn", "năm"):
        bench.replace(bench.folder / "02-bai-hai.md", f"Câu {word} hỏi", f"Bài hai, câu {word} hỏi")
    found = check_course_folder(bench.folder).course
    assert found is not None
    return found


def opened(data: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {
            name: json.loads(packed.read(name)) if name.endswith(".json") else packed.read(name)
            for name in packed.namelist()
        }


def test_lessons_chapter_and_quizzes_lead_to_one_another_by_name(course: Course) -> None:
    found = opened(package(course))
    chapter = found["chapters/thu-nghiem.json"]
    for row, lesson in zip(chapter["lessons"], course.lessons, strict=True):
        said = found[f"lessons/{row['lesson']}.json"]
        assert (said["title"], said["chapter"]) == (lesson.title, chapter["name"])
        name = json.loads(said["content"])["blocks"][-1]["data"]["quiz"]
        quiz = found[f"assessments/lms_quiz_{name}.json"]
        assert (quiz["name"], quiz["title"]) == (name, f"{lesson.title} ({lesson.code})")
        for asked, question in zip(quiz["questions"], lesson.questions, strict=True):
            kept = found[f"assessments/questions/{asked['question']}.json"]
            assert kept["question"] == asked["question_detail"]
            assert kept[f"is_correct_{question.answer + 1}"] == 1


def test_the_same_course_gives_the_same_bytes(course: Course, bench: Workbench) -> None:
    pictures = lms.pictures(course, [bench.picture])
    assert package(course, pictures) == package(course, pictures)
    assert package(course, pictures) != package(dataclasses.replace(course, summary="Khác"), pictures)


def test_names_inside_are_ascii(course: Course) -> None:
    assert all(name.isascii() and " " not in name for name in opened(package(course)))


def test_a_drawing_travels_inside_its_lesson_and_a_large_picture_as_a_file(course: Course) -> None:
    small = lms.Picture("may.svg", "thu-nghiem-may-1.svg", b"<svg/>")
    found = opened(package(course, [small]))
    assert not [name for name in found if name.startswith("assets/")]
    assert "data:image/svg+xml;base64,PHN2Zy8+" in found["lessons/goi-thu-nghiem-th01.json"]["content"]
    large = lms.Picture("may.svg", "thu-nghiem-may-1.svg", b"<svg/>" * 10_000)
    found = opened(package(course, [large]))
    assert found["assets/thu-nghiem-may-1.svg"] == large.data
    assert "/files/thu-nghiem-may-1.svg" in found["lessons/goi-thu-nghiem-th01.json"]["content"]


def test_titles_that_the_lms_could_not_tell_apart_are_refused(course: Course) -> None:
    first, second = course.lessons
    same = dataclasses.replace(course, lessons=(first, dataclasses.replace(second, title="gọi ĐIỆN")))
    with pytest.raises(TitleTwice, match="gọi ĐIỆN"):
        package(same)
    asked = dataclasses.replace(course, lessons=(first, dataclasses.replace(second, questions=first.questions)))
    with pytest.raises(TitleTwice):
        package(asked)


def test_the_bundled_courses_can_be_packed() -> None:
    catalog = Catalog.load([BUNDLED_COURSES])
    for course in catalog.courses:
        found = [path for name in lms.picture_names(course) if (path := catalog.asset(course.id, name))]
        packed = opened(package(course, lms.pictures(course, found)))
        lessons = [text for name, text in packed.items() if name.startswith("lessons/")]
        assert len(lessons) == len(course.lessons)
        assert all(len(json.dumps(json.loads(lesson["content"]))) < 60_000 for lesson in lessons)


def test_an_lms_of_four_options_keeps_the_right_one() -> None:
    question = Question(KNOWLEDGE, "Hỏi?", ("a", "b", "c", "d", "e"), 4, "Vì e.")
    fields = lms.question_fields(question, most=4)
    assert [fields[f"option_{n}"] for n in range(1, 5)] == ["a", "b", "c", "e"]
    assert [fields[f"is_correct_{n}"] for n in range(1, 5)] == [0, 0, 0, 1]
    assert "option_5" not in fields


def test_a_picture_has_another_name_once_it_changes(bench: Workbench, course: Course) -> None:
    (before,) = lms.pictures(course, [bench.picture])
    bench.picture.write_text("<svg/>", "utf-8")
    (after,) = lms.pictures(course, [bench.picture])
    assert before.file_name != after.file_name
    assert after.file_name.startswith("thu-nghiem-may-")
