"""Click's own words (Usage, Options, “No such command” …) in the reader's language.

Click takes them from gettext's global domain, which belongs to the whole process and wants compiled files. Here its
modules are given this project's translation instead; in English they say what they always said.
"""

from __future__ import annotations

from importlib import import_module
from typing import Final

from ...movement.errors import N_
from ..i18n import translate

_MODULES: Final = ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types")
WORDS: Final = (
    N_("Usage:"), N_("Options"), N_("Commands"), N_("Positional arguments"),
    N_("Show this message and exit."), N_("Show the version and exit."),
    N_("required"), N_("default: {default}"), N_("env var: {var}"), N_("Aborted!"), N_("Error: {message}"),
    N_("Error: invalid input"), N_("Try '{command} {option}' for help."), N_("Invalid value: {message}"),
    N_("Invalid value for {param_hint}: {message}"), N_("Missing argument"), N_("Missing option"),
    N_("Missing parameter"), N_("Missing command."), N_("No such option {name!r}."), N_("No such option: {name}"),
    N_("No such command {name!r}."), N_("Got unexpected extra argument ({args})"),
    N_("Got unexpected extra arguments ({args})"), N_("Did you mean {possibility}?"),
    N_("(Possible options: {possibilities})"), N_("(Did you mean one of: {possibilities}?)"),
    N_("Option {name!r} does not take a value."), N_("Option {name!r} requires an argument."),
    N_("Option {name!r} requires {nargs} arguments."), N_("Choose from:\n\t{choices}"),
    N_("{value!r} is not {choice}."), N_("{value!r} is not one of {choices}."),
    N_("{value!r} is not a valid {number_type}."), N_("{value} is not in the range {range}."),
    N_("Repeat for confirmation"), N_("Error: The two entered values do not match."),
)  # fmt: skip


def _plural(one: str, many: str, number: int) -> str:
    return translate(one if number == 1 else many)


def speak() -> None:
    """Gives click's modules the translation; what a version of click doesn't have is passed over."""
    for name in _MODULES:
        words = vars(import_module(f"click.{name}"))
        for gettext, ours in (("_", translate), ("ngettext", _plural)):
            if gettext in words:
                words[gettext] = ours
