"""`bdhvs courses`."""

import json
import zipfile

from bdhvs_lms.field.i18n import _

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
