"""A lesson written by hand in the LMS has a code for ever, and opens in the portal as the LMS' own rules allow."""

from __future__ import annotations

import unittest

import frappe

from ...movement.codes import LESSON_CODE
from .. import lessons, reading, rows, site
from .case import SiteCase
from .learning import with_keys
from .visiting import Visitor, new_member, text_of
from .written_course import INTRODUCTION, TITLE, WrittenCourse


class TestLessons(SiteCase, unittest.TestCase):
    def setUp(self) -> None:
        super().setUp()
        with_keys(self)
        frappe.db.set_single_value("LMS Settings", "allow_guest_access", 1)
        frappe.clear_document_cache("LMS Settings", "LMS Settings")
        self.addCleanup(frappe.clear_document_cache, "LMS Settings", "LMS Settings")
        self.addCleanup(reading.forget)
        for table in (rows.LESSON, rows.COURSE):
            rows.write(f"DELETE FROM {table}")
        self.written = WrittenCourse()
        self.course = lessons.course_row(self.written.name)
        self.guest = Visitor("Guest")

    def address(self, lms_lesson: str) -> str:
        return f"/hoc/{self.course}/{lessons.lesson_row(lms_lesson).lower()}"

    # --- what they are called ---

    def test_a_course_and_a_lesson_get_their_rows_once(self) -> None:
        code = lessons.lesson_row(self.written.open)
        self.assertTrue(LESSON_CODE.fullmatch(code))
        self.assertTrue(code[0].isdigit(), "codes in files begin with a letter")
        self.assertEqual(code, next(reading.candidates(self.written.open)))
        self.assertEqual((lessons.lesson_row(self.written.open), lessons.course_row(self.written.name)),
                         (code, self.course))  # fmt: skip
        self.assertEqual(self.course, "che-sach-thu-nghiem")
        self.assertEqual(frappe.db.count("BDHVS Lesson", {"lms_lesson": self.written.open}), 1)
        self.assertEqual(frappe.db.get_value("BDHVS Lesson", code, "course"), self.course)

    def test_a_taken_code_or_id_is_left_to_who_has_it(self) -> None:
        first = next(reading.candidates(self.written.closed))
        other = lessons.lesson_row(self.written.open)
        frappe.db.set_value("BDHVS Lesson", other, {"name": first, "code": first})
        code = lessons.lesson_row(self.written.closed)
        self.assertEqual(code, [one for one, _ in zip(reading.candidates(self.written.closed), "ab", strict=False)][1])
        again = WrittenCourse()
        self.assertEqual(lessons.course_row(again.name), "che-sach-thu-nghiem-2")

    def test_an_id_of_a_course_in_files_is_not_given_away(self) -> None:
        title = "An toàn trên mạng"
        frappe.db.set_value("LMS Course", self.written.name, "title", title)
        rows.write(f"DELETE FROM {rows.COURSE} WHERE name IN ('an-toan-tren-mang', %s)", self.course)
        self.assertEqual(lessons.course_row(self.written.name), "an-toan-tren-mang-2")

    def test_a_code_stays_when_the_lms_renames_the_lesson_and_nothing_is_made_of_what_is_not_there(self) -> None:
        code = lessons.lesson_row(self.written.open)
        new = frappe.rename_doc("Course Lesson", self.written.open, "9999 Tên mới", force=True)
        self.assertEqual(lessons.lesson_row(new), code)
        self.assertEqual(site.open_store().lesson(code)[1].title, "Xem thời tiết")
        for make in (lessons.course_row, lessons.lesson_row):
            with self.assertRaises(frappe.DoesNotExistError):
                make("không có")

    def test_a_lesson_that_the_lms_deleted_leads_to_a_page_that_says_so(self) -> None:
        code = lessons.lesson_row(self.written.open)
        frappe.db.delete("Lesson Reference", {"lesson": self.written.open})
        frappe.db.delete("Course Lesson", self.written.open)
        self.assertIsNone(site.open_store().lesson(code))
        answer = self.guest.get(f"/q/{posters_code(code)}")
        self.assertEqual(answer.status_code, 404)

    # --- the store ---

    def test_the_store_shows_the_course_with_its_lessons_in_order(self) -> None:
        store = site.open_store()
        course = store.course(self.course)
        self.assertEqual((course.title, course.summary), (TITLE, INTRODUCTION))
        self.assertEqual([one.title for one in course.lessons], ["Xem thời tiết", "Bán chè qua mạng"])
        self.assertIn(course, store.courses())
        self.assertEqual([one.account for one in course.lessons], [False, True])
        self.assertEqual(course.lessons[1].elsewhere, f"/lms/courses/{self.written.name}/learn/1-2")
        self.assertIs(site.open_store().course(self.course), course, "made once while nothing changes")
        frappe.get_doc("Course Lesson", self.written.open).update({"title": "Tên khác"}).save()
        self.assertEqual(site.open_store().course(self.course).lessons[0].title, "Tên khác")

    def test_a_course_that_nobody_needed_yet_is_not_shown(self) -> None:
        other = WrittenCourse()
        shown = [one.elsewhere for one in site.open_store().courses()]
        self.assertNotIn(f"/lms/courses/{other.name}", shown)

    def test_a_lesson_added_by_hand_to_a_course_in_files_opens_by_its_code(self) -> None:
        rows.write(f"DELETE FROM {rows.COURSE} WHERE name = %s", "an-toan-tren-mang")
        rows.write(f"UPDATE {rows.COURSE} SET name = 'an-toan-tren-mang' WHERE name = %s", self.course)
        code = lessons.lesson_row(self.written.open)
        text = text_of(self.guest.get(f"/q/{posters_code(code)}"))
        self.assertIn("Mở <strong>điện thoại</strong>.", text)

    # --- who may read ---

    def test_a_guest_reads_what_is_for_preview_and_nothing_in_it_runs(self) -> None:
        answer = self.guest.get(f"/q/{posters_code(lessons.lesson_row(self.written.open))}")
        self.assertEqual((answer.status_code, self.guest.address), (200, self.address(self.written.open)))
        source = answer.get_data(as_text=True)
        self.assertIn("<p>Mở <strong>điện thoại</strong>.</p>\n<h2>Ghi nhật ký</h2>", source)
        self.assertIn("Chữ bấm", source)
        for hostile in ("<script>", "javascript:", "onclick", "<iframe"):
            self.assertNotIn(hostile, source)
        self.assertEqual(source.count("<h1>"), 1)

    def test_other_lessons_say_where_to_sign_in_and_show_nothing_else(self) -> None:
        address = self.address(self.written.closed)
        answer = self.guest.get(address)
        self.assertEqual(answer.status_code, 403)
        source = answer.get_data(as_text=True)
        self.assertNotIn("Chỉ học viên đọc", source)
        self.assertIn(f'href="/lms/courses/{self.written.name}/learn/1-2"', source)
        member = new_member()
        self.assertEqual(Visitor(member).get(address).status_code, 403)
        frappe.set_user("Administrator")
        frappe.get_doc({"doctype": "LMS Enrollment", "course": self.written.name, "member": member}).insert()
        self.assertIn("Chỉ học viên đọc", text_of(Visitor(member).get(address)))

    def test_where_the_lms_lets_no_guests_in_not_even_titles_are_shown(self) -> None:
        address = self.address(self.written.open)
        frappe.db.set_single_value("LMS Settings", "allow_guest_access", 0)
        frappe.clear_document_cache("LMS Settings", "LMS Settings")
        for path in (address, f"/hoc/{self.course}"):
            answer = self.guest.get(path)
            self.assertEqual(answer.status_code, 403)
            self.assertNotIn("Xem thời tiết", text_of(answer))
        self.assertNotIn(TITLE, text_of(self.guest.get("/bdhvs")))

    def test_an_unpublished_course_is_its_members_alone(self) -> None:
        address = self.address(self.written.open)
        frappe.set_user("Administrator")
        frappe.db.set_value("LMS Course", self.written.name, "published", 0)
        answer = self.guest.get(address)
        self.assertEqual(answer.status_code, 403)
        self.assertNotIn("điện thoại", text_of(answer))
        self.assertNotIn(TITLE, text_of(self.guest.get("/bdhvs")))

    def test_the_rule_is_the_lms_own(self) -> None:
        try:
            from lms.lms.permissions import can_access_lesson
        except ImportError:
            self.skipTest("this version of the LMS has no function that says who may read a lesson")
        member, stranger = new_member(), new_member("nguoi.la@bdhvs.test")
        frappe.set_user("Administrator")
        frappe.get_doc({"doctype": "LMS Enrollment", "course": self.written.name, "member": member}).insert()
        cases = 0
        for published in (0, 1):
            for guests in (0, 1):
                frappe.db.set_value("LMS Course", self.written.name, "published", published)
                frappe.db.set_single_value("LMS Settings", "allow_guest_access", guests)
                frappe.clear_document_cache("LMS Settings", "LMS Settings")
                course = site.open_store().course(self.course)
                for user in ("Guest", member, stranger, "Administrator"):
                    for lesson, name in zip(course.lessons, (self.written.open, self.written.closed), strict=True):
                        ours = reading.may_read(user, course, lesson)
                        self.assertEqual(ours, can_access_lesson(name, user=user), (published, guests, user, name))
                        cases += 1
        self.assertEqual(cases, 32)

    # --- what a citizen can't get there ---

    def test_a_course_written_in_the_lms_gives_no_paper_to_a_citizen(self) -> None:
        code = lessons.lesson_row(self.written.open).lower()
        self.assertEqual(self.guest.get(f"/hoc/{self.course}/{code}/kiem-tra").status_code, 404)
        answer = self.guest.get(f"/hoc/{self.course}/xac-nhan")
        self.assertEqual(answer.status_code, 403)
        self.assertEqual(frappe.db.count("BDHVS Completion", {"course": self.course}), 0)

    def test_a_page_of_it_is_as_small_as_those_of_courses_in_files(self) -> None:
        frappe.set_user("Guest")
        headers = {"Accept-Encoding": "gzip"}
        answer = self.guest.open("GET", self.address(self.written.open), more_headers=headers)
        self.assertEqual(answer.headers["Content-Encoding"], "gzip")
        self.assertLess(len(answer.get_data()), 14 * 1024)


def posters_code(lesson: str) -> str:
    from ...movement.codes import PosterCode

    unit = rows.select(f"SELECT name FROM {rows.UNIT} WHERE kind = 'xã' ORDER BY name LIMIT 1")[0]["name"]
    return str(PosterCode(unit, lesson, "A"))
