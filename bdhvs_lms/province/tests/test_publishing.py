"""Courses in files → the LMS: what publishing writes, again and again."""

from __future__ import annotations

import json
from dataclasses import replace
from unittest.mock import patch

import frappe

from bdhvs_lms.catalog import lms
from bdhvs_lms.province import publishing, rows, site
from bdhvs_lms.province.publishing import (
    ADDED,
    BUSY,
    CHANGED,
    FAILED,
    LESSON,
    ORDER,
    PICTURE,
    QUESTION,
    QUIZ,
    REMOVED,
    TAKEN,
)
from bdhvs_lms.province.tests.publishing_case import COURSE, TITLE, PublishingCase, lesson, questions


class TestWhatIsWritten(PublishingCase):
    def setUp(self):
        super().setUp()
        self.found = self.publish()

    def test_a_course_is_there_whole_and_published(self):
        self.assertEqual({outcome for outcome, _, _ in self.found}, {ADDED})
        course = frappe.get_doc("LMS Course", self.row().lms_course)
        self.assertEqual((course.title, course.short_introduction), (TITLE, "Tóm tắt."))
        self.assertIn("Làm được.", course.description)
        self.assertEqual((course.published, course.enable_certification, course.status), (1, 1, "Approved"))
        self.assertEqual([one.instructor for one in course.instructors], ["Administrator"])
        self.assertEqual([one.chapter for one in course.chapters], [self.row().lms_chapter])
        self.assertEqual(self.order(), ["Bài thử 1", "Bài thử 2", "Bài thử 3"])
        self.assertEqual(frappe.db.get_value("LMS Course", course.name, "lessons"), 3)

    def test_its_address_is_the_courses_id(self):
        self.assertEqual(self.row().lms_course, COURSE.id)

    def test_a_lesson_may_be_read_by_guests_and_ends_with_its_own_quiz(self):
        doc = self.lms_lesson()
        self.assertEqual((doc.title, doc.include_in_preview, doc.course), ("Bài thử 1", 1, self.row().lms_course))
        blocks = json.loads(doc.content)["blocks"]
        self.assertEqual(
            [block["type"] for block in blocks], ["header", "paragraph", "upload", "paragraph", "list", "quiz"]
        )
        self.assertEqual(blocks[1]["data"]["text"], "Đọc <b>kỹ</b> trước khi làm.")
        self.assertEqual(blocks[-1]["data"]["quiz"], self.lms_quiz().name)

    def test_the_quiz_knows_its_lesson_and_course_so_that_progress_is_saved(self):
        quiz = self.lms_quiz()
        self.assertEqual((quiz.lesson, quiz.course), (self.lms_lesson().name, self.row().lms_course))
        self.assertEqual((quiz.passing_percentage, quiz.max_attempts, quiz.show_answers), (80, 0, 1))
        self.assertEqual(quiz.total_marks, 5)

    def test_questions_have_one_right_answer_and_say_why(self):
        for row, question in zip(self.lms_quiz().questions, COURSE.lessons[0].questions, strict=True):
            doc = frappe.get_doc("LMS Question", row.question)
            right = [n for n in range(1, 4) if doc.get(f"is_correct_{n}")]
            self.assertEqual(right, [question.answer + 1])
            self.assertEqual([doc.get(f"option_{n}") for n in range(1, 4)], list(question.options))
            self.assertEqual([doc.get(f"explanation_{n}") for n in right], [question.why])
            self.assertIn(question.text, doc.question)

    def test_a_picture_is_uploaded_once_as_a_public_file(self):
        files = frappe.get_all("File", {"attached_to_name": self.row().lms_course}, ["file_url", "is_private"])
        self.assertEqual(len(files), 1)
        self.assertFalse(files[0].is_private)
        shown = [
            b["data"]["file_url"] for b in json.loads(self.lms_lesson().content)["blocks"] if b["type"] == "upload"
        ]
        self.assertEqual(shown, [files[0].file_url])

    def test_the_site_keeps_a_code_for_each_lesson(self):
        kept = frappe.get_all("BDHVS Lesson", {"course": COURSE.id}, ["code", "lesson_id", "title"], order_by="code")
        self.assertEqual([one.code for one in kept], ["ZW91", "ZW92", "ZW93"])
        self.assertEqual([one.lesson_id for one in kept], ["bai-1", "bai-2", "bai-3"])
        self.assertEqual((self.row().version, self.row().differs or ""), ("1", ""))


class TestPublishingAgain(PublishingCase):
    def setUp(self):
        super().setUp()
        self.publish()

    def test_an_unchanged_course_costs_at_most_20_queries_and_writes_nothing(self):
        asked = []
        real = frappe.db.sql
        with patch.object(
            frappe.db, "sql", lambda query, *args, **named: asked.append(str(query)) or real(query, *args, **named)
        ):
            found = self.publish()
        self.assertEqual(found, [])
        self.assertTrue(asked)
        self.assertLessEqual(len(asked), 20)
        self.assertEqual([query for query in asked if not query.lstrip().upper().startswith("SELECT")], [])

    def test_a_changed_lesson_alone_is_written_under_its_name(self):
        before = self.lms_lesson().name
        found = self.publish(self.changed(body="## Khác\n\nLời khác."))
        self.assertEqual(found, [(CHANGED, LESSON, "Bài thử 1")])
        self.assertEqual(self.lms_lesson().name, before)
        self.assertIn("Lời khác.", json.loads(self.lms_lesson().content)["blocks"][1]["data"]["text"])
        self.assertEqual(self.publish(self.changed(body="## Khác\n\nLời khác.")), [])

    def test_enrolment_progress_and_submissions_stay(self):
        course, quiz = self.row().lms_course, self.lms_quiz()
        frappe.get_doc({"doctype": "LMS Enrollment", "course": course, "member": "Administrator"}).insert()
        done = {
            "doctype": "LMS Course Progress",
            "lesson": self.lms_lesson().name,
            "course": course,
            "status": "Complete",
        }
        progress = frappe.get_doc({**done, "member": "Administrator"}).insert()
        tried = {"doctype": "LMS Quiz Submission", "quiz": quiz.name, "member": "Administrator", "score": 5}
        said = {"score_out_of": 5, "percentage": 100, "passing_percentage": 80}
        submission = frappe.get_doc({**tried, **said, "course": course}).insert()
        self.publish(self.changed(title="Tên khác", questions=questions("Câu khác"), body="Khác."))
        self.assertEqual(frappe.db.get_value("LMS Course Progress", progress.name, "lesson"), self.lms_lesson().name)
        self.assertEqual(frappe.db.get_value("LMS Quiz Submission", submission.name, "quiz"), self.lms_quiz().name)
        self.assertEqual(self.lms_quiz().name, quiz.name)

    def test_changed_questions_keep_their_documents(self):
        before = [row.question for row in self.lms_quiz().questions]
        first = COURSE.lessons[0].questions
        new = replace(first[0], text="Hỏi lại thế nào?", answer=(first[0].answer + 1) % 3)
        found = self.publish(self.changed(questions=(new, *first[1:])))
        self.assertEqual(found, [(CHANGED, QUESTION, "Hỏi lại thế nào?")])
        self.assertEqual([row.question for row in self.lms_quiz().questions], before)
        doc = frappe.get_doc("LMS Question", before[0])
        self.assertIn("Hỏi lại thế nào?", doc.question)
        self.assertEqual([n for n in range(1, 4) if doc.get(f"is_correct_{n}")], [new.answer + 1])
        self.assertIn("Hỏi lại thế nào?", self.lms_quiz().questions[0].question_detail)

    def test_a_question_that_left_the_files_leaves_the_quiz(self):
        before = [row.question for row in self.lms_quiz().questions]
        course = self.changed(questions=COURSE.lessons[0].questions[:4])
        self.assertEqual(self.publish(course), [(CHANGED, QUIZ, "Bài thử 1")])
        self.assertEqual([row.question for row in self.lms_quiz().questions], before[:4])
        self.assertEqual((self.lms_quiz().total_marks, self.publish(course)), (4, []))
        self.publish()
        self.assertEqual([row.question for row in self.lms_quiz().questions], before)

    def test_another_pass_mark_is_every_quiz_own(self):
        found = self.publish(replace(COURSE, pass_mark=60))
        self.assertEqual([outcome for outcome, part, _ in found if part == QUIZ], [CHANGED] * 3)
        self.assertEqual(self.lms_quiz("ZW93").passing_percentage, 60)

    def test_a_changed_picture_is_uploaded_and_shown(self):
        self.draw(5)
        found = self.publish()
        self.assertIn((CHANGED, PICTURE, "may.svg"), found)
        urls = [b["data"]["file_url"] for b in json.loads(self.lms_lesson().content)["blocks"] if b["type"] == "upload"]
        self.assertTrue(frappe.db.exists("File", {"file_url": urls[0]}))
        self.assertEqual(len(frappe.get_all("File", {"attached_to_name": self.row().lms_course})), 2)

    def test_a_new_lesson_comes_to_its_place(self):
        new = replace(lesson(4), title="Bài chen")
        course = replace(COURSE, lessons=(COURSE.lessons[0], new, *COURSE.lessons[1:]))
        self.publish(course)
        self.assertEqual(self.order(), ["Bài thử 1", "Bài chen", "Bài thử 2", "Bài thử 3"])
        self.assertEqual(self.publish(course), [])

    def test_another_order_in_the_files_is_taken_over(self):
        self.assertEqual(self.publish(replace(COURSE, lessons=COURSE.lessons[::-1])), [(CHANGED, ORDER, TITLE)])
        self.assertEqual(self.order(), ["Bài thử 3", "Bài thử 2", "Bài thử 1"])

    def test_a_lesson_that_left_the_files_stays_and_is_reported(self):
        course = replace(COURSE, lessons=COURSE.lessons[:2])
        self.assertIn((REMOVED, LESSON, "Bài thử 3"), self.publish(course))
        self.assertEqual(self.order(), ["Bài thử 1", "Bài thử 2", "Bài thử 3"])
        self.assertIn("Bài thử 3", self.row().differs)
        self.assertEqual(self.publish(course), [(REMOVED, LESSON, "Bài thử 3")])


class TestWhatIsNotOurs(PublishingCase):
    def test_a_course_made_by_hand_with_the_same_title_is_not_touched(self):
        words = {"title": TITLE, "short_introduction": "Của tôi", "description": "<p>Của tôi</p>"}
        teacher = {"instructors": [{"instructor": "Administrator"}]}
        mine = frappe.get_doc({"doctype": "LMS Course", **words, **teacher}).insert(set_name=COURSE.id)
        quiz = {"doctype": "LMS Quiz", "title": lms.quiz_title(COURSE.lessons[0]), "passing_percentage": 10}
        my_quiz = frappe.get_doc(quiz).insert()
        was = mine.modified
        self.publish()
        self.assertNotEqual(self.row().lms_course, mine.name)
        self.assertEqual(str(frappe.db.get_value("LMS Course", mine.name, "modified")), str(was))
        self.assertNotEqual(self.lms_quiz().name, my_quiz.name)
        self.assertNotEqual(self.lms_quiz().title, my_quiz.title)
        self.assertEqual(self.publish(), [])

    def test_an_id_that_a_course_of_the_lms_has_is_left_to_it(self):
        rows.insert(rows.COURSE, {"name": COURSE.id, "course_id": COURSE.id, "title": "Viết tay", "source": "LMS"})
        self.assertEqual([outcome for outcome, _, _ in self.publish()], [TAKEN])
        self.assertFalse(self.row().lms_course)

    def test_a_code_that_another_course_has_is_left_to_it(self):
        rows.insert(rows.COURSE, {"name": "khac", "course_id": "khac", "title": "Khác", "source": "Files"})
        rows.insert(rows.LESSON, {"name": "ZW91", "code": "ZW91", "course": "khac", "title": "Khác"})
        self.assertIn((TAKEN, LESSON, "Bài thử 1 (ZW91)"), self.publish())
        self.assertEqual(frappe.db.get_value("BDHVS Lesson", "ZW91", "course"), "khac")
        self.assertEqual(self.order(), ["Bài thử 2", "Bài thử 3"])


class TestTheJob(PublishingCase):
    def test_a_course_that_fails_is_told_and_does_not_stop_the_others(self):
        def fail_first(courses, course, again):
            if course is courses.courses[0]:
                raise ValueError("made up")
            return publishing.Report(course.id, course.title)

        with (
            patch.object(publishing, "publish_course", fail_first),
            patch.object(frappe.db, "commit") as commit,
            patch("frappe.publish_progress") as progress,
            patch("frappe.log_error") as log,
        ):
            reports = list(publishing.run())
        self.assertEqual([finding.outcome for finding in reports[0].findings], [FAILED])
        log.assert_called_once()
        self.assertEqual(len(reports), len(site.catalog().courses))
        self.assertEqual(reports[1].findings, [])
        self.assertEqual(commit.call_count, 1 + len(reports))
        self.assertEqual(progress.call_args_list[-1].args, (100,))

    def test_a_course_that_somebody_else_is_publishing_is_told_as_busy(self):
        with (
            patch.object(publishing, "publish_course", side_effect=frappe.QueryTimeoutError),
            patch.object(frappe.db, "commit"),
            patch("frappe.publish_progress"),
            patch("frappe.log_error") as log,
        ):
            reports = list(publishing.run())
        self.assertEqual({finding.outcome for report in reports for finding in report.findings}, {BUSY})
        log.assert_not_called()

    def test_the_button_is_for_managers_alone_and_one_job_runs_at_a_time(self):
        for user in ("Guest", self._student()):
            frappe.set_user(user)
            with patch("frappe.enqueue") as enqueue, self.assertRaises(frappe.PermissionError):
                publishing.publish_courses()
            enqueue.assert_not_called()
        frappe.set_user("Administrator")
        with patch("frappe.enqueue") as enqueue:
            publishing.publish_courses()
        said = enqueue.call_args.kwargs
        self.assertEqual((said["queue"], said["deduplicate"], bool(said["job_id"])), ("long", True, True))

    def _student(self):
        user = {"doctype": "User", "email": "hoc-vien-xb@example.vn", "first_name": "Học viên"}
        return frappe.get_doc({**user, "send_welcome_email": 0, "roles": [{"role": "LMS Student"}]}).insert().name
