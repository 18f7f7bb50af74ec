"""The site's signing key: made once, for the issuer that staff name, and read by its owner alone."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path
from unittest.mock import patch

import frappe

from bdhvs_lms.movement.errors import InvalidFile, KeyFileUnsafe
from bdhvs_lms.province import kept, keys
from bdhvs_lms.province.site import open_store

from .case import SiteCase


class TestKeys(SiteCase, unittest.TestCase):
    def setUp(self):
        super().setUp()
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.folder = Path(place.name) / "keys"
        patched = patch.object(keys, "folder", lambda: self.folder)
        patched.start()
        self.addCleanup(patched.stop)
        self.settings = frappe.get_doc(kept.SETTINGS)
        self.settings.issuer = ""

    def test_the_keys_lie_where_neither_desk_nor_the_web_serves_files(self):
        patch.stopall()
        place = Path(frappe.get_site_path("private", "bdhvs", "keys")).resolve()
        self.assertNotIn("files", place.relative_to(Path(frappe.get_site_path()).resolve()).parts)

    def test_before_an_issuer_is_named_there_is_no_key_and_nothing_fails(self):
        self.settings.save()
        self.assertFalse(self.folder.exists())
        self.assertIsNone(open_store().keyring.signer)
        self.assertEqual(open_store().settings().issuer, "")

    def test_naming_the_issuer_makes_a_key_that_only_its_owner_reads(self):
        self.settings.issuer = " Tỉnh đoàn Lai Châu "
        self.settings.save()
        self.assertEqual(open_store().settings().issuer, "Tỉnh đoàn Lai Châu")
        self.assertTrue(open_store().keyring.signer)
        self.assertEqual({path.stat().st_mode & 0o777 for path in self.folder.iterdir()}, {0o600})
        self.assertEqual(self.folder.stat().st_mode & 0o777, 0o700)

    def test_a_key_speaks_for_one_issuer(self):
        keys.begin("Tỉnh đoàn Lai Châu")
        self.settings.issuer = "Sở khác"
        with self.assertRaises(frappe.ValidationError):
            self.settings.save()
        with self.assertRaises(InvalidFile):
            keys.begin("Sở khác")

    def test_a_key_that_others_can_read_is_not_used(self):
        keys.begin("Tỉnh đoàn Lai Châu")
        (self.folder / keys.RING).chmod(0o644)
        with self.assertRaises(KeyFileUnsafe):
            open_store().settings()
