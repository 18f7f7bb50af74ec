"""A record's place in the site's signed chain."""

from bdhvs_lms.bdhvs.written import Written


class BDHVSSeal(Written):
    """Named by the record's id; written by the sealing job alone."""
