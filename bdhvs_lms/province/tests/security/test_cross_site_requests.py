"""Another site's page must not act for who is signed in here, nor for a guest's phone."""

from __future__ import annotations

import unittest
from threading import Thread
from unittest.mock import patch

import frappe
from frappe.utils import get_test_client
from frappe.utils.password import update_password
from werkzeug.test import TestResponse

from ..case import SiteCase
from ..visiting import COURSE, QUIZ_LESSON, READ_LESSON, Course, Visitor, hidden, new_member

QUIZ = f"{QUIZ_LESSON}/kiem-tra"
FOREIGN = {"Origin": "https://khac.example"}


class TestPortalsOwnCheck(SiteCase, unittest.TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.course = Course()
        self.member = Visitor(new_member())
        frappe.cache.delete_keys("bdhvs_once")

    def refused(self, path: str, form: dict[str, str], **headers: str) -> None:
        answer = self.member.open("POST", path, data=form, more_headers=headers)
        self.assertEqual(answer.status_code, 400)
        self.assertEqual(frappe.db.count("LMS Enrollment", {"member": self.member.user}), 0)

    def test_a_member_s_form_needs_the_session_s_token(self) -> None:
        self.member.get(QUIZ)
        for form in ({}, {"csrf_token": ""}, {"csrf_token": "x" * 56}):
            for path in (QUIZ, f"{READ_LESSON}/da-doc"):
                self.refused(path, form)

    def test_a_session_that_has_no_token_yet_lets_no_form_through(self) -> None:
        self.member.token = ""
        self.refused(QUIZ, {})

    def test_a_member_s_form_from_another_site_is_refused_even_with_the_token(self) -> None:
        form = hidden(self.member.get(QUIZ))
        self.refused(QUIZ, form, **FOREIGN)
        self.refused(QUIZ, form, **{"Origin": "null", "Sec-Fetch-Site": "cross-site"})

    def test_a_guest_s_form_from_another_site_is_refused(self) -> None:
        guest = Visitor("Guest")
        form = hidden(guest.get(QUIZ))
        self.assertEqual(guest.open("POST", QUIZ, data=form, more_headers=FOREIGN).status_code, 400)
        self.assertEqual(guest.open("POST", QUIZ, data={}).status_code, 400)
        self.assertEqual(guest.open("POST", QUIZ, data=form).status_code, 200)


class TestFrappesCheck(unittest.TestCase):
    """Through the whole application, in a thread of its own as a worker would have it."""

    EMAIL, PASSWORD = "csrf@bdhvs.test", "bdhvs-thu-mat-khau-42"

    def setUp(self) -> None:
        frappe.set_user("Administrator")
        new_member(self.EMAIL)
        update_password(self.EMAIL, self.PASSWORD)
        frappe.db.commit()
        self.addCleanup(self._leave)
        self.client = get_test_client()

    def _leave(self) -> None:
        frappe.set_user("Administrator")
        frappe.delete_doc("User", self.EMAIL, force=True)
        frappe.db.commit()

    def ask(self, method: str, path: str, data: dict[str, str] | None = None) -> TestResponse:
        site, answers = frappe.local.site, []

        def work() -> None:
            as_served = patch.object(frappe, "in_test", False)  # otherwise a session's token isn't kept
            with patch("frappe.app.get_site_name", return_value=site), as_served:
                answers.append(self.client.open(path, method=method, data=data))

        worker = Thread(target=work)
        worker.start()
        worker.join()
        return answers[0]

    def test_a_signed_in_form_without_frappe_s_token_never_reaches_the_portal(self) -> None:
        signed_in = self.ask("POST", "/api/method/login", {"usr": self.EMAIL, "pwd": self.PASSWORD})
        self.assertEqual(signed_in.status_code, 200)
        form = hidden(self.ask("GET", f"/hoc/{COURSE}/cuoc-goi-lua-dao/kiem-tra"))
        self.assertTrue(form["csrf_token"])
        refused = self.ask("POST", "/bdhvs/nguoi-khac", {**form, "csrf_token": "x"})
        self.assertEqual(refused.status_code, 400)
        self.assertNotIn("bdhvs.css", refused.get_data(as_text=True))
