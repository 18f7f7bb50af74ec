"""The LMS' certificates are ours: each way to one gives the record's paper, to those who may have it, or nothing."""

from __future__ import annotations

import io
import itertools
import json
from unittest.mock import patch

import frappe
import pypdfium2
from pypdf import PdfReader

from bdhvs_lms.movement import records
from bdhvs_lms.movement.codes import format_serial
from bdhvs_lms.province import papers, printouts

from .paper_case import DOWNLOAD, HOLDER, MEMBER, MODERATOR, OTHER, STAFF, TITLE, UNIT, PaperCase, text


class TestDownload(PaperCase):
    def test_the_member_gets_the_record_s_paper_whatever_the_address_asks_for(self):
        self.record()
        forms = (
            {},
            {"format": "Certificate"},
            {"format": "Standard"},
            {"format": papers.FORMAT},
            {"pdf_generator": "wkhtmltopdf"},
            {"format": "Certificate", "pdf_generator": "wkhtmltopdf", "no_letterhead": "1", "language": "en"},
            {"pdf_generator": "chrome", "print_format": "Certificate"},
        )
        for form in forms:
            with self.subTest(form=form):
                self.assert_paper(self.download(**form))
        for path in (
            "/api/v2/method/frappe.utils.print_format.download_pdf",
            "/api/method/frappe.utils.weasyprint.download_pdf",
            "/api/method/frappe.printing.doctype.print_format.print_format.download_pdf",
        ):
            with self.subTest(path=path):
                self.assert_paper(self.download(path=path, print_format="Certificate"))

    def test_the_lms_page_of_a_certificate_leads_to_it(self):
        self.record()
        frappe.local.form_dict = frappe._dict(certificate_id=self.certificate)
        from lms.www import certificate

        with self.assertRaises(frappe.Redirect):
            certificate.get_context(frappe._dict())
        path, _, query = frappe.local.flags.redirect_location.partition("?")
        self.assert_paper(self.ask(path, **dict(pair.split("=") for pair in query.replace("+", " ").split("&"))))

    def test_staff_get_it_and_others_don_t(self):
        self.record()
        frappe.get_doc("User", STAFF).add_roles("BDHVS Unit Staff")
        self.assertEqual(self.download(STAFF).status_code, 403)
        allowed = {"doctype": "User Permission", "user": STAFF, "allow": "BDHVS Unit", "for_value": UNIT}
        frappe.get_doc(allowed).insert()
        manager, creator, evaluator = (f"{name}@giay.example.vn" for name in ("tinh", "soan", "cham"))
        self.user(manager, ["BDHVS Manager"])
        self.user(creator, ["Course Creator"])
        self.user(evaluator, ["Batch Evaluator"])
        for user in (MODERATOR, STAFF, manager, "Administrator"):
            with self.subTest(user=user):
                self.assert_paper(self.download(user))
        for user in (OTHER, creator, evaluator, "Guest"):
            with self.subTest(user=user):
                answer = self.download(user)
                self.assertEqual(answer.status_code, 403)
                self.assertNotIn(HOLDER, answer.get_data(as_text=True))

    def test_a_certificate_that_the_lms_publishes_prints_for_nobody_more(self):
        self.record()
        frappe.db.set_value(papers.DOCTYPE, self.certificate, "published", 1)
        for user in (OTHER, "Guest"):
            for path in (DOWNLOAD, "/printview"):
                with self.subTest(user=user, path=path):
                    answer = self.download(user, path=path)
                    self.assertEqual(answer.status_code, 403)
                    self.assertNotIn(HOLDER, answer.get_data(as_text=True))
        self.assert_paper(self.download())

    def test_a_certificate_without_a_record_prints_nothing_and_says_so(self):
        answer = self.download()
        self.assertEqual((answer.status_code, answer.mimetype), (404, "text/html"))
        self.assertIn('lang="vi"', answer.get_data(as_text=True))

    def test_a_revoked_paper_is_gone(self):
        self.write_revoked()
        self.assertEqual(self.download().status_code, 410)

    def write_revoked(self):
        self.write(records.REVOKED, {"serial": self.record(), "reason": "cấp nhầm"})

    def test_the_paper_of_who_was_erased_is_gone(self):
        self.record()
        self.write(records.ERASED, {"learner": self.learner})
        answer = self.download()
        self.assertEqual(answer.status_code, 410)
        self.assertNotIn(HOLDER, answer.get_data(as_text=True))

    def test_what_the_lms_row_says_is_not_printed(self):
        serial = self.record()
        changed = {"issue_date": "2020-01-01", "member_name": "Người Khác", "course_title": "Khóa khác"}
        frappe.db.set_value(papers.DOCTYPE, self.certificate, changed)
        answer = self.download()
        self.assert_paper(answer, serial)
        for lie in ("2020", "Người Khác", "Khóa khác"):
            self.assertNotIn(lie, text(answer.get_data()))

    def test_a_row_moved_to_another_course_or_member_or_serial_prints_nothing_of_this_one(self):
        self.record()
        another = self.lms_course("Khóa chưa học", enable_certification=1)
        for change in ({"course": another}, {"member": OTHER}):
            with self.subTest(change=change):
                before = frappe.db.get_value(papers.DOCTYPE, self.certificate, list(change), as_dict=True)
                frappe.db.set_value(papers.DOCTYPE, self.certificate, {**change, papers.SERIAL: self.serial})
                self.assertEqual(self.download("Administrator").status_code, 404)
                frappe.db.set_value(papers.DOCTYPE, self.certificate, before)

    def test_a_renamed_course_and_member_keep_their_paper(self):
        self.record()
        frappe.rename_doc("LMS Course", self.course, "khoa-da-doi-ten", force=True)
        self.assert_paper(self.download())

    def test_other_documents_are_printed_by_frappe(self):
        with patch.object(frappe, "get_print", return_value=b"%PDF-frappe") as printed:
            answer = self.ask(DOWNLOAD, "Administrator", doctype="User", name=OTHER, format="Standard", no_letterhead=1)
        self.assertEqual(answer.get_data(), b"%PDF-frappe")
        self.assertEqual(printed.call_args.args, ("User", OTHER, "Standard"))
        self.assertEqual(printed.call_args.kwargs["no_letterhead"], 1)

    def test_another_app_s_earlier_override_still_answers_for_other_documents(self):
        ours = f"{printouts.__name__}.download_pdf"
        hooks = {"frappe.utils.print_format.download_pdf": ["frappe.ping", ours]}
        with patch.object(frappe, "get_hooks", return_value=hooks):
            self.assertIs(printouts.original("frappe.utils.print_format.download_pdf"), frappe.ping)


class TestTheLmsOwn(PaperCase):
    """Certificates of what isn't certified here: the LMS prints them as before, ours is neither format nor paper."""

    def setUp(self):
        super().setUp()
        course = self.lms_course("Khóa của thầy", enable_certification=1)
        batch = {"doctype": papers.DOCTYPE, "name": "cua-lop", "batch_name": "lop-thu", "member_name": HOLDER}
        frappe.get_doc({**batch, "member": MEMBER, "template": papers.FORMAT, "owner": MEMBER}).db_insert()
        frappe.db.set_value("User", MEMBER, "full_name", HOLDER)
        self.own = {"course": self.lms_certificate(course, owner=MEMBER), "batch": "cua-lop"}
        frappe.db.set_value(papers.DOCTYPE, self.own["course"], "template", papers.FORMAT)

    def assert_theirs(self, html):
        self.assertRegex(html, "certificate-container|certificate-footer")  # of develop, of v2.44
        self.assertIn(HOLDER, html)
        self.assertNotIn("data-bdhvs-paper", html)

    def test_they_are_downloaded_in_the_lms_format_whatever_their_rows_and_the_address_say(self):
        form = {"format": papers.FORMAT}
        for (kind, name), query in itertools.product(self.own.items(), (form, {}, {"format": "Certificate"})):
            with self.subTest(kind=kind, query=query), patch("frappe.utils.pdf.get_pdf", return_value=b"%PDF") as made:
                self.assertEqual(self.download("Administrator", name, **query).get_data(), b"%PDF")
                self.assert_theirs(made.call_args.args[0])

    def test_they_are_shown_in_the_lms_format_on_the_print_page_and_in_desk(self):
        preview = "/api/method/frappe.www.printview.get_html_and_style"
        for kind, name in self.own.items():
            for form in ({"format": papers.FORMAT}, {}):
                with self.subTest(kind=kind, form=form):
                    page = self.download("Administrator", name, "/printview", **form)
                    self.assert_theirs(page.get_data(as_text=True))
            with self.subTest(kind=kind):
                given = {"doc": papers.DOCTYPE, "name": name, "print_format": papers.FORMAT}
                self.assert_theirs(
                    json.loads(self.ask(preview, "Administrator", **given).get_data())["message"]["html"]
                )

    def test_a_python_caller_gets_them_in_the_lms_format(self):
        self.forget_request()
        for name in self.own.values():
            with patch("frappe.utils.pdf.get_pdf", return_value=b"%PDF") as made:
                self.assertEqual(frappe.get_print(papers.DOCTYPE, name, papers.FORMAT, as_pdf=True), b"%PDF")
            self.assert_theirs(made.call_args.args[0])

    def test_a_row_that_the_lms_makes_names_the_lms_format(self):
        course = self.lms_course("Khóa khác của thầy", enable_certification=1)
        made = self.lms_certificate(course, template=papers.FORMAT)
        self.assertEqual(frappe.db.get_value(papers.DOCTYPE, made, "template"), "Certificate")
        self.certify(course, "khoa-khac-cua-thay")
        made = self.lms_certificate(course, OTHER, template=papers.FORMAT)
        self.assertEqual(frappe.db.get_value(papers.DOCTYPE, made, "template"), papers.FORMAT)

    def test_one_that_carries_a_code_without_its_record_is_not_printed_as_theirs(self):
        frappe.db.set_value(papers.DOCTYPE, self.own["course"], papers.SERIAL, "19EQKAQ54T4231YCR")
        self.assertEqual(self.download("Administrator", self.own["course"]).status_code, 404)


class TestPrinting(PaperCase):
    def test_the_print_page_shows_the_record_whatever_format_is_asked_for(self):
        self.record()
        for form in ({}, {"format": "Certificate"}, {"format": "Standard"}):
            with self.subTest(form=form):
                answer = self.download(path="/printview", **form)
                said = answer.get_data(as_text=True)
                self.assertEqual(answer.status_code, 200)
                for shown in (HOLDER, TITLE, format_serial(self.serial), f"/x/{self.serial}"):
                    self.assertIn(shown, said)

    def test_the_print_page_is_closed_to_others(self):
        self.record()
        for user in (OTHER, "Guest"):
            answer = self.download(user, path="/printview", format="Certificate")
            self.assertEqual(answer.status_code, 403)
            self.assertNotIn(HOLDER, answer.get_data(as_text=True))

    def test_formats_of_the_builder_are_not_printed_either(self):
        self.record()
        frappe.db.set_value("Print Format", "Certificate", "print_format_builder_beta", 1)  # as in LMS v2.44
        self.addCleanup(frappe.clear_document_cache, "Print Format", "Certificate")
        self.assertIn(HOLDER, self.download(path="/printview", format="Certificate").get_data(as_text=True))

    def test_an_lms_that_lets_everybody_print_does_not_open_it(self):
        self.record()
        rule = "lms.lms.doctype.lms_certificate.lms_certificate.has_website_permission"
        with patch(rule, return_value=True):  # as in LMS v2.44
            for path in ("/printview", DOWNLOAD):
                self.assertEqual(self.download("Guest", path=path).status_code, 403)

    def test_the_print_page_of_a_certificate_without_a_record_says_so(self):
        self.assertEqual(self.download(path="/printview", format="Certificate").status_code, 404)

    def test_desk_s_preview_shows_the_record_and_no_document_that_was_sent_along(self):
        self.record()
        path = "/api/method/frappe.www.printview.get_html_and_style"
        sent = json.dumps({"doctype": papers.DOCTYPE, "name": self.certificate, "member_name": "Người Khác"})
        for query in ({"doc": papers.DOCTYPE, "name": self.certificate}, {"doc": sent}):
            answer = self.ask(path, "Administrator", print_format="Certificate", **query)
            html = json.loads(answer.get_data())["message"]["html"]
            self.assertIn(HOLDER, html)
            self.assertNotIn("Người Khác", html)

    def test_a_python_caller_gets_the_paper_by_our_format_and_never_wkhtmltopdf(self):
        self.record()
        self.assert_is_paper(frappe.get_print(papers.DOCTYPE, self.certificate, papers.FORMAT, as_pdf=True))
        self.forget_request()
        with self.assertRaises(frappe.ValidationError):
            frappe.get_print(papers.DOCTYPE, self.certificate, "Certificate", as_pdf=True)

    def test_many_in_one_file_are_the_records_papers(self):
        self.record()
        names = json.dumps([self.certificate, self.certificate])
        path = "/api/method/frappe.utils.print_format.download_multi_pdf"
        answer = self.ask(
            path, "Administrator", doctype=papers.DOCTYPE, name=names, format="Certificate", pdf_generator="wkhtmltopdf"
        )
        for page in (0, 1):
            self.assert_is_paper(answer.get_data(), page=page)

    def test_many_in_one_file_leave_out_those_of_others(self):
        self.record()
        path = "/api/method/frappe.utils.print_format.download_multi_pdf"
        answer = self.ask(path, OTHER, doctype=papers.DOCTYPE, name=json.dumps([self.certificate]))
        self.assertEqual(len(PdfReader(io.BytesIO(answer.get_data())).pages), 0)

    def test_a_page_that_says_it_is_a_paper_of_ours_is_not_believed(self):
        self.record()
        self.assertIsNone(printouts.generate(f'<div data-bdhvs-paper="{"0" * 32}">'))

    def test_a_file_with_a_password_opens_with_it_alone(self):
        self.record()
        content = frappe.get_print(papers.DOCTYPE, self.certificate, papers.FORMAT, as_pdf=True, password="mật")
        with self.assertRaises(pypdfium2.PdfiumError):
            pypdfium2.PdfDocument(io.BytesIO(content))

    def mail(self, **attachment):
        told = {"print_format_attachment": 1, "doctype": papers.DOCTYPE, "name": self.certificate, **attachment}
        return frappe._dict(attachments=json.dumps([told]))

    def test_mail_carries_the_paper_and_no_html_of_the_sender(self):
        self.record()
        mail = self.mail(print_format="Certificate", html="<h1>Người Khác</h1>", lang="vi")
        frappe.set_user(MEMBER)
        printouts.before_mail(mail)
        attached = json.loads(mail.attachments)[0]
        attached.pop("print_format_attachment")
        self.assert_is_paper(frappe.attach_print(**attached)["fcontent"])

    def test_nobody_mails_another_s_paper(self):
        self.record()
        frappe.set_user(OTHER)
        with self.assertRaises(frappe.PermissionError):
            printouts.before_mail(self.mail(print_format="Certificate"))
