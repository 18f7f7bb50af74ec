"""A learner's own fields: the one place where they are kept, gone after erasure."""

from bdhvs_lms.bdhvs.written import Written


class BDHVSPerson(Written):
    """Written by the store alone."""
