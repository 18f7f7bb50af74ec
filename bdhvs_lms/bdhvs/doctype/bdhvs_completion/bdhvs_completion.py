"""A course completed by a learner, as the records tell."""

from bdhvs_lms.bdhvs.written import Written


class BDHVSCompletion(Written):
    """Written by the store alone."""
