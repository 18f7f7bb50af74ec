"""The whole chain, as a citizen walks it: poster, lesson, quizzes, paper, check, count."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from bdhvs_lms.catalog import Catalog

from .conftest import Node
from .way import answer, claim, finish, shown

UNIT = "03637"
TARGETS = """id,title,group,unit,year,percent,people,courses,ways,source,strength
thu,Người dân tự học,citizens,03637,2026,,3,an-toan-tren-mang,self,Kiểm thử,sample
thu,Người dân tự học,citizens,03637,2027,,3,an-toan-tren-mang,self,Kiểm thử,sample
"""


def read_qr(picture: Image.Image) -> str:
    found = zxingcpp.read_barcodes(picture)
    assert len(found) == 1
    return str(found[0].text)


def counted(phone: Any, node: Node) -> int:
    """People in the unit's row of the test's target, read from the page as people see it."""
    phone.goto(f"{node.address}/tien-do?chi-tieu=thu")
    text = phone.locator(f"[id='{UNIT}'] td b").first.inner_text()
    return int(text.split()[0])


@pytest.mark.pdf
def test_a_citizen_goes_from_the_poster_to_a_paper_that_checks_everywhere_and_counts_once(
    phone: Any, nodes: dict[str, Node], catalog: Catalog, tmp_path: Path
) -> None:
    node, other = nodes["a"], nodes["b"]
    course = catalog.course("an-toan-tren-mang")
    assert course is not None
    (tmp_path / "targets.csv").write_text(TARGETS, encoding="utf-8")
    node.command("targets", "import", str(tmp_path / "targets.csv"))
    before = counted(phone, node)

    # The poster comes out of the printer; its code is read back from the picture of the page.
    node.command("posters", "--unit", UNIT, "--course", course.id, "--format", "a4", "--out", str(tmp_path / "p.pdf"))
    poster = pypdfium2.PdfDocument(tmp_path / "p.pdf")
    assert len(poster) == len(course.lessons)
    link = read_qr(poster[0].render(scale=150 / 72).to_pil())
    poster.close()
    phone.goto(link)
    assert phone.url == f"{node.address}/hoc/{course.id}/{course.lessons[0].id}"
    assert phone.locator("h1").inner_text() == course.lessons[0].title

    # One try that fails, then the whole course.
    phone.get_by_role("link", name="Trả lời 5 câu hỏi").click()
    answer(phone, course.lessons[0], wrong=2)
    assert "Chưa đạt" in shown(phone)
    finish(phone, node.address, course)
    phone.get_by_role("link", name="nhận giấy xác nhận").click()
    claim(phone, name="lò thị hồng nhung", year="1985", unit=UNIT)
    assert "Giấy của bạn đã xong" in shown(phone)

    # The paper as the phone keeps it; its code is read back from the picture.
    picture = node.fetch(phone.get_by_role("link", name="Tải ảnh").get_attribute("href"))
    scanned = read_qr(Image.open(io.BytesIO(picture)))
    assert scanned.startswith(f"{node.address}/x/".upper())
    phone.goto(scanned)
    assert phone.locator("h1").inner_text().endswith("Giấy thật")
    assert "Lò Thị Hồng Nhung" in shown(phone)
    assert "tự khai, chưa đối chiếu" in shown(phone)

    # Another installation that has nothing but the public key says the same.
    path = scanned.removeprefix(node.address.upper())
    phone.goto(other.address + path)
    assert "Chưa kiểm tra được ở đây" in shown(phone)
    (tmp_path / "keys.json").write_text(node.command("keys", "export"), encoding="utf-8")
    other.command("keys", "trust", str(tmp_path / "keys.json"))
    phone.goto(other.address + path)
    assert phone.locator("h1").inner_text().endswith("Giấy thật")
    assert "Tổ công nghệ số A" in shown(phone)
    assert "Lò Thị Hồng Nhung" in other.command("verify", scanned)

    # The unit's bar grew by one, and claiming again changes nothing.
    assert counted(phone, node) == before + 1
    phone.goto(f"{node.address}/hoc/{course.id}/xac-nhan")
    assert "/bdhvs/giay" in phone.url
    assert counted(phone, node) == before + 1


def test_the_next_person_on_a_shared_phone_starts_clean(phone: Any, nodes: dict[str, Node], catalog: Catalog) -> None:
    node = nodes["a"]
    course = catalog.course("dich-vu-cong-truc-tuyen")
    assert course is not None
    finish(phone, node.address, course)
    phone.goto(f"{node.address}/hoc/{course.id}/xac-nhan")
    claim(phone, name="Vàng A Páo", year="1990", unit=UNIT, group="officials")
    assert "Vàng A Páo" in shown(phone)
    phone.get_by_role("link", name="Người khác học trên máy này").first.click()
    phone.get_by_role("button", name="Bắt đầu cho người khác").click()
    phone.goto(f"{node.address}/bdhvs/giay")
    assert "Trên máy này chưa làm giấy nào" in shown(phone)
    phone.goto(f"{node.address}/hoc/{course.id}")
    assert phone.locator("li.done").count() == 0


def test_the_chain_works_without_javascript(browser: Any, nodes: dict[str, Node], catalog: Catalog) -> None:
    node = nodes["a"]
    course = catalog.course("an-toan-tren-mang")
    assert course is not None
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.resource_type))
    page.goto(f"{node.address}/hoc/{course.id}/{course.lessons[0].id}")
    assert [kind for kind in seen if kind != "image"] == ["document", "stylesheet"]
    page.get_by_role("link", name="Trả lời 5 câu hỏi").click()
    answer(page, course.lessons[0])
    assert "Đạt rồi" in shown(page)
    assert not page.locator("[data-nghe-bar]").is_visible()
    context.close()


def test_a_lesson_is_read_aloud_with_the_browsers_own_voice(
    phone: Any, nodes: dict[str, Node], catalog: Catalog
) -> None:
    node = nodes["a"]
    lesson = catalog.courses[0].lessons[0]
    phone.add_init_script(
        """
        window.said = [];
        const fake = {
          getVoices: () => [{lang: "vi-VN", name: "thử"}], cancel: () => {},
          speak: (one) => { window.said.push([one.lang, one.text]); if (window.said.length < 4) one.onend(); },
        };
        Object.defineProperty(window, "speechSynthesis", {value: fake});
        window.SpeechSynthesisUtterance = function (text) { this.text = text; };
        """
    )
    phone.goto(f"{node.address}/hoc/{catalog.courses[0].id}/{lesson.id}")
    phone.get_by_role("button", name="Nghe bài học").click()
    said = phone.evaluate("window.said")
    assert said[0] == ["vi-VN", lesson.title]
    assert phone.locator(".reading").count() == 1
    phone.get_by_role("button", name="Dừng").click()
    assert phone.locator(".reading").count() == 0


def test_a_recording_is_fetched_when_somebody_plays_it_and_not_before(phone: Any, nodes: dict[str, Node]) -> None:
    sounds: list[str] = []
    phone.on("request", lambda request: sounds.append(request.url) if request.url.endswith(".mp3") else None)
    phone.goto(f"{nodes['a'].address}/hoc/thu-nghiem/bai-mot", wait_until="networkidle")
    assert sounds == []
    ended = phone.locator("audio").last.evaluate(
        "player => new Promise((done, fail) => { player.onended = () => done(true);"
        " player.onerror = () => fail(player.error.message); player.play().catch(fail); })"
    )
    assert ended
    assert {url.rsplit("/", 1)[1] for url in sounds} == {"01-bai-mot.mong.mp3"}
