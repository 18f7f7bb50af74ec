"""A new course begins as a form to fill in; the guide shows one that is filled in."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from bdhvs_lms.catalog import (
    ICONS,
    CourseExists,
    CourseNotWritten,
    InvalidCourseId,
    InvalidTitle,
    check_course_folder,
    new_course,
    rules,
)
from bdhvs_lms.movement.errors import BdhvsError
from bdhvs_lms.movement.languages import LANGUAGES

GUIDE = Path(__file__).parents[2] / "docs" / "khoa-hoc.md"


@pytest.mark.parametrize("title", ["Chợ quê lên mạng", 'Dấu "nháy": & #lạ\\', "  [a]  {b} ", "yes", "2026"])
def test_a_new_course_has_nothing_wrong_but_what_is_still_to_be_written(tmp_path: Path, title: str) -> None:
    course = new_course(tmp_path / "moi", "cho-que", title)
    faults = check_course_folder(course, date(2026, 11, 22)).faults
    assert {fault.rule for fault in faults} == {rules.PLACEHOLDER}
    placed = [
        (path, number)
        for path in sorted(course.iterdir())
        for number, line in enumerate(path.read_text("utf-8").split("\n"), start=1)
        if "ở đây)" in line
    ]
    assert [(fault.file, fault.line) for fault in faults] == placed


def test_a_new_course_that_is_filled_in_is_a_course(tmp_path: Path) -> None:
    folder = new_course(tmp_path, "cho-que", 'Chợ "quê"')
    special = {"mã bài": "CQ01", "địa chỉ": "https://example.vn/", "ngày đọc": "2026-11-20"}
    count = iter(range(1000))
    for path in folder.iterdir():
        path.write_text(
            re.sub(
                r"\(viết (.*?)\)",
                lambda found: (
                    next((value for key, value in special.items() if found[1].startswith(key)), "")
                    or f"lời số {next(count)}"
                ),
                path.read_text("utf-8"),
            ),
            "utf-8",
        )
    checked = check_course_folder(folder, date(2026, 11, 22))
    assert {fault.rule for fault in checked.faults} <= {rules.WORDS}
    assert checked.course
    assert checked.course.title == 'Chợ "quê"'


@pytest.mark.parametrize("course_id", ["", "Chợ", "a b", "../x", "-a", "a--b", "a/b", "a" * 61, "a\n"])
def test_an_id_that_cannot_be_an_address_is_refused(tmp_path: Path, course_id: str) -> None:
    with pytest.raises(InvalidCourseId):
        new_course(tmp_path, course_id, "Tên")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("title", ["", "  ", "a" * 121, "a\x00b", "a\u202eb"])
def test_a_title_that_cannot_be_shown_is_refused(tmp_path: Path, title: str) -> None:
    with pytest.raises(InvalidTitle):
        new_course(tmp_path, "khoa", title)
    assert list(tmp_path.iterdir()) == []


def test_a_course_is_never_written_over(tmp_path: Path) -> None:
    new_course(tmp_path, "khoa", "Một")
    with pytest.raises(CourseExists) as raised:
        new_course(tmp_path, "khoa", "Hai")
    assert isinstance(raised.value, BdhvsError)
    assert "Một" in (tmp_path / "khoa" / "course.yaml").read_text("utf-8")


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "tep").write_text("x")
    with pytest.raises(CourseNotWritten):
        new_course(tmp_path / "tep" / "trong", "khoa", "Tên")


def test_the_example_in_the_guide_is_a_course_without_faults(tmp_path: Path) -> None:
    yaml, lesson = re.findall(r"^````\w+\n(.*?)^````$", GUIDE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    folder = tmp_path / "cho-que-len-mang"
    folder.mkdir()
    (folder / "course.yaml").write_text(yaml, "utf-8")
    (folder / "01-ban-hang.md").write_text(lesson, "utf-8")
    faults = check_course_folder(folder, date(2026, 11, 22)).faults
    assert [str(fault) for fault in faults if fault.rule is not rules.WORDS] == []


def test_the_guide_names_every_icon() -> None:
    text = GUIDE.read_text("utf-8")
    assert [icon for icon in ICONS if f"`{icon}`" not in text] == []


def test_the_guide_names_every_language_with_its_tag() -> None:
    text = GUIDE.read_text("utf-8")
    for language in LANGUAGES.values():
        assert f"| {language.name} | `01-ban-hang.{language.id}.md` | `01-ban-hang.{language.id}.mp3` |" in text
        assert f"| `{language.tag}` |" in text
