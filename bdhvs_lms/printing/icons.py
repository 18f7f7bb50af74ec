"""The pictograms of posters' steps: 24 × 24 line drawings in `icons/`, named in Vietnamese without accents."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "icons"


@lru_cache(maxsize=1)
def names() -> frozenset[str]:
    """The names that a lesson's step may use."""
    return frozenset(file.stem for file in FOLDER.glob("*.svg"))


@lru_cache(maxsize=128)
def svg(name: str, colour: str = "currentColor") -> str:
    """A pictogram as an <svg> without size; "" for a name that isn't there: a poster does without it.

    colour: a CSS colour; WeasyPrint needs one, a web page inherits its own.
    """
    if name not in names():
        return ""
    return (FOLDER / f"{name}.svg").read_text(encoding="utf-8").strip().replace("currentColor", colour)
