"""What went round the records is found: whoever writes to the database itself can't do it unseen."""

from __future__ import annotations

import base64
import unittest
from datetime import date
from unittest.mock import patch

import frappe

from bdhvs_lms.movement.certificate import Certificate
from bdhvs_lms.movement.claims import issued_fields
from bdhvs_lms.movement.classes import code_from_bytes
from bdhvs_lms.province import audit, export, keys, rows, sealing
from bdhvs_lms.testing.case import KIM, LENG, MAI, SAFETY, ContractCase
from bdhvs_lms.trust import SigningKey, sign_certificate

from .case import SiteCase

CLASS = code_from_bytes(b"audit")


class TestAudit(SiteCase, ContractCase, unittest.TestCase):
    def setUp(self):
        super().setUp()
        self.ring = self.store.keyring
        self.opened = patch.object(audit.guards, "opened", lambda: iter(()))
        for patched in (patch.object(keys, "load", lambda: self.ring), self.opened):
            patched.start()
        self.addCleanup(patch.stopall)
        self.learner, self.other = self.new_learner(MAI), self.new_learner(MAI)
        self.done = self.history.completed(self.learner, SAFETY, way="self", held=True, claim="c1")
        self.put(self.done, self.history.released(self.done.id))
        self.serial = self.issue()
        self.put(
            self.history.opened(CLASS),
            self.history.enrolled(CLASS, self.learner, self.other),
            self.history.attended(CLASS, present=[self.learner], absent=[self.other]),
            self.history.result(CLASS, self.learner, 9),
            self.history.closed(CLASS, self.learner),
        )
        self.seal()
        self.new_learner()  # a record that isn't sealed yet

    def issue(self):
        paper = Certificate(
            self.history.serial(), MAI.name, MAI.birth_year, SAFETY, "An toàn", "citizens", KIM, "xã Mường Kim",
            date(2026, 3, 2), "self", "Tỉnh đoàn Lai Châu",
        )  # fmt: skip
        fields = issued_fields(paper, self.learner, self.done.id, self.ring.signer.id)
        self.history.papers[paper.serial] = sign_certificate(paper, self.ring.signer)
        self.put(self.history.record("certificate.issued", fields, unit=KIM))
        return paper.serial

    def seal(self):
        while sealing.seal_piece(self.ring.signer):
            pass

    def found(self):
        return [finding.sentence() for finding in audit.run().found]

    def assertFound(self, *parts):
        found = self.found()
        self.assertTrue(any(all(part in one for part in parts) for one in found), found)

    def test_what_the_store_wrote_is_in_order_and_looking_at_it_writes_nothing(self):
        before = [frappe.db.sql(f"SELECT * FROM {table} ORDER BY name") for table in rows.ALL]
        result = audit.run()
        self.assertEqual([one.sentence() for one in result.found], [])
        self.assertEqual((result.records, result.sealed), (12, 11))
        self.assertEqual([frappe.db.sql(f"SELECT * FROM {table} ORDER BY name") for table in rows.ALL], before)

    def test_an_erased_person_and_a_revoked_paper_are_in_order_too(self):
        self.put(self.history.revoked(self.serial))
        self.put(self.history.erased(self.learner))
        self.assertEqual(self.found(), [])

    # --- the chain ---

    def test_a_sealed_record_whose_content_was_changed(self):
        rows.write(f"UPDATE {rows.RECORD} SET body = replace(body, 'c1', 'c2') WHERE name = %s", self.done.id)
        self.assertFound("chain")

    def test_a_sealed_record_that_was_deleted(self):
        rows.write(f"DELETE FROM {rows.RECORD} WHERE name = %s", self.done.id)
        self.assertFound(self.done.id, "is gone")
        self.assertFound("BDHVS Completion", self.done.id, "follows from no record")

    def test_a_sealed_record_that_was_deleted_with_its_seal(self):
        for table in (rows.RECORD, rows.SEAL):
            rows.write(f"DELETE FROM {table} WHERE name = %s", self.done.id)
        self.assertFound("chain", "missing")

    def test_a_seal_that_was_signed_with_a_foreign_key(self):
        last = rows.select(f"SELECT seal.*, body FROM {rows.SEAL} seal JOIN {rows.RECORD} r ON r.name = seal.name"
                           " ORDER BY seq DESC LIMIT 1")[0]  # fmt: skip
        forged = sealing.sign(last["body"].encode(), last["seq"], bytes.fromhex(last["prev"]), SigningKey.generate())
        sql = f"UPDATE {rows.SEAL} SET signing_key = %s, signature = %s WHERE name = %s"
        rows.write(sql, forged.key, forged.signature.hex(), last["name"])
        self.assertFound("chain", forged.key)

    def test_a_seal_that_is_no_seal(self):
        rows.write(f"UPDATE {rows.SEAL} SET hash = 'xyz' WHERE seq = 2")
        self.assertFound("chain", "can't be read")

    def test_a_chain_that_was_cut_at_its_end_after_an_export(self):
        mark = rows.select(f"SELECT name, seq, hash FROM {rows.SEAL} ORDER BY seq DESC LIMIT 1")[0]
        exported = export.Exported(11, mark["seq"], mark["hash"], "2026-03-02T02:00:00.000Z")
        with patch.object(export, "last", lambda: exported):
            self.assertEqual(self.found(), [])
            rows.write(f"DELETE FROM {rows.SEAL} WHERE name = %s", mark["name"])
            self.assertFound("no longer has number 11")

    # --- what is shown ---

    def test_columns_beside_a_record_that_say_something_else(self):
        frappe.db.set_value("BDHVS Record", self.done.id, "unit", LENG)
        self.assertFound(self.done.id, "unit")

    def test_a_record_that_nobody_can_read_is_named_and_the_rest_is_still_looked_at(self):
        rows.write(f"UPDATE {rows.RECORD} SET body = '{{}}' WHERE name = %s", self.done.id)
        frappe.db.set_value("BDHVS Learner", self.other, "unit", LENG)
        self.assertFound(self.done.id, "can't be read")
        self.assertFound(self.other, "unit")

    def test_every_projection_that_was_changed_past_its_controller(self):
        for doctype, name, column, value in (
            ("BDHVS Learner", self.learner, "unit", LENG),
            ("BDHVS Learner", self.learner, "root", self.other),
            ("BDHVS Completion", self.done.id, "state", "held"),
            ("BDHVS Completion", self.done.id, "day", "2025-01-01"),
            ("BDHVS Certificate", self.serial, "title", "Tiến sĩ"),
            ("BDHVS Review", self.done.id, "state", "refused"),
            ("BDHVS Claim", rows.digest("c1"), "completion", "another"),
            ("BDHVS Link", frappe.db.get_value("BDHVS Link", {}), "decided", "different"),
            ("BDHVS Tally", frappe.db.get_value("BDHVS Tally", {}), "people", 1000),
            ("BDHVS Class", CLASS, "unit", LENG),
            ("BDHVS Class", CLASS, "day", "2025-01-01"),
            ("BDHVS Class", CLASS, "attended", 60),
            ("BDHVS Seat", rows.digest(CLASS, self.other), "present", "present"),
            ("BDHVS Seat", rows.digest(CLASS, self.learner), "right_answers", 10),
            ("BDHVS Seat", rows.digest(CLASS, self.learner), "completion", self.done.id),
        ):
            with self.subTest(doctype=doctype, column=column):
                standing = frappe.db.get_value(doctype, name, column)
                frappe.db.set_value(doctype, name, column, value, update_modified=False)
                self.assertFound(doctype, name, column)
                frappe.db.set_value(doctype, name, column, standing, update_modified=False)
        self.assertEqual(self.found(), [])

    def test_rows_that_follow_from_no_record_and_rows_that_are_missing(self):
        rows.insert(rows.REVOCATION, {"name": self.serial, "reason": "bịa", "record": "none"})
        self.assertFound("BDHVS Revocation", self.serial, "follows from no record")
        rows.write(f"DELETE FROM {rows.CERTIFICATE} WHERE name = %s", self.serial)
        self.assertFound("BDHVS Certificate", self.serial, "is missing")

    def test_only_so_many_of_a_kind_are_told_one_by_one(self):
        rows.write(f"UPDATE {rows.LEARNER} SET registered = ''")
        with patch.object(audit, "MOST", 2):
            self.assertFound("1 more")

    # --- what belongs to a person ---

    def test_a_person_whose_fields_were_changed(self):
        for column, value in (("person_name", "Người Khác"), ("birth_year", 1901), ("salt", "00"), ("folded", "x")):
            with self.subTest(column=column):
                standing = frappe.db.get_value("BDHVS Person", self.learner, column)
                frappe.db.set_value("BDHVS Person", self.learner, column, value)
                self.assertFound(self.learner, "what was registered")
                frappe.db.set_value("BDHVS Person", self.learner, column, standing)

    def test_a_person_of_nobody_and_one_that_was_put_back_after_erasure(self):
        row = dict(rows.select(f"SELECT name, person_name, birth_year, phone, village, folded, salt FROM {rows.PERSON}"
                               " WHERE name = %s", self.learner)[0])  # fmt: skip
        rows.insert(rows.PERSON, {**row, "name": "nobody"})
        self.assertFound("nobody", "no registration")
        self.put(self.history.erased(self.learner))
        rows.insert(rows.PERSON, row)
        self.assertFound(self.learner, "still kept")

    def test_a_paper_that_was_changed_forged_or_put_in_anothers_place(self):
        real = frappe.db.get_value("BDHVS Paper", self.serial, "payload")
        paper = Certificate(
            self.serial, "Kẻ Gian", 1990, SAFETY, "An toàn", "citizens", KIM, "xã", date(2026, 3, 2), "class", ""
        )
        own = base64.b64encode(sign_certificate(paper, self.ring.signer)).decode()
        foreign = base64.b64encode(sign_certificate(paper, SigningKey.generate())).decode()
        spoilt = base64.b64encode(base64.b64decode(real)[:-1] + b"\1").decode()
        for payload, said in ((own, "isn't what was issued"), (spoilt, "isn't what was issued"),
                              ("%%", "isn't what was issued"), (foreign, "doesn't know")):  # fmt: skip
            with self.subTest(said=said):
                frappe.db.set_value("BDHVS Paper", self.serial, "payload", payload)
                self.assertFound(self.serial, said)
        frappe.db.set_value("BDHVS Paper", self.serial, {"payload": real, "learner": self.other})
        self.assertFound(self.serial, "isn't what was issued")

    def test_an_account_of_nobody_and_a_user_with_two(self):
        rows.insert(rows.ACCOUNT, {"name": self.learner, "user": "Administrator"})
        self.assertEqual(self.found(), [])
        rows.insert(rows.ACCOUNT, {"name": "nobody", "user": "Guest"})
        rows.insert(rows.ACCOUNT, {"name": self.other, "user": "Administrator", "place": 1})
        for name in ("nobody", self.learner, self.other):
            self.assertFound("BDHVS Account", name)

    # --- guards ---

    def test_as_installed_the_doctypes_are_open_to_nobody_but_whom_the_app_names(self):
        self.opened.stop()
        self.assertEqual(self.found(), [])

    def test_a_right_that_was_given_to_a_role_beyond_the_app_s_own(self):
        self.opened.stop()
        role = frappe.get_doc({"doctype": "Role", "role_name": "Vai trò thử"}).insert().name
        for doctype, right in (("BDHVS Person", "read"), ("BDHVS Completion", "write")):
            frappe.get_doc(
                {"doctype": "Custom DocPerm", "parent": doctype, "role": role, "permlevel": 0, "read": 0, right: 1}
            ).db_insert()
            self.addCleanup(frappe.clear_cache, doctype=doctype)
            self.assertFound(doctype, right, role)

    def test_a_setting_that_was_opened_by_customize_form(self):
        self.opened.stop()
        for doctype, field, name, value, type_ in (
            ("BDHVS Record", None, "allow_import", 1, "Check"),
            ("BDHVS Person", None, "track_changes", 1, "Check"),
            ("BDHVS Person", "salt", "hidden", 0, "Check"),
            ("BDHVS Completion", "unit", "ignore_user_permissions", 1, "Check"),
        ):
            with self.subTest(doctype=doctype, name=name):
                frappe.make_property_setter(
                    {"doctype": doctype, "doctype_or_field": "DocField" if field else "DocType", "fieldname": field,
                     "property": name, "value": value, "property_type": type_},
                    validate_fields_for_doctype=False,
                )  # fmt: skip
                self.addCleanup(frappe.clear_cache, doctype=doctype)
                self.assertFound(doctype, name)

    def test_a_person_s_document_that_was_shared_one_by_one(self):
        self.opened.stop()
        rows.write(
            "INSERT INTO `tabDocShare` (name, share_doctype, share_name, user, `read`)"
            " VALUES ('bdhvs-test', 'BDHVS Person', %s, 'Guest', 1)",
            self.learner,
        )
        self.assertFound("BDHVS Person", self.learner, "Guest")
