"""Which words are spelt as Vietnamese spells them: a dictionary of syllables, and lists of names and loan words.

Vietnamese sets syllables apart, so a dictionary of syllables is a dictionary of all words. It is read as it comes
(dictionary/README.md says from where): a plain list, one a line. It has the accent of oa, oe and uy on the second vowel
(“hoà”); courses have it on the first (“hòa”), which is told apart here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Final

WORDS_FILE: Final = "words.txt"
"""Beside the courses' folders: words that the dictionary lacks, one a line; “#” begins a remark."""

_DICTIONARY: Final = Path(__file__).with_name("dictionary") / "vi.dic"
_BUNDLED: Final = Path(__file__).parents[1] / "courses" / WORDS_FILE
_LIST_LIMIT: Final = 1024 * 1024
_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_INITIAL: Final = re.compile(r"[^\W\d_a-z]\w?\.")
_SECOND: Final = re.compile(r"(?<!q)(o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])\Z")
_TONES: Final = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}


@lru_cache(maxsize=1)
def _dictionary() -> frozenset[str]:
    """The dictionary's syllables in small letters, accents as courses have them."""
    lines = _DICTIONARY.read_text(encoding="utf-8").split("\n")[1:]
    return frozenset(accent_first(word.casefold()) for word in lines if word)


def accent_first(word: str) -> str:
    """A syllable in small letters → the same with the accent of a final oa, oe, uy on its first vowel: hoà → hòa."""
    found = _SECOND.search(word)
    if not found:
        return word
    first, second = found[0][0], found[0][1]
    letters = unicodedata.normalize("NFD", second)
    tone = next(letter for letter in letters if letter in _TONES)
    return word[: found.start()] + unicodedata.normalize("NFC", first + tone) + letters[0]


def words_of(folder: Path) -> frozenset[str]:
    """The words of the bundled list and of the list in `folder`; a list that can't be read holds none."""
    return frozenset(word for file in {_BUNDLED, folder / WORDS_FILE} for word in _listed(file))


def _listed(file: Path) -> Iterator[str]:
    try:
        if file.stat().st_size > _LIST_LIMIT:
            return
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return
    for line in unicodedata.normalize("NFC", text).split("\n"):
        if word := line.partition("#")[0].strip():
            yield word


def spots(text: str) -> Iterator[tuple[int, str]]:
    """(place, word) of every word of a text; parts that a hyphen joins are one word.

    A single letter (“cột B”) and an initial (“chị Nh.”) are none.
    """
    for found in _WORD.finditer(text):
        if len(found[0]) > 1 and not _INITIAL.match(text, found.start()):
            yield found.start(), found[0]


def is_known(word: str, listed: frozenset[str]) -> bool:
    """Whether the word, or each part that a hyphen joins, is in the dictionary or in the lists.

    A listed word in small letters may have capitals in a text; one with capitals is known only as it stands.
    """
    if word in listed or word.casefold() in listed or accent_first(word.casefold()) in _dictionary():
        return True
    parts = word.split("-")
    return len(parts) > 1 and all(is_known(part, listed) for part in parts)


def near(word: str, listed: frozenset[str]) -> tuple[str, ...]:
    """Up to three known words of which `word` may be a misspelling."""
    plain = _bare(word.casefold())
    choices = [
        known for known in _dictionary() | listed if abs(len(known) - len(word)) <= 1 and _bare(known)[:1] == plain[:1]
    ]
    return tuple(get_close_matches(word.casefold(), sorted(choices), n=3, cutoff=0.6))


def _bare(word: str) -> str:
    """The letters without their marks; đ is d."""
    letters = unicodedata.normalize("NFD", word.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).replace("đ", "d")
