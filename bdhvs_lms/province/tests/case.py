"""A site's store emptied for one test, whose writes are rolled back: the site stays as it was."""

from __future__ import annotations

import dataclasses

import frappe

from bdhvs_lms.province import kept, rows
from bdhvs_lms.province.store import SiteStore
from bdhvs_lms.trust import Keyring, PublicKey, SigningKey


class Courses:
    """The courses that a store shows."""

    def __init__(self, courses):
        self.courses = courses

    def course(self, course_id):
        return next((course for course in self.courses if course.id == course_id), None)

    def lesson(self, code):
        found = [(course, lesson) for course in self.courses for lesson in course.lessons if lesson.code == code]
        return found[0] if found else None

    def asset(self, course_id, name):
        return None


class SiteCase:
    """A mixin, to be named before `StoreContract` and `unittest.TestCase`."""

    def setUp(self):
        frappe.set_user("Administrator")
        frappe.db.rollback()
        self.addCleanup(self._leave)
        super().setUp()

    @staticmethod
    def _leave():
        frappe.set_user("Administrator")
        frappe.db.rollback()
        frappe.clear_document_cache(kept.SETTINGS, kept.SETTINGS)

    def make_store(self, *, units, groups, targets, denominators, courses, settings):
        for table in rows.ALL:
            rows.write(f"DELETE FROM {table}")
        kept.add(units, groups, targets, denominators)
        said = dataclasses.asdict(settings)
        key = SigningKey.generate()
        ring = Keyring([PublicKey(key.public, said.pop("issuer"), "2026-01-01")], key)
        frappe.db.set_single_value(kept.SETTINGS, said, update_modified=False)
        # Same ids as the history's would be two records under one id: the store draws its own, of the same moments.
        return SiteStore(Courses(courses), lambda: ring, self.clock, self.history.new_id)
