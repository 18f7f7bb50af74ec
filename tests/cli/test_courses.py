"""`bdhvs courses`."""

import json
import shutil
import zipfile
from pathlib import Path

from bdhvs_lms.field.i18n import _
from bdhvs_lms.field.installation import BUNDLED_COURSES

COVERAGE = Path(__file__).parents[2] / "docs" / "do-phu.md"

LEFT_OUT = (
    "There are {count} errors in the courses; a course with an error is left out. See them with: bdhvs courses check"
)


def test_plain_courses_lists_them(bdhvs, real):
    assert bdhvs("courses").out == bdhvs("courses", "list").out
    assert "an-toan-tren-mang" in bdhvs("courses").out


def test_the_list_as_json_names_each_lesson_and_its_code(bdhvs, real):
    course = next(one for one in bdhvs("courses", "list", "--json").json if one["id"] == "an-toan-tren-mang")
    assert {"id", "title", "audience", "version", "lessons"} == course.keys()
    assert course["lessons"][0].keys() == {"code", "id", "title", "minutes"}
    assert course["lessons"][0]["code"] == "AT01"


def test_the_bundled_courses_are_without_error(bdhvs, real):
    assert bdhvs("courses", "check").code == 0


def test_the_bundled_courses_need_no_advice_either(bdhvs, real):
    assert bdhvs("courses", "check", "--strict", BUNDLED_COURSES).code == 0


def test_advice_fails_the_check_only_where_it_is_strict(bdhvs, real, tmp_path):
    course = tmp_path / "own" / "an-toan-tren-mang"
    shutil.copytree(BUNDLED_COURSES / course.name, course)
    lesson = course / "03-mat-khau-ma-otp-khoa-may.md"
    lesson.write_text(lesson.read_text("utf-8").replace("Mở mục Cài đặt", "Mở mục Cài đặtt"), "utf-8")
    (advice,) = bdhvs("courses", "check", course, "--json").json
    assert (advice["level"], advice["line"]) == ("warning", 33)
    assert "đặtt" in advice["message"]
    assert bdhvs("courses", "check", course).code == 0
    assert bdhvs("courses", "check", course, "--strict").code == 1
    assert bdhvs("courses", "check", course.parent, "--strict").code == 1


def test_coverage_fails_where_an_audience_lacks_a_lesson(bdhvs, real, tmp_path):
    (tmp_path / "none").mkdir()
    ran = bdhvs("courses", "coverage", tmp_path / "none")
    assert ran.code == 1
    assert _("HOLE") in ran.out
    assert _("waiting for its courses") in ran.out


def test_coverage_names_the_lessons_of_a_point_and_the_skills_it_does_not_know(bdhvs, real, tmp_path):
    course = tmp_path / "own" / "an-toan-tren-mang"
    shutil.copytree(BUNDLED_COURSES / course.name, course)
    for file in course.glob("*.*"):
        file.write_text(file.read_text("utf-8").replace("tt02-an-toan", "tu-dat"), "utf-8")
    rows = {row["id"]: row["audiences"] for row in bdhvs("courses", "coverage", "--json", course.parent).json}
    assert rows["TT02.5"]["citizens"] == {"state": "taught", "lessons": ["AT06"]}
    assert rows["TT02.4"]["citizens"] == {"state": "hole", "lessons": []}
    assert rows["II.3"]["officials"]["state"] == "awaited"
    ran = bdhvs("courses", "coverage", course.parent)
    assert "AT06" in ran.out
    assert "tu-dat" in ran.err


def test_the_table_in_the_documentation_is_the_one_of_today(bdhvs, real):
    """Where it isn't: bdhvs courses coverage --markdown courses > docs/do-phu.md."""
    assert bdhvs("courses", "coverage", "--markdown", BUNDLED_COURSES).out == COVERAGE.read_text("utf-8")


def test_a_course_begun_but_not_written_fails_the_check_with_file_and_line(bdhvs, real):
    assert bdhvs("courses", "new", "khoa-moi", "--title", "Khóa mới").code == 0
    ran = bdhvs("courses", "check", real / "courses" / "khoa-moi", "--json")
    assert ran.code == 1
    assert ran.json[0].keys() == {"file", "line", "level", "message"}
    assert all(one["line"] >= 1 for one in ran.json)
    first = ran.json[0]
    assert f"{first['file']}:{first['line']}" in bdhvs("courses", "check", real / "courses").out


def test_the_check_needs_no_installation_for_a_folder_named(bdhvs, tmp_path):
    assert bdhvs("courses", "new", "khoa-moi", "--title", "Khóa", "--into", tmp_path / "mine").code == 0
    assert bdhvs("courses", "check", tmp_path / "mine").code == 1


def test_a_folder_that_is_not_there_is_said(bdhvs, tmp_path):
    ran = bdhvs("courses", "check", tmp_path / "gone")
    assert ran.code == 1
    assert str(tmp_path / "gone") in ran.err


def test_a_course_is_never_overwritten_nor_named_badly(bdhvs, real):
    assert bdhvs("courses", "new", "khoa-moi", "--title", "Khóa").code == 0
    assert bdhvs("courses", "new", "khoa-moi", "--title", "Khóa").code == 1
    assert bdhvs("courses", "new", "../khoa", "--title", "Khóa").code == 1
    assert bdhvs("courses", "new", "khoa-hai").code == 2


def test_the_list_says_that_a_course_with_errors_was_left_out(bdhvs, real):
    assert bdhvs("courses", "list").err == ""
    bdhvs("courses", "new", "khoa-moi", "--title", "Khóa mới")
    errors = sum(one["level"] == "error" for one in bdhvs("courses", "check", "--json").json)
    for options in ((), ("--json",)):
        ran = bdhvs("courses", "list", *options)
        assert ran.code == 0
        assert "khoa-moi" not in ran.out
        assert ran.err.strip() == _(LEFT_OUT, count=errors)


def test_a_course_is_written_as_the_lms_own_package(bdhvs, real, tmp_path):
    file = tmp_path / "goi.zip"
    ran = bdhvs("courses", "export-lms", "an-toan-tren-mang", "-o", file)
    assert ran.code == 0
    assert str(file) in ran.out
    with zipfile.ZipFile(file) as packed:
        assert json.loads(packed.read("course.json"))["title"] == "An toàn trên mạng"
        assert sum(name.startswith("lessons/") for name in packed.namelist()) == 6
    first = file.read_bytes()
    bdhvs("courses", "export-lms", "an-toan-tren-mang", "-o", file)
    assert file.read_bytes() == first


def test_a_course_that_is_not_there_is_said(bdhvs, real, tmp_path):
    ran = bdhvs("courses", "export-lms", "khong-co", "-o", tmp_path / "goi.zip")
    assert ran.code == 1
    assert "khong-co" in ran.err
    assert not (tmp_path / "goi.zip").exists()
