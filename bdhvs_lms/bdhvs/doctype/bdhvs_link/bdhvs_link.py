"""Two learners who are, or may be, one person."""

from bdhvs_lms.bdhvs.written import Written


class BDHVSLink(Written):
    """Written by the store alone."""
