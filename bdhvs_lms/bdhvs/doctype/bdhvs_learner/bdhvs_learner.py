"""A learner, as the records tell."""

from bdhvs_lms.bdhvs.written import Written


class BDHVSLearner(Written):
    """Written by the store alone."""
