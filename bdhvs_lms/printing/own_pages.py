"""A department's own page for papers: an HTML file or a PDF form, and what is wrong with one.

HTML is untrusted: a sandbox of Jinja with the named fields and nothing else, and no fetching but of data: URIs. A field
stands in a box that has a size; the text takes the box's font size at most, its weight and its colour.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from bdhvs_lms.movement.errors import N_

from . import blank
from .blank import Blank, Field
from .certificates import STATIC
from .engine import form
from .errors import BadTemplate
from .stamping import PICTURE

NEEDED: Final = ("issuer", "holder", "course", "way", "serial", "dated", PICTURE)
"""Without these a paper doesn't say what it confirms, or can't be checked."""
FREE: Final = ("about", "birth_year", "group", "unit", "typed", "address", "signer_title", "signer_name")
SMALLEST_QR: Final = 30 * 72 / 25.4
SMALLEST_TEXT: Final = 6.0
"""In points."""
_NOT_RIGHT: Final = N_("its HTML is not right: ")
_STYLE: Final = (
    "input { display: block; box-sizing: border-box; width: 100%; height: 100%; margin: 0; border: 0; padding: 0;"
    " background: none; color: inherit; font: inherit }"
)
_FONT: Final = re.compile(rb"/Subtype /(Type1|MMType1|TrueType|CIDFontType0|CIDFontType2)\b")
_PRESS: Final = re.compile(rb"(?:^|\s)(?:[\d.]+\s+){4}[kK]\s")


@dataclass(frozen=True, slots=True)
class Fault:
    """message: a msgid, said with `fields`. grave: papers can't be stamped into the page as it is."""

    message: str
    fields: tuple[tuple[str, str], ...] = ()
    grave: bool = True


def read(data: bytes, *, html: bool) -> Blank:
    """A template → the page for stamping. BadTemplate, ForbiddenResource, PrintingUnavailable (HTML without Pango)."""
    return blank.read(form_of(data) if html else data)


def standing(file: Path) -> Blank | None:
    """The page that papers are stamped into by default: a PDF form that was found fit; None where there is none."""
    try:
        changed = file.stat().st_mtime_ns
    except OSError:
        return None
    return _kept(file, changed)


@lru_cache(maxsize=16)
def _kept(file: Path, changed: int) -> Blank:
    return blank.read(file.read_bytes())


def form_of(html: bytes) -> bytes:
    """An HTML template → the PDF form that machines without Pango can use."""
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    for side in blank.SIDES:
        environment.filters[side] = _sided(side)
    fields = {name: _input(name, "center") for name in (*NEEDED, *FREE, *STATIC)}
    try:
        page = environment.from_string(html.decode("utf-8-sig")).render(fields)
    except (TemplateError, UnicodeDecodeError, ArithmeticError, TypeError, RecursionError, ValueError) as fault:
        raise BadTemplate(why=_NOT_RIGHT + str(fault)) from fault
    return form([page], _STYLE, foreign=True)


def _input(name: str, side: str) -> Markup:
    return Markup('<input name="{}|{}" value="{}">').format(name, side, STATIC.get(name, ""))


def _sided(side: str) -> object:
    def sided(value: object) -> Markup:
        found = re.match(r'<input name="(\w+)', str(value))
        return _input(found[1] if found else "", side)

    return sided


def faults(page: Blank) -> list[Fault]:
    """What is wrong with a page, gravest first."""
    found = _fields(page) + _archive(page)
    return sorted(found, key=lambda fault: not fault.grave)


def _fields(page: Blank) -> list[Fault]:
    names = [one.name for one in page.fields]
    found = [Fault(N_("The field “{field}” is missing."), (("field", name),)) for name in NEEDED if name not in names]
    for one in page.fields:
        named = (("field", one.name),)
        if one.name not in (*NEEDED, *FREE, *STATIC) and not one.said:
            found.append(Fault(N_("Nothing is known for the field “{field}”: it stays empty."), named, grave=False))
        if names.count(one.name) > 1 and one.name == PICTURE:
            found.append(Fault(N_("There may be one field “{field}” only."), named))
        if one.name == PICTURE and min(one.width, one.height) < SMALLEST_QR:
            found.append(Fault(N_("The field “{field}” must be at least 30 mm wide and high."), named))
        if one.name != PICTURE and min(one.size, one.height / 1.3) < SMALLEST_TEXT:
            found.append(Fault(N_("The field “{field}” is too low or its text too small to be read."), named))
        if not _inside(one, page.box):
            found.append(Fault(N_("The field “{field}” leaves the page."), named))
    if "address" not in names:
        found.append(Fault(N_("Without the field “address” people can't check a paper by typing."), grave=False))
    return found


def _inside(one: Field, box: tuple[float, float, float, float]) -> bool:
    left, low, right, high = box
    return left <= one.x and low <= one.y and one.x + one.width <= right + 1 and one.y + one.height <= high + 1


def _archive(page: Blank) -> list[Fault]:
    """What PDF/A-3 forbids and can be seen without painting the page."""
    bodies = [entries for _, entries in page.resources] + [body for body, _ in page.objects]
    found = []
    descriptors = [body for body in bodies if b"/Type /FontDescriptor" in body]
    bare = any(_FONT.search(body) and b"/FontDescriptor" not in body for body in bodies)
    if bare or any(b"/FontFile" not in body for body in descriptors):
        found.append(Fault(N_("A font of the page isn't embedded: embed all fonts when saving the PDF.")))
    if any(b"/DeviceCMYK" in body for body in bodies) or _PRESS.search(page.content):
        found.append(Fault(N_("The page uses a printing press' colours (CMYK): save it in RGB.")))
    if any(b"/LZWDecode" in body or b"/Subtype /PS" in body for body in bodies):
        found.append(Fault(N_("The page holds pictures of a kind that archives don't take (PDF/A).")))
    return found
