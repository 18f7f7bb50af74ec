"""A class that trainers hold, as the records tell."""

from bdhvs_lms.bdhvs.written import Written


class BDHVSClass(Written):
    """Written by the store alone."""
