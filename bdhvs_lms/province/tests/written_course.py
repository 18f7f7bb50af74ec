"""A course that somebody wrote in the LMS by hand, within a test's own transaction."""

from __future__ import annotations

import json
from typing import Any

import frappe

TITLE = "Chè sạch thử nghiệm"
INTRODUCTION = "Ba buổi cho hộ trồng chè."


def block(kind: str, **data: Any) -> dict[str, Any]:
    return {"id": kind, "type": kind, "data": data}


class WrittenCourse:
    """Published. open: a lesson for preview, hostile words in it; closed: one that isn't. name: the LMS Course's."""

    def __init__(self) -> None:
        frappe.set_user("Administrator")
        fields = {"title": TITLE, "short_introduction": INTRODUCTION, "description": "<p>x</p>", "published": 1}
        teacher = {"instructor": "Administrator"}
        self.name = frappe.get_doc({"doctype": "LMS Course", **fields, "instructors": [teacher]}).insert().name
        chapter = {"doctype": "Course Chapter", "course": self.name, "title": "Một"}
        self.chapter = frappe.get_doc(chapter).insert().name
        course = frappe.get_doc("LMS Course", self.name)
        course.append("chapters", {"chapter": self.chapter})
        course.save()
        said = [
            block("paragraph", text="Mở <b>điện thoại</b>."),
            block("header", text="Ghi nhật ký", level=1),
            block("embed", service="youtube", source="https://www.youtube.com/watch?v=abcdefghijk", caption="Hái"),
        ]
        self.open = self.add("Xem thời tiết", said, preview=1)
        self.closed = self.add("Bán chè qua mạng", [block("paragraph", text="Chỉ học viên đọc.")])
        evil = block("paragraph", text="Chữ <script>alert(1)</script><a href='javascript:alert(2)' onclick=a>bấm</a>")
        content = json.dumps({"blocks": [*said, evil]}, ensure_ascii=False)
        frappe.db.set_value("Course Lesson", self.open, "content", content, update_modified=False)

    def add(self, title: str, blocks: list[dict[str, Any]], preview: int = 0) -> str:
        content = json.dumps({"blocks": blocks}, ensure_ascii=False)
        lesson = {"doctype": "Course Lesson", "title": title, "course": self.name, "chapter": self.chapter}
        name = str(frappe.get_doc({**lesson, "content": content, "include_in_preview": preview}).insert().name)
        chapter = frappe.get_doc("Course Chapter", self.chapter)
        chapter.append("lessons", {"lesson": name})
        chapter.save()
        return name
