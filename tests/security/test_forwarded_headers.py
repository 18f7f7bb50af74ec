"""Threat: somebody says of himself where he asks from; and a proxy that is asked to say so must be heard."""

import http.client
from urllib.parse import urlencode

import pytest
from portal.support import FORM, Html, kinds, listening, right

from bdhvs_lms.field import kept
from bdhvs_lms.movement.codes import serial_from_bytes
from bdhvs_lms.portal.views.check import MISSES_PER_MINUTE

PUBLIC = "hoc.laichau.example"


class Browser:
    """What a proxy on this machine passes on, of a phone at `address`."""

    def __init__(self, port, address="203.0.113.7", **forwarded):
        self.port, self.cookies = port, {}
        said = {"For": address, "Proto": "https", "Host": PUBLIC, **forwarded}
        self.headers = {f"X-Forwarded-{name}": value for name, value in said.items() if value}

    def ask(self, path, form=None, **headers):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = {"Host": f"127.0.0.1:{self.port}", **self.headers, **headers}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if form is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        line.request("GET" if form is None else "POST", path, form and urlencode(form), sent)
        answer = line.getresponse()
        self.set = [value for name, value in answer.getheaders() if name.lower() == "set-cookie"]
        self.cookies |= dict(one.partition(";")[0].split("=", 1) for one in self.set)
        text = answer.read().decode()
        line.close()
        return answer.status, text

    def learn(self, course):
        """Passes each quiz and asks for the paper, as the public site's own page does. → the last answer's status."""
        for lesson in course.lessons:
            path = f"/hoc/{course.id}/{lesson.id}/kiem-tra"
            form = Html(self.ask(path)[1]).hidden()
            form |= {f"q{number}": str(choice) for number, choice in enumerate(right(lesson))}
            status, _ = self.ask(path, form, Origin=f"https://{PUBLIC}")
            if status >= 400:
                return status
        path = f"/hoc/{course.id}/xac-nhan"
        form = Html(self.ask(path)[1]).hidden() | FORM
        return self.ask(path, form, Origin=f"https://{PUBLIC}")[0]

    def miss(self, number):
        return [self.ask(f"/x/{serial_from_bytes(bytes([n % 256] * 10))}")[0] for n in range(number)]


@pytest.fixture
def public(installation):
    kept.write_settings(installation.store.database, public_address=f"https://{PUBLIC}")
    installation.store.database.close()
    return installation


@pytest.fixture
def proxied(public):
    with listening(public, behind_proxy=True) as port:
        yield port


@pytest.fixture
def plain(public):
    with listening(public) as port:
        yield port


def test_behind_a_proxy_cookies_are_for_https_alone_and_forms_of_the_public_site_are_taken(proxied, course, public):
    browser = Browser(proxied)
    browser.ask(f"/hoc/{course.id}/{course.lessons[0].id}/kiem-tra")
    assert browser.set
    assert all("; Secure" in one for one in browser.set)
    assert browser.learn(course) == 303
    assert len(kinds(public)) == 3


def test_behind_a_proxy_each_phone_is_throttled_by_its_own_address(proxied):
    assert Browser(proxied).miss(MISSES_PER_MINUTE + 1)[-2:] == [404, 429]
    assert Browser(proxied, "203.0.113.8").miss(1) == [404]
    assert Browser(proxied, "198.51.100.1, 203.0.113.7").miss(1) == [429]


def test_behind_a_proxy_only_this_site_s_names_are_answered(proxied):
    assert Browser(proxied).ask("/")[0] == 200
    assert Browser(proxied, Host="evil.example").ask("/")[0] == 400


def test_without_the_option_made_up_headers_change_nothing(plain, course, public):
    browser = Browser(plain)
    browser.ask(f"/hoc/{course.id}/{course.lessons[0].id}/kiem-tra")
    assert browser.set
    assert not any("Secure" in one for one in browser.set)
    assert browser.learn(course) == 400
    assert kinds(public) == []
    assert Browser(plain, Host="evil.example").ask("/")[0] == 200
    statuses = [Browser(plain, f"203.0.113.{n}").miss(1)[0] for n in range(MISSES_PER_MINUTE + 1)]
    assert statuses[-2:] == [404, 429]
