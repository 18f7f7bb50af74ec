"""What a cheap phone on 2G has to fetch."""

import gzip

import pytest

from bdhvs_lms.catalog import Catalog
from bdhvs_lms.field.installation import BUNDLED_COURSES
from bdhvs_lms.portal.page import environment

from .support import Clock, Phone, opened, read, served

GZIP = {"Accept-Encoding": "gzip"}


@pytest.fixture(scope="module")
def reader(template):
    """A phone that only reads, on one installation for all lessons."""
    with opened(template.folder, template.catalog, Clock()) as found:
        yield Phone(served(found))


def on_the_wire(phone, address) -> int:
    answer = phone.get(address, headers=GZIP)
    head = sum(len(f"{name}: {value}\r\n".encode()) for name, value in answer.headers.items())
    return len(answer.data) + head


BUNDLED = [(course, lesson) for course in Catalog.load([BUNDLED_COURSES]).courses for lesson in course.lessons]
EACH_LESSON = pytest.mark.parametrize(("course", "lesson"), BUNDLED, ids=[lesson.code for _, lesson in BUNDLED])


@EACH_LESSON
def test_a_lesson_needs_two_requests_and_14_kilobytes_before_its_pictures(reader, course, lesson):
    address = f"/hoc/{course.id}/{lesson.id}"
    page = read(reader.get(address))
    styles = [attrs["href"] for attrs in page.all("link") if attrs["rel"] == "stylesheet"]
    assert len(styles) == 1
    assert [attrs["href"] for attrs in page.all("link") if attrs["rel"] not in ("stylesheet", "icon")] == []
    assert [attrs["href"] for attrs in page.all("link", rel="icon")] == ["data:,"]
    assert all("defer" in attrs for attrs in page.all("script"))
    assert all(attrs.get("loading") == "lazy" for attrs in page.all("img"))
    for tag in ("iframe", "object", "embed", "video", "audio", "font", "source", "use"):
        assert not page.all(tag)
    assert on_the_wire(reader, address) + on_the_wire(reader, styles[0]) <= 14 * 1024


@EACH_LESSON
def test_a_lesson_s_pictures_are_small_and_come_after_its_first_words(reader, course, lesson):
    page = read(reader.get(f"/hoc/{course.id}/{lesson.id}"))
    tags = [tag for tag, _ in page.elements]
    for picture in page.all("img"):
        answer = reader.get(picture["src"])
        assert answer.status_code == 200
        assert len(answer.data) <= 20 * 1024
        assert picture["alt"]
        assert {"width", "height"} <= set(picture), "the text would jump when it comes"
    if "img" in tags:
        begin = tags.index("article")
        assert "p" in tags[begin : tags.index("img") - 1], "a paragraph, besides the one that holds the picture"


def test_the_style_sheet_fetches_nothing_more(phone):
    page = read(phone.get("/"))
    style = phone.get(page.all("link", rel="stylesheet")[0]["href"]).text
    assert "url(" not in style
    assert "@import" not in style


@pytest.mark.parametrize("address", ["/", "/hoc/an-toan-tren-mang", "/tien-do", "/tien-do.csv", "/khong-co"])
def test_a_text_is_compressed_when_the_phone_asks_for_it(phone, address):
    plain, packed = phone.get(address), phone.get(address, headers=GZIP)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data)
    assert int(packed.headers["Content-Length"]) == len(packed.data)
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_the_head_of_a_compressed_page_says_the_same_as_the_page(phone):
    page, head = phone.get("/", headers=GZIP), phone.open("/", "HEAD", headers=GZIP)
    assert {**page.headers, "Date": ""} == {**head.headers, "Date": ""}


@pytest.mark.parametrize("wish", ["gzip;q=0", "identity", "br", "", "*;q=0", "gzip;q=x;;,,", "\xff"])
def test_a_phone_that_does_not_take_gzip_gets_the_text_as_it_is(phone, wish):
    answer = phone.get("/", headers={"Accept-Encoding": wish})
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers


def test_a_page_that_the_phone_has_already_is_not_sent_again(phone, course):
    for address in ("/", f"/hoc/{course.id}/{course.lessons[0].id}", "/tien-do"):
        for headers in ({}, GZIP):
            tag = phone.get(address, headers=headers).headers["ETag"]
            again = phone.get(address, headers={**headers, "If-None-Match": tag})
            assert (again.status_code, again.data) == (304, b"")
            assert again.headers["ETag"] == tag
            assert "Accept-Encoding" in again.headers["Vary"]
            assert phone.get(address, headers={**headers, "If-None-Match": 'W/"0"'}).status_code == 200


def test_a_page_that_has_changed_is_sent_anew(phone, course):
    address = f"/hoc/{course.id}"
    tag = phone.get(address).headers["ETag"]
    phone.pass_quiz(course, course.lessons[0])
    answer = phone.get(address, headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert 'class="done"' in answer.text


def test_pages_are_never_kept_for_other_phones(phone, course):
    for address in ("/", f"/hoc/{course.id}", "/tien-do", "/khong-co"):
        assert phone.get(address).headers["Cache-Control"] == "private, no-cache"


def test_style_and_script_are_fetched_once_and_kept_for_ever(phone, course):
    page = read(phone.get(f"/hoc/{course.id}/{course.lessons[0].id}"))
    for address in (page.all("link", rel="stylesheet")[0]["href"], page.all("script")[0]["src"]):
        answer = phone.get(address)
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Set-Cookie" not in answer.headers
        digest = address.split("/")[3]
        assert phone.get(address.replace(digest, "00000000")).status_code == 404


def test_a_course_s_picture_is_served_with_its_kind(phone, course):
    answer = phone.get(f"/bdhvs/tep/{course.id}/ba-dau-hieu.svg")
    assert answer.mimetype == "image/svg+xml"
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_page_without_a_picture_in_the_way_is_readable_on_any_screen(app):
    page = read(Phone(app).get("/"))
    assert page.all("meta", name="viewport")[0]["content"] == "width=device-width, initial-scale=1"


def test_templates_are_read_once_for_all_requests():
    assert environment() is environment()
