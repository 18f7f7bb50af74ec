"""Every rule, broken once in a course that is otherwise right: the check names the rule and the exact line."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from string import Formatter

import pytest

from bdhvs_lms.catalog import check_course_folder, check_folders, markdown, rules
from bdhvs_lms.catalog.faults import Rule

from .conftest import BODY, TODAY, Workbench
from .test_close_checks import TABLE as CLOSE_TABLE
from .test_languages import TABLE as LANGUAGE_TABLE

NAMES = {name: rule for name, rule in vars(rules).items() if isinstance(rule, Rule)}
TWO_STEPS = "".join(f"  - icon: but\n    text: Bước {n}\n" for n in range(2))

# rule, file, old, new, the line: a number, or words that only the faulty line has after the change
COURSE_TABLE: list[tuple[str, str, str, int | str]] = [
    ("UNKNOWN_KEY", "summary:", "sumary:", "sumary"),
    ("UNKNOWN_KEY", "order: 10\n", "order: 10\nmàu: đỏ\n", "màu"),
    ("UNKNOWN_KEY", "    publisher:", "    publsher:", "publsher"),
    ("MISSING_KEY", "title: Khóa thử nghiệm\n", "", 1),
    ("MISSING_KEY", "    read: 2026-11-20\n", "", "luat-mot:"),
    ("MISSING_KEY", "    framework: Thông tư 02\n", "", "ky-nang:"),
    ("KEY_TWICE", "order: 10\n", "order: 10\norder: 11\n", "order: 11"),
    ("EMPTY_VALUE", "title: Khóa thử nghiệm", "title:", "title:\n"),
    ("EMPTY_VALUE", "[citizens, workers]", "[]", "audience"),
    ("EMPTY_VALUE", "title: Khóa thử nghiệm", 'title: "  "', 'title: "  "'),
    ("NOT_TEXT", "title: Khóa thử nghiệm", "title: 2025", "2025\n"),
    ("NOT_TEXT", "title: Khóa thử nghiệm", "title: [a, b]", "[a, b]"),
    ("NOT_TEXT", "id: thu-nghiem", "id: [thu-nghiem]", 1),
    ("NOT_ONE_LINE", "title: Khóa thử nghiệm", "title: |\n  Khóa\n  thử", "title: |"),
    ("NOT_NUMBER", "order: 10", "order: mười", "order"),
    ("NOT_NUMBER", "order: 10", 'order: "10"', "order"),
    ("NOT_NUMBER", "order: 10", "order: 010", "order"),
    ("NOT_NUMBER", "pass_mark: 80", "pass_mark: 101", "pass_mark"),
    ("NOT_NUMBER", "pass_mark: 80", "pass_mark: true", "pass_mark"),
    ("NOT_LIST", "audience: [citizens, workers]", "audience: citizens", "audience"),
    ("NOT_MAPPING", "  ky-nang:\n    framework: Thông tư 02\n    name: An toàn\n", "  ky-nang: An toàn\n", "ky-nang"),
    ("NOT_MAPPING", "skills:\n  ky-nang:\n    framework: Thông tư 02\n    name: An toàn\n", "skills: x\n", "skills"),
    ("NOT_DATE", "2025-06-26", "26/06/2025", "26/06"),
    ("NOT_DATE", "2025-06-26", "2025-02-30", "02-30"),
    ("LISTED_TWICE", "[citizens, workers]", "[citizens, citizens]", "audience"),
    ("NOT_KEYS", "order: 10\n", "order: 10\n? [a]\n: b\n", "? [a]"),
    ("TAB", "    name: An toàn", "\tname: An toàn", "An toàn"),
    ("YAML_COLON", "title: Khóa thử nghiệm", "title: Khóa: thử nghiệm", "Khóa: thử"),
    ("YAML_QUOTE", "title: Khóa thử nghiệm", 'title: "Khóa thử nghiệm', 2),
    ("YAML_QUOTE", "[citizens, workers]", "[citizens, workers", "audience"),
    ("YAML_INDENT", "    publisher:", "   publisher:", "publisher"),
    ("YAML_INDENT", "order: 10\n", "order: 10\nmột dòng lạc\n", "pass_mark"),
    ("YAML_BROKEN", "title: Khóa", "title: @Khóa", "@Khóa"),
    ("YAML_DOCUMENTS", "order: 10\n", "order: 10\n---\n", "---"),
    ("ALIAS", "title: Khóa thử nghiệm", "title: &a Khóa thử nghiệm", "&a"),
    ("ALIAS", "title: Khóa thử nghiệm", "title: *a", "*a"),
    ("TAG", "title: Khóa", "title: !!python/object:os.system Khóa", "os.system"),
    ("TOO_DEEP", "[citizens, workers]", "[[[[[[[citizens]]]]]]]", "audience"),
    ("ID_NOT_FOLDER", "id: thu-nghiem", "id: thu-nghiem-hai", 1),
    ("AUDIENCE", "workers", "farmers", "farmers"),
    ("SHORT_ID", "  luat-mot:", "  Luật 1:", "Luật 1"),
    ("SHORT_ID", "  ky-nang:", "  KN1:", "KN1"),
    ("SOURCE_PLACE", "    url: https://example.vn/luat\n", "", "luat-mot:"),
    ("SOURCE_URL", "https://example.vn/luat", "example.vn/luat", "example.vn"),
    ("SOURCE_URL", "https://example.vn/luat", "javascript:alert(1)", "alert"),
    ("DATE_FUTURE", "read: 2026-11-20", "read: 2026-11-23", "11-23"),
    ("DATE_AFTER_READ", "date: 2025-06-26", "date: 2026-11-21", "11-21"),
    (
        "SOURCE_UNUSED",
        "sources:\n",
        "sources:\n  bo-khong:\n    title: A\n    publisher: B\n    where: C\n    read: 2026-01-01\n",
        "bo-khong",
    ),
    ("SKILL_UNUSED", "skills:\n", "skills:\n  bo-khong:\n    framework: A\n    name: B\n", "bo-khong"),
    ("PLACEHOLDER", "Khóa thử nghiệm", "(viết tên khóa ở đây)", "(viết tên"),
    ("PLACEHOLDER", "title: Khóa thử nghiệm", "title: >\n  (viết\n  tên ở đây)", "title: >"),
    ("NOT_NFC", "Khóa thử", "Kho\u0301a thử", "thử nghiệm"),
    ("NOT_NFC", "Khóa thử", "Kho\u0301a thử", 2),
    ("INVISIBLE", "Khóa thử", "Khóa\u200b thử", 2),
    ("INVISIBLE", "title: Khóa thử nghiệm", 'title: "\\uD800 Khóa"', 2),
    ("INVISIBLE", "Khóa thử", "Khóa\u2028 thử", 2),
]
LESSON_TABLE: list[tuple[str, str, str, int | str]] = [
    ("NO_FRONT_MATTER", "---\ncode", "code", 1),
    ("FRONT_MATTER_OPEN", "[ky-nang]\n---", "[ky-nang]", 1),
    ("UNKNOWN_KEY", "minutes:", "minute:", "minute:"),
    ("MISSING_KEY", "title: Gọi điện\n", "", 1),
    ("MISSING_KEY", "    text: Gọi lại\n", "", "icon: goi-dien"),
    ("NOT_NUMBER", "minutes: 5", "minutes: 2", "minutes"),
    ("NOT_NUMBER", "minutes: 5", "minutes: 8", "minutes"),
    ("NOT_MAPPING", "  - icon: dung-lai\n    text: Dừng lại\n", "  - Dừng lại\n", "- Dừng lại"),
    ("TOO_LONG", "Gọi điện dễ dàng", "a" * 49, "promise"),
    ("TOO_LONG", "text: Gọi lại", "text: " + "a" * 45, "aaaa"),
    ("CODE", "TH01", "TH0", "code"),
    ("CODE", "TH01", "THO1", "code"),
    ("CODE", "TH01", "th01", "code"),
    ("CODE_DIGIT", "TH01", "1H01", "code"),
    ("STEPS_COUNT", "sources: [luat-mot]", TWO_STEPS + "sources: [luat-mot]", "icon: dung-lai"),
    ("ICON", "icon: goi-dien", "icon: goi-dein", "goi-dein"),
    ("SOURCE_UNKNOWN", "[luat-mot]", "[luat-hai]", "luat-hai"),
    ("SKILL_UNKNOWN", "[ky-nang]", "[ky-nang-hai]", "ky-nang-hai"),
    ("ALIAS", "title: Gọi điện", "title: *a", "*a"),
    ("TAB", "title: Gọi điện", "title:\tGọi điện", "title"),
    ("YAML_COLON", "title: Gọi điện", "title: Gọi: điện", "Gọi: điện"),
    ("NOT_NFC", "Bác gọi", "Ba\u0301c gọi", "Bác gọi".replace("á", "a\u0301")),
    ("INVISIBLE", "Bác gọi", "Bác\u202e gọi", "\u202e"),
    ("PLACEHOLDER", "Bác gọi", "(viết một câu ở đây)", "(viết"),
    ("RAW_HTML", "Gọi được điện", "Gọi <b>được</b> điện", "<b>"),
    ("RAW_HTML", BODY, f"{BODY}\n\n<div onclick=x>\nxin chào\n</div>", "<div"),
    ("RAW_HTML", BODY, f"{BODY}\ndòng hai\ndòng <!-- ba --> hết", "<!--"),
    ("RAW_HTML", "lời giải hai", "lời <i>giải", "<i>"),
    ("HEADING_LEVEL", BODY, f"{BODY}\n\n# Lớn quá", "# Lớn"),
    ("HEADING_LEVEL", BODY, f"{BODY}\n\n#### Nhỏ quá", "#### Nhỏ"),
    ("LINK", BODY, f"{BODY}\n[bấm](javascript:alert(1))", "[bấm]"),
    ("LINK", BODY, f"{BODY}\n[bấm](/q/x)", "[bấm]"),
    ("LINK", BODY, f"{BODY}\n**a**\n[bấm](//evil.vn)", "[bấm]"),
    ("LINK", BODY, f"{BODY}\n<data:text/html,x>", "<data"),
    ("LINK", BODY, f"{BODY}\n\n| a | b |\n| - | - |\n| x | [c](ftp://a.vn) |", "ftp:"),
    ("LINK_LESSON", BODY, f"{BODY}\n[bài](02-bai-hai.md)", "[bài]"),
    ("IMAGE_SOURCE", "img/may.svg", "https://example.vn/may.svg", "Một chiếc"),
    ("IMAGE_SOURCE", "img/may.svg", "img/../may.svg", "Một chiếc"),
    ("IMAGE_MISSING", "img/may.svg", "img/mai.svg", "Một chiếc"),
    ("IMAGE_ALT", "![Một chiếc điện thoại]", "![]", "img/may.svg"),
    ("IMAGE_FIRST", "## Sau bài", "![Máy](img/may.svg)\n\n## Sau bài", "![Máy]"),
    ("NOTE_LABEL", "mã cho ai.", "mã cho ai.\n> **Mẹo:** hỏi con.", "**Mẹo"),
    ("FIRST_SECTION", "## Sau bài này", "## Trước bài này", "## Trước"),
    ("WORDS", BODY, "Quá ngắn.", 17),
    ("WORDS", BODY, BODY * 4, 17),
    ("NO_QUIZ", "# Kiểm tra", "Kiểm tra", "Vì sao: lời giải năm."),
    ("QUIZ_LINE", "- [ ] một a", "- một a", "- một a"),
    ("QUIZ_LINE", "# Kiểm tra\n", "# Kiểm tra\n\nHãy trả lời.\n", "Hãy"),
    ("QUIZ_PLAIN", "lời giải ba", "lời **giải** ba", "**giải**"),
    ("QUIZ_PLAIN", "- [ ] ba a", "- [ ] ba [a](b)", "[a](b)"),
    (
        "QUESTION_COUNT",
        "# Kiểm tra\n",
        "# Kiểm tra\n\n## [kiến thức] A?\n- [x] a\n- [ ] b\n\nVì sao: c\n",
        "# Kiểm tra",
    ),
    ("QUESTION_KIND", "## [kiến thức] Câu ba", "## [tình huống] Câu ba", "Câu ba hỏi"),
    ("QUESTION_LABEL", "## [kiến thức] Câu ba", "## Câu ba", "Câu ba hỏi"),
    ("QUESTION_LABEL", "## [kiến thức] Câu ba", "## [kien thuc] Câu ba", "Câu ba hỏi"),
    ("QUESTION_EMPTY", "[kiến thức] Câu ba hỏi gì?", "[kiến thức]", "## [kiến thức]\n"),
    ("OPTION_COUNT", "- [ ] ba a\n- [ ] ba b\n", "", "Câu ba hỏi"),
    ("OPTION_COUNT", "- [ ] ba a\n", "- [ ] a\n- [ ] b\n- [ ] c\n- [ ] d\n", "Câu ba hỏi"),
    ("OPTION_AUDIENCE", "- [ ] ba a\n", "", "Câu ba hỏi"),
    ("OPTION_EMPTY", "- [ ] ba a", "- [ ]", "- [ ]\n"),
    ("OPTION_TWICE", "- [ ] ba b", "- [ ] Ba A.", "Ba A."),
    ("RIGHT_COUNT", "- [x] ba c", "- [ ] ba c", "Câu ba hỏi"),
    ("RIGHT_COUNT", "- [ ] ba a", "- [X] ba a", "Câu ba hỏi"),
    ("WHY_MISSING", "Vì sao: lời giải ba.\n", "", "Câu ba hỏi"),
    ("WHY_MISSING", "Vì sao: lời giải ba.", "Vì sao:", "Vì sao:\n"),
    ("WHY_TWICE", "lời giải ba.", "lời giải ba.\n\nVì sao: lần nữa.", "lần nữa"),
    ("RIGHT_LONGEST", "- [x] ba c", "- [x] ba c dài hơn hẳn", "dài hơn"),
]


def line_of(file: Path, at: int | str) -> int:
    if isinstance(at, int):
        return at
    text = file.read_bytes().decode("utf-8", "surrogatepass")
    return text.count("\n", 0, text.index(at)) + 1


def broken(bench: Workbench) -> set[tuple[Rule, str, int]]:
    return {(fault.rule, fault.file.name, fault.line) for fault in bench.faults()}


def test_a_course_that_keeps_every_rule_has_no_faults(bench: Workbench) -> None:
    assert bench.faults() == ()


@pytest.mark.parametrize(("rule", "old", "new", "at"), COURSE_TABLE)
def test_a_fault_in_course_yaml_is_named_with_its_line(
    bench: Workbench, rule: str, old: str, new: str, at: int | str
) -> None:
    bench.replace(bench.course, old, new)
    assert (NAMES[rule], "course.yaml", line_of(bench.course, at)) in broken(bench)


@pytest.mark.parametrize(("rule", "old", "new", "at"), LESSON_TABLE)
def test_a_fault_in_a_lesson_is_named_with_its_line(
    bench: Workbench, rule: str, old: str, new: str, at: int | str
) -> None:
    bench.replace(bench.lesson, old, new)
    assert (NAMES[rule], bench.lesson.name, line_of(bench.lesson, at)) in broken(bench)


def write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def rename(bench: Workbench, name: str) -> None:
    bench.folder = bench.folder.rename(bench.folder.parent / name)


def link(bench: Workbench) -> None:
    bench.second_lesson().rename(bench.folder.parent / "x.md")
    (bench.folder / "02-bai-hai.md").symlink_to(bench.folder.parent / "x.md")


def file_for_folder(bench: Workbench) -> None:
    bench.picture.unlink()
    bench.picture.parent.rmdir()
    bench.picture.parent.write_text("x")


def same_place(bench: Workbench) -> None:
    text = bench.lesson.read_text("utf-8").replace("- [x]", "- [ ]")
    bench.lesson.write_text(re.sub(r"(\n## \[.*\n)- \[ \]", r"\1- [x]", text), "utf-8")


FOLDER_TABLE = [
    ("EMPTY_FILE", lambda b: write(b.lesson, b" \n\n"), "01-bai-mot.md", 1),
    ("EMPTY_FILE", lambda b: write(b.course, b""), "course.yaml", 1),
    ("TOO_LARGE", lambda b: write(b.lesson, b"a" * (200 * 1024 + 1)), "01-bai-mot.md", 1),
    ("NOT_UTF8", lambda b: write(b.lesson, b.lesson.read_bytes().replace(b"TH01", b"TH\xff1")), "01-bai-mot.md", 2),
    ("BOM", lambda b: write(b.lesson, b"\xef\xbb\xbf" + b.lesson.read_bytes()), "01-bai-mot.md", 1),
    ("CRLF", lambda b: write(b.course, b.course.read_bytes().replace(b"\n", b"\r\n")), "course.yaml", 1),
    ("NOT_KEYS", lambda b: write(b.course, b"- a\n- b\n"), "course.yaml", 1),
    ("NO_COURSE_FILE", lambda b: b.course.unlink(), "course.yaml", 1),
    ("NO_LESSONS", lambda b: b.lesson.unlink(), "course.yaml", 1),
    ("FOLDER_NAME", lambda b: rename(b, "Thử"), "course.yaml", 1),
    ("LESSON_NAME", lambda b: b.second_lesson("2-bai.md"), "2-bai.md", 1),
    ("LESSON_NAME", lambda b: b.second_lesson("02-Bài.md"), "02-Bài.md", 1),
    ("NUMBER_GAP", lambda b: b.second_lesson("03-bai.md"), "03-bai.md", 1),
    ("NUMBER_GAP", lambda b: b.second_lesson("00-bai.md"), "00-bai.md", 1),
    ("NUMBER_TWICE", lambda b: b.second_lesson("01-bai-nua.md"), "01-bai-nua.md", 1),
    ("LESSON_ID_TWICE", lambda b: b.second_lesson("02-bai-mot.md"), "02-bai-mot.md", 1),
    ("CODE_TWICE", lambda b: b.second_lesson(code="TH01"), "02-bai-hai.md", 2),
    ("STRAY", lambda b: write(b.folder / "ghi-chu.txt", b"x"), "ghi-chu.txt", 1),
    ("STRAY", lambda b: write(b.folder / "img" / "Ảnh.svg", b"x"), "Ảnh.svg", 1),
    ("NOT_A_FILE", link, "02-bai-hai.md", 1),
    ("NOT_A_FILE", lambda b: (b.folder / "02-bai-hai.md").mkdir(), "02-bai-hai.md", 1),
    ("NOT_A_FILE", file_for_folder, "img", 1),
    ("NOT_A_FILE", lambda b: os.symlink("02-bai-hai.md", b.folder / "02-bai-hai.md"), "02-bai-hai.md", 1),
    ("IMAGE_HUGE", lambda b: write(b.picture, b" " * (1024 * 1024 + 1)), "may.svg", 1),
    ("IMAGE_UNUSED", lambda b: write(b.folder / "img" / "thua.png", b"x"), "thua.png", 1),
    (
        "IMAGE_LARGE",
        lambda b: write(b.picture, b.picture.read_bytes().replace(b"</svg>", b" " * 20480 + b"</svg>")),
        "01-bai-mot.md",
        23,
    ),
    ("DRAWING_BROKEN", lambda b: write(b.picture, b"<svg>\n<g></svg>"), "may.svg", 2),
    ("DRAWING_BROKEN", lambda b: write(b.picture, b"<html/>"), "may.svg", 1),
    ("DRAWING_UNSAFE", lambda b: b.replace(b.picture, "<rect", "<script/><rect"), "may.svg", 2),
    ("DRAWING_UNSAFE", lambda b: b.replace(b.picture, "<rect", '<rect onload="x()"'), "may.svg", 2),
    ("DRAWING_UNSAFE", lambda b: b.replace(b.picture, "<rect", '<use href="http://a.vn/#b"/><rect'), "may.svg", 2),
    ("DRAWING_UNSAFE", lambda b: b.replace(b.picture, "<rect", '<rect fill="url(http://a.vn)"'), "may.svg", 2),
    ("DRAWING_UNSAFE", lambda b: b.replace(b.picture, "<rect", "<style>@import 'x'</style><rect"), "may.svg", 2),
    ("DRAWING_UNSAFE", lambda b: b.replace(b.picture, "<svg", "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg"), "may.svg", 1),
    ("DRAWING_UNSAFE", lambda b: b.replace(b.picture, "<svg", "<?xml-stylesheet href='x'?><svg"), "may.svg", 1),
    (
        "BODY_EMPTY",
        lambda b: write(b.lesson, re.sub(rb"## Sau.*(?=# Ki)", b"", b.lesson.read_bytes(), flags=re.DOTALL)),
        "01-bai-mot.md",
        17,
    ),
    ("RIGHT_PLACE", same_place, "01-bai-mot.md", 27),
    (
        "RIGHT_RUNNING",
        lambda b: b.replace(b.lesson, "- [ ] ba a\n- [ ] ba b\n- [x] ba c", "- [x] ba a\n- [ ] ba b\n- [ ] ba c"),
        "01-bai-mot.md",
        50,
    ),
]


@pytest.mark.parametrize(("rule", "change", "name", "line"), FOLDER_TABLE)
def test_a_fault_in_the_folder_is_named_with_file_and_line(
    bench: Workbench, rule: str, change: object, name: str, line: int
) -> None:
    change(bench)  # type: ignore[operator]
    assert (NAMES[rule], name, line) in broken(bench)


def test_text_nested_beyond_parsing_is_a_fault(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    def give_up(text: str) -> None:
        raise RecursionError

    monkeypatch.setattr(markdown._PLAIN, "parse", give_up)
    assert (rules.BODY_NESTED, "01-bai-mot.md", 16) in broken(bench)
    assert markdown.render("<b>", "thu-nghiem") == "<p>&lt;b&gt;</p>\n"


def test_a_file_that_may_not_be_read_is_named(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, *_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert (rules.UNREADABLE, "course.yaml", 1) in broken(bench)


def test_an_id_is_taken_once_in_a_folder_of_courses(write: Callable[..., Workbench]) -> None:
    first, second = write("own", "khoa-mot", "AA01"), write("own", "khoa-hai", "AA02")
    second.replace(second.course, "id: khoa-hai", "id: khoa-mot")
    faults = [fault for one in check_folders([first.folder.parent], TODAY) for fault in one.faults]
    assert [(fault.rule, fault.file, fault.line) for fault in faults] == [
        (rules.ID_NOT_FOLDER, second.course, 1),
        (rules.ID_TWICE, second.course, 1),
    ]


def test_every_rule_is_broken_somewhere_in_these_tests() -> None:
    covered = {row[0] for row in (*COURSE_TABLE, *LESSON_TABLE, *FOLDER_TABLE, *CLOSE_TABLE, *LANGUAGE_TABLE)} | {
        *("RIGHT_SPREAD", "RIGHT_OFTEN_LONGEST", "RIGHT_OFTEN_SHORTEST", "GIVEN_AWAY"),
        "BODY_NESTED",
        "ID_TWICE",
        "UNREADABLE",
    }
    assert covered == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_message_and_advice_can_be_filled_from_the_same_fields(name: str) -> None:
    rule = NAMES[name]
    fields = {field for text in (rule.message, rule.advice) for _, field, _, _ in Formatter().parse(text) if field}
    assert f"{rule.message} {rule.advice}".format(**dict.fromkeys(fields, "x"))
    assert rule.message.endswith((".", "}"))
    assert rule.advice.endswith((".", "?"))


def test_what_is_said_about_a_broken_course_is_filled_in(bench: Workbench) -> None:
    for _, old, new, _ in COURSE_TABLE:
        text = bench.course.read_bytes()
        bench.replace(bench.course, old, new)
        assert all("{" not in str(fault) for fault in bench.faults())
        bench.course.write_bytes(text)


def test_all_faults_are_reported_at_once_and_in_order(bench: Workbench) -> None:
    bench.replace(bench.course, "order: 10", "order: x")
    bench.replace(bench.course, "read: 2026-11-20", "read: gần đây")
    bench.replace(bench.lesson, "minutes: 5", "minutes: 9")
    bench.replace(bench.lesson, "- [x] ba c", "- [ ] ba c")
    found = [(fault.file.name, fault.line, fault.rule) for fault in bench.faults()]
    assert found == [
        ("01-bai-mot.md", 4, rules.NOT_NUMBER),
        ("01-bai-mot.md", 43, rules.RIGHT_COUNT),
        ("course.yaml", 5, rules.NOT_NUMBER),
        ("course.yaml", 19, rules.NOT_DATE),
    ]


def test_a_misspelt_key_is_one_fault_with_the_right_spelling(bench: Workbench) -> None:
    bench.replace(bench.course, "summary:", "sumary:")
    (fault,) = bench.faults()
    assert str(fault).endswith("course.yaml:3: error: “sumary” is not known here. Did you mean one of these: summary?")


def test_days_are_not_held_against_a_clock_that_is_not_given(bench: Workbench) -> None:
    bench.replace(bench.course, "read: 2026-11-20", "read: 2030-01-01")
    assert bench.faults(today=None) == ()


def test_windows_line_ends_and_bom_are_read_all_the_same(bench: Workbench) -> None:
    bench.lesson.write_bytes(b"\xef\xbb\xbf" + bench.lesson.read_bytes().replace(b"\n", b"\r\n"))
    assert {fault.rule for fault in bench.faults()} == {rules.BOM, rules.CRLF}
    assert check_course_folder(bench.folder).course


def test_a_text_in_another_language_is_said_with_its_fields(bench: Workbench) -> None:
    bench.replace(bench.course, "order: 10\n", "")
    (fault,) = bench.faults()
    words = {rules.MISSING_KEY.message: "Thiếu “{key}”.", rules.MISSING_KEY.advice: "Thêm “{key}”."}
    assert fault.say(words.__getitem__) == "Thiếu “order”. Thêm “order”."


def test_officials_get_four_options(bench: Workbench) -> None:
    bench.replace(bench.course, "[citizens, workers]", "[officials]")
    options = [fault for fault in bench.faults() if fault.rule is rules.OPTION_AUDIENCE]
    assert [fault.fields["expected"] for fault in options] == [4] * 5
