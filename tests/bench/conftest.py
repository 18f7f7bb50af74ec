"""A real site with the real LMS, served on loopback, and Debian's chromium. `make test-bench` names bench and site."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
REDIS = shutil.which("redis-server") or ""
BENCH, SITE = os.environ.get("BDHVS_BENCH", ""), os.environ.get("BDHVS_SITE", "")
PUBLIC = "hoc.bdhvs.example"
"""As posters and papers name the site; the browser finds it on loopback."""
STAGE = Path(__file__).with_name("stage.py")

FILES_OF_THE_SITE = """
def post_worker_init(worker):
    import frappe.app
    frappe.app._site = "{site}"
"""
"""For gunicorn: Frappe finds a site's uploaded files by its name alone, which here isn't the address."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/bench/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class Served:
    """A site that answers. address: its public one. stage: what stage.py set up, by name. queue: its jobs' Redis."""

    address: str
    port: int
    stage: dict[str, Any]
    queue: int

    def open(self, playwright: Any, **context: Any) -> Any:
        """A browser's new page on the site; the caller closes its browser."""
        hosts = f"MAP {PUBLIC}:80 127.0.0.1:{self.port}"
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", f"--host-resolver-rules={hosts}"]
        )
        made = browser.new_context(extra_http_headers={"X-Frappe-Site-Name": SITE}, **context)
        made.set_default_timeout(60_000)
        return made.new_page()

    def fetch(self, page: Any, path: str) -> bytes:
        """A file that the signed-in browser would save."""
        cookies = "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies(self.address))
        headers = {"Host": PUBLIC, "X-Frappe-Site-Name": SITE, "Cookie": cookies}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        with urllib.request.urlopen(request, timeout=120) as answer:
            content: bytes = answer.read()
        return content

    def ask(self, question: str, **about: str | int) -> Any:
        """What stage.py answers from the site's database."""
        return _staged(question, **about)

    @contextmanager
    def workers(self, count: int) -> Iterator[list[subprocess.Popen[bytes]]]:
        """So many workers of the site's long queue, as `bench worker` starts one."""
        work = [Path(BENCH, "env", "bin", "python"), "-m", "frappe.utils.bench_helper", "frappe", "worker",
                "--queue", "long", "--quiet"]  # fmt: skip
        started = [subprocess.Popen(work, cwd=Path(BENCH, "sites"), env=with_queue(self.queue)) for _ in range(count)]
        try:
            yield started
        finally:
            for worker in started:
                worker.terminate()
            for worker in started:
                worker.wait(60)


def _staged(word: str, **about: str | int) -> Any:
    python = Path(BENCH, "env", "bin", "python")
    done = subprocess.run(
        [python, STAGE, SITE, word, json.dumps(about)],
        cwd=Path(BENCH, "sites"), check=False, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def kept(page: Any, name: str) -> None:
    """A picture of the page, where BDHVS_PICTURES names a folder for them."""
    if folder := os.environ.get("BDHVS_PICTURES"):
        page.wait_for_load_state("networkidle")
        page.screenshot(path=Path(folder, f"{name}.png"))


def with_queue(port: int) -> dict[str, str]:
    return {**os.environ, "FRAPPE_REDIS_QUEUE": f"redis://127.0.0.1:{port}"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def queue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a Redis for the site's jobs: on the bench's own other sites' workers would take them."""
    if not BENCH or not SITE:
        pytest.skip("no bench and site were named (make test-bench)")
    if not REDIS:
        pytest.skip("redis-server is not on this machine")
    port = free_port()
    here = tmp_path_factory.mktemp("queue")
    server = subprocess.Popen(
        [REDIS, "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", here, "--logfile", here / "log"]
    )
    yield port
    server.terminate()
    server.wait(30)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, queue: int) -> Iterator[Served]:
    if not CHROMIUM:
        pytest.skip("chromium is not installed")
    port = free_port()
    stage = _staged("begin", address=f"http://{PUBLIC}")
    config = tmp_path_factory.mktemp("served") / "gunicorn.py"
    config.write_text(FILES_OF_THE_SITE.format(site=SITE), encoding="utf-8")
    server = subprocess.Popen(
        [Path(BENCH, "env", "bin", "gunicorn"), "-c", config, "-b", f"127.0.0.1:{port}", "-w", "1", "--threads", "8",
         "--worker-class", "gthread", "-t", "120", "--log-level", "warning", "frappe.app:application_with_statics()"],
        cwd=Path(BENCH, "sites"), env=with_queue(queue),
    )  # fmt: skip
    try:
        _wait(port)
        yield Served(f"http://{PUBLIC}", port, stage, queue)
    finally:
        server.terminate()
        server.wait(30)
        _staged("clear")


@pytest.fixture
def desk(served: Served) -> Iterator[Any]:
    """A new page on a wide screen, for Desk."""
    with sync_playwright() as playwright:
        page = served.open(playwright, viewport={"width": 1280, "height": 900}, locale="vi-VN", accept_downloads=True)
        yield page
        page.context.browser.close()


def _wait(port: int) -> None:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/bdhvs", headers={"X-Frappe-Site-Name": SITE})
    for _ in range(120):
        try:
            urllib.request.urlopen(request, timeout=10).close()
        except urllib.error.HTTPError as error:
            raise AssertionError(error.read().decode()) from error
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise AssertionError("the site didn't answer within a minute")
