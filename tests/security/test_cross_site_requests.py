"""Threat: another site makes a visitor's browser send a form here (CSRF)."""

import pytest
from portal.support import FORM, Phone, kinds, read, vi

from bdhvs_lms.portal.page import TOKEN

STALE = vi("This page is too old, or the phone refuses cookies. Go back, load the page again and answer once more.")


@pytest.fixture
def form(phone, course):
    return phone.finish(course).filled(course)


@pytest.fixture
def send(phone, course, form):
    def send_form(*, headers=None, **changed):
        fields = {name: value for name, value in {**form, **changed}.items() if value is not None}
        return phone.post(f"/hoc/{course.id}/xac-nhan", fields, headers=headers or {})

    return send_form


def refused(answer, installation):
    assert answer.status_code == 400
    assert STALE in read(answer).text
    assert kinds(installation) == []


@pytest.mark.parametrize("token", [None, "", "0" * 32, "x", "đ", "a" * 5000])
def test_a_form_without_the_phone_s_token_is_refused(send, installation, token):
    refused(send(**{TOKEN: token}), installation)


def test_another_phone_s_token_is_refused(app, send, course, installation):
    other = read(Phone(app).get("/bdhvs/nguoi-khac")).hidden()
    refused(send(**other), installation)


def test_a_token_of_before_another_person_took_the_phone_is_refused(phone, send, course, form, installation):
    phone.post("/bdhvs/nguoi-khac", {TOKEN: form[TOKEN]})
    phone.finish(course)
    refused(send(), installation)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"}, {"Origin": "http://localhost.evil.example"}, {"Origin": "https://localhost"},
        {"Origin": "http://localhost:8080"}, {"Origin": "http://localhost@evil.example"}, {"Origin": ""},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"}, {"Origin": "null", "Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
    ],
)  # fmt: skip
def test_a_form_that_comes_from_elsewhere_is_refused_even_with_the_token(send, installation, headers):
    refused(send(headers=headers), installation)


@pytest.mark.parametrize(
    "headers",
    [
        {}, {"Origin": "http://localhost"}, {"Origin": "null"}, {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"},
    ],
)  # fmt: skip
def test_the_page_s_own_form_is_taken_in_every_way_browsers_send_it(send, installation, headers):
    assert send(headers=headers).status_code == 303
    assert len(kinds(installation)) == 3


@pytest.mark.parametrize("address", ["/bdhvs/nguoi-khac", "/hoc/an-toan-tren-mang/cuoc-goi-lua-dao/kiem-tra"])
def test_no_other_form_is_taken_from_elsewhere_either(phone, course, form, address):
    before = phone.cookie("bdhvs_hoc")
    for headers, token in (({}, ""), ({"Origin": "https://evil.example"}, form[TOKEN])):
        assert phone.post(address, {TOKEN: token, "q0": "1"}, headers=headers).status_code == 400
        assert phone.cookie("bdhvs_hoc") == before


def test_nothing_is_written_or_cleared_by_looking(phone, course, form, installation):
    query = {**FORM, TOKEN: form[TOKEN]}
    for address in (
        f"/hoc/{course.id}/xac-nhan",
        "/bdhvs/nguoi-khac",
        f"/hoc/{course.id}/{course.lessons[0].id}/kiem-tra",
    ):
        assert phone.get(address, query_string=query).status_code == 200
    assert kinds(installation) == []
    assert phone.get(f"/hoc/{course.id}/xac-nhan").status_code == 200
