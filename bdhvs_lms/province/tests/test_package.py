"""The LMS' own importer reads what `bdhvs courses export-lms` writes."""

from __future__ import annotations

import base64
import json
import unittest
from pathlib import Path

import frappe

from bdhvs_lms.catalog import lms
from bdhvs_lms.catalog.package import package
from bdhvs_lms.province.tests.publishing_case import COURSE, TITLE, PublishingCase

try:
    from lms.lms.course_import_export import import_course_zip
except ImportError:
    import_course_zip = None


@unittest.skipUnless(import_course_zip, "this LMS has no importer of course packages")
class TestThePackage(PublishingCase):
    def setUp(self):
        super().setUp()
        pictures = lms.pictures(COURSE, [self.folder.path / "may.svg"])
        self.path = Path(frappe.get_site_path("private", "files", "bdhvs-khoa-thu.zip"))
        self.path.write_bytes(package(COURSE, pictures))
        self.addCleanup(self.path.unlink)
        self.pictures = pictures

    def imported(self):
        return frappe.get_doc("LMS Course", import_course_zip("/private/files/bdhvs-khoa-thu.zip"))

    def lessons(self, course):
        (chapter,) = course.chapters
        rows = frappe.get_doc("Course Chapter", chapter.chapter).lessons
        return [frappe.get_doc("Course Lesson", row.lesson) for row in rows]

    def test_course_lessons_and_contents_come_through(self):
        course = self.imported()
        self.assertEqual((course.title, course.short_introduction, course.published), (TITLE, "Tóm tắt.", 1))
        found = self.lessons(course)
        self.assertEqual([one.title for one in found], ["Bài thử 1", "Bài thử 2", "Bài thử 3"])
        self.assertEqual({one.include_in_preview for one in found}, {1})
        blocks = json.loads(found[0].content)["blocks"]
        self.assertEqual(blocks[1]["data"]["text"], "Đọc <b>kỹ</b> trước khi làm.")
        drawing = base64.b64encode(self.pictures[0].data).decode()
        self.assertEqual(blocks[2]["data"]["url"], f"data:image/svg+xml;base64,{drawing}")

    def test_quizzes_questions_and_right_answers_come_through(self):
        self.publish()  # the site may have the course already: its quizzes stay its own
        theirs = self.lms_quiz().name
        course = self.imported()
        for doc, said in zip(self.lessons(course), COURSE.lessons, strict=True):
            quiz = frappe.get_doc("LMS Quiz", json.loads(doc.content)["blocks"][-1]["data"]["quiz"])
            self.assertEqual((quiz.lesson, quiz.course, quiz.passing_percentage), (doc.name, course.name, 80))
            self.assertNotEqual(quiz.name, theirs)
            for row, question in zip(quiz.questions, said.questions, strict=True):
                found = frappe.get_doc("LMS Question", row.question)
                self.assertIn(question.text, found.question)
                self.assertEqual([n for n in range(1, 4) if found.get(f"is_correct_{n}")], [question.answer + 1])
                self.assertEqual(found.get(f"explanation_{question.answer + 1}"), question.why)
                self.assertFalse(frappe.db.exists("LMS Quiz Question", {"parent": theirs, "question": found.name}))
        self.assertEqual(self.lms_quiz().lesson, self.lms_lesson().name)
