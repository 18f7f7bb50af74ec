"""Threat: a script or style that somebody slipped into a page runs. No page needs one of its own."""

import pytest
from portal.support import read

from bdhvs_lms.movement.codes import serial_from_bytes


@pytest.fixture
def pages(phone, course, officials):
    """Every template the portal has, as (address, page source)."""
    lesson = course.lessons[0]
    quiz = f"/hoc/{course.id}/{lesson.id}/kiem-tra"
    serial, scanned = phone.finish(officials).paper(course)
    addresses = [
        "/",
        f"/hoc/{course.id}",
        quiz,
        f"/hoc/{officials.id}/xac-nhan",
        "/bdhvs/giay",
        "/bdhvs/nguoi-khac",
        "/q",
    ]
    addresses += [
        "/x",
        scanned,
        f"/x/{serial}",
        scanned[:-3],
        f"/x/{serial_from_bytes(bytes(10))}",
        "/tien-do",
        "/khong-co",
    ]
    addresses += [f"/hoc/{one.id}/{lesson.id}" for one in (course, officials) for lesson in one.lessons]
    answers = {address: phone.get(address) for address in addresses}
    answers["graded"] = phone.try_quiz(course, lesson, [0] * 5)
    answers["faults"] = phone.claim(officials, name="", birth_year="x")
    return answers


def test_every_page_carries_a_policy_that_lets_in_the_site_s_own_files_only(pages):
    for address, answer in pages.items():
        policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
        assert policy["default-src"] == "'none'", address
        assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'", address
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'", address
        assert "unsafe" not in answer.headers["Content-Security-Policy"], address


def test_no_page_has_a_script_or_a_style_of_its_own(pages):
    for address, answer in pages.items():
        for tag, attrs in read(answer).elements:
            assert tag != "style", address
            assert "style" not in attrs, address
            assert not [name for name in attrs if name.startswith("on")], address
            assert tag not in ("iframe", "object", "embed", "base"), address
            if tag == "script":
                assert (attrs.get("src") or "").startswith("/bdhvs/tinh/"), address


def test_no_page_asks_another_site_for_anything(pages):
    for address, answer in pages.items():
        for tag, attrs in read(answer).elements:
            fetched = [
                attrs.get("src"),
                attrs.get("srcset"),
                attrs.get("data"),
                attrs.get("poster"),
                attrs.get("action"),
            ]
            fetched += [attrs.get("href")] if tag in ("link", "image", "use") else []
            for one in fetched:
                assert not one or (one.startswith(("/", "data:,")) and not one.startswith("//")), (address, tag)


def test_a_picture_opened_by_itself_runs_nothing(phone, course):
    policy = phone.get(f"/bdhvs/tep/{course.id}/ba-dau-hieu.svg").headers["Content-Security-Policy"]
    assert policy.split(";")[0] == "default-src 'none'"
    assert "script-src" not in policy
    assert policy.endswith("sandbox")
