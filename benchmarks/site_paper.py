"""A certificate's first download over HTTP from a Frappe site: ours, and that of the LMS without us, in one run.

Two servers of the same site on loopback, one with our hooks and one without them (`stock`). Each paper is asked for
once of each, by the member who earned it. Members and papers are written for it; tests/bench/stage.py takes them away.
"""

from __future__ import annotations

import json
import re
import secrets
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import frappe
from frappe.utils.password import update_password

from bdhvs_lms.province import completions

from .goals import Goal

ROOT = Path(__file__).parents[1]
MEMBERS = 12
ADDRESS = "http://hoc.bdhvs.example"
DOWNLOAD = "/api/method/frappe.utils.print_format.download_pdf"
DOCTYPE = "LMS Certificate"
FORMAT, OFFLINE = "Certificate", "Benchmark of the LMS' certificate"
"""The LMS' own print format, and the same without its links to fonts of the web."""
SERVERS = {"ours": "frappe.app:application_with_statics()", "theirs": "benchmarks.stock:application"}
Earned = tuple[str, str, str]
"""A member's e-mail and password, and the name of the certificate."""


def staged(site: str, word: str, **about: str) -> Any:
    stage = [sys.executable, str(ROOT / "tests/bench/stage.py"), site, word, json.dumps(about)]
    done = subprocess.run(stage, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


@contextmanager
def written(site: str) -> Iterator[list[Earned]]:
    """Members who have completed a course, with their certificates. They stay until the end."""
    staged(site, "clear")
    lms_course = staged(site, "begin", address=ADDRESS)["lms_course"]
    try:
        frappe.init(site)
        frappe.connect()
        try:
            earned = [_earned(lms_course, number) for number in range(MEMBERS)]
            _without_web_fonts()
            frappe.db.commit()
        finally:
            frappe.destroy()
        yield earned
    finally:
        frappe.init(site)
        frappe.connect()
        frappe.db.delete("Print Format", {"name": OFFLINE})
        frappe.db.commit()
        frappe.destroy()
        staged(site, "clear")


def _earned(lms_course: str, number: int) -> Earned:
    password, letters = secrets.token_urlsafe(12), "abcdefghijklmnop"
    user = frappe.get_doc(
        {
            "doctype": "User", "email": f"{secrets.token_hex(4)}@stage.bdhvs.example", "language": "vi",
            "first_name": f"Lò Văn Thử {letters[number]}{letters[-number]}", "send_welcome_email": 0,
            "user_type": "Website User", "birth_date": "1985-01-01", "bdhvs_unit": "03637", "bdhvs_group": "officials",
            "bdhvs_unit_state": "Confirmed",
        }
    )  # fmt: skip
    user.insert(ignore_permissions=True)
    update_password(user.name, password)
    about = {"course": lms_course, "member": user.name}
    enrollment = frappe.get_doc({"doctype": "LMS Enrollment", **about}).insert(ignore_permissions=True)
    for lesson in frappe.get_all("Course Lesson", {"course": lms_course}, pluck="name"):
        frappe.get_doc({"doctype": "LMS Course Progress", "lesson": lesson, "status": "Complete", **about}).db_insert()
    frappe.db.set_value("LMS Enrollment", enrollment.name, "progress", 100)  # past the events: no request ends here
    completions.take(lms_course, user.name)
    return user.name, password, frappe.db.get_value(DOCTYPE, about)


def _without_web_fonts() -> None:
    kept = frappe.get_doc("Print Format", FORMAT)
    html = re.sub(r"<link [^>]*https://[^>]*>", "", kept.html)
    made = {
        "doctype": "Print Format", "name": OFFLINE, "html": html, "css": kept.css, "doc_type": DOCTYPE,
        "standard": "No", "custom_format": 1, "print_format_type": "Jinja", "pdf_generator": "wkhtmltopdf",
        "module": "LMS",
    }  # fmt: skip
    margins = {f"margin_{side}": kept.get(f"margin_{side}") for side in ("top", "bottom", "left", "right")}
    frappe.get_doc({**made, **margins}).insert(ignore_permissions=True)


@contextmanager
def server(site: str, application: str) -> Iterator[int]:
    """→ its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    gunicorn = [sys.executable, "-m", "gunicorn", "-b", f"127.0.0.1:{port}", "-w", "1", "--threads", "8",
                "--worker-class", "gthread", "-t", "120", "--log-level", "warning", application]  # fmt: skip
    process = subprocess.Popen(gunicorn)
    try:
        while process.poll() is None:
            try:
                ask(port, site, "/api/method/ping")
                break
            except OSError:
                time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def ask(port: int, site: str, path: str, cookie: str = "", form: str | None = None) -> tuple[int, bytes, str]:
    """→ status, body, the session's cookie."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    headers = {"X-Frappe-Site-Name": site, "Cookie": cookie}
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request("GET" if form is None else "POST", path, form, headers)
    answer = connection.getresponse()
    body = answer.read()
    given = [one for one in answer.headers.get_all("Set-Cookie") or [] if one.startswith("sid=")]
    connection.close()
    return answer.status, body, given[0].partition(";")[0] if given else ""


def fetched(port: int, site: str, cookie: str, certificate: str, print_format: str) -> tuple[float, int, bytes]:
    """→ milliseconds, status, body."""
    path = f"{DOWNLOAD}?{urlencode({'doctype': DOCTYPE, 'name': certificate, 'format': print_format})}"
    start = time.perf_counter()
    status, body, _ = ask(port, site, path, cookie)
    return 1000 * (time.perf_counter() - start), status, body


def download(site: str) -> Iterator[Goal]:
    """The first of all is for warming up, and told apart: a worker that has just begun loads what it prints with."""
    times: dict[str, list[float]] = {one: [] for one in SERVERS}
    with ExitStack() as stack:
        earned = stack.enter_context(written(site))
        ports = {one: stack.enter_context(server(site, application)) for one, application in SERVERS.items()}
        signed_in = [
            (ask(ports["ours"], site, "/api/method/login", form=urlencode({"usr": user, "pwd": password}))[2], name)
            for user, password, name in earned
        ]
        _, stock, _ = fetched(ports["theirs"], site, *signed_in[0], FORMAT)
        print_format = FORMAT if stock == 200 else OFFLINE
        for cookie, name in signed_in:
            for one, port in ports.items():
                took, status, body = fetched(port, site, cookie, name, print_format)
                assert (status, body[:4]) == (200, b"%PDF"), (one, body[-2000:])
                times[one].append(took)
    ours, theirs = (statistics.median(times[one][1:]) for one in SERVERS)
    first, said = (
        times["ours"][0],
        "" if print_format == FORMAT else " without the web fonts it links to, which fail",
    )
    yield Goal(
        "a certificate's first download from the site, times faster", theirs / ours, 15,
        f"{ours:.1f} ms; of a worker that has just begun: {first:.0f} ms",
        f"the LMS' own, by wkhtmltopdf{said}: {theirs:.0f} ms", at_least=True,
    )  # fmt: skip
