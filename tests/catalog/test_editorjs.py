"""A lesson's Markdown becomes blocks that the LMS' editor and player know."""

from __future__ import annotations

import dataclasses
import json
from datetime import date

import pytest

from bdhvs_lms.catalog import Catalog, check_course_folder, editorjs
from bdhvs_lms.field.installation import BUNDLED_COURSES
from bdhvs_lms.movement.course import Course, Source

from .conftest import Workbench

URLS = {"may.svg": "/files/may.svg"}
KNOWN = {"header", "paragraph", "list", "table", "upload", "image", "quiz"}


def one(body: str, **pictures: str) -> editorjs.Block:
    (block,) = editorjs.body_blocks(body, pictures)
    return block


def text(body: str) -> str:
    block = one(body)
    assert block["type"] == "paragraph"
    return str(block["data"]["text"])


@pytest.fixture
def course(bench: Workbench) -> Course:
    found = check_course_folder(bench.folder).course
    assert found is not None
    return found


def test_sections_are_headers_of_two_levels() -> None:
    assert one("## Một **hai**") == {"type": "header", "data": {"text": "Một <b>hai</b>", "level": 2}}
    assert one("### Ba")["data"]["level"] == 3


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("a **b** *c*", "a <b>b</b> <i>c</i>"),
        ("một `mã <b>`", "một <code>mã &lt;b&gt;</code>"),
        ("một\nhai", "một hai"),
        ("một  \nhai", "một<br>hai"),
        ("A & B < C", "A &amp; B &lt; C"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("[trang](https://example.vn/?a=1&b=2)", '<a href="https://example.vn/?a=1&amp;b=2">trang</a>'),
        ("[thư](mailto:a@example.vn)", '<a href="mailto:a@example.vn">thư</a>'),
        ("[gọi](tel:113)", "gọi"),
        ("[xấu](javascript:alert(1))", "xấu"),
        ("[bài sau](02-bai-hai.md)", "bài sau"),
    ],
)
def test_marks_inside_a_text(markdown: str, html: str) -> None:
    assert text(markdown) == html


def test_a_note_keeps_its_label() -> None:
    assert text("> **Cảnh báo:** Không đọc mã.") == "<b>Cảnh báo:</b> Không đọc mã."


def test_lists_keep_their_order_and_hang_on_one_another() -> None:
    block = one("1. một\n2. hai\n   - con\n   - con hai")
    assert block["data"]["style"] == "ordered"
    assert [item["content"] for item in block["data"]["items"]] == ["một", "hai"]
    assert [item["content"] for item in block["data"]["items"][1]["items"]] == ["con", "con hai"]
    assert one("- a")["data"]["style"] == "unordered"


def test_an_item_of_two_paragraphs_is_one_item() -> None:
    assert one("- một\n\n  hai")["data"]["items"] == [{"content": "một<br>hai", "items": []}]


def test_a_table_has_its_headings() -> None:
    block = one("| A | B |\n|---|---|\n| 1 | **2** |")
    assert block == {"type": "table", "data": {"withHeadings": True, "content": [["A", "B"], ["1", "<b>2</b>"]]}}


def test_code_keeps_its_lines() -> None:
    assert text("```\na < b\nc\n```") == "a &lt; b<br>c"


@pytest.mark.parametrize(
    "body", ["![Một máy](img/may.svg)", "- ![Một máy](img/may.svg)", "|A|\n|---|\n|![Một máy](img/may.svg)|"]
)
def test_a_picture_is_an_upload_with_its_words_beneath_wherever_it_stands(body: str) -> None:
    blocks = editorjs.body_blocks(body, URLS)
    assert blocks[-2:] == [
        {"type": "upload", "data": {"file_url": "/files/may.svg", "file_type": "SVG", "quizzes": []}},
        {"type": "paragraph", "data": {"text": "<i>Một máy</i>"}},
    ]


def test_a_picture_that_was_not_uploaded_is_its_words() -> None:
    assert [block["data"]["text"] for block in editorjs.body_blocks("![Một máy](img/may.svg)", {})] == ["Một máy"]


def test_a_picture_inside_the_text_needs_no_file() -> None:
    (block,) = editorjs.body_blocks("![Một máy](img/may.svg)", {"may.svg": "data:image/svg+xml;base64,AA=="})
    assert block["type"] == "image"
    assert (block["data"]["url"], block["data"]["caption"]) == ("data:image/svg+xml;base64,AA==", "Một máy")


def test_what_cannot_be_parsed_is_its_words() -> None:
    body = "[" * 5000 + "<b>" + "]" * 5000
    assert "<b>" not in json.dumps(editorjs.body_blocks(body, {}))


def test_the_quiz_is_last_and_sources_stand_before_it(course: Course) -> None:
    blocks = json.loads(editorjs.content(course, course.lessons[0], quiz="q1", pictures=URLS))["blocks"]
    assert blocks[-1] == {"type": "quiz", "data": {"quiz": "q1"}}
    assert blocks[-2]["data"]["items"][0]["content"] == '<a href="https://example.vn/luat">Luật thứ nhất</a>, Quốc hội'
    assert blocks[-3]["data"]["text"] == editorjs.SOURCES


def test_a_source_without_address_says_where_it_is(course: Course) -> None:
    paper = Source("luat-mot", "Luật <1>", "Quốc hội", where="Mục II", read=date(2026, 1, 1))
    lesson = course.lessons[0]
    blocks = json.loads(editorjs.content(dataclasses.replace(course, sources=(paper,)), lesson, quiz="", pictures={}))
    assert blocks["blocks"][-1]["data"]["items"][0]["content"] == "Luật &lt;1&gt;, Quốc hội, Mục II"


def test_the_courses_page_says_what_learners_will_be_able_to_do(course: Course) -> None:
    said = editorjs.description(dataclasses.replace(course, outcomes=("Gọi & nhắn.",)))
    assert said == f"<p>{editorjs.OUTCOMES}</p><ul><li>Gọi &amp; nhắn.</li></ul>"
    assert editorjs.description(dataclasses.replace(course, outcomes=())) == f"<p>{course.summary}</p>"


def test_what_the_editor_adds_at_each_save_is_no_change() -> None:
    block = {"type": "paragraph", "data": {"text": "a"}}
    saved = {"time": 1, "version": "2.29.0", "blocks": [{"id": "x", **block, "tunes": {}}]}
    assert editorjs.normal(json.dumps(saved)) == editorjs.normal(json.dumps({"blocks": [block]}))
    other = {"blocks": [{"type": "paragraph", "data": {"text": "b"}}]}
    assert editorjs.normal(json.dumps(other)) != editorjs.normal(json.dumps(saved))


@pytest.mark.parametrize("odd", ["", "không phải JSON", "[]", '{"blocks": [{"type": "x"}]}', "null"])
def test_content_of_another_kind_is_compared_as_it_is(odd: str) -> None:
    assert editorjs.normal(odd) == odd


def test_the_bundled_courses_become_known_blocks_of_a_size_that_a_lesson_holds() -> None:
    for course in Catalog.load([BUNDLED_COURSES]).courses:
        for lesson in course.lessons:
            urls = dict.fromkeys(editorjs.picture_names(lesson), "/files/x.svg")
            said = editorjs.content(course, lesson, quiz="q", pictures=urls)
            blocks = json.loads(said)["blocks"]
            assert {block["type"] for block in blocks} <= KNOWN
            assert sum(block["type"] == "upload" for block in blocks) == len(urls)
            assert len(json.dumps(json.loads(said))) < 60_000
