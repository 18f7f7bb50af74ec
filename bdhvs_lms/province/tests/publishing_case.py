"""A small course in files and what publishing made of it, rolled back after each test."""

from __future__ import annotations

import json
import unittest
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import frappe

from bdhvs_lms.movement.course import QUESTIONS_PER_LESSON, Course, Lesson, Question, Step
from bdhvs_lms.province import publishing

BODY = "## Mở đầu\n\nĐọc **kỹ** trước khi làm.\n\n![Một chiếc điện thoại](img/may.svg)\n\n- một\n- hai\n"
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="{0}" height="9"/></svg>'
TITLE = "Khóa thử xuất bản"


def questions(word):
    return tuple(
        Question(kind, f"{word} câu {n} hỏi gì?", ("một", "hai", "ba"), n % 3, f"Vì {word} {n}.")
        for n, kind in enumerate(QUESTIONS_PER_LESSON, start=1)
    )


def lesson(number):
    steps = (Step("dung-lai", "Dừng"),) * 3
    return Lesson(
        f"bai-{number}",
        f"ZW9{number}",
        f"Bài thử {number}",
        5,
        "Hứa",
        steps,
        "<p></p>",
        questions(f"Bài {number}"),
        BODY,
    )


COURSE = Course(
    "khoa-thu-xuat-ban",
    TITLE,
    "Tóm tắt.",
    ("citizens",),
    1,
    80,
    ("Làm được.",),
    tuple(map(lesson, (1, 2, 3))),
    version="1",
)


class Folder:
    """Where the course's pictures are."""

    def __init__(self, path):
        self.path = path

    def asset(self, course_id, name):
        return self.path / name


class PublishingCase(unittest.TestCase):
    def setUp(self):
        frappe.set_user("Administrator")
        frappe.db.rollback()
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(self._leave)
        self.folder = Folder(Path(folder.name))
        self.draw(9)
        quiet = patch("frappe.enqueue")  # the LMS counts progress anew in the background
        quiet.start()
        self.addCleanup(quiet.stop)

    @staticmethod
    def _leave():
        frappe.set_user("Administrator")
        frappe.db.rollback()

    def draw(self, width):
        (self.folder.path / "may.svg").write_text(DRAWING.format(width), "utf-8")

    def publish(self, course=COURSE, again=False):
        report = publishing.publish_course(self.folder, course, again)
        return [(finding.outcome, finding.part, finding.title) for finding in report.findings]

    def row(self):
        return frappe.get_doc("BDHVS Course", COURSE.id)

    def lms_lesson(self, code="ZW91"):
        return frappe.get_doc("Course Lesson", frappe.db.get_value("BDHVS Lesson", code, "lms_lesson"))

    def lms_quiz(self, code="ZW91"):
        return frappe.get_doc("LMS Quiz", frappe.db.get_value("BDHVS Lesson", code, "lms_quiz"))

    def order(self):
        chapter = frappe.get_doc("Course Chapter", self.row().lms_chapter)
        return [frappe.db.get_value("Course Lesson", row.lesson, "title") for row in chapter.lessons]

    def changed(self, number=0, **change):
        lessons = list(COURSE.lessons)
        lessons[number] = replace(lessons[number], **change)
        return replace(COURSE, lessons=tuple(lessons), version="2")

    def rewrite(self, code="ZW91", text="Nhân viên đã sửa."):
        doc = self.lms_lesson(code)
        blocks = json.loads(doc.content)
        blocks["blocks"].insert(0, {"type": "paragraph", "data": {"text": text}})
        doc.content = json.dumps(blocks)
        doc.save()

    def edit_title(self, code, title):
        doc = self.lms_lesson(code)
        doc.title = title
        doc.save()
