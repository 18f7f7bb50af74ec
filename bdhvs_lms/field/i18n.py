"""The field host's translations: locale/vi.po read as it is, so that nothing has to be compiled."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from babel.messages.pofile import read_po

from .. import __file__ as package_file

LOCALE: Final = Path(package_file).parent / "locale"


@lru_cache(maxsize=2)
def catalogue(language: str) -> Mapping[str, str]:
    """msgid → msgstr. Code strings are English, so English needs no catalogue."""
    path = LOCALE / f"{language}.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file) if one.id and one.string}


def language() -> str:
    """Vietnamese unless BDHVS_LANG says otherwise."""
    return os.environ.get("BDHVS_LANG", "vi")


def translate(message: str) -> str:
    return catalogue(language()).get(message, message)


def _(message: str, **fields: object) -> str:
    """Translates, then fills the named fields."""
    text = translate(message)
    return text.format(**fields) if fields else text
