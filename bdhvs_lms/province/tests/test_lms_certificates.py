"""The LMS' certificate button, who may write a certificate, and what the site's settings say of certificates."""

from __future__ import annotations

import json
import unittest
from unittest.mock import patch

import frappe

from bdhvs_lms.movement.errors import StoreUnavailable
from bdhvs_lms.province import completions, papers

from .case import SiteCase
from .paper_case import HOLDER, MEMBER, MODERATOR, OTHER, PaperCase

BUTTON = "lms.lms.doctype.lms_certificate.lms_certificate.create_certificate"


class TestButton(PaperCase):
    """What the LMS' certificate button calls, on each of its versions."""

    def press(self, course=None, path="/api/method/"):
        answer = self.ask(path + BUTTON, course=course or self.course)
        return json.loads(answer.get_data())["message"]

    def test_it_returns_the_certificate_that_is_there(self):
        serial = self.record()
        frappe.db.set_value(papers.DOCTYPE, self.certificate, papers.SERIAL, serial)
        standing = {"name": self.certificate, "course": self.course, "template": "Certificate"}
        with patch.object(completions, "take", return_value=completions.Taken(serial)):
            for _ in range(2):
                self.assertEqual(self.press(), standing)

    def test_it_returns_an_old_one_that_has_no_record(self):
        self.assertEqual(self.press()["name"], self.certificate)

    def test_it_makes_what_a_finished_course_still_lacks(self):
        frappe.delete_doc(papers.DOCTYPE, self.certificate)

        def take(course, member):
            self.assertEqual((course, member), (self.course, MEMBER))
            row = {"doctype": papers.DOCTYPE, "course": course, "member": member, "template": papers.FORMAT}
            serial = self.record()
            frappe.get_doc({**row, papers.SERIAL: serial}).insert(ignore_permissions=True)
            return completions.Taken(serial, True, True)

        with patch.object(completions, "take", take):
            made = self.press()
        self.assertEqual((made["course"], made["template"]), (self.course, papers.FORMAT))
        self.assert_paper(self.download(name=made["name"], format=made["template"]))

    def test_from_the_last_lesson_to_the_paper(self):
        frappe.delete_doc(papers.DOCTYPE, self.certificate)
        self.finish_a_lesson()
        frappe.db.set_value("User", MEMBER, "full_name", HOLDER)
        made = self.press()
        self.assertEqual(self.press(), made)
        serial = frappe.db.get_value(papers.DOCTYPE, made["name"], papers.SERIAL)
        self.assert_paper(self.download(name=made["name"], format=made["template"]), serial)

    def finish_a_lesson(self):
        chapter = frappe.get_doc({"doctype": "Course Chapter", "title": "Chương", "course": self.course}).insert()
        lesson = {"doctype": "Course Lesson", "title": "Bài", "course": self.course, "chapter": chapter.name}
        lesson = frappe.get_doc(lesson).insert().name
        chapter.reload().append("lessons", {"lesson": lesson})
        chapter.save()
        course = frappe.get_doc("LMS Course", self.course)
        course.append("chapters", {"chapter": chapter.name})
        course.save()
        done = {"doctype": "LMS Course Progress", "course": self.course, "chapter": chapter.name, "lesson": lesson}
        frappe.get_doc({**done, "member": MEMBER, "status": "Complete"}).insert(ignore_permissions=True)

    def test_it_says_with_the_lms_words_why_there_is_none(self):
        frappe.delete_doc(papers.DOCTYPE, self.certificate)
        frappe.db.set_value("LMS Enrollment", {"course": self.course, "member": MEMBER}, "progress", 50)
        with self.assertRaisesRegex(frappe.ValidationError, frappe._("You have not completed the course yet.")):
            self.press()
        self.assertFalse(frappe.db.exists(papers.DOCTYPE, {"course": self.course}))

    def test_it_makes_no_certificate_without_a_record(self):
        frappe.delete_doc(papers.DOCTYPE, self.certificate)
        with self.assertRaises(frappe.ValidationError):
            self.press()  # the LMS says 100 percent, of a course without a lesson
        self.assertFalse(frappe.db.exists(papers.DOCTYPE, {"course": self.course}))

    def test_a_store_that_is_busy_is_said_and_nothing_is_made(self):
        busy = StoreUnavailable(why="locked")
        with patch.object(completions, "take", side_effect=busy), self.assertRaises(frappe.ValidationError):
            self.press()

    def test_courses_that_earn_no_paper_of_ours_are_left_to_the_lms(self):
        course = self.lms_course("Khóa không giấy", enable_certification=0)
        with self.assertRaises(frappe.ValidationError):
            self.press(course)
        standing = self.lms_certificate(course)
        with patch.object(completions, "take", side_effect=AssertionError("not ours")):
            self.assertEqual(self.press(course)["name"], standing)


class TestWriting(PaperCase):
    def attempt(self, user, **change):
        frappe.set_user(user)
        try:
            frappe.call("frappe.client.set_value", doctype=papers.DOCTYPE, name=self.certificate, fieldname=change)
        finally:
            frappe.set_user("Administrator")

    def test_a_member_writes_nothing_into_their_certificate(self):
        self.record()
        frappe.db.set_value(papers.DOCTYPE, self.certificate, "owner", MEMBER)  # then the LMS' own rules let them
        before = frappe.db.get_value(papers.DOCTYPE, self.certificate, "*", as_dict=True)
        for change in (
            {"issue_date": "2020-01-01"}, {"template": papers.FORMAT}, {"course": ""}, {"member": OTHER},
            {"published": 1}, {papers.SERIAL: "X"},
        ):  # fmt: skip
            with self.subTest(change=change):
                with self.assertRaises(frappe.PermissionError):
                    self.attempt(MEMBER, **change)
                self.assertEqual(frappe.db.get_value(papers.DOCTYPE, self.certificate, "*", as_dict=True), before)

    def test_a_member_can_t_give_themselves_a_certificate(self):
        course = self.lms_course("Khóa không học", enable_certification=0)
        frappe.get_doc({"doctype": "LMS Enrollment", "course": course, "member": OTHER}).insert()
        row = {"doctype": papers.DOCTYPE, "course": course, "member": OTHER, "template": "Certificate"}
        frappe.set_user(OTHER)
        for doc in (row, {**row, "flags": {"ignore_permissions": 1}}, {**row, "owner": "Administrator"}):
            with self.assertRaises(frappe.PermissionError):
                frappe.call("frappe.client.insert", doc=json.dumps(doc))
            made = frappe.get_doc(doc)
            with patch.object(made, "check_permission"), self.assertRaises(frappe.PermissionError):
                made.insert()  # as on an LMS whose students may create certificates
        self.assertFalse(frappe.db.exists(papers.DOCTYPE, {"member": OTHER}))

    def test_the_lms_own_certificate_of_a_course_that_a_manager_did_not_certify_has_no_paper(self):
        course = self.lms_course("Khóa của thầy", enable_certification=1)
        enrolled = frappe.get_doc({"doctype": "LMS Enrollment", "course": course, "member": OTHER})
        enrolled.insert(ignore_permissions=True).db_set("progress", 100)
        answer = self.ask(f"/api/method/{BUTTON}", OTHER, course=course)
        made = json.loads(answer.get_data())["message"]
        self.assertEqual((made["course"], made["template"]), (course, "Certificate"))
        self.assertFalse(frappe.db.get_value(papers.DOCTYPE, made["name"], papers.SERIAL))
        self.assertIsNone(papers.asked(papers.DOCTYPE, made["name"]))

    def test_a_moderator_certifies_an_evaluated_course_and_corrects_it(self):
        course = self.lms_course("Khóa có chấm", enable_certification=0)
        frappe.get_doc({"doctype": "LMS Enrollment", "course": course, "member": OTHER}).insert()
        frappe.set_user(MODERATOR)
        row = {"doctype": papers.DOCTYPE, "course": course, "member": OTHER, "template": "Certificate"}
        made = frappe.get_doc(row).insert()
        made.update({"issue_date": "2026-02-03", "published": 1}).save()
        self.assertEqual(str(frappe.db.get_value(papers.DOCTYPE, made.name, "issue_date")), "2026-02-03")

    def test_not_even_the_administrator_moves_a_certificate_away_from_its_record(self):
        frappe.db.set_value(papers.DOCTYPE, self.certificate, papers.SERIAL, self.record())
        for change in ({"member": OTHER}, {papers.SERIAL: "X"}, {papers.SERIAL: ""}):
            with self.subTest(change=change), self.assertRaises(frappe.PermissionError):
                self.attempt("Administrator", **change)

    def test_a_serial_is_written_by_records_alone(self):
        with self.assertRaises(frappe.PermissionError):
            self.attempt("Administrator", **{papers.SERIAL: "X"})


class TestPreparing(SiteCase, unittest.TestCase):
    def default(self):
        return frappe.db.get_value("Property Setter", papers._DEFAULT, "value")

    def generators(self):
        return frappe.get_meta("Print Format", cached=False).get_field("pdf_generator").options.split("\n")

    def test_our_format_is_the_default_and_what_staff_choose_later_stays(self):
        self.assertEqual(self.default(), papers.FORMAT)
        frappe.db.set_value("Property Setter", papers._DEFAULT, "value", "Standard")
        papers.prepare()
        self.assertEqual(self.default(), "Standard")
        self.assertEqual(self.generators()[-1], papers.GENERATOR)

    def test_restoring_gives_back_what_was(self):
        self.addCleanup(frappe.clear_cache)
        before = papers._before()
        papers.restore()
        self.assertEqual(self.default(), before)
        self.assertNotIn(papers.GENERATOR, self.generators())
        self.assertFalse(frappe.get_all("Property Setter", {"field_name": "pdf_generator"}))
        papers.prepare()
        self.assertEqual((self.default(), papers._before()), (papers.FORMAT, before))
