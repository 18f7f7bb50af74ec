"""A course that counts: one kept in files, or one written in the LMS, with the LMS course it stands for."""

from frappe.model.document import Document


class BDHVSCourse(Document):
    """Made by publishing, or when an LMS course is first completed or gets a poster."""
