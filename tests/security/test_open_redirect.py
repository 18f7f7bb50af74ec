"""Threat: a link to the portal that leads on to another site."""

import pytest

EVIL = (
    "https://evil.example", "//evil.example", "///evil.example", "\\\\evil.example", "/\\evil.example",
    "https:evil.example", "..//evil.example", "/x///evil.example", "evil.example/x/..//evil.example",
    "javascript:alert(1)", "A/../../evil",
    "%2f%2fevil.example", "\thttps://evil.example", "?next=https://evil.example", "#@evil.example", ".", "..", "./A",
)  # fmt: skip


@pytest.mark.parametrize("typed", EVIL)
@pytest.mark.parametrize("address", ["/q", "/x"])
def test_what_is_typed_for_a_code_leads_to_no_other_address(phone, address, typed):
    answer = phone.get(address, query_string={"ma": typed})
    assert answer.status_code == 404
    assert "Location" not in answer.headers


@pytest.mark.parametrize("name", ["next", "url", "redirect", "return", "redirect-to", "continue"])
def test_no_query_names_where_to_go(phone, course, name):
    phone.finish(course)
    form = phone.filled(course)
    answer = phone.post(f"/hoc/{course.id}/xac-nhan?{name}=https://evil.example", form)
    assert answer.headers["Location"].startswith("/bdhvs/giay?moi=")


@pytest.mark.parametrize(
    "path", ["//evil.example", "///evil.example/x", "//evil.example/../hoc", "/\\evil.example", "/hoc//x"]
)
def test_an_address_with_two_slashes_leads_nowhere(app, path):
    from werkzeug.test import EnvironBuilder, run_wsgi_app

    environ = EnvironBuilder("/").get_environ()
    environ.update(PATH_INFO=path, HTTP_HOST="localhost")
    _, status, headers = run_wsgi_app(app, environ)
    assert status.startswith("404")
    assert "Location" not in headers


def test_every_redirect_stays_on_the_site_whatever_name_it_was_asked_under(phone, course):
    from bdhvs_lms.movement.codes import PosterCode

    code = PosterCode("03637", course.lessons[0].code, "A")
    serial, _ = phone.paper(course)
    for address in (f"/q/{code}", f"/q?ma={code}", f"/x?ma={serial}", f"/hoc/{course.id}/xac-nhan"):
        location = phone.get(address).headers["Location"]
        assert location.startswith("/")
        assert not location.startswith("//")
