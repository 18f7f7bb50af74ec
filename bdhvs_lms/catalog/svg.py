"""Looks into a drawing: its size, and that nothing in it runs or loads; the portal itself serves it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

from . import rules
from .faults import Report

# fmt: off
_REFUSED: Final = frozenset((
    "script", "foreignobject", "iframe", "object", "embed", "a", "image", "feimage", "animate", "animatemotion",
    "animatetransform", "set", "handler", "listener", "audio", "video",
))
# fmt: on
_LOADS: Final = re.compile(r"@import|url\s*\(\s*['\"]?\s*[^#'\"\s]", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\s*([0-9]{1,5}(?:\.[0-9]{1,9})?)(?:px)?\s*")


@dataclass(slots=True)
class Drawing:
    """width, height: in CSS pixels, None when the drawing doesn't say."""

    width: int | None = None
    height: int | None = None


class _Stop(Exception):
    """Nothing further is read: what follows could be entities without end."""


class _Reader:
    def __init__(self, report: Report) -> None:
        self.drawing = Drawing()
        self._report, self._root = report, True
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._element
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.ProcessingInstructionHandler = self._instruction
        self._parser.CharacterDataHandler = self._characters
        self._words = ""

    def read(self, data: bytes) -> Drawing:
        try:
            self._parser.Parse(data, True)
        except _Stop:
            return self.drawing
        except expat.ExpatError as error:
            self._broken(expat.ErrorString(error.code) or "XML", error.lineno)
        except (ValueError, LookupError):  # an encoding that Python doesn't know
            self._broken("encoding", 1)
        return self.drawing

    def _broken(self, problem: str, line: int) -> None:
        self._report.add(rules.DRAWING_BROKEN, line, problem=problem)

    def _refuse(self, what: str) -> None:
        self._report.add(rules.DRAWING_UNSAFE, self._parser.CurrentLineNumber, what=what)

    def _doctype(self, *_: object) -> None:
        self._refuse("<!DOCTYPE>")
        raise _Stop

    def _instruction(self, target: str, _: str) -> None:
        self._refuse(f"<?{target}?>")

    def _characters(self, words: str) -> None:
        self._words = (self._words + words)[-400:]  # enough to find what spans two pieces
        if found := _LOADS.search(self._words):
            self._refuse(found[0])
            self._words = ""

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2].lower()
        if self._root:
            self._root = False
            if local != "svg":
                self._broken(f"<{name}>", self._parser.CurrentLineNumber)
            self._measure(attributes)
        if local in _REFUSED:
            self._refuse(f"<{name}>")
        for attribute, value in attributes.items():
            self._attribute(attribute, value)

    def _attribute(self, attribute: str, value: str) -> None:
        local = attribute.rpartition(":")[2].lower()
        if local.startswith("on"):
            self._refuse(attribute)
        elif _LOADS.search(value) or (local in ("href", "src") and not value.strip().startswith("#")):
            self._refuse(f"{attribute}={value}")

    def _measure(self, attributes: dict[str, str]) -> None:
        sides = [attributes.get("width", ""), attributes.get("height", "")]
        found = [_NUMBER.fullmatch(side) for side in sides]
        if not all(found):
            box = attributes.get("viewBox", "").replace(",", " ").split()
            found = [_NUMBER.fullmatch(side) for side in box[2:4]] if len(box) == 4 else []
        sizes = [round(float(side[1])) for side in found if side]
        if len(sizes) == 2 and all(sizes):
            self.drawing.width, self.drawing.height = sizes


def inspect(data: bytes, report: Report) -> Drawing:
    """Reads a drawing; faults go to the report with their line in the drawing. Entities are never expanded."""
    return _Reader(report).read(data)
