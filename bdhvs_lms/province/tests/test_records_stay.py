"""What the store wrote stays as it is, and nobody but it reads what belongs to a person."""

from __future__ import annotations

import unittest
from unittest.mock import patch

import frappe
from frappe.api import v1
from frappe.desk import reportview
from frappe.model.rename_doc import rename_doc

from bdhvs_lms.movement.classes import code_from_bytes
from bdhvs_lms.movement.errors import ClaimSpent
from bdhvs_lms.province import rows, sealing
from bdhvs_lms.testing.case import KIM, MAI, SAFETY, ContractCase

from .case import SiteCase

TABLES = (rows.RECORD, rows.SEAL, rows.PERSON, rows.PAPER, rows.ACCOUNT, *rows.PROJECTED)
WRITTEN = [table.strip("`").removeprefix("tab") for table in TABLES]


def save(doctype, name):
    frappe.get_doc(doctype, name).save(ignore_permissions=True)


def set_one_value(doctype, name):
    frappe.get_doc(doctype, name).db_set("owner", "Guest")


def delete(doctype, name):
    frappe.delete_doc(doctype, name, force=True)


def rename(doctype, name):
    rename_doc(doctype, name, "another", force=True)


def add(doctype, name):
    frappe.get_doc({"doctype": doctype}).insert(set_name="another", ignore_permissions=True)


def add_by_the_api(doctype, name):
    frappe.call("frappe.client.insert", doc={"doctype": doctype, "name": "another"})


def set_by_the_api(doctype, name):
    field = frappe.get_meta(doctype).fields[0].fieldname
    standing = frappe.db.get_value(doctype, name, field)  # another one's name would fail as a link already
    frappe.call("frappe.client.set_value", doctype=doctype, name=name, fieldname=field, value=standing)


def delete_by_the_api(doctype, name):
    frappe.call("frappe.client.delete", doctype=doctype, name=name)


def merge(doctype, name):
    rename_doc(doctype, name, frappe.get_all(doctype, order_by="name desc", limit=1, pluck="name")[0], merge=True)


def rename_in_desk(doctype, name):
    frappe.call("frappe.model.rename_doc.update_document_title", doctype=doctype, docname=name, name="another")


def save_in_desk(doctype, name):
    frappe.call("frappe.desk.form.save.savedocs", doc=frappe.get_doc(doctype, name).as_json(), action="Save")


def cancel_in_desk(doctype, name):
    frappe.call("frappe.desk.form.save.cancel", doctype=doctype, name=name)


def save_by_the_api(doctype, name):
    frappe.call("frappe.client.save", doc=frappe.get_doc(doctype, name).as_json())


def add_many_by_the_api(doctype, name):
    frappe.call("frappe.client.insert_many", docs=[{"doctype": doctype, "name": "another"}])


def put_by_rest(doctype, name):
    frappe.local.form_dict = frappe._dict(owner="Guest")
    with patch.object(v1, "get_request_form_data", lambda: {"owner": "Guest"}):
        v1.update_doc(doctype, name)


def post_by_rest(doctype, name):
    with patch.object(v1, "get_request_form_data", lambda: {"name": "another"}):
        v1.create_doc(doctype)


def delete_by_rest(doctype, name):
    v1.delete_doc(doctype, name)


def update_in_bulk(doctype, name):
    docs = [{"doctype": doctype, "docname": name, "owner": "Guest"}]
    if frappe.call("frappe.client.bulk_update", docs=frappe.as_json(docs))["failed_docs"]:
        raise Refused


def delete_in_bulk(doctype, name):
    with patch.object(frappe.db, "commit") as committed, patch.object(frappe.db, "rollback"):
        reportview.delete_bulk(doctype, [name])
    if not committed.called:
        raise Refused


class Refused(Exception):
    """Frappe's bulk operations tell of a refusal, they don't raise it."""


ROUNDABOUT = (
    merge, rename_in_desk, save_in_desk, cancel_in_desk, save_by_the_api, add_many_by_the_api, put_by_rest,
    post_by_rest, delete_by_rest, update_in_bulk, delete_in_bulk,
)  # fmt: skip
"""Ways that Frappe may refuse for a reason of its own before it asks the document."""
ATTEMPTS = (save, set_one_value, delete, rename, add, add_by_the_api, set_by_the_api, delete_by_the_api)


class TestRecordsStay(SiteCase, ContractCase, unittest.TestCase):
    def setUp(self):
        super().setUp()
        learner, other = self.new_learner(MAI), self.new_learner(MAI)
        done = self.history.completed(learner, SAFETY, way="self", held=True, claim="c1")
        issued = self.history.issued(done)
        self.put(done, issued, self.history.released(done.id), self.history.revoked(issued.data["serial"]))
        self.learner, self.other, self.serial = learner, other, issued.data["serial"]
        for number in (1, 2):  # merging takes another
            code = code_from_bytes(number.to_bytes(5, "big"))
            self.put(self.history.opened(code), self.history.enrolled(code, learner, other))
        sealing.seal_piece(self.store.keyring.signer)
        rows.insert(rows.ACCOUNT, {"name": learner, "user": "Administrator"})

    def rows_of(self, doctype):
        return frappe.db.sql(f"SELECT * FROM `tab{doctype}` ORDER BY name")

    def test_not_even_the_administrator_changes_deletes_renames_or_adds_one(self):
        for doctype in WRITTEN:
            name, before = frappe.db.get_value(doctype, {}), self.rows_of(doctype)
            self.assertTrue(name, doctype)
            for attempt in ATTEMPTS:
                with self.subTest(doctype=doctype, way=attempt.__name__):
                    with self.assertRaises(frappe.PermissionError):
                        attempt(doctype, name)
                    self.assertEqual(self.rows_of(doctype), before)

    def test_no_other_way_through_desk_or_api_changes_one(self):
        for doctype in WRITTEN:
            name, before = frappe.db.get_value(doctype, {}), self.rows_of(doctype)
            for attempt in ROUNDABOUT:
                with self.subTest(doctype=doctype, way=attempt.__name__):
                    with self.assertRaises((frappe.ValidationError, frappe.PermissionError, Refused)):
                        attempt(doctype, name)
                    self.assertEqual(self.rows_of(doctype), before)

    def test_data_import_does_not_take_them(self):
        for doctype in WRITTEN:
            self.assertFalse(frappe.get_meta(doctype).allow_import, doctype)

    def test_a_guest_and_a_learner_of_the_lms_read_none_of_them(self):
        student = frappe.get_doc(
            {"doctype": "User", "email": "hoc.vien@example.vn", "first_name": "Học viên", "send_welcome_email": 0}
        ).insert()
        for user in ("Guest", student.name):
            frappe.set_user(user)
            for doctype in WRITTEN:
                with self.subTest(user=user, doctype=doctype):
                    self.assertFalse(frappe.has_permission(doctype))
                    with self.assertRaises(frappe.PermissionError):
                        frappe.get_list(doctype)

    def test_erasing_takes_what_frappe_has_kept_of_the_person_too(self):
        kept = [("BDHVS Person", self.learner), ("BDHVS Person", self.other), ("BDHVS Paper", self.serial)]
        for doctype, name in kept:
            frappe.get_doc({"doctype": "Version", "ref_doctype": doctype, "docname": name, "data": "{}"}).db_insert()
            frappe.get_doc(
                {"doctype": "Deleted Document", "deleted_doctype": doctype, "deleted_name": name, "data": "{}"}
            ).db_insert()
        self.put(self.history.erased(self.learner))
        for doctype, of, name in (
            ("Version", "ref_doctype", "docname"),
            ("Deleted Document", "deleted_doctype", "deleted_name"),
        ):
            left = frappe.get_all(doctype, {of: ("in", ["BDHVS Person", "BDHVS Paper"])}, [of, name], as_list=True)
            self.assertEqual(list(map(tuple, left)), [kept[1]])

    def test_earlier_writes_of_the_request_outlive_a_refused_batch(self):
        frappe.db.set_value("BDHVS Unit", KIM, "unit_name", "Mường Kim mới")
        with self.assertRaises(ClaimSpent):
            self.put(self.history.completed(self.learner, SAFETY, way="self", claim="c1"))
        self.assertEqual(self.store.unit(KIM).name, "Mường Kim mới")
