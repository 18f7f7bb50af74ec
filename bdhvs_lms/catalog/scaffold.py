"""Writes a new course that a person who doesn't program can fill in: every place to write says what belongs there."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Final

from .errors import CourseExists, CourseNotWritten, InvalidCourseId, InvalidTitle
from .read import COURSE_FILE
from .source import ICONS, SLUG

FIRST_LESSON: Final = "01-bai-mot.md"
_TITLE_LIMIT: Final = 120

_COURSE: Final = """\
# Khóa học này. Những dòng bắt đầu bằng dấu # là lời dặn, máy không đọc.
# Chỗ nào có ngoặc tròn ghi “viết … ở đây” thì thay cả ngoặc bằng chữ của mình. Sửa xong, chạy: bdhvs courses check

id: {id}    # trùng tên thư mục, không đổi
title: {title}
summary: (viết một câu nói người học được gì ở đây)
# Học cho ai: officials (cán bộ), citizens (người dân), workers (người lao động), students (học sinh, sinh viên)
audience: [citizens]
order: 100       # khóa có số nhỏ đứng trước
pass_mark: 80    # phần trăm câu đúng để đạt một bài

# Học xong, người học làm được gì: mỗi việc một dòng
outcomes:
  - (viết một việc người học làm được ở đây)

# Kỹ năng, lấy từ khung năng lực nào. Tên ngắn ở đầu (ky-nang-1) do mình đặt, bài học nhắc lại tên này.
skills:
  ky-nang-1:
    framework: (viết tên khung năng lực ở đây)
    name: (viết tên kỹ năng ở đây)

# Nguồn: văn bản mình đã mở ra đọc. Có địa chỉ thì ghi url, không có thì thay dòng url bằng: where: đọc ở đâu
sources:
  nguon-1:
    title: (viết tên văn bản ở đây)
    publisher: (viết cơ quan ban hành hoặc đăng ở đây)
    url: (viết địa chỉ trang đã đọc ở đây)
    # date: 2026-01-31    # ngày của văn bản, nếu có
    read: (viết ngày đọc theo mẫu năm-tháng-ngày ở đây)
"""

_LESSON: Final = """\
---
# Mã bài in trên áp phích: 4 ký tự A-Z và 0-9, không dùng I, L, O, U; không trùng bài nào; đã in thì không đổi
code: (viết mã bài ở đây)
title: (viết tên bài ở đây)
minutes: 5    # từ 3 đến 7 phút
promise: (viết một dòng cho áp phích, tối đa 48 ký tự, ở đây)
# Ba bước in trên áp phích, mỗi bước tối đa 44 ký tự. Chọn icon trong các tên sau:
{icons}
steps:
  - icon: dung-lai
    text: (viết bước thứ nhất ở đây)
  - icon: tim-kiem
    text: (viết bước thứ hai ở đây)
  - icon: noi-chuyen
    text: (viết bước thứ ba ở đây)
sources: [nguon-1]
skills: [ky-nang-1]
---

## Sau bài này, bác làm được

- (viết việc thứ nhất ở đây)
- (viết việc thứ hai ở đây)

## Làm từng bước

1. (viết bước một ở đây)
2. (viết bước hai ở đây)

> **Ví dụ:** (viết một ví dụ ở đây)

> **Cảnh báo:** (viết điều cần tránh ở đây)

# Kiểm tra

"""

_QUESTION: Final = """\
## [{kind}] (viết câu hỏi ở đây)
{options}

Vì sao: (viết một câu giải thích ở đây)
"""
_QUESTIONS: Final = (("kiến thức", 1), ("kiến thức", 0), ("kiến thức", 2), ("tình huống", 0), ("tình huống", 1))


def new_course(folder: Path, course_id: str, title: str) -> Path:
    """Writes `folder`/`course_id` with course.yaml and one lesson → that folder. Never overwrites.

    InvalidCourseId, InvalidTitle, CourseExists, CourseNotWritten. Makes `folder` when it isn't there.
    """
    if not SLUG.fullmatch(course_id):
        raise InvalidCourseId(course=course_id)
    course = folder / course_id
    files = {COURSE_FILE: _COURSE.format(id=course_id, title=_title(title)), FIRST_LESSON: _lesson()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        course.mkdir()
        for name, text in files.items():
            (course / name).write_text(text, encoding="utf-8", newline="\n")
    except FileExistsError as error:
        raise CourseExists(folder=course) from error
    except OSError as error:
        raise CourseNotWritten(folder=course, why=error.strerror or error) from error
    return course


def _title(title: str) -> str:
    """A title as a double-quoted YAML text."""
    clean = " ".join(unicodedata.normalize("NFC", title).split())
    if not 1 <= len(clean) <= _TITLE_LIMIT or not clean.isprintable():
        raise InvalidTitle(title=title)
    return json.dumps(clean, ensure_ascii=False)


def _lesson() -> str:
    rows = [ICONS[start : start + 8] for start in range(0, len(ICONS), 8)]
    icons = "\n".join("#   " + ", ".join(row) for row in rows)
    return _LESSON.format(icons=icons) + "\n".join(_question(kind, right) for kind, right in _QUESTIONS)


def _question(kind: str, right: int) -> str:
    options = (
        "- [x] (viết câu đúng ở đây)" if place == right else "- [ ] (viết một câu sai ở đây)" for place in range(3)
    )
    return _QUESTION.format(kind=kind, options="\n".join(options))
