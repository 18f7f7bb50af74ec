"""Whoever asks for it is forgotten: Frappe's copies go too, and Frappe's own requests reach the learner a user is."""

from __future__ import annotations

import json
import unittest
from unittest.mock import patch

import frappe

from bdhvs_lms.movement.classes import code_from_bytes
from bdhvs_lms.province import erasure, personal_data, rows
from bdhvs_lms.testing.case import MAI, SAFETY, ContractCase

from .case import SiteCase

USER = "chi.mai@example.vn"
CLASS = code_from_bytes(b"erase")


class TestErasure(SiteCase, ContractCase, unittest.TestCase):
    def setUp(self):
        super().setUp()
        opened = patch.object(personal_data, "open_store", lambda: self.store)
        opened.start()
        self.addCleanup(opened.stop)
        self.learner, self.other = self.new_learner(MAI), self.new_learner()
        done = self.history.completed(self.learner, SAFETY)
        issued = self.history.issued(done)
        self.put(done, issued, self.history.opened(CLASS), self.history.enrolled(CLASS, self.learner, self.other))
        self.done, self.serial = done.id, issued.data["serial"]

    def user(self):
        user = frappe.get_doc(
            {"doctype": "User", "email": USER, "first_name": "Lò Thị Mai", "send_welcome_email": 0}
        ).insert(ignore_permissions=True)
        rows.insert(rows.ACCOUNT, {"name": self.learner, "user": user.name})
        return user.name

    def copies(self, name):
        found = 0
        for table, _, column in erasure.COPIES:
            found += frappe.db.sql(f"SELECT count(*) FROM {table} WHERE {column} = %s", (name,))[0][0]
        return found

    def test_comments_files_versions_and_deleted_copies_go_and_another_s_stay(self):
        forgotten = [
            ("BDHVS Person", self.learner), ("BDHVS Learner", self.learner), ("BDHVS Paper", self.serial),
            ("BDHVS Certificate", self.serial), ("BDHVS Completion", self.done),
            ("BDHVS Seat", rows.digest(CLASS, self.learner)),
        ]  # fmt: skip
        for doctype, name in [*forgotten, ("BDHVS Learner", self.other)]:
            for table, kind, column in erasure.COPIES:
                frappe.db.sql(
                    f"INSERT INTO {table} (name, {kind}, {column}) VALUES (%s, %s, %s)",
                    (frappe.generate_hash(length=10), doctype, name),
                )
        frappe.get_doc("BDHVS Learner", self.learner).add_comment("Comment", "Chị Mai, bản Thẳm").delete()
        for name in (self.learner, self.other):
            frappe.db.set_value("BDHVS Learner", name, "_comments", "chị Mai", update_modified=False)
        self.put(self.history.erased(self.learner))
        for _, name in forgotten:
            self.assertEqual(self.copies(name), 0, name)
        self.assertEqual(self.copies(self.other), len(erasure.COPIES))
        left = frappe.db.sql("SELECT data FROM `tabDeleted Document` WHERE data LIKE %s", (f"%{self.learner}%",))
        self.assertEqual(list(left), [])
        self.assertFalse(frappe.db.get_value("BDHVS Learner", self.learner, "_comments"))
        self.assertTrue(frappe.db.get_value("BDHVS Learner", self.other, "_comments"))

    def test_what_logs_of_errors_and_of_use_say_of_the_person_goes_and_other_logs_stay(self):
        told = (MAI.name, MAI.phone, self.learner, self.serial, self.done)
        for text in (*told, "nobody"):
            for table, column in erasure.LOGS:
                name = frappe.generate_hash(length=10)
                frappe.db.sql(f"INSERT INTO {table} (name, {column}) VALUES (%s, %s)", (name, f"x = '{text}'"))
                self.addCleanup(frappe.db.sql, f"DELETE FROM {table} WHERE name = %s", (name,))
        self.put(self.history.erased(self.learner))
        for table, column in erasure.LOGS:
            said = frappe.db.sql(f"SELECT {column} FROM {table} WHERE {column} LIKE %s", ("x = %",), pluck=True)
            self.assertEqual(said, ["x = 'nobody'"], (table, column))

    def test_a_file_that_was_attached_goes_from_the_disk(self):
        file = frappe.get_doc(
            {"doctype": "File", "file_name": "bdhvs-test-mai.txt", "content": "Lò Thị Mai", "is_private": 1,
             "attached_to_doctype": "BDHVS Learner", "attached_to_name": self.learner}
        ).insert(ignore_permissions=True)  # fmt: skip
        path = file.get_full_path()
        self.put(self.history.erased(self.learner))
        self.assertFalse(frappe.db.exists("File", file.name))
        with self.assertRaises(FileNotFoundError):
            open(path).close()

    def test_a_download_of_one_s_data_has_what_is_kept_about_the_learner_and_nobody_else_s(self):
        written = {}

        def parent(self, personal_data):
            written.update(json.loads(personal_data))

        request = frappe.get_doc({"doctype": "Personal Data Download Request", "user": self.user(), "user_name": "Mai"})
        self.assertIsInstance(request, personal_data.DownloadRequest)
        with patch.object(personal_data.PersonalDataDownloadRequest, "generate_file_and_send_mail", parent):
            request.generate_file_and_send_mail(json.dumps({"Contact": [1]}))
        self.assertEqual(written["Contact"], [1])
        (own,) = written["BDHVS Learner"]
        self.assertEqual(
            (own["person_name"], own["birth_year"], own["village"]), (MAI.name, MAI.birth_year, MAI.village)
        )
        self.assertEqual([one["course"] for one in own["completions"]], [SAFETY])
        self.assertEqual([one["serial"] for one in own["certificates"]], [self.serial])
        self.assertEqual([(one["class"], one["place"]) for one in own["classes"]], [(CLASS, "Nhà văn hóa")])
        self.assertEqual(personal_data.of_user("Guest"), [])

    def test_a_user_whose_data_frappe_has_deleted_is_erased_by_a_record_and_keeps_the_count(self):
        user, before = self.user(), self.store.numbers().tallies
        request = frappe.get_doc({"doctype": "Personal Data Deletion Request", "email": user, "name": "bdhvs-deleted"})
        request.status = "Pending Approval"
        request.run_method("on_change")
        self.assertIsNotNone(self.store.person(self.learner))
        request.status = "Deleted"
        rows.write(f"UPDATE {rows.ACCOUNT} SET user = %s WHERE user = %s", request.name, user)  # as the renaming does
        request.run_method("on_change")
        self.assertIsNone(self.store.person(self.learner))
        self.assertIsNone(self.store.paper(self.serial))
        self.assertTrue(self.store.learner(self.learner).erased)
        self.assertEqual(sorted(self.store.numbers().tallies), sorted(before))
        request.run_method("on_change")
        self.assertEqual([record.kind for record in self.stored()].count("learner.erased"), 1)
