"""A blank: a PDF page with named form fields, read once, into whose copies papers are stamped.

The fields say where a text goes, how large it is at most, its weight, colour and side; they don't go into the papers.
What is painted is kept as it is, marked for screen readers: texts as paragraphs, everything else as ornament.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    ContentStream,
    DictionaryObject,
    NameObject,
    NumberObject,
)

from bdhvs_lms.movement.errors import N_

from .copied import Copier, put
from .errors import BadTemplate
from .pdf_file import PdfFile, name, number

RULE: Final = "rule"
"""After a field's name, as “issuer|center|rule”: a rule under a part of the text (Decree 30/2020: under the issuer)."""
SIDES: Final = ("left", "center", "right")
_USED_BY: Final = {b"gs": "/ExtGState", b"Do": "/XObject", b"Tf": "/Font", b"sh": "/Shading", b"cs": "/ColorSpace",
                   b"CS": "/ColorSpace", b"scn": "/Pattern", b"SCN": "/Pattern"}  # fmt: skip
_MARKS: Final = {b"BDC", b"BMC", b"EMC", b"MP", b"DP"}
_WEIGHTS: Final = (("semi.?bold|demi", 600), ("medium", 500), ("bold|black|heavy", 700))
Operation = tuple[Any, bytes]


@dataclass(frozen=True, slots=True)
class Field:
    """x, y: its lower left corner; all lengths in points. colour: the operator that sets it. said: its own text.

    turned: one line across the page from its lower left, as a watermark.
    """

    name: str
    x: float
    y: float
    width: float
    height: float
    size: float
    weight: int
    side: str
    colour: bytes
    rule: bool
    said: str
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Blank:
    """box: of the page, in points. content: with `texts` paragraphs, numbered from 0. resources: their dictionary's
    entries by category. objects: (body or dictionary's entries, stream or None); `@n@` stands for the n-th of them.
    """

    box: tuple[float, float, float, float]
    content: bytes
    texts: int
    fields: tuple[Field, ...]
    resources: tuple[tuple[str, bytes], ...]
    objects: tuple[tuple[bytes, bytes | None], ...]

    def write(self, file: PdfFile) -> Mapping[str, bytes]:
        """Puts what the page needs into a file → the entries of its resources by category."""
        placed = put(self.objects, file)
        return {category: placed(entries) for category, entries in self.resources}


def read(pdf: bytes, page: int = 0) -> Blank:
    """A page of a PDF form → what is stamped. BadTemplate: it can't be read, or not be copied faithfully."""
    try:
        reader = PdfReader(io.BytesIO(pdf))
        if reader.is_encrypted:
            raise BadTemplate(why=N_("it is locked with a password"))
        sheet = reader.pages[page]
        if sheet.rotation:
            raise BadTemplate(why=N_("its page is turned; save it upright"))
        form = reader.root_object.get("/AcroForm", DictionaryObject()).get_object()
        fields = tuple(_fields(sheet, form))
        operations = _operations(sheet, reader)
        content, texts = _marked(operations, reader)
        copier = Copier()
        resources = _used(copier, sheet.get("/Resources", DictionaryObject()).get_object(), operations)
        box = tuple(float(edge) for edge in sheet.mediabox)
    except (
        PyPdfError,
        ValueError,
        KeyError,
        IndexError,
        AttributeError,
        TypeError,
        RecursionError,
        zlib.error,
    ) as fault:
        raise BadTemplate(why=N_("it can't be read as a PDF form")) from fault
    return Blank(box, content, texts, fields, tuple(resources.items()), tuple(copier.objects))  # type: ignore[arg-type]


# --- fields -----------------------------------------------------------------------------------------------------------


def _fields(sheet: Any, form: Any) -> list[Field]:
    found = []
    for reference in sheet.get("/Annots", ArrayObject()).get_object():
        widget = reference.get_object()
        if widget.get("/Subtype") != "/Widget":
            continue
        called, inherited = _inherited(widget, form)
        left, low, right, high = (float(edge) for edge in widget["/Rect"])
        edges = (min(left, right), min(low, high), abs(right - left), abs(high - low))
        found.append(_field(called, edges, inherited, form))
    return found


def _inherited(widget: Any, form: Any) -> tuple[str, dict[str, Any]]:
    """→ the field's full name, and what it and its parents say."""
    names: list[str] = []
    said: dict[str, Any] = {}
    one = widget
    while one is not None:
        if "/T" in one:
            names.append(str(one["/T"]))
        for key in ("/DA", "/Q", "/V", "/FT"):
            if key in one:
                said.setdefault(key, one[key])
        one = one["/Parent"].get_object() if "/Parent" in one else None
    for key in ("/DA", "/Q"):
        if key in form:
            said.setdefault(key, form[key])
    return ".".join(reversed(names)), said


def _field(called: str, edges: tuple[float, float, float, float], said: Mapping[str, Any], form: Any) -> Field:
    tokens = str(said.get("/DA", "")).split()
    size, weight, colour = 0.0, 400, b"0 g"
    for at, operator in enumerate(tokens):
        if operator == "Tf" and at >= 2:
            size, weight = float(tokens[at - 1]), _weight(tokens[at - 2], form)
        count = {"g": 1, "rg": 3}.get(operator)
        if count and at >= count:
            colour = b" ".join([*(number(float(one)) for one in tokens[at - count : at]), operator.encode()])
    called, *about = _unwrapped(called).split("|")
    asked = next((side for side in SIDES if side in about), None)
    side = asked or ("center", "right")[said["/Q"] - 1] if asked or said.get("/Q") in (1, 2) else "left"
    size = size or edges[3] / 1.31  # 0 is a form's way to say: as large as the box
    value = said.get("/V", "")
    return Field(called, *edges, size, weight, side, colour, RULE in about, _unwrapped(str(value)) if value else "")


def _unwrapped(text: str) -> str:
    """WeasyPrint 59 writes a field's texts in one pair of brackets too many."""
    return text[1:-1] if text.startswith("(") and text.endswith(")") else text


def _weight(font: str, form: Any) -> int:
    """By the font's own name in the form's resources, else by what the form calls it."""
    fonts = form.get("/DR", DictionaryObject()).get_object().get("/Font", DictionaryObject()).get_object()
    base = str(fonts[font].get("/BaseFont", font)) if font in fonts else font
    return next((weight for pattern, weight in _WEIGHTS if re.search(pattern, base, re.IGNORECASE)), 400)


# --- content ----------------------------------------------------------------------------------------------------------


def _operations(sheet: Any, reader: PdfReader) -> list[Operation]:
    contents = sheet.get("/Contents")
    if contents is None:
        return []
    return list(ContentStream(contents.get_object(), reader).operations)


def _marked(operations: list[Operation], reader: PdfReader) -> tuple[bytes, int]:
    """Operations → content with its texts as paragraphs 0, 1, …, the rest as ornament, and how many texts."""
    out: list[Operation] = [([], b"q"), ([NameObject("/Artifact")], b"BMC")]
    texts = 0
    for operands, operator in operations:
        if operator in _MARKS:
            if operands and operands[0] == "/OC":
                raise BadTemplate(why=N_("it has layers; save it without"))
            continue
        if operator == b"BT":
            mark = DictionaryObject({NameObject("/MCID"): NumberObject(texts)})
            out += [([], b"EMC"), ([NameObject("/P"), mark], b"BDC")]
            texts += 1
        out.append((operands, operator))
        if operator == b"ET":
            out += [([], b"EMC"), ([NameObject("/Artifact")], b"BMC")]
    out += [([], b"EMC"), ([], b"Q")]
    stream = ContentStream(None, reader)
    stream.operations = out
    return stream.get_data(), texts


# --- resources --------------------------------------------------------------------------------------------------------


def _used(copier: Copier, resources: Any, operations: list[Operation]) -> dict[str, bytes]:
    """The entries that the operations name, by category."""
    wanted: dict[str, set[str]] = {}
    for operands, operator in operations:
        category = _USED_BY.get(operator)
        for operand in operands if category else ():
            if isinstance(operand, NameObject):
                wanted.setdefault(str(category), set()).add(str(operand))
    out = {}
    for category, names in sorted(wanted.items()):
        entries = resources.get(category, DictionaryObject()).get_object()
        found = [name(one[1:]) + b" " + copier.value(entries.raw_get(one)) for one in sorted(names) if one in entries]
        if found:
            out[category] = b"".join(found)
    return out
