"""Posters on the site: their codes, whose they are, and the PDFs that lead where they should."""

from __future__ import annotations

import unittest

import frappe
from frappe.permissions import add_user_permission

from ...movement.codes import PosterCode
from ...printing import available
from .. import kept, lessons, permissions, posters, reading, site
from .case import SiteCase
from .visiting import Visitor
from .written_course import INTRODUCTION, WrittenCourse

BUNDLED = "AT01"
SPOKEN = "VN02"
ADDRESS = "https://hoc.laichau.example"


class TestPosters(SiteCase, unittest.TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.addCleanup(reading.forget)
        self.own, self.other = frappe.get_all("BDHVS Unit", {"kind": "xã"}, pluck="name", order_by="name", limit=2)
        frappe.db.delete("BDHVS Poster")

    def make(self, lesson: str = BUNDLED, **more: object) -> frappe.model.document.Document:
        said = {"unit": self.own, "lesson": lesson, "channel": "A", **more}
        return frappe.get_doc({"doctype": "BDHVS Poster", **said}).insert()

    def sign_in_as_trainer(self) -> None:
        email = "huong.dan@bdhvs.test"
        user = frappe.get_doc({"doctype": "User", "email": email, "first_name": "Mai", "send_welcome_email": 0})
        user.append("roles", {"role": permissions.TRAINER})
        user.insert()
        add_user_permission("BDHVS Unit", self.own, email)
        frappe.set_user(email)

    def printed(self) -> bytes:
        self.assertEqual(frappe.local.response.type, "pdf")
        return frappe.local.response.filecontent

    # --- codes ---

    def test_a_poster_is_named_by_its_code_and_the_next_place_is_the_next_free_one(self) -> None:
        first, second = self.make(), self.make(hangs_at="Nhà văn hóa")
        self.assertEqual(first.name, str(PosterCode(self.own, BUNDLED, "A", 1)))
        self.assertEqual((second.place, second.name), (2, str(PosterCode(self.own, BUNDLED, "A", 2))))
        self.assertEqual(posters.next_place(self.own, BUNDLED, "A"), 3)
        self.assertEqual(posters.next_place(self.own, BUNDLED, "T"), 1)
        self.assertIn("lừa đảo", first.lesson_title)

    def test_the_number_of_a_deleted_poster_is_not_given_again_while_later_ones_stand(self) -> None:
        self.make().delete()
        self.assertEqual(self.make(place=5).place, 5)
        self.assertEqual(self.make().place, 6)

    def test_one_place_has_one_poster(self) -> None:
        self.make(place=4)
        with self.assertRaises(frappe.DuplicateEntryError):
            self.make(place=4)

    def test_what_the_code_says_is_never_changed_but_where_it_hangs_may_be(self) -> None:
        poster = self.make()
        poster.update({"hangs_at": "Chợ"}).save()
        self.assertEqual(frappe.db.get_value("BDHVS Poster", poster.name, "hangs_at"), "Chợ")
        for change in ({"unit": self.other}, {"lesson": "AT02"}, {"channel": "T"}, {"place": 9}):
            with self.assertRaises(frappe.ValidationError):
                frappe.get_doc("BDHVS Poster", poster.name).update(change).save()
        with self.assertRaises(frappe.ValidationError):
            frappe.rename_doc("BDHVS Poster", poster.name, "03637-AT01-A1-4")

    def test_what_leads_nowhere_gets_no_poster(self) -> None:
        for wrong in ({"lesson": "ZZ99"}, {"lesson": "'--"}, {"place": 10_000}, {"place": -1}, {"channel": "X"}):
            with self.assertRaises(frappe.ValidationError):
                self.make(**{"lesson": BUNDLED, **wrong})

    # --- whose ---

    def test_a_trainer_makes_sees_and_prints_posters_of_own_units_alone(self) -> None:
        theirs = self.make(unit=self.other).name
        self.sign_in_as_trainer()
        mine = self.make()
        self.assertEqual(frappe.get_list("BDHVS Poster", pluck="name"), [mine.name])
        with self.assertRaises(frappe.PermissionError):
            self.make(unit=self.other)
        for asked in (
            lambda: posters.pdf(theirs),
            lambda: posters.course_pdf(self.other, "an-toan-tren-mang"),
            lambda: posters.next_place(self.other, BUNDLED, "A"),
            mine.delete,
        ):
            with self.assertRaises(frappe.PermissionError):
                asked()

    def test_a_guest_and_a_learner_are_told_nothing(self) -> None:
        name, written = self.make().name, WrittenCourse()
        learner = {"doctype": "User", "email": "hoc.vien.khac@bdhvs.test", "first_name": "Lả", "send_welcome_email": 0}
        user = frappe.get_doc(learner).insert().name
        for who in ("Guest", user):
            frappe.set_user(who)
            for asked in (
                lambda: posters.pdf(name), posters.find_lessons, posters.find_lms_lessons, posters.find_courses,
                lambda: posters.code_for(written.open), lambda: posters.course_pdf(self.own, "an-toan-tren-mang"),
            ):  # fmt: skip
                with self.assertRaises(frappe.PermissionError):
                    asked()
        self.assertEqual(frappe.db.count("BDHVS Lesson", {"lms_lesson": written.open}), 0)

    # --- lessons of the LMS ---

    def test_a_lesson_of_the_lms_is_found_by_its_title_and_gets_its_code(self) -> None:
        written = WrittenCourse()
        found = posters.find_lms_lessons("thời tiết thử nghiệm")
        self.assertEqual([one["value"] for one in found], [written.open])
        code = posters.code_for(written.open)
        self.assertEqual(code, lessons.lesson_row(written.open))
        self.assertIn(code, [one["value"] for one in posters.find_lessons("thời tiết thử nghiệm")])
        self.assertEqual([one["value"] for one in posters.find_lessons(BUNDLED)], [BUNDLED])
        self.assertIn(written.name, [one["value"] for one in posters.find_courses("thử nghiệm")])

    def test_a_course_that_isn_t_published_gets_no_poster(self) -> None:
        written = WrittenCourse()
        frappe.db.set_value("LMS Course", written.name, "published", 0)
        with self.assertRaises(frappe.ValidationError):
            posters.code_for(written.open)
        with self.assertRaises(frappe.ValidationError):
            posters.course_pdf(self.own, written.name)
        self.assertEqual(posters.find_lms_lessons("thử nghiệm"), [])

    def test_posters_of_both_kinds_of_lesson_lead_to_their_lessons(self) -> None:
        written = WrittenCourse()
        code = posters.code_for(written.open)
        guest = Visitor("Guest")
        for poster, expected in ((self.make(), "cuoc-goi-lua-dao"), (self.make(code), code.lower())):
            answer = guest.open("GET", f"/q/{poster.name}")
            self.assertEqual((answer.status_code, answer.headers["Location"].rpartition("/")[2]), (302, expected))
            frappe.set_user("Administrator")

    # --- printing ---

    @unittest.skipUnless(available(), "this machine has no Pango")
    def test_a_poster_is_printed_and_the_day_is_kept(self) -> None:
        poster = self.make()
        posters.pdf(poster.name, "a4")
        self.assertTrue(self.printed().startswith(b"%PDF"))
        self.assertEqual(str(frappe.db.get_value("BDHVS Poster", poster.name, "printed_on")), frappe.utils.today())

    @unittest.skipUnless(available(), "this machine has no Pango")
    def test_a_course_s_posters_come_as_one_pdf_and_are_the_same_when_printed_again(self) -> None:
        import pypdfium2

        written = WrittenCourse()
        counts = []
        for course in (written.name, lessons.course_row(written.name), "an-toan-tren-mang"):
            posters.course_pdf(self.own, course, "T", "card")
            document = pypdfium2.PdfDocument(self.printed())
            counts.append((len(document), frappe.db.count("BDHVS Poster")))
            document.close()
        self.assertEqual(counts, [(2, 2), (2, 2), (6, 8)])

    @unittest.skipUnless(available(), "this machine has no Pango")
    def test_pictures_and_texts_come_under_their_own_names(self) -> None:
        for channel, form, ending, begins in (
            ("M", "square", "png", b"\x89PNG"), ("N", "web", "html", b"<!--"), ("R", "radio", "txt", "BÌNH".encode()),
        ):  # fmt: skip
            poster = self.make(SPOKEN, channel=channel)
            posters.pdf(poster.name, form)
            self.assertTrue(frappe.local.response["filename"].endswith(f"-{form}.{ending}"))
            self.assertEqual(frappe.local.response["type"], "download")
            self.assertTrue(frappe.local.response["filecontent"].startswith(begins))

    def test_a_lesson_without_words_for_the_loudspeaker_has_no_script(self) -> None:
        poster = self.make(posters.code_for(WrittenCourse().open), channel="R")
        with self.assertRaises(frappe.ValidationError):
            posters.pdf(poster.name, "radio")

    def test_a_channel_that_is_read_from_further_away_than_the_sheet_serves_is_refused(self) -> None:
        poster = self.make(channel="B")
        for fmt in ("a4", "b5"):
            with self.assertRaises(frappe.ValidationError):
                posters.pdf(poster.name, fmt)
        self.assertIsNone(frappe.db.get_value("BDHVS Poster", poster.name, "printed_on"))

    def test_without_a_public_address_it_is_a_sample(self) -> None:
        poster, told = self.make(), []
        for address in ("", "http://127.0.0.1:8000", "http://site.localhost", ADDRESS):
            frappe.db.set_single_value(kept.SETTINGS, {"public_address": address, "sample": 0})
            frappe.clear_document_cache(kept.SETTINGS, kept.SETTINGS)
            told.append(posters.poster_of(poster, site.open_store()))
        self.assertEqual([one.sample for one in told], [True, True, True, False])
        self.assertEqual(told[-1].link, f"{ADDRESS}/q/{poster.name}")

    def test_a_poster_of_a_written_lesson_says_title_and_introduction_and_whether_an_account_is_needed(self) -> None:
        frappe.db.set_single_value("LMS Settings", "allow_guest_access", 1)
        frappe.clear_document_cache("LMS Settings", "LMS Settings")
        self.addCleanup(frappe.clear_document_cache, "LMS Settings", "LMS Settings")
        written, store = WrittenCourse(), site.open_store()
        shown = [
            posters.poster_of(self.make(posters.code_for(lesson)), store) for lesson in (written.open, written.closed)
        ]
        self.assertEqual([one.lesson.promise for one in shown], ["Xem thời tiết", "Bán chè qua mạng"])
        self.assertEqual([one.course.summary for one in shown], [INTRODUCTION] * 2)
        self.assertEqual([one.lesson.account for one in shown], [False, True])
