"""What a trainer does in the browser, step by step, for a class of any size."""

from __future__ import annotations

import urllib.request
from typing import Any

from bdhvs_lms.movement.class_tests import Asked

from .conftest import Node

FAMILY = ("Lò", "Vàng", "Giàng", "Tao", "Lý", "Phùng")
MIDDLE = ("Thị", "Văn", "A", "Mùi", "Go")
GIVEN = ("Mai", "Pó", "Sua", "Phin", "Xá", "Hặc", "Nhung")


def people(number: int) -> list[str]:
    """Names of people, all different, as a trainer types them: a line each."""
    names = [f"{FAMILY[n % 6]} {MIDDLE[n % 5]} {GIVEN[n % 7]}" for n in range(number)]
    assert len({*names}) == number
    return [f"{name}, {1950 + n}, Bản Thẳm" for n, name in enumerate(names)]


def sign_in(page: Any, address: str, account: str, password: str) -> None:
    page.goto(f"{address}/bdhvs/lop")
    page.get_by_label("Tài khoản").fill(account)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()


def open_class(page: Any, course: str, *, unit: str = "") -> str:
    """→ the class's code."""
    page.get_by_role("link", name="Mở lớp mới").click()
    page.get_by_label("Khóa học").select_option(course)
    if unit:
        page.get_by_label("Xã, phường hoặc cơ quan").select_option(unit)
    page.locator("input[name=group][value=citizens]").check()
    page.get_by_label("Nơi học").fill("Nhà văn hóa bản Thẳm")
    page.get_by_role("button", name="Mở lớp và ghi tên người học").click()
    return str(page.url.split("/lop/")[1].split("/")[0])


def add(page: Any, lines: list[str]) -> None:
    """On the page for adding people."""
    page.get_by_label("Mỗi người một dòng").fill("\n".join(lines))
    page.get_by_role("button", name="Lưu").click()


def call_roll(page: Any, absent: set[int]) -> None:
    """On the class's page. absent: places on the roll, from 0."""
    page.get_by_role("link", name="Điểm danh", exact=True).click()
    boxes = page.locator("input[name=p]")
    for place in range(boxes.count()):
        if place not in absent:
            boxes.nth(place).check()
    page.get_by_role("button", name="Lưu điểm danh").click()


def take_on_phone(page: Any, name: str, test: tuple[Asked, ...], *, wrong: int = 0) -> None:
    """On the page that asks who is next."""
    page.get_by_role("link", name=name).click()
    for place, one in enumerate(test):
        choice = (one.question.answer + (place < wrong)) % len(one.question.options)
        page.locator("fieldset").nth(place).locator("input").nth(choice).check()
    page.get_by_role("button", name="Xem kết quả").click()
    page.get_by_role("link", name="Người tiếp theo").click()


def tick_sheet(page: Any, test: tuple[Asked, ...], *, wrong: int = 0) -> None:
    """On a person's sheet."""
    for place, one in enumerate(test):
        choice = (one.question.answer + (place < wrong)) % len(one.question.options)
        page.locator(f"input[name=q{one.number}]").nth(choice).check()
    page.get_by_role("button", name="Lưu và chấm phiếu tiếp theo").click()


def close(page: Any) -> None:
    """On the class's page."""
    page.get_by_role("link", name="Xem lại và kết thúc").click()
    page.locator("input[name=attest]").check()
    page.get_by_role("button", name="Kết thúc lớp và làm giấy").click()


def fetch(page: Any, node: Node, path: str) -> bytes:
    """A file that the signed-in browser would save."""
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies(node.address))
    host = node.address.removeprefix("http://")
    headers = {"Host": host, "Cookie": cookies}
    with urllib.request.urlopen(
        urllib.request.Request(f"http://127.0.0.1:{node.port}{path}", headers=headers), timeout=120
    ) as answer:
        content: bytes = answer.read()
    return content
