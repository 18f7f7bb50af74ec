"""What a lesson's Markdown becomes, and what it can never become."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bdhvs_lms.catalog import render

TAGS = {
    *("p", "h2", "h3", "ul", "ol", "li", "strong", "em", "a", "img", "aside", "blockquote", "code", "pre", "br", "hr"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {
    "a": {"href", "rel"},
    "img": {"src", "alt", "loading", "width", "height"},
    "aside": {"class", "role"},
    "ol": {"start"},
    "th": {"class"},
    "td": {"class"},
}


class Reader(HTMLParser):
    """Collects every start tag; anything that is not a tag, text or entity fails."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"comment {data!r}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"declaration {decl!r}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"instruction {data!r}")


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


def assert_safe(html: str) -> None:
    for tag, attributes in read(html).tags:
        assert tag in TAGS, tag
        assert set(attributes) <= ATTRIBUTES.get(tag, set()), (tag, attributes)
        if "href" in attributes:
            href = attributes["href"] or ""
            assert href.lower().startswith(("https://", "http://", "tel:", "mailto:", "/hoc/")), href
            assert href == href.strip()
            assert "\\" not in href
        if "src" in attributes:
            assert (attributes["src"] or "").startswith("/bdhvs/tep/khoa/")


SPELLINGS = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)", "\x01javascript:x",
    "javascript&colon;alert(1)", "&#106;avascript:alert(1)", "&#x6A;avascript:alert(1)", "javascript&#58;alert(1)",
    "java&NewLine;script:alert(1)", "java&Tab;script:alert(1)", "&#0000106avascript:x", "vbscript:msgbox(1)",
    "data:text/html;base64,PHNjcmlwdD4=", "data:image/svg+xml,<svg onload=x>", "data:image/png;base64,AAAA", "file:///etc/passwd",
    "blob:https://a.vn/1", "//evil.vn", "\\\\evil.vn", "/\\evil.vn", "https:evil.vn", "http:/evil.vn", "https://",
    "#a", "?x", "../x",
    "feed:javascript:x", "jar:x", "intent://x", "sms:1", "ftp://a.vn", "view-source:https://a.vn", "https://vneid.gov.vn@evil.vn",
    "tel:*21*1#", "tel:javascript", "mailto:a@b.vn?body=x", "mailto:", "％6Aavascript:x", "ｊavascript:x",
    "%6Aavascript:x",
    "01-bai.md#x", "./01-bai.md", "01-bai.md/../x",
]  # fmt: skip
SHAPES = [
    "[a]({})", "[a](<{}>)", "![a]({})", "<{}>", "[a][b]\n\n[b]: {}", "![a][b]\n\n[b]: <{}>", "[![a]({})]({})",
    "> **Cảnh báo:** [a]({})", "| a |\n|---|\n| [a]({}) |", "# [a]({} \"onclick=x\")", "- [x] [a]({})",
    '<a href="{}">a</a>', '<img src=x onerror="{}">', '<svg onload="{}">',
]  # fmt: skip
NASTY = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<div\nonclick=x>", "<!--><script>x</script>-->",
    "<?php x ?>",
    "<![CDATA[<script>]]>", "<!DOCTYPE x>", "&lt;script&gt;x&lt;/script&gt;", "`<script>`", "    <script>x</script>",
    "```<script>\n<script>\n```", '```"onclick=x\nx\n```', "~~~js onmouseover=x\nx\n~~~", '![x" onerror="y](img/a.svg)',
    '![a](img/a.svg "x\\" onerror=\\"y")', "![a](img/a.svg' onerror='x)", "![a](img/../a.svg)", "![a](img/a.svg?x)",
    '[a](https://a.vn/"onclick="x)', "[a](https://a.vn/<script>)", "[a](https://a.vn 'x\" onclick=\"y')",
    "<https://a.vn/\"onclick=x>",
    "|a|\n|:-:|\n|<b style=x>|", "[a](https://a.vn)[b](javascript:x)[c](https://c.vn)", "[a [b](javascript:x) c](https://a.vn)",
    "![a ![b](javascript:x) c](img/a.svg)", "\x00<script>", "<scr\x00ipt>", "<a/href=javascript:x>", "</p><script>",
    "[a]: x\n<b>",
    "<mailto:a@b.vn>", "<a@b.vn>", "<tel:113>", "2. a\n3. b", "a\\\nb",
]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("address", SPELLINGS)
def test_no_spelling_of_a_forbidden_address_becomes_a_link(address: str, shape: str) -> None:
    html = render(shape.replace("{}", address), "khoa", lessons={"01-bai.md": "/hoc/khoa/bai"})
    assert_safe(html)
    assert not [attributes for _, attributes in read(html).tags if "href" in attributes]


@pytest.mark.parametrize("text", NASTY)
def test_nasty_text_is_shown_as_text(text: str) -> None:
    assert_safe(render(text, "khoa"))


PIECES = st.sampled_from(
    [*NASTY, *SPELLINGS, *"[]()<>!*_`#|\\\"'&;:/=- \n\t", "](", "![", "> ", "\n\n", "on", "x=", "-->", "**Mẹo:** "]
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=30).map("".join))
def test_no_text_at_all_becomes_unsafe_html(text: str) -> None:
    assert_safe(render(text, "khoa", lessons={"a.md": "/hoc/khoa/a"}, sizes={"a.svg": (1, 2)}))


@pytest.mark.parametrize(
    ("label", "name"), [("Cảnh báo", "warning"), ("Ví dụ", "example"), ("Mẹo", "tip"), ("Lưu ý", "note")]
)
@pytest.mark.parametrize("shape", ["> **{}:** nhớ kỹ", "> **{}**: nhớ kỹ"])
def test_a_labelled_quote_becomes_a_note(label: str, name: str, shape: str) -> None:
    html = render(shape.format(label), "khoa")
    assert html.startswith(f'<aside class="note {name}" role="note">')
    assert html.endswith("</aside>\n")


@pytest.mark.parametrize("text", ["> lời thường", "> **Khác:** a", "> Cảnh báo: a", "> - **Mẹo:** a", "> **Mẹo** a"])
def test_any_other_quote_stays_a_quote(text: str) -> None:
    assert render(text, "khoa").startswith("<blockquote>")


def test_a_note_inside_a_quote_closes_where_it_ends() -> None:
    html = render("> lời\n>\n> > **Mẹo:** a\n>\n> hết", "khoa")
    assert [tag for tag, _ in read(html).tags] == ["blockquote", "p", "aside", "p", "strong", "p"]
    assert html.index("</aside>") < html.index("hết") < html.index("</blockquote>")


def test_a_picture_comes_from_the_course_with_size_and_words() -> None:
    html = render("![Một *chiếc* máy](img/may.svg 'tựa')", "khoa", sizes={"may.svg": (320, 200)})
    assert html == (
        '<p><img src="/bdhvs/tep/khoa/may.svg" alt="Một chiếc máy" loading="lazy" width="320" height="200" /></p>\n'
    )


def test_a_picture_from_elsewhere_is_shown_as_its_words() -> None:
    assert render("![Một máy](https://a.vn/x.svg)", "khoa") == "<p>Một máy</p>\n"


def test_links_to_the_web_say_nothing_of_where_they_come_from() -> None:
    html = render("[a](https://a.vn/x?y=1#z) [b](tel:113) [c](mailto:a@b.vn)", "khoa")
    assert html == (
        '<p><a href="https://a.vn/x?y=1#z" rel="noopener noreferrer">a</a> <a href="tel:113">b</a> '
        '<a href="mailto:a@b.vn">c</a></p>\n'
    )


def test_the_file_name_of_a_lesson_becomes_its_address() -> None:
    html = render("[bài hai](02-hai.md)", "khoa", lessons={"02-hai.md": "/hoc/khoa/hai"})
    assert html == '<p><a href="/hoc/khoa/hai">bài hai</a></p>\n'


def test_a_link_that_is_not_allowed_leaves_its_words() -> None:
    assert render("xem [**ở** đây](javascript:x) nhé", "khoa") == "<p>xem <strong>ở</strong> đây nhé</p>\n"


def test_headings_keep_within_the_page() -> None:
    tags = [tag for tag, _ in read(render("# a\n\n## b\n\n### c\n\n#### d", "khoa")).tags]
    assert tags == ["h2", "h2", "h3", "h3"]


def test_columns_are_aligned_by_class() -> None:
    html = render("|a|b|c|\n|:-|:-:|-:|\n|1|2|3|", "khoa")
    assert 'class="left"' in html
    assert 'class="center"' in html
    assert 'class="right"' in html
    assert "style" not in html


def test_a_command_breaks_between_its_words_and_not_after_a_hyphen() -> None:
    html = render("Gõ `bdhvs  restore a.backup --merge` rồi `\\<b>`.", "khoa")
    assert html == (
        "<p>Gõ <code>bdhvs</code> <code>restore</code> <code>a.backup</code> <code>--merge</code> "
        "rồi <code>\\&lt;b&gt;</code>.</p>\n"
    )
    assert_safe(html)
