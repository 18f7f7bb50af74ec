"""The portal's pages for trainers: one unit's are shut to another's trainer, on every address, form and PDF."""

from __future__ import annotations

from unittest import TestCase
from unittest.mock import patch

import frappe

from bdhvs_lms.movement.classes import format_code
from bdhvs_lms.portal.views import people
from bdhvs_lms.printing import available
from bdhvs_lms.province import class_pages, permissions, rows, site

from ..visiting import Visitor, hidden, text_of
from .case import KIM, LENG, SAFETY, PermissionCase

OF_A_CLASS = ("", "/sua", "/them", "/chep", "/diem-danh", "/doc-to", "/cham", "/thi", "/dong")
PDFS = ("/phieu-lop.pdf", "/danh-sach.pdf", "/de-kiem-tra.pdf", "/dap-an.pdf", "/giay.pdf")
OF_A_TRAINER = ("/bdhvs/lop", "/bdhvs/lop/moi", "/bdhvs/nguoi-hoc", "/bdhvs/ap-phich")
MINE = "/bdhvs/lop"


class TestTrainersPages(PermissionCase, TestCase):
    def setUp(self):
        super().setUp()
        self.patch(site, "open_store", lambda: self.store)
        self.email = self.user(permissions.TRAINER, units=[KIM], email="huong.dan@example.vn")
        self.trainer = Visitor(self.email)

    def secrets(self, known):
        return known.secrets | {format_code(known.code)}

    def kinds(self):
        frappe.set_user("Administrator")
        return [record.kind for record in self.stored()]

    def token(self, visitor=None):
        return hidden((visitor or self.trainer).get(f"{MINE}/moi"))

    # --- reading ---

    def test_the_own_class_opens_on_every_address(self):
        for page in OF_A_CLASS:
            with self.subTest(page=page):
                self.assertEqual(self.trainer.get(f"{MINE}/{self.ours.code}{page}").status_code, 200)
        self.assertIn(self.ours.person.name, text_of(self.trainer.get(f"{MINE}/{self.ours.code}")))
        for page in PDFS[:4] if available() else ():
            with self.subTest(page=page):
                answer = self.trainer.get(f"{MINE}/{self.ours.code}{page}")
                self.assertEqual((answer.status_code, answer.mimetype), (200, "application/pdf"))

    def test_no_address_of_another_units_class_opens(self):
        for page in (*OF_A_CLASS, *PDFS, f"/nguoi/{self.theirs.learner}", f"/cham/{self.theirs.learner}"):
            with self.subTest(page=page):
                answer = self.trainer.get(f"{MINE}/{self.theirs.code}{page}")
                self.assertEqual(answer.status_code, 404)
                text = text_of(answer).replace(f"{MINE}/{self.theirs.code}{page}", "")
                shown = {one for one in self.secrets(self.theirs) - {self.theirs.code} if one in text}
                self.assertEqual(shown, set())

    def test_lists_are_of_the_own_units(self):
        for page in OF_A_TRAINER:
            with self.subTest(page=page):
                answer = self.trainer.get(page)
                self.assertEqual(answer.status_code, 200)
                self.assertEqual({one for one in self.secrets(self.theirs) if one in text_of(answer)}, set())
        self.assertIn(self.ours.code, text_of(self.trainer.get(MINE)))
        self.assertIn(self.ours.person.name, text_of(self.trainer.get("/bdhvs/nguoi-hoc")))

    def test_the_list_of_whom_to_call_names_the_own_people_alone(self):
        with patch.object(people.printing, "call_list", return_value=b"%PDF") as printed:
            self.assertEqual(self.trainer.get("/bdhvs/nguoi-hoc/danh-sach-goi.pdf").status_code, 200)
        units, calls, *_ = printed.call_args.args
        self.assertEqual(units, ["xã Mường Kim"])
        self.assertEqual([(one.name, one.phone) for one in calls], [(self.ours.person.name, self.ours.person.phone)])

    def test_another_units_learner_is_not_reached_through_the_own_class(self):
        for page in ("nguoi", "cham"):
            answer = self.trainer.get(f"{MINE}/{self.ours.code}/{page}/{self.theirs.learner}")
            text = text_of(answer).replace(self.theirs.learner, "")
            self.assertEqual({one for one in self.secrets(self.theirs) if one in text}, set())
        answer = self.trainer.get(f"{MINE}/{self.ours.code}/chep?tu={self.theirs.code}")
        self.assertNotIn(self.theirs.person.name, text_of(answer))

    # --- writing ---

    def test_nothing_is_written_into_another_units_class(self):
        fields = {
            **self.token(), "lines": "Giàng Thị Sua", "p": [self.theirs.learner], "s": [self.theirs.learner],
            "attest": "yes", "off": "yes", f"r-{self.theirs.learner}": "1", "place": "Chợ", "day": "2026-03-02",
            "name": "Giàng Thị Sua",
        }  # fmt: skip
        before = self.kinds()
        person = [f"/nguoi/{self.theirs.learner}", f"/cham/{self.theirs.learner}"]
        for page in (*OF_A_CLASS[1:], *person):
            with self.subTest(page=page):
                answer = self.trainer.post(f"{MINE}/{self.theirs.code}{page}", fields)
                self.assertIn(answer.status_code, (404, 405))
        self.assertEqual(self.kinds(), before)

    def test_another_units_learner_is_written_into_no_own_class(self):
        fields, own = self.token(), f"{MINE}/{self.ours.code}"
        given = {**fields, "p": [self.theirs.learner], "s": [self.theirs.learner], f"r-{self.theirs.learner}": "5"}
        for page in (f"/chep?tu={self.theirs.code}", "/chep", "/diem-danh", "/doc-to"):
            self.trainer.post(f"{own}{page}", given)
        self.assertEqual([seat.learner for seat in self.store.roll(self.ours.code)], [self.ours.learner])

    def test_no_class_is_opened_and_no_poster_printed_for_another_unit(self):
        fields, before = self.token(), self.kinds()
        plan = {"unit": LENG, "course": SAFETY, "group": "citizens", "place": "Chợ", "day": "2026-03-02"}
        self.assertEqual(self.trainer.post(f"{MINE}/moi", {**fields, **plan}).status_code, 422)
        self.assertEqual(self.trainer.post("/bdhvs/ap-phich", {**fields, **plan}).status_code, 404)
        self.assertEqual(self.kinds(), before)
        self.assertFalse(frappe.db.count("BDHVS Poster", {"unit": LENG}))

    def test_a_form_without_the_sites_token_writes_nothing(self):
        before = self.kinds()
        answer = self.trainer.post(f"{MINE}/{self.ours.code}/them", {"lines": "Giàng Thị Sua"})
        self.assertGreaterEqual(answer.status_code, 400)
        self.assertEqual(self.kinds(), before)

    # --- who isn't a trainer ---

    def test_a_guest_is_led_to_the_sites_sign_in_and_back(self):
        for page in (*OF_A_TRAINER, f"{MINE}/{self.ours.code}", f"{MINE}/{self.ours.code}/danh-sach.pdf"):
            with self.subTest(page=page):
                answer = Visitor("Guest").open("GET", page)
                self.assertEqual(answer.status_code, 303)
                self.assertEqual(answer.headers["Location"], f"/login?redirect-to={page}")

    def test_neither_members_of_the_lms_nor_a_role_without_a_unit_hold_classes(self):
        for number, roles in enumerate((["LMS Student"], [permissions.TRAINER], [permissions.UNIT_STAFF], [])):
            email = self.user(*roles, email=f"khac.{number}@example.vn", units=[] if roles else [KIM])
            for page in (*OF_A_TRAINER, *(f"{MINE}/{self.ours.code}{page}" for page in (*OF_A_CLASS, *PDFS))):
                with self.subTest(roles=roles, page=page):
                    answer = Visitor(email).get(page)
                    self.assertEqual(answer.status_code, 403)
                    told = answer.get_data().decode(errors="replace").replace(self.ours.code, "")
                    self.assertEqual({one for one in self.secrets(self.ours) if one in told}, set())

    def test_who_lost_the_unit_or_the_role_loses_its_classes_at_once(self):
        self.assertEqual(self.trainer.get(f"{MINE}/{self.ours.code}").status_code, 200)
        frappe.set_user("Administrator")
        frappe.db.delete("User Permission", {"user": self.email})
        self.assertEqual(self.trainer.get(f"{MINE}/{self.ours.code}").status_code, 403)

    def test_unit_staff_and_managers_hold_classes_too(self):
        staff = Visitor(self.staff())
        self.assertEqual(staff.get(f"{MINE}/{self.ours.code}").status_code, 200)
        self.assertEqual(staff.get(f"{MINE}/{self.theirs.code}").status_code, 404)
        manager = Visitor(self.user(permissions.MANAGER, email="quan.ly@example.vn"))
        for known in (self.ours, self.theirs):
            self.assertIn(known.person.name, text_of(manager.get(f"{MINE}/{known.code}")))

    # --- the phone that is lent ---

    def test_the_lent_address_names_no_other_class_and_ends_with_the_class(self):
        page = text_of(self.trainer.get(f"{MINE}/{self.ours.code}/thi"))
        path = "/bdhvs/thi/" + page.split("/bdhvs/thi/")[1].split('"')[0].split("<")[0]
        phone = Visitor("Guest")
        answer = phone.get(path)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual({one for one in self.secrets(self.theirs) if one in text_of(answer)}, set())
        frappe.set_user("Administrator")
        self.put(self.history.closed(self.ours.code))
        self.assertEqual(phone.get(path).status_code, 410)
        self.assertEqual(phone.get(f"/bdhvs/thi/{self.ours.code}").status_code, 410)

    # --- Desk's button ---

    def test_desk_leads_to_the_own_classes_alone(self):
        self.sign_in(self.email)
        self.assertEqual(class_pages.address(), MINE)
        self.assertEqual(class_pages.address(self.ours.code), f"{MINE}/{self.ours.code}")
        with self.assertRaises(frappe.PermissionError):
            class_pages.address(self.theirs.code)
        self.patch(site, "reading_prefix", lambda: "so")
        self.assertEqual(class_pages.address(), f"/so{MINE}")

    # --- fellow trainers ---

    def test_the_fellows_offered_are_those_of_the_own_unit_by_name(self):
        frappe.set_user("Administrator")
        fellow = self.user(permissions.TRAINER, units=[KIM], email="dong.nghiep@example.vn")
        stranger = self.user(permissions.TRAINER, units=[LENG], email="nguoi.la@example.vn")
        gone = self.user(permissions.TRAINER, units=[KIM], email="da.nghi@example.vn")
        frappe.set_user("Administrator")
        for user, name in ((fellow, "Hà Thị Trang"), (stranger, "Vàng A Pó"), (gone, "Lý A Lử")):
            frappe.db.set_value("User", user, "full_name", name)
        frappe.db.set_value("User", gone, "enabled", 0)
        page = text_of(self.trainer.get(f"{MINE}/moi"))
        self.assertIn("Hà Thị Trang", page)
        for hidden_one in ("Vàng A Pó", stranger, "Lý A Lử", gone):
            self.assertNotIn(hidden_one, page)

    def test_posters_are_of_the_own_units(self):
        page = text_of(self.trainer.get("/bdhvs/ap-phich"))
        self.assertIn(f"{KIM}-AT01-A1-4", page)
        self.assertNotIn(f"{LENG}-AT01", page)
        self.assertEqual(rows.select(f"SELECT name FROM {rows.POSTER}"), [])
