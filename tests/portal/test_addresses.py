"""Every address that the house promises, and nothing besides."""

import pytest

from bdhvs_lms.movement.codes import PosterCode, format_serial
from bdhvs_lms.portal import owns

from .support import CITIZENS, KEPT_HEADERS, Phone, read, served, vi

LESSON = f"/hoc/{CITIZENS}/cuoc-goi-lua-dao"
PAGES = (
    "/", "/bdhvs", "/bdhvs?nhom=citizens", "/bdhvs/giay", "/bdhvs/nguoi-khac", f"/hoc/{CITIZENS}", LESSON,
    f"{LESSON}/kiem-tra", "/q", "/x", "/tien-do", "/tien-do?nam=2025&chi-tieu=students",
)  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_a_page_answers_in_vietnamese(phone, address):
    answer = phone.get(address)
    assert answer.status_code == 200
    assert answer.content_type == "text/html; charset=utf-8"
    page = read(answer)
    assert page.all("html", lang="vi")
    assert len(page.all("h1")) == 1
    assert page.all("main", id="noi-dung")


@pytest.mark.parametrize("address", PAGES)
def test_asking_for_the_head_alone_gives_the_same_answer_without_its_body(phone, address):
    whole, head = phone.get(address), phone.open(address, "HEAD")
    assert head.status_code == 200
    assert head.data == b""
    for name in ("Content-Type", "ETag", "Content-Security-Policy", *KEPT_HEADERS):
        assert head.headers[name] == whole.headers[name]


def test_an_end_with_a_slash_leads_to_the_same_page(phone):
    for address in ("/bdhvs/", f"/hoc/{CITIZENS}/", f"{LESSON}/", "/tien-do/", "/x/", "/q/"):
        assert phone.get(address).status_code == 200


def test_the_first_page_shows_the_courses_of_the_group_that_is_chosen(phone, course, officials):
    everything, citizens = read(phone.get("/")), read(phone.get("/bdhvs?nhom=citizens"))
    assert f"/hoc/{officials.id}" in everything.links()
    assert f"/hoc/{course.id}" in citizens.links()
    assert f"/hoc/{officials.id}" not in citizens.links()


def test_a_group_without_a_course_is_told_so_and_offered_all(phone):
    page = read(phone.get("/bdhvs?nhom=students"))
    assert vi("There is no course for this group yet.") in page.text
    assert "?" in page.links()


def test_a_course_shows_its_lessons_in_their_order(phone, course):
    links = read(phone.get(f"/hoc/{course.id}")).links()
    lessons = [link for link in dict.fromkeys(links) if link.startswith(f"/hoc/{course.id}/")]
    assert lessons == [f"/hoc/{course.id}/{lesson.id}" for lesson in course.lessons]


def test_a_lesson_says_its_place_in_the_course_and_leads_to_its_quiz(phone, course):
    for place, lesson in enumerate(course.lessons, start=1):
        page = read(phone.get(f"/hoc/{course.id}/{lesson.id}"))
        assert vi("Lesson {n} of {all}", n=place, all=len(course.lessons)) in page.text
        assert f"/hoc/{course.id}/{lesson.id}/kiem-tra" in page.links()


@pytest.mark.parametrize("address", [f"{LESSON}x", "/hoc/khong-co", "/hoc/khong-co/01-a", "/hoc/khong-co/01-a/kiem-tra",
                                     "/hoc/khong-co/xac-nhan"])  # fmt: skip
def test_a_course_or_lesson_that_is_not_there_is_not_found(phone, address):
    answer = phone.get(address)
    assert answer.status_code == 404
    assert (
        vi("This course or lesson doesn't exist (any more). The first page shows all that there are.")
        in read(answer).text
    )
    assert "/" in read(answer).links()


@pytest.mark.parametrize("address", ["/bdhvs/gi", "/hoc", "/hoc/a/b/c", "/q/a/b", "/x/a/b/c", "/tien-do/a",
                                     "/api", "/Q", "/X",
                                     "/bdhvs/tinh/00000000/bdhvs.css", f"/bdhvs/tep/{CITIZENS}/khong.svg"])  # fmt: skip
def test_what_the_portal_does_not_have_is_a_page_of_its_own_that_says_so(phone, address):
    answer = phone.get(address)
    assert answer.status_code == 404
    assert vi("This page doesn't exist.") in read(answer).text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FOO"])
def test_a_page_can_only_be_read(phone, method):
    answer = phone.open(f"/hoc/{CITIZENS}", method)
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD"}
    assert vi("This can't be done that way.") in read(answer).text


def test_the_portal_takes_its_own_addresses_and_leaves_all_others_to_the_site():
    code, serial = "03637-AT01-A1-X", "0" * 17
    own = [
        "/bdhvs",
        "/bdhvs/giay",
        "/bdhvs/tinh/a/b",
        "/hoc/a",
        "/hoc",
        "/q",
        f"/q/{code}",
        f"/Q/{code}",
        f"/x/{serial}",
    ]
    own += [f"/X/{serial}/PAYLOAD", f"/x/{serial}.pdf", "/tien-do", "/tien-do.csv", "/tien-do/", "/bdhvs/khong-co"]
    others = [
        "",
        "/",
        "/app",
        "/lms",
        "/bdhvs2",
        "/hocvien",
        "/qr",
        "/xa",
        "/login",
        "/tien-do.xlsx",
        "/tien-do2",
        "/HOC/a",
    ]
    assert [path for path in own if not owns(path)] == []
    assert [path for path in others if owns(path)] == []


@pytest.fixture
def code(course):
    return str(PosterCode("03637", course.lessons[0].code, "A", 1))


def test_a_poster_leads_to_its_lesson_however_the_code_is_written(phone, code):
    bare = code.replace("-", "")
    spellings = [f"/q/{code}", f"/Q/{code}", f"/q/{code.lower()}", f"/Q/{bare}", f"/q/{bare.lower()}"]
    spellings += [f"/q/{code.replace('0', 'O').replace('1', 'I')}", f"/q/%20{code.replace('-', '%20')}%20"]
    for address in spellings:
        answer = phone.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (302, LESSON), address


def test_a_typed_poster_code_leads_to_its_lesson(phone, code):
    for typed in (
        code,
        f" {code.lower()} ",
        code.replace("-", " "),
        f"hoc.laichau.example/q/{code}",
        code.replace("0", "o"),
    ):
        answer = phone.get("/q", query_string={"ma": typed})
        assert answer.headers["Location"] == f"/q/{code}"
        assert phone.follow(answer).headers["Location"] == LESSON


def test_a_mistyped_poster_code_is_told_apart_from_a_right_one(phone, code):
    for at, letter in enumerate(code):
        if letter != "-":
            typed = code[:at] + ("7" if letter != "7" else "8") + code[at + 1 :]
            answer = phone.get(f"/q/{typed}")
            assert answer.status_code == 404
            assert typed in read(answer).text


def test_a_poster_of_a_lesson_that_is_not_here_says_so(phone):
    answer = phone.get(f"/q/{PosterCode('03637', 'ZZZZ', 'A')}")
    assert answer.status_code == 404
    assert "ZZZZ" in read(answer).text


def test_a_typed_serial_is_checked_however_it_is_written(phone, course):
    serial, scanned = phone.paper(course)
    spaced = format_serial(serial)
    spellings = [serial, spaced, spaced.lower(), spaced.replace("-", " "), f" {spaced} ", spaced.replace("0", "o")]
    for typed in (*spellings, spaced.replace("1", "l"), f"http://localhost/x/{spaced}"):
        answer = phone.get("/x", query_string={"ma": typed})
        assert answer.headers["Location"] == f"/x/{serial}", typed
        assert vi("Genuine") in read(phone.follow(answer)).text
    for address in (f"/x/{spaced}", f"/X/{serial}", f"/x/{spaced.lower()}", f"/X/{spaced.replace('-', '%20')}"):
        assert vi("Genuine") in read(phone.get(address)).text
    pasted = phone.get("/x", query_string={"ma": f"http://localhost{scanned}"})
    assert vi("Genuine") in read(phone.follow(pasted)).text


def test_a_link_copied_with_a_line_break_in_it_still_leads_to_the_paper(phone, course):
    _, scanned = phone.paper(course)
    answer = phone.get("/x", query_string={"ma": f"http://localhost{scanned[:90]}\r\n {scanned[90:]}\n"})
    assert vi("Genuine") in read(phone.follow(answer)).text


def test_every_link_of_every_page_leads_somewhere(app, phone, course):
    phone.paper(course)
    open_, seen = ["/", *PAGES], set()
    while open_:
        address = open_.pop()
        if address in seen:
            continue
        seen.add(address)
        if ".pdf" in address or ".png" in address:
            continue
        answer = phone.get(address)
        assert answer.status_code in (200, 303), address
        if answer.mimetype != "text/html":
            continue
        page = read(answer)
        links = page.links() + [one["src"] for one in page.all("img") + page.all("script") if one.get("src")]
        links += [one["href"] for one in page.all("link")]
        base = address.partition("?")[0]
        for link in links:
            if link.startswith("?"):
                open_.append(base + link)
            elif link.startswith("/"):
                open_.append(link)
            else:
                assert link.startswith(("https://", "http://", "tel:", "mailto:", "#", "data:,")), link
    assert len(seen) > 40


def test_another_phone_of_the_village_is_served_by_the_machine_s_address_on_its_wifi(installation):
    served_here = Phone(served(installation, ["10.42.0.1"]), base="http://10.42.0.1:8300")
    assert served_here.get("/").status_code == 200
