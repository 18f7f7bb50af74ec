"""Nobody learns by writing to the API that they have learnt."""

from __future__ import annotations

import json
import unittest
from types import SimpleNamespace
from unittest.mock import patch

import frappe
from lms.lms.doctype.course_lesson.course_lesson import save_progress
from lms.lms.doctype.lms_quiz import lms_quiz

from bdhvs_lms.province import exams

from .case import SiteCase
from .learning import completions_of, enroll, learn, make_course, make_user, with_keys
from .visiting import Course, new_question

MEMBER = "gian.lan@example.vn"


class TestProgressGuards(SiteCase, unittest.TestCase):
    def setUp(self):
        super().setUp()
        with_keys(self)
        self.member = make_user(MEMBER)
        self.course, self.lessons = make_course()
        self.enrollment = enroll(self.course, self.member)
        permission = {"role": "LMS Student", "read": 1, "write": 1, "create": 1}
        for doctype in ("LMS Course Progress", "LMS Enrollment", "LMS Quiz Submission"):  # as v2.44 gives it
            frappe.get_doc(
                {"doctype": "Custom DocPerm", "parent": doctype, "permlevel": 0, **permission}
            ).db_insert()  # fmt: skip
            frappe.clear_cache(doctype=doctype)
            self.addCleanup(frappe.clear_cache, doctype=doctype)
        frappe.set_user(self.member)

    def api(self, method, **given):
        return frappe.call(f"frappe.client.{method}", **given)

    def test_a_member_cannot_insert_lessons_done(self):
        row = {"doctype": "LMS Course Progress", "lesson": self.lessons[0], "member": self.member, "status": "Complete"}
        with self.assertRaises(frappe.PermissionError):
            self.api("insert", doc=row)
        self.assertEqual(frappe.db.count("LMS Course Progress", {"member": self.member}), 0)

    def test_a_member_cannot_set_an_enrolment_s_progress(self):
        with self.assertRaises(frappe.PermissionError):
            self.api("set_value", doctype="LMS Enrollment", name=self.enrollment, fieldname="progress", value=100)
        self.assertEqual(frappe.db.get_value("LMS Enrollment", self.enrollment, "progress"), 0)

    def test_a_member_cannot_move_an_enrolment_to_another_course_or_member(self):
        course, _lessons = make_course_as_administrator(self.member)
        for field, value in (("course", course), ("member", "Administrator")):
            with self.assertRaises(frappe.PermissionError):
                self.api("set_value", doctype="LMS Enrollment", name=self.enrollment, fieldname=field, value=value)

    def test_a_member_cannot_insert_a_quiz_s_result(self):
        row = {"doctype": "LMS Quiz Submission", "member": self.member, "score": 5, "percentage": 100}
        with self.assertRaises(frappe.PermissionError):
            self.api("insert", doc={**row, "passing_percentage": 50, "score_out_of": 5})

    def sign_in_as(self, role):
        frappe.set_user("Administrator")
        user = make_user(f"{role.split()[0].lower()}@example.vn")
        frappe.get_doc("User", user).add_roles(role)
        for doctype in ("LMS Course Progress", "LMS Enrollment", "LMS Quiz Submission"):
            given = {"parent": doctype, "role": role, "permlevel": 0, "read": 1, "write": 1, "create": 1}
            frappe.get_doc({"doctype": "Custom DocPerm", **given}).db_insert()
            frappe.clear_cache(doctype=doctype)
        frappe.set_user(user)
        return user

    def test_who_writes_courses_or_evaluates_does_not_write_progress_neither_another_s_nor_their_own(self):
        for role in ("Course Creator", "Batch Evaluator"):
            user = self.sign_in_as(role)
            own = self.api("insert", doc={"doctype": "LMS Enrollment", "course": self.course, "member": user})["name"]
            for member, enrollment in ((user, own), (self.member, self.enrollment)):
                row = {"doctype": "LMS Course Progress", "lesson": self.lessons[0], "status": "Complete"}
                result = {"doctype": "LMS Quiz Submission", "score": 5, "percentage": 100, "score_out_of": 5}
                for doc in (row, result):
                    with self.subTest(role=role, doc=doc), self.assertRaises(frappe.PermissionError):
                        self.api("insert", doc={**doc, "member": member})
                with self.subTest(role=role, member=member), self.assertRaises(frappe.PermissionError):
                    self.api("set_value", doctype="LMS Enrollment", name=enrollment, fieldname="progress", value=100)
            self.assertEqual(learn(self.course, self.lessons, user), 100)
            self.assertEqual(len(completions_of(user)), 1)

    def test_a_moderator_writes_progress(self):
        self.sign_in_as("Moderator")
        row = {"doctype": "LMS Course Progress", "lesson": self.lessons[0], "member": self.member}
        self.api("insert", doc={**row, "course": self.course, "status": "Complete"})
        self.assertEqual(frappe.db.count("LMS Course Progress", {"member": self.member}), 1)

    def test_staff_mark_another_s_open_answers_and_nothing_else(self):
        course = self.with_quiz()
        frappe.set_user("Administrator")
        written = new_question("Vì sao?", type="Open Ended")
        self.hand_in_as_member(course)
        name = frappe.get_all("LMS Quiz Submission", {"member": self.member}, pluck="name")[0]
        submission = frappe.get_doc("LMS Quiz Submission", name)
        row = {"question_name": written, "question": "Vì sao?", "answer": "Vì thế.", "marks": 0, "marks_out_of": 1}
        submission.append("result", {**row, "is_correct": 0})
        submission.save()
        self.sign_in_as("Batch Evaluator")

        def save(**change):
            doc = frappe.get_doc("LMS Quiz Submission", name).as_dict(convert_dates_to_str=True)
            doc.update(change)
            for one in doc["result"]:
                one["marks"] = 1 if one["question_name"] in change.get("right", ()) else one["marks"]
            return self.api("save", doc=doc)

        wrong = next(
            one.question_name for one in submission.result if not one.is_correct and one.question_name != written
        )
        for change in ({"right": [wrong]}, {"percentage": 100}, {"passing_percentage": 1}):
            with self.subTest(change=change), self.assertRaises(frappe.PermissionError):
                save(**change)
        self.assertEqual(save(right=[written])["score"], 2)

    def hand_in_as_member(self, course):
        frappe.set_user(self.member)
        self.hand_in(course.quiz, [(course.questions[0], "Công an"), (course.questions[1], "Cúp máy")])
        frappe.set_user("Administrator")

    def test_an_enrolment_that_is_inserted_with_progress_starts_with_what_was_counted(self):
        course, _lessons = make_course_as_administrator(self.member)
        row = {"doctype": "LMS Enrollment", "course": course, "member": self.member, "progress": 100}
        name = self.api("insert", doc=row)["name"]
        self.assertEqual(frappe.db.get_value("LMS Enrollment", name, "progress"), 0)
        self.assertEqual(completions_of(self.member), [])

    def test_the_lms_itself_still_counts(self):
        self.assertEqual(learn(self.course, self.lessons, self.member), 100)
        self.assertEqual(len(completions_of(self.member)), 1)

    def test_an_enrolment_saved_with_the_counted_progress_passes_as_v2_44_saves_it(self):
        for lesson in self.lessons:
            frappe.get_doc(
                {"doctype": "LMS Course Progress", "lesson": lesson, "course": self.course, "member": self.member,
                 "status": "Complete"}
            ).db_insert()  # fmt: skip
        enrollment = frappe.get_doc("LMS Enrollment", self.enrollment)
        enrollment.progress = 100
        enrollment.load_doc_before_save()
        enrollment.run_method("before_validate")
        self.assertEqual(enrollment.progress, 100)

    def test_a_lesson_with_a_quiz_is_not_done_by_saying_that_it_is_a_package(self):
        course = self.with_quiz()
        for complete in (0, 1):
            frappe.form_dict.scorm_details = {"is_complete": complete}
            with self.assertRaises(frappe.PermissionError):
                save_progress(course.lessons[0], course.name, scorm_details=frappe.form_dict.scorm_details)
        self.assertEqual(frappe.db.count("LMS Course Progress", {"member": self.member}), 0)

    def test_a_package_s_lesson_is_done_as_the_package_says(self):
        chapter = frappe.db.get_value("Course Lesson", self.lessons[0], "chapter")
        frappe.db.set_value("Course Chapter", chapter, "is_scorm_package", 1)
        frappe.form_dict.scorm_details = {"is_complete": 1}
        save_progress(self.lessons[0], self.course, scorm_details=frappe.form_dict.scorm_details)
        self.assertEqual(frappe.db.count("LMS Course Progress", {"member": self.member, "status": "Complete"}), 1)

    def test_a_right_answer_that_is_handed_in_twice_counts_once(self):
        course = self.with_quiz()
        self.hand_in(course.quiz, [(course.questions[0], "Kẻ lừa đảo")] * 2)
        self.assertEqual(self.percentages(course), [50])
        self.assertEqual(frappe.db.count("LMS Course Progress", {"member": self.member}), 0)

    def test_a_page_that_says_its_wrong_answers_are_right_is_not_believed(self):
        course = self.with_quiz()
        self.hand_in(course.quiz, [(course.questions[0], "Công an"), (course.questions[1], "Cúp máy")])
        self.assertEqual(self.percentages(course), [50])
        self.hand_in(course.quiz, [(course.questions[0], "Kẻ lừa đảo"), (course.questions[1], "Cúp máy")])
        self.assertEqual(self.percentages(course), [50, 100])
        self.assertEqual(frappe.db.count("LMS Course Progress", {"member": self.member, "status": "Complete"}), 1)

    def test_answers_are_read_as_a_page_that_grades_for_itself_sends_them(self):
        frappe.set_user("Administrator")
        several = new_question("Những gì?", [("Một, hai", True), ("Ba", False), ("Bốn", True)])
        typed = new_question("Gõ gì?", type="User Input", possibility_1="ba không")
        single = new_question("Gì?", [("Một", True), ("Ba", False)])
        cases = [(several, "Một, hai,Bốn", 1), (several, "Một, hai, Bốn", 1), (several, "Bốn", 0), (single, "Ba", -2),
                 (single, "Một", 1), (typed, "Ba không", 1), (typed, "bốn có", 0)]  # fmt: skip
        for question, answer, marks in cases:
            cut = {"enable_negative_marking": int(marks < 0), "marks_to_cut": 2}
            row = frappe._dict(question_name=question, answer=answer, marks=1, is_correct=1)
            told = SimpleNamespace(check_input_answers=lms_quiz.check_input_answers)
            with self.subTest(answer), patch.object(exams, "lms_quiz", told):
                quiz = frappe.get_doc({"doctype": "LMS Quiz", "title": f"Thử {answer} {question}", **cut})
                exams.grade_again(quiz.insert(ignore_permissions=True).name, [row])
                self.assertEqual((row.marks, row.is_correct), (marks, int(marks > 0)))

    def test_a_quiz_that_asks_some_of_its_questions_counts_no_more_of_them(self):
        course = self.with_quiz()
        frappe.db.set_value("LMS Quiz", course.quiz, {"limit_questions_to": 1, "total_marks": 1})
        self.hand_in(course.quiz, [(course.questions[0], "Công an"), (course.questions[1], "Cúp máy")])
        self.assertEqual(self.percentages(course), [0])

    def with_quiz(self):
        frappe.set_user("Administrator")
        course = Course()
        enroll(course.name, self.member)
        frappe.set_user(self.member)
        self.addCleanup(frappe.form_dict.pop, "scorm_details", None)
        return course

    @staticmethod
    def hand_in(quiz, answers):
        """To whichever function the LMS' own page calls; each answer is said to be right."""
        if hasattr(lms_quiz, "submit_quiz"):
            results = [{"question_name": question, "answer": [text]} for question, text in answers]
            return lms_quiz.submit_quiz(quiz, json.dumps(results))
        results = [{"question_name": question, "answer": text, "is_correct": [1]} for question, text in answers]
        return lms_quiz.quiz_summary(quiz, json.dumps(results))

    def percentages(self, course):
        of_member = {"quiz": course.quiz, "member": self.member}
        return frappe.get_all("LMS Quiz Submission", of_member, pluck="percentage", order_by="creation, score")


def make_course_as_administrator(member):
    frappe.set_user("Administrator")
    try:
        return make_course("Khóa khác")
    finally:
        frappe.set_user(member)
