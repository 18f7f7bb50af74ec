"""YAML with line numbers: composes nodes without ever making objects, and reads them key by key, reporting faults."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any, Final

import yaml

from . import rules
from .faults import Report, Rule
from .source import At
from .texts import PLACEHOLDER, check_characters

_DEPTH: Final = 6
_STRING: Final = "tag:yaml.org,2002:str"
_NULL: Final = "tag:yaml.org,2002:null"
_WHOLE_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,5}")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_AS_SPACES: Final = str.maketrans(dict.fromkeys("\r\x85\u2028\u2029", " ") | {"\t": "  "})
"""Tabs, and what YAML takes for the end of a line though editors don't; all of them are reported by their line."""
_PROBLEMS: Final = (
    ("mapping values are not allowed", rules.YAML_COLON),
    ("unexpected end of stream", rules.YAML_QUOTE),
    ("expected ',' or", rules.YAML_QUOTE),
    ("but found another document", rules.YAML_DOCUMENTS),
    ("expected <block end>", rules.YAML_INDENT),
    ("could not find expected ':'", rules.YAML_INDENT),
    ("expected '<document start>'", rules.YAML_INDENT),
    ("block sequence entries are not allowed", rules.YAML_INDENT),
)


def near(word: str, known: Iterable[str]) -> str:
    """What somebody may have meant by `word`: the closest of `known`, or all of them when none is close."""
    choices = list(known)
    return ", ".join(get_close_matches(word, choices, n=3, cutoff=0.6) or choices) or "–"


class _TooDeep(Exception):
    pass


class _Loader(yaml.SafeLoader):
    """Composes nodes; refuses aliases, anchors and tags by name, and gives up on nesting that no course has."""

    def __init__(self, text: str, report: Report, shift: int) -> None:
        super().__init__(text)
        self._report, self._shift, self._depth = report, shift, 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        start: Any = event.start_mark
        line = int(start.line) + 1 + self._shift
        if isinstance(event, yaml.AliasEvent):
            self._report.add(rules.ALIAS, line)
            self.get_event()  # type: ignore[no-untyped-call]
            return yaml.ScalarNode(_NULL, "", start, start)
        if event.anchor:
            self._report.add(rules.ALIAS, line)
        if event.tag is not None:
            self._report.add(rules.TAG, line)
        if self._depth >= _DEPTH:
            self._report.add(rules.TOO_DEEP, line)
            raise _TooDeep
        self._depth += 1
        event.anchor = event.tag = None
        node = super().compose_node(parent, index)
        self._depth -= 1
        if isinstance(node, yaml.ScalarNode):
            check_characters(node.value.replace("\n", ""), line, self._report)
        return node


def compose(text: str, report: Report, shift: int = 0) -> yaml.MappingNode | None:
    """YAML text → its top mapping, None with faults when there is none. shift: lines of the file before `text`."""
    tabs = [number for number, line in enumerate(text.split("\n"), start=1) if "\t" in line]
    for number in tabs:
        report.add(rules.TAB, number + shift)
    try:
        loader = _Loader(text.translate(_AS_SPACES), report, shift)
        node = loader.get_single_node()
    except _TooDeep:
        return None
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        if not tabs:
            _report_broken(error, text, report, shift)
        return None
    if not isinstance(node, yaml.MappingNode):
        report.add(rules.NOT_KEYS, (node.start_mark.line if node else 0) + 1 + shift)
        return None
    return node


def _report_broken(error: Exception, text: str, report: Report, shift: int) -> None:
    if isinstance(error, yaml.reader.ReaderError):
        return  # a character that texts.check_characters has named already
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "value out of range"
    line = min(mark.line + 1, text.rstrip().count("\n") + 1) if mark else 1
    rule = next((rule for words, rule in _PROBLEMS if words in problem), rules.YAML_BROKEN)
    start = getattr(error, "context_mark", None)
    if rule is rules.YAML_QUOTE and start:
        line = start.line + 1
    report.add(rule, line + shift, problem=problem)


class Fields:
    """A mapping, read key by key. Each reader reports what is wrong and gives None (or nothing) for it.

    A value that is still the template's words is None without a further fault: there is only this to say about it.
    """

    def __init__(self, node: yaml.MappingNode, report: Report, known: Sequence[str], line: int, shift: int = 0) -> None:
        self._report, self._line, self._shift = report, line, shift
        self._nodes: dict[str, yaml.Node] = {}
        self._guessed: set[str] = set()
        for key, value in pairs(node, report, shift):
            if key.value in known:
                self._nodes[key.value] = value
            else:
                report.add(rules.UNKNOWN_KEY, key.line, key=key.value, near=near(key.value, known))
                self._guessed.update(get_close_matches(key.value, known, n=1))

    @property
    def start(self) -> int:
        """Where the mapping begins."""
        return self._line

    def has(self, key: str) -> bool:
        return key in self._nodes

    def line(self, key: str) -> int:
        """Where the key's value stands, or where the mapping begins."""
        return self._at(self._nodes[key]) if key in self._nodes else self._line

    def _at(self, node: yaml.Node) -> int:
        return int(node.start_mark.line) + 1 + self._shift

    def _node(self, key: str, required: bool) -> yaml.Node | None:
        node = self._nodes.get(key)
        if node is None:
            if required and key not in self._guessed:
                self._report.add(rules.MISSING_KEY, self._line, key=key)
            return None
        if node.tag == _NULL or node.value in ("", []):
            self._report.add(rules.EMPTY_VALUE, self._at(node), key=key)
            return None
        return node

    def raw(self, key: str, required: bool = True) -> At[str] | None:
        """A scalar as it is written: 0123 stays "0123"."""
        node = self._node(key, required)
        return None if node is None else self._scalar(key, node, rules.NOT_TEXT)

    def _scalar(self, key: str, node: yaml.Node, otherwise: Rule, **fields: object) -> At[str] | None:
        if not isinstance(node, yaml.ScalarNode):
            self._report.add(otherwise, self._at(node), key=key, **fields)
            return None
        value = node.value.strip()
        if found := PLACEHOLDER.search(value):
            self._report.add(rules.PLACEHOLDER, self._at(node), text=found[0])
            return None
        if not value:
            self._report.add(rules.EMPTY_VALUE, self._at(node), key=key)
            return None
        return At(value, self._at(node))

    def text(self, key: str, required: bool = True, limit: int = 0, lines: bool = False) -> At[str] | None:
        """A text. limit: characters, 0 for any number. lines: more than one line is fine."""
        node = self._node(key, required)
        return None if node is None else self._text(key, node, limit, lines)

    def _text(self, key: str, node: yaml.Node, limit: int = 0, lines: bool = False) -> At[str] | None:
        if node.tag != _STRING:
            self._report.add(rules.NOT_TEXT, self._at(node), key=key)
            return None
        found = self._scalar(key, node, rules.NOT_TEXT)
        if found is None:
            return None
        if "\n" in found.value and not lines:
            self._report.add(rules.NOT_ONE_LINE, found.line, key=key)
        if limit and len(found.value) > limit:
            self._report.add(rules.TOO_LONG, found.line, key=key, length=len(found.value), limit=limit)
        return found

    def number(self, key: str, low: int, high: int) -> At[int] | None:
        node = self._node(key, required=True)
        found = None if node is None else self._scalar(key, node, rules.NOT_NUMBER, low=low, high=high)
        if found is None:
            return None
        plain = node is not None and node.tag != _STRING and _WHOLE_NUMBER.fullmatch(found.value)
        if not plain or not low <= int(found.value) <= high:
            self._report.add(rules.NOT_NUMBER, found.line, key=key, low=low, high=high)
            return None
        return At(int(found.value), found.line)

    def day(self, key: str, required: bool = True) -> At[date] | None:
        node = self._node(key, required)
        found = None if node is None else self._scalar(key, node, rules.NOT_DATE, value="")
        if found is None:
            return None
        try:
            if not _DATE.fullmatch(found.value):
                raise ValueError
            return At(date.fromisoformat(found.value), found.line)
        except ValueError:
            self._report.add(rules.NOT_DATE, found.line, key=key, value=found.value)
            return None

    def _items(self, key: str) -> list[yaml.Node]:
        node = self._node(key, required=True)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self._report.add(rules.NOT_LIST, self._at(node), key=key)
            return []
        return list(node.value)

    def texts(self, key: str) -> tuple[At[str], ...]:
        """A list of one-line texts, at least one."""
        return tuple(found for node in self._items(key) if (found := self._text(key, node)))

    def names(self, key: str) -> tuple[At[str], ...]:
        """A list of ids as they are written, at least one, each once."""
        names: dict[str, At[str]] = {}
        for node in self._items(key):
            found = self._scalar(key, node, rules.NOT_TEXT)
            if found and found.value in names:
                self._report.add(rules.LISTED_TWICE, found.line, key=key, value=found.value)
            elif found:
                names[found.value] = found
        return tuple(names.values())

    def parts(self, key: str, known: Sequence[str]) -> list[Fields]:
        """A list of mappings."""
        parts = []
        for node in self._items(key):
            if isinstance(node, yaml.MappingNode):
                parts.append(Fields(node, self._report, known, self._at(node), self._shift))
            else:
                self._report.add(rules.NOT_MAPPING, self._at(node), key=key)
        return parts

    def named(self, key: str, known: Sequence[str]) -> list[tuple[At[str], Fields | None]]:
        """A mapping of mappings: (name, its fields), None where the inner one can't be read."""
        node = self._node(key, required=True)
        if node is None:
            return []
        if not isinstance(node, yaml.MappingNode):
            self._report.add(rules.NOT_MAPPING, self._at(node), key=key)
            return []
        found: list[tuple[At[str], Fields | None]] = []
        for name, inner in pairs(node, self._report, self._shift):
            if isinstance(inner, yaml.MappingNode):
                found.append((name, Fields(inner, self._report, known, name.line, self._shift)))
            else:
                self._report.add(rules.NOT_MAPPING, name.line, key=name.value)
                found.append((name, None))
        return found


def pairs(node: yaml.MappingNode, report: Report, shift: int) -> list[tuple[At[str], yaml.Node]]:
    """A mapping's keys as they are written, with their values; a key that comes again is reported and left out."""
    found: dict[str, tuple[At[str], yaml.Node]] = {}
    for key, value in node.value:
        line = int(key.start_mark.line) + 1 + shift
        if not isinstance(key, yaml.ScalarNode):
            report.add(rules.NOT_KEYS, line)
        elif key.value in found:
            report.add(rules.KEY_TWICE, line, key=key.value)
        else:
            found[key.value] = At(key.value, line), value
    return list(found.values())
