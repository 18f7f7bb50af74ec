"""Text and codes stamped into copies of a page that was laid out once: how a whole province is printed quickly."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from .archive import font
from .copied import Copier, put
from .fit import LINE, WEIGHTS
from .pdf_file import PdfFile, number
from .pieces import CENTRE, LEFT, RIGHT, Box, Words
from .qr import Symbol
from .typeface import face

POINT_MM: Final = 25.4 / 72
_SHARE: Final = {LEFT: 0.0, CENTRE: 0.5, RIGHT: 1.0}
_BEFORE, _AFTER = b"q\n", b"\nQ\n"
_OF_THE_ROOT: Final = ("/Type", "/Pages", "/Outlines", "/Dests", "/Names")
_OF_A_PAGE: Final = ("/Type", "/Parent", "/Contents", "/Resources")


@dataclass(frozen=True, slots=True)
class Stamp:
    """Operators that paint. weight, codes: of the font that they write with and its characters; 0 where they don't."""

    operators: bytes
    weight: int = 0
    codes: frozenset[int] = frozenset()


def can_write(said: Words) -> bool:
    """Whether the project's own font has every letter: otherwise the layout engine finds another font."""
    return not any(face(said.weight).missing(line) for line in said.text.lines)


def _colour(colour: str) -> bytes:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return b"%.3f %.3f %.3f rg" % (red, green, blue)


def write(said: Words, *, unit: float, height: float, origin: float) -> Stamp:
    """What writes `said`. unit: points of the layout's unit. height: the page's, in points.

    origin: the sheet's left and top edge on the page, in points.
    """
    cut, size = face(said.weight), said.text.size
    rest = (LINE - (cut.ascent - cut.descent) / 1000) / 2
    drawn, codes = [_colour(said.colour)], frozenset[int]()
    for place, line in enumerate(said.text.lines):
        shown, wide, letters = cut.shown(line)
        codes |= letters
        x = origin + unit * (said.box.x + (said.box.width - wide * size) * _SHARE[said.align])
        y = height - origin - unit * (said.top + size * (place * LINE + rest + cut.ascent / 1000))
        points = b"%.4f" % (unit * size)
        drawn.append(
            b"BT /Stamp%d 1 Tf %s 0 0 %s %s %s Tm %s ET" % (said.weight, points, points, number(x), number(y), shown)
        )
    return Stamp(b"\n".join(drawn), said.weight, codes)


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


def code(symbol: Symbol, box: Box, *, unit: float, height: float, origin: float) -> Stamp:
    """What draws a QR into `box`, as one filled path whose unit is a module."""
    module = box.width * unit / symbol.modules
    left, top = origin + box.x * unit, height - origin - box.y * unit
    squares = " ".join(f"{x} {y} {length} 1 re" for x, y, length in runs(symbol))
    return Stamp(f"q 0 g {module:.6f} 0 0 {-module:.6f} {left:.4f} {top:.4f} cm {squares} f Q".encode())


class _Original:
    """A page to copy: its parts as bytes that the copier has made. size: width and height in points."""

    def __init__(self, page: Any, copier: Copier) -> None:
        box = page.mediabox
        self.size = (float(box.width), float(box.height))
        self.entries = copier.entries(page, without=_OF_A_PAGE)
        contents = page.raw_get("/Contents")
        several = contents.get_object()
        parts = list.__iter__(several) if isinstance(several, ArrayObject) else [contents]
        self.contents = b" ".join(copier.value(one) for one in parts)
        resources: Any = page.get("/Resources", DictionaryObject()).get_object()
        self.resources = copier.entries(resources, without=("/Font",))
        self.fonts = copier.entries(resources.get("/Font", DictionaryObject()).get_object())


class Stamper:
    """Copies pages of a PDF with something stamped on each. What the pages are made of is kept once."""

    def __init__(self, originals: bytes) -> None:
        reader, copier = PdfReader(io.BytesIO(originals)), Copier()
        pages = [_Original(page, copier) for page in reader.pages]
        root = copier.entries(reader.root_object, without=_OF_THE_ROOT)
        info = copier.value(reader.trailer["/Info"].get_object()) if "/Info" in reader.trailer else b"<<>>"
        self._target = io.BytesIO()
        self._file = PdfFile(self._target)
        self._placed = put(copier.objects, self._file)
        self._root, self._info, self._originals = self._placed(root), self._placed(info), pages
        self._pages, self._before = self._file.reserve(), self._file.stream(_BEFORE, packed=False)
        self._after = self._file.stream(_AFTER, packed=False)
        self._resources = [self._file.reserve() for _ in pages]
        self._fonts = {weight: self._file.reserve() for weight in WEIGHTS}
        self._codes: dict[int, set[int]] = {weight: set() for weight in WEIGHTS}
        self._copies: list[tuple[int, bytes]] = []

    def size(self, original: int) -> tuple[float, float]:
        """Width and height of a page in points."""
        return self._originals[original].size

    def stamp(self, original: int, stamped: Iterable[Stamp]) -> None:
        """One more page: a copy of page `original` (0 is the first) with stamps painted over it, in their order."""
        operators = []
        for one in stamped:
            operators.append(one.operators)
            if one.weight:
                self._codes[one.weight] |= one.codes
        own = self._file.stream(b"\n".join(operators))
        below = self._placed(self._originals[original].contents)
        self._copies.append((original, b"%d 0 R %s %d 0 R %d 0 R" % (self._before, below, self._after, own)))

    def keep(self, original: int) -> None:
        """One more page: page `original` as it is."""
        self._copies.append((original, self._placed(self._originals[original].contents)))

    def result(self, trim: tuple[Sequence[float], Sequence[float]] | None = None) -> bytes:
        """The copies in their order as one PDF. trim: the pages' TrimBox and BleedBox in points."""
        file = self._file
        boxes = b"/TrimBox[%s]/BleedBox[%s]" % tuple(map(_box, trim)) if trim else b""
        kids = []
        for original, contents in self._copies:
            about = self._placed(self._originals[original].entries)
            kids.append(
                file.put(
                    b"<</Type/Page/Parent %d 0 R/Resources %d 0 R/Contents[%s]%s%s>>"
                    % (self._pages, self._resources[original], contents, about, boxes)
                )
            )
        self._finish_fonts()
        listed = b" ".join([b"%d 0 R" % kid for kid in kids])
        file.put(b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), listed), self._pages)
        root = file.put(b"<</Type/Catalog/Pages %d 0 R%s>>" % (self._pages, self._root))
        file.close(root, file.put(self._info))
        return self._target.getvalue()

    def _finish_fonts(self) -> None:
        """Embeds the fonts, each with the letters that were used, and names them to the pages."""
        used = [weight for weight, codes in self._codes.items() if codes]
        for weight, number_ in self._fonts.items():
            if weight in used:
                font(self._file, face(weight), frozenset(self._codes[weight]), number_)
            else:
                self._file.put(b"null", number_)
        ours = b"".join(b"/Stamp%d %d 0 R" % (weight, self._fonts[weight]) for weight in used)
        for one, number_ in zip(self._originals, self._resources, strict=True):
            resources = b"<<%s/Font<<%s%s>>>>" % (one.resources, one.fonts, ours)
            self._file.put(self._placed(resources), number_)


def _box(edges: Sequence[float]) -> bytes:
    return b" ".join(map(number, edges))
