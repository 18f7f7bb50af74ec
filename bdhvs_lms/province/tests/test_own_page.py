"""The issuer's own page for papers: checked when it is uploaded, printed on from then on."""

from __future__ import annotations

import tempfile
from pathlib import Path
from unittest.mock import patch

import frappe

from ...portal.views import check
from ...printing import certificates, own_pages
from .. import own_page, permissions, site
from .paper_case import OTHER, PaperCase, text

SHOWN = "Mẫu giấy của Sở"
PAGE = Path(certificates.__file__).parents[2] / "docs" / "mau-giay.html"
BOX = '<div style="position: absolute; left: 20mm; top: 3mm; width: 60mm; font-size: 10pt">{}</div>'


class TestOwnPage(PaperCase):
    def setUp(self):
        super().setUp()
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.kept = Path(place.name) / "bdhvs" / "giay-xac-nhan.pdf"
        for target in (patch.object(site, "own_page", lambda: self.kept),
                       patch.object(check, "certificate_pdf", certificates.certificate_pdf)):  # fmt: skip
            target.start()
            self.addCleanup(target.stop)
        self.record()

    def upload(self, content, name, private=1):
        file = {"doctype": "File", "file_name": name, "content": content, "is_private": private}
        made = frappe.get_doc(file).insert(ignore_permissions=True)
        self.addCleanup(Path(made.get_full_path()).unlink, missing_ok=True)
        return made.file_url

    def choose(self, address):
        frappe.clear_document_cache("BDHVS Settings", "BDHVS Settings")
        settings = frappe.get_doc("BDHVS Settings")
        settings.update({"issuer": "Sở thử", "certificate_page": address}).save()

    def test_papers_are_printed_on_the_page_that_was_uploaded_until_it_is_taken_away(self):
        before = text(self.download().get_data())
        self.choose(self.upload(form(), "mau.pdf"))
        answer = self.download()
        self.assert_paper(answer)
        self.assertIn(SHOWN, text(answer.get_data()))
        self.choose("")
        self.assertFalse(self.kept.exists())
        self.assertEqual(text(self.download().get_data()), before)

    def test_a_page_that_lacks_something_is_refused_with_all_that_it_lacks(self):
        for content, name in ((b"<div style='height:10mm'>{{ holder }}</div>", "mau.html"), (b"%PDF-", "mau.pdf"),
                              (b"{{ ''.__class__.__mro__ }}", "mau.html")):  # fmt: skip
            with self.assertRaises(frappe.ValidationError):
                self.choose(self.upload(content, name))
            self.assertFalse(self.kept.exists())

    def test_a_public_file_or_one_that_is_not_there_is_refused(self):
        for address in (self.upload(form(), "mau.pdf", private=0), "/private/files/../site_config.json"):
            with self.assertRaises(frappe.ValidationError):
                self.choose(address)

    def test_a_manager_of_the_movement_cannot_change_the_page(self):
        address = self.upload(form(), "mau.pdf")
        have = {"doctype": "Has Role", "parent": OTHER, "parenttype": "User", "parentfield": "roles"}
        frappe.get_doc({**have, "role": permissions.MANAGER}).db_insert()
        frappe.clear_cache(user=OTHER)
        frappe.set_user(OTHER)
        with self.assertRaises(frappe.PermissionError):
            self.choose(address)
        with self.assertRaises(frappe.PermissionError):
            own_page.checked(address)


def form():
    """The example of the documents with a text of its own, as a department's PDF form."""
    html = PAGE.read_text(encoding="utf-8").replace("</body>", BOX.format(SHOWN) + "</body>")
    return own_pages.form_of(html.encode())
