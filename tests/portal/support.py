"""A phone that walks the portal, and a reader of the pages it gets."""

from __future__ import annotations

import re
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from html.parser import HTMLParser
from types import MappingProxyType
from unittest.mock import patch

from werkzeug.test import Client
from werkzeug.wrappers import Request

from bdhvs_lms.field import i18n, kept
from bdhvs_lms.field import installation as installation_room
from bdhvs_lms.field import server as field_server
from bdhvs_lms.field.server import allowed_hosts, application
from bdhvs_lms.movement import records, registry
from bdhvs_lms.movement.targets import WAYS
from bdhvs_lms.portal.cookies import PAPERS, PROGRESS, Cookies

CITIZENS, OFFICIALS = "an-toan-tren-mang", "dich-vu-cong-truc-tuyen"
ISSUER = "Tổ công nghệ số cộng đồng xã Mường Kim"
CHROME = "Mozilla/5.0 (Linux; Android 11; SM-A035F) AppleWebKit/537.36 Chrome/120.0.0.0 Mobile Safari/537.36"
FORM = MappingProxyType(
    {
        "name": "Lò Thị Ánh",
        "birth_year": "1985",
        "unit": "03637",
        "village": "bản Mường 2",
        "group": "citizens",
        "phone": "",
        "consent": "yes",
    }
)
KEPT_HEADERS = MappingProxyType({"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"})


class Clock:
    """Stands still until it is told to move."""

    def __init__(self):
        self.now = datetime(2026, 11, 22, 2, 0, tzinfo=timezone.utc)

    def __call__(self):
        return self.now

    def pass_(self, **time):
        self.now += timedelta(**time)


class Html(HTMLParser):
    """A page as its elements with attributes, and its visible text."""

    def __init__(self, source: str):
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._texts: list[str] = []
        self._silent = False
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._silent = tag in ("script", "style")

    def handle_endtag(self, tag):
        self._silent = False

    def handle_data(self, data):
        if not self._silent:
            self._texts.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self._texts).split())

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [
            attrs
            for name, attrs in self.elements
            if name == tag and all(attrs.get(key) == value for key, value in wanted.items())
        ]

    def links(self) -> list[str]:
        return [attrs["href"] or "" for attrs in self.all("a") if "href" in attrs]

    def hidden(self) -> dict[str, str]:
        return {attrs["name"] or "": attrs.get("value") or "" for attrs in self.all("input", type="hidden")}

    def value(self, name: str) -> str | None:
        return self.all("input", name=name)[0].get("value")


def vi(message: str, **fields: object) -> str:
    """What a reader sees of a message; fails where it was left in English."""
    translated = i18n.translate(message)
    assert translated != message, f"not translated: {message}"
    return " ".join((translated.format(**fields) if fields else translated).split())


def read(response) -> Html:
    return Html(response.text)


class Phone:
    """A browser without JavaScript. What every answer owes to a reader is checked on each one."""

    def __init__(self, app, base="http://localhost", address="10.42.0.17", agent=CHROME):
        self.client = Client(app)
        self.base, self.address, self.agent = base, address, agent

    def open(self, path, method="GET", **more):
        headers = {"User-Agent": self.agent, **more.pop("headers", {})}
        environ = {"REMOTE_ADDR": self.address, **more.pop("environ", {})}
        response = self.client.open(
            path, method=method, base_url=self.base, headers=headers, environ_overrides=environ, **more
        )
        check_answer(response)
        return response

    def get(self, path, **more):
        return self.open(path, **more)

    def post(self, path, data=None, **more):
        return self.open(path, "POST", data=data, **more)

    def follow(self, response):
        assert response.status_code in (302, 303), response.text[:500]
        return self.get(response.headers["Location"])

    # --- the citizen's way ---

    def try_quiz(self, course, lesson, choices, **more):
        """Opens a quiz and answers it: choices[n] is the option chosen for question n, None for none."""
        address = f"/hoc/{course.id}/{lesson.id}/kiem-tra"
        form = read(self.get(address)).hidden()
        form |= {f"q{number}": str(choice) for number, choice in enumerate(choices) if choice is not None}
        return self.post(address, form, **more)

    def pass_quiz(self, course, lesson):
        return self.try_quiz(course, lesson, right(lesson))

    def finish(self, course):
        """Walks through every quiz of a course with the right answers."""
        for lesson in course.lessons:
            assert self.pass_quiz(course, lesson).status_code == 200
        return self

    def filled(self, course, **changed):
        """The claim form as the page gives it, filled in."""
        page = self.get(f"/hoc/{course.id}/xac-nhan")
        assert page.status_code == 200, page.text[:500]
        form = {**FORM, **changed, **read(page).hidden()}
        return {name: value for name, value in form.items() if value is not None}

    def claim(self, course, **changed):
        return self.post(f"/hoc/{course.id}/xac-nhan", self.filled(course, **changed))

    def paper(self, course, **changed) -> tuple[str, str]:
        """Finishes a course and claims its paper. → (serial, the address that its QR leads to)."""
        answer = self.finish(course).claim(course, **changed)
        assert answer.status_code == 303, read(answer).text
        page = read(self.follow(answer))
        return answer.headers["Location"].partition("moi=")[2], next(one for one in page.links() if "/X/" in one)

    # --- what it keeps ---

    def cookie(self, name):
        kept = self.client.get_cookie(name)
        return kept.value if kept else ""

    def progress(self, installation):
        key = (installation.keys / "cookie.key").read_bytes()
        return Cookies(key).progress(Request({"HTTP_COOKIE": f"{PROGRESS}={self.cookie(PROGRESS)}"}))

    def copy_from(self, other):
        for name in (PROGRESS, PAPERS):
            if other.cookie(name):
                self.client.set_cookie(name, other.cookie(name))
        return self


def check_answer(response) -> None:
    """No traceback, and the headers that guard every page."""
    assert response.status_code != 500, response.get_data()[:500]
    for name, value in KEPT_HEADERS.items():
        assert response.headers.get(name) == value
    if response.status_code not in (302, 303):
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    if response.mimetype == "text/html" and response.data and "Content-Encoding" not in response.headers:
        source = response.get_data(as_text=True)
        assert "Traceback" not in source
        assert '<html lang="vi">' in source


def right(lesson) -> list[int]:
    return [question.answer for question in lesson.questions]


def wrong(lesson, number=5) -> list[int]:
    """Choices of which the first `number` are wrong."""
    return [
        (question.answer + 1) % len(question.options) if place < number else question.answer
        for place, question in enumerate(lesson.questions)
    ]


def told_by_records(installation) -> str:
    """All records as text, without ids and hashes: among random digits any year may stand by chance."""
    text = b"".join(record.canonical() for record, _ in installation.store.records()).decode()
    return re.sub(r"[0-9a-f-]{32,}", "", text)


def kinds(installation) -> list[str]:
    return [record.kind for record, _ in installation.store.records()]


def revoke(installation, serial, reason="cấp nhầm"):
    installation.store.append(registry.revoke(installation.store, serial, reason, installation.means(), "test"))


def erase(installation, serial):
    learner = installation.store.certificate(serial).learner
    installation.store.append(registry.erase(installation.store, learner, installation.means(), "test"))


class OneCourse:
    """A catalogue of one course, for courses that no file would be let in with."""

    def __init__(self, course, picture=None):
        self.courses, self.faults, self._picture = (course,), (), picture

    def course(self, course_id):
        return next((course for course in self.courses if course.id == course_id), None)

    def lesson(self, code):
        return next(((one, lesson) for one in self.courses for lesson in one.lessons if lesson.code == code), None)

    def asset(self, course_id, name):
        return self._picture if name and self._picture and name == self._picture.name else None


def served(installation, extra=()):
    return application(installation, allowed_hosts(installation, extra))


@contextmanager
def listening(installation, **options):
    """A real server with the settings of `bdhvs serve`, on a port of its own. → its number."""
    settings = {}
    with patch.object(field_server.waitress, "serve", lambda app, **given: settings.update(given, app=app)):
        field_server.serve(installation, bind="127.0.0.1", port=0, **options)
    del settings["_quiet"]
    server = field_server.waitress.create_server(settings.pop("app"), **settings)
    stop = threading.Event()

    def run():
        while not stop.is_set():
            server.asyncore.loop(timeout=1, map=server._map, count=1)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield server.effective_port
    finally:
        stop.set()
        server.pull_trigger()
        thread.join()
        server.task_dispatcher.shutdown()
        for one in list(server._map.values()):
            one.close()


@contextmanager
def opened(folder, catalog, clock):
    """The installation in `folder`, with a catalogue that was read before."""
    with patch.object(installation_room.Catalog, "load", return_value=catalog):
        found = installation_room.open_installation(folder, clock=clock)
    try:
        yield found
    finally:
        found.close()


def in_threads(installation, number, work):
    """Runs work(0) … work(number - 1) at once. → what they gave, in order; the first error is raised."""
    gate, found = threading.Barrier(number), [None] * number

    def one(place):
        try:
            gate.wait()
            found[place] = work(place)
        except BaseException as error:
            found[place] = error

    threads = [threading.Thread(target=one, args=(place,)) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for result in found:
        if isinstance(result, BaseException):
            raise result
    return found


def self_completions(installation) -> int:
    return sum(record.kind == records.COMPLETED for record, _ in installation.store.records())


def count_by_self(installation, target_id):
    """Lets a target count what citizens declare themselves."""
    found = [target for target in installation.store.targets() if target.id == target_id]
    kept.add_targets(installation.store.database, [replace(one, ways=WAYS) for one in found])
