"""Two real installations served by the real command, and Debian's chromium as a 360 px phone."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sounds import add_course

from bdhvs_lms.catalog import Catalog
from bdhvs_lms.field.installation import BUNDLED_COURSES

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
COMMAND = str(Path(sys.executable).with_name("bdhvs"))
SITES = {"a": "http://hoc-a.bdhvs.example", "b": "http://hoc-b.bdhvs.example"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class Node:
    """A served installation. address: as printed and as the phone knows it."""

    data: Path
    address: str
    port: int

    def command(self, *words: str) -> str:
        done = subprocess.run(
            [COMMAND, *words, "--data", str(self.data)],
            check=False, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def fetch(self, path: str) -> bytes:
        """What the phone would save under this address."""
        host = self.address.removeprefix("http://")
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers={"Host": host})
        with urllib.request.urlopen(request, timeout=60) as answer:
            content: bytes = answer.read()
        return content


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Node]]:
    """a issues, b only knows a's public key. Both answer under their public address."""
    if not CHROMIUM:
        if os.environ.get("BDHVS_BROWSER") == "required":
            pytest.fail("chromium is missing; `tools/setup dev` installs it")
        pytest.skip("chromium is not installed")
    made, servers = {}, []
    for name, address in SITES.items():
        node = Node(tmp_path_factory.mktemp(f"node-{name}"), address, _free_port())
        node.command("init", "--issuer", f"Tổ công nghệ số {name.upper()}", "--address", address)
        add_course(node.data / "courses")
        made[name] = node
    for node in made.values():
        command = [
            COMMAND,
            "serve",
            "--port",
            str(node.port),
            "--data",
            str(node.data),
        ]
        servers.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        _wait(node.port)
    yield made
    for server in servers:
        server.terminate()
        server.wait(20)


def _wait(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server didn't come up")


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return Catalog.load([BUNDLED_COURSES])


@pytest.fixture(scope="session")
def browser(nodes: dict[str, Node]) -> Iterator[object]:
    from playwright.sync_api import sync_playwright

    rules = ",".join(f"MAP {node.address.removeprefix('http://')}:80 127.0.0.1:{node.port}" for node in nodes.values())
    options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
               "--disable-sync", "--no-first-run", "--disable-quic", f"--host-resolver-rules={rules}"]  # fmt: skip
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=options)
        yield chromium
        chromium.close()


@pytest.fixture
def phone(browser: object) -> Iterator[object]:
    """A page 360 px wide, with nothing kept from before, that fails on outside requests and script errors."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, device_scale_factor=2, locale="vi-VN")
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(f"script error: {error}"))
    page.on(
        "request",
        lambda request: (
            wrong.append(request.url)
            if "bdhvs.example" not in request.url and not request.url.startswith("data:")
            else None
        ),
    )
    page.on("console", lambda entry: wrong.append(entry.text) if "Content Security Policy" in entry.text else None)
    yield page
    context.close()
    assert wrong == []
