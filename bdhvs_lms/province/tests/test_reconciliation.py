"""What the LMS' events missed is repaired, once, and said."""

from __future__ import annotations

import unittest
from unittest.mock import patch

import frappe

from bdhvs_lms.province import certified, completions, kept, keys, reconciliation, rows
from bdhvs_lms.trust import Keyring

from .case import SiteCase
from .learning import certificates_of, completions_of, enroll, learn, make_course, make_user, with_keys

MEMBER = "bo.sot@example.vn"


class TestReconciliation(SiteCase, unittest.TestCase):
    def setUp(self):
        super().setUp()
        with_keys(self)
        for target in ("commit", "rollback"):  # the test's own rollback takes everything away again
            patched = patch.object(frappe.db, target)
            patched.start()
            self.addCleanup(patched.stop)
        for table in (*rows.PROJECTED, rows.RECORD, rows.ACCOUNT, "`tabLMS Certificate`", "`tabLMS Enrollment`"):
            rows.write(f"DELETE FROM {table}")
        self.member = make_user(MEMBER)
        self.course, self.lessons = make_course()
        self.enrollment = enroll(self.course, self.member)

    def missed(self):
        with patch.object(completions, "_listen"):
            learn(self.course, self.lessons, self.member)

    def test_a_completion_that_no_event_told_of_is_recorded_with_its_certificate_and_only_once(self):
        self.missed()
        self.assertEqual(+reconciliation.run(), {"completed": 1, "certified": 1})
        self.assertEqual(len(completions_of(self.member)), 1)
        self.assertEqual(len(certificates_of(self.member, self.course)), 1)
        self.assertEqual(frappe.db.get_value("LMS Certificate", {"member": self.member}, "owner"), self.member)
        self.assertFalse(+reconciliation.run())
        self.assertEqual(len(completions_of(self.member)), 1)

    def test_who_had_finished_before_a_manager_certified_the_course_is_recorded_then(self):
        rows.write(f"UPDATE {rows.COURSE} SET certified = 0 WHERE lms_course = %s", self.course)
        learn(self.course, self.lessons, self.member)
        self.assertFalse(+reconciliation.run())
        self.assertEqual(completions_of(self.member), [])
        certified.certify(self.course)
        self.assertEqual(+reconciliation.run(), {"completed": 1, "certified": 1})
        self.assertEqual(len(certificates_of(self.member, self.course)), 1)

    def test_what_it_did_is_kept_for_the_staff(self):
        self.missed()
        reconciliation.run()
        self.assertIn("1 ", frappe.db.get_single_value(kept.SETTINGS, "reconciled", cache=False))

    def test_who_has_not_done_every_lesson_is_left(self):
        learn(self.course, self.lessons[:1], self.member)
        frappe.db.set_value("LMS Enrollment", self.enrollment, "progress", 100)
        self.assertFalse(+reconciliation.run())

    def test_a_certificate_that_is_missing_or_carries_another_serial_is_put_right(self):
        learn(self.course, self.lessons, self.member)
        (serial,) = certificates_of(self.member, self.course)
        frappe.db.delete("LMS Certificate", {"bdhvs_serial": serial})
        self.assertEqual(+reconciliation.run(), {"certified": 1})
        self.assertEqual(certificates_of(self.member, self.course), [serial])
        for wrong in (None, "FALSCH"):
            rows.write("UPDATE `tabLMS Certificate` SET bdhvs_serial = %s WHERE member = %s", wrong, self.member)
            self.assertEqual(+reconciliation.run(), {"certified": 1})
            self.assertEqual(certificates_of(self.member, self.course), [serial])

    def test_certificates_without_a_record_are_counted_and_left_as_they_are(self):
        forger = make_user("gia.mao@example.vn")
        row = {"member": forger, "course": self.course, "bdhvs_serial": None}
        frappe.get_doc({"doctype": "LMS Certificate", "name": "forged", **row}).db_insert()
        before = frappe.db.sql("SELECT * FROM `tabLMS Certificate`")
        self.assertEqual(reconciliation.run()["unknown"], 1)
        learn(self.course, self.lessons, self.member)
        (serial,) = certificates_of(self.member, self.course)
        rows.write("UPDATE `tabLMS Certificate` SET bdhvs_serial = %s WHERE name = 'forged'", serial)
        self.assertEqual(reconciliation.run()["unknown"], 1)
        rows.write("UPDATE `tabLMS Certificate` SET bdhvs_serial = NULL WHERE name = 'forged'")
        self.assertEqual(frappe.db.sql("SELECT * FROM `tabLMS Certificate` WHERE name = 'forged'"), before)

    def test_without_an_issuer_it_says_how_many_wait(self):
        self.missed()
        with patch.object(keys, "load", Keyring):
            self.assertEqual(+reconciliation.run(), {"waiting": 1})
        self.assertEqual(reconciliation.run()["completed"], 1)

    def test_one_that_fails_does_not_stop_the_others(self):
        self.missed()
        other = make_user("nguoi.sau@example.vn")
        enroll(self.course, other)
        with patch.object(completions, "_listen"):
            learn(self.course, self.lessons, other)
        take, tried = completions.take, []

        def failing(course, member):
            tried.append(member)
            if len(tried) == 1:
                raise RuntimeError
            return take(course, member)

        with patch.object(completions, "take", failing):
            repaired = reconciliation.run()
        self.assertEqual((repaired["failed"], repaired["completed"]), (1, 1))
        self.assertEqual(reconciliation.run()["completed"], 1)

    def test_more_than_a_page_is_read_page_by_page(self):
        with patch.object(reconciliation, "_MISSED", reconciliation._MISSED.replace("LIMIT 200", "LIMIT 1")):
            for number in range(3):
                member = make_user(f"trang.{number}@example.vn")
                enroll(self.course, member)
                with patch.object(completions, "_listen"):
                    learn(self.course, self.lessons, member)
            self.assertEqual(reconciliation.run()["completed"], 3)

    def test_a_member_whose_unit_s_word_was_missed_is_released(self):
        learn(self.course, self.lessons, self.member)
        unit = frappe.db.get_value("BDHVS Unit", {"kind": "xã"})
        said = {"bdhvs_unit": unit, "bdhvs_group": "officials", "bdhvs_unit_state": "Confirmed"}
        frappe.db.set_value("User", self.member, said)
        self.assertEqual(+reconciliation.run(), {"followed": 1})
        self.assertEqual(completions_of(self.member)[0]["state"], "counted")
