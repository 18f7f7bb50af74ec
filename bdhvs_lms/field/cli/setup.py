"""`bdhvs init` and `settings`: an installation's beginning, and its own words."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import click

from ...movement.address import printable
from ...movement.errors import AlreadyInitialised
from .. import kept
from ..address import read_address
from ..console import as_json, note, out, plain
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
    with base.closing(_begin(folder, issuer or SAMPLE_ISSUER, public, sample)) as installation:
        if sample:
            fill(installation)
    out(_("Now start the pages with: bdhvs serve --data {folder}", folder=installation.folder))


def _begin(folder: Path, issuer: str, public: str | None, sample: bool) -> Installation:
    """A new installation; samples may also be completed in one that was begun as a trial. AlreadyInitialised."""
    try:
        installation = create(folder, issuer, sample=sample, public_address=public or "")
    except AlreadyInitialised:
        if not sample:
            raise
        installation = open_installation(folder)
        if not installation.store.settings().sample:
            installation.close()
            raise
        if public is not None:
            kept.write_settings(installation.store.database, public_address=public)
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
    "--state-agency/--no-state-agency",
    default=None,
    help=_("Whether the issuer is a State agency: then papers bear the header of Decree 30/2020."),
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
        "state_agency": _("State agency"),
        "burst_people": _("Papers at once"), "burst_minutes": _("Within minutes"), "sample": _("Trial installation"),
        "host": _("This machine's id"),
    }  # fmt: skip
    for name, label in names.items():
        value = found[name]
        shown = (_("yes") if value else _("no")) if isinstance(value, bool) else plain(str(value)) or "–"
        out(f"{label}: {shown}")
