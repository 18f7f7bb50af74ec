"""What somebody types into an address or a form never becomes a part of a statement."""

from __future__ import annotations

import unittest
from urllib.parse import quote

import frappe

from ... import rows
from ..case import SiteCase
from ..visiting import COURSE, QUIZ_LESSON, Course, Visitor, hidden, new_member, text_of

QUIZ = f"{QUIZ_LESSON}/kiem-tra"
HOSTILE = (
    "'", "' OR '1'='1", '" OR ""="', "1; DROP TABLE `tabBDHVS Record`", "%s", "%(name)s", "\\", "`", "') -- ", "{0}",
    "' UNION SELECT payload FROM `tabBDHVS Paper` -- ", "a" * 300, "\u0000", "😀", "%",
)  # fmt: skip


class TestSql(SiteCase, unittest.TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.course = Course()
        self.member = Visitor(new_member())
        frappe.cache.delete_keys("bdhvs_once")

    def assert_harmless(self, visitor: Visitor, path: str) -> str:
        answer = visitor.get(path)
        self.assertLess(answer.status_code, 500, path)
        return text_of(answer)

    def test_typed_addresses_are_values(self) -> None:
        guest = Visitor("Guest")
        for text in HOSTILE:
            typed = quote(text, safe="")
            for path in (
                f"/bdhvs?nhom={typed}", f"/tien-do?nam={typed}&chi-tieu={typed}", f"/tien-do.csv?nam={typed}",
                f"/q?ma={typed}", f"/x?ma={typed}", f"/q/{typed}", f"/x/{typed}", f"/x/{typed}/{typed}",
                f"/x/{typed}.pdf?p={typed}", f"/hoc/{typed}", f"/hoc/{COURSE}/{typed}", f"/bdhvs/tep/{COURSE}/{typed}",
            ):  # fmt: skip
                self.assert_harmless(guest, path)
        self.assertTrue(frappe.db.table_exists("BDHVS Record"))

    def test_a_try_s_id_is_a_value(self) -> None:
        self.member.post(QUIZ, hidden(self.member.get(QUIZ)))
        page = hidden(self.member.get(QUIZ))
        self.member.post(QUIZ, page | self.course.wrong())
        other = Visitor(new_member("khac@bdhvs.test"))
        for text in HOSTILE:
            said = self.assert_harmless(other, f"{QUIZ}?lan={quote(text, safe='')}")
            self.assertNotIn("50 %", said)

    def test_a_form_s_names_and_values_are_values(self) -> None:
        page = hidden(self.member.post(QUIZ, hidden(self.member.get(QUIZ))))
        for text in HOSTILE:
            answer = self.member.open("POST", QUIZ, data={**page, f"q-{text}": text, "tried": "0"})
            self.assertIn(answer.status_code, (403, 409), text)
        self.assertEqual(frappe.db.count("LMS Quiz Submission", {"member": self.member.user}), 0)
        self.assertGreater(rows.select(f"SELECT count(*) AS units FROM {rows.UNIT}")[0]["units"], 0)
