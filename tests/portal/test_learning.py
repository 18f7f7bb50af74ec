"""Reading, trying and passing, on a phone without an account."""

import dataclasses
import itertools

import pytest

from bdhvs_lms.movement.progress import Progress
from bdhvs_lms.portal.cookies import PAPERS, PROGRESS, Cookies, new_progress

from .support import OneCourse, Phone, opened, read, right, served, vi, wrong

PASSED = vi("Passed. Well done!")
NOT_YET = vi("Not passed yet. Read why below, then try again as often as you like.")


@pytest.fixture
def lesson(course):
    return course.lessons[0]


@pytest.fixture
def quiz(course, lesson):
    return f"/hoc/{course.id}/{lesson.id}/kiem-tra"


def test_reading_asks_for_no_cookie_and_leaves_none(phone, course, lesson):
    for address in ("/", f"/hoc/{course.id}", f"/hoc/{course.id}/{lesson.id}", "/tien-do", "/q", "/x", "/bdhvs/giay"):
        answer = phone.get(address)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers


def test_every_lesson_can_be_read_at_once_whatever_has_been_passed(app, course, officials):
    for one in (course, officials):
        for lesson in one.lessons:
            text = read(Phone(app).get(f"/hoc/{one.id}/{lesson.id}")).text
            assert lesson.title in text
            assert len(text.split()) > 300


def test_nothing_on_a_page_waits_for_a_script(phone, course, lesson, quiz):
    for address in ("/", f"/hoc/{course.id}/{lesson.id}", quiz):
        page = read(phone.get(address))
        assert all("defer" in script for script in page.all("script"))
        assert all(not name.startswith("on") for _, attrs in page.elements for name in attrs)
    listen = next(attrs for _, attrs in read(phone.get(quiz)).elements if "data-nghe-bar" in attrs)
    assert "hidden" in listen, "the button to listen shows itself only where the script can read aloud"


def test_the_quiz_asks_five_questions_three_on_knowledge_and_two_on_situations(phone, course, quiz):
    text = read(phone.get(quiz)).text
    assert [text.count(f"{vi('Question {n}', n=n)} ") for n in range(1, 6)] == [1] * 5
    assert (text.count(vi("knowledge")), text.count(vi("situation"))) >= (3, 2)


def test_the_quiz_page_is_the_same_whichever_answers_are_right(tmp_path, installation, course, lesson, quiz):
    pages = set()
    keep = Phone(served(installation))
    keep.get(quiz)
    for shift in range(3):
        questions = tuple(
            dataclasses.replace(one, answer=(one.answer + shift) % len(one.options), why=f"vì {shift}")
            for one in lesson.questions
        )
        changed = dataclasses.replace(course, lessons=(dataclasses.replace(lesson, questions=questions),))
        with opened(installation.folder, OneCourse(changed), installation.clock) as other:
            pages.add(Phone(served(other)).copy_from(keep).get(quiz).text)
    assert len(pages) == 1


def test_the_place_of_an_option_does_not_tell_that_it_is_right(course, officials):
    for one in (course, officials):
        places = [question.answer for lesson in one.lessons for question in lesson.questions]
        assert max(places.count(place) for place in range(3)) <= len(places) * 0.6


def test_the_reasons_are_not_in_the_page_before_the_answers_are_given(phone, course, lesson, quiz):
    source = phone.get(quiz).text
    assert all(question.why not in source for question in lesson.questions)


def test_a_try_is_graded_and_each_question_explained(phone, course, lesson):
    answer = phone.try_quiz(course, lesson, wrong(lesson, 2))
    page = read(answer)
    assert answer.status_code == 200
    assert vi("You have {right} of {of} right", right=3, of=5) in page.text
    assert all(question.why in page.text for question in lesson.questions)
    sections = [attrs["class"] for attrs in page.all("section")]
    assert sections == ["answer wrong"] * 2 + ["answer right"] * 3


def test_four_right_of_five_pass_and_three_do_not(app, course, lesson):
    passed, failed = Phone(app), Phone(app)
    assert PASSED in read(passed.try_quiz(course, lesson, wrong(lesson, 1))).text
    page = read(failed.try_quiz(course, lesson, wrong(lesson, 2)))
    assert NOT_YET in page.text
    assert f"/hoc/{course.id}/{lesson.id}/kiem-tra" in page.links()


def test_a_question_left_out_counts_as_not_right_and_is_told_so(phone, course, lesson):
    page = read(phone.try_quiz(course, lesson, [None, *right(lesson)[1:]]))
    assert vi("You didn't answer this one.") in page.text
    assert [attrs["class"] for attrs in page.all("section")] == ["answer wrong"] + ["answer right"] * 4


@pytest.mark.parametrize("choice", ["9", "-1", "", "ab", "²", "1e1", "00", "0x0", "1" * 5000, "null", "q0"])
def test_an_answer_that_is_none_of_the_options_is_no_answer(phone, course, lesson, choice):
    page = read(phone.try_quiz(course, lesson, [choice] * 5))
    assert [attrs["class"] for attrs in page.all("section")] == ["answer wrong"] * 5


def test_there_is_no_limit_to_the_tries(phone, course, lesson):
    for _ in range(25):
        assert NOT_YET in read(phone.try_quiz(course, lesson, wrong(lesson))).text
    assert PASSED in read(phone.pass_quiz(course, lesson)).text


def test_a_lesson_that_is_passed_stays_passed(phone, course, lesson):
    phone.pass_quiz(course, lesson)
    assert NOT_YET in read(phone.try_quiz(course, lesson, wrong(lesson))).text
    assert [attrs for attrs in read(phone.get(f"/hoc/{course.id}")).all("li") if attrs.get("class") == "done"] != []


def test_after_a_passed_lesson_the_next_one_is_offered_and_after_the_last_the_one_left_out(phone, course):
    first, second, *_, last = course.lessons
    assert f"/hoc/{course.id}/{second.id}" in read(phone.pass_quiz(course, first)).links()
    assert f"/hoc/{course.id}/{second.id}" in read(phone.pass_quiz(course, last)).links()


def test_the_paper_is_offered_only_when_every_quiz_of_the_course_is_passed(phone, course):
    address = f"/hoc/{course.id}/xac-nhan"
    for lesson in course.lessons:
        refused = phone.get(address)
        assert refused.status_code == 403
        assert lesson.title in read(refused).text
        assert address not in read(phone.get(f"/hoc/{course.id}")).links()
        last = phone.pass_quiz(course, lesson)
    assert address in read(last).links()
    assert address in read(phone.get(f"/hoc/{course.id}")).links()
    assert phone.get(address).status_code == 200


def test_a_form_sent_before_every_quiz_is_passed_makes_nothing(phone, course, lesson, installation):
    graded = phone.pass_quiz(course, lesson)
    assert graded.status_code == 200
    token = read(phone.get(f"/hoc/{course.id}/{lesson.id}/kiem-tra")).hidden()
    answer = phone.post(f"/hoc/{course.id}/xac-nhan", {**token, "name": "Lò Thị Ánh", "birth_year": "1985"})
    assert answer.status_code == 403
    assert list(installation.store.records()) == []


def test_one_course_s_lessons_do_not_open_another_course_s_paper(phone, course, officials):
    phone.finish(course)
    assert phone.get(f"/hoc/{officials.id}/xac-nhan").status_code == 403


def test_the_cookie_holds_all_lessons_of_twelve_courses_in_two_kilobytes():
    codes = ["".join(letters) for letters in itertools.islice(itertools.product("ABCDEFGH", "JKMNP", "12", "3"), 72)]
    assert len(set(codes)) == 72
    full = Progress(new_progress().nonce, dict.fromkeys(codes, 5), "019abcde-0000-7000-8000-0123456789ab")
    from werkzeug.wrappers import Request, Response

    cookies, response = Cookies(bytes(32)), Response()
    cookies.keep_progress(Request({}), response, full)
    kept = response.headers["Set-Cookie"]
    assert len(kept) <= 2048
    assert cookies.progress(Request({"HTTP_COOKIE": kept.partition(";")[0]})) == full


@pytest.fixture
def signed_at(monkeypatch):
    """Sets the moment (in seconds) at which cookies are signed and read."""

    def at(moment):
        monkeypatch.setattr("itsdangerous.timed.TimestampSigner.get_timestamp", lambda self: moment)

    at(1_800_000_000)
    return at


def test_progress_is_kept_for_half_a_year_and_then_counts_as_none(phone, course, lesson, signed_at):
    phone.pass_quiz(course, lesson)
    signed_at(1_800_000_000 + 180 * 86400)
    assert 'class="done"' in phone.get(f"/hoc/{course.id}").text
    signed_at(1_800_000_000 + 180 * 86400 + 1)
    assert 'class="done"' not in phone.get(f"/hoc/{course.id}").text


def test_reading_on_renews_the_half_year(phone, course, lesson, quiz, signed_at):
    phone.pass_quiz(course, lesson)
    signed_at(1_800_000_000 + 100 * 86400)
    phone.get(quiz)
    signed_at(1_800_000_000 + 200 * 86400)
    assert 'class="done"' in phone.get(f"/hoc/{course.id}").text


def test_a_cookie_dated_in_the_future_counts_as_none(phone, course, lesson, signed_at):
    phone.pass_quiz(course, lesson)
    signed_at(1_800_000_000 - 86400)
    assert 'class="done"' not in phone.get(f"/hoc/{course.id}").text


def forgeries(good: str):
    head, stamp, mark = good.rsplit(".", 2)
    return {
        "garbled": "x" * 40, "empty": "", "cut": good[:-4], "changed": ("A" if head[0] != "A" else "B") + good[1:],
        "unsigned": head, "signed by another": f"{head}.{stamp}.{'A' * len(mark)}", "too long": good + "A" * 3000,
        "not ASCII": "đ" * 20, "quotes": '"' * 9, "a list": "W10." + stamp + "." + mark,
    }  # fmt: skip


def test_a_cookie_that_this_machine_did_not_sign_counts_as_none(app, phone, course, lesson, quiz):
    phone.pass_quiz(course, lesson)
    for why, forged in forgeries(phone.cookie(PROGRESS)).items():
        other = Phone(app)
        other.client.set_cookie(PROGRESS, forged)
        page = other.get(f"/hoc/{course.id}")
        assert page.status_code == 200, why
        assert 'class="done"' not in page.text, why
        assert read(other.get(quiz)).hidden(), why
        assert PASSED in read(other.pass_quiz(course, lesson)).text, why


def test_a_cookie_signed_with_another_machine_s_key_counts_as_none(phone, course, lesson):
    from werkzeug.wrappers import Request, Response

    response = Response()
    full = Progress(new_progress().nonce, {one.code: 5 for one in course.lessons})
    Cookies(b"another machine's key".ljust(32)).keep_progress(Request({}), response, full)
    phone.client.set_cookie(PROGRESS, response.headers["Set-Cookie"].partition("=")[2].partition(";")[0])
    assert phone.get(f"/hoc/{course.id}/xac-nhan").status_code == 403


def test_the_list_of_papers_does_not_pass_for_progress(phone, course):
    phone.paper(course)
    phone.client.set_cookie(PROGRESS, phone.cookie(PAPERS))
    assert phone.get(f"/hoc/{course.id}/xac-nhan").status_code == 403


def test_a_quiz_sent_by_a_phone_that_refuses_cookies_is_explained(app, course, lesson, quiz):
    phone = Phone(app)
    form = read(phone.get(quiz)).hidden()
    answer = Phone(app).post(quiz, {**form, "q0": "1"})
    assert answer.status_code == 400
    assert "cookie" in read(answer).text


def test_another_person_starts_clean(phone, course, lesson):
    phone.paper(course)
    page = phone.get("/bdhvs/nguoi-khac")
    assert "Lò Thị Ánh" in page.text, "the papers are offered once more before they are cleared"
    old = phone.cookie(PROGRESS)
    answer = phone.post("/bdhvs/nguoi-khac", read(page).hidden())
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert (phone.cookie(PROGRESS), phone.cookie(PAPERS)) == ("", "")
    assert 'class="done"' not in phone.get(f"/hoc/{course.id}").text
    assert "Lò Thị Ánh" not in phone.get("/bdhvs/giay").text
    assert phone.get(f"/hoc/{course.id}/xac-nhan").status_code == 403
    phone.get(f"/hoc/{course.id}/{lesson.id}/kiem-tra")
    assert phone.cookie(PROGRESS) not in ("", old)


def test_looking_at_the_page_for_another_person_clears_nothing(phone, course, lesson):
    phone.pass_quiz(course, lesson)
    phone.get("/bdhvs/nguoi-khac")
    phone.open("/bdhvs/nguoi-khac", "HEAD")
    assert 'class="done"' in phone.get(f"/hoc/{course.id}").text


def test_my_papers_lists_the_papers_made_on_this_phone_and_no_others(app, phone, course, officials):
    first, _ = phone.paper(course)
    second, _ = phone.paper(officials, group="officials")
    other, _ = Phone(app).paper(course, name="Giàng A Páo")
    page = phone.get("/bdhvs/giay")
    assert [page.text.find(serial) > 0 for serial in (first, second, other)] == [True, True, False]
    assert page.text.find(second) < page.text.find(first), "the latest comes first"
    assert "Lò Thị Ánh" in read(page).text
    assert "Giàng A Páo" not in read(page).text


def test_a_phone_without_papers_is_told_so_whatever_its_address_says(phone):
    for address in ("/bdhvs/giay", "/bdhvs/giay?moi=0123456789ABCDEFG"):
        page = read(phone.get(address))
        assert vi("No paper was made on this phone yet.") in page.text
        assert not page.all("p", role="status")


def test_the_list_of_papers_keeps_thirty(phone, course, installation):
    from werkzeug.wrappers import Request, Response

    cookies, response = Cookies((installation.keys / "cookie.key").read_bytes()), Response()
    cookies.keep_papers(Request({}), response, [f"{n:017}" for n in range(40)])
    kept = response.headers["Set-Cookie"].partition(";")[0]
    assert cookies.papers(Request({"HTTP_COOKIE": kept})) == tuple(f"{n:017}" for n in range(30))
    assert len(kept) <= 2048


def test_pages_that_name_a_person_are_not_kept_for_the_next_one_s_back_button(phone, course):
    phone.finish(course)
    form = phone.filled(course, name="L4")
    assert phone.get(f"/hoc/{course.id}/xac-nhan").headers["Cache-Control"] == "no-store"
    assert phone.post(f"/hoc/{course.id}/xac-nhan", form).headers["Cache-Control"] == "no-store"
    phone.claim(course)
    for address in ("/bdhvs/giay", "/bdhvs/nguoi-khac"):
        assert "Lò Thị Ánh" in phone.get(address).text
        assert phone.get(address).headers["Cache-Control"] == "no-store"
