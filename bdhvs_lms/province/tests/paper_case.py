"""A member with an LMS certificate of a certified course, and means to ask for it. Everything is rolled back."""

from __future__ import annotations

import functools
import io
import tempfile
import unittest
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlencode

import frappe
import frappe.api
import pdfkit
import pypdfium2
from frappe.utils import set_request
from frappe.website.serve import get_response

from bdhvs_lms.movement import claims, records
from bdhvs_lms.movement.claims import Claimant, Writer
from bdhvs_lms.movement.codes import format_serial
from bdhvs_lms.movement.course import Course
from bdhvs_lms.movement.people import Person
from bdhvs_lms.movement.store import Batch
from bdhvs_lms.movement.targets import ACCOUNT
from bdhvs_lms.portal.views import check
from bdhvs_lms.province import keys, papers, rows
from bdhvs_lms.province.host import SiteHost
from bdhvs_lms.province.site import open_store

from .case import SiteCase

UNIT, COURSE_ID, TITLE = "03637", "khoa-thu-giay", "Khóa thử in giấy"
HOLDER = "Lò Thị Mai"
MEMBER, OTHER, MODERATOR, STAFF = (f"{name}@giay.example.vn" for name in ("mai", "khac", "quan.tri", "can.bo"))
DOWNLOAD = "/api/method/frappe.utils.print_format.download_pdf"


class PaperCase(SiteCase, unittest.TestCase):
    """`record` writes the member's completion and paper; until then the certificate has none."""

    def setUp(self):
        super().setUp()
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        for target in (
            patch.object(keys, "folder", lambda: Path(place.name) / "keys"),
            patch.object(pdfkit, "from_string", side_effect=AssertionError("wkhtmltopdf was run")),
            patch.object(check, "certificate_pdf", functools.cache(check.certificate_pdf)),  # half a second each
        ):
            target.start()
            self.addCleanup(target.stop)
        self.addCleanup(setattr, frappe.local, "form_dict", frappe.local.form_dict)
        self.addCleanup(self.forget_request)
        keys.begin("Sở thử")
        for user, roles in ((MEMBER, ()), (OTHER, ()), (MODERATOR, ("Moderator",)), (STAFF, ())):
            self.user(user, roles)
        self.course = self.lms_course(TITLE, enable_certification=1)
        self.certify(self.course, COURSE_ID)
        self.certificate = self.lms_certificate(self.course)

    @staticmethod
    def forget_request():
        """As in a job: Frappe has no request there."""
        if hasattr(frappe.local, "request"):
            del frappe.local.request
        frappe.local.form_dict = frappe._dict()

    # --- the LMS' part ---

    def user(self, email, roles=()):
        row = {"doctype": "User", "name": email, "email": email, "first_name": email, "full_name": email, "enabled": 1}
        frappe.get_doc(row).db_insert()
        for role in ("LMS Student", *roles):
            have = {"doctype": "Has Role", "parent": email, "parenttype": "User", "parentfield": "roles", "role": role}
            frappe.get_doc(have).db_insert()

    def lms_course(self, title, **more):
        course = {
            "doctype": "LMS Course", "title": title, "short_introduction": "Ngắn", "description": "Dài", "published": 1,
            "instructors": [{"instructor": "Administrator"}], **more,
        }  # fmt: skip
        return frappe.get_doc(course).insert().name

    def lms_certificate(self, course, member=MEMBER, owner="Administrator", **more):
        enrollment = {"doctype": "LMS Enrollment", "course": course, "member": member}
        enrolled = frappe.get_doc(enrollment).insert(ignore_permissions=True)
        enrolled.db_set("progress", 100)
        row = {"doctype": papers.DOCTYPE, "course": course, "member": member, "template": "Certificate", **more}
        made = frappe.get_doc(row).insert(ignore_permissions=True)
        made.db_set("owner", owner)
        return made.name

    # --- our part ---

    def record(self, course=None, course_id=COURSE_ID, member=MEMBER, holder=HOLDER):
        """The member's completion and paper, as the site writes them. → serial"""
        store = open_store()
        write = Writer(store.settings(), UNIT, SiteHost(store).means(), "lms")
        claimant = Claimant(Person(holder, 1985), store.unit(UNIT), "citizens")
        learner, people = claims.registered(write, claimant)
        done = write(
            records.COMPLETED,
            {"learner": learner, "course": course_id, "version": "1", "way": ACCOUNT, "day": "2026-03-02",
             "held": False, "claim": claims.account_claim(learner, course_id)},
        )  # fmt: skip
        said = Course(course_id, TITLE, "", (), 1, 80, (), (), version="1")
        paper = claims.certificate_for(claimant, said, store.settings(), write.means, ACCOUNT)
        sheets = claims.issued(write, paper, learner, done.id)
        store.append(Batch(tuple(write.written), people, sheets))
        self.certify(course or self.course, course_id)
        rows.insert(rows.ACCOUNT, {"name": learner, "user": member})
        self.learner, self.serial = learner, paper.serial
        return paper.serial

    @staticmethod
    def certify(course, course_id):
        row = {"name": course_id, "course_id": course_id, "title": TITLE, "lms_course": course, "certified": 1}
        rows.insert_new(rows.COURSE, row)

    def write(self, kind, data):
        store = open_store()
        write = Writer(store.settings(), UNIT, SiteHost(store).means(), "test")
        write(kind, data)
        store.append(Batch(tuple(write.written)))

    # --- the browser's part ---

    def ask(self, path, user=MEMBER, **query):
        """An answer of the API or of the website, as a user gets it."""
        frappe.set_user(user)
        set_request(method="GET", path=path, query_string=urlencode(query), headers={"Accept": "text/html"})
        frappe.local.form_dict = frappe._dict(query)
        frappe.local.response = frappe._dict(docs=[])
        frappe.local.request_ip = "127.0.0.1"
        try:
            return frappe.api.handle(frappe.local.request) if path.startswith("/api/") else get_response()
        finally:
            frappe.set_user("Administrator")

    def download(self, user=MEMBER, name=None, path=DOWNLOAD, **query):
        return self.ask(path, user, doctype=papers.DOCTYPE, name=name or self.certificate, **query)

    def assert_paper(self, answer, serial=None, holder=HOLDER):
        self.assertEqual((answer.status_code, answer.mimetype), (200, "application/pdf"))
        self.assert_is_paper(answer.get_data(), serial, holder)

    def assert_is_paper(self, content, serial=None, holder=HOLDER, page=0):
        said = text(content, page)
        self.assertIn(format_serial(serial or self.serial), said)
        self.assertIn(holder, said)
        self.assertIn(TITLE, said)


def text(content, page=0):
    sheet = pypdfium2.PdfDocument(io.BytesIO(content))[page]
    return " ".join(sheet.get_textpage().get_text_bounded().split())
