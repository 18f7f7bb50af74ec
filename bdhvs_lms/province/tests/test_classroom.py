"""A member's quiz, progress and certificate in the portal are the LMS' own."""

from __future__ import annotations

import json
import unittest
from types import SimpleNamespace
from unittest.mock import patch

import frappe
from werkzeug.wrappers import Response

from ...movement import claims
from ...movement.claims import Claimant, Writer, certificate_for
from ...movement.people import Person
from ...movement.records import COMPLETED, day_of
from ...movement.store import Batch
from ...portal import app
from .. import exams, rows, site
from ..host import SiteHost
from .case import SiteCase
from .learning import with_keys
from .visiting import COURSE, QUIZ_LESSON, READ_LESSON, Course, Visitor, hidden, new_member, new_question, text_of

QUIZ = f"{QUIZ_LESSON}/kiem-tra"


class TestClassroom(SiteCase, unittest.TestCase):
    def setUp(self) -> None:
        super().setUp()
        with_keys(self)
        self.course = Course()
        self.member = new_member()
        self.visitor = Visitor(self.member)
        self._forget_what_was_sent()

    def _forget_what_was_sent(self) -> None:
        """The test's answers are rolled back; that they were sent a moment ago isn't."""
        frappe.cache.delete_keys("bdhvs_once")

    def join(self) -> Response:
        return self.visitor.post(QUIZ, hidden(self.visitor.get(QUIZ)))

    def answer(self, fields: dict[str, object]) -> Response:
        page = self.visitor.get(QUIZ)
        if "tried" not in hidden(page):
            page = self.join()
        return self.visitor.post(QUIZ, hidden(page) | fields)

    def count(self, doctype: str, **more: object) -> int:
        return int(frappe.db.count(doctype, {"member": self.member, **more}))

    def test_a_place_in_the_course_comes_before_its_questions(self) -> None:
        first = self.visitor.get(QUIZ)
        self.assertNotIn("Ai gọi?", text_of(first))
        self.assertEqual(self.count("LMS Enrollment"), 0)
        page = self.join()
        self.assertIn("Ai gọi?", text_of(page))
        self.assertEqual(self.count("LMS Enrollment", course=self.course.name), 1)

    def test_the_questions_are_those_of_the_lms_as_they_stand_there_now(self) -> None:
        frappe.db.set_value("LMS Question", self.course.questions[0], "question", "<p>Ai đã gọi cho bạn?</p>")
        self.assertIn("Ai đã gọi cho bạn?", text_of(self.join()))

    def test_a_failed_try_is_recorded_and_completes_nothing(self) -> None:
        page = self.answer(self.course.wrong())
        said = frappe.get_all("LMS Quiz Submission", {"member": self.member}, ["percentage", "quiz"])
        self.assertEqual([(one.percentage, one.quiz) for one in said], [(50, self.course.quiz)])
        self.assertEqual(self.count("LMS Course Progress"), 0)
        self.assertIn("50 %", text_of(page))
        self.assertIn("Kẻ lừa đảo", text_of(page))

    def test_a_passed_try_completes_the_lesson_in_the_lms_and_on_the_pages(self) -> None:
        self.answer(self.course.right())
        done = {"lesson": self.course.lessons[0], "status": "Complete"}
        self.assertEqual(self.count("LMS Course Progress", **done), 1)
        progress = frappe.db.get_value("LMS Enrollment", {"member": self.member}, "progress")
        self.assertEqual(progress, 50)
        text = text_of(self.visitor.get(f"/hoc/{COURSE}"))
        self.assertEqual(text.count('<li class="done">'), 1)
        self.assertNotIn("bdhvs_hoc", self.visitor.cookies)

    def test_progress_made_in_the_lms_shows_on_the_pages(self) -> None:
        self.join()
        frappe.get_doc(
            {"doctype": "LMS Course Progress", "lesson": self.course.lessons[1], "status": "Complete",
             "member": self.member}
        ).insert(ignore_permissions=True)  # fmt: skip
        self.assertEqual(text_of(self.visitor.get(f"/hoc/{COURSE}")).count('<li class="done">'), 1)

    def test_the_lms_limit_of_tries_holds(self) -> None:
        frappe.db.set_value("LMS Quiz", self.course.quiz, "max_attempts", 1)
        page = self.join()
        self.answer(self.course.wrong())
        self.assertNotIn("<fieldset>", text_of(self.visitor.get(QUIZ)))
        again = self.visitor.post(QUIZ, hidden(page) | {"tried": "1"} | self.course.right())
        self.assertEqual(again.status_code, 403)
        self.assertIn(f"/lms/courses/{self.course.name}", text_of(again))
        self.assertEqual(self.count("LMS Quiz Submission"), 1)

    def test_a_form_that_was_sent_twice_counts_once(self) -> None:
        form = hidden(self.join())
        self.visitor.post(QUIZ, form | self.course.wrong())
        late = self.visitor.post(QUIZ, form | self.course.right())
        self.assertIn('role="alert"', text_of(late))
        self.assertIn("50 %", text_of(late))
        self.assertEqual(self.count("LMS Quiz Submission"), 1)

    def test_a_course_that_the_lms_doesn_t_let_everybody_into_refuses_with_a_link(self) -> None:
        for closed in ({"disable_self_learning": 1}, {"published": 0}, {"paid_course": 1}):
            with self.subTest(closed):
                frappe.db.set_value("LMS Course", self.course.name, closed)
                page = self.join()
                self.assertEqual(page.status_code, 403)
                self.assertIn(f'href="/lms/courses/{self.course.name}"', text_of(page))
                self.assertNotIn("Ai gọi?", text_of(page))
                self.assertEqual(self.count("LMS Enrollment"), 0)
                opened = {"disable_self_learning": 0, "published": 1, "paid_course": 0}
                frappe.db.set_value("LMS Course", self.course.name, opened)

    def test_where_the_lms_hides_answers_only_the_score_is_shown(self) -> None:
        frappe.db.set_value("LMS Quiz", self.course.quiz, "show_answers", 0)
        text = text_of(self.answer(self.course.wrong()))
        self.assertIn("50 %", text)
        self.assertNotIn("Kẻ lừa đảo", text)
        self.assertNotIn("Ai gọi?", text)

    def test_a_try_of_another_member_is_not_shown(self) -> None:
        self.answer(self.course.wrong())
        theirs = self.visitor.address
        other = Visitor(new_member("khac@bdhvs.test"))
        self.assertEqual(other.get(theirs).status_code, 404)

    def test_a_lesson_without_questions_is_complete_when_its_reader_says_so(self) -> None:
        self.assertIn("/da-doc", text_of(self.visitor.get(READ_LESSON)))
        self.visitor.post(f"{READ_LESSON}/da-doc", hidden(self.visitor.get(READ_LESSON)))
        self.assertEqual(self.count("LMS Enrollment", course=self.course.name), 1)
        self.assertEqual(self.count("LMS Course Progress", lesson=self.course.lessons[1], status="Complete"), 1)
        self.assertEqual(self.visitor.get(f"{READ_LESSON}/da-doc").status_code, 405)

    def test_a_lesson_with_questions_is_not_complete_by_reading(self) -> None:
        form = hidden(self.join())
        self.assertNotIn("/da-doc", text_of(self.visitor.get(QUIZ_LESSON)))
        answer = self.visitor.post(f"{QUIZ_LESSON}/da-doc", form)
        self.assertEqual(answer.status_code, 403)
        self.assertEqual(self.count("LMS Course Progress"), 0)

    def test_several_right_options_and_typed_answers_are_asked_for_and_graded_by_the_lms(self) -> None:
        several = new_question("Chọn hai", [("Một", True), ("Hai", True), ("Ba", False)])
        typed = new_question("Số cứu hỏa?", type="User Input", possibility_1="một một bốn")
        quiz = frappe.get_doc("LMS Quiz", self.course.quiz)
        quiz.set("questions", [{"question": several, "marks": 1}, {"question": typed, "marks": 1}])
        quiz.save(ignore_permissions=True)
        text = text_of(self.join())
        self.assertEqual(text.count('type="checkbox"'), 3)
        self.answer({f"q-{several}": ["Một"], f"q-{typed}": "một một bốn"})
        self.assertEqual(self.count("LMS Quiz Submission", percentage=50), 1)
        self._forget_what_was_sent()
        self.answer({f"q-{several}": ["Hai", "Một"], f"q-{typed}": "Một một bốn"})
        self.assertEqual(self.count("LMS Quiz Submission", percentage=100), 1)

    def test_what_the_portal_can_t_show_is_answered_in_the_lms(self) -> None:
        quiz = frappe.get_doc("LMS Quiz", self.course.quiz)
        pictured = new_question('<p>Hình gì?</p><img src="/files/a.png">', [("A", True), ("B", False)])
        self.join()
        for one in (new_question("Hãy viết", type="Open Ended"), pictured):
            quiz.set("questions", [{"question": one, "marks": 1}])
            quiz.save(ignore_permissions=True)
            text = text_of(self.visitor.get(QUIZ))
            self.assertNotIn("<fieldset>", text)
            self.assertIn(f"/lms/courses/{self.course.name}/learn/1-1", text)

    def test_a_question_that_was_changed_meanwhile_is_not_graded_by_guessing(self) -> None:
        form = hidden(self.join())
        frappe.db.set_value("LMS Question", self.course.questions[0], "option_2", "Người lạ")
        self.assertEqual(self.visitor.post(QUIZ, form | self.course.right()).status_code, 409)
        self.assertEqual(self.count("LMS Quiz Submission"), 0)

    def test_a_quiz_that_draws_its_questions_asks_the_same_ones_until_they_are_answered(self) -> None:
        drawn = [new_question(f"Câu {number}?", [("Đúng", True), ("Sai", False)]) for number in range(6)]
        quiz = frappe.get_doc("LMS Quiz", self.course.quiz)
        quiz.update({"shuffle_questions": 1, "limit_questions_to": 3})
        quiz.set("questions", [{"question": one, "marks": 1} for one in drawn])
        quiz.save(ignore_permissions=True)
        asked = [one.id for one in exams.exam(self.course.quiz, self.member).asked]
        self.assertEqual(len(set(asked)), 3)
        self.assertEqual([one.id for one in exams.exam(self.course.quiz, self.member).asked], asked)
        self.answer({f"q-{one}": "Đúng" for one in asked})
        self.assertEqual(self.count("LMS Quiz Submission", percentage=100), 1)
        others = [exams.exam(self.course.quiz, f"{number}@bdhvs.test").asked for number in range(8)]
        self.assertGreater(len({tuple(one.id for one in asked) for asked in others}), 1)

    def test_what_fails_half_way_leaves_nothing_behind(self) -> None:
        form = hidden(self.join())
        broken = patch("lms.lms.doctype.lms_quiz.lms_quiz.save_progress_after_quiz", side_effect=RuntimeError)
        with broken, self.assertLogs(app.__name__):
            answer = self.visitor.post(QUIZ, form | self.course.right())
        self.assertEqual(answer.status_code, 500)
        self.assertEqual(self.count("LMS Quiz Submission"), 0)
        self.visitor.post(QUIZ, form | self.course.right())
        self.assertEqual(self.count("LMS Quiz Submission"), 1)

    def test_an_lms_that_wants_to_be_told_what_is_right_is_told_by_its_own_questions(self) -> None:
        told: list[object] = []

        def quiz_summary(quiz: str, results: str) -> dict[str, str]:
            told.extend(json.loads(results))
            return {"submission": "none"}

        with patch.object(exams, "lms_quiz", SimpleNamespace(quiz_summary=quiz_summary)):
            answers = {name.removeprefix("q-"): [text] for name, text in self.course.wrong().items()}
            exams.submit(self.course.quiz, self.member, answers)
        self.assertEqual([one["is_correct"] for one in told], [[0], [1]])
        self.assertEqual([one["answer"] for one in told], ["Công an", "Cúp máy"])

    def finish(self) -> None:
        self.answer(self.course.right())
        self.visitor.post(f"{READ_LESSON}/da-doc", hidden(self.visitor.get(READ_LESSON)))

    def test_whoever_has_finished_but_named_no_unit_is_asked_for_it(self) -> None:
        self.finish()
        self.assertEqual(frappe.db.get_value("LMS Enrollment", {"member": self.member}, "progress"), 100)
        self.assertIn('href="/bdhvs/don-vi"', text_of(self.visitor.get(f"/hoc/{COURSE}")))

    def test_the_certificate_is_shown_once_it_was_issued_and_no_form_asks_for_a_name(self) -> None:
        self.finish()
        serial = self._issue()
        text = text_of(self.visitor.get(f"/hoc/{COURSE}"))
        self.assertIn(f"/x/{serial}.pdf?p=", text)
        self.assertNotIn("xac-nhan", text)
        self.assertEqual(self.visitor.open("GET", f"/hoc/{COURSE}/xac-nhan").headers["Location"], f"/hoc/{COURSE}")

    def _issue(self) -> str:
        """The records that a member's completion makes. → the certificate's serial."""
        frappe.set_user("Administrator")
        store = site.open_store()
        means, course = SiteHost(store).means(), store.course(COURSE)
        unit = store.unit("03637")
        claimant = Claimant(Person("Lò Văn Học", 1990), unit, "officials")
        write = Writer(store.settings(), unit.code, means, "account")
        rows.write(f"DELETE FROM {rows.ACCOUNT} WHERE user = %s", self.member)
        learner, people = claims.registered(write, claimant)
        data = {"learner": learner, "course": COURSE, "version": course.version, "way": "account", "held": False,
                "day": day_of(means.now).isoformat(), "claim": f"account:{learner}:{COURSE}"}  # fmt: skip
        done = write(COMPLETED, data)
        certificate = certificate_for(claimant, course, store.settings(), means, "account")
        papers = claims.issued(write, certificate, learner, done.id)
        store.append(Batch(tuple(write.written), people, papers))
        rows.insert(rows.ACCOUNT, {"name": learner, "user": self.member})
        return certificate.serial

    def test_a_course_that_is_not_in_the_lms_is_taken_as_a_citizen(self) -> None:
        rows.write(f"DELETE FROM {rows.LESSON}")
        rows.write(f"DELETE FROM {rows.COURSE}")
        page = self.visitor.get(QUIZ)
        self.assertIn('name="bdhvs_token"', text_of(page))
        self.assertIn("bdhvs_hoc", self.visitor.cookies)

    def test_a_guest_s_quiz_is_the_one_of_the_file(self) -> None:
        text = text_of(Visitor("Guest").get(QUIZ))
        self.assertNotIn("Ai gọi?", text)
        self.assertIn('name="bdhvs_token"', text)
