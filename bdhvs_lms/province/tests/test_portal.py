"""The portal on the site: Frappe serves its addresses, and only those, with the site's own data."""

from __future__ import annotations

import unittest

import frappe
from frappe.utils import set_request
from frappe.website.serve import get_response
from werkzeug.wrappers import Response

from .. import rows, scans
from .case import SiteCase
from .learning import with_keys

LESSON = "/hoc/an-toan-tren-mang/cuoc-goi-lua-dao"


class TestPortal(SiteCase, unittest.TestCase):
    def setUp(self) -> None:
        super().setUp()
        with_keys(self)
        frappe.cache.execute_command("DEL", frappe.cache.make_key(scans.COUNTING), frappe.cache.make_key(scans.WRITING))

    def get(self, path: str, **more: object) -> Response:
        set_request(method="GET", path=path, **more)
        frappe.local.request_ip = "127.0.0.1"
        return get_response()

    def test_a_guest_reads_a_lesson_in_vietnamese(self) -> None:
        answer = self.get(LESSON)
        self.assertEqual(answer.status_code, 200)
        text = answer.get_data(as_text=True)
        self.assertIn('lang="vi"', text)
        self.assertIn("Nhận ra cuộc gọi, tin nhắn lừa đảo", text)
        self.assertIn("default-src 'none'", answer.headers["Content-Security-Policy"])

    def test_the_portal_answers_its_own_missing_pages_and_leaves_the_others_to_frappe(self) -> None:
        answer = self.get("/hoc/khong-co")
        self.assertEqual(answer.status_code, 404)
        self.assertIn("bdhvs.css", answer.get_data(as_text=True))
        self.assertNotIn("bdhvs.css", self.get("/khong-co-trang-nay").get_data(as_text=True))

    def test_the_board_has_a_row_for_each_unit(self) -> None:
        text = self.get("/tien-do?chi-tieu=citizens").get_data(as_text=True)
        units = rows.select(f"SELECT unit_name FROM {rows.UNIT} WHERE kind IN ('xã', 'phường')")
        self.assertEqual(len(units), 38)
        for unit in units:
            self.assertIn(unit["unit_name"], text)

    def test_a_scan_leads_to_its_lesson_and_is_counted_by_the_scheduler_s_job(self) -> None:
        browser = {"User-Agent": "Mozilla/5.0 (Android)"}
        code = "03637-AT01-A1-4"
        for _ in range(3):
            answer = self.get(f"/Q/{code}", headers=browser)
            self.assertEqual((answer.status_code, answer.headers["Location"]), (302, LESSON))
        self.get(f"/q/{code}", headers={"User-Agent": "Googlebot"})
        self.assertEqual(scans.flush(), 1)
        found = rows.select(f"SELECT code, day, people, bots FROM {rows.SCAN} WHERE code = %s", code)
        self.assertEqual([(row["code"], row["people"], row["bots"]) for row in found], [(code, 3, 1)])
        self.assertEqual(scans.flush(), 0)
        left = {scans.LOT: frappe.db.get_default(scans.LOT), f"{found[0]['day']}|{code}|people": 3}
        frappe.cache.execute_command("HSET", frappe.cache.make_key(scans.WRITING), *sum(left.items(), ()))
        self.assertEqual(scans.flush(), 0, "a job killed after its commit had written them")
        self.assertEqual(rows.select(f"SELECT people FROM {rows.SCAN} WHERE code = %s", code)[0]["people"], 3)
        rows.write(f"DELETE FROM {rows.SCAN} WHERE code = %s", code)
        frappe.db.commit()
