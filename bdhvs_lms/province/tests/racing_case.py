"""Requests at once, each with a connection of its own; what they commit is taken away by who tests."""

from __future__ import annotations

import unittest

import frappe


class RacingCase(unittest.TestCase):
    """On MariaDB alone."""

    maxDiff = None
    """What was raised is told whole: a deadlock isn't a wait that was too long."""

    def setUp(self):
        if frappe.db.db_type != "mariadb":
            self.skipTest("one writer at a time on SQLite: the second waits and is refused, not interleaved")
        self.site = frappe.local.site

    def connected(self, work, *given):
        """What `work` returns within a request of its own, for a thread."""
        frappe.init(self.site)
        frappe.connect()
        try:
            frappe.db.sql("SELECT 1 FROM `tabBDHVS Record` LIMIT 1")  # the snapshot is taken here
            return work(*given)
        finally:
            frappe.db.rollback()
            frappe.destroy()
