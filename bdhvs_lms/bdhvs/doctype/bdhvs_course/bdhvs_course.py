"""A course that counts: one kept in files, or one written in the LMS, with the LMS course it stands for."""

import frappe
from frappe import _
from frappe.model.document import Document


class BDHVSCourse(Document):
    """Made by publishing, or when an LMS course is certified or gets a poster; managers say whether it is certified."""

    def before_insert(self):
        frappe.throw(_("Courses come from files or from the LMS, and can't be made here."), frappe.PermissionError)

    def validate(self):
        before = self.get_doc_before_save()
        for field in self.meta.get_valid_fields():
            if field != "certified" and self.meta.has_field(field):
                self.set(field, before.get(field))
        if self.certified and not before.certified and self.source == "LMS":
            self._admit()

    def _admit(self):
        """Papers say the title that the course is certified under, whatever it is called later."""
        course = frappe.db.get_value("LMS Course", self.lms_course, ["title", "paid_certificate"], as_dict=True)
        if course is None:
            frappe.throw(_("There is no LMS course “{0}”.").format(self.lms_course), frappe.DoesNotExistError)
        if course.paid_certificate:
            frappe.throw(_("The LMS sells this course's certificate after an evaluation; it can't be certified here."))
        self.title = course.title
