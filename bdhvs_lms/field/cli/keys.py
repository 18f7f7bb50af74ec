"""`bdhvs keys`: this machine's signing key, and the public keys it believes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import click

from ...movement.errors import InvalidFile
from ...movement.records import day_of
from ...trust import PublicKey
from .. import keyfiles
from ..console import as_json, out, plain, table, write_file
from ..i18n import _
from ..installation import Installation
from ..store import keys_used
from . import base

FILE_LIMIT: Final = 1024 * 1024


class _Keys(base.Lister):
    plain = "show"


def add_to(root: click.Group) -> None:
    keys = base.group(root, "keys", _("Signing keys: show, replace, hand out, believe others'."), _Keys)
    for command in (show, rotate, export, trust):
        keys.add_command(command)


@click.command(help=_("Show the public keys that this machine believes; private parts are never shown."))
@base.installed
@base.json_option
def show(installation: Installation, in_json: bool) -> None:
    own = installation.keyring.own
    keys = sorted(installation.keyring, key=lambda key: (key.since, key.id))
    if in_json:
        as_json([{**key.as_plain(), "own": key == own} for key in keys])
        return
    header = (_("Key"), _("Issuer"), _("Since"), _("Retired"), _("Whose"))
    rows = [(key.id, key.issuer, key.since, key.retired, _("this machine's") if key == own else "") for key in keys]
    table(header, rows)


@click.command(
    help=_(
        "Start a new signing key and retire the old one. Papers already in the register stay genuine. "
        "Hand out the new key afterwards: bdhvs keys export"
    )
)
@base.installed
@click.option(
    "--issuer",
    metavar=_("NAME"),
    callback=base.one_line,
    help=_("The body that issues papers from now on; otherwise the same."),
)
def rotate(installation: Installation, issuer: str | None) -> None:
    issuer = issuer or installation.store.settings().issuer
    ring = keyfiles.rotate(installation.keys, issuer, day_of(installation.clock()).isoformat())
    assert ring.own is not None
    out(_("The new key is {key}, for {issuer}.",
          key=ring.own.id, issuer=plain(issuer)))  # fmt: skip


@click.command(help=_("Write the public part of this machine's keys, also retired ones, for others to believe."))
@base.installed
@click.option(
    "--out",
    "file",
    type=click.Path(path_type=Path),
    metavar=_("FILE"),
    help=_("The file to write; otherwise it is shown."),
)
def export(installation: Installation, file: Path | None) -> None:
    own, used = installation.keyring.own, {*keys_used(installation.store)}
    keys = [key.as_plain() for key in installation.keyring if key == own or (key.retired and key.id in used)]
    if file is None:
        as_json({"keys": keys})
        return
    write_file(file, json.dumps({"keys": keys}, ensure_ascii=False, indent=1).encode())
    out(_("{count} public keys are in {file}.", count=len(keys), file=file))


@click.command(
    help=_(
        "Believe the public keys in FILE, as `bdhvs keys export` wrote it. "
        "Do this only with a file that you got from the issuer itself."
    )
)
@click.argument("file", type=click.Path(path_type=Path), metavar=_("FILE"))
@base.installed
@base.json_option
def trust(installation: Installation, file: Path, in_json: bool) -> None:
    changed = keyfiles.trust(installation.keys, _read(file))
    if in_json:
        as_json([key.as_plain() for key in changed])
        return
    for key in changed:
        retired = _(" (retired since {day})", day=key.retired) if key.retired else ""
        out(_("Believed now: {key}, for {issuer}", key=key.id, issuer=plain(key.issuer)) + retired)
    if not changed:
        out(_("Nothing was changed: these keys were known."))


def _read(file: Path) -> list[PublicKey]:
    """InvalidFile."""
    not_keys = InvalidFile(file=file.name, why="not a public key as `bdhvs keys export` writes it")
    try:
        if file.stat().st_size > FILE_LIMIT:
            raise not_keys
        found = json.loads(file.read_bytes())
    except OSError as error:
        raise InvalidFile(file=file.name, why=error.strerror or "?") from None
    except (ValueError, RecursionError):
        raise not_keys from None
    keys = found.get("keys") if isinstance(found, dict) else None
    if not isinstance(keys, list) or not keys:
        raise not_keys
    try:
        return [PublicKey.from_plain(one) for one in keys]
    except InvalidFile:
        raise not_keys from None
