"""Scans a second, against an empty Werkzeug response on the same server at the same time."""

from __future__ import annotations

import multiprocessing
import socket
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import waitress
from werkzeug.wrappers import Request, Response

from bdhvs_lms.field.installation import create, open_installation
from bdhvs_lms.field.server import THREADS, allowed_hosts, application
from bdhvs_lms.movement.codes import PosterCode

from .goals import Goal

ROUNDS, REQUESTS = 9, 1500


def serve(folder: Path, port: int) -> None:
    """The field host's application, with one more address that answers with nothing."""
    installation = open_installation(folder)
    app = application(installation, allowed_hosts(installation))

    def both(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/empty":
            Request(environ)
            return Response()(environ, start_response)
        return app(environ, start_response)

    waitress.serve(both, host="127.0.0.1", port=port, threads=THREADS, _quiet=True)


def ask(port: int, path: str, times: int) -> float:
    """Requests a second over one kept connection, sent as ready bytes so that the client costs next to nothing."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Mozilla/5.0 (Android)\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        start = time.perf_counter()
        for _ in range(times):
            connection.sendall(request)
            answer = b""
            while b"\r\n\r\n" not in answer:
                answer += connection.recv(65536)
            head, _, body = answer.partition(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
            while len(body) < length:
                body += connection.recv(65536)
        return times / (time.perf_counter() - start)


def measure(folder: Path) -> Iterator[Goal]:
    installation = create(folder / "scan", "Benchmark")
    lesson = installation.catalog.courses[0].lessons[0]
    codes = [PosterCode(unit.code, lesson.code, "A") for unit in installation.store.units()]
    installation.close()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(folder / "scan", port), daemon=True)
    server.start()
    try:
        _wait(port)
        ratios, scans, empties = [], [], []
        for number in range(ROUNDS):
            code = codes[number % len(codes)]
            empty = ask(port, "/empty", REQUESTS)
            scan = ask(port, f"/q/{code}", REQUESTS)
            scans.append(scan)
            empties.append(empty)
            ratios.append(scan / empty)
    finally:
        server.terminate()
        server.join()
    yield Goal(
        "scan of a poster, requests a second", statistics.median(ratios), 0.5,
        f"{statistics.median(scans):.0f}/s", f"empty response: {statistics.median(empties):.0f}/s", at_least=True,
    )  # fmt: skip


def _wait(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server didn't come up")
