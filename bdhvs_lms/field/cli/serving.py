"""`bdhvs serve`: the web pages, for this machine, for the phones on the same Wi-Fi, or behind a proxy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Final

import click

from ...movement.codes import PosterCode
from ...movement.errors import CannotServe, NoNetwork
from ...movement.units import COMMUNE
from ..console import note, out, plain, qr
from ..i18n import _
from ..installation import Installation
from . import base
from .courses import warn_of_faults

_EVERYWHERE: Final = "0.0.0.0"  # noqa: S104
"""Every IPv4 address; `::` is every IPv6 address to waitress, and no other."""


@click.command(help=_("Serve the pages: on this machine, or with --lan to the phones on the same Wi-Fi."))
@base.installed
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8300,
    show_default=True,
    metavar=_("NUMBER"),
    help=_("The port, the number after the address."),
)
@click.option(
    "--bind",
    metavar=_("ADDRESS"),
    help=_(
        "The network address to listen on; otherwise this machine alone. With 0.0.0.0 the pages also open at this "
        "machine's address on the local network."
    ),
)
@click.option("--lan", is_flag=True, help=_("Serve phones on the same Wi-Fi, and show the address as a QR code."))
@click.option("--wifi", metavar=_("NAME"), help=_("The Wi-Fi's name: a second QR code lets phones join it."))
@click.option("--wifi-password", metavar=_("PASSWORD"), help=_("The Wi-Fi's password, if it has one."))
@click.option(
    "--behind-proxy",
    is_flag=True,
    help=_(
        "A proxy on this machine (nginx, Caddy) brings the requests by https: believe what it says of address and "
        "scheme. Without it nobody is believed."
    ),
)
@click.option(
    "--tls",
    "with_tls",
    is_flag=True,
    help=_(
        "Serve the pages under https as well, at the next port: trainers sign in there with their phones. Browsers "
        "warn once, since no authority vouches for this machine: compare the fingerprint."
    ),
)
def serve(
    installation: Installation, port: int, bind: str | None, lan: bool, wifi: str | None, wifi_password: str | None,
    behind_proxy: bool, with_tls: bool,
) -> None:  # fmt: skip
    from .. import server  # noqa: PLC0415 (the portal is loaded only to be served)

    if wifi_password and not wifi:
        raise click.UsageError(_("--wifi-password needs --wifi as well."))
    bind = bind or (_EVERYWHERE if lan else "127.0.0.1")
    here = server.lan_address() if lan or bind == _EVERYWHERE else ""
    if lan and not here:
        raise NoNetwork
    warn_of_faults(installation)
    address = f"http://{here or _in_url(bind)}:{port}"
    _show(installation, address, lan, wifi, wifi_password)
    hosts = [name for name in (here, bind) if name]
    near = f"http://{here}:{port}" if here else ""
    try:
        with _tls(installation, bind, port + 1, hosts, here or _in_url(bind), near) if with_tls else nullcontext():
            server.serve(installation, bind=bind, port=port, hosts=hosts, behind_proxy=behind_proxy, near=near)
    except OSError as error:
        raise CannotServe(address=f"{bind}:{port}", why=error.strerror or "?") from error


@contextmanager
def _tls(installation: Installation, bind: str, port: int, hosts: list[str], shown: str, near: str) -> Iterator[None]:
    from .. import server, tls  # noqa: PLC0415 (the portal is loaded only to be served)

    names = {"localhost", "127.0.0.1", *(host for host in hosts if host not in (_EVERYWHERE, "::"))}
    certificate, fingerprint = tls.certificate(installation.keys, names, installation.clock())
    with server.under_tls(installation, certificate, bind=bind, port=port, hosts=hosts, near=near):
        address = f"https://{shown}:{port}/bdhvs/lop"
        out(_("Trainers sign in at {address}", address=address))
        out(_("The browser warns once. The fingerprint it shows must be: {fingerprint}", fingerprint=fingerprint))
        yield


def _show(installation: Installation, address: str, lan: bool, wifi: str | None, wifi_password: str | None) -> None:
    """What is worth knowing before the first phone comes."""
    if wifi:
        out(_("1. Join the Wi-Fi “{name}”:", name=plain(wifi)))
        out(qr(_wifi(wifi, wifi_password or "")))
    if lan:
        out(_("2. Open the lessons:") if wifi else _("Open the lessons:"))
        out(qr(address.upper()))
        if not wifi:
            note(
                _("With --wifi NAME --wifi-password PASSWORD there is also a QR code with which phones join the Wi-Fi.")
            )
    out(_("The pages are at {address} (stop with Ctrl+C)", address=address))
    for what, path in _doors(installation):
        out(f"  {address}{path:<28} {what}")


def _doors(installation: Installation) -> list[tuple[str, str]]:
    """What is worth opening first: (in words, path)."""
    doors = [(course.title, f"/hoc/{course.id}") for course in installation.store.courses()]
    doors += [(_("the board"), "/tien-do"), (_("check a paper"), "/x"), (_("type a poster's code"), "/q")]
    settings = installation.store.settings()
    if settings.sample and (paper := next(installation.store.certificates(), None)):
        doors.append((_("the bar of the sample agency (MẪU)"), "/tien-do?chi-tieu=mau"))
        doors.append((_("a sample paper (MẪU)"), f"/x/{paper.serial}"))
        if course := installation.store.course(paper.course):
            unit = next(unit.code for unit in installation.store.units() if unit.kind == COMMUNE)
            code = PosterCode(unit, course.lessons[0].code, "A")
            doors.append((_("what a poster's QR opens (MẪU)"), f"/q/{code}"))
    return doors


def _in_url(bind: str) -> str:
    bind = {_EVERYWHERE: "127.0.0.1", "::": "::1"}.get(bind, bind)
    return f"[{bind}]" if ":" in bind else bind


def _wifi(name: str, password: str) -> str:
    """What phones' cameras take for a network, with ZXing's escapes."""

    def safe(text: str) -> str:
        return "".join("\\" + letter if letter in '\\;,:"' else letter for letter in text)

    secured = f"T:WPA;S:{safe(name)};P:{safe(password)};" if password else f"T:nopass;S:{safe(name)};"
    return f"WIFI:{secured};"
