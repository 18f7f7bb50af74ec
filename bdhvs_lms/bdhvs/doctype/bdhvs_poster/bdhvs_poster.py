"""A poster of a unit: which lesson it leads to, and where it hangs. Its code is printed and never changes."""

import frappe
from frappe import _
from frappe.model.document import Document

from bdhvs_lms.province import posters


class BDHVSPoster(Document):
    """Named by its code, which says unit, lesson, channel and place; none of them can be changed."""

    def before_insert(self):
        self.lesson = (self.lesson or "").strip().upper()
        self.place = self.place or posters.free_place(self.unit, self.lesson, self.channel)
        self.code = posters.code_of(self.unit, self.lesson, self.channel, self.place)
        course, lesson = posters.lesson_of(self.lesson)
        self.lesson_title, self.course_title = lesson.title[:140], course.title[:140]

    def validate(self):
        if self.name != posters.code_of(self.unit, self.lesson, self.channel, self.place):
            frappe.throw(_("A poster's unit, lesson, channel and place number can't be changed: its code is printed."))
