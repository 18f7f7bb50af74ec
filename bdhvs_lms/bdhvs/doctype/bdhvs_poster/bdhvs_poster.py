"""A poster of a unit: which lesson it leads to, and where it hangs. Its code is printed and never changes."""

import frappe
from frappe import _
from frappe.model.document import Document

from bdhvs_lms.province import posters

KEPT = ("lesson_title", "course_title", "printed_on")
"""What the app itself writes, past this class."""


class BDHVSPoster(Document):
    """Named by its code, which says unit, lesson, channel and place; none of them can be changed."""

    def before_insert(self):
        self.lesson = (self.lesson or "").strip().upper()
        self.place = self.place or posters.free_place(self.unit, self.lesson, self.channel)
        self.code = posters.code_of(self.unit, self.lesson, self.channel, self.place)
        course, lesson = posters.lesson_of(self.lesson)
        self.lesson_title, self.course_title, self.printed_on = lesson.title[:140], course.title[:140], None

    def validate(self):
        if not self.is_new():
            self.update({name: self.get_db_value(name) for name in KEPT})
        if self.name != posters.code_of(self.unit, self.lesson, self.channel, self.place):
            frappe.throw(_("A poster's unit, lesson, channel and place number can't be changed: its code is printed."))
