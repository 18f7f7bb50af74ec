"""What was decided on a held completion; the name is the completion's."""

from bdhvs_lms.bdhvs.written import Written


class BDHVSReview(Written):
    """Written by the store alone."""
