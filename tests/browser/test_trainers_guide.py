"""The trainers' guide, followed as it is written: a step that the pages no longer allow, or that no rule here can
follow, fails. With BDHVS_GUIDE_PICTURES=docs/huong-dan its pictures are taken anew.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bdhvs_lms.catalog import Catalog
from bdhvs_lms.exchange.sheets import write_xlsx
from bdhvs_lms.movement.class_tests import test_of as questions_of

from .conftest import COMMAND, Node, _free_port, _wait

GUIDE = Path(__file__).parents[2] / "docs" / "huong-dan" / "huong-dan-vien.md"
STEP = re.compile(r"^\d+\. (.+)$")
PICTURE = re.compile(r"^!\[[^\]]+\]\(([^)]+)\)$")
BOLD = re.compile(r"\*\*([^*]+)\*\*")


@dataclass
class Walk:
    """A browser on its way through the guide."""

    page: Any
    node: Node
    password: str
    catalog: Catalog
    code: str = ""

    def open_first(self) -> None:
        self.page.goto(self.node.address)

    def open_class_again(self) -> None:
        self.page.goto(f"{self.node.address}/bdhvs/lop/{self.code}")

    def press(self, what: str) -> None:
        found = self.page.get_by_role("link", name=what, exact=True).or_(
            self.page.get_by_role("button", name=what, exact=True)
        )
        (found if found.count() == 1 else self.page.get_by_role("link", name=what).first).click()
        self.page.wait_for_load_state()  # a click waits until the next page begins to come
        if found := re.search(r"/lop/([0-9A-Z]{9})", self.page.url):
            self.code = found[1]

    def fill(self, text: str, field: str) -> None:
        self.page.get_by_label(field).first.fill(text)

    def bring(self, field: str) -> None:
        """Two people: one is on the roll already."""
        rows = [("Lò Thị Mai", 1985), ("Giàng Thị Sua", 1990)]
        content = write_xlsx(("Họ và tên", "Năm sinh"), rows)
        self.page.get_by_label(field).set_input_files(
            {"name": "danh-sach.xlsx", "mimeType": "application/octet-stream", "buffer": content}
        )

    def choose(self, option: str, field: str) -> None:
        self.page.get_by_label(field).select_option(label=option)

    def tick(self, what: str) -> None:
        self.page.get_by_label(what, exact=True).check()

    def shows(self, text: str) -> None:
        assert text in " ".join(self.page.locator("main").inner_text().split()), (
            f"{self.page.url} doesn't show “{text}”"
        )

    def answer(self) -> None:
        """All right, on a phone or from a sheet."""
        course = self.catalog.course("an-toan-tren-mang")
        assert course is not None
        for one in questions_of(course, self.code):
            self.page.locator(f"input[name=q{one.number}]").nth(one.question.answer).check()


RULES: tuple[tuple[str, Callable[..., None]], ...] = (
    (r"Mở trang học\.", lambda walk: walk.open_first()),
    (r"Mở lại trang của lớp\.", lambda walk: walk.open_class_again()),
    (r"Bấm \*\*([^*]+)\*\*\.", lambda walk, what: walk.press(what)),
    (r"Gõ tài khoản vào ô \*\*([^*]+)\*\*\.", lambda walk, field: walk.fill("ha.trang", field)),
    (r"Gõ mật khẩu vào ô \*\*([^*]+)\*\*\.", lambda walk, field: walk.fill(walk.password, field)),
    (r"Gõ “([^”]+)” vào ô \*\*([^*]+)\*\*\.", lambda walk, text, field: walk.fill(text, field)),
    (r"Chọn “([^”]+)” ở ô \*\*([^*]+)\*\*\.", lambda walk, option, field: walk.choose(option, field)),
    (r"Chọn tệp ở ô \*\*([^*]+)\*\*\.", lambda walk, field: walk.bring(field)),
    (r"Đánh dấu \*\*([^*]+)\*\*\.", lambda walk, what: walk.tick(what)),
    (r"Đánh dấu lời xác nhận\.", lambda walk: walk.page.locator("input[name=attest]").check()),
    (r"Đánh dấu ô làm lại giấy\.", lambda walk: walk.page.locator("input[name=again]").check()),
    (r"(?:Người học chọn câu trả lời|Đánh dấu theo phiếu của người học), đúng hết\.", lambda walk: walk.answer()),
    (r"Trang hiện “([^”]+)”\.", lambda walk, text: walk.shows(text)),
)


@pytest.fixture
def walk(browser: Any, tmp_path: Path, catalog: Catalog) -> Iterator[Walk]:
    """A sample installation, as its pictures have to say, served by the real command; and the browser on the laptop."""
    port = _free_port()
    node = Node(tmp_path / "data", f"http://127.0.0.1:{port}", port)
    node.command("init", "--issuer", "UBND xã (MẪU)")
    made = json.loads(node.command("trainer", "add", "ha.trang", "--name", "Hà Thị Trang", "--unit", "03637", "--json"))
    _mark_as_sample(node)
    server = subprocess.Popen(
        [COMMAND, "serve", "--port", str(port), "--data", str(node.data)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(port)
        page = browser.new_page(viewport={"width": 360, "height": 640}, device_scale_factor=1.5, locale="vi-VN")
        page.set_default_timeout(30_000)
        yield Walk(page, node, made["password"], catalog)
        page.context.close()
    finally:
        server.terminate()
        server.wait(20)


def _mark_as_sample(node: Node) -> None:
    """Without the sample's own people: the guide's are those who are typed."""
    from bdhvs_lms.field import kept
    from bdhvs_lms.field.installation import open_installation

    one = open_installation(node.data)
    kept.write_settings(one.store.database, sample=True)
    one.close()


def follow(walk: Walk, step: str) -> None:
    for pattern, rule in RULES:
        if found := re.fullmatch(pattern, step):
            rule(walk, *found.groups())
            return
    pytest.fail(f"no rule follows this step: {step}")


def test_the_guide_is_followed_step_by_step(walk: Walk) -> None:
    wanted = os.environ.get("BDHVS_GUIDE_PICTURES", "")
    steps = 0
    for number, line in enumerate(GUIDE.read_text(encoding="utf-8").splitlines(), start=1):
        if step := STEP.match(line):
            try:
                follow(walk, step[1])
            except Exception as error:
                raise AssertionError(f"line {number}, “{step[1]}”: {error}") from error
            assert walk.page.evaluate("document.documentElement.scrollWidth") <= 360, line
            steps += 1
        elif picture := PICTURE.match(line):
            if wanted:
                taken = Image.open(io.BytesIO(walk.page.screenshot(full_page=True)))
                taken.convert("RGB").quantize(32, dither=Image.Dither.NONE).save(
                    Path(wanted) / picture[1], optimize=True
                )
            assert (GUIDE.parent / picture[1]).exists(), f"{picture[1]} is missing"
    assert steps > 40


def test_what_the_guide_names_beside_its_steps_is_on_a_page() -> None:
    """Bold words outside the steps are messages that the pages have."""
    catalogue = (GUIDE.parents[2] / "bdhvs_lms" / "locale" / "vi.po").read_text(encoding="utf-8")
    said = re.sub(r'"\n"', "", catalogue)
    for line in GUIDE.read_text(encoding="utf-8").splitlines():
        if not STEP.match(line):
            for words in BOLD.findall(line):
                assert words in ("in đậm", "dấu vân tay") or words in said, words
