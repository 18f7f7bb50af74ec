"""The site's records are one signed chain, made piece by piece by one job while others go on writing."""

from __future__ import annotations

import threading
import unittest
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import frappe
import uuid_utils

from bdhvs_lms.province import rows, sealing
from bdhvs_lms.province.site import open_store, utc_now
from bdhvs_lms.testing import Clock, History
from bdhvs_lms.testing.case import MAI, SAFETY, ContractCase
from bdhvs_lms.trust import SigningKey, check_chain

from .case import SiteCase


class TestSealing(SiteCase, ContractCase, unittest.TestCase):
    def setUp(self):
        super().setUp()
        self.signer = self.store.keyring.signer
        pieces = patch.object(sealing, "PIECE", 3)
        pieces.start()
        self.addCleanup(pieces.stop)

    def seal(self):
        after = ""
        while piece := sealing.seal_piece(self.signer, after):
            after = piece[-1]

    def chain(self):
        return [(record.canonical(), mark) for record, mark in self.store.records() if mark]

    def test_every_record_gets_its_place_and_the_chain_verifies(self):
        for _ in range(8):
            self.new_learner()
        before = self.stored()
        self.seal()
        self.assertEqual(check_chain(self.chain(), self.store.keyring), 8)
        self.assertEqual(self.stored(), before)

    def test_a_record_that_came_late_with_an_earlier_entry_is_sealed_too(self):
        self.new_learner()
        late = self.stored()[0].id
        for _ in range(4):
            self.new_learner()
        rows.write(f"UPDATE {rows.RECORD} SET entry = 'f' WHERE name = %s", late)
        self.seal()
        rows.write(f"UPDATE {rows.RECORD} SET entry = '0' WHERE name = %s", late)
        rows.write(f"DELETE FROM {rows.SEAL} WHERE name = %s", late)
        self.seal()
        self.assertEqual(check_chain(self.chain(), self.store.keyring), 5)
        self.assertEqual(self.chain()[-1][0], next(one for one in self.stored() if one.id == late).canonical())

    def test_a_job_that_was_killed_between_pieces_is_taken_up_where_it_stopped(self):
        for _ in range(7):
            self.new_learner()
        self.assertEqual(len(sealing.seal_piece(self.signer)), 3)
        self.assertEqual(len(self.chain()), 3)
        self.seal()
        self.assertEqual(check_chain(self.chain(), self.store.keyring), 7)
        self.assertEqual(list(sealing.seal_piece(self.signer)), [])

    def test_records_are_read_from_a_position_on_whether_sealed_or_not(self):
        for _ in range(5):
            self.new_learner()
        sealing.seal_piece(self.signer)
        written = self.stored()
        for after in range(7):
            self.assertEqual([record for record, _ in self.store.records(after)], written[after:])

    def test_what_is_sealed_while_somebody_reads_comes_once(self):
        for _ in range(8):
            self.new_learner()
        sealing.seal_piece(self.signer)
        written, seen = self.stored(), []
        for record, _ in self.store.records():
            seen.append(record)
            if len(seen) == 4:
                self.seal()
        self.assertEqual(seen, written)

    def test_the_frequent_job_leaves_old_arrivals_to_the_nightly_one(self):
        self.new_learner()
        self.new_learner()
        old = self.stored()[0].id
        rows.write(f"UPDATE {rows.RECORD} SET entry = '00000000-0000-7000-8000-000000000000' WHERE name = %s", old)
        with patch.object(sealing.keys, "load", lambda: self.store.keyring), patch.object(frappe.db, "commit"):
            self.assertEqual(sealing.seal_recent(), 1)
            self.assertEqual(sealing.seal(), 1)
            self.assertEqual(sealing.seal(), 0)

    def test_without_a_signing_key_nothing_is_sealed_and_nothing_fails(self):
        self.new_learner()
        keyless = type(self.store.keyring)()
        with patch.object(sealing.keys, "load", lambda: keyless), patch.object(frappe.db, "commit"):
            self.assertEqual(sealing.seal(), 0)
        self.assertEqual(self.chain(), [])

    def test_everything_that_is_shown_is_made_anew_from_sealed_records_with_the_same_result(self):
        learner = self.new_learner(MAI)
        done = self.history.completed(learner, SAFETY)
        self.put(done, self.history.issued(done))
        self.seal()
        before = self.snapshot()
        self.store.rebuild()
        self.assertEqual(self.snapshot(), before)

    def test_two_seals_never_have_one_number(self):
        self.new_learner()
        self.new_learner()
        self.seal()
        with self.assertRaises(Exception) as caught:
            rows.write(f"UPDATE {rows.SEAL} SET seq = 1")
        self.assertTrue(frappe.db.is_unique_key_violation(caught.exception), caught.exception)


class TestSealingAtOnce(unittest.TestCase):
    """Commits, and takes its records away again."""

    def setUp(self):
        if frappe.db.db_type != "mariadb":
            self.skipTest("one writer at a time on SQLite: the second waits and is refused, not interleaved")
        self.site, self.key = frappe.local.site, SigningKey.generate()
        self.history = History(Clock(utc_now()), "sealing", "T0012")
        self.history.new_id = lambda: str(uuid_utils.uuid7())
        frappe.db.rollback()
        self.standing = {row["name"] for row in rows.select(f"SELECT name FROM {rows.SEAL}")}
        self.addCleanup(self.clear)

    def clear(self):
        frappe.db.rollback()
        for row in rows.select(f"SELECT name FROM {rows.SEAL}"):
            if row["name"] not in self.standing:
                rows.write(f"DELETE FROM {rows.SEAL} WHERE name = %s", row["name"])
        rows.write(f"DELETE FROM {rows.RECORD} WHERE host = 'sealing'")
        open_store().rebuild()
        frappe.db.commit()

    def connected(self, work):
        frappe.init(self.site)
        frappe.connect()
        try:
            return work()
        finally:
            frappe.db.rollback()
            frappe.destroy()

    def write(self, count):
        for _ in range(count):
            open_store().append(self.history.batch(self.history.registered()))
        frappe.db.commit()

    def test_two_jobs_at_once_make_one_chain(self):
        self.write(12)
        held, asked = threading.Event(), threading.Event()

        def first():
            sealed = len(sealing.seal_piece(self.key))
            held.set()
            asked.wait(10)
            frappe.db.commit()
            return sealed

        def second():
            held.wait(10)
            asked.set()
            sealed = len(sealing.seal_piece(self.key))
            frappe.db.commit()
            return sealed

        with patch.object(sealing, "PIECE", 5), ThreadPoolExecutor(2) as pool:
            sealed = sum(one.result() for one in [pool.submit(self.connected, work) for work in (first, second)])
        frappe.db.rollback()
        numbers = [row["seq"] for row in rows.select(f"SELECT seq FROM {rows.SEAL} ORDER BY seq")]
        self.assertEqual(sealed, 10)
        self.assertEqual(numbers, list(range(1, len(numbers) + 1)))

    def test_who_appends_does_not_wait_for_the_job(self):
        self.write(3)
        sealing.seal_piece(self.key)  # and holds the chain, uncommitted

        def append():
            frappe.db.sql("SET innodb_lock_wait_timeout = 1")
            self.write(2)
            return True

        with ThreadPoolExecutor(1) as pool:
            self.assertTrue(pool.submit(self.connected, append).result())
        frappe.db.commit()
        sealing.seal_piece(self.key)
        frappe.db.commit()
        left = rows.select(
            f"SELECT record.name FROM {rows.RECORD} record LEFT JOIN {rows.SEAL} seal ON seal.name = record.name"
            " WHERE seal.name IS NULL AND host = 'sealing'"
        )
        self.assertEqual(left, [])
