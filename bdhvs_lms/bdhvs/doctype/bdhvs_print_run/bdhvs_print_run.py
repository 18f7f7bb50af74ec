"""Papers of a unit, a course or a month that somebody has printed at once. Its files are deleted after a week."""

from frappe.model.document import Document

from bdhvs_lms.province import print_runs

KEPT = ("state", "papers", "refused", "why", "printed_at")
"""What the job writes, past this class; `read_only` binds the screen alone."""
CHOSEN = ("unit", "course", "month", "kind")


class BDHVSPrintRun(Document):
    def before_insert(self):
        self.update({**dict.fromkeys(KEPT), "state": print_runs.QUEUED})

    def validate(self):
        self.month = (self.month or "").strip()
        if not self.is_new():
            self.update({name: self.get_db_value(name) for name in (*KEPT, *CHOSEN)})
        print_runs.check(self)

    def after_insert(self):
        print_runs.begin(self)
