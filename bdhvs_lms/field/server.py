"""The field host's web server: Werkzeug's request, the portal, waitress; for trainers on phones, cheroot under TLS."""

from __future__ import annotations

import ipaddress
import logging
import socket
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import cheroot.ssl.builtin
import cheroot.wsgi
import waitress
from werkzeug.wrappers import Request, Response

from ..movement.errors import N_
from ..portal import handle
from ..portal.app import HEADERS
from . import i18n, tls
from .host import FieldHost
from .installation import Installation

THREADS: Final = 8
TLS_THREADS: Final = 4
BODY_LIMIT: Final = 32 * 1024 * 1024
"""What waitress takes in before the portal answers, in Vietnamese, that it was too much."""
_PROXY: Final[Mapping[str, object]] = {
    "trusted_proxy": "127.0.0.1",
    "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"},
}

WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def application(installation: Installation, hosts: Iterable[str], near: str = "") -> WSGI:
    """The WSGI application. hosts: the names and addresses, without port, under which it may be asked.

    near: as `FieldHost` has it.
    """
    host, allowed = FieldHost(installation, near), frozenset(name.lower() for name in hosts)

    def serve_one(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        request = Request(environ)
        if _name(request.host) not in allowed:
            message = i18n.translate(N_("This machine isn't known under that name. Use the address on its screen."))
            refusal = Response(message, 400, HEADERS, content_type="text/plain; charset=utf-8")
            return refusal(environ, start_response)
        try:
            return handle(request, installation.store, host)(environ, start_response)
        finally:
            request.close()  # files that somebody sent along

    return serve_one


def _name(host: str) -> str:
    """A Host header → its name without port and brackets, "" when it isn't written as one."""
    name, colon, port = host.rpartition(":")
    if not colon or host.endswith("]"):
        name = host
    elif not (port.isascii() and port.isdigit() and len(port) <= 5):
        return ""
    if name.startswith("["):
        name = name[1:-1] if name.endswith("]") and ":" in name else ""
    return name.lower()


def allowed_hosts(installation: Installation, extra: Iterable[str] = ()) -> set[str]:
    """Loopback names, the public address, and what is added (the address on the village's Wi-Fi)."""
    hosts = {"127.0.0.1", "localhost", "::1", *extra}
    if public := urlsplit(installation.store.settings().public_address).hostname:
        hosts.add(public)
    return hosts


def lan_address() -> str:
    """This machine's address on the local network, "" where there is none. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # TEST-NET-1: only to ask which interface would be used
            address = str(probe.getsockname()[0])
        except OSError:
            return ""
    return "" if ipaddress.ip_address(address).is_loopback else address


@contextmanager
def under_tls(
    installation: Installation, certificate: Path, *, bind: str, port: int, hosts: Iterable[str] = (), near: str = ""
) -> Iterator[int]:
    """Serves the same pages under TLS beside the others meanwhile. → the port. OSError when it is taken.

    certificate: as `tls.certificate` gives it.
    """
    app = application(installation, allowed_hosts(installation, hosts), near)
    server = cheroot.wsgi.Server((bind, port), app, numthreads=TLS_THREADS, server_name="bdhvs", timeout=60)
    server.max_request_body_size = BODY_LIMIT
    adapter = cheroot.ssl.builtin.BuiltinSSLAdapter(str(certificate), str(certificate))
    adapter.context = tls.context(certificate)
    server.ssl_adapter = adapter
    server.prepare()
    thread = threading.Thread(target=server.serve, name="tls", daemon=True)
    thread.start()
    try:
        yield int(server.bind_addr[1])
    finally:
        server.stop()
        thread.join(timeout=10)


def serve(
    installation: Installation, *, bind: str, port: int, hosts: Iterable[str] = (), behind_proxy: bool = False,
    near: str = "",
) -> None:  # fmt: skip
    """Serves until interrupted. OSError when the port is taken.

    behind_proxy: a proxy on this machine says in X-Forwarded-… who asks, by which scheme and name; without it such
    headers count for nothing.
    """
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    waitress.serve(
        application(installation, allowed_hosts(installation, hosts), near),
        host=bind, port=port, threads=THREADS, ident="bdhvs", max_request_body_size=BODY_LIMIT,
        channel_timeout=60, clear_untrusted_proxy_headers=True, **(_PROXY if behind_proxy else {}), _quiet=True,
    )  # fmt: skip
