"""A lesson written in the LMS (EditorJS JSON, or old Markdown with macros) → HTML that is safe to show as it is.

Nothing that an author wrote is handed through: tags and attributes are all written here, words are escaped, an address
that isn't on the list is shown as its words. Whatever would load from elsewhere becomes a link that names the host.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from html import escape, unescape
from typing import Any, Final
from urllib.parse import unquote

from ..movement.errors import N_
from .editorjs_words import DEPTH, Around, address, clean, file_address, host, leads, link, plain, read
from .markdown import render

LIMIT: Final = 400_000
"""Characters of a lesson; a longer one is read in the LMS."""

_BETWEEN: Final = re.compile(
    r"{{ {0,9}(\w{1,40})\(([^{}]{0,2000})\) {0,9}}}|!\[([^\]\n]{0,300})\]\((/(?:private/)?files/[^)\s]{1,400})\)"
)
_YOUTUBE: Final = re.compile(r"[A-Za-z0-9_-]{6,20}")
_TAG: Final = re.compile(r"</?[a-z!]", re.IGNORECASE)
_PICTURES: Final = ("png", "jpg", "jpeg", "gif", "webp", "svg", "avif", "bmp")


def page(content: str, body: str, around: Around, *, youtube: str = "") -> str:
    """A lesson's `content` (EditorJS), else its `body` (Markdown with macros) → safe HTML. Any text will do.

    youtube: the id or address of a video that old lessons keep in a field of its own.
    """
    if len(content) > LIMIT or len(body) > LIMIT:
        return _in_lms(N_("Read this lesson in the learning system"), around)
    blocks = _blocks(content)
    parts = [_block(block, around) for block in blocks or ()]
    if not any(parts):
        text = body if body.strip() or blocks is not None else content
        parts = [_video(youtube, around) if youtube else "", *_old(text, around)]
    return "\n".join(part for part in parts if part)


def _blocks(content: str) -> list[Mapping[str, Any]] | None:
    """None when it isn't EditorJS' JSON."""
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        return None
    blocks = told.get("blocks") if isinstance(told, dict) else None
    return [one for one in blocks if isinstance(one, dict)] if isinstance(blocks, list) else None


def _block(block: Mapping[str, Any], around: Around) -> str:
    kind, data = block.get("type"), block.get("data")
    if not isinstance(kind, str) or not isinstance(data, dict):
        return ""
    return _KINDS.get(kind, _unknown)(data, around)


# --- addresses of blocks ------------------------------------------------------------------------------------------


def _in_lms(message: str, around: Around) -> str:
    return link(around.lesson, escape(around.say(message)))


def _elsewhere(url: object, caption: str, around: Around) -> str:
    """What lies elsewhere, as a link that names the host. caption: escaped already."""
    text = url.strip() if isinstance(url, str) else ""
    text = f"https:{text}" if text.startswith("//") else text
    href = address(text, around)
    if href is None or not href.lower().startswith("http"):
        return f"<p>{caption}</p>" if caption else ""
    words = caption or escape(around.say(N_("Open in the browser")))
    return f"<p><a{leads(href)}>{words}</a> <small>({escape(host(href))})</small></p>"


# --- blocks ------------------------------------------------------------------------------------------------------

_Data = Mapping[str, Any]


def _paragraph(data: _Data, around: Around) -> str:
    words = read(data.get("text"), around)
    return f"<p>{words}</p>" if words else ""


def _header(data: _Data, around: Around) -> str:
    """The page's own first heading is the lesson's title."""
    words, level = plain(data.get("text"), around), data.get("level")
    tag = "h2" if not isinstance(level, int) or level <= 2 else "h3"
    return f"<{tag}>{words}</{tag}>" if words else ""


def _list(data: _Data, around: Around) -> str:
    return _items(data.get("items"), data.get("style"), around, DEPTH)


def _items(items: object, style: object, around: Around, depth: int) -> str:
    if not isinstance(items, list) or not depth:
        return ""
    shown = [_item(item, style, around, depth) for item in items]
    tag = "ol" if style == "ordered" else "ul"
    inner = "".join(f"<li>{one}</li>" for one in shown if one)
    return f"<{tag}>{inner}</{tag}>" if inner else ""


def _item(item: object, style: object, around: Around, depth: int) -> str:
    if not isinstance(item, dict):
        return read(item, around)
    words = read(item.get("content") or item.get("text"), around)
    meta = item.get("meta")
    checked = (meta.get("checked") if isinstance(meta, dict) else None) or item.get("checked")
    box = ("☑ " if checked is True else "☐ ") if style == "checklist" and words else ""
    return box + words + _items(item.get("items"), style, around, depth - 1)


def _checklist(data: _Data, around: Around) -> str:
    return _items(data.get("items"), "checklist", around, DEPTH)


def _table(data: _Data, around: Around) -> str:
    content = data.get("content")
    table = [row for row in content if isinstance(row, list)] if isinstance(content, list) else []
    shown = []
    for place, row in enumerate(table):
        tag = "th" if place == 0 and data.get("withHeadings") is True else "td"
        shown.append("<tr>" + "".join(f"<{tag}>{read(cell, around)}</{tag}>" for cell in row) + "</tr>")
    return f'<div class="wide" tabindex="0"><table>{"".join(shown)}</table></div>' if shown else ""


def _upload(data: _Data, around: Around) -> str:
    url, kind = data.get("file_url"), data.get("file_type")
    return _attached(url, kind if isinstance(kind, str) else "", "", around)


def _attached(url: object, kind: str, caption: str, around: Around) -> str:
    """A file of the site. Private ones are read in the LMS, which asks who may. caption: escaped already."""
    if not isinstance(url, str) or not url.strip():
        return ""
    address = file_address(url)
    if address is None:
        if url.startswith("/"):
            return _in_lms(N_("See the picture or file in the learning system"), around)
        return _elsewhere(url, caption, around)
    ending = (kind or url.rpartition(".")[2]).lower()
    if ending in _PICTURES or ending == "image":
        figure = f"<figcaption>{caption}</figcaption>" if caption else ""
        return f'<figure><img src="{escape(address)}" alt="{caption}" loading="lazy">{figure}</figure>'
    return link(address, caption or escape(clean(url.rpartition("/")[2])))


def _image(data: _Data, around: Around) -> str:
    file = data.get("file")
    url = data.get("url") or (file.get("url") if isinstance(file, dict) else None)
    return _attached(url, "image", plain(data.get("caption"), around), around)


def _markdown(data: _Data, around: Around) -> str:
    """The editor keeps marked-up words; older versions kept Markdown."""
    text = data.get("text")
    if not isinstance(text, str):
        return ""
    return _paragraph(data, around) if _TAG.search(text) else _from_markdown(unescape(text))


def _code(data: _Data, around: Around) -> str:
    """The editor may keep the code with its colours."""
    words = read(data.get("code"), around, marks=False, lines=True).strip("\n")
    return f"<pre><code>{words}</code></pre>" if words else ""


def _quote(data: _Data, around: Around) -> str:
    words, caption = read(data.get("text"), around), read(data.get("caption"), around)
    by = f"<p><small>{caption}</small></p>" if caption else ""
    return f"<blockquote><p>{words}</p>{by}</blockquote>" if words else ""


def _embed(data: _Data, around: Around) -> str:
    caption = plain(data.get("caption"), around)
    source, embedded = data.get("source"), data.get("embed")
    if data.get("service") == "youtube":
        return _video(source or embedded, around, caption)
    return _elsewhere(source or embedded, caption, around)


def _video(video: object, around: Around, caption: str = "") -> str:
    """video: a YouTube id, or an address."""
    text = video.strip() if isinstance(video, str) else ""
    address = f"https://www.youtube.com/watch?v={text}" if _YOUTUBE.fullmatch(text) else text
    return _elsewhere(address, caption or escape(around.say(N_("Watch the video"))), around) if text else ""


def _quiz(data: _Data, around: Around) -> str:
    return _in_lms(N_("Answer this lesson's questions in the learning system"), around)


def _task(data: _Data, around: Around) -> str:
    return _in_lms(N_("Do this exercise in the learning system"), around)


def _unknown(data: _Data, around: Around) -> str:
    words = [read(data.get(name), around) for name in ("title", "text", "message", "content", "caption")]
    shown = " ".join(word for word in words if word)
    return f"<p>{shown}</p>" if shown else ""


def _delimiter(data: _Data, around: Around) -> str:
    return "<hr>"


_KINDS: Final[Mapping[str, Callable[[_Data, Around], str]]] = {
    "paragraph": _paragraph, "header": _header, "list": _list, "checklist": _checklist, "table": _table,
    "upload": _upload, "image": _image, "markdown": _markdown, "codeBox": _code, "code": _code, "quote": _quote,
    "embed": _embed, "quiz": _quiz, "assignment": _task, "program": _task, "exercise": _task, "delimiter": _delimiter,
}  # fmt: skip


# --- old lessons -------------------------------------------------------------------------------------------------


def _old(body: str, around: Around) -> Iterator[str]:
    """Markdown, and between it `{{ Name("argument") }}` and the site's own pictures."""
    at = 0
    for found in _BETWEEN.finditer(body):
        yield _from_markdown(body[at : found.start()])
        if found[1]:
            yield _macro(found[1], found[2].strip(" '\""), around)
        else:
            yield _attached(unquote(found[4]), "image", escape(clean(found[3])), around)
        at = found.end()
    yield _from_markdown(body[at:])


def _from_markdown(text: str) -> str:
    return render(clean(text), "").strip() if text.strip() else ""


def _macro(name: str, argument: str, around: Around) -> str:
    if name == "YouTubeVideo":
        return _video(argument, around)
    if name == "Quiz":
        return _quiz({}, around)
    if name in ("Assignment", "Exercise"):
        return _task({}, around)
    if name == "Embed":
        return _elsewhere(argument.rpartition("|||")[2], "", around)
    return _attached(argument, "", "", around) if name in ("Video", "Audio", "PDF") else ""
