"""Nobody completes a course by writing that they did."""

from __future__ import annotations

import json
import unittest

import frappe
from werkzeug.wrappers import Response

from ....movement.progress import Progress
from ....portal.cookies import PROGRESS, Cookies
from ... import rows, site
from ...host import SiteHost
from ..case import SiteCase
from ..visiting import COURSE, QUIZ_LESSON, READ_LESSON, Course, Visitor, hidden, new_member, new_question, text_of

QUIZ = f"{QUIZ_LESSON}/kiem-tra"
WRITTEN = ("BDHVS Record", "BDHVS Completion", "BDHVS Certificate", "BDHVS Claim", "BDHVS Account", "BDHVS Learner")


class TestForgedCompletion(SiteCase, unittest.TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.course = Course()
        self.member = Visitor(new_member())
        frappe.cache.delete_keys("bdhvs_once")

    def join(self) -> dict[str, str]:
        return hidden(self.member.post(QUIZ, hidden(self.member.get(QUIZ))))

    def assert_nothing_is_complete(self) -> None:
        of_member = {"member": self.member.user}
        self.assertEqual(frappe.db.count("LMS Course Progress", of_member), 0)
        self.assertFalse(frappe.db.exists("LMS Quiz Submission", {**of_member, "percentage": (">", 50)}))

    def test_a_form_can_t_say_that_its_answers_are_right(self) -> None:
        more = {"is_correct": "1", "score": "99", "percentage": "100", "results": "[]", "submission": "x"}
        self.member.post(QUIZ, self.join() | self.course.wrong() | more)
        self.assertEqual(frappe.db.count("LMS Quiz Submission", {"member": self.member.user, "percentage": 50}), 1)
        self.assert_nothing_is_complete()

    def test_questions_of_another_quiz_are_no_answers(self) -> None:
        easy = new_question("Một cộng một?", [("Hai", True), ("Ba", False)])
        form = self.join() | self.course.wrong() | {f"q-{easy}": "Hai"}
        self.assertEqual(self.member.post(QUIZ, form).status_code, 409)
        self.assert_nothing_is_complete()

    def test_choosing_every_option_is_not_right(self) -> None:
        first, second = self.course.questions
        every = {f"q-{first}": ["Công an", "Kẻ lừa đảo"], f"q-{second}": ["Cúp máy", "Chuyển tiền"]}
        self.assertEqual(self.member.post(QUIZ, self.join() | every).status_code, 409)
        self.assert_nothing_is_complete()

    def test_a_number_of_tries_that_the_form_makes_up_is_not_taken(self) -> None:
        frappe.db.set_value("LMS Quiz", self.course.quiz, "max_attempts", 1)
        form = self.join()
        self.member.post(QUIZ, form | self.course.wrong())
        for tried in ("0", "1", "-1", "99999999999999999999", "x", "²"):
            self.member.post(QUIZ, form | {"tried": tried} | self.course.right())
        self.assertEqual(frappe.db.count("LMS Quiz Submission", {"member": self.member.user}), 1)
        self.assert_nothing_is_complete()

    def test_a_cookie_s_progress_is_nothing_to_a_member(self) -> None:
        course = site.open_store().course(COURSE)
        cookies, kept = Cookies(SiteHost(site.open_store()).cookie_key), Response()
        progress = Progress("0" * 32, {lesson.code: 5 for lesson in course.lessons})
        self.member.get(QUIZ_LESSON)
        cookies.keep_progress(frappe.local.request, kept, progress)
        self.member.cookies[PROGRESS] = kept.headers["Set-Cookie"].partition(";")[0].partition("=")[2]
        self.assertNotIn('<li class="done">', text_of(self.member.get(f"/hoc/{COURSE}")))
        before = frappe.db.count("BDHVS Completion")
        self.assertEqual(self.member.open("GET", f"/hoc/{COURSE}/xac-nhan").status_code, 303)
        self.assertEqual(self.member.open("POST", f"/hoc/{COURSE}/xac-nhan", data={"name": "A"}).status_code, 303)
        self.assertEqual(frappe.db.count("BDHVS Completion"), before)

    def test_a_guest_completes_nothing_in_the_lms(self) -> None:
        guest = Visitor("Guest")
        form = hidden(guest.get(QUIZ))
        self.assertEqual(guest.open("POST", f"{READ_LESSON}/da-doc", data=form).status_code, 404)
        guest.post(QUIZ, form | self.course.right())
        self.assertEqual(frappe.db.count("LMS Quiz Submission", {"quiz": self.course.quiz}), 0)

    def test_a_student_writes_no_row_of_the_chain_through_the_api(self) -> None:
        frappe.set_user(self.member.user)
        for doctype in WRITTEN:
            with self.subTest(doctype), self.assertRaises(frappe.PermissionError):
                frappe.client.insert({"doctype": doctype, "__newname": "forged", "name": "forged"})
        with self.assertRaises(frappe.PermissionError):
            frappe.client.save(json.dumps({"doctype": "BDHVS Completion", "name": "forged", "state": "counted"}))
        self.assertEqual(rows.select(f"SELECT name FROM {rows.COMPLETION} WHERE name = 'forged'"), [])
