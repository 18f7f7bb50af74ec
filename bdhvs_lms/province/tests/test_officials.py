"""Officials belong to a unit: declared by themselves, confirmed by the unit's own staff."""

from __future__ import annotations

import unicodedata
import unittest

import frappe
from frappe.utils import set_request
from frappe.website.serve import get_response

from bdhvs_lms.movement.officials import AlreadyConfirmed, Membership

from .. import custom_fields, officials, permissions
from .case import SiteCase

HERE, THERE = "03637", "03616"  # xã Mường Kim, xã Pắc Ta
FIELDS = (officials.UNIT, officials.GROUP, officials.STATE)


def make_user(email, name="Lò Văn Thử", roles=(), units=(), **more):
    importing, frappe.flags.in_import = frappe.flags.in_import, True
    try:
        doc = frappe.get_doc(
            {"doctype": "User", "email": email, "first_name": name, "enabled": 1, "send_welcome_email": 0,
             "user_image": "/x.png", "roles": [{"role": role} for role in roles], **more}
        ).insert(ignore_permissions=True)  # fmt: skip
    finally:
        frappe.flags.in_import = importing
    for unit in units:
        allowed = {"doctype": "User Permission", "user": email, "allow": "BDHVS Unit", "for_value": unit}
        frappe.get_doc(allowed).insert(ignore_permissions=True)
    return doc.name


def belongs(user):
    return tuple(value or "" for value in frappe.db.get_value("User", user, FIELDS))


class OfficialsCase(SiteCase, unittest.TestCase):
    def setUp(self):
        super().setUp()
        self.member = make_user("can-bo@h.example", "Lò Thị Ánh")
        self.staff = make_user("to-mk@h.example", "Tổ Mường Kim", [permissions.UNIT_STAFF], [HERE])
        self.others = make_user("to-pt@h.example", "Tổ Pắc Ta", [permissions.UNIT_STAFF], [THERE])

    def declare(self, user, unit=HERE):
        officials.declare(user, Membership(unit, "officials"))

    def decide(self, by, user, confirm=True, unit=HERE):
        frappe.set_user(by)
        try:
            return officials.decide([{"user": user, "unit": unit}], confirm)
        finally:
            frappe.set_user("Administrator")


class TestConfirmation(OfficialsCase):
    def test_a_member_declares_and_the_staff_of_that_unit_confirms(self):
        self.declare(self.member)
        self.assertEqual(belongs(self.member), (HERE, "officials", "Declared"))
        frappe.set_user(self.staff)
        self.assertIn(self.member, [row["user"] for row in officials.waiting()])
        frappe.set_user("Administrator")
        self.assertEqual(self.decide(self.staff, self.member), {"done": 1, "passed": 0})
        self.assertEqual(belongs(self.member), (HERE, "officials", "Confirmed"))

    def test_staff_of_another_unit_neither_sees_nor_decides(self):
        self.declare(self.member)
        frappe.set_user(self.others)
        self.assertNotIn(self.member, [row["user"] for row in officials.waiting()])
        for unit in (HERE, THERE):
            if unit == HERE:
                with self.assertRaises(frappe.PermissionError):
                    self.decide(self.others, self.member, unit=unit)
            else:  # a unit of theirs, which the member never declared
                self.assertEqual(self.decide(self.others, self.member, unit=unit), {"done": 0, "passed": 1})
        self.assertEqual(belongs(self.member), (HERE, "officials", "Declared"))

    def test_nobody_but_staff_and_managers_decides(self):
        self.declare(self.member)
        trainer = make_user("tap-huan@h.example", "Người Tập Huấn", [permissions.TRAINER], [HERE])
        unitless = make_user("khong-don-vi@h.example", "Không Đơn Vị", [permissions.UNIT_STAFF])
        for user in (self.member, trainer, unitless, "Guest"):
            with self.assertRaises(frappe.PermissionError):
                self.decide(user, self.member)
        frappe.set_user(trainer)
        with self.assertRaises(frappe.PermissionError):
            officials.waiting()
        frappe.set_user(unitless)
        self.assertEqual(officials.waiting(), [])
        frappe.set_user("Administrator")
        self.assertEqual(belongs(self.member)[2], "Declared")

    def test_staff_do_not_confirm_themselves_a_manager_does(self):
        self.declare(self.staff)
        with self.assertRaises(frappe.PermissionError):
            self.decide(self.staff, self.staff)
        manager = make_user("tinh@h.example", "Quản Lý Tỉnh", [permissions.MANAGER])
        self.assertEqual(self.decide(manager, self.staff)["done"], 1)

    def test_one_foreign_member_in_the_list_and_nothing_is_written(self):
        self.declare(self.member)
        foreign = make_user("nguoi-khac@h.example", "Người Khác")
        self.declare(foreign, THERE)
        frappe.set_user(self.staff)
        with self.assertRaises(frappe.PermissionError):
            officials.decide([{"user": self.member, "unit": HERE}, {"user": foreign, "unit": THERE}], True)
        frappe.set_user("Administrator")
        self.assertEqual((belongs(self.member)[2], belongs(foreign)[2]), ("Declared", "Declared"))

    def test_what_changed_since_the_list_was_shown_is_passed_over(self):
        self.declare(self.member)
        self.declare(self.member, THERE)
        self.assertEqual(self.decide(self.staff, self.member), {"done": 0, "passed": 1})
        self.assertEqual(belongs(self.member), (THERE, "officials", "Declared"))
        self.decide(self.others, self.member, unit=THERE)
        self.assertEqual(self.decide(self.others, self.member, confirm=False, unit=THERE), {"done": 0, "passed": 1})
        self.assertEqual(belongs(self.member), (THERE, "officials", "Confirmed"))

    def test_who_was_refused_declares_again_who_was_confirmed_only_after_being_released(self):
        self.declare(self.member)
        self.decide(self.staff, self.member, confirm=False)
        self.assertEqual(belongs(self.member)[2], "Refused")
        self.declare(self.member)
        self.decide(self.staff, self.member)
        with self.assertRaises(AlreadyConfirmed):
            self.declare(self.member, THERE)
        frappe.set_user(self.others)
        with self.assertRaises(frappe.PermissionError):
            officials.release([{"user": self.member, "unit": HERE}])
        frappe.set_user(self.staff)
        self.assertEqual(officials.release([{"user": self.member, "unit": HERE}])["done"], 1)
        frappe.set_user("Administrator")
        self.assertEqual(belongs(self.member), ("", "officials", ""))
        self.declare(self.member, THERE)
        self.assertEqual(belongs(self.member), (THERE, "officials", "Declared"))

    def test_what_is_no_list_of_members_is_refused(self):
        for told in ("{}", "[1]", '[{"user": 1, "unit": "03637"}]', '[{"user": "x"}]', [{"user": "x"}] * 501):
            with self.assertRaises(frappe.ValidationError):
                officials.decide(told, True)

    def test_an_own_account_saved_through_the_api_keeps_unit_and_state(self):
        self.declare(self.member)
        frappe.set_user(self.member)
        doc = frappe.get_doc("User", self.member)
        doc.update({officials.UNIT: THERE, officials.STATE: "Confirmed", "bio": "mới"})
        doc.save()
        frappe.set_user("Administrator")
        self.assertEqual(belongs(self.member), (HERE, "officials", "Declared"))
        self.assertEqual(frappe.db.get_value("User", self.member, "bio"), "mới")

    def test_nobody_belongs_to_the_province_and_a_state_goes_with_a_unit(self):
        with self.assertRaises(frappe.ValidationError):
            self.declare(self.member, "T0012")
        doc = frappe.get_doc("User", self.member)
        doc.update({officials.STATE: "Confirmed"})
        doc.save()
        self.assertEqual(belongs(self.member), ("", "", ""))

    def test_the_report_shows_staff_their_own_waiting_members(self):
        from frappe.desk.query_report import run

        self.declare(self.member)
        for user, seen in ((self.staff, True), (self.others, False)):
            frappe.set_user(user)
            rows = run("Members waiting for confirmation", {"state": "Declared"})["result"]
            self.assertEqual(self.member in [row["user"] for row in rows], seen)
        frappe.set_user(self.member)
        with self.assertRaises(frappe.PermissionError):
            run("Members waiting for confirmation", {"state": "Declared"})

    def test_a_completion_without_a_unit_invites_once(self):
        def invitations():
            found = frappe.get_all("Notification Log", filters={"for_user": self.member}, fields=["link", "subject"])
            return [(row.link, row.subject) for row in found]

        officials.invite(self.member)
        officials.invite(self.member)
        self.assertEqual([link for link, _ in invitations()], ["/bdhvs/don-vi"])
        declared = make_user("da-khai@h.example", "Đã Khai")
        self.declare(declared)
        officials.invite(declared)
        self.assertFalse(frappe.db.exists("Notification Log", {"for_user": declared}))


class TestCallingOneselfOtherwise(OfficialsCase):
    def setUp(self):
        super().setUp()
        self.write("Administrator", birth_date="1985-05-01")
        self.declare(self.member)
        self.decide(self.staff, self.member)

    def write(self, by, user=None, **said):
        frappe.set_user(by)
        try:
            doc = frappe.get_doc("User", user or self.member)
            doc.flags.ignore_permissions = by != self.member
            doc.update(said).save()
        finally:
            frappe.set_user("Administrator")

    def state(self):
        return belongs(self.member)[2]

    def test_a_new_name_or_birth_date_of_one_s_own_waits_for_the_unit_again(self):
        for said in (
            {"first_name": "Giám Đốc"},
            {"last_name": "Thị"},
            {"birth_date": "1960-01-01"},
            {"birth_date": None},
        ):
            self.decide(self.staff, self.member)
            self.assertEqual(self.state(), "Confirmed")
            self.write(self.member, **said)
            self.assertEqual(belongs(self.member), (HERE, "officials", "Declared"), said)

    def test_the_unit_s_staff_are_told_and_nobody_else(self):
        self.write(self.member, first_name="Giám Đốc <b>")
        told = frappe.get_all("Notification Log", {"document_name": self.member}, ["for_user", "link", "subject"])
        self.assertEqual([(one.for_user, one.link) for one in told], [(self.staff, officials.WAITING)])
        self.assertIn("Giám Đốc", told[0].subject)
        self.assertNotIn("<b>", told[0].subject)

    def test_spaces_letter_case_and_unicode_forms_are_no_other_name(self):
        decomposed = unicodedata.normalize("NFD", "LÒ  THỊ ÁNH")
        self.write(self.member, first_name=decomposed, bio="mới", birth_date="1985-05-01")
        self.assertEqual(self.state(), "Confirmed")

    def test_what_staff_of_the_unit_managers_and_lists_write_stays_confirmed(self):
        manager = make_user("tinh@h.example", "Quản Lý Tỉnh", [permissions.MANAGER])
        for number, by in enumerate((self.staff, manager, "Administrator")):
            self.write(by, first_name=f"Lò Thị {'ABC'[number]}", birth_date=f"199{number}-01-01")
            self.assertEqual(self.state(), "Confirmed", by)

    def test_whoever_else_writes_it_for_them_does_not_vouch_for_them(self):
        moderator = make_user("quan-tri@h.example", "Quản Trị", ["Moderator"])
        trainer = make_user("tap-huan@h.example", "Người Tập Huấn", [permissions.TRAINER], [HERE])
        for number, by in enumerate((moderator, trainer, self.others, "Guest")):
            self.decide(self.staff, self.member)
            self.write(by, first_name=f"Giám Đốc {'ABCD'[number]}")
            self.assertEqual(self.state(), "Declared", by)

    def test_a_manager_does_not_vouch_for_their_own_name(self):
        manager = make_user("tinh@h.example", "Quản Lý Tỉnh", [permissions.MANAGER, "System Manager"])
        other = make_user("tinh-2@h.example", "Quản Lý Hai", [permissions.MANAGER])
        self.declare(manager)
        self.decide(other, manager)
        self.write(manager, manager, first_name="Giám Đốc")
        self.assertEqual(belongs(manager)[2], "Declared")


class TestDeclaring(OfficialsCase):
    def page(self, path, user, form=None):
        """Frappe begins a new session, with a new token, for each user that is set."""
        if frappe.session.user != user:
            frappe.set_user(user)
        set_request(method="POST" if form else "GET", path=path, data=form)
        frappe.local.request_ip = "127.0.0.1"
        answer = get_response()
        return answer, answer.get_data(as_text=True)

    def send(self, **fields):
        if frappe.session.user != self.member:
            frappe.set_user(self.member)
        token = frappe.sessions.get_csrf_token()
        return self.page("/bdhvs/don-vi", self.member, {"csrf_token": token, **fields})

    def test_a_member_without_a_unit_is_invited_on_the_first_page_a_guest_is_not(self):
        self.assertIn('href="/bdhvs/don-vi"', self.page("/bdhvs", self.member)[1])
        self.assertNotIn("/bdhvs/don-vi", self.page("/bdhvs", "Guest")[1])
        frappe.set_user("Administrator")
        self.declare(self.member)
        self.assertNotIn("/bdhvs/don-vi", self.page("/bdhvs", self.member)[1])

    def test_a_guest_signs_in_first(self):
        answer, _ = self.page("/bdhvs/don-vi", "Guest")
        self.assertEqual(answer.status_code, 303)
        self.assertEqual(answer.headers["Location"], "/login?redirect-to=/bdhvs/don-vi")

    def test_the_form_names_all_communes_in_vietnamese_order_and_writes_the_declaration(self):
        _, text = self.page("/bdhvs/don-vi", self.member)
        self.assertEqual(text.count("<option "), 1 + frappe.db.count("BDHVS Unit", {"kind": ("!=", "tỉnh")}))
        self.assertLess(text.index("xã Bum Nưa"), text.index("xã Dào San"))
        self.assertLess(text.index("xã Dào San"), text.index("xã Lê Lợi"))
        answer, _ = self.send(unit=HERE, group="officials")
        self.assertEqual((answer.status_code, answer.headers["Location"]), (303, "/bdhvs/don-vi?moi=1"))
        self.assertEqual(belongs(self.member), (HERE, "officials", "Declared"))

    def test_a_wrong_choice_is_said_at_its_field(self):
        answer, text = self.send(unit="T0012", group="không có")
        self.assertEqual(answer.status_code, 422)
        self.assertIn('id="unit-loi"', text)
        self.assertIn('id="group-loi"', text)
        self.assertEqual(belongs(self.member), ("", "", ""))

    def test_a_form_from_elsewhere_is_refused(self):
        answer, _ = self.send(unit=HERE, group="officials", csrf_token="x")
        self.assertEqual(answer.status_code, 400)
        self.assertEqual(belongs(self.member), ("", "", ""))

    def test_a_form_left_open_while_the_unit_confirmed_changes_nothing(self):
        self.declare(self.member)
        self.decide(self.staff, self.member)
        answer, _ = self.send(unit=THERE, group="officials")
        self.assertEqual((answer.status_code, answer.headers["Location"]), (303, "/bdhvs/don-vi"))
        self.assertEqual(belongs(self.member), (HERE, "officials", "Confirmed"))
        _, text = self.page("/bdhvs/don-vi", self.member)
        self.assertNotIn("<form", text)


class TestUnits(OfficialsCase):
    def unit(self, **fields):
        return frappe.get_doc({"doctype": "BDHVS Unit", "unit_name": "Sở Thử Nghiệm", "kind": "cơ quan", **fields})

    def test_an_agency_gets_the_next_free_code(self):
        first, second = self.unit().insert(), self.unit(unit_name="Sở Thử Hai").insert()
        self.assertRegex(first.name, r"^C\d{4}$")
        self.assertEqual(int(second.name[1:]), int(first.name[1:]) + 1)
        first.unit_name = "Sở Đổi Tên"
        first.save()
        self.assertEqual(frappe.db.get_value("BDHVS Unit", first.name, "unit_name"), "Sở Đổi Tên")

    def test_what_is_no_unit_is_refused(self):
        for fields in (
            {"code": "ILOU1"}, {"code": "123"}, {"code": "c0009"}, {"unit_name": "  "}, {"kind": "sở"},
            {"kind": "tỉnh", "code": "C0009"}, {"kind": "xã", "code": "03999", "unit_name": "mường kim"},
        ):  # fmt: skip
            with self.assertRaises(frappe.ValidationError, msg=fields):
                self.unit(**fields).insert()

    def test_a_unit_with_people_stays_an_empty_one_goes(self):
        unit = self.unit().insert()
        self.declare(self.member, unit.name)
        with self.assertRaises(frappe.LinkExistsError):
            unit.delete()
        self.declare(self.member)
        unit.delete()
        self.assertFalse(frappe.db.exists("BDHVS Unit", unit.name))
        with self.assertRaises(frappe.ValidationError):
            frappe.delete_doc("BDHVS Unit", "T0012")

    def test_an_agency_can_be_declared(self):
        unit = self.unit().insert()
        self.declare(self.member, unit.name)
        self.assertEqual(belongs(self.member)[0], unit.name)


class TestFields(SiteCase, unittest.TestCase):
    def test_the_fields_stand_and_no_user_writes_their_own(self):
        meta = frappe.get_meta("User")
        for name in FIELDS:
            self.assertEqual(meta.get_field(name).permlevel, 1)
        roles = {one.role for one in meta.permissions if one.permlevel == 1 and one.write}
        self.assertEqual(roles, {"System Manager"})
        serial = frappe.get_meta("LMS Certificate").get_field("bdhvs_serial")
        self.assertEqual((serial.permlevel, serial.read_only), (1, 1))

    def test_tables_with_our_fields_have_unique_names_on_sqlite(self):
        if frappe.db.db_type != "sqlite":
            self.skipTest("MariaDB alters a table in place")
        for doctype in custom_fields.CARRIERS:
            indexes = frappe.db.sql(f"PRAGMA index_list(`tab{doctype}`)", as_dict=True)
            unique = [
                [column["name"] for column in frappe.db.sql(f"PRAGMA index_info(`{index['name']}`)", as_dict=True)]
                for index in indexes
                if index["unique"]
            ]
            self.assertIn(["name"], unique)
            names = {index["name"] for index in indexes}
            self.assertTrue({f"tab{doctype}_creation_idx", f"tab{doctype}_modified_idx"} <= names)
