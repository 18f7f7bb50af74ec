"""A weight of the project's font as PDF pages use it: glyphs set with kerning and accents, and the subset to embed.

Glyphs keep their numbers in the subset, so pages can be written before all letters are known. Hinting is left out: it
weighs more than the outlines, and print is too fine to need it.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from fontpkg_be_vietnam_pro import ROOT

from .errors import UnprintableText
from .fit import WEIGHTS

_KEPT: Final = ("head", "hhea", "maxp")


class Face:
    """One weight. Widths and heights in thousandths of the size, which is the font's own unit."""

    def __init__(self, weight: int) -> None:
        from fontTools.ttLib import TTFont  # noqa: PLC0415 (takes 0.1 s, for printing alone)

        self.weight, self.name = weight, f"BeVietnamPro-{WEIGHTS[weight]}"
        font = TTFont(ROOT / "files" / f"{self.name}.ttf")
        order: Mapping[str, int] = font.getReverseGlyphMap()
        self.glyphs: Mapping[int, int] = {code: order[name] for code, name in font.getBestCmap().items()}
        self.widths: list[int] = [font["hmtx"][name][0] for name in font.getGlyphOrder()]
        head, metrics = font["head"], font["hhea"]
        self.box = (head.xMin, head.yMin, head.xMax, head.yMax)
        self.ascent, self.descent, self.cap_height = metrics.ascent, metrics.descent, font["OS/2"].sCapHeight
        self._kern = _kerning(font, order)
        self._anchors = _accents(font, order)
        offsets = font["loca"].locations
        outlines = font.reader["glyf"]
        self._outlines = [outlines[start:end] for start, end in pairwise(offsets)]
        self._tables = {tag: font.reader[tag] for tag in _KEPT}
        self._bearings = [font["hmtx"][name][1] for name in font.getGlyphOrder()]
        self._letters = {
            chr(code): glyph for code, glyph in self.glyphs.items() if not unicodedata.combining(chr(code))
        }
        self._common = frozenset(self._letters)
        self._step = lru_cache(maxsize=16384)(self._stepped)

    def _spelled(self, text: str) -> str:
        """Letters that the font lacks as letter and accent, where it has these."""
        if all(ord(letter) in self.glyphs for letter in text):
            return text
        return "".join(one if ord(one) in self.glyphs else unicodedata.normalize("NFD", one) for one in text)

    def missing(self, text: str) -> str:
        """The characters of `text` that can't be printed: not in the font, or an accent that finds no letter."""
        if self._common.issuperset(text):
            return ""
        bad, bare = [], ""
        for letter in self._spelled(text):
            if not unicodedata.combining(letter):
                bare = letter
            elif not bare or (self.glyphs.get(ord(bare)), self.glyphs.get(ord(letter))) not in self._anchors:
                bad.append(letter)
                continue
            else:
                bare = ""
            if ord(letter) not in self.glyphs:
                bad.append(letter)
        return "".join(dict.fromkeys(bad))

    def shown(self, text: str) -> tuple[bytes, float, frozenset[int]]:
        """A line → (operators that show it in size 1, its width in em, the characters used). UnprintableText."""
        if self._common.issuperset(text):
            return self._line(text)
        if bad := self.missing(text):
            raise UnprintableText(text=text[:80], letters=spelled(bad))
        parts: list[bytes] = []
        run: list[str] = []
        wide, before = 0, -1
        letters = self._spelled(text)
        for letter in letters:
            glyph = self.glyphs[ord(letter)]
            if unicodedata.combining(letter):
                self._accent(parts, run, before, glyph)
                continue
            if kern := self._kern(before, glyph):
                run.append(f">{-kern}<")
                wide += kern
            run.append(f"{glyph:04X}")
            wide += self.widths[glyph]
            before = glyph
        parts.append(_array(run))
        return b" ".join(part for part in parts if part), wide / 1000, frozenset(map(ord, letters))

    def _line(self, text: str) -> tuple[bytes, float, frozenset[int]]:
        """What `shown` gives, of letters that need no accent of their own."""
        steps = list(map(self._step, text, [*text[1:], ""]))
        return _array([shown for shown, _ in steps]), sum([wide for _, wide in steps]) / 1000, frozenset(map(ord, text))

    def _stepped(self, letter: str, following: str) -> tuple[str, int]:
        """A letter before another one, or before nothing → what shows it, how far it leads."""
        glyph = self._letters[letter]
        move = self._kern(glyph, self._letters[following]) if following else 0
        return f"{glyph:04X}>{-move}<" if move else f"{glyph:04X}", self.widths[glyph] + move

    def _accent(self, parts: list[bytes], run: list[str], base: int, accent: int) -> None:
        """Shows what stands before, then the accent on its letter, and goes back to the letter's end."""
        x, y = self._anchors[base, accent]
        back = self.widths[base] - x
        parts.append(_array(run))
        parts.append(f"{y / 1000:g} Ts [{back}<{accent:04X}>{self.widths[accent] - back}]TJ 0 Ts".encode())
        run.clear()

    def subset(self, codes: Iterable[int]) -> bytes:
        """A TrueType file with the outlines of these characters alone."""
        wanted = {0} | {self.glyphs[code] for code in codes}
        last = max(wanted)
        outlines = [_bare(self._outlines[glyph]) if glyph in wanted else b"" for glyph in range(last + 1)]
        padded = [outline + bytes(-len(outline) % 4) for outline in outlines]
        offsets = [0]
        for outline in padded:
            offsets.append(offsets[-1] + len(outline))
        pairs = zip(self.widths[: last + 1], self._bearings, strict=False)
        metrics = b"".join(
            struct.pack(">Hh", *(pair if glyph in wanted else (0, 0))) for glyph, pair in enumerate(pairs)
        )
        head, hhea, maxp = (bytearray(self._tables[tag]) for tag in _KEPT)
        head[8:12], head[50:52] = bytes(4), b"\0\1"  # checksum to be made, long offsets
        hhea[34:36] = maxp[4:6] = struct.pack(">H", last + 1)
        maxp[18:32] = bytes(14)  # no instructions are left
        maxp[14:16] = b"\0\2"
        return _sfnt(
            {
                b"glyf": b"".join(padded),
                b"head": bytes(head),
                b"hhea": bytes(hhea),
                b"hmtx": metrics,
                b"loca": struct.pack(f">{last + 2}I", *offsets),
                b"maxp": bytes(maxp),
            }
        )


def spelled(letters: str) -> str:
    """Characters as a message can show them: those that can be seen, with their code; at most five."""
    seen = [f"“{one}” (U+{ord(one):04X})" if one.isprintable() else f"U+{ord(one):04X}" for one in letters[:5]]
    return ", ".join(seen) + (", …" if len(letters) > 5 else "")


def _array(run: list[str]) -> bytes:
    if not run:
        return b""
    said = "".join(run)
    return (f"[<{said}>]TJ" if ">" in said else f"<{said}>Tj").encode()


@lru_cache(maxsize=len(WEIGHTS))
def face(weight: int) -> Face:
    return Face(weight)


# --- what the font's tables say ---------------------------------------------------------------------------------------


def _subtables(font: Any, table: str, feature: str) -> list[Any]:
    """The lookup subtables of a feature, unwrapped, in their order."""
    layout = font[table].table
    records = [one.Feature for one in layout.FeatureList.FeatureRecord if one.FeatureTag == feature]
    chosen = sorted({index for one in records for index in one.LookupListIndex})
    found = [sub for index in chosen for sub in layout.LookupList.Lookup[index].SubTable]
    return [getattr(sub, "ExtSubTable", sub) for sub in found]


def _kerning(font: Any, order: Mapping[str, int]) -> Callable[[int, int], int]:
    """→ of two glyphs, by how many units the second moves."""
    pairs: dict[tuple[int, int], int] = {}
    classes = []
    for sub in _subtables(font, "GPOS", "kern"):
        if sub.Format == 1:
            for first, group in zip(sub.Coverage.glyphs, sub.PairSet, strict=True):
                for record in group.PairValueRecord:
                    value = record.Value1.XAdvance if record.Value1 else 0
                    pairs.setdefault((order[first], order[record.SecondGlyph]), value)
        else:
            firsts = {order[name]: sub.ClassDef1.classDefs.get(name, 0) for name in sub.Coverage.glyphs}
            seconds = {order[name]: number for name, number in sub.ClassDef2.classDefs.items()}
            rows = [
                [pair.Value1.XAdvance if pair.Value1 else 0 for pair in row.Class2Record] for row in sub.Class1Record
            ]
            classes.append((firsts, seconds, rows))

    def kern(first: int, second: int) -> int:
        if (first, second) in pairs:
            return pairs[first, second]
        for firsts, seconds, rows in classes:
            if first in firsts:
                moved: int = rows[firsts[first]][seconds.get(second, 0)]
                return moved
        return 0

    return lru_cache(maxsize=16384)(kern)


def _accents(font: Any, order: Mapping[str, int]) -> dict[tuple[int, int], tuple[int, int]]:
    """(letter, accent) → where the accent's origin stands from the letter's."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for sub in _subtables(font, "GPOS", "mark"):
        marks = list(zip(sub.MarkCoverage.glyphs, sub.MarkArray.MarkRecord, strict=True))
        for base, record in zip(sub.BaseCoverage.glyphs, sub.BaseArray.BaseRecord, strict=True):
            for mark, one in marks:
                anchor = record.BaseAnchor[one.Class]
                if anchor is not None:
                    x, y = (
                        anchor.XCoordinate - one.MarkAnchor.XCoordinate,
                        anchor.YCoordinate - one.MarkAnchor.YCoordinate,
                    )
                    found.setdefault((order[base], order[mark]), (x, y))
    return found


# --- TrueType by hand -------------------------------------------------------------------------------------------------


def _bare(outline: bytes) -> bytes:
    """A glyph without its instructions. The font has no glyph made of others."""
    if not outline:
        return b""
    (contours,) = struct.unpack_from(">h", outline)
    if contours < 0:
        raise ValueError("a glyph made of others")
    at = 10 + 2 * contours
    (code,) = struct.unpack_from(">H", outline, at)
    return outline[:at] + b"\0\0" + outline[at + 2 + code :]


def _sum(data: bytes) -> int:
    padded = data + bytes(-len(data) % 4)
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}I", padded)
    return sum(words) & 0xFFFFFFFF


def _sfnt(tables: Mapping[bytes, bytes]) -> bytes:
    count = len(tables)
    power = count.bit_length() - 1
    head = struct.pack(">IHHHH", 0x00010000, count, 16 << power, power, (count - (1 << power)) * 16)
    at, entries, bodies = 12 + 16 * count, [], []
    for tag, data in sorted(tables.items()):
        entries.append(struct.pack(">4sIII", tag, _sum(data), at, len(data)))
        bodies.append(data + bytes(-len(data) % 4))
        at += len(bodies[-1])
    whole = bytearray(head + b"".join(entries) + b"".join(bodies))
    place = next(struct.unpack_from(">I", one, 8)[0] for one in entries if one.startswith(b"head"))
    struct.pack_into(">I", whole, place + 8, (0xB1B0AFBA - _sum(bytes(whole))) & 0xFFFFFFFF)
    return bytes(whole)
