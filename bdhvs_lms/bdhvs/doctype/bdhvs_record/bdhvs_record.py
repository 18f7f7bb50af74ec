"""A fact, as it was written; never changed."""

from bdhvs_lms.bdhvs.written import Written


class BDHVSRecord(Written):
    """Written by the store alone."""
