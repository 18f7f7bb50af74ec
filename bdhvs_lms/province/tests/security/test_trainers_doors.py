"""A trainer of one unit against the class pages of another; and who is no trainer against all of them."""

from __future__ import annotations

import unittest

from bdhvs_lms.province.permissions import MANAGER, TRAINER, UNIT_STAFF
from bdhvs_lms.testing.case import KIM, LENG

from ..visiting import Visitor
from .case import PermissionCase

OF_A_CLASS = (
    "", "/sua", "/them", "/chep", "/diem-danh", "/doc-to", "/cham", "/thi", "/dong", "/phieu-lop.pdf",
    "/danh-sach.pdf", "/de-kiem-tra.pdf", "/dap-an.pdf", "/giay.pdf",
)  # fmt: skip
OF_A_TRAINER = ("/bdhvs/lop", "/bdhvs/lop/moi", "/bdhvs/nguoi-hoc", "/bdhvs/nguoi-hoc/danh-sach-goi.pdf",
                "/bdhvs/ap-phich")  # fmt: skip


class TestTrainersDoors(PermissionCase, unittest.TestCase):
    def visitor(self, *roles, units=(), email="huong.dan.vien@example.vn"):
        return Visitor(self.user(*roles, units=units, email=email))

    def says_nothing(self, answer, known):
        content = answer.get_data()
        self.assertEqual([one for one in known.secrets if one.encode() in content], [], answer.status_code)

    def test_a_trainer_holds_classes_of_their_units(self):
        mine = self.visitor(TRAINER, units=[KIM])
        for path in ("/bdhvs/lop", f"/bdhvs/lop/{self.ours.code}", f"/bdhvs/lop/{self.ours.code}/diem-danh"):
            answer = mine.get(path)
            self.assertEqual(answer.status_code, 200, path)
            self.assertIn(self.ours.code, answer.get_data(as_text=True).replace("-", ""))
        self.assertIn(self.ours.person.name, answer.get_data(as_text=True))

    def test_nothing_of_another_units_class_opens_to_trainer_or_staff(self):
        for role in (TRAINER, UNIT_STAFF):
            mine = self.visitor(role, units=[KIM], email=f"{role.split()[-1].lower()}@example.vn")
            for page in OF_A_CLASS:
                with self.subTest(role=role, page=page):
                    answer = mine.open("GET", f"/bdhvs/lop/{self.theirs.code}{page}")
                    self.assertEqual(answer.status_code, 404)
                    self.says_nothing_of_the_address(answer, self.theirs)
            for page in ("nguoi", "cham"):
                answer = mine.open("GET", f"/bdhvs/lop/{self.theirs.code}/{page}/{self.theirs.learner}")
                self.assertEqual(answer.status_code, 404)
                self.says_nothing_of_the_address(answer, self.theirs)
            for page in OF_A_TRAINER:
                self.says_nothing(mine.open("GET", page), self.theirs)

    def says_nothing_of_the_address(self, answer, known):
        """The code that was asked for may be said back."""
        said = answer.get_data(as_text=True)
        self.assertEqual([one for one in known.secrets - {known.code, known.learner} if one in said], [])

    def test_nothing_is_written_into_another_units_class(self):
        mine = self.visitor(TRAINER, units=[KIM])
        mine.get("/bdhvs/lop")
        before, learner = self.stored(), self.theirs.learner
        fields = {"csrf_token": mine.token, "lines": "Giàng Thị Sua", "p": learner, "s": learner, "attest": "yes",
                  "off": "yes", f"r-{learner}": "1", "place": "Chợ", "day": "2026-03-02", "name": "Ai Đó"}  # fmt: skip
        for page in (
            "/sua",
            "/them",
            "/chep",
            "/diem-danh",
            "/doc-to",
            "/dong",
            f"/nguoi/{learner}",
            f"/cham/{learner}",
        ):
            with self.subTest(page):
                answer = mine.open("POST", f"/bdhvs/lop/{self.theirs.code}{page}", data=fields)
                self.assertEqual(answer.status_code, 404)
        own = f"/bdhvs/lop/{self.ours.code}"
        mine.open("POST", f"{own}/chep?tu={self.theirs.code}", data=fields)
        mine.open("POST", f"{own}/diem-danh", data=fields)
        mine.open("POST", f"{own}/doc-to", data=fields)
        self.assertEqual(self.stored(), before)

    def test_a_form_without_the_sites_token_writes_nothing(self):
        mine = self.visitor(TRAINER, units=[KIM])
        mine.get("/bdhvs/lop")
        before = self.stored()
        for token in ({}, {"csrf_token": "0" * 32}):
            answer = mine.open("POST", f"/bdhvs/lop/{self.ours.code}/them", data={**token, "lines": "Giàng Thị Sua"})
            self.assertGreaterEqual(answer.status_code, 400)
        self.assertEqual(self.stored(), before)

    def test_who_is_no_trainer_or_has_no_unit_opens_nothing(self):
        for visitor in (
            self.visitor("LMS Student", email="hoc.vien@example.vn"),
            self.visitor("Course Creator", "Moderator", email="soan.bai@example.vn"),
            self.visitor(TRAINER, email="khong.don.vi@example.vn"),
        ):
            for page in (*OF_A_TRAINER, *(f"/bdhvs/lop/{self.ours.code}{page}" for page in OF_A_CLASS)):
                answer = visitor.open("GET", page)
                self.assertEqual(answer.status_code, 403, page)
                self.says_nothing_of_the_address(answer, self.ours)

    def test_a_guest_is_led_to_sign_in(self):
        guest = Visitor("Guest")
        for page in (*OF_A_TRAINER, *(f"/bdhvs/lop/{self.ours.code}{page}" for page in OF_A_CLASS)):
            answer = guest.open("GET", page)
            self.assertEqual(answer.status_code, 303, page)
            self.assertTrue(answer.headers["Location"].startswith("/login?redirect-to=/bdhvs/"))
        self.assertEqual(
            guest.open("POST", f"/bdhvs/lop/{self.ours.code}/them", data={"lines": "Ai Đó"}).status_code, 403
        )

    def test_a_manager_holds_classes_of_every_unit(self):
        manager = self.visitor(MANAGER, email="quan.ly@example.vn")
        for known in (self.ours, self.theirs):
            self.assertEqual(manager.get(f"/bdhvs/lop/{known.code}").status_code, 200)

    def test_trainers_of_a_unit_are_named_to_each_other_and_no_others(self):
        self.visitor(TRAINER, units=[LENG], email="xa.khac@example.vn")
        fellow = self.user(TRAINER, units=[KIM], email="cung.xa@example.vn")
        mine = self.visitor(TRAINER, units=[KIM])
        page = mine.get("/bdhvs/lop/moi").get_data(as_text=True)
        self.assertIn(fellow, page)
        self.assertNotIn("xa.khac@example.vn", page)
