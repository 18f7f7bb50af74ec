"""Which learner a user of the site is. An account is one person."""

from bdhvs_lms.bdhvs.written import Written


class BDHVSAccount(Written):
    """Named by the learner's id; written when the user's first completion is recorded."""
