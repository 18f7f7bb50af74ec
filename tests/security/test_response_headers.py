"""Threat: a browser guesses another kind of content, or tells other sites which address somebody came from."""

import pytest
from portal.support import Phone, read, served


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/", 200), ("HEAD", "/", 200), ("POST", "/", 405), ("GET", "/khong-co", 404), ("GET", "/x/A", 404),
        ("GET", "/q/03637-AT01-A1-X", None), ("POST", "/bdhvs/nguoi-khac", 400), ("GET", "/tien-do.csv", 200),
        ("GET", "/x/A.pdf", 404), ("GET", "/x/A.png?p=B", 404),
        ("GET", "/bdhvs/tep/an-toan-tren-mang/ba-dau-hieu.svg", 200),
        ("GET", "/hoc/an-toan-tren-mang/xac-nhan", 403),
    ],
)  # fmt: skip
def test_every_answer_is_taken_for_what_it_is_and_leaks_no_address(phone, method, address, status):
    answer = phone.open(address, method)
    assert status in (None, answer.status_code)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_static_files_too(phone, course):
    page = read(phone.get(f"/hoc/{course.id}/{course.lessons[0].id}"))
    for address in (page.all("link", rel="stylesheet")[0]["href"], page.all("script")[0]["src"]):
        answer = phone.get(address)
        assert answer.status_code == 200
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_the_refusal_of_an_unknown_name_too(app):
    answer = Phone(app, base="http://evil.example").get("/")
    assert answer.status_code == 400
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_failed_page_too_and_it_shows_no_traceback(installation, monkeypatch, caplog):
    from werkzeug.test import Client

    def broken(page):
        raise RuntimeError("secret detail")

    from bdhvs_lms.portal import app as portal_app

    monkeypatch.setattr(portal_app, "_dispatch", broken)
    answer = Client(served(installation)).get("/", base_url="http://localhost")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "secret detail" in caplog.text, "whoever keeps the machine finds it in the log"
