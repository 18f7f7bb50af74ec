"""A lesson written in the LMS is shown whole, and nothing of it runs, loads from elsewhere or leaves its place."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bdhvs_lms.catalog.editorjs_page import LIMIT, Around, page

LESSON = "/lms/courses/che/learn/1-2"
AROUND = Around(LESSON)
ALLOWED = {
    "p": set(), "h2": set(), "h3": set(), "ol": {"start"}, "ul": set(), "li": set(), "table": set(), "thead": set(),
    "tbody": set(), "tr": set(), "th": {"class"}, "td": {"class"}, "div": {"class", "tabindex"}, "figure": set(),
    "figcaption": set(), "img": {"src", "alt", "loading"}, "a": {"href", "rel"}, "strong": set(), "em": set(),
    "u": set(), "s": set(), "code": set(), "pre": set(), "mark": set(), "sub": set(), "sup": set(), "br": set(),
    "hr": set(), "blockquote": set(), "small": set(), "aside": {"class", "role"},
}  # fmt: skip
EMPTY = {"br", "hr", "img"}
HOSTILE = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '<a href="javascript:alert(1)">', "<svg/onload=a>",
    "<a href='data:text/html,<script>'>", '<a href="//evil.example">', '<a href="/files/../api/method/logout">',
    "<iframe src=https://evil.example>", "<style>*{display:none}</style>", "<b onclick=a style=b>", "</p></article>",
    "<math><mtext></p>", "<!--", "<a href=\"/lms/%2e%2e/api\">", "&lt;script&gt;", "<a href='java&#115;cript:a'>",
    "{{ Embed(\"iframe|||javascript:a\") }}", "[a](javascript:alert(1))", "![x](/private/files/a.png)", "\ud800", "<",
    '" onload="', "' autofocus='", "<noscript><p title=\"</noscript><img src=x onerror=a>\">", "<base href=//evil>",
)  # fmt: skip
KINDS = (
    "paragraph", "header", "list", "checklist", "table", "upload", "image", "markdown", "codeBox", "code", "quote",
    "embed", "quiz", "assignment", "program", "delimiter", "raw", "warning", "unheard-of",
)  # fmt: skip


class Checked(HTMLParser):
    """Fails at whatever a page may not hold, and at a tag that isn't closed where it should be."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text = ""
        self.links: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []
        html.encode()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED, tag
        assert {name for name, _ in attrs} <= ALLOWED[tag], (tag, attrs)
        told = dict(attrs)
        if tag == "a":
            assert (
                (told["href"] or "")
                .lower()
                .startswith(("https://", "http://", "tel:", "mailto:", "/files/", "/hoc/", "/q/", "/lms/"))
            )
            self.links.append(told["href"] or "")
        if tag == "img":
            assert (told["src"] or "").startswith("/files/")
        for address in (told.get("href") or "", told.get("src") or ""):
            assert "/../" not in address
            assert "%2e" not in address.lower() or "%252e" in address.lower()
            assert "private" not in address
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment")

    def handle_data(self, data: str) -> None:
        self.text += data


def shown(*blocks: tuple[str, object], body: str = "") -> str:
    content = json.dumps({"blocks": [{"type": kind, "data": data} for kind, data in blocks]})
    html = page(content, body, AROUND)
    Checked(html)
    return html


def test_each_kind_of_block_is_shown() -> None:
    assert shown(("paragraph", {"text": "Mở <b>máy</b> <i>lên</i>&nbsp;đi"})) == (
        "<p>Mở <strong>máy</strong> <em>lên</em> đi</p>"
    )
    assert shown(("header", {"text": "Việc <b>đầu</b>", "level": 1})) == "<h2>Việc đầu</h2>"
    assert shown(("header", {"text": "Sau", "level": 4})) == "<h3>Sau</h3>"
    items = [{"content": "a", "items": [{"content": "b", "items": []}]}, {"content": "c", "items": []}]
    assert shown(("list", {"style": "ordered", "items": items})) == ("<ol><li>a<ol><li>b</li></ol></li><li>c</li></ol>")
    assert shown(("list", {"style": "unordered", "items": ["a", "b"]})) == "<ul><li>a</li><li>b</li></ul>"
    boxes = [{"content": "xong", "meta": {"checked": True}}, {"text": "chưa", "checked": False}]
    assert shown(("list", {"style": "checklist", "items": boxes})) == "<ul><li>☑ xong</li><li>☐ chưa</li></ul>"
    table = shown(("table", {"withHeadings": True, "content": [["x"], ["<b>1</b>"]]}))
    assert "<table><tr><th>x</th></tr><tr><td><strong>1</strong></td></tr></table>" in table
    assert shown(("codeBox", {"code": "<span class='a'>if</span> a &lt; b:<br>  c"})) == (
        "<pre><code>if a &lt; b:\n  c</code></pre>"
    )
    assert shown(("quote", {"text": "lời", "caption": "ai"})) == (
        "<blockquote><p>lời</p><p><small>ai</small></p></blockquote>"
    )
    assert shown(("delimiter", {})) == "<hr>"
    assert shown(("unheard-of", {"title": "A", "text": "<i>b</i>"})) == "<p>A <em>b</em></p>"
    assert shown(("unheard-of", {"number": 1})) == ""


def test_markdown_is_read_whether_the_editor_kept_marks_or_tags() -> None:
    assert shown(("markdown", {"text": "**đậm**\n\n- một"})) == (
        "<p><strong>đậm</strong></p>\n<ul>\n<li>một</li>\n</ul>"
    )
    assert shown(("markdown", {"text": "<b>đậm</b>"})) == "<p><strong>đậm</strong></p>"


def test_a_public_picture_of_the_site_is_shown_and_waits_until_it_is_seen() -> None:
    expected = '<figure><img src="/files/%E1%BA%A3nh%201.png" alt="" loading="lazy"></figure>'
    assert shown(("upload", {"file_url": "/files/ảnh 1.png", "file_type": "PNG"})) == expected
    told = shown(("image", {"url": "/files/a.png", "caption": 'lá "non"'}))
    assert 'alt="lá &quot;non&quot;"' in told
    assert "<figcaption>" in told


@pytest.mark.parametrize("url", ["/private/files/a.png", "/files/../private/files/a.png", "/api/method/logout"])
def test_a_private_file_is_left_to_the_lms(url: str) -> None:
    html = shown(("upload", {"file_url": url, "file_type": "png"}), ("image", {"url": url}))
    assert "<img" not in html
    assert Checked(html).links == [LESSON, LESSON]


def test_other_files_are_links_by_their_names() -> None:
    assert (
        shown(("upload", {"file_url": "/files/h.pdf", "file_type": "PDF"})) == '<p><a href="/files/h.pdf">h.pdf</a></p>'
    )


def test_what_would_load_from_elsewhere_is_a_link_that_names_the_host() -> None:
    html = shown(
        ("embed", {"service": "youtube", "source": "https://www.youtube.com/watch?v=abcdefghijk", "caption": "Cách"}),
        ("embed", {"service": "vimeo", "source": "", "embed": "//player.vimeo.com/video/1"}),
        ("embed", {"service": "youtube", "embed": "abcdefghijk"}),
        ("embed", {"service": "x", "source": "javascript:alert(1)", "caption": "chỉ chữ"}),
        ("image", {"url": "https://elsewhere.example/a.png"}),
    )
    assert Checked(html).links == [
        "https://www.youtube.com/watch?v=abcdefghijk", "https://player.vimeo.com/video/1",
        "https://www.youtube.com/watch?v=abcdefghijk", "https://elsewhere.example/a.png",
    ]  # fmt: skip
    assert "<small>(youtube.com)</small>" in html
    assert "<p>chỉ chữ</p>" in html


def test_quizzes_and_exercises_lead_into_the_lms() -> None:
    html = shown(("quiz", {"quiz": "q"}), ("assignment", {"assignment": "a"}), ("program", {"exercise": "e"}))
    assert Checked(html).links == [LESSON] * 3


def test_an_old_lesson_s_markdown_and_macros_are_read() -> None:
    body = '# Đầu\n\n{{ YouTubeVideo("abcdefghijk") }}\n\n{{ Quiz("x") }} **b**\n\n![lá](/files/la%20non.png)'
    html = page("", body, AROUND, youtube="lmnopqrstuv")
    assert Checked(html).links == [
        "https://www.youtube.com/watch?v=lmnopqrstuv", "https://www.youtube.com/watch?v=abcdefghijk", LESSON,
    ]  # fmt: skip
    assert "<h2>Đầu</h2>" in html
    assert '<img src="/files/la%20non.png" alt="lá" loading="lazy">' in html
    assert "<strong>b</strong>" in html


def test_content_that_is_no_json_is_read_as_markdown_and_a_broken_one_leads_nowhere() -> None:
    assert page("Chỉ là *chữ*", "", AROUND) == "<p>Chỉ là <em>chữ</em></p>"
    assert page("[" * 20_000, "", AROUND).startswith("<p>[")
    assert page('{"blocks": [1, null, {"type": 1}, {"type": "list", "data": "x"}]}', "", AROUND) == ""


def test_a_lesson_without_end_is_read_in_the_lms() -> None:
    assert Checked(page("x" * (LIMIT + 1), "", AROUND)).links == [LESSON]


@pytest.mark.parametrize("piece", ["<", "<!--", "<a ", "<a href='", "&", "<b>", "</b>", "<script>", "<?", '"', "<svg>"])
def test_text_made_to_tire_the_reader_is_done_with(piece: str) -> None:
    html = shown(("paragraph", {"text": piece * (200_000 // len(piece))}))
    assert html == "" or html.startswith("<p>")
    assert len(html) < 6 * 200_000


texts = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=8), max_size=5).map("".join)
values = st.recursive(
    texts | st.none() | st.integers() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ("text", "content", "items", "file_url", "file_type", "url", "caption", "source", "embed", "code",
             "service", "style", "level", "meta", "checked", "title", "withHeadings", "file")
        ),
        inner, max_size=5,
    ),
    max_leaves=12,
)  # fmt: skip
blocks = st.lists(st.fixed_dictionaries({"type": st.sampled_from(KINDS), "data": values}), max_size=4)


@given(blocks)
def test_whatever_stands_in_the_blocks_the_page_holds_only_what_it_may(found: list[object]) -> None:
    Checked(page(json.dumps({"blocks": found}), "", AROUND))


@given(texts)
def test_whatever_stands_in_a_paragraph_or_an_old_body_the_page_holds_only_what_it_may(text: str) -> None:
    shown(*((kind, {"text": text, "code": text, "caption": text, "source": text}) for kind in KINDS))
    Checked(page("", text, AROUND, youtube=text))
