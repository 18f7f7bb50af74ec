"""Threat: what somebody typed, or wrote into a course, becomes a part of a page."""

from dataclasses import replace

import pytest
from portal.support import OneCourse, Phone, count_by_self, opened, read, revoke, served

from bdhvs_lms.catalog import render
from bdhvs_lms.field import kept
from bdhvs_lms.movement.course import Source
from bdhvs_lms.movement.units import AGENCY, Group, Unit

EVIL = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}"


def assert_harmless(answer):
    page = read(answer)
    assert "alert(1)" not in [attrs.get("src") for attrs in page.all("script")]
    assert all((attrs.get("src") or "").startswith("/bdhvs/tinh/") for attrs in page.all("script"))
    assert not page.all("img", src="x")
    assert not [name for _, attrs in page.elements for name in attrs if name.startswith("on")]
    assert "<script>alert" not in answer.text
    assert "49" not in answer.text.partition("alert(2)")[2][:20]


@pytest.mark.parametrize("field", ["name", "birth_year", "village", "phone", "unit", "group", "consent"])
def test_a_typed_field_comes_back_as_text(phone, course, field):
    answer = phone.finish(course).claim(course, **{field: EVIL})
    assert answer.status_code == 422
    assert_harmless(answer)
    if field in ("name", "village"):
        assert read(answer).value(field) == EVIL[:60]


@pytest.mark.parametrize(
    "address",
    ["/?nhom=", "/bdhvs?nhom=", "/tien-do?nam=", "/tien-do?chi-tieu=", "/bdhvs/giay?moi=",
     "/q?ma=", "/x?ma=", "/x/A.pdf?p=",
     "/khong-co?", "/tien-do.csv?nam="],
)  # fmt: skip
def test_a_query_is_never_a_part_of_a_page(phone, address):
    from urllib.parse import quote

    answer = phone.get(address + quote(EVIL))
    if answer.mimetype == "text/html":
        assert_harmless(answer)
    assert "Location" not in answer.headers or "<" not in answer.headers["Location"]


def test_a_path_is_never_a_part_of_a_page(phone):
    from urllib.parse import quote

    evil = quote(EVIL.replace("/", ""))
    for address in (
        f"/{evil}",
        f"/q/{evil}",
        f"/x/{evil}",
        f"/X/{'0' * 17}/{evil}",
        f"/hoc/{evil}",
        f"/hoc/{evil}/{evil}/kiem-tra",
    ):
        assert_harmless(phone.get(address))


@pytest.fixture
def hostile(installation, course):
    """A portal whose every stored text is an attack: course, lesson, quiz, unit, group, target, issuer's reason."""
    lesson = course.lessons[0]
    asked = tuple(replace(one, text=EVIL, why=EVIL, options=(EVIL,) * 3) for one in lesson.questions)
    evil_lesson = replace(lesson, title=EVIL, questions=asked, sources=("s",), html=render(EVIL, course.id))
    evil_course = replace(
        course, title=EVIL, summary=EVIL, outcomes=(EVIL,), lessons=(evil_lesson,),
        skills=tuple(replace(one, name=EVIL, framework=EVIL) for one in course.skills),
        sources=(Source("s", EVIL, EVIL, "https://example.org/?a=" + EVIL, EVIL),),
    )  # fmt: skip
    database = installation.store.database
    kept.add_units(database, [Unit("T0BAD", EVIL, AGENCY)])
    kept.add_groups(database, [Group("citizens", EVIL)])
    kept.add_targets(
        database,
        [replace(one, title=EVIL, source=EVIL) for one in installation.store.targets() if one.id == "citizens"],
    )
    with opened(installation.folder, OneCourse(evil_course), installation.clock) as found:
        yield found, evil_course


def test_stored_texts_are_shown_as_texts_on_every_page(hostile):
    installation, course = hostile
    count_by_self(installation, "citizens")
    phone = Phone(served(installation))
    lesson = course.lessons[0]
    serial, scanned = phone.paper(course, unit="T0BAD")
    for address in ("/", "/?nhom=citizens", f"/hoc/{course.id}", f"/hoc/{course.id}/{lesson.id}", scanned,
                    f"/x/{serial}", f"/hoc/{course.id}/{lesson.id}/kiem-tra", "/bdhvs/giay", "/bdhvs/nguoi-khac",
                    "/tien-do?chi-tieu=citizens&nam=2026"):  # fmt: skip
        answer = phone.get(address)
        assert answer.status_code == 200
        assert EVIL in "".join(read(answer)._texts), address
        assert_harmless(answer)
    assert_harmless(phone.try_quiz(course, lesson, [None] * 5))
    revoke(installation, serial, EVIL)
    assert_harmless(phone.get(scanned))
    assert_harmless(Phone(served(installation)).get(f"/hoc/{course.id}/xac-nhan"))


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(2)>",
        "[a](javascript:alert(1))", "![a](javascript:alert(1))",
        "[a](JaVaScRiPt&colon;alert(1))", "[a](data:text/html,<script>alert(1)</script>)",
        "<javascript:alert(1)>",
        "[a](vbscript:x)", '[a](https://e.example "\\" onmouseover=alert(1) \\"")',
        "```html\n<script>alert(1)</script>\n```",
        '![" onerror="alert(2)](img/a.svg)', "[a]: javascript:alert(1)\n\n[a]",
        "<a href=javascript:alert(1)>", "[a](//e.example)",
        "<svg onload=alert(1)>", "<style>*{display:none}</style>", "| a |\n|:-:|\n| <b onclick=alert(1)> |",
    ],
)  # fmt: skip
def test_a_lesson_s_markdown_brings_no_script_and_no_unsafe_link(installation, course, markdown):
    lesson = replace(course.lessons[0], html=render(markdown, course.id))
    one = replace(course, lessons=(lesson,))
    with opened(installation.folder, OneCourse(one), installation.clock) as found:
        answer = Phone(served(found)).get(f"/hoc/{one.id}/{lesson.id}")
    assert_harmless(answer)
    page = read(answer)
    assert all(link.startswith(("/", "#", "https://", "http://", "tel:", "mailto:")) for link in page.links())
    assert not [link for link in page.links() if link.startswith("//")]
    assert not page.all("style")
    assert not [attrs for _, attrs in page.elements if "style" in attrs]
