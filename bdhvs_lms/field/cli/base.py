"""What the commands share: --data and --json, groups that list by themselves, and one place where errors end."""

from __future__ import annotations

import errno
import functools
import sqlite3
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from ...movement import registry
from ...movement.errors import BdhvsError, StoreUnavailable, UnknownLearner, UnknownUnit
from ...movement.records import day_of
from ...movement.store import Learner
from ...movement.units import Unit
from ..console import keep_traceback, note, say
from ..i18n import _
from ..installation import Installation, default_folder, open_installation

OK, FAILED, USAGE, UNSURE = 0, 1, 2, 3
BY: Final = "command"
"""Who attests what is written here: whoever sits at this machine; records hold no names."""
TEXT_LIMIT: Final = 120
_FOLDER: Final = "bdhvs.folder"

Command = TypeVar("Command", bound=Callable[..., Any])


class Root(click.Group):
    """Every error ends here: typed ones as their message, others as one sentence and a place in the log."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BdhvsError as error:
            note(say(error))
        except sqlite3.Error as error:
            note(say(StoreUnavailable(why=str(error))))
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if isinstance(error, OSError) and error.errno == errno.EPIPE:
                raise  # the reader of a pipe went away; click ends quietly
            log = keep_traceback(ctx.meta.get(_FOLDER))
            note(_("The program met something it didn't expect. What happened is written down in {log}.", log=log))
        ctx.exit(FAILED)


class Lister(click.Group):
    """A group that lists when no command is named."""

    plain = "list"

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        named = bool(args) and not args[0].startswith("-")
        if not named and not any(one in self.commands or one in ctx.help_option_names for one in args):
            args = [self.plain, *args]
        return super().parse_args(ctx, args)


def folder_of(data: Path | None) -> Path:
    """--data of this command, else of the group before it, else BDHVS_DATA or the usual folder."""
    meta = click.get_current_context().meta
    folder: Path = data or meta.get(_FOLDER) or default_folder()
    meta[_FOLDER] = folder
    return folder


_data = click.option(
    "--data",
    type=click.Path(path_type=Path),
    metavar=_("FOLDER"),
    help=_("The installation's folder; otherwise the one in BDHVS_DATA, otherwise your own data folder."),
)
json_option = click.option("--json", "in_json", is_flag=True, help=_("Give the result as JSON, for other programs."))


@contextmanager
def closing(installation: Installation) -> Iterator[Installation]:
    """Closes the databases at the end, so that nothing stays in their logs."""
    try:
        yield installation
    finally:
        installation.close()


def with_folder(command: Callable[..., None]) -> Callable[..., None]:
    """Adds --data; the command's first argument is the folder."""

    @_data
    @functools.wraps(command)
    def chosen(data: Path | None, **given: Any) -> None:
        command(folder_of(data), **given)

    return chosen


def installed(command: Callable[..., None]) -> Callable[..., None]:
    """Adds --data; the command's first argument is the opened installation."""

    @_data
    @functools.wraps(command)
    def opened(data: Path | None, **given: Any) -> None:
        with closing(open_installation(folder_of(data))) as installation:
            command(installation, **given)

    return opened


def group(parent: click.Group, name: str, help_: str, kind: type[click.Group] = Lister) -> click.Group:
    """A group of commands with --data before or after the command's name."""

    @parent.group(name, cls=kind, help=help_)
    @_data
    def grouped(data: Path | None) -> None:
        if data is not None:
            folder_of(data)

    return grouped


def year_option(command: Command) -> Command:
    return click.option(
        "--year", type=click.IntRange(2020, 2100), metavar=_("YEAR"), help=_("The year; otherwise this year.")
    )(command)


def one_line(_ctx: click.Context, _param: click.Parameter, text: str | None) -> str | None:
    """A text that will be printed or recorded: NFC, one line, not too long."""
    if text is None:
        return None
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if len(line) > TEXT_LIMIT or not line.isprintable():
        raise click.BadParameter(_("one line of at most {limit} characters", limit=TEXT_LIMIT))
    return line


def reason(_ctx: click.Context, _param: click.Parameter, text: str) -> str:
    """Why something was decided, for everybody to read."""
    line, fault = registry.read_reason(text)
    if fault:
        raise click.BadParameter(_(fault, limit=registry.REASON_LIMIT))
    return line


def this_year(installation: Installation) -> int:
    return day_of(installation.clock()).year


def unit_of(installation: Installation, code: str) -> Unit:
    """By its code, in capitals or not. UnknownUnit."""
    unit = installation.store.unit(code.strip().upper())
    if unit is None:
        raise UnknownUnit(unit=code)
    return unit


def learner_of(installation: Installation, learner_id: str) -> Learner:
    learner = installation.store.learner(learner_id)
    if learner is None:
        raise UnknownLearner(learner=learner_id)
    return learner


def samples(installation: Installation) -> Callable[[str], bool]:
    """→ of a unit's code, whether what is done there is made up."""
    made_up = {unit.code for unit in installation.store.units() if unit.sample}
    everything = installation.store.settings().sample
    return lambda code: everything or code in made_up


def marked(text: str, sample: bool) -> str:
    """With “MẪU” where it is a sample's and doesn't say so itself."""
    return f"{text} – MẪU".removeprefix(" – ") if sample and "MẪU" not in text else text
