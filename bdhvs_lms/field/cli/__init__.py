"""The `bdhvs` command: everything a field host can be told to do, one module a subject."""

from __future__ import annotations

import io
import sys

import click

from ... import __version__
from ..i18n import _
from . import certificates, clickwords, courses, keys, lists, people, rosters, trainers
from .base import Root
from .board import progress
from .posters import posters
from .safety import backup, check, restore
from .scans import scans
from .serving import serve
from .setup import init, settings
from .verify import rebuild, verify

__all__ = ["cli", "main"]

clickwords.speak()


@click.group(
    cls=Root,
    help=_("Bình dân học vụ số on one machine: courses, posters, papers, and a count that can be trusted."),
    epilog=_(
        "Exit codes: 0 all is well; 1 a check failed or something could not be done (the message says why); "
        "2 the command was written wrongly; 3 it can't be told here."
    ),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="bdhvs", message="%(prog)s %(version)s")
def cli() -> None:
    pass


for _command in (init, serve, settings, posters, scans, progress, verify, rebuild, check, backup, restore):
    cli.add_command(_command)
for _module in (courses, lists, certificates, people, trainers, rosters, keys):
    _module.add_to(cli)


def _translate_usage(command: click.Command) -> None:
    command.options_metavar = _("[OPTIONS]")
    if isinstance(command, click.Group):
        command.subcommand_metavar = _("COMMAND …")
        for inner in command.commands.values():
            _translate_usage(inner)


_translate_usage(cli)


def main() -> None:
    """The entry point. Letters that a terminal can't show never stop a command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    cli(prog_name="bdhvs")
