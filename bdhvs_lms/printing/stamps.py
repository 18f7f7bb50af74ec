"""Text and codes stamped into copies of a page that was laid out once: how a whole province is printed quickly."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Sequence
from typing import Any, Final

import pikepdf

from .fit import LINE
from .pieces import CENTRE, LEFT, RIGHT, Box, Words
from .qr import Symbol
from .typeface import Face, face

POINT_MM: Final = 25.4 / 72
_SHARE: Final = {LEFT: 0.0, CENTRE: 0.5, RIGHT: 1.0}
_BEFORE, _AFTER = b"q\n", b"\nQ\n"


class Ink:
    """The fonts of one file: what is written with each, embedded once at the end."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self.codes: dict[int, set[int]] = {}
        self.fonts: dict[int, Any] = {}

    def use(self, weight: int, codes: Iterable[int]) -> str:
        """Notes the characters that are written, and gives the font's name in the resources of pages."""
        self.codes.setdefault(weight, set()).update(codes)
        if weight not in self.fonts:
            self.fonts[weight] = self.pdf.make_indirect(pikepdf.Dictionary())
        return f"/Stamp{weight}"

    def embed(self) -> None:
        """Fills in the fonts, each with the letters that were used."""
        for weight, codes in self.codes.items():
            _fill(self.pdf, self.fonts[weight], face(weight), codes)


def _fill(pdf: pikepdf.Pdf, font: Any, cut: Face, codes: set[int]) -> None:
    """A Type 0 font over a TrueType subset; glyph numbers are the codes, and ToUnicode says what they mean."""
    name = pikepdf.Name(f"/BDHVSS+{cut.name}")
    letters = {cut.glyphs[code]: chr(code) for code in codes}
    descriptor = pikepdf.Dictionary(
        Type=pikepdf.Name.FontDescriptor, FontName=name, FontFamily=pikepdf.String("Be Vietnam Pro"), Flags=4,
        FontBBox=[-500, -300, 1500, 1200], ItalicAngle=0, Ascent=cut.ascent, Descent=cut.descent, CapHeight=700,
        StemV=80, FontFile2=pdf.make_stream(cut.subset(codes)),
    )  # fmt: skip
    widths = " ".join(f"{glyph} [{cut.widths[glyph]}]" for glyph in sorted(letters))
    system = pikepdf.Dictionary(Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0)
    below = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.CIDFontType2, BaseFont=name, CIDSystemInfo=system, DW=0,
        W=pikepdf.Object.parse(f"[{widths}]".encode()), FontDescriptor=pdf.make_indirect(descriptor),
        CIDToGIDMap=pikepdf.Name.Identity,
    )  # fmt: skip
    whole = {
        "/Type": pikepdf.Name.Font, "/Subtype": pikepdf.Name.Type0, "/BaseFont": name,
        "/Encoding": pikepdf.Name("/Identity-H"), "/DescendantFonts": pikepdf.Array([pdf.make_indirect(below)]),
        "/ToUnicode": pdf.make_stream(_to_unicode(letters)),
    }  # fmt: skip
    for key, value in whole.items():
        font[key] = value


def _to_unicode(letters: dict[int, str]) -> bytes:
    pairs = [f"<{glyph:04x}> <{letter.encode('utf-16-be').hex()}>" for glyph, letter in sorted(letters.items())]
    groups = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    said = "\n".join(f"{len(group)} beginbfchar\n" + "\n".join(group) + "\nendbfchar" for group in groups)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n{said}\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    ).encode()


# --- drawing --------------------------------------------------------------------------------------------------------


def can_write(said: Words) -> bool:
    """Whether the project's own font has every letter: otherwise the layout engine finds another font."""
    return not any(face(said.weight).missing(line) for line in said.text.lines)


def _colour(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return f"{red:.3f} {green:.3f} {blue:.3f} rg"


def write(said: Words, ink: Ink, *, unit: float, height: float, origin: float) -> str:
    """Operators that write `said`. unit: points of the layout's unit. height: the page's, in points.

    origin: the sheet's left and top edge on the page, in points.
    """
    cut, size = face(said.weight), said.text.size
    rest = (LINE - (cut.ascent - cut.descent) / 1000) / 2
    drawn = [_colour(said.colour)]
    for number, line in enumerate(said.text.lines):
        shown, wide, codes = cut.shown(line)
        x = origin + unit * (said.box.x + (said.box.width - wide * size) * _SHARE[said.align])
        y = height - origin - unit * (said.top + size * (number * LINE + rest + cut.ascent / 1000))
        font = ink.use(said.weight, codes)
        points = f"{unit * size:.4f}"
        drawn.append(f"BT {font} 1 Tf {points} 0 0 {points} {x:.3f} {y:.3f} Tm {shown.decode()} ET")
    return "\n".join(drawn)


def runs(symbol: Symbol) -> Iterable[tuple[int, int, int]]:
    """The dark modules as (column, row, length), row by row from the top left."""
    for y, row in enumerate(symbol.rows):
        start = None
        for x, dark in enumerate((*row, False)):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                yield start, y, x - start
                start = None


def code(symbol: Symbol, box: Box, *, unit: float, height: float, origin: float) -> str:
    """Operators that draw a QR into `box`, as one filled path whose unit is a module."""
    module = box.width * unit / symbol.modules
    left, top = origin + box.x * unit, height - origin - box.y * unit
    squares = " ".join(f"{x} {y} {length} 1 re" for x, y, length in runs(symbol))
    return f"q 0 g {module:.6f} 0 0 {-module:.6f} {left:.4f} {top:.4f} cm {squares} f Q"


class Stamper:
    """Copies pages of a PDF with something stamped on each. The pages copied from are not part of what comes out."""

    def __init__(self, originals: bytes) -> None:
        self.pdf = pikepdf.open(io.BytesIO(originals))
        self.ink = Ink(self.pdf)
        self.originals = [page.obj for page in self.pdf.pages]
        self._before = self.pdf.make_stream(_BEFORE)
        self._after = self.pdf.make_stream(_AFTER)
        self._resources: dict[int, Any] = {}
        self.copies: list[Any] = []

    def size(self, original: int) -> tuple[float, float]:
        """Width and height of a page in points."""
        left, low, right, high = (float(edge) for edge in self.originals[original].MediaBox)
        return right - left, high - low

    def stamp(self, original: int, operators: str) -> None:
        """One more page: a copy of page `original` (0 is the first) with `operators` painted over it."""
        page = self.originals[original]
        own = self.pdf.make_stream(b"")
        own.write(zlib.compress(operators.encode(), 6), filter=pikepdf.Name.FlateDecode)
        contents = page.Contents
        below = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
        copy = pikepdf.Dictionary(dict(page.items()))
        copy.Contents = pikepdf.Array([self._before, *below, self._after, own])
        copy.Resources = self._shared(original)
        self.copies.append(self.pdf.make_indirect(copy))

    def keep(self, original: int) -> None:
        """One more page: page `original` as it is."""
        self.copies.append(self.originals[original])

    def _shared(self, original: int) -> Any:
        """A page's resources, of which there is one for all its copies."""
        if original not in self._resources:
            self._resources[original] = self.pdf.make_indirect(
                pikepdf.Dictionary(dict(self.originals[original].Resources.items()))
            )
        return self._resources[original]

    def result(self, trim: tuple[Sequence[float], Sequence[float]] | None = None) -> bytes:
        """The copies in their order as one PDF. trim: the pages' TrimBox and BleedBox in points."""
        for resources in self._resources.values():
            fonts = pikepdf.Dictionary(dict(resources.Font.items()) if "/Font" in resources else {})
            for weight, font in self.ink.fonts.items():
                fonts[f"/Stamp{weight}"] = font
            resources.Font = fonts
        self.ink.embed()
        pages = self.pdf.pages
        del pages[:]
        for copy in self.copies:
            if trim:
                copy.TrimBox, copy.BleedBox = (pikepdf.Array([round(edge, 4) for edge in box]) for box in trim)
            pages.append(pikepdf.Page(copy))
        target = io.BytesIO()
        self.pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
        return target.getvalue()
