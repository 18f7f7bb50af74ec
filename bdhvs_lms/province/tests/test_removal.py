"""Taking the app off a site: nothing is lost that wasn't exported, and nothing goes that others made.

`tools/test-removal` does it for real, on a site that may be lost.
"""

from __future__ import annotations

import base64
import hashlib
import json
import tempfile
import unittest
import zipfile
from pathlib import Path
from unittest.mock import patch

import click
import frappe

from bdhvs_lms.movement.errors import FileThere, NotWritten
from bdhvs_lms.movement.records import Record, Seal
from bdhvs_lms.province import export, keys, removal, rows, sealing, site
from bdhvs_lms.testing.case import MAI, SAFETY, ContractCase
from bdhvs_lms.trust import Keyring, PublicKey, check_chain

from .case import SiteCase


class Removal(SiteCase, ContractCase):
    def setUp(self):
        super().setUp()
        self.ring = self.store.keyring
        for patched in (patch.object(keys, "load", lambda: self.ring), patch.object(frappe.db, "commit")):
            patched.start()
        self.addCleanup(patch.stopall)
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.file = Path(place.name) / "all.zip"
        export.forget()

    def records(self):
        learner = self.new_learner(MAI)
        done = self.history.completed(learner, SAFETY)
        issued = self.history.issued(done)
        self.put(done, issued)
        return learner, issued.data["serial"]


class TestExport(Removal, unittest.TestCase):
    def test_the_file_alone_is_enough_to_check_the_chain_the_persons_and_the_papers(self):
        learner, serial = self.records()
        rows.insert(rows.ACCOUNT, {"name": learner, "user": "Administrator"})
        export.export(self.file)
        with zipfile.ZipFile(self.file) as bundle:
            lines = {name: bundle.read(name).splitlines() for name in bundle.namelist() if name.endswith(".jsonl")}
            ring = Keyring(map(PublicKey.from_plain, json.loads(bundle.read("keys.json"))))
            manifest = json.loads(bundle.read("manifest.json"))
            self.assertIn("README.txt", bundle.namelist())
        written = [Record.from_canonical(line) for line in lines["records.jsonl"]]
        self.assertEqual(written, self.stored())
        seals = [json.loads(line) for line in lines["seals.jsonl"]]
        marks = [
            Seal(one["seq"], bytes.fromhex(one["prev"]), bytes.fromhex(one["hash"]), one["key"],
                 bytes.fromhex(one["signature"]))
            for one in seals
        ]  # fmt: skip
        self.assertEqual(check_chain(zip(lines["records.jsonl"], marks, strict=True), ring), len(written))
        self.assertEqual([one["record"] for one in seals], [one.id for one in written])
        self.assertEqual((manifest["records"], manifest["hash"]), (len(written), seals[-1]["hash"]))
        person = json.loads(lines["people.jsonl"][0])
        self.assertEqual(person.pop("learner"), learner)
        salt = bytes.fromhex(person.pop("salt"))
        text = json.dumps(person, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        self.assertEqual(hashlib.sha256(salt + text).hexdigest(), written[0].data["commitment"])
        paper = json.loads(lines["papers.jsonl"][0])
        self.assertEqual((paper["serial"], base64.b64decode(paper["payload"])), (serial, b"paper"))
        self.assertEqual(json.loads(lines["accounts.jsonl"][0]), {"learner": learner, "user": "Administrator"})

    def test_it_is_its_owner_s_alone_holds_no_private_key_and_takes_the_place_of_no_file(self):
        self.records()
        export.export(self.file)
        self.assertEqual(self.file.stat().st_mode & 0o777, 0o600)
        with zipfile.ZipFile(self.file) as bundle:
            everything = b"".join(bundle.read(name) for name in bundle.namelist())
        self.assertNotIn(b"PRIVATE", everything)
        before = self.file.read_bytes()
        with self.assertRaises(FileThere):
            export.export(self.file)
        self.assertEqual(self.file.read_bytes(), before)

    def test_where_it_can_t_be_written_nothing_counts_as_exported(self):
        self.records()
        with self.assertRaises(NotWritten):
            export.export(self.file.parent / "no such folder" / "all.zip")
        self.assertIsNone(export.last())
        self.assertTrue(export.waiting())

    def test_an_erased_person_is_in_no_later_export(self):
        learner, _ = self.records()
        self.put(self.history.erased(learner))
        export.export(self.file)
        with zipfile.ZipFile(self.file) as bundle:
            everything = b"".join(bundle.read(name) for name in bundle.namelist()).decode()
        self.assertNotIn(MAI.name, everything)
        self.assertNotIn(MAI.phone, everything)


class TestRefusal(Removal, unittest.TestCase):
    def refusal(self):
        with self.assertRaises(click.ClickException) as caught:
            removal.before_uninstall()
        return caught.exception.message

    def test_a_site_without_records_may_be_left(self):
        removal.before_uninstall()
        self.assertEqual(export.waiting(), 0)

    def test_records_that_are_in_no_export_stand_in_the_way_and_the_command_is_named(self):
        self.records()
        self.assertIn("bdhvs export", self.refusal())
        export.export(self.file)
        removal.before_uninstall()

    def test_what_came_after_the_last_export_stands_in_the_way(self):
        self.records()
        export.export(self.file)
        self.new_learner()
        self.assertTrue(self.refusal().startswith("1 "))

    def test_an_export_of_another_chain_counts_for_nothing(self):
        self.records()
        export.export(self.file)
        rows.write(f"DELETE FROM {rows.SEAL}")
        self.assertIn("bdhvs export", self.refusal())

    def test_a_site_without_a_key_is_exported_unsealed(self):
        self.ring = Keyring()
        self.records()
        export.export(self.file)
        self.assertEqual(export.waiting(), 0)
        self.assertEqual(sealing.head()[0], 0)


class TestTakingAway(Removal, unittest.TestCase):
    def test_after_a_dry_run_nothing_goes(self):
        removal.before_uninstall()
        with patch.object(removal, "drop_roles") as roles, patch.object(removal, "drop_traces") as traces:
            removal.after_uninstall()
        self.assertFalse(roles.called or traces.called)

    def test_roles_go_with_what_they_were_given_and_another_s_look_alike_stays(self):
        frappe.get_doc({"doctype": "Role", "role_name": "BDHVS Observer", "desk_access": 1}).insert()
        users = {}
        for name, roles in (("one", ["BDHVS Trainer"]), ("both", ["BDHVS Trainer", "BDHVS Observer"])):
            user = frappe.get_doc(
                {"doctype": "User", "email": f"{name}@example.vn", "first_name": name, "send_welcome_email": 0,
                 "roles": [{"role": role} for role in roles]}
            ).insert(ignore_permissions=True)  # fmt: skip
            self.assertEqual(user.user_type, "System User")
            users[name] = user.name
        frappe.get_doc({"doctype": "Custom DocPerm", "parent": "ToDo", "role": "BDHVS Trainer"}).db_insert()
        removal.drop_roles(removal.ROLES)
        left = frappe.get_all("Role", {"name": ("like", "BDHVS%")}, pluck="name")
        self.assertEqual(left, ["BDHVS Observer"])
        self.assertFalse(frappe.get_all("Has Role", {"role": ("in", removal.ROLES)}))
        self.assertFalse(frappe.get_all("Custom DocPerm", {"role": ("in", removal.ROLES)}))
        types = {name: frappe.db.get_value("User", user, "user_type") for name, user in users.items()}
        self.assertEqual(types, {"one": "Website User", "both": "System User"})

    def test_a_file_goes_from_the_disk_although_what_it_was_attached_to_is_gone(self):
        file = frappe.get_doc({"doctype": "File", "file_name": "giay.pdf", "content": b"Mai", "is_private": 1}).insert()
        path = Path(file.get_full_path())
        self.assertTrue(path.exists())
        gone = "BDHVS Gone"  # as a DocType of ours that Frappe has dropped already
        frappe.db.set_value("File", file.name, {"attached_to_doctype": gone, "attached_to_name": "x"})
        removal.drop_traces([gone], [])
        self.assertFalse(frappe.db.exists("File", file.name) or path.exists())

    def test_what_frappe_has_kept_of_our_doctypes_goes_and_of_others_stays(self):
        for doctype in ("BDHVS Unit", "ToDo"):
            frappe.get_doc({"doctype": "Version", "ref_doctype": doctype, "docname": "x", "data": "{}"}).db_insert()
            frappe.get_doc(
                {"doctype": "Deleted Document", "deleted_doctype": doctype, "deleted_name": "x", "data": "{}"}
            ).db_insert()
            frappe.get_doc(
                {"doctype": "User Permission", "user": "Guest", "allow": doctype, "for_value": "x"}
            ).db_insert()
        page = self.file.with_suffix(".pdf")
        page.write_bytes(b"%PDF-")
        with patch.object(site, "own_page", lambda: page):
            removal.drop_traces(["BDHVS Unit", "BDHVS Settings"], [])
        self.assertFalse(page.exists())
        for doctype, column in (("Version", "ref_doctype"), ("Deleted Document", "deleted_doctype"),
                                ("User Permission", "allow")):  # fmt: skip
            left = frappe.get_all(doctype, {column: ("in", ["BDHVS Unit", "ToDo"])}, pluck=column)
            self.assertEqual(left, ["ToDo"], doctype)
        self.assertFalse(frappe.db.sql("SELECT 1 FROM `tabSingles` WHERE doctype = 'BDHVS Settings'"))
        self.assertFalse(frappe.get_all("Scheduled Job Type", {"method": ("like", "bdhvs_lms.%")}))


class TestColumns(unittest.TestCase):
    """Changes a table, which no rollback takes back, and drops it."""

    def setUp(self):
        frappe.db.sql_ddl("CREATE TABLE `tabBdhvs Test` (name varchar(9), bdhvs_unit varchar(9), kept varchar(9))")
        frappe.db.sql_ddl("CREATE INDEX bdhvs_test ON `tabBdhvs Test` (bdhvs_unit)")
        self.addCleanup(frappe.db.sql_ddl, "DROP TABLE `tabBdhvs Test`")

    def test_our_columns_go_with_their_indexes_and_a_field_without_one_is_passed_over(self):
        removal.drop_columns([("Bdhvs Test", "bdhvs_section"), ("Bdhvs Test", "bdhvs_unit")])
        columns = [row[0] if frappe.db.db_type == "mariadb" else row[1] for row in frappe.db.describe("Bdhvs Test")]
        self.assertEqual(columns, ["name", "kept"])
