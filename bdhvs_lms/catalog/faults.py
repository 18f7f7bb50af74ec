"""What the check says about a file: a rule that was broken, where, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

Level = Literal["error", "warning"]
ERROR: Final = "error"
WARNING: Final = "warning"


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that must hold. message, advice: English msgids that share the same named fields."""

    level: Level
    message: str
    advice: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A broken rule. line: 1-based, of the offending thing. fields: what fills message and advice."""

    file: Path
    line: int
    rule: Rule
    fields: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def level(self) -> Level:
        return self.rule.level

    @property
    def message(self) -> str:
        """The msgid of what is wrong."""
        return self.rule.message

    @property
    def advice(self) -> str:
        """The msgid of what to do about it."""
        return self.rule.advice

    @property
    def is_error(self) -> bool:
        return self.rule.level == ERROR

    @property
    def where(self) -> str:
        """Folder/file:line, printable on any terminal."""
        return f"{_printable(str(self.file))}:{self.line}"

    def say(self, translate: Callable[[str], str] = str) -> str:
        """Message and advice in the language of `translate`, filled."""
        return f"{translate(self.message)} {translate(self.advice)}".format(**self.fields)

    def __str__(self) -> str:
        return f"{self.where}: {self.level}: {self.say()}"


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


class Faults:
    """Collects the faults of many files; the same fault at the same place is kept once."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._seen: set[tuple[object, ...]] = set()

    def add(self, fault: Fault) -> None:
        key = (fault.file, fault.line, fault.message, repr(fault.fields))
        if key not in self._seen:
            self._seen.add(key)
            self._faults.append(fault)

    def copied(self) -> Faults:
        copy = Faults()
        copy._faults, copy._seen = [*self._faults], {*self._seen}
        return copy

    def of(self, file: Path) -> Report:
        """A collector bound to one file."""
        return Report(self, file)

    @property
    def any_error(self) -> bool:
        return any(fault.is_error for fault in self._faults)

    def sorted(self) -> tuple[Fault, ...]:
        """By file and line; within a line in the order in which they were found."""
        return tuple(sorted(self._faults, key=lambda fault: (str(fault.file), fault.line)))


@dataclass(frozen=True, slots=True)
class Report:
    """Where the checks of one file write. `add` takes the rule, the line and the message's fields."""

    faults: Faults
    file: Path

    def add(self, rule: Rule, line: int, **fields: object) -> None:
        shown = {name: _shown(value) for name, value in fields.items()}
        self.faults.add(Fault(self.file, max(1, line), rule, MappingProxyType(shown)))


def _shown(value: object) -> object:
    """A field as it is shown: text without surrogates or line breaks, and never a page of it."""
    if not isinstance(value, str):
        return value
    text = " ".join(_printable(value).split())
    return text if len(text) <= 160 else text[:159] + "…"
