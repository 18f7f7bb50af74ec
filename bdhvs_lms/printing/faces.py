"""The project's font for what is stamped into sheets: how a line is shown, how wide it is, and subsets to embed."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from fontpkg_be_vietnam_pro import ROOT
from fontTools import subset
from fontTools.ttLib import TTFont

from .fit import WEIGHTS

_PAIRS: Final = 2
"""GPOS lookup type of pair adjustment."""


class Face:
    """One weight of the font. Widths and heights in thousandths of the size; descent is negative."""

    def __init__(self, weight: int) -> None:
        self.weight, self.name = weight, f"BeVietnamPro-{WEIGHTS[weight]}"
        self._data = (ROOT / "files" / f"{self.name}.ttf").read_bytes()
        font = TTFont(io.BytesIO(self._data))
        order: Mapping[str, int] = font.getReverseGlyphMap()
        self.glyphs: Mapping[int, int] = {code: order[name] for code, name in font.getBestCmap().items()}
        self.widths: list[int] = [font["hmtx"][name][0] for name in font.getGlyphOrder()]
        self.ascent, self.descent = font["hhea"].ascent, font["hhea"].descent
        self._kern = _kerning(font, order)
        self.shown = lru_cache(maxsize=8192)(self._shown)

    def missing(self, text: str) -> str:
        """The characters of NFC text that the font has no glyph for."""
        return "".join(dict.fromkeys(letter for letter in text if ord(letter) not in self.glyphs))

    def _shown(self, text: str) -> tuple[bytes, float, frozenset[int]]:
        """A line of NFC text → (what shows it, its width in em, its characters). KeyError: see `missing`."""
        glyphs = [self.glyphs[ord(letter)] for letter in text]
        run, wide = [], 0
        for before, glyph in zip([-1, *glyphs], glyphs, strict=False):
            if kern := self._kern(before, glyph):
                run.append(f">{-kern}<")
            run.append(f"{glyph:04X}")
            wide += kern + self.widths[glyph]
        return f"[<{''.join(run)}>]TJ".encode(), wide / 1000, frozenset(map(ord, text))

    def subset(self, codes: Iterable[int]) -> bytes:
        """The font file with those characters alone, under their old glyph numbers."""
        options = subset.Options(
            retain_gids=True, hinting=False, layout_features=[], notdef_outline=True,
            drop_tables=["DSIG", "GPOS", "GSUB", "GDEF"], name_IDs=[], legacy_kern=False,
        )  # fmt: skip
        font = TTFont(io.BytesIO(self._data), lazy=True, recalcTimestamp=False)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=codes)
        subsetter.subset(font)
        target = io.BytesIO()
        font.save(target)
        return target.getvalue()


def _kerning(font: Any, order: Mapping[str, int]) -> Callable[[int, int], int]:
    """→ of two glyphs, how far the second moves: what the first subtable of “kern” that knows the pair says."""
    names = font.getGlyphOrder()
    table = font["GPOS"].table
    records = [record.Feature for record in table.FeatureList.FeatureRecord if record.FeatureTag == "kern"]
    at = sorted({index for feature in records for index in feature.LookupListIndex})
    subtables = [getattr(sub, "ExtSubTable", sub) for index in at for sub in table.LookupList.Lookup[index].SubTable]
    pairs = [
        (sub, {order[glyph]: place for place, glyph in enumerate(sub.Coverage.glyphs)})
        for sub in subtables
        if sub.LookupType == _PAIRS
    ]

    def kern(first: int, second: int) -> int:
        for sub, coverage in pairs:
            if first in coverage and (moved := _pair(sub, coverage[first], names[first], names[second])) is not None:
                return moved
        return 0

    return lru_cache(maxsize=16384)(kern)


def _pair(sub: Any, place: int, left: str, right: str) -> int | None:
    """What a subtable says of a pair whose first glyph it covers; None: nothing, so the next is asked."""
    if sub.Format == 1:
        record = next((one for one in sub.PairSet[place].PairValueRecord if one.SecondGlyph == right), None)
        if record is None:
            return None
        value = record.Value1
    else:
        one, two = sub.ClassDef1.classDefs.get(left, 0), sub.ClassDef2.classDefs.get(right, 0)
        value = sub.Class1Record[one].Class2Record[two].Value1
    return int(getattr(value, "XAdvance", 0)) if value else 0


@lru_cache(maxsize=len(WEIGHTS))
def face(weight: int) -> Face:
    """A weight of the font, a key of `fit.WEIGHTS`."""
    return Face(weight)
