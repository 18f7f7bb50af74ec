"""Words and addresses out of the LMS' editor → the same in our own tags, each closed, with nothing else in them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape, unescape
from typing import Final
from urllib.parse import quote, urlsplit

from .markdown import allowed

DEPTH: Final = 12
"""Lists, or marks, inside one another."""
_MARKS: Final = {
    "b": "strong", "strong": "strong", "i": "em", "em": "em", "u": "u", "s": "s", "del": "s", "strike": "s",
    "code": "code", "mark": "mark", "sub": "sub", "sup": "sup",
}  # fmt: skip
_UNREAD: Final = frozenset(
    ("script", "style", "template", "noscript", "iframe", "object", "svg", "math", "title", "textarea", "select",
     "video", "audio", "canvas", "head", "xmp", "noembed", "noframes")
)  # fmt: skip
"""Elements whose content is no text for a reader."""
_BREAKING: Final = frozenset(("p", "div", "li", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"))
_NAME: Final = re.compile(r"<(/?)([A-Za-z!?][A-Za-z0-9-]*)")
_ENDS: Final = re.compile(r"[>\"']")
_HREF: Final = re.compile(r"(?:^|[\s\"'/])href\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_UNWRITTEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_UNSAFE: Final = re.compile(r"[\x00-\x1f\x7f\\]|(?:^|/)\.{1,2}(?:/|$)")


@dataclass(frozen=True, slots=True)
class Around:
    """What a lesson's page leads to. lesson: its address in the LMS. lms: the LMS' first address, "/lms".

    say: an English msgid in the reader's language.
    """

    lesson: str
    lms: str = "/lms"
    say: Callable[[str], str] = str


# --- words with marks --------------------------------------------------------------------------------------------


class _Inline:
    """Marked-up words → the same with our own tags, each closed. marks: whether to write tags. lines: keeps lines.

    Reads each character once: where a mark never ends, what follows is not read.
    """

    def __init__(self, around: Around, *, marks: bool, lines: bool) -> None:
        self._around, self._marks, self._lines = around, marks, lines
        self._parts: list[str] = []
        self._open: list[str] = []

    def read(self, html: str) -> str:
        at = 0
        while (start := html.find("<", at)) >= 0:
            named = _NAME.match(html, start)
            self._words(html[at : start if named else start + 1])
            at = self._tag(html, named) if named else start + 1
            if at < 0:
                break
        if at >= 0:
            self._words(html[at:])
        self._parts += [f"</{name}>" for name in reversed(self._open)]
        whole = "".join(self._parts)
        return whole if self._lines else " ".join(whole.split())

    def _words(self, text: str) -> None:
        self._parts.append(escape(clean(unescape(text))))

    def _tag(self, html: str, named: re.Match[str]) -> int:
        """→ where the text goes on, -1 where it never does."""
        name, end = named[2].lower(), _end_of_tag(html, named.end())
        if end < 0:
            return -1
        if named[1] == "/":
            self._close(name)
        elif name in _UNREAD:
            found = re.compile(f"</{name}[^>]*>", re.IGNORECASE).search(html, end)
            return found.end() if found else -1
        elif name == "br":
            self._parts.append("\n" if self._lines else "<br>" if self._marks else " ")
        elif name in _BREAKING:
            self._break()
        elif self._marks and len(self._open) < DEPTH:
            self._mark(name, html[named.end() : end - 1])
        return end

    def _mark(self, name: str, attributes: str) -> None:
        if name == "a" and "a" not in self._open and (found := _HREF.search(attributes)):
            href = address(unescape(found[1] or found[2] or found[3] or ""), self._around)
            if href:
                self._open.append("a")
                self._parts.append(f"<a{leads(href)}>")
        elif name in _MARKS:
            self._open.append(_MARKS[name])
            self._parts.append(f"<{_MARKS[name]}>")

    def _close(self, name: str) -> None:
        ours = "a" if name == "a" else _MARKS.get(name)
        if ours in self._open:
            while (last := self._open.pop()) != ours:
                self._parts.append(f"</{last}>")
            self._parts.append(f"</{ours}>")
        elif name in _BREAKING:
            self._break()

    def _break(self) -> None:
        self._parts.append("\n" if self._lines else " ")


def _end_of_tag(html: str, at: int) -> int:
    """Where the text goes on after a tag: a “>” within quotes doesn't end it. -1 without an end."""
    while (found := _ENDS.search(html, at)) and found[0] != ">":
        at = html.find(found[0], found.end()) + 1
        if not at:
            return -1
    return found.end() if found else -1


def clean(text: str) -> str:
    """Without control characters and halves of surrogate pairs, which no page may carry."""
    return _UNWRITTEN.sub("", text.replace("\xa0", " "))


def read(html: object, around: Around, *, marks: bool = True, lines: bool = False) -> str:
    if not isinstance(html, str) or not html.strip():
        return ""
    return _Inline(around, marks=marks, lines=lines).read(html)


def plain(html: object, around: Around) -> str:
    """The words alone, on one line, escaped."""
    return read(html, around, marks=False)


# --- addresses ---------------------------------------------------------------------------------------------------


def address(url: str, around: Around) -> str | None:
    """Where an author's address may lead: the web, a telephone, mail, the site's files, lessons and LMS pages."""
    url = url.strip()
    if url.startswith("/"):
        inside = url.startswith(("/files/", "/hoc/", "/q/", f"{around.lms}/"))
        return _quoted(url) if inside and not _UNSAFE.search(url) and "%2e" not in url.lower() else None
    try:
        return quote(url, safe=_KEPT) if allowed(url, {}) and not _UNSAFE.search(url[8:]) else None
    except UnicodeEncodeError:  # half of a surrogate pair
        return None


_KEPT: Final = "%/:?#[]@!$&'()*+,;=~"


def _quoted(path: str) -> str | None:
    try:
        return quote(path, safe="/%#?=&:@!$()*+,;~")
    except UnicodeEncodeError:
        return None


def file_address(url: object) -> str | None:
    """The address of a public file of the site, None for private ones and for those of other sites."""
    if not isinstance(url, str) or not url.startswith("/files/") or _UNSAFE.search(url):
        return None
    try:
        return quote(url, safe="/")
    except UnicodeEncodeError:
        return None


def leads(href: str) -> str:
    rel = ' rel="noopener noreferrer"' if href[:4].lower() == "http" else ""
    return f' href="{escape(href)}"{rel}'


def host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def link(href: str, words: str) -> str:
    """words: escaped already."""
    return f"<p><a{leads(href)}>{words}</a></p>"
