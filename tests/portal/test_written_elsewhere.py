"""Courses that a learning system keeps: shown as its rules allow, and no paper for citizens."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bdhvs_lms.field.host import FieldHost
from bdhvs_lms.movement.progress import Progress
from bdhvs_lms.portal.cookies import Cookies

from .support import OneCourse, Phone, opened, read, served, vi

COURSE, LESSON = "/lms/courses/che", "/lms/courses/che/learn/1-1"


@pytest.fixture
def written(course):
    """A course with an open lesson and one that needs an account, neither with questions."""
    lessons = (
        replace(course.lessons[0], questions=(), minutes=0, elsewhere=LESSON, html="<p>Chè ngon.</p>"),
        replace(course.lessons[1], questions=(), minutes=0, elsewhere=LESSON, html="<p>Bí mật.</p>", account=True),
    )
    return replace(course, title="Chè sạch", audience=(), lessons=lessons, elsewhere=COURSE)


@pytest.fixture
def site(installation, written):
    with opened(installation.folder, OneCourse(written), installation.clock) as found:
        yield found


@pytest.fixture
def reader(site):
    return Phone(served(site))


def test_an_open_lesson_is_read_and_leads_to_where_its_questions_are(reader, written):
    page = read(reader.get(f"/hoc/{written.id}/{written.lessons[0].id}"))
    assert "Chè ngon." in page.text
    assert LESSON in page.links()
    assert not any("kiem-tra" in link for link in page.links())
    assert vi("{n} minutes", n=0) not in page.text


def test_its_course_promises_no_paper_here_and_is_for_every_group(reader, written):
    page = read(reader.get(f"/hoc/{written.id}"))
    assert COURSE in page.links()
    assert vi("When every lesson's questions are passed you get a paper that anybody can check.") not in page.text
    assert "Chè sạch" in read(reader.get("/?nhom=officials")).text


def test_who_may_not_read_is_told_where_to_sign_in(reader, written, monkeypatch):
    monkeypatch.setattr(FieldHost, "may_read", lambda self, course, lesson=None: not (lesson and lesson.account))
    answer = reader.get(f"/hoc/{written.id}/{written.lessons[1].id}")
    page = read(answer)
    assert answer.status_code == 403
    assert "Bí mật" not in page.text
    assert written.lessons[1].title in page.text
    assert LESSON in page.links()
    assert reader.get(f"/hoc/{written.id}/{written.lessons[0].id}").status_code == 200


def test_who_may_not_see_a_course_is_not_told_its_titles(reader, written, monkeypatch):
    monkeypatch.setattr(FieldHost, "may_read", lambda self, course, lesson=None: False)
    for address in (f"/hoc/{written.id}", f"/hoc/{written.id}/{written.lessons[0].id}"):
        answer = reader.get(address)
        assert answer.status_code == 403
        assert "Chè sạch" not in read(answer).text
        assert written.lessons[0].title not in read(answer).text
    assert "Chè sạch" not in read(reader.get("/")).text


def test_no_questions_are_asked_here_and_no_paper_is_made_even_for_lessons_once_passed(site, reader, written):
    for address in (f"/hoc/{written.id}/{written.lessons[0].id}/kiem-tra", f"/hoc/{written.id}/khong-co"):
        assert reader.get(address).status_code == 404
    passed = Progress("a" * 32, {lesson.code: 5 for lesson in written.lessons})
    assert passed.finished(written)
    answer = served_with(site, passed).get(f"/hoc/{written.id}/xac-nhan")
    assert answer.status_code == 403
    assert vi("The paper of this course is made in the learning system: its questions are asked there, not here.") in (
        read(answer).text
    )
    assert list(site.store.records()) == []


def served_with(site, progress):
    """A phone that keeps a progress already."""
    from werkzeug.test import EnvironBuilder
    from werkzeug.wrappers import Request, Response

    phone, response = Phone(served(site)), Response()
    key = (site.keys / "cookie.key").read_bytes()
    Cookies(key).keep_progress(Request(EnvironBuilder().get_environ()), response, progress)
    name, _, value = response.headers["Set-Cookie"].partition(";")[0].partition("=")
    phone.client.set_cookie(name, value)
    assert phone.progress(site) == progress
    return phone
