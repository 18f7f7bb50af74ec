"""Two requests at once finish one course: one learner, one completion, one certificate."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import frappe

from bdhvs_lms.province import completions, members, rows
from bdhvs_lms.province.site import open_store

from .learning import certificates_of, completions_of, enroll, learn, make_course, make_user, with_keys
from .racing_case import RacingCase

MEMBERS = [f"dua.{number}@example.vn" for number in range(12)]
"""Of one name and birth year: each may be the same person as those before."""
MINE = ("LMS Certificate", "LMS Course Progress", "LMS Enrollment")


class TestCompletionRaces(RacingCase):
    """Commits, and takes everything away again."""

    def setUp(self):
        super().setUp()
        frappe.set_user("Administrator")
        with_keys(self)
        self.addCleanup(self.clear)
        self.course, self.lessons = make_course("Khóa đua")
        for member in MEMBERS:
            make_user(member)
            enroll(self.course, member)
            with patch.object(completions, "_listen"):
                learn(self.course, self.lessons, member)
        frappe.db.commit()

    def clear(self):
        frappe.db.rollback()
        among, mark = rows.marks(MEMBERS), (*MEMBERS,)
        mine = {row["name"] for row in rows.select(f"SELECT name FROM {rows.ACCOUNT} WHERE user IN ({among})", *mark)}
        for doctype in MINE:
            frappe.db.delete(doctype, {"member": ("in", MEMBERS)})
        for learner in mine:
            rows.write(f"DELETE FROM {rows.RECORD} WHERE body LIKE %s", f"%{learner}%")
            for table in (rows.PERSON, rows.ACCOUNT):
                rows.write(f"DELETE FROM {table} WHERE name = %s", learner)
            rows.write(f"DELETE FROM {rows.PAPER} WHERE learner = %s", learner)
        frappe.db.delete("Notification Log", {"for_user": ("in", MEMBERS)})
        for lesson in self.lessons:
            frappe.delete_doc("Course Lesson", lesson, force=True)
        course = frappe.db.get_value("BDHVS Course", {"lms_course": self.course})
        frappe.db.delete("Version", {"ref_doctype": "BDHVS Course", "docname": course})
        rows.write(f"DELETE FROM {rows.COURSE} WHERE name = %s", course)
        for chapter in frappe.get_all("Course Chapter", {"course": self.course}, pluck="name"):
            frappe.delete_doc("Course Chapter", chapter, force=True)
        frappe.delete_doc("LMS Course", self.course, force=True)
        for member in MEMBERS:
            frappe.delete_doc("User", member, force=True)
        open_store().rebuild()
        frappe.db.commit()

    def only(self, member):
        self.assertEqual(len(completions_of(member)), 1)
        self.assertEqual(len(certificates_of(member, self.course)), 1)

    def test_two_requests_of_one_member_record_one_completion_and_one_certificate(self):
        member, begun, written = MEMBERS[0], threading.Event(), threading.Event()

        def first():
            begun.wait(10)
            taken = completions.take(self.course, member)
            written.set()
            frappe.db.commit()
            return taken

        def second():
            begun.set()
            written.wait(10)
            taken = completions.take(self.course, member)
            frappe.db.commit()
            return taken

        with ThreadPoolExecutor(2) as pool:
            one, other = [pool.submit(self.connected, work) for work in (first, second)]
        self.assertEqual((one.result().completed, one.result().certified), (True, True))
        self.assertEqual((other.result().completed, other.result().certified), (False, False))
        self.assertEqual(one.result().serial, other.result().serial)
        frappe.db.rollback()
        self.only(member)
        self.assertEqual(frappe.db.count("BDHVS Account", {"user": member}), 1)

    def test_first_requests_of_a_class_in_two_tabs_each_make_one_learner_for_each_member(self):
        def begin(member):
            found = members.learner_of(member)
            frappe.db.commit()
            return found

        twice = [member for member in MEMBERS for _ in range(2)]
        with ThreadPoolExecutor(6) as pool:
            done = [pool.submit(self.connected, begin, member) for member in twice]
        self.assertEqual([one.exception() for one in done], [None] * len(done))
        found = [one.result() for one in done]
        self.assertEqual(sum(made for _, made in found), len(MEMBERS))
        self.assertEqual(len({learner for learner, _ in found}), len(MEMBERS))

    def test_a_class_that_finishes_at_once_is_recorded_without_a_deadlock(self):
        def finish(member):
            completions.take(self.course, member)
            frappe.db.commit()

        with ThreadPoolExecutor(6) as pool:
            done = [pool.submit(self.connected, finish, member) for member in MEMBERS]
        self.assertEqual([one.exception() for one in done], [None] * len(done))
        frappe.db.rollback()
        for member in MEMBERS:
            self.only(member)
