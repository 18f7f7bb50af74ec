"""From files to courses: what is read, what is left out, and that nothing a file holds can break the rest."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import bdhvs_lms
from bdhvs_lms import catalog
from bdhvs_lms.catalog import Catalog, check_course_folder, check_folders, rules
from bdhvs_lms.movement.course import QUESTIONS_PER_LESSON

from .conftest import COURSE, DRAWING, LESSON, Workbench, write_course

BUNDLED = Path(bdhvs_lms.__file__).parent / "courses"


def test_the_room_shows_these_names_and_no_others() -> None:
    assert {name for name in catalog.__all__ if not hasattr(catalog, name)} == set()
    assert set(catalog.__all__) == {
        *("AUDIENCES", "ERROR", "FILE_ADDRESS", "ICONS", "LESSON_ADDRESS", "WARNING", "Catalog", "Checked"),
        *("AWAITED", "HOLE", "TAUGHT", "UNKNOWN", "Cell", "Row", "coverage", "plan", "skills_outside"),
        *("CourseExists", "CourseNotWritten", "Fault", "InvalidCourseId", "InvalidTitle"),
        *("check_course_folder", "check_folders", "new_course", "render"),
    }


def test_a_course_is_read_as_it_was_written(bench: Workbench) -> None:
    bench.replace(bench.lesson, "skills: [ky-nang]\n", "skills: [ky-nang]\nradio: |\n  Bà con ơi,\n  nghe nhé.\n")
    course = check_course_folder(bench.folder).course
    assert course
    assert (course.id, course.title, course.order, course.pass_mark) == (
        "thu-nghiem",
        "Khóa thử nghiệm",
        10,
        80,
    )
    assert course.audience == ("citizens", "workers")
    assert (course.sources[0].dated, course.sources[0].read) == (date(2025, 6, 26), date(2026, 11, 20))
    (lesson,) = course.lessons
    assert (lesson.id, lesson.code, lesson.minutes) == ("bai-mot", "TH01", 5)
    assert [step.icon for step in lesson.steps] == ["dung-lai", "goi-dien", "noi-chuyen"]
    assert tuple(question.kind for question in lesson.questions) == QUESTIONS_PER_LESSON
    assert [question.answer for question in lesson.questions] == [1, 0, 2, 0, 1]
    assert lesson.questions[0].why == "lời giải một."
    assert lesson.radio == "Bà con ơi,\nnghe nhé."
    assert lesson.body.startswith("## Sau bài này")
    assert "Kiểm tra" not in lesson.body + lesson.html
    assert 'width="320" height="200"' in lesson.html


def test_an_option_or_reason_may_go_on_in_the_next_line(bench: Workbench) -> None:
    bench.replace(bench.lesson, "- [ ] một a", "- [ ] một\n  a \\* &amp;")
    bench.replace(bench.lesson, "lời giải một.", "lời\ngiải một.")
    course = check_course_folder(bench.folder).course
    assert course
    assert course.lessons[0].questions[0].options[0] == "một a * &"
    assert course.lessons[0].questions[0].why == "lời giải một."


def test_a_hash_inside_a_code_block_does_not_begin_the_quiz(bench: Workbench) -> None:
    bench.replace(bench.lesson, "> **Cảnh báo", "```\n# Kiểm tra\n```\n\n> **Cảnh báo")
    assert bench.faults() == ()


def test_a_code_of_digits_is_not_taken_for_a_number(bench: Workbench) -> None:
    bench.replace(bench.lesson, "TH01", "0123")
    (fault,) = bench.faults()
    assert (fault.rule, fault.fields["code"]) == (rules.CODE_DIGIT, "0123")


def test_a_lesson_can_lead_to_another(bench: Workbench) -> None:
    bench.second_lesson()
    bench.replace(bench.lesson, "Gọi được điện thoại.", "Gọi được, xem [bài hai](02-bai-hai.md).")
    course = check_course_folder(bench.folder).course
    assert course
    assert 'href="/hoc/thu-nghiem/bai-hai"' in course.lessons[0].html


@pytest.mark.parametrize("change", ["lesson", "course", "picture"])
def test_the_version_changes_with_every_file(bench: Workbench, change: str) -> None:
    def version() -> str:
        course = check_course_folder(bench.folder).course
        assert course
        return course.version

    before = version()
    assert len(before) == 12
    assert before == version()
    path: Path = getattr(bench, change)
    path.write_text(path.read_text("utf-8").rstrip("\n") + "\n\n", "utf-8")
    assert version() != before


def test_courses_are_sorted_and_found_by_id_and_code(write: Callable[..., Workbench]) -> None:
    write("goc", "khoa-a", "AA01", order=20)
    write("goc", "khoa-b", "AB01", order=10)
    shelf = Catalog.load([write("goc", "khoa-c", "AC01", order=30).folder.parent])
    assert [course.id for course in shelf.courses] == ["khoa-b", "khoa-a", "khoa-c"]
    assert shelf.course("khoa-a") is shelf.courses[1]
    assert shelf.course("khoa-x") is None
    assert shelf.lesson("AA01") == (shelf.courses[1], shelf.courses[1].lessons[0])
    assert shelf.lesson("ZZ99") is None
    assert shelf.faults == ()
    with pytest.raises(FrozenInstanceError):
        shelf.courses = ()  # type: ignore[misc]


def test_a_course_with_an_error_is_left_out_and_the_others_stay(write: Callable[..., Workbench]) -> None:
    write("goc", "khoa-a", "AA01")
    bad = write("goc", "khoa-b", "AB01")
    bad.replace(bad.course, "order: 10", "order: x")
    shelf = Catalog.load([bad.folder.parent])
    assert [course.id for course in shelf.courses] == ["khoa-a"]
    assert [fault.file for fault in shelf.faults] == [bad.course]
    assert shelf.lesson("AB01") is None


def test_a_warning_leaves_nothing_out(bench: Workbench) -> None:
    bench.replace(bench.lesson, "## Sau bài này", "## Bài này")
    shelf = Catalog.load([bench.folder.parent])
    assert len(shelf.courses) == 1
    assert [fault.level for fault in shelf.faults] == ["warning"]


def test_an_installations_course_replaces_the_bundled_one(write: Callable[..., Workbench]) -> None:
    bundled, own = write("goc", "khoa", "AA01"), write("rieng", "khoa", "AA01")
    own.replace(own.course, "Khóa thử nghiệm", "Khóa của xã")
    folders = [bundled.folder.parent, own.folder.parent]
    shelf = Catalog.load(folders)
    assert [course.title for course in shelf.courses] == ["Khóa của xã"]
    assert shelf.faults == ()
    assert shelf.asset("khoa", "may.svg") == own.picture.resolve()
    own.replace(own.course, "order: 10", "order: x")
    shelf = Catalog.load(folders)
    assert [course.title for course in shelf.courses] == ["Khóa thử nghiệm"]
    assert len(shelf.faults) == 1


def test_an_own_course_cannot_take_a_bundled_lessons_code(write: Callable[..., Workbench]) -> None:
    bundled, own = write("goc", "khoa", "AA01"), write("rieng", "bai-xa", "AA01")
    shelf = Catalog.load([bundled.folder.parent, own.folder.parent])
    assert [course.id for course in shelf.courses] == ["khoa"]
    assert [(fault.rule, fault.file, fault.line) for fault in shelf.faults] == [(rules.CODE_TWICE, own.lesson, 2)]


def test_a_broken_course_takes_no_code_from_a_sound_one(write: Callable[..., Workbench]) -> None:
    bad, good = write("goc", "khoa-a", "AA01"), write("goc", "khoa-b", "AA01")
    bad.replace(bad.course, "order: 10", "order: x")
    assert [course.id for course in Catalog.load([good.folder.parent]).courses] == ["khoa-b"]


def test_a_course_that_stands_as_it_was_is_not_read_again(monkeypatch: pytest.MonkeyPatch, bench: Workbench) -> None:
    first = check_course_folder(bench.folder)
    assert check_course_folder(bench.folder).course is not first.course, (
        "it was written just now: nothing tells changes"
    )
    soon = time.time() + 3
    monkeypatch.setattr("bdhvs_lms.catalog.check.time.time", lambda: soon)
    kept = check_course_folder(bench.folder)
    assert kept == first
    assert check_course_folder(bench.folder).course is kept.course


@pytest.mark.parametrize("with_its_times", [False, True])
def test_a_course_that_was_changed_is_read_again(
    monkeypatch: pytest.MonkeyPatch, bench: Workbench, with_its_times: bool
) -> None:
    soon = time.time() + 3
    monkeypatch.setattr("bdhvs_lms.catalog.check.time.time", lambda: soon)
    before = check_course_folder(bench.folder).course
    told = bench.lesson.stat()
    bench.replace(bench.lesson, "lời giải một", "lời giải mốt")
    if with_its_times:
        os.utime(bench.lesson, ns=(told.st_atime_ns, told.st_mtime_ns))
    after = check_course_folder(bench.folder).course
    assert before
    assert after
    assert (before.lessons[0].questions[0].why, after.lessons[0].questions[0].why) == ("lời giải một.", "lời giải mốt.")


def test_what_one_course_does_to_another_is_forgotten_when_it_is_gone(
    monkeypatch: pytest.MonkeyPatch, write: Callable[..., Workbench]
) -> None:
    one, other = write("goc", "khoa-a", "AA01"), write("goc", "khoa-b", "AA01")
    soon = time.time() + 3
    monkeypatch.setattr("bdhvs_lms.catalog.check.time.time", lambda: soon)
    root = one.folder.parent
    assert [bool(checked.course) for checked in check_folders([root])] == [True, False]
    assert [bool(checked.course) for checked in check_folders([root])] == [True, False]
    shutil.rmtree(one.folder)
    assert [bool(checked.course) for checked in check_folders([root])] == [True]
    assert other.folder.exists()


def test_a_folder_that_is_not_there_holds_no_courses(tmp_path: Path) -> None:
    assert Catalog.load([tmp_path / "chua-co"]) == Catalog.load([])


def test_hidden_folders_and_loose_files_are_no_courses(bench: Workbench) -> None:
    root = bench.folder.parent
    (root / ".git").mkdir()
    (root / "__pycache__").mkdir()
    (root / "README.md").write_text("x")
    assert [one.folder for one in check_folders([root])] == [bench.folder]


@pytest.mark.parametrize(
    "name",
    ["../course.yaml", "..", "", ".", "May.svg", "may.svg/", "img/may.svg", "/etc/passwd", "may.svg\n", "may.svg\x00",
     "khong.svg", "thu-muc.svg", "ra-ngoai.svg", "ngang.svg", "may.html", "a" * 300 + ".svg"],
)  # fmt: skip
def test_nothing_but_a_courses_own_pictures_is_handed_out(bench: Workbench, name: str) -> None:
    images = bench.picture.parent
    (images / "thu-muc.svg").mkdir()
    shelf = Catalog.load([bench.folder.parent])
    assert shelf.courses == ()
    (images / "thu-muc.svg").rmdir()
    shelf = Catalog.load([bench.folder.parent])
    (images / "ra-ngoai.svg").symlink_to("/etc/passwd")
    (images / "ngang.svg").symlink_to(bench.course)
    assert shelf.asset("thu-nghiem", "may.svg") == bench.picture.resolve()
    assert shelf.asset("thu-nghiem", name) is None
    assert shelf.asset("khac", "may.svg") is None


def test_pictures_behind_a_linked_folder_are_not_handed_out(bench: Workbench, tmp_path: Path) -> None:
    shelf = Catalog.load([bench.folder.parent])
    outside = bench.picture.parent.rename(tmp_path / "ngoai")
    (bench.folder / "img").symlink_to(outside)
    assert shelf.asset("thu-nghiem", "may.svg") is None
    assert rules.NOT_A_FILE in {fault.rule for fault in bench.faults()}


def test_the_bundled_courses_have_no_errors() -> None:
    shelf = Catalog.load([BUNDLED], date.today())
    assert [str(fault) for fault in shelf.faults if fault.is_error] == []
    assert {"an-toan-tren-mang", "dich-vu-cong-truc-tuyen"} <= {course.id for course in shelf.courses}


# --- whatever a file holds -----------------------------------------------------------------------------------------

LINES = [
    *COURSE.split("\n"),
    *LESSON.split("\n"),
    "- [",
    "? x",
    "&a *a",
    "!!python/name:os",
    '"\\UFFFFFFFF"',
    "---",
    "\t",
    "{",
    "[[[",
]
MIXED = st.lists(st.one_of(st.sampled_from(LINES), st.text(max_size=12)), max_size=40).map("\n".join)
CUT = st.tuples(st.integers(0, 1500), st.integers(0, 40), st.text(max_size=8))


def assert_said(name: str, data: bytes) -> None:
    """The file can hold anything: there are faults with a line inside it, or a course, and never an exception."""
    with tempfile.TemporaryDirectory() as folder:
        bench = write_course(Path(folder))
        (bench.folder / name).write_bytes(data)
        shelf = Catalog.load([Path(folder)], date(2026, 11, 22))
        assert bool(shelf.courses) != any(fault.is_error for fault in shelf.faults)
        for fault in shelf.faults:
            assert 1 <= fault.line <= max(data.count(b"\n"), LESSON.count("\n"), COURSE.count("\n")) + 1
            str(fault).encode()
        for course in shelf.courses:
            for lesson in course.lessons:
                lesson.html.encode()


NAMES = st.sampled_from(["course.yaml", "01-bai-mot.md", "02-bai-hai.md", "img/may.svg"])


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(NAMES, st.one_of(st.binary(max_size=300), MIXED.map(lambda text: text.encode("utf-8", "surrogatepass"))))
@example("course.yaml", b'title: "\\UFFFFFFFF"')
@example("course.yaml", b"a: [" + b"[" * 5000)
@example("course.yaml", b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n")
@example("course.yaml", b"!!binary x")
@example("course.yaml", b"\x85\xe2\x80\xa8")
def test_no_bytes_at_all_bring_the_reading_down(name: str, data: bytes) -> None:
    assert_said(name, data)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from([("course.yaml", COURSE), ("01-bai-mot.md", LESSON), ("img/may.svg", DRAWING)]), CUT)
def test_no_slip_of_the_hand_brings_the_reading_down(file: tuple[str, str], cut: tuple[int, int, str]) -> None:
    (name, text), (start, length, typed) = file, cut
    start %= len(text)
    assert_said(name, (text[:start] + typed + text[start + length :]).encode("utf-8", "surrogatepass"))
