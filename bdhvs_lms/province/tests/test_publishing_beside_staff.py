"""Courses in files → the LMS: what staff edited, moved, renamed or deleted there stays as they left it."""

from __future__ import annotations

import json
from dataclasses import replace

import frappe

from bdhvs_lms.province.publishing import (
    ADDED,
    CHANGED,
    CONFLICT,
    EDITED,
    GONE,
    LESSON,
    ORDER,
    PICTURE,
    QUESTION,
    QUIZ,
)
from bdhvs_lms.province.tests.publishing_case import COURSE, TITLE, PublishingCase, lesson, questions


class TestWhatStaffDid(PublishingCase):
    def setUp(self):
        super().setUp()
        self.publish()

    def test_what_was_edited_in_the_lms_is_left_and_reported(self):
        self.rewrite()
        self.assertEqual(self.publish(), [(EDITED, LESSON, "Bài thử 1")])
        self.assertIn("Nhân viên đã sửa.", json.loads(self.lms_lesson().content)["blocks"][0]["data"]["text"])
        self.assertIn("Bài thử 1", self.row().differs)

    def test_what_was_edited_on_both_sides_is_left_as_a_conflict_and_the_rest_is_written(self):
        self.rewrite()
        found = self.publish(self.changed(body="Khác.", questions=questions("Mới")))
        self.assertIn((CONFLICT, LESSON, "Bài thử 1"), found)
        self.assertEqual([outcome for outcome, part, _ in found if part == QUESTION], [CHANGED] * 5)
        self.assertIn("Nhân viên đã sửa.", json.loads(self.lms_lesson().content)["blocks"][0]["data"]["text"])

    def test_an_edit_taken_back_is_no_longer_reported(self):
        self.edit_title("ZW91", "Tên của nhân viên")
        self.publish()
        self.edit_title("ZW91", "Bài thử 1")
        self.assertEqual(self.publish(), [])
        self.assertEqual(self.row().differs, "")

    def test_saving_in_the_lms_editor_without_a_change_is_no_edit(self):
        doc = self.lms_lesson()
        said = json.loads(doc.content)
        for place, block in enumerate(said["blocks"]):
            block["id"] = f"id{place}"
        doc.content = json.dumps({"time": 1763850000000, "blocks": said["blocks"], "version": "2.29.0"})
        doc.save()
        self.assertEqual(self.publish(), [])

    def test_what_staff_may_set_is_theirs_and_no_edit(self):
        frappe.db.set_value("LMS Course", self.row().lms_course, {"published": 0, "featured": 1})
        frappe.db.set_value("LMS Quiz", self.lms_quiz().name, {"max_attempts": 2})
        frappe.db.set_value("Course Lesson", self.lms_lesson().name, {"include_in_preview": 0})
        self.assertEqual(self.publish(), [])
        self.publish(self.changed(questions=questions("Mới"), body="Khác."))
        self.assertEqual(self.lms_quiz().max_attempts, 2)
        self.assertEqual(self.lms_lesson().include_in_preview, 0)

    def test_a_deleted_lesson_is_reported_and_made_again_only_when_asked(self):
        frappe.delete_doc("Course Lesson", self._unreferenced("ZW92"), force=True)
        self.assertEqual(self.publish(), [(GONE, LESSON, "Bài thử 2")])
        self.assertEqual(self.order(), ["Bài thử 1", "Bài thử 3"])
        self.assertIn((ADDED, LESSON, "Bài thử 2"), self.publish(again=True))
        self.assertEqual(self.order(), ["Bài thử 1", "Bài thử 2", "Bài thử 3"])
        self.assertEqual(self.lms_quiz("ZW92").lesson, self.lms_lesson("ZW92").name)
        self.assertEqual(self.publish(), [])

    def _unreferenced(self, code):
        name = self.lms_lesson(code).name
        chapter = frappe.get_doc("Course Chapter", self.row().lms_chapter)
        chapter.set("lessons", [row for row in chapter.lessons if row.lesson != name])
        chapter.save()
        return name

    def test_a_deleted_course_is_reported_and_made_again_only_when_asked(self):
        course, chapter = self.row().lms_course, self.row().lms_chapter
        for table, where in (
            ("Course Lesson", {"course": course}), ("Lesson Reference", {"parent": chapter}),
            ("Course Chapter", {"name": chapter}), ("Chapter Reference", {"parent": course}),
            ("LMS Course", {"name": course}),
        ):  # fmt: skip
            frappe.db.delete(table, where)
        self.assertEqual([outcome for outcome, _, _ in self.publish()], [GONE])
        self.assertFalse(frappe.db.exists("LMS Course", {"title": TITLE}))
        self.publish(again=True)
        self.assertEqual(self.order(), ["Bài thử 1", "Bài thử 2", "Bài thử 3"])
        self.assertEqual(self.lms_quiz().course, self.row().lms_course)
        self.assertEqual(self.publish(), [])

    def test_a_chapter_that_was_deleted_is_made_again_only_when_asked(self):
        chapter = self.row().lms_chapter
        frappe.db.delete("Lesson Reference", {"parent": chapter})
        frappe.db.delete("Chapter Reference", {"chapter": chapter})
        frappe.db.delete("Course Chapter", {"name": chapter})
        self.assertEqual([outcome for outcome, _, _ in self.publish()], [GONE])
        self.publish(again=True)
        self.assertEqual(self.order(), ["Bài thử 1", "Bài thử 2", "Bài thử 3"])
        self.assertEqual(self.lms_lesson().chapter, self.row().lms_chapter)
        self.assertEqual(self.publish(), [])

    def test_a_deleted_picture_is_uploaded_again_only_when_asked(self):
        frappe.db.delete("File", {"attached_to_name": self.row().lms_course})
        self.assertEqual(self.publish(), [(GONE, PICTURE, "may.svg")])
        self.publish(again=True)
        self.assertEqual(self.publish(), [])

    def test_an_order_that_staff_made_stays_and_a_new_lesson_follows_the_one_before_it(self):
        chapter = frappe.get_doc("Course Chapter", self.row().lms_chapter)
        chapter.set("lessons", chapter.lessons[::-1])
        for place, row in enumerate(chapter.lessons, start=1):
            row.idx = place
        chapter.save()
        new = replace(lesson(4), title="Bài chen")
        course = replace(COURSE, lessons=(COURSE.lessons[0], new, *COURSE.lessons[1:]))
        self.assertIn((EDITED, ORDER, TITLE), self.publish(course))
        self.assertEqual(self.order(), ["Bài thử 3", "Bài thử 2", "Bài thử 1", "Bài chen"])
        self.assertEqual(self.publish(course), [(EDITED, ORDER, TITLE)])

    def test_renamed_documents_are_still_known(self):
        frappe.rename_doc("Course Lesson", self.lms_lesson().name, "ten moi", force=True)
        frappe.rename_doc("LMS Course", self.row().lms_course, "khoa-doi-ten", force=True)
        self.assertEqual(self.publish(), [])
        self.assertEqual((self.lms_lesson().name, self.row().lms_course), ("ten moi", "khoa-doi-ten"))

    def test_a_renamed_quiz_is_found_again_by_its_lesson(self):
        frappe.rename_doc("LMS Quiz", self.lms_quiz().name, "cau-hoi-doi-ten", force=True)
        self.assertEqual(self.publish(), [(CHANGED, LESSON, "Bài thử 1")])
        self.assertEqual(json.loads(self.lms_lesson().content)["blocks"][-1]["data"]["quiz"], "cau-hoi-doi-ten")

    def test_a_quiz_that_staff_put_into_another_lesson_is_reported(self):
        other = frappe.get_doc("Course Lesson", self.lms_lesson("ZW92").name)
        other.content = json.dumps({"blocks": [{"type": "quiz", "data": {"quiz": self.lms_quiz().name}}]})
        other.save()
        self.assertIn((EDITED, QUIZ, "Bài thử 1"), self.publish())
