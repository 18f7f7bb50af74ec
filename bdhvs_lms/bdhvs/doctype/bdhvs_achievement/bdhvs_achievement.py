"""One person's meeting of one requirement."""

from bdhvs_lms.bdhvs.written import Written


class BDHVSAchievement(Written):
    """Written by the store alone."""
