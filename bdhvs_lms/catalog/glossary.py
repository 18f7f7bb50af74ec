"""The words that all courses use for one thing: courses/glossary.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml

GLOSSARY: Final = Path(__file__).parents[1] / "courses" / "glossary.yaml"


@dataclass(frozen=True, slots=True)
class Term:
    """use: how courses say it. avoid: what they don't say. why: the reason, in the language of the courses."""

    use: str
    avoid: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Glossary:
    """Finds words to avoid. Forms that differ from the right one in capitals alone are told apart by them."""

    terms: tuple[Term, ...]
    _right: re.Pattern[str]
    _exact: re.Pattern[str]
    _any: re.Pattern[str]

    @classmethod
    def of(cls, terms: tuple[Term, ...]) -> Glossary:
        pairs = [(term, form) for term in terms for form in term.avoid]
        exact = [form for term, form in pairs if form.casefold() == term.use.casefold()]
        return cls(
            terms,
            _pattern([term.use for term in terms]),
            _pattern(exact),
            re.compile(_pattern([form for _, form in pairs if form not in exact]).pattern, re.IGNORECASE),
        )

    def spots(self, text: str) -> Iterator[tuple[int, str, Term]]:
        """(place, form, term) of each form to avoid; a line break in a form counts as a space.

        A form inside a right one is right: “Đường link” may be said though somebody avoids “link”.
        """
        flat = self._right.sub(_blank, text.replace("\n", " "))
        for pattern in (self._exact, self._any):
            for found in pattern.finditer(flat):
                yield found.start(), found[0], self._term(found[0])
            flat = pattern.sub(_blank, flat)

    def _term(self, form: str) -> Term:
        key = form.casefold()
        return next(term for term in self.terms if key in {avoided.casefold() for avoided in term.avoid})


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _pattern(forms: list[str]) -> re.Pattern[str]:
    """The forms as whole words, the longest first; without forms, nothing."""
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])" if forms else r"(?!)")


@lru_cache(maxsize=1)
def glossary() -> Glossary:
    """The bundled glossary."""
    terms = yaml.safe_load(GLOSSARY.read_text(encoding="utf-8"))["terms"]
    return Glossary.of(tuple(Term(term["use"], tuple(term["avoid"]), term["why"]) for term in terms))
