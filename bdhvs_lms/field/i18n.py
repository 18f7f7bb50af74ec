"""The field host's language and its messages."""

from __future__ import annotations

import os

from ..messages import catalogue


def language() -> str:
    """Vietnamese unless BDHVS_LANG says otherwise."""
    return os.environ.get("BDHVS_LANG", "vi")


def translate(message: str) -> str:
    return catalogue(language()).get(message, message)


def _(message: str, **fields: object) -> str:
    """Translates, then fills the named fields."""
    text = translate(message)
    return text.format(**fields) if fields else text
