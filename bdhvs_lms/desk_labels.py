"""What Desk shows of the app's DocTypes, reports, cards and workspaces, as messages to be translated.

`desk_labels` is an extractor of Babel's, named in babel.cfg for the JSON files that Frappe reads.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import IO, Any, Final

_SAID: Final = ("name", "label", "title", "description", "report_name", "chart_name")
_INNER: Final = ("fields", "links", "shortcuts", "charts", "number_cards")
_UNTOLD: Final = ("Dashboard Chart Source", "Print Format", "Report Column")

Message = tuple[int, str, str, list[str]]


def desk_labels(file: IO[bytes], keywords: object, comments: object, options: object) -> Iterator[Message]:
    """Line, function, message, comments of each text of a standard document that people see."""
    document = json.load(file)
    for one in document if isinstance(document, list) else [document]:
        for text in sorted({*_texts(one)}):
            yield 1, "_", text, []


def _texts(document: Mapping[str, Any]) -> Iterator[str]:
    if document.get("doctype") in _UNTOLD:
        return
    for name in _SAID:
        if text := document.get(name):
            yield text
    if document.get("fieldtype") == "Select":
        yield from (text for text in (document.get("options") or "").split("\n") if text.isascii() and len(text) > 1)
    for name in _INNER:
        for inner in document.get(name) or ():
            yield from _texts({key: value for key, value in inner.items() if key != "name"})
