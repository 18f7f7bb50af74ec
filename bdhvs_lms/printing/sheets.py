"""Templates of printed sheets: Jinja with everything escaped, and the style sheets beside them."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bdhvs_lms import __version__

from .engine import FOLDERS
from .fit import plain

MOVEMENT: Final = "Bình dân học vụ số"
INK: Final = "#111111"
ACCENT: Final = "#7d1016"
"""A dark red, 10:1 on white, that a black-and-white printer turns into near black."""
GOLD: Final = "#ffcf4a"
"""On the dark red alone: 7:1, and light grey in black and white."""
CREAM: Final = "#fbf3e2"
"""Under ink alone: 17:1, and all but white in black and white."""
WHITE: Final = "#ffffff"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDERS[0] / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(movement=MOVEMENT, generator=f"bdhvs_lms {__version__}", ink=INK, accent=ACCENT)
    environment.filters.update(plain=plain)
    return environment


def render(template: str, **values: object) -> str:
    """A file of templates/ filled in; every value is escaped but those that `drawing` has marked."""
    return _environment().get_template(template).render(**values)


def drawing(svg: str) -> Markup:
    """Marks an SVG that this package has drawn itself as safe; never to be used on what somebody wrote."""
    return Markup(svg)  # noqa: S704
