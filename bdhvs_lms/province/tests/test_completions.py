"""Who completes a course in the LMS is recorded once and has the certificate at once."""

from __future__ import annotations

import re
import unittest
from contextlib import contextmanager
from unittest.mock import patch

import frappe
from frappe.model.rename_doc import rename_doc
from frappe.utils import set_request

from bdhvs_lms.province import completions, keys, projections, site
from bdhvs_lms.province import lessons as lessons_of_the_lms
from bdhvs_lms.province.store import SiteStore
from bdhvs_lms.trust import Keyring

from .case import SiteCase
from .learning import (
    add_lesson,
    certificates_of,
    completions_of,
    enroll,
    learn,
    make_course,
    make_user,
    with_keys,
)

MEMBER = "hoc.vien.thu@example.vn"


@contextmanager
def counted():
    """→ the statements that go to the database meanwhile, without what only marks a savepoint."""
    said, sql = [], frappe.db.sql

    def listening(query, *given, **more):
        if "savepoint" not in str(query).lower():
            said.append(str(query))
        return sql(query, *given, **more)

    with patch.object(frappe.db, "sql", listening):
        yield said


class TestCompletions(SiteCase, unittest.TestCase):
    def setUp(self):
        super().setUp()
        with_keys(self)
        self.member = make_user(MEMBER)
        self.course, self.lessons = make_course()
        self.enrollment = enroll(self.course, self.member)

    def finish(self):
        self.assertEqual(learn(self.course, self.lessons, self.member), 100)

    def only(self):
        """The member's one completion and the one serial of the certificate."""
        (done,), (serial,) = completions_of(self.member), certificates_of(self.member, self.course)
        self.assertEqual(site.open_store().certificate_of(done["id"]).serial, serial)
        return done, serial

    def test_the_last_lesson_records_the_completion_and_gives_the_certificate(self):
        learn(self.course, self.lessons[:1], self.member)
        self.assertEqual((completions_of(self.member), certificates_of(self.member, self.course)), ([], []))
        self.finish()
        done, serial = self.only()
        issued = site.open_store().certificate(serial)
        self.assertEqual((issued.way, issued.title, issued.course), ("account", "Khóa viết tay", done["course"]))
        self.assertIsNotNone(site.open_store().paper(serial))
        self.assertEqual(frappe.db.get_value("LMS Certificate", {"bdhvs_serial": serial}, "owner"), self.member)

    def test_a_completion_is_held_until_the_unit_confirms(self):
        self.finish()
        self.assertEqual(self.only()[0]["state"], "held")

    def test_a_confirmed_member_s_completion_counts_for_the_unit(self):
        unit = frappe.db.get_value("BDHVS Unit", {"kind": "xã"})
        said = {"bdhvs_unit": unit, "bdhvs_group": "officials", "bdhvs_unit_state": "Confirmed"}
        frappe.db.set_value("User", self.member, said)
        self.finish()
        done, _ = self.only()
        self.assertEqual((done["state"], done["unit"]), ("counted", unit))
        learner = site.open_store().learner(done["learner"])
        self.assertEqual((learner.unit, learner.group), (unit, "officials"))

    def test_records_name_nobody(self):
        self.finish()
        for record, _ in site.open_store().records():
            said = re.sub(r"[0-9a-f-]{32,}", "", record.canonical().decode())  # any year may stand in random digits
            for told in (MEMBER, "Lò Thị", "1985"):
                self.assertNotIn(told, said)

    def test_events_that_come_twice_write_nothing_more(self):
        self.finish()
        before = self.only()
        enrollment = frappe.get_doc("LMS Enrollment", self.enrollment)
        with counted() as said:
            enrollment.run_method("on_change")
            enrollment.run_method("on_change")
        self.assertEqual(self.only(), before)
        self.assertLessEqual(sum("BDHVS" in one for one in said), 2)

    def test_an_enrolment_that_the_lms_saves_and_tells_of_by_hand_is_heard_once(self):
        for lesson in self.lessons:
            frappe.get_doc(
                {"doctype": "LMS Course Progress", "lesson": lesson, "course": self.course, "member": self.member,
                 "status": "Complete"}
            ).db_insert()  # fmt: skip
        enrollment = frappe.get_doc("LMS Enrollment", self.enrollment)
        enrollment.progress = 100
        enrollment.save()
        enrollment.run_method("on_change")
        self.only()

    def test_a_lesson_of_which_no_enrolment_tells_is_heard_before_the_request_commits(self):
        frappe.db.before_commit.reset()
        with patch.object(completions, "enrollment_changed"):
            frappe.db.set_value("LMS Enrollment", self.enrollment, "progress", 100)
            for lesson in self.lessons:
                doc = frappe.get_doc(
                    {"doctype": "LMS Course Progress", "lesson": lesson, "course": self.course, "member": self.member,
                     "status": "Complete"}
                )  # fmt: skip
                doc.db_insert()
                completions.lesson_done(doc)
        self.assertEqual(completions_of(self.member), [])
        frappe.db.before_commit.run()
        self.only()

    def test_one_lesson_done_in_two_tabs_is_not_two_lessons(self):
        for _ in self.lessons:
            frappe.get_doc(
                {"doctype": "LMS Course Progress", "lesson": self.lessons[0], "course": self.course,
                 "member": self.member, "status": "Complete"}
            ).db_insert()  # fmt: skip
        frappe.db.set_value("LMS Enrollment", self.enrollment, "progress", 100)
        frappe.get_doc("LMS Enrollment", self.enrollment).run_method("on_change")
        self.assertEqual(completions_of(self.member), [])

    def test_a_progress_that_falls_and_rises_again_keeps_the_one_certificate(self):
        self.finish()
        before = self.only()
        chapter = frappe.db.get_value("Course Lesson", self.lessons[0], "chapter")
        added = add_lesson(self.course, chapter, "Bài thêm")
        again = make_user("nguoi.khac@example.vn")
        enroll(self.course, again)
        self.assertLess(learn(self.course, self.lessons, again), 100)
        self.assertEqual(self.only(), before)
        self.assertEqual(learn(self.course, [added], self.member), 100)
        self.assertEqual(self.only(), before)

    def test_a_renamed_member_stays_the_same_learner(self):
        self.finish()
        done, serial = self.only()
        self.member = rename_doc("User", self.member, "ten.moi@example.vn", force=True)
        self.assertEqual(self.only(), (done, serial))
        course, lessons = make_course("Khóa thứ hai")
        enroll(course, self.member)
        learn(course, lessons, self.member)
        self.assertEqual({one["learner"] for one in completions_of(self.member)}, {done["learner"]})

    def test_an_address_that_is_given_to_somebody_else_makes_another_learner(self):
        self.finish()
        done, _ = self.only()
        frappe.db.delete("LMS Certificate", {"member": self.member})
        frappe.db.delete("LMS Enrollment", {"member": self.member})
        frappe.db.delete("LMS Course Progress", {"member": self.member})
        frappe.delete_doc("User", self.member, force=True)
        self.assertIsNotNone(site.open_store().completion(done["id"]))
        make_user(MEMBER, first_name="Giàng A", last_name="Khác")
        enroll(self.course, self.member)
        self.finish()
        self.assertNotEqual(self.only()[0]["learner"], done["learner"])

    def test_a_course_that_is_deleted_leaves_the_record_and_the_paper_checks(self):
        from lms.lms.api import delete_course

        self.finish()
        done, serial = self.only()
        set_request(method="POST", path="/")
        try:
            delete_course(self.course)
        except frappe.LinkExistsError:  # LMS v2.44 deletes no lesson that somebody has learnt
            frappe.delete_doc("LMS Course", self.course, force=True)
        self.assertFalse(frappe.db.exists("LMS Course", self.course))
        store = site.open_store()
        self.assertEqual(store.completion(done["id"]).state, "held")
        self.assertIsNone(store.certificate(serial).revoked)

    def test_a_course_without_certification_is_not_recorded(self):
        course, lessons = make_course("Không cấp giấy", certify=0)
        enroll(course, self.member)
        self.assertEqual(learn(course, lessons, self.member), 100)
        self.assertEqual(completions_of(self.member), [])

    def test_a_course_that_no_manager_certified_is_not_recorded(self):
        course, lessons = make_course("Giấy khen của Chủ tịch", certify=0)
        frappe.db.set_value("LMS Course", course, "enable_certification", 1)
        enroll(course, self.member)
        lessons_of_the_lms.course_row(course)  # as a poster makes it
        self.assertEqual(learn(course, lessons, self.member), 100)
        self.assertEqual(completions_of(self.member), [])

    def test_a_course_that_is_not_published_is_not_recorded(self):
        frappe.db.set_value("LMS Course", self.course, "published", 0)
        self.finish()
        self.assertEqual(completions_of(self.member), [])

    def test_the_paper_says_the_title_that_was_certified(self):
        frappe.db.set_value("LMS Course", self.course, "title", "Giấy khen của Chủ tịch")
        self.finish()
        _, serial = self.only()
        store = site.open_store()
        self.assertEqual(store.certificate(serial).title, "Khóa viết tay")
        self.assertEqual(store.course(store.certificate(serial).course).title, "Khóa viết tay")

    def test_a_course_that_gets_the_name_of_a_deleted_one_is_not_certified(self):
        frappe.db.delete("LMS Enrollment", {"course": self.course})
        frappe.delete_doc("LMS Course", self.course, force=True)
        other, lessons = make_course("Khóa thay thế", certify=0)
        frappe.db.set_value("LMS Course", other, "enable_certification", 1)
        self.assertEqual(rename_doc("LMS Course", other, self.course, force=True), self.course)
        enroll(self.course, self.member)
        self.assertEqual(learn(self.course, lessons, self.member), 100)
        self.assertEqual(completions_of(self.member), [])

    def test_a_member_who_came_with_a_batch_or_program_is_recorded(self):
        frappe.db.set_value("LMS Enrollment", self.enrollment, {"owner": "Administrator", "member_type": "Student"})
        program = frappe.get_doc({"doctype": "LMS Program", "title": "Chương trình thử", "published": 1})
        program.append("program_courses", {"course": self.course})
        program.append("program_members", {"member": self.member})
        program.insert(ignore_permissions=True)
        self.finish()
        self.only()

    def test_what_fails_in_our_part_does_not_cost_the_member_the_lesson(self):
        before = frappe.db.count("Error Log")
        with patch.object(SiteStore, "write", side_effect=RuntimeError("Lò Thị Mẫu")):
            self.finish()
        self.assertEqual(frappe.db.get_value("LMS Enrollment", self.enrollment, "progress"), 100)
        self.assertEqual(completions_of(self.member), [])
        self.assertFalse(frappe.db.exists("BDHVS Account", {"user": self.member}))
        self.assertIn(frappe.db.count("Error Log") - before, (1, 2))  # LMS v2.44 tells of it twice
        said = frappe.get_all("Error Log", ["method", "error"], order_by="creation desc", limit=1)[0]
        self.assertNotIn("Lò Thị", said.method + said.error)
        self.assertNotIn(MEMBER, said.method + said.error)

    def test_a_certificate_that_the_lms_refuses_leaves_the_completion(self):
        with patch("lms.lms.doctype.lms_certificate.lms_certificate.LMSCertificate.validate", side_effect=ValueError):
            self.finish()
        self.assertEqual(len(completions_of(self.member)), 1)
        self.assertEqual(certificates_of(self.member, self.course), [])
        self.assertTrue(completions.take(self.course, self.member).certified)
        self.only()

    def test_a_deadlock_is_not_passed_over_it_has_undone_the_lesson_too(self):
        self.done_quietly()
        enrollment = frappe.get_doc("LMS Enrollment", self.enrollment)
        dead = patch.object(SiteStore, "write", side_effect=frappe.QueryDeadlockError(1213, "Deadlock found"))
        with dead, self.assertRaises(frappe.QueryDeadlockError):
            completions.enrollment_changed(enrollment)

    def done_quietly(self):
        with patch.object(completions, "_listen"):
            self.finish()
        return self.member

    def test_nothing_is_written_before_the_site_has_an_issuer(self):
        with patch.object(keys, "load", Keyring):
            self.finish()
        self.assertEqual(completions_of(self.member), [])
        self.assertTrue(completions.take(self.course, self.member).completed)

    def confirm(self, **more):
        unit = frappe.db.get_value("BDHVS Unit", {"kind": "xã"})
        said = {"bdhvs_unit": unit, "bdhvs_group": "officials", "bdhvs_unit_state": "Confirmed", **more}
        frappe.db.set_value("User", self.member, {**said, "full_name": "Lò Không Trùng Tên"})

    def recording(self):
        """→ the statements of recording the course's completion, besides the insert of the LMS' certificate."""
        self.done_quietly()
        lessons_of_the_lms.course_row(self.course)
        site.open_store().settings()  # Frappe keeps them from now on
        enrollment, before = frappe.get_doc("LMS Enrollment", self.enrollment), len(completions_of(self.member))
        with patch.object(completions, "_insert") as inserted, counted() as said:
            completions.enrollment_changed(enrollment)
        self.assertEqual((len(completions_of(self.member)), inserted.call_count), (before + 1, 1))
        return said

    def test_recording_takes_twelve_statements_besides_the_lms_certificate(self):
        other, lessons = make_course("Khóa trước")
        enroll(other, self.member)
        learn(other, lessons, self.member)  # the member is a learner by now
        self.confirm()
        learner = completions_of(self.member)[0]["learner"]
        frappe.db.set_value("BDHVS Learner", {"name": learner}, "audience", "officials")
        said = self.recording()
        self.assertLessEqual(len(said), 12, "\n".join(said))
        self.assertGreater(len(said), 8)

    def test_a_member_s_first_recording_takes_twelve_statements_too(self):
        self.confirm()
        said = self.recording()
        self.assertLessEqual(len(said), 12, "\n".join(said))
        self.assertGreater(len(said), 8)
        self.assertEqual(sum("folded = %s" in one for one in said), 1)  # the look for namesakes

    def test_a_namesake_s_first_completion_is_achieved_as_a_recount_would_say(self):
        self.confirm()
        self.finish()
        other = make_user("trung.ten@example.vn")
        enroll(self.course, other)
        same = ("full_name", "birth_date", "bdhvs_unit", "bdhvs_group", "bdhvs_unit_state")
        frappe.db.set_value("User", other, frappe.db.get_value("User", self.member, same, as_dict=True))
        self.assertEqual(learn(self.course, self.lessons, other), 100)
        learners = {completions_of(one)[0]["learner"] for one in (self.member, other)}
        sql = "SELECT name, root, achieved FROM `tabBDHVS Learner` WHERE name IN (%s, %s) ORDER BY name"
        before = frappe.db.sql(sql, sorted(learners)), site.open_store().numbers()
        projections.recount(learners, linked=True)
        self.assertEqual((frappe.db.sql(sql, sorted(learners)), site.open_store().numbers()), before)
        self.assertEqual(len({row[1] for row in before[0]}), 1)

    def test_a_first_completion_that_counts_is_achieved_as_a_recount_would_say(self):
        self.confirm()
        self.finish()
        learner, store = completions_of(self.member)[0]["learner"], site.open_store()
        sql = "SELECT name, root, achieved FROM `tabBDHVS Learner` WHERE name = %s"
        before = frappe.db.sql(sql, learner), store.numbers()
        self.assertIn(self.only()[0]["course"], before[0][0][2])
        for linked in (False, True):
            projections.recount({learner}, linked=linked)
            self.assertEqual((frappe.db.sql(sql, learner), store.numbers()), before)

    def test_a_lesson_before_the_last_costs_no_statement(self):
        learn(self.course, self.lessons[:1], self.member)
        enrollment = frappe.get_doc("LMS Enrollment", self.enrollment)
        with counted() as said:
            completions.enrollment_changed(enrollment)
        self.assertEqual(said, [])
