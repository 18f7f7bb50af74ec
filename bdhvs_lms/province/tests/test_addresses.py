"""The reading pages move where a site has pages of its own at their addresses; what is printed never does."""

from __future__ import annotations

import re
import unittest
from unittest.mock import patch

import frappe

from .. import kept, keys
from ..renderer import PortalRenderer
from .case import SiteCase
from .visiting import QUIZ_LESSON, Visitor, text_of

COURSE = "/hoc/an-toan-tren-mang"
OURS = "bdhvs.css"
LINK = re.compile(r'(?:href|src|action)="(/[^"]*)"')


class TestAddresses(SiteCase, unittest.TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.guest = Visitor("Guest")
        self.addCleanup(frappe.cache.delete_value, ["website_404", "website_page"])

    def move(self, prefix: str) -> None:
        frappe.set_user("Administrator")
        settings = frappe.get_doc(kept.SETTINGS)
        settings.issuer, settings.reading_prefix = keys.issuer(), prefix
        settings.save()

    def test_reading_pages_move_and_their_links_with_them(self) -> None:
        self.move("so-hoc")
        for page in ("/bdhvs", COURSE, QUIZ_LESSON, f"{QUIZ_LESSON}/kiem-tra", "/tien-do", "/bdhvs/giay", "/q", "/x"):
            path = page if page in ("/q", "/x") else f"/so-hoc{page}"
            answer = self.guest.get(path)
            self.assertEqual(answer.status_code, 200, path)
            links = LINK.findall(text_of(answer))
            left = [link for link in links if re.match(r"/(bdhvs|hoc|tien-do)\b", link)]
            self.assertEqual(left, [], path)
            self.assertTrue([link for link in links if link.startswith("/so-hoc/bdhvs/tinh/")], path)

    def test_a_picture_in_a_lesson_s_text_moves_too(self) -> None:
        self.move("so-hoc")
        pictures = re.findall(r'<img [^>]*src="([^"]+)"', text_of(self.guest.get(f"/so-hoc{QUIZ_LESSON}")))
        self.assertTrue(pictures)
        for address in pictures:
            self.assertEqual(self.guest.get(address).status_code, 200, address)

    def test_a_poster_s_and_a_paper_s_address_stay_and_lead_to_the_moved_page(self) -> None:
        self.move("so-hoc")
        answer = self.guest.open("GET", "/Q/03637-AT01-A1-4")
        self.assertEqual(answer.headers["Location"], f"/so-hoc{QUIZ_LESSON}")
        self.assertIn(OURS, text_of(self.guest.get("/x/0000-0000-0000-0000-0")))
        self.assertNotIn(OURS, text_of(self.guest.get("/so-hoc/q")))

    def test_a_page_of_the_site_s_own_is_reachable_again(self) -> None:
        page = {"doctype": "Web Page", "title": "Học bổng", "route": "hoc/hoc-bong", "published": 1,
                "content_type": "HTML", "main_section_html": "<p>Trang cũ của Sở</p>"}  # fmt: skip
        frappe.get_doc(page).insert()
        self.assertIn(OURS, text_of(self.guest.get("/hoc/hoc-bong")))
        self.move("so-hoc")
        answer = self.guest.get("/hoc/hoc-bong")
        self.assertIn("Trang cũ của Sở", text_of(answer))
        self.assertNotIn(OURS, text_of(answer))

    def test_what_led_to_nothing_before_the_move_is_found_after_it(self) -> None:
        self.assertEqual(self.guest.get(f"/so-hoc{COURSE}").status_code, 404)
        self.move("so-hoc")
        self.assertEqual(self.guest.get(f"/so-hoc{COURSE}").status_code, 200)
        self.assertEqual(self.guest.get(COURSE).status_code, 404)
        self.move("")
        self.assertEqual(self.guest.get(COURSE).status_code, 200)

    def test_frappe_keeps_no_missing_page_of_the_portal_s(self) -> None:
        self.assertEqual(self.guest.get("/hoc/khong-co-khoa-nay").status_code, 404)
        kept_addresses = frappe.cache.hkeys("website_404") or []
        self.assertEqual([one for one in kept_addresses if b"khong-co-khoa-nay" in one], [])

    def test_a_folder_that_the_site_needs_itself_is_refused(self) -> None:
        for prefix in ("app", "api", "lms", "files", "private", "assets", "login", "hoc", "q", "Sở", "a/b", "a b", "A"):
            with self.subTest(prefix), self.assertRaisesRegex(frappe.ValidationError, f"“{prefix}”"):
                self.move(prefix)

    def test_other_pages_of_the_site_ask_the_database_nothing_for_us(self) -> None:
        self.guest.open("GET", "/khong-phai-cua-ta")
        asked: list[object] = []
        with patch.object(frappe.db, "sql", side_effect=lambda *told, **more: asked.append(told)):
            self.assertFalse(PortalRenderer("khong-phai-cua-ta").can_render())
        self.assertEqual(asked, [])
