"""`bdhvs init`, `settings` and `serve`: an installation's beginning, its own words, and its web pages."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import click

from ...movement.address import printable
from ...movement.codes import PosterCode
from ...movement.errors import AlreadyInitialised, CannotServe, NoNetwork
from ...movement.units import COMMUNE
from .. import kept
from ..address import read_address
from ..console import as_json, note, out, plain, qr
from ..i18n import _
from ..installation import Installation, create, open_installation
from ..sample import fill
from . import base

SAMPLE_ISSUER: Final = "Ban tổ chức mẫu (MẪU)"


def _address(text: str | None) -> str | None:
    """Checks a public address; "" takes it away again."""
    address = read_address(text) if text else text
    if address and not printable(address):
        note(
            _("Note: {address} leads only to this machine, so posters can only be printed as samples.", address=address)
        )
    return address


@click.command(help=_("Make a new installation: data folder, keys, units, groups, provisional targets."))
@base.with_folder
@click.option(
    "--issuer", metavar=_("NAME"), callback=base.one_line, help=_("The body that issues papers, as they print it.")
)
@click.option(
    "--address", metavar="https://…", help=_("The public address that printed codes lead to; can be set later.")
)
@click.option(
    "--sample", is_flag=True, help=_("Only for trying out: everything is marked “MẪU”, with made-up learners.")
)
def init(folder: Path, issuer: str | None, address: str | None, sample: bool) -> None:
    if not issuer and not sample:
        raise click.UsageError(_("Say who issues the papers: --issuer “…”. To try it out only: --sample."))
    public = _address(address)
    with base.closing(_begin(folder, issuer or SAMPLE_ISSUER, sample)) as installation:
        if public is not None:
            kept.write_settings(installation.store.database, public_address=public)
        if sample:
            fill(installation)
    out(_("Now start the pages with: bdhvs serve --data {folder}", folder=installation.folder))


def _begin(folder: Path, issuer: str, sample: bool) -> Installation:
    """A new installation; samples may also be completed in one that was begun as a trial. AlreadyInitialised."""
    try:
        installation = create(folder, issuer, sample=sample)
    except AlreadyInitialised:
        if not sample or not (installation := open_installation(folder)).store.settings().sample:
            raise
        out(_("The trial installation in {folder} is already there.", folder=installation.folder))
    else:
        out(_("The installation is in {folder}.", folder=installation.folder))
    return installation


@click.command(help=_("Show the settings, or change those that are named."))
@base.installed
@click.option("--address", metavar="https://…", help=_("The public address that printed codes lead to."))
@click.option("--place", metavar=_("NAME"), callback=base.one_line, help=_("The place before the date on papers."))
@click.option(
    "--signer-title", metavar=_("NAME"), callback=base.one_line, help=_("The signer's office, as papers print it.")
)
@click.option(
    "--signer-name", metavar=_("NAME"), callback=base.one_line, help=_("The signer's name, as papers print it.")
)
@click.option(
    "--burst-people",
    type=click.IntRange(1, 100_000),
    metavar=_("NUMBER"),
    help=_("How many papers without a trainer one unit may get in a short time; more wait for a look."),
)
@click.option("--burst-minutes", type=click.IntRange(1, 1440), metavar=_("MINUTES"), help=_("How long that time is."))
@base.json_option
def settings(installation: Installation, address: str | None, in_json: bool, **given: Any) -> None:
    changes = {
        name: value for name, value in {**given, "public_address": _address(address)}.items() if value is not None
    }
    if changes:
        kept.write_settings(installation.store.database, **changes)
    _show(installation, in_json)


def _show(installation: Installation, in_json: bool) -> None:
    found = asdict(installation.store.settings())
    if in_json:
        as_json(found)
        return
    names = {
        "issuer": _("Issuer (changed with: bdhvs keys rotate --issuer)"), "public_address": _("Public address"),
        "place": _("Place"), "signer_title": _("Signer's office"), "signer_name": _("Signer's name"),
        "burst_people": _("Papers at once"), "burst_minutes": _("Within minutes"), "sample": _("Trial installation"),
        "host": _("This machine's id"),
    }  # fmt: skip
    for name, label in names.items():
        value = found[name]
        shown = (_("yes") if value else _("no")) if isinstance(value, bool) else plain(str(value)) or "–"
        out(f"{label}: {shown}")


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
@click.option("--bind", metavar=_("ADDRESS"), help=_("The network address to listen on; otherwise this machine alone."))
@click.option("--lan", is_flag=True, help=_("Serve phones on the same Wi-Fi, and show the address as a QR code."))
@click.option("--wifi", metavar=_("NAME"), help=_("The Wi-Fi's name: a second QR code lets phones join it."))
@click.option("--wifi-password", metavar=_("PASSWORD"), help=_("The Wi-Fi's password, if it has one."))
def serve(
    installation: Installation, port: int, bind: str | None, lan: bool, wifi: str | None, wifi_password: str | None
) -> None:
    from .. import server  # noqa: PLC0415 (the portal is loaded only to be served)

    if wifi_password and not wifi:
        raise click.UsageError(_("--wifi-password needs --wifi as well."))
    here = server.lan_address() if lan else ""
    if lan and not here:
        raise NoNetwork
    bind = bind or ("0.0.0.0" if lan else "127.0.0.1")  # noqa: S104 (asked for with --lan)
    address = f"http://{here or _in_url(bind)}:{port}"
    if wifi:
        out(_("1. Join the Wi-Fi “{name}”:", name=plain(wifi)))
        out(qr(_wifi(wifi, wifi_password or "")))
    if lan:
        out(_("2. Open the lessons:") if wifi else _("Open the lessons:"))
        out(qr(address.upper()))
    out(_("The pages are at {address} (stop with Ctrl+C)", address=address))
    for what, path in _doors(installation):
        out(f"  {address}{path:<28} {what}")
    try:
        server.serve(installation, bind=bind, port=port, hosts=[name for name in (here, bind) if name])
    except OSError as error:
        raise CannotServe(address=f"{bind}:{port}", why=error.strerror or "?") from error


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
    if bind in ("0.0.0.0", "::"):  # noqa: S104
        return "127.0.0.1"
    return f"[{bind}]" if ":" in bind else bind


def _wifi(name: str, password: str) -> str:
    """What phones' cameras take for a network, with ZXing's escapes."""

    def safe(text: str) -> str:
        return "".join("\\" + letter if letter in '\\;,:"' else letter for letter in text)

    secured = f"T:WPA;S:{safe(name)};P:{safe(password)};" if password else f"T:nopass;S:{safe(name)};"
    return f"WIFI:{secured};"
