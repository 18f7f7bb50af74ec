"""A lesson's permanent code, as posters carry it, and the LMS lesson and quiz it stands for."""

from frappe.model.document import Document


class BDHVSLesson(Document):
    """Links follow what the LMS renames; the code never changes."""
