"""Stamps texts and a QR into copies of a blank: one PDF/A-3b, tagged, page after page into a stream.

The drawing, the blank's own texts and each text that many pages share are one object each; a page's own object holds
what is the person's. Fonts come last, when all letters are known.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import BinaryIO, Final

from . import archive
from .blank import Blank, Field
from .fit import LINE, WEIGHTS, Fitted, fit, link, width, words
from .pdf_file import PdfFile, number, text
from .qr_dots import Dots
from .typeface import face

LINKS: Final = frozenset({"address"})
"""Fields that break as addresses do."""
RELUCTANT: Final = {"holder": 1.3, "course": 1.2}
"""Fields that shrink before they wrap: how much larger another line must make them."""
SMALLEST: Final = 0.45
"""Of a field's size: below it words break rather than shrink further."""
HEADING: Final = "title"
_UNLIKE: Final = frozenset({"holder", "serial", "address"})
"""Fields whose texts are hardly ever the same, so that keeping them would be in vain."""
PICTURE: Final = "qr"
PICTURE_SAID: Final = "Mã QR để kiểm tra giấy"
Codes = dict[int, set[int]]


def fitted(called: str, said: str, box: tuple[float, float], size: float, weight: int) -> Fitted:
    """A field's text as it is set. box: width and height; size: the largest; both in one unit."""
    pieces = link(said) if called in LINKS else words(said)
    favour = RELUCTANT.get(called, 1.05)
    return fit(pieces, box=box, largest=size, smallest=size * SMALLEST, weight=weight, favour=favour)


def measure(setting: Fitted, weight: int) -> float:
    """The width of its widest line, in the unit of its size."""
    return setting.size * max((width(line, weight) for line in setting.lines), default=0)


def _placed(one: Field, said: str) -> tuple[bytes, frozenset[int]]:
    """A field's text → the operators that show it, "" where there is none, and its characters. UnprintableText."""
    if one.turned:
        return _across(one, said)
    setting, of = fitted(one.name, said, (one.width, one.height), one.size, one.weight), face(one.weight)
    size, codes = setting.size, frozenset[int]()
    ascent, descent = of.ascent / 1000, of.descent / 1000
    base = one.y + (one.height + LINE * size * len(setting.lines)) / 2 - size * ((LINE - ascent + descent) / 2 + ascent)
    parts = [b"BT", one.colour, b"/B%d 1 Tf" % one.weight]
    for place, line in enumerate(setting.lines):
        shown, wide, letters = of.shown(line)
        codes |= letters
        room = one.width - wide * size
        x = one.x + {"left": 0.0, "center": room / 2, "right": room}[one.side]
        scale = number(size)
        parts.append(b"%s 0 0 %s %s %s Tm %s" % (scale, scale, number(x), number(base - place * LINE * size), shown))
    if not setting.lines:
        return b"", codes
    return b"\n".join([*parts, b"ET"]) + _rule(one, measure(setting, one.weight)), codes


def _across(one: Field, said: str) -> tuple[bytes, frozenset[int]]:
    """A watermark: the outline of a line along the diagonal of its box, which hides nothing below it."""
    shown, wide, codes = face(one.weight).shown(said)
    along = math.atan2(one.height, one.width)
    size = min(one.size, 0.8 * math.hypot(one.width, one.height) / max(wide, 1))
    cos, sin = math.cos(along), math.sin(along)
    left, low = -wide * size / 2, -0.36 * size
    x = one.x + one.width / 2 + cos * left - sin * low
    y = one.y + one.height / 2 + sin * left + cos * low
    matrix = b" ".join(map(number, (cos * size, sin * size, -sin * size, cos * size, x, y)))
    outline = one.colour.upper()
    return b"BT\n%s 1.5 w 1 Tr\n/B%d 1 Tf\n%s Tm %s 0 Tr\nET" % (outline, one.weight, matrix, shown), codes


def _rule(one: Field, widest: float) -> bytes:
    """The line under the issuer: two fifths of its width, in the middle."""
    if not one.rule:
        return b""
    sizes = (one.x + one.width / 2 - 0.2 * widest, one.y - 1.1 * _MM, 0.4 * widest, 0.4 * _MM)
    return b"\n" + b" ".join(map(number, sizes)) + b" re f"


_MM: Final = 72 / 25.4


_repeated: Final = lru_cache(maxsize=1024)(_placed)


def _picture(one: Field, code: Dots) -> tuple[bytes, bytes]:
    """A QR in its field → (its white ground with the quiet zone, the symbol)."""
    side, quiet = min(one.width, one.height), code.quiet(min(one.width, one.height))
    x, y = one.x + (one.width - side) / 2, one.y + (one.height - side) / 2
    ground = [*map(number, (x - quiet, y - quiet, side + 2 * quiet, side + 2 * quiet))]
    at = [*map(number, (side, 0, 0, side, x, y))]
    head = b"q 0 g %s cm\nBI/W %d/H %d/IM true/BPC 1 ID " % (b" ".join(at), code.side, code.side)
    return b"1 g " + b" ".join(ground) + b" re f", head + code.bits + b"\nEI Q"


@dataclass(slots=True)
class _Opened:
    """A blank in a file. common, own: places of its fields. contents: streams that all its pages show, below to above.

    shown: whether each field of the blank has a text, as far as it is the same on all pages. shared: streams with one
    text of one field, by the field's place and the text; 0 where there is none.
    """

    blank: Blank
    resources: int
    entries: Mapping[str, bytes]
    common: tuple[int, ...]
    own: tuple[int, ...]
    contents: tuple[int, ...]
    shown: tuple[bool, ...]
    shared: dict[tuple[int, str], int] = field(default_factory=dict)


class Stamper:
    """One file. personal: the names of fields that differ from page to page; others are expected to repeat."""

    def __init__(self, target: BinaryIO, personal: Iterable[str]) -> None:
        self._file = PdfFile(target)
        self._personal = frozenset(personal) | {PICTURE}
        self._opened: dict[int, _Opened] = {}
        self._pages, self._structure, self._document = (self._file.reserve() for _ in range(3))
        self._kids: list[int] = []
        self._sections: list[int] = []
        self._parents: list[bytes] = []
        self._fonts = {weight: self._file.reserve() for weight in WEIGHTS}
        self._codes: Codes = {weight: set() for weight in WEIGHTS}

    def __len__(self) -> int:
        return len(self._kids)

    def add(self, blank: Blank, said: Mapping[str, str], code: Dots) -> None:
        """A page. said: texts by field; a field that isn't in it keeps the blank's own. UnprintableText: no page."""
        opened = self._opened.get(id(blank)) or self._open(blank, said)
        contents, shown, parts = list(opened.contents), list(opened.shown), []
        for at in opened.common:
            shared = self._shared(opened, at, said[blank.fields[at].name])
            shown[at] = bool(shared)
            contents += [shared] if shared else []
        for at in opened.own:
            one = blank.fields[at]
            if one.name == PICTURE:
                ground, symbol = _picture(one, code)
                parts += [b"/Artifact BMC", ground, b"EMC", _marked(blank, at, symbol)]
                shown[at] = True
            else:
                text_ = self._text(one, said.get(one.name, one.said))
                shown[at] = bool(text_)
                parts.append(_marked(blank, at, text_))
        contents.append(self._file.stream(b"\n".join(parts), level=1))
        self._page(opened, contents, shown)

    def _shared(self, opened: _Opened, at: int, said: str) -> int:
        number_ = opened.shared.get((at, said))
        if number_ is None:
            text_ = self._text(opened.blank.fields[at], said)
            number_ = self._file.stream(_marked(opened.blank, at, text_)) if text_ else 0
            opened.shared[at, said] = number_
        return number_

    def _text(self, one: Field, said: str) -> bytes:
        shown, codes = _placed(one, said) if one.name in _UNLIKE else _repeated(one, said)
        self._codes[one.weight] |= codes
        return shown

    def _open(self, blank: Blank, said: Mapping[str, str]) -> _Opened:
        places = range(len(blank.fields))
        own = tuple(at for at in places if blank.fields[at].name in self._personal)
        common = tuple(at for at in places if at not in own and blank.fields[at].name in said)
        entries = blank.write(self._file)
        fixed = {at: self._text(blank.fields[at], blank.fields[at].said) for at in places if at not in own + common}
        above = self._file.stream(b"\n".join(_marked(blank, at, one) for at, one in fixed.items()))
        drawing = self._file.stream(_packed(blank.content), b"/Filter/FlateDecode", packed=False)
        contents = (drawing, above)
        shown = tuple(bool(fixed.get(at)) for at in places)
        opened = _Opened(blank, self._file.reserve(), entries, common, own, contents, shown)
        self._opened[id(blank)] = opened
        return opened

    def _page(self, opened: _Opened, contents: Sequence[int], shown: Sequence[bool]) -> None:
        blank, file = opened.blank, self._file
        page, section = file.reserve(), file.reserve()
        places = b"/P %d 0 R/Pg %d 0 R>>" % (section, page)
        marks = _paragraphs(
            blank.texts, tuple([one.name if seen else "" for one, seen in zip(blank.fields, shown, strict=True)])
        )
        numbers = file.put_all([one + places for one in marks if one])
        left = iter(numbers)
        elements = [b"%d 0 R" % next(left) if one else b"null" for one in marks]
        kids = _list(numbers)
        file.put(b"<</S/Sect/P %d 0 R/K[%s]>>" % (self._document, kids), section)
        file.put(
            b"<</Type/Page/Parent %d 0 R/MediaBox[%s]/Contents[%s]/Resources %d 0 R/StructParents %d/Tabs/S>>"
            % (self._pages, _numbers(blank.box), _list(contents), opened.resources, len(self._kids)),
            page,
        )
        self._parents.append(b"%d[%s]" % (len(self._kids), b" ".join(elements)))
        self._kids.append(page)
        self._sections.append(section)

    def finish(self, title: str, author: str, attached: archive.Attached | None = None) -> None:
        """Writes what is known at the end: fonts, the tree of pages, structure, metadata."""
        file = self._file
        for weight, codes in self._codes.items():
            if codes:
                archive.font(file, face(weight), frozenset(codes), self._fonts[weight])
            else:
                file.put(b"null", self._fonts[weight])
        fonts = b"".join(
            b"/B%d %d 0 R" % (weight, self._fonts[weight]) for weight, codes in self._codes.items() if codes
        )
        for opened in self._opened.values():
            entries = {**opened.entries, "/Font": opened.entries.get("/Font", b"") + fonts}
            body = b"".join(category.encode() + b"<<" + one + b">>" for category, one in entries.items())
            file.put(b"<<" + body + b">>", opened.resources)
        file.put(b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(self._kids), _list(self._kids)), self._pages)
        parents = file.put(b"<</Nums[" + b"".join(self._parents) + b"]>>")
        file.put(
            b"<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R/ParentTreeNextKey %d>>"
            % (self._document, parents, len(self._kids)),
            self._structure,
        )
        file.put(b"<</S/Document/P %d 0 R/K[%s]>>" % (self._structure, _list(self._sections)), self._document)
        file.close(*archive.catalog(file, self._pages, self._structure, title, author, attached))


def _list(numbers: Iterable[int]) -> bytes:
    return b" ".join([b"%d 0 R" % one for one in numbers])


@lru_cache(maxsize=16)
def _packed(content: bytes) -> bytes:
    """A blank's drawing as it goes into every file."""
    return zlib.compress(content, 9)


@lru_cache(maxsize=64)
def _numbers(values: tuple[float, ...]) -> bytes:
    return b" ".join(map(number, values))


@lru_cache(maxsize=64)
def _paragraphs(texts: int, names: tuple[str, ...]) -> tuple[bytes, ...]:
    """How the element of each marked content begins, by its number; "" where there is none. texts: the blank's own."""
    tags = [b"P"] * texts + [_tag(one) if one else b"" for one in names]
    said = {b"Figure": b"/Alt" + text(PICTURE_SAID)}
    return tuple(b"<</S/%s%s/K %d" % (tag, said.get(tag, b""), at) if tag else b"" for at, tag in enumerate(tags))


def _tag(called: str) -> bytes:
    return {PICTURE: b"Figure", HEADING: b"H1"}.get(called, b"P")


def _marked(blank: Blank, at: int, shown: bytes) -> bytes:
    return b"/%s<</MCID %d>>BDC\n%s\nEMC" % (_tag(blank.fields[at].name), blank.texts + at, shown) if shown else b""
