"""`bdhvs backup`, `restore` and `check`: a data folder that may be lost, and whether one is whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click

from ...movement.errors import InvalidFile
from .. import check as checking
from ..backup import Manifest
from ..backup import backup as write_backup
from ..console import as_json, note, out, say
from ..i18n import _
from ..installation import Installation, open_installation
from ..merge import merge as add_to
from ..restore import restore as make_anew
from . import base

SHORTEST: Final = 10
"""Characters of a passphrase, at least."""
_FILE_LIMIT: Final = 1024

_file = click.argument("file", type=click.Path(path_type=Path), metavar=_("FILE"))
_passphrase_file = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path),
    metavar=_("FILE"),
    help=_("A file whose first line is the passphrase; otherwise it is asked for."),
)


def _passphrase(file: Path | None, *, new: bool) -> str:
    """From the file, or typed without being shown; a new one twice. InvalidFile; short ones are refused."""
    if file is None:
        text = str(click.prompt(_("Passphrase of the backup"), hide_input=True, confirmation_prompt=new))
    else:
        try:
            with file.open("rb") as content:
                text = content.read(_FILE_LIMIT).decode().partition("\n")[0].rstrip("\r")
        except OSError as error:
            raise InvalidFile(file=str(file), why=error.strerror or "?") from None
        except UnicodeDecodeError:
            raise InvalidFile(file=str(file), why="it is damaged") from None
    if new and len(text) < SHORTEST:
        raise click.UsageError(_("The passphrase is too short: at least {count} characters.", count=SHORTEST))
    return text


@click.command(
    help=_(
        "Write everything into one encrypted FILE. It may be done while the pages are served. Whoever has the file and "
        "the passphrase reads everything; without the passphrase nobody does, not even you."
    )
)
@_file
@base.installed
@_passphrase_file
@click.option(
    "--with-signing-key",
    is_flag=True,
    help=_("With the signing key as well: for moving to another machine. Guard the file like a seal."),
)
def backup(installation: Installation, file: Path, passphrase_file: Path | None, with_signing_key: bool) -> None:
    passphrase = _passphrase(passphrase_file, new=True)
    manifest = write_backup(installation, file, passphrase, signing_key=with_signing_key)
    out(_("The backup is in {file}: {count} records.", file=file, count=manifest.records))
    out(_("Keep it on another disk, and the passphrase in another place."))


@click.command(
    help=_(
        "Make an installation anew from a backup. It goes into a new folder; with --merge its records are added to an "
        "installation that is in use; nothing newer is overwritten, and what was erased stays erased."
    )
)
@_file
@base.with_folder
@_passphrase_file
@click.option("--merge", is_flag=True, help=_("Add the backup's records to the installation in the folder."))
def restore(folder: Path, file: Path, passphrase_file: Path | None, merge: bool) -> None:
    if merge:
        with base.closing(open_installation(folder)) as installation:
            added = add_to(installation, file, _passphrase(passphrase_file, new=False))
        out(_("{count} records were added; all others were known.", count=added.new))
    else:
        _tell(folder, make_anew(file, _passphrase(passphrase_file, new=False), folder))
    report = checking.check(folder)
    for fault in report.faults:
        note(say(fault))
    click.get_current_context().exit(base.FAILED if report.faults else base.OK)


def _tell(folder: Path, manifest: Manifest) -> None:
    with base.closing(open_installation(folder)) as installation:
        own, host = installation.keyring.own, installation.store.settings().host
    out(_("Restored into {folder}: {count} records as of {made}.",
          folder=folder, count=manifest.records, made=manifest.made))  # fmt: skip
    out(_("The folder has a new id ({host}) and a chain of its own.", host=host))
    if manifest.signing_key:
        out(_("It signs with the same key as before. Delete the old folder: one key belongs on one machine."))
    elif own is not None:
        out(_("It has a new signing key, {key}; the old one is retired. Hand it out: bdhvs keys export", key=own.id))
    out(_("Whoever was erased after this backup was made is in it again: erase them again."))


@click.command(
    help=_(
        "Look whether the data folder is whole. That means files, records, chains, what is shown, people and papers. "
        "Exit code 1 when something is wrong; it says what, and what to do."
    )
)
@base.with_folder
@base.json_option
def check(folder: Path, in_json: bool) -> None:
    report = checking.check(folder)
    counts: dict[str, Any] = {name: getattr(report, name) for name in ("records", "sealed", "people", "papers")}
    if in_json:
        faults = [{"fault": type(one).__name__, "says": say(one)} for one in report.faults]
        as_json({**counts, "faults": faults})
    else:
        out(_("{records} records, {sealed} of them in chains; {people} people, {papers} papers.", **counts))
        for fault in report.faults:
            out(say(fault))
        if not report.faults:
            out(_("Everything is whole."))
    click.get_current_context().exit(base.FAILED if report.faults else base.OK)
