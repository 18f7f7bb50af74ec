"""A lesson's Markdown → HTML that is safe to show as it is.

CommonMark and tables, without HTML. What comes out is built from tokens whose attributes are all set here: no style, no
event handler, no address that isn't on the list. What isn't allowed is shown as its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from .source import IMAGE_FILE

LESSON_ADDRESS: Final = "/hoc/{course}/{lesson}"
FILE_ADDRESS: Final = "/bdhvs/tep/{course}/{file}"
NOTES: Final = {"Cảnh báo": "warning", "Ví dụ": "example", "Mẹo": "tip", "Lưu ý": "note"}
"""Bold words that open a block quote → the class of its frame."""

_ADDRESS: Final = re.compile(
    r"https?://[^\s\\/?#@<>\"']+(?:[/?#][^\s\\<>\"]*)?|tel:\+?[0-9][0-9.-]{1,19}|mailto:[^\s@<>\"'?&:/\\]+@[^\s@<>\"'?&:/\\]+",
    re.IGNORECASE,
)
_WEB: Final = re.compile(r"https?://", re.IGNORECASE)


class _Parser(MarkdownIt):
    """Takes every address, so that the ones not allowed are seen and reported instead of left as brackets."""

    def validateLink(self, url: str) -> bool:
        return True


def _parser(html: bool) -> MarkdownIt:
    return _Parser("commonmark", {"html": html}).enable("table")


_PLAIN: Final = _parser(html=False)
_WITH_HTML: Final = _parser(html=True)


class TooNested(Exception):
    """The text can't be parsed: its brackets are nested too deep."""


def parse(text: str) -> list[Token]:
    """Markdown → tokens. TooNested when it can't be."""
    return _parse(_PLAIN, text)


def _parse(parser: MarkdownIt, text: str) -> list[Token]:
    try:
        return parser.parse(text)
    except (RecursionError, ValueError) as error:  # ValueError: an address that mdurl can't take apart
        raise TooNested from error


def spots(tokens: Sequence[Token]) -> Iterator[tuple[int, Token]]:
    """Every inline token with the 0-based line of the text on which it begins."""
    line = 0
    for token in tokens:
        if token.map:
            line = token.map[0]
        at = line
        for child in token.children or ():
            yield at, child
            at += child.type in ("softbreak", "hardbreak") or child.content.count("\n")


def html_spots(text: str) -> Iterator[tuple[int, str]]:
    """(0-based line, what) of every piece of HTML that an author put into the text. TooNested as `parse`."""
    if "<" not in text:
        return
    tokens = _parse(_WITH_HTML, text)
    for token in tokens:
        if token.type == "html_block" and token.map:
            yield token.map[0], token.content.strip()
    for line, child in spots(tokens):
        if child.type == "html_inline":
            yield line, child.content


def words(tokens: Sequence[Token] | None) -> str:
    """The tokens' words, without their marks; a picture's words are its alt text."""
    parts = []
    for token in tokens or ():
        if token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif token.children:
            parts.append(words(token.children))
        else:
            parts.append(token.content)
    return "".join(parts)


def plain(text: str) -> tuple[str, bool]:
    """One line of Markdown → (its words, whether it is nothing but words)."""
    try:
        tokens = _WITH_HTML.parseInline(text)
    except (RecursionError, ValueError):
        return text, False
    children = [child for token in tokens for child in token.children or ()]
    return words(children).strip(), all(child.type == "text" for child in children)


def allowed(href: str, lessons: Mapping[str, str]) -> str | None:
    """An address as an author wrote it → where it leads, None when it isn't on the list."""
    return href if _ADDRESS.fullmatch(href) else lessons.get(href)


def note_of(token: Token) -> str | None:
    """The class of the note that a paragraph's inline token opens, None for any other paragraph."""
    children = [child for child in token.children or () if child.type != "text" or child.content]
    if len(children) < 3 or children[0].type != "strong_open" or children[2].type != "strong_close":
        return None
    label = children[1].content.strip()
    if not label.endswith(":"):
        after = children[3].content if len(children) > 3 else ""
        return NOTES.get(label) if after.lstrip().startswith(":") else None
    return NOTES.get(label[:-1].rstrip())


def render(
    body: str,
    course_id: str,
    *,
    lessons: Mapping[str, str] | None = None,
    sizes: Mapping[str, tuple[int, int]] | None = None,
) -> str:
    """A lesson's body → safe HTML. Any text will do: what can't be parsed is shown as it was written.

    lessons: file name → address, for links between lessons. sizes: file name → (width, height) of pictures.
    """
    try:
        tokens = parse(body)
        _notes(tokens)
        for token in tokens:
            _block(token)
            if token.children:
                token.children = _inline(token.children, course_id, lessons or {}, sizes or {})
        return str(_PLAIN.renderer.render(tokens, _PLAIN.options, {}))
    except (TooNested, RecursionError):
        return f"<p>{escapeHtml(body)}</p>\n"


def _notes(tokens: list[Token]) -> None:
    """Turns block quotes that begin with a bold label into notes."""
    quotes: list[str | None] = []
    for place, token in enumerate(tokens):
        if token.type == "blockquote_open":
            opens = len(tokens) > place + 2 and tokens[place + 1].type == "paragraph_open"
            quotes.append(note_of(tokens[place + 2]) if opens else None)
            if quotes[-1]:
                token.tag, token.attrs = "aside", {"class": f"note {quotes[-1]}", "role": "note"}
        elif token.type == "blockquote_close" and quotes.pop():
            token.tag = "aside"


def _block(token: Token) -> None:
    if token.type in ("heading_open", "heading_close"):
        token.tag = "h2" if token.tag in ("h1", "h2") else "h3"
    elif token.type in ("th_open", "td_open"):
        align = str(token.attrs.get("style", "")).removeprefix("text-align:")
        token.attrs = {"class": align} if align in ("left", "center", "right") else {}
    elif token.type == "fence":
        token.info = ""


def _inline(
    children: list[Token], course_id: str, lessons: Mapping[str, str], sizes: Mapping[str, tuple[int, int]]
) -> list[Token]:
    shown: list[Token] = []
    links: list[bool] = []
    for child in children:
        if child.type == "link_open":
            href = allowed(str(child.attrs.get("href", "")), lessons)
            links.append(href is not None)
            child.attrs = {"href": href or ""}
            if href and _WEB.match(href):
                child.attrs["rel"] = "noopener noreferrer"
        if child.type not in ("link_open", "link_close") or links[-1]:
            if child.type == "code_inline":
                shown += _command(child)
            else:
                shown.append(_picture(child, course_id, sizes) if child.type == "image" else child)
        if child.type == "link_close":
            links.pop()
    return shown


def _command(code: Token) -> list[Token]:
    """What is typed, word by word: a narrow page breaks between `backup` and `--data`, never after the hyphens."""
    parts: list[Token] = []
    for word in code.content.split():
        parts += [Token("text", "", 0, content=" ")] if parts else []
        parts.append(Token("code_inline", "code", 0, content=word))
    return parts or [code]


def _picture(image: Token, course_id: str, sizes: Mapping[str, tuple[int, int]]) -> Token:
    alt = " ".join(words(image.children).split())
    folder, _, name = str(image.attrs.get("src", "")).partition("/")
    if folder != "img" or not IMAGE_FILE.fullmatch(name):
        return Token("text", "", 0, content=alt)
    image.attrs = {"src": FILE_ADDRESS.format(course=course_id, file=name), "alt": "", "loading": "lazy"}
    image.children = [Token("text", "", 0, content=alt)]
    if name in sizes:
        image.attrs["width"], image.attrs["height"] = sizes[name]
    return image
