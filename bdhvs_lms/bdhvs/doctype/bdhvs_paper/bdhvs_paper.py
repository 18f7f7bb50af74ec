"""What a certificate's QR carries, with the holder's name; gone after erasure."""

from bdhvs_lms.bdhvs.written import Written


class BDHVSPaper(Written):
    """Written by the store alone."""
