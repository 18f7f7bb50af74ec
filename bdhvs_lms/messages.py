"""The Vietnamese of every message, read from locale/vi.po as it is, so that nothing has to be compiled."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from babel.messages.pofile import read_po

LOCALE: Final = Path(__file__).parent / "locale"


@lru_cache(maxsize=2)
def catalogue(language: str) -> Mapping[str, str]:
    """msgid → msgstr. Code strings are English, so English needs no catalogue."""
    path = LOCALE / f"{language}.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file) if one.id and one.string}
