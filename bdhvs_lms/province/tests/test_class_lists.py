"""A roll from a spreadsheet, brought in Desk: what becomes of each row, the same as on the portal's page."""

from __future__ import annotations

import io
from unittest import TestCase
from unittest.mock import patch

import frappe
import openpyxl
from frappe.utils import set_request

from ...exchange.sheets import FILE_LIMIT, write_xlsx
from .. import class_lists, permissions, site
from .security.case import KIM, LENG, PermissionCase
from .visiting import Visitor, hidden, text_of

HEADER = ("STT", "Họ và tên", "Năm sinh", "SĐT", "Địa chỉ")
GOOD = [(1, "GIÀNG THỊ SUA", 1990, 912000111, "Bản Hon"), (2, "Vàng A Pó", "02/03/1979", "", "Bản Mường")]
BAD = (3, "Lý A Lử", 1850, "", "Bản Thẳm")
WAYS = {"look": class_lists.look, "write": class_lists.write, "copy": class_lists.copy}


class TestClassLists(PermissionCase, TestCase):
    def setUp(self):
        super().setUp()
        self.patch(site, "open_store", lambda: self.store)
        self.trainer = self.user(permissions.TRAINER, units=[KIM], email="huong.dan@example.vn")
        self.code = self.ours.code

    def bring(self, way, *rows, code="", content=None, name="lop.xlsx"):
        content = write_xlsx(HEADER, rows) if content is None else content
        user = frappe.session.user
        set_request(method="POST", path="/api/method/x", data={"file": (io.BytesIO(content), name)})
        frappe.set_user(user)
        frappe.local.response = frappe._dict({"docs": []})
        return WAYS[way](code or self.code)

    def kinds(self):
        return [record.kind for record in self.stored()]

    def on_roll(self):
        return {seat.person.name: seat.person for seat in self.store.roll(self.code)}

    def test_looking_tells_each_row_and_writes_nothing(self):
        before = self.kinds()
        told = self.bring("look", *GOOD, BAD, (4, self.ours.person.name, self.ours.person.birth_year, "", ""))
        said = [(one["row"], one["name"], one["outcome"]) for one in told["rows"]]
        self.assertEqual(said, [(2, "Giàng Thị Sua", "taken"), (3, "Vàng A Pó", "taken"), (4, "Lý A Lử", "refused"),
                                (5, self.ours.person.name, "passed_over")])  # fmt: skip
        self.assertTrue(told["rows"][2]["why"])
        self.assertIn("2", told["button"])
        self.assertEqual(self.kinds(), before)

    def test_writing_puts_everybody_good_on_the_roll_at_once_and_again_nobody(self):
        before = len(self.kinds())
        self.assertEqual(self.bring("write", *GOOD, BAD)["written"], 2)
        self.assertEqual(self.kinds()[before:], ["learner.registered", "learner.registered", "class.enrolled"])
        self.assertEqual(self.on_roll()["Giàng Thị Sua"].phone, "0912000111")
        self.assertEqual(self.on_roll()["Vàng A Pó"].birth_year, 1979)
        self.assertEqual(self.stored()[-1].by, self.trainer)
        self.assertEqual(self.bring("write", *GOOD, BAD)["written"], 0)
        self.assertEqual(len(self.on_roll()), 3)

    def test_the_corrected_copy_is_put_right_and_brought_again(self):
        self.bring("write", *GOOD, BAD)
        self.bring("copy", *GOOD, BAD)
        sent = frappe.local.response
        self.assertEqual((sent.type, sent.filename), ("download", f"danh-sach-{self.code}.xlsx"))
        header, *copied = (list(row) for row in openpyxl.load_workbook(io.BytesIO(sent.filecontent)).active.values)
        copied[2][1] = "1950"
        again = write_xlsx(header, copied)
        self.assertEqual(self.bring("write", content=again)["written"], 1)
        self.assertEqual(self.on_roll()["Lý A Lử"].birth_year, 1950)

    def test_desk_and_the_portals_page_make_the_same_of_a_file(self):
        told = self.bring("look", *GOOD, BAD)
        visitor = Visitor(self.trainer)
        at = f"/bdhvs/lop/{self.code}/tep"
        token = hidden(visitor.get(at))
        file = (io.BytesIO(write_xlsx(HEADER, [*GOOD, BAD])), "lop.xlsx")
        page = text_of(visitor.post(at, {**token, "do": "check", "file": file}))
        with patch.object(frappe.local, "lang", "vi"):
            frappe.set_user(self.trainer)
            for row in self.bring("look", *GOOD, BAD)["rows"]:
                self.assertIn(f"dòng {row['row']}", page)
                self.assertIn(row["why"], page)
        file = (io.BytesIO(write_xlsx(HEADER, [*GOOD, BAD])), "lop.xlsx")
        visitor.post(at, {**token, "do": "write", "file": file})
        taken = {row["name"] for row in told["rows"] if row["outcome"] == "taken"}
        self.assertEqual({*self.on_roll()} - {self.ours.person.name}, taken)

    def test_what_is_no_list_is_refused_with_a_word_and_leaves_nothing(self):
        before = self.kinds()
        for content, name, said in (
            (b"PK nothing", "x.xlsx", "x.xlsx"), (b"", "", "file"), (b"a,b\n1,2\n", "x.csv", "x.csv"),
            (b"x" * (FILE_LIMIT + 1), "lon.csv", "5 MB"),
        ):  # fmt: skip
            for way in WAYS:
                with self.subTest(name=name, way=way), self.assertRaisesRegex(frappe.ValidationError, said):
                    self.bring(way, content=content, name=name)
        self.assertEqual(self.kinds(), before)

    def test_a_closed_class_takes_nobody(self):
        self.put(self.history.closed(self.code))
        for way in WAYS:
            with self.subTest(way=way), self.assertRaises(frappe.ValidationError):
                self.bring(way, *GOOD)

    def test_no_list_is_brought_to_another_units_class_nor_by_who_has_no_unit(self):
        before = self.kinds()
        for number, (roles, units) in enumerate(
            (([permissions.TRAINER], [KIM]), ([permissions.UNIT_STAFF], []), (["LMS Student"], [LENG]))
        ):
            self.user(*roles, units=units, email=f"khac.{number}@example.vn")
            for way in WAYS:
                with self.subTest(roles=roles, way=way), self.assertRaises(frappe.PermissionError):
                    self.bring(way, *GOOD, code=self.theirs.code)
        self.assertEqual(self.kinds(), before)

    def test_no_file_stays_on_the_site(self):
        before = frappe.db.count("File")
        for way in WAYS:
            self.bring(way, *GOOD)
        self.assertEqual(frappe.db.count("File"), before)
