"""Text that fits its box: the largest size and the most even lines, measured with the font that will be printed.

Pages are of fixed size and names are not. So lines are broken here, not by the layout engine: no line is wider than its
box, none stands alone with one short word when another split is as large, and every line keeps 1.3 of its size for
Vietnamese accents that stack.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, combinations
from typing import Final

from fontpkg_be_vietnam_pro import ROOT
from PIL import ImageFont

from .compounds import LONGEST, together

WEIGHTS: Final = {400: "Regular", 500: "Medium", 600: "SemiBold", 700: "Bold"}
LINE: Final = 1.3
"""Line height as a multiple of the size: less would clip Ễ under g."""
PAUSES: Final = (",", ";", ":", ".", "?", "!", "–")
TOGETHER: Final = ("CH Play", "App Store", "Cài đặt", "Hiển thị")
"""Names of which a line holds all or nothing."""
NEAR: Final = 1.15
"""How much wider than needed lines may be if they then part where one pauses in reading."""
WHOLE: Final = 0.9
"""What each flaw of a setting takes from its worth."""
EVEN: Final = 1.06
"""How much wider than needed three lines or more may be if they are then more alike."""
_SYLLABLES: Final = re.compile(rf"(?:{'|'.join(TOGETHER)}|\S)+\s*")
_FEW_LINES, _FEW_PIECES, _SHORT = 4, 16, 0.5
"""Up to how many lines and words all ways of parting are tried; how short a line may be beside the widest."""
_SAFETY: Final = 1.02  # Pango kerns and rounds a little differently
_EM: Final = 1000
_ROUNDING: Final = 1e-9  # em: since Python 3.12, sum() rounds otherwise than adding one by one
_THIN: Final = 0.01  # em: accents alone are of no width


@dataclass(frozen=True, slots=True)
class Fitted:
    """size: in the unit in which the box was given. lines: top to bottom, without the spaces at their ends."""

    size: float
    lines: tuple[str, ...]


@lru_cache(maxsize=len(WEIGHTS))
def _font(weight: int) -> ImageFont.FreeTypeFont:
    file = ROOT / "files" / f"BeVietnamPro-{WEIGHTS[weight]}.ttf"
    return ImageFont.truetype(str(file), _EM, layout_engine=ImageFont.Layout.BASIC)


class _Advances(dict[str, float]):
    """Of each letter its width in em, asked of the font once."""

    def __init__(self, weight: int) -> None:
        self._weight = weight

    def __missing__(self, letter: str) -> float:
        self[letter] = _font(self._weight).getlength(letter) / _EM if ord(letter) < 0x2200 else 1.1
        return self[letter]


@lru_cache(maxsize=len(WEIGHTS))
def _advances(weight: int) -> _Advances:
    return _Advances(weight)


@lru_cache(maxsize=4096)
def width(text: str, weight: int) -> float:
    """Width of one line in em. A letter that the font lacks is taken as 1.1 em: another font will stand in."""
    known = _advances(weight)
    return _SAFETY * sum([known[letter] for letter in text])


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """NFC, one space between words, no control characters: what may be printed of a text that somebody typed."""
    kept = unicodedata.normalize("NFC", text)
    if not kept.isprintable():
        kept = "".join(" " if letter.isspace() else letter for letter in kept)
        kept = "".join(letter for letter in kept if unicodedata.category(letter) not in {"Cc", "Cf"})
        kept = unicodedata.normalize("NFC", kept)  # what a control character held apart has come together
    return " ".join(kept.split())


def words(text: str) -> tuple[str, ...]:
    """The places where a sentence may break: between syllables, as in running text and in names."""
    return tuple(_SYLLABLES.findall(plain(text)))


def phrases(text: str) -> tuple[str, ...]:
    """`words` of a text in large letters: no line parts a word of several syllables."""
    syllables = words(text)
    pieces, place = [], 0
    while place < len(syllables):
        count = together(syllables[place : place + LONGEST])
        pieces.append("".join(syllables[place : place + count]))
        place += count
    return tuple(pieces)


def link(text: str) -> tuple[str, ...]:
    """The places where an address may break: after / and -, before a dot."""
    return tuple(re.findall(r"[/.]*[^/.\-]*[/\-]?|.", plain(text)))[:-1] or (text,)


def wrap(pieces: Sequence[str], most: float, weight: int) -> list[str]:
    """Greedy lines of at most `most` em; a piece wider than that stands alone."""
    lines: list[str] = []
    line, used = "", 0.0
    for piece in pieces:
        if line and used + width(piece.rstrip(), weight) > most:
            lines.append(line.rstrip())
            line, used = "", 0.0
        line, used = line + piece, used + width(piece, weight)
    return [*lines, line.rstrip()] if line else lines


def _lines(sizes: Sequence[tuple[float, float]], most: float) -> int:
    """How many lines `_wrap` makes. sizes: of each piece, with and without the space at its end."""
    lines, used = 1, 0.0
    for whole, bare in sizes:
        if used and used + bare > most:
            lines, used = lines + 1, 0.0
        used += whole
    return lines


def _halved(sizes: Sequence[tuple[float, float]]) -> float:
    """The width of the wider of two lines where that is least. sizes: as for `_lines`."""
    ahead = list(accumulate([whole for whole, _ in sizes]))
    behind = ahead[-1] - sizes[-1][0] + sizes[-1][1]  # the last line's end has no space
    return min(
        max(ahead[place] - whole + bare, behind - ahead[place]) for place, (whole, bare) in enumerate(sizes[:-1])
    )


def _narrowest(pieces: Sequence[str], lines: int, weight: int) -> float:
    """The least width in em with which `pieces` take no more than `lines` lines: those lines are the most even."""
    sizes = [(width(piece, weight), width(piece.rstrip(), weight)) for piece in pieces]
    if lines == 2 and len(sizes) > 1:
        return _halved(sizes) + _ROUNDING
    least = max(bare for _, bare in sizes)
    most = max(least, sum(whole for whole, _ in sizes)) + _ROUNDING
    for _ in range(24):
        middle = (least + most) / 2
        if _lines(sizes, middle) <= lines:
            most = middle
        else:
            least = middle
    return most


def even(pieces: Sequence[str], lines: int, weight: int) -> tuple[str, ...]:
    """`pieces` in at most `lines` lines, as even as they can be; a few part at commas that stand near."""
    if lines == 1:
        return ("".join(pieces).rstrip(),)
    narrowest = _narrowest(pieces, lines, weight)
    return _parted(pieces, lines, narrowest, weight) or tuple(wrap(pieces, narrowest, weight))


def _parted(pieces: Sequence[str], lines: int, narrowest: float, weight: int) -> tuple[str, ...]:
    """The lines that part at the most pauses, of these the most even; () where `wrap` does as well, or for long texts.

    They may be wider than `narrowest`: by `NEAR` where they part at a pause, else by `EVEN`.
    """
    pauses = {place for place, piece in enumerate(pieces[:-1], 1) if piece.rstrip().endswith(PAUSES)}
    if lines > _FEW_LINES or len(pieces) > _FEW_PIECES or (lines == 2 and not pauses):
        return ()
    ahead = [0.0, *accumulate(width(piece, weight) for piece in pieces)]
    space = [width(piece, weight) - width(piece.rstrip(), weight) for piece in pieces]
    best: tuple[tuple[int, float], list[tuple[int, int]]] | None = None
    for places in combinations(range(1, len(pieces)), lines - 1):
        parts = [*zip((0, *places), (*places, len(pieces)), strict=True)]
        widths = [ahead[end] - ahead[start] - space[end - 1] for start, end in parts]
        widest, kept = max(widths), len(pauses.intersection(places))
        if widest > narrowest * (NEAR if kept else EVEN) or (lines > 2 and min(widths) < _SHORT * widest):
            continue
        rank = (kept, -sum((widest - one) ** 2 for one in widths))
        if (kept or lines > 2) and (best is None or rank > best[0]):
            best = rank, parts
    return tuple("".join(pieces[start:end]).rstrip() for start, end in best[1]) if best else ()


def wrapped(text: str, across: float, weight: int) -> tuple[str, ...]:
    """A text in as few lines as `across` em allow, as even as they can be; a word that is wider is broken."""
    pieces: list[str] = []
    for piece in words(text):
        pieces += [piece] if width(piece.rstrip(), weight) <= across else wrap(piece, across, weight)
    return even(pieces, len(wrap(pieces, across, weight)), weight) if pieces else ()


def set_lines(lines: Sequence[str], *, box: tuple[float, float], largest: float, weight: int) -> Fitted:
    """Lines that are already broken, in the largest size at which they fit in `box`."""
    widest = max(_THIN, *(width(line, weight) for line in lines))
    return Fitted(min(largest, box[1] / (LINE * len(lines)), box[0] / widest), tuple(lines))


def _flaws(lines: Sequence[str], weight: int) -> int:
    """How many lines end within a phrase, where the text has pauses; and how many of three or more are short."""
    parted = (
        sum(not line.endswith(PAUSES) for line in lines[:-1]) if any(mark in "".join(lines) for mark in ",;") else 0
    )
    widths = [width(line, weight) for line in lines] if len(lines) > 2 else []
    return parted + sum(one < _SHORT * max(widths) for one in widths)


def _best(
    pieces: Sequence[str], box: tuple[float, float], largest: float, weight: int, favour: float, most_lines: int
) -> Fitted:
    chosen, rank = Fitted(0.0, ()), 0.0
    for count in range(1, min(most_lines, len(pieces)) + 1):
        if chosen.lines and min(largest, box[1] / (LINE * count)) <= rank * favour:
            break  # no setting in so many lines can be large enough
        offer = set_lines(even(pieces, count, weight), box=box, largest=largest, weight=weight)
        worth = offer.size * WHOLE ** _flaws(offer.lines, weight)
        if worth > rank * (favour if chosen.lines else 1):
            chosen, rank = offer, worth
    return chosen


def fit(
    pieces: Sequence[str],
    *,
    box: tuple[float, float],
    largest: float,
    smallest: float,
    weight: int = 400,
    favour: float = 1.05,
) -> Fitted:
    """The largest setting of `pieces` (of `words`, `phrases` or `link`) in `box`.

    box: width and height; largest, smallest: sizes; all in one unit. weight: a key of `WEIGHTS`. favour: how much
    larger the text must become for one line more (names 1.3: they shrink before they wrap). Where whole words would be
    smaller than `smallest`, words break, and only what still doesn't fit goes below it: nothing is ever cut off.
    """
    return _fitted(tuple(pieces), box, largest, smallest, weight, favour)


@lru_cache(maxsize=1024)
def _fitted(
    pieces: tuple[str, ...], box: tuple[float, float], largest: float, smallest: float, weight: int, favour: float
) -> Fitted:
    if not "".join(pieces).strip():
        return Fitted(largest, ())
    most_lines = max(1, int(box[1] / (LINE * smallest)))
    whole = _best(pieces, box, largest, weight, favour, most_lines)
    if whole.size >= smallest:
        return whole
    letters = [letter for piece in pieces for letter in piece]
    needed = math.ceil(math.sqrt(sum(width(letter, weight) for letter in letters) * box[1] / (LINE * box[0]))) + 1
    broken = _best(letters, box, largest, weight, favour, max(most_lines, needed))
    return max(whole, broken, key=lambda fitted: fitted.size)
