"""A lesson in files → the LMS' lesson content: EditorJS blocks, as its editor would save them.

Texts inside blocks are HTML of five marks (b, i, a, code, br), everything else escaped. What EditorJS has no block for
becomes the nearest one: a note is a paragraph that keeps its bold label, a drawn line falls away. A link to another
lesson keeps its words alone: the LMS builds a lesson's address from its place, and places change.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import count
from typing import Any, Final

from markdown_it.token import Token

from ..movement.course import Course, Lesson, Source
from .markdown import TooNested, allowed, parse, spots, words
from .source import IMAGE_FILE

SOURCES: Final = "Nguồn của bài học"
OUTCOMES: Final = "Sau khóa học, người học:"
_LINK: Final = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
"""What the LMS lets through when it cleans a lesson (`tel:` it does not)."""
_MARKS: Final = {
    "strong_open": "<b>", "strong_close": "</b>", "em_open": "<i>", "em_close": "</i>", "softbreak": " ",
    "hardbreak": "<br>",
}  # fmt: skip

Block = dict[str, Any]
"""{"type": …, "data": {…}}"""


def content(course: Course, lesson: Lesson, *, quiz: str, pictures: Mapping[str, str]) -> str:
    """The JSON text for the LMS lesson's `content`, its quiz last.

    quiz: the LMS quiz' name, empty for none. pictures: file name → address; a picture that isn't there falls away.
    """
    blocks = body_blocks(lesson.body, pictures) + _sources(course, lesson)
    if quiz:
        blocks.append({"type": "quiz", "data": {"quiz": quiz}})
    return json.dumps({"blocks": blocks}, ensure_ascii=False, separators=(",", ":"))


def body_blocks(body: str, pictures: Mapping[str, str]) -> list[Block]:
    """A lesson's Markdown → its blocks. Any text will do: what can't be parsed is one paragraph of its words."""
    try:
        return list(_Blocks(parse(body), pictures).all())
    except (TooNested, RecursionError):
        return [_paragraph(escape(body, quote=False))]


def picture_names(lesson: Lesson) -> tuple[str, ...]:
    """File names of the pictures that a lesson shows, in order."""
    try:
        tokens = parse(lesson.body)
    except TooNested:
        return ()
    return tuple(dict.fromkeys(name for _, token in spots(tokens) if (name := _picture_name(token))))


def normal(text: str) -> Any:
    """An LMS lesson's content as it counts for “was it changed?”: without what the LMS' editor adds at each save."""
    try:
        blocks = json.loads(text)["blocks"]
        return [[block["type"], block["data"]] for block in blocks]
    except (TypeError, ValueError, KeyError):
        return text


def description(course: Course) -> str:
    """HTML for the LMS' course page, which shows the summary above it: what learners will be able to do."""
    if not course.outcomes:
        return f"<p>{escape(course.summary, quote=False)}</p>"
    outcomes = "".join(f"<li>{escape(outcome, quote=False)}</li>" for outcome in course.outcomes)
    return f"<p>{OUTCOMES}</p><ul>{outcomes}</ul>"


def _paragraph(text: str) -> Block:
    return {"type": "paragraph", "data": {"text": text}}


def _header(text: str, level: int) -> Block:
    return {"type": "header", "data": {"text": text, "level": level}}


def _list(items: list[Block], style: str) -> Block:
    return {"type": "list", "data": {"style": style, "items": items}}


def _item(text: str, items: Sequence[Block] = ()) -> Block:
    return {"content": text, "items": list(items)}


def _sources(course: Course, lesson: Lesson) -> list[Block]:
    found = [source for source in course.sources if source.id in lesson.sources]
    if not found:
        return []
    return [_header(SOURCES, 3), _list([_item(_source(source)) for source in found], "unordered")]


def _source(source: Source) -> str:
    title = escape(source.title, quote=False)
    if _LINK.match(source.url):
        title = f'<a href="{escape(source.url)}">{title}</a>'
    return ", ".join([title, *(escape(part, quote=False) for part in (source.publisher, source.where) if part)])


def _picture(address: str, name: str, said: str) -> Iterator[Block]:
    """An uploaded file, as the LMS' editor places it; or, with a `data:` address, a picture that needs no file."""
    caption = escape(said, quote=False)
    if address.startswith("data:"):
        plain = {"withBorder": False, "withBackground": False, "stretched": False}
        yield {"type": "image", "data": {"url": address, "caption": caption, **plain}}
        return
    yield {"type": "upload", "data": {"file_url": address, "file_type": name.rpartition(".")[2].upper(), "quizzes": []}}
    yield _paragraph(f"<i>{caption}</i>")


def _picture_name(token: Token) -> str | None:
    if token.type != "image":
        return None
    folder, _, name = str(token.attrs.get("src", "")).partition("/")
    return name if folder == "img" and IMAGE_FILE.fullmatch(name) else None


class _Blocks:
    """Walks over a body's tokens once."""

    def __init__(self, tokens: Sequence[Token], pictures: Mapping[str, str]) -> None:
        self._tokens, self._pictures = tokens, pictures

    def all(self) -> Iterator[Block]:
        at = 0
        while at < len(self._tokens):
            end = self._end(at)
            yield from self._block(at, end)
            at = end + 1

    def _end(self, at: int) -> int:
        """The place of the token that closes what opens at `at`."""
        token = self._tokens[at]
        if token.nesting != 1 or not token.type.endswith(("list_open", "table_open", "heading_open")):
            return at
        closing = token.type.removesuffix("open") + "close"
        return next(
            place
            for place in count(at + 1)
            if self._tokens[place].type == closing and self._tokens[place].level == token.level
        )

    def _block(self, at: int, end: int) -> Iterator[Block]:
        token = self._tokens[at]
        if token.type == "heading_open":
            yield _header(self._inline(self._tokens[at + 1]), 2 if token.tag in ("h1", "h2") else 3)
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            yield from self._list(at, end)
        elif token.type == "table_open":
            yield from self._table(at, end)
        elif token.type == "inline":
            yield from self._text(token)
        elif token.type in ("fence", "code_block"):
            yield _paragraph("<br>".join(escape(line, quote=False) for line in token.content.rstrip("\n").split("\n")))

    def _text(self, token: Token) -> Iterator[Block]:
        if text := self._inline(token):
            yield _paragraph(text)
        yield from self._shown(token)

    def _shown(self, token: Token) -> Iterator[Block]:
        """The pictures of a text; they stand after it, with their words beneath for those who can't see them."""
        for child in token.children or ():
            name = _picture_name(child)
            if name and name in self._pictures:
                yield from _picture(self._pictures[name], name, " ".join(words(child.children).split()))

    def _list(self, at: int, end: int) -> Iterator[Block]:
        style = "ordered" if self._tokens[at].type == "ordered_list_open" else "unordered"
        yield _list(self._items(at + 1, end), style)
        for token in self._tokens[at:end]:
            yield from self._shown(token)

    def _items(self, at: int, end: int) -> list[Block]:
        """Items of the list between two places; a list inside an item hangs on it."""
        items: list[Block] = []
        while at < end:
            token, last = self._tokens[at], self._end(at)
            if token.type == "list_item_open":
                items.append(_item(""))
            elif token.type == "inline" and items:
                items[-1]["content"] = "<br>".join(filter(None, (items[-1]["content"], self._inline(token))))
            elif token.type in ("bullet_list_open", "ordered_list_open") and items:
                items[-1]["items"] += self._items(at + 1, last)
            at = last + 1
        return items

    def _table(self, at: int, end: int) -> Iterator[Block]:
        rows: list[list[str]] = []
        for token in self._tokens[at:end]:
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(self._inline(token))
        yield {"type": "table", "data": {"withHeadings": True, "content": rows}}
        for token in self._tokens[at:end]:
            yield from self._shown(token)

    def _inline(self, token: Token) -> str:
        parts, links = [], []
        for child in token.children or ():
            if child.type == "link_open":
                href = allowed(str(child.attrs.get("href", "")), {})
                links.append(bool(href and _LINK.match(href)))
                parts.append(f'<a href="{escape(str(href))}">' if links[-1] else "")
            elif child.type == "link_close":
                parts.append("</a>" if links.pop() else "")
            elif child.type == "code_inline":
                parts.append(f"<code>{escape(child.content, quote=False)}</code>")
            elif child.type == "image":
                parts.append(
                    "" if _picture_name(child) in self._pictures else escape(words(child.children), quote=False)
                )
            else:
                parts.append(_MARKS.get(child.type) or escape(child.content, quote=False))
        return "".join(parts).strip()
