"""The project's font for what is stamped into pages: glyphs, kerning and widths, and subsets to embed."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from fontpkg_be_vietnam_pro import ROOT
from fontTools import subset
from fontTools.ttLib import TTFont

from .fit import WEIGHTS

_PAIRS: Final = 2
"""GPOS lookup type of pair adjustment."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """advance, kern: in thousandths of the size; kern comes between this glyph and the next."""

    id: int
    letter: str
    advance: float
    kern: float = 0.0


@dataclass(frozen=True)
class Face:
    """One weight of the font. ascent, descent: in thousandths of the size, both positive."""

    weight: int
    data: bytes
    ascent: float
    descent: float
    cmap: dict[int, str]
    ids: dict[str, int]
    advances: dict[str, float]
    pairs: tuple[Any, ...]

    def has(self, text: str) -> bool:
        """Whether the font has every letter of `text`."""
        return all(ord(letter) in self.cmap for letter in text)

    def glyphs(self, text: str) -> list[Glyph]:
        """A line of NFC text as it is set. KeyError: see `has`."""
        names = [self.cmap[ord(letter)] for letter in text]
        kerns = [*(_kern(self.pairs, *pair) for pair in pairwise(names)), 0.0]
        return [
            Glyph(self.ids[name], letter, self.advances[name], kern)
            for letter, name, kern in zip(text, names, kerns, strict=False)
        ]

    def subset(self, letters: Iterable[str]) -> bytes:
        """The font file with those letters alone, under their old glyph numbers."""
        options = subset.Options(
            retain_gids=True, hinting=False, layout_features=[], notdef_outline=True,
            drop_tables=["DSIG", "GPOS", "GSUB", "GDEF"], name_IDs=[], legacy_kern=False,
        )  # fmt: skip
        font = TTFont(io.BytesIO(self.data), lazy=True)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=[ord(letter) for letter in letters])
        subsetter.subset(font)
        target = io.BytesIO()
        font.save(target)
        return target.getvalue()


def _subtables(font: Any) -> tuple[Any, ...]:
    """The pair adjustments behind the feature “kern”, in their order."""
    table = font["GPOS"].table
    at = {
        index
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag == "kern"
        for index in record.Feature.LookupListIndex
    }
    found = [sub for index in sorted(at) for sub in table.LookupList.Lookup[index].SubTable]
    plain = [getattr(sub, "ExtSubTable", sub) for sub in found]
    return tuple(
        (sub, {glyph: place for place, glyph in enumerate(sub.Coverage.glyphs)})
        for sub in plain
        if sub.LookupType == _PAIRS
    )


def _kern(pairs: tuple[Any, ...], left: str, right: str) -> float:
    """What the first subtable that knows the pair adds between two glyphs."""
    for sub, coverage in pairs:
        if left not in coverage:
            continue
        if sub.Format == 1:
            for record in sub.PairSet[coverage[left]].PairValueRecord:
                if record.SecondGlyph == right:
                    return float(record.Value1.XAdvance if record.Value1 else 0)
            continue
        one, two = sub.ClassDef1.classDefs.get(left, 0), sub.ClassDef2.classDefs.get(right, 0)
        value = sub.Class1Record[one].Class2Record[two].Value1
        return float(getattr(value, "XAdvance", 0) if value else 0)
    return 0.0


@lru_cache(maxsize=len(WEIGHTS))
def face(weight: int) -> Face:
    """A weight of the font, a key of `fit.WEIGHTS`."""
    data = (ROOT / "files" / f"BeVietnamPro-{WEIGHTS[weight]}.ttf").read_bytes()
    font = TTFont(io.BytesIO(data))
    scale = 1000 / font["head"].unitsPerEm
    advances = {name: width * scale for name, (width, _side) in font["hmtx"].metrics.items()}
    ids = {name: place for place, name in enumerate(font.getGlyphOrder())}
    return Face(
        weight, data, font["hhea"].ascent * scale, -font["hhea"].descent * scale, font.getBestCmap(), ids, advances,
        _subtables(font),
    )  # fmt: skip
