"""A small course without any fault, to be broken one line at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from bdhvs_lms.catalog import Fault, check_course_folder

TODAY = date(2026, 11, 22)
COURSE = """\
id: thu-nghiem
title: Khóa thử nghiệm
summary: Người học gọi được điện thoại.
audience: [citizens, workers]
order: 10
pass_mark: 80
outcomes:
  - Gọi được điện thoại.
skills:
  ky-nang:
    framework: Thông tư 02
    name: An toàn
sources:
  luat-mot:
    title: Luật thứ nhất
    publisher: Quốc hội
    url: https://example.vn/luat
    date: 2025-06-26
    read: 2026-11-20
"""
BODY = " ".join(["Bác gọi cho con cháu mỗi ngày."] * 50)
LESSON = (
    """\
---
code: TH01
title: Gọi điện
minutes: 5
promise: Gọi điện dễ dàng
steps:
  - icon: dung-lai
    text: Dừng lại
  - icon: goi-dien
    text: Gọi lại
  - icon: noi-chuyen
    text: Nói chuyện
sources: [luat-mot]
skills: [ky-nang]
---

## Sau bài này, bác làm được

- Gọi được điện thoại.

"""
    + BODY
    + """

![Một chiếc điện thoại](img/may.svg)

> **Cảnh báo:** Không đọc mã cho ai.

# Kiểm tra

## [kiến thức] Câu một hỏi gì?
- [ ] một a
- [x] một b
- [ ] một c

Vì sao: lời giải một.

## [kiến thức] Câu hai hỏi gì?
- [x] hai a
- [ ] hai b
- [ ] hai c

Vì sao: lời giải hai.

## [kiến thức] Câu ba hỏi gì?
- [ ] ba a
- [ ] ba b
- [x] ba c

Vì sao: lời giải ba.

## [tình huống] Câu bốn hỏi gì?
- [x] bốn a
- [ ] bốn b
- [ ] bốn c

Vì sao: lời giải bốn.

## [tình huống] Câu năm hỏi gì?
- [ ] năm a
- [x] năm b
- [ ] năm c

Vì sao: lời giải năm.
"""
)
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200">\n<rect width="9" height="9"/>\n</svg>\n'


@dataclass
class Workbench:
    """A course's folder and what is done to it."""

    folder: Path
    lesson: Path
    course: Path
    picture: Path

    def replace(self, file: Path, old: str, new: str) -> None:
        text = file.read_text("utf-8")
        assert text.count(old) >= 1, f"{old!r} is not in {file.name}"
        file.write_bytes(text.replace(old, new, 1).encode("utf-8", "surrogatepass"))

    def faults(self, today: date | None = TODAY) -> tuple[Fault, ...]:
        return check_course_folder(self.folder, today).faults

    def second_lesson(self, name: str = "02-bai-hai.md", code: str = "TH02") -> Path:
        path = self.folder / name
        path.write_text(LESSON.replace("TH01", code), "utf-8")
        return path


def write_course(root: Path, course_id: str = "thu-nghiem", code: str = "TH01", order: int = 10) -> Workbench:
    folder = root / course_id
    (folder / "img").mkdir(parents=True)
    bench = Workbench(folder, folder / "01-bai-mot.md", folder / "course.yaml", folder / "img" / "may.svg")
    course = COURSE.replace("id: thu-nghiem", f"id: {course_id}").replace("order: 10", f"order: {order}")
    bench.course.write_text(course, "utf-8")
    bench.lesson.write_text(LESSON.replace("TH01", code), "utf-8")
    bench.picture.write_text(DRAWING, "utf-8")
    return bench


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    return write_course(tmp_path)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Workbench]:
    return lambda where, *args, **kwargs: write_course(tmp_path / where, *args, **kwargs)
