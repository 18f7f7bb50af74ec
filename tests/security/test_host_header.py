"""Threat: a made-up Host header makes the portal answer for another site, or print its name on papers and links."""

import pytest
from portal.support import Phone, check_answer, read, served
from werkzeug.test import EnvironBuilder, run_wsgi_app
from werkzeug.wrappers import Response

from bdhvs_lms.field import kept

REFUSED = (
    "evil.example", "evil.example:80", "localhost.evil.example", "localhost.", "localhost:",
    "localhost:80@evil.example",
    "localhost@evil.example",
    "evil.example#localhost", "evil.example/localhost", "localhost, evil.example", "[::1",
    "::1", "[::2]", "[localhost]", "[127.0.0.1]", "127.1", "0x7f.1", "2130706433", "localhost:8300:evil", "localhost:²",
    "127.0.0.1.", " ", "", "localhost\tevil", "localhost:99999999",
)  # fmt: skip


@pytest.mark.parametrize("host", REFUSED)
def test_a_name_that_is_not_this_machine_s_is_refused_in_vietnamese(app, host):
    # Without the test client, which reads the name itself: some versions stumble over it before the app is asked.
    answer = Response(*run_wsgi_app(app, EnvironBuilder("/").get_environ() | {"HTTP_HOST": host}))
    check_answer(answer)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "Không vào được máy này" in text
    assert not host.strip() or host not in text


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "localhost:8300", "127.0.0.1:8300", "[::1]", "[::1]:8300"])
def test_the_machine_s_own_names_are_answered_on_every_port(app, host):
    assert Phone(app).get("/", environ={"HTTP_HOST": host}).status_code == 200


def test_the_public_address_and_the_wifi_address_are_answered_once_they_are_set(installation):
    for host in ("hoc.laichau.example", "10.42.0.1:8300"):
        assert Phone(served(installation)).get("/", environ={"HTTP_HOST": host}).status_code == 400
    kept.write_settings(installation.store.database, public_address="https://hoc.laichau.example")
    known = Phone(served(installation, ["10.42.0.1"]))
    for host in ("hoc.laichau.example", "HOC.laichau.example:443", "10.42.0.1:8300"):
        assert known.get("/", environ={"HTTP_HOST": host}).status_code == 200


@pytest.mark.parametrize("header", ["X_FORWARDED_HOST", "X_HOST", "FORWARDED", "X_ORIGINAL_URL", "X_REWRITE_URL"])
def test_no_other_header_names_the_host_or_the_address(phone, header):
    answer = phone.get("/", environ={f"HTTP_{header}": "host=evil.example"})
    assert answer.status_code == 200
    assert "evil" not in answer.text


def test_pages_link_by_paths_and_never_by_the_name_they_were_asked_under(phone, course):
    _, scanned = phone.paper(course)
    for address in ("/", f"/hoc/{course.id}", "/bdhvs/giay", scanned, "/tien-do", "/khong-co"):
        answer = phone.get(address, environ={"HTTP_HOST": "localhost:6666"})
        assert "6666" not in answer.text
        assert "localhost" not in read(answer).text


@pytest.mark.pdf
def test_a_paper_prints_the_public_address_whatever_name_it_was_fetched_under(installation, course):
    import pypdfium2

    kept.write_settings(installation.store.database, public_address="https://hoc.laichau.example")
    phone = Phone(served(installation))
    phone.paper(course)
    link = next(link for link in read(phone.get("/bdhvs/giay")).links() if ".pdf" in link)
    document = pypdfium2.PdfDocument(phone.get(link, environ={"HTTP_HOST": "127.0.0.1:6666"}).data)
    try:
        text = document[0].get_textpage().get_text_range()
    finally:
        document.close()
    assert "hoc.laichau.example/x/" in "".join(text.split())
    assert "6666" not in text
