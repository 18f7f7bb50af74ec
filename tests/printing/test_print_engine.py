"""The engine: what a page may read, and what happens on a machine that can't print."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bdhvs_lms.movement.errors import PrintingUnavailable
from bdhvs_lms.printing import engine
from bdhvs_lms.printing.errors import ForbiddenResource, NothingToPrint

INSIDE = engine.FOLDERS[0]
FORBIDDEN = [
    "http://example.org/a.png",
    "https://example.org/a.png",
    "HTTPS://example.org/a.png",
    "ftp://example.org/a.png",
    "file:///etc/passwd",
    "file://example.org/etc/passwd",
    f"file://example.org{INSIDE}/icons/khoa.svg",
    f"{INSIDE.as_uri()}/../movement/codes.py",
    f"{INSIDE.as_uri()}/%2e%2e/movement/codes.py",
    f"{INSIDE.as_uri()}-else/a.svg",
    INSIDE.as_uri(),
    f"{INSIDE.as_uri()}/icons/khong-co.svg",
    "file:///%00",
    "http://[",
    "gopher://example.org/",
    "icons/khoa.svg",
    "",
]


@pytest.mark.parametrize("url", FORBIDDEN)
def test_a_page_may_not_read_anything_but_the_packages_own_files(url: str) -> None:
    with pytest.raises(ForbiddenResource):
        engine.resource(url)


def test_a_link_that_leads_out_of_the_package_is_followed_no_further(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.write_text("secret")
    (inside / "link").symlink_to(outside)
    (inside / "own").write_text("own")
    monkeypatch.setattr(engine, "FOLDERS", (inside,))
    assert engine.resource((inside / "own").as_uri())[0] == b"own"
    with pytest.raises(ForbiddenResource):
        engine.resource((inside / "link").as_uri())


def test_a_page_may_read_the_packages_files_the_font_and_what_it_carries_itself() -> None:
    assert engine.resource((INSIDE / "icons" / "khoa.svg").as_uri())[1] == "image/svg+xml"
    assert (
        engine.resource((engine.FOLDERS[1] / "files" / "BeVietnamPro-Bold.ttf").as_uri() + "?#iefix")[1] == "font/ttf"
    )
    assert engine.resource("data:text/plain;base64," + base64.b64encode(b"own").decode()) == (b"own", "text/plain")


@pytest.mark.pdf
@pytest.mark.parametrize("url", FORBIDDEN)
def test_the_fetcher_of_the_installed_weasyprint_refuses_and_remembers(url: str) -> None:
    refused: list[ForbiddenResource] = []
    with pytest.raises(ForbiddenResource):
        engine.fetcher(refused)(url)
    assert len(refused) == 1


@pytest.mark.pdf
@pytest.mark.parametrize("url", FORBIDDEN)
def test_the_fetcher_for_an_older_weasyprint_refuses_and_remembers(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("weasyprint.urls.URLFetcher", raising=False)
    refused: list[ForbiddenResource] = []
    with pytest.raises(ForbiddenResource):
        engine.fetcher(refused)(url)
    assert len(refused) == 1


@pytest.mark.pdf
def test_the_fetcher_for_an_older_weasyprint_gives_own_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("weasyprint.urls.URLFetcher", raising=False)
    assert engine.fetcher([])("data:text/css,a") == {"string": b"a", "mime_type": "text/css"}


@pytest.mark.pdf
@pytest.mark.parametrize(
    ("html", "css"),
    [
        ('<img src="http://127.0.0.1:9/a.png">', ""),
        ('<link rel="stylesheet" href="https://127.0.0.1:9/a.css">', ""),
        ('<link rel="attachment" href="file:///etc/passwd">', ""),
        ('<object data="file:///etc/passwd"></object>', ""),
        ('<svg viewBox="0 0 1 1"><image href="file:///etc/hostname" width="1" height="1"/></svg>', ""),
        ("<style>@import url('http://127.0.0.1:9/a.css');</style>", ""),
        ("<p>a", "p { background: url('../../etc/passwd') }"),
        ("<p>a", "@font-face { font-family: x; src: url('http://127.0.0.1:9/a.ttf') }"),
    ],
)
def test_a_page_that_asks_for_something_foreign_is_not_printed(html: str, css: str) -> None:
    with pytest.raises(ForbiddenResource):
        engine.pdf(html, css)


@pytest.mark.pdf
def test_vietnamese_is_printed_in_the_projects_own_font(read: Callable[[bytes], Any]) -> None:
    printed = read(engine.pdf("<p>Ễ Ợ ẫ đ", "p { font-family: 'Be Vietnam Pro' }"))
    assert printed.text() == "Ễ Ợ ẫ đ"
    assert set(re.findall(rb"/BaseFont ?/[A-Z]+\+([A-Za-z-]+)", printed.inside())) == {b"Be-Vietnam-Pro"}


@pytest.mark.pdf
def test_a_picture_has_the_size_of_the_sheet() -> None:
    pdf = engine.pdf("<p>a", "@page { size: 101.6mm 50.8mm }")
    assert Image.open(io.BytesIO(engine.png(pdf, 100))).size == (400, 200)


@pytest.mark.pdf
def test_common_pages_are_laid_over_others_in_turn_and_kept_once(read: Callable[[bytes], Any]) -> None:
    own = "".join(f"<p style='break-after: page'>người {n}</p>" for n in range(4))
    common = "<title>Của tất cả</title><p>&nbsp;<p>mặt trước<p style='break-before: page'>&nbsp;<p>mặt sau"
    printed = read(engine.laid_over(own, common, ""))
    assert [printed.text(page) for page in range(len(printed))] == [
        "người 0 mặt trước", "người 1 mặt sau", "người 2 mặt trước", "người 3 mặt sau"
    ]  # fmt: skip
    assert printed.document.get_metadata_dict()["Title"] == "Của tất cả"
    assert len(re.findall(rb"\nBT\n", printed.inside())) == 4 + 2


@pytest.mark.pdf
def test_nothing_to_print_is_said_so() -> None:
    with pytest.raises(NothingToPrint):
        engine.joined([], "")


def test_a_machine_without_pango_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_name: str) -> None:
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(engine, "import_module", missing)
    assert not engine.available()
    with pytest.raises(PrintingUnavailable, match="sudo apt install libpango"):
        engine.pdf("<p>a", "")


@pytest.mark.pdf
def test_a_machine_with_pango_can_print() -> None:
    assert engine.available()
