"""Lists of officials on the site: each row written whole or not at all, and what became of it said."""

from __future__ import annotations

import io
from datetime import date

import frappe
import openpyxl

from .. import officials, roster
from .test_officials import HERE, THERE, OfficialsCase, belongs, make_user


def workbook(*rows, merged=(), title="Danh sách"):
    book = openpyxl.Workbook()
    book.active.title = "Bìa"
    book.active.append(["Biểu mẫu của tỉnh"])
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class TestLists(OfficialsCase):
    HEADER = ("TT", "Họ và tên (*)", "Thư điện tử", "Đơn vị công tác", "Nhóm", "Ngày sinh", "Số điện thoại")

    def run_list(self, *rows, write=True, create=False, group="officials", merged=()):
        content = workbook(["DANH SÁCH CÁN BỘ"], [], self.HEADER, *rows, merged=merged)
        self.sheet = roster.read(content, "ds.xlsx")
        return [
            (one.number, one.state, one.why)
            for one in roster.outcomes(self.sheet.reads, group=group, create=create, write=write)
        ]

    def attach(self, content):
        file = {"doctype": "File", "file_name": "ds.xlsx", "content": content, "is_private": 1}
        return frappe.get_doc(file).insert()

    def test_a_row_confirms_an_account_and_a_second_time_changes_nothing(self):
        row = (1, "Lò Thị Ánh", "Can-Bo@h.example ", "xã Mường Kim", "", 1985, 912345678)
        self.assertEqual(self.run_list(row, write=False), [(4, "done", "")])
        self.assertEqual(belongs(self.member), ("", "", ""))
        self.assertEqual(self.run_list(row), [(4, "done", "")])
        self.assertEqual(belongs(self.member), (HERE, "officials", "Confirmed"))
        found = frappe.db.get_value("User", self.member, ("birth_date", "phone"))
        self.assertEqual(found, (date(1985, 1, 1), "0912345678"))
        self.assertEqual(self.run_list(row), [(4, "unchanged", "")])

    def test_a_list_overrides_what_was_declared_or_confirmed_before(self):
        self.declare(self.member)
        self.decide(self.staff, self.member)
        self.run_list((1, "", "can-bo@h.example", "Pac Ta", "", "", ""))
        self.assertEqual(belongs(self.member), (THERE, "officials", "Confirmed"))

    def test_unknown_addresses_are_refused_or_get_an_account_without_a_mail(self):
        row = (1, "Giàng A Mới", "moi@h.example", "03637", "CBCCVC", "02/03/1990", "")
        self.assertEqual(self.run_list(row)[0][1], "refused")
        self.assertFalse(frappe.db.exists("User", "moi@h.example"))
        mails = frappe.db.count("Email Queue")
        self.assertEqual(self.run_list(row, create=True, write=False)[0][1], "done")
        self.assertFalse(frappe.db.exists("User", "moi@h.example"))
        self.assertEqual(self.run_list(row, create=True)[0][1], "done")
        user = frappe.get_doc("User", "moi@h.example")
        self.assertEqual(
            (user.full_name, user.user_type, user.birth_date), ("Giàng A Mới", "Website User", date(1990, 3, 2))
        )
        self.assertEqual(belongs(user.name), (HERE, "officials", "Confirmed"))
        self.assertEqual(frappe.db.count("Email Queue"), mails)

    def test_a_refused_row_leaves_nothing_of_itself_and_the_others_go_on(self):
        frappe.db.set_value("User", self.others, "enabled", 0)
        found = self.run_list(
            (1, "A", "to-pt@h.example", "Pắc Ta", "", "", ""),
            (2, "Lò Thị Ánh", "can-bo@h.example", "xã Không Có", "", "", ""),
            (3, "Tổ Mường Kim", "to-mk@h.example", "Mường Kim", "", "", ""),
            (4, "", "Administrator", "Mường Kim", "", "", ""),
        )
        self.assertEqual([state for _, state, _ in found], ["refused", "refused", "done", "refused"])
        self.assertEqual(belongs(self.member), ("", "", ""))
        self.assertEqual(belongs(self.staff)[0], HERE)

    def test_what_frappe_refuses_undoes_that_row_alone(self):
        def refuse(doc, method=None):
            if doc.name == self.member:
                doc.db_set("bio", "halb", update_modified=False)
                frappe.throw("Không được")

        before, officials.check_user = officials.check_user, refuse
        self.addCleanup(setattr, officials, "check_user", before)
        rows = [(n, "", email, "Mường Kim", "", "", "") for n, email in enumerate([self.member, self.staff])]
        found = self.run_list(*rows)
        self.assertEqual([state for _, state, _ in found], ["refused", "done"])
        self.assertIn("Không được", found[0][2])
        self.assertFalse(frappe.db.get_value("User", self.member, "bio"))

    def test_the_list_comes_back_with_its_outcome_and_no_formula(self):
        found = list(self.run_list((1, "Lò Thị Ánh", "can-bo@h.example", '\'=HYPERLINK("x")', "", "", "")))
        self.assertEqual(found[0][1], "refused")
        content = roster.result(self.sheet, [roster.Outcome(*one) for one in found])
        sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        self.assertEqual(sheet.max_column, len(self.HEADER) + 2)
        self.assertTrue(all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row))

    def test_an_import_document_checks_then_writes_and_keeps_the_result(self):
        file = self.attach(workbook(self.HEADER, (1, "Lò Thị Ánh", self.member, "Mường Kim", "", "", "")))
        doc = frappe.get_doc({"doctype": roster.IMPORT, "file": file.file_url, "audience": "officials"}).insert()
        roster.start(doc.name, False)
        doc.reload()
        self.assertEqual((doc.state, doc.done, doc.refused), ("Checked", 1, 0))
        self.assertEqual(belongs(self.member), ("", "", ""))
        roster.start(doc.name, True)
        doc.reload()
        self.assertEqual((doc.state, doc.done), ("Written", 1))
        self.assertTrue(doc.result.startswith("/private/files/"))
        self.assertEqual(belongs(self.member), (HERE, "officials", "Confirmed"))
        roster.work(doc.name, True, False)  # a job run twice
        self.assertEqual(frappe.db.get_value(roster.IMPORT, doc.name, "done"), 1)
        for user in (self.staff, self.member):
            frappe.set_user(user)
            with self.assertRaises(frappe.PermissionError):
                roster.start(doc.name, True)

    def test_writing_takes_up_what_a_job_left_but_never_a_check(self):
        other = make_user("hai@h.example", "Người Hai")
        rows = [(1, "", self.member, "Mường Kim", "", "", ""), (2, "", other, "Mường Kim", "", "", "")]
        file = self.attach(workbook(self.HEADER, *rows))
        done = '[[2, "done", ""]]'
        for state, left in (("Failed", (True, True)), ("Checked", (False, True)), ("Checking", (False, True))):
            doc = frappe.get_doc({"doctype": roster.IMPORT, "file": file.file_url}).insert()
            doc.db_set({"state": state, "outcomes": done})
            frappe.db.set_value("User", {"name": ("in", [self.member, other])}, officials.STATE, "")
            roster.start(doc.name, True)
            skipped = belongs(self.member)[2] == ""
            self.assertEqual((skipped, belongs(other)[2] == "Confirmed"), left)

    def test_a_list_has_to_be_a_private_file(self):
        for address in ("/files/x.xlsx", "https://h.example/private/files/x.xlsx", "", "/private/files/../x.xlsx"):
            with self.assertRaises((frappe.ValidationError, OSError), msg=address):
                doc = frappe.get_doc({"doctype": roster.IMPORT, "file": address}).insert()
                roster.start(doc.name, False)

    def test_an_agency_is_named_in_a_list_by_name_or_code(self):
        unit = {"doctype": "BDHVS Unit", "unit_name": "Sở Thử Nghiệm", "kind": "cơ quan"}
        code = frappe.get_doc(unit).insert().name
        for text in ("SO THU NGHIEM", code.lower()):
            self.assertEqual(self.run_list((1, "", self.member, text, "", "", ""), write=False)[0][1], "done")
