"""A certificate as issued, without its holder; the name is the serial."""

from bdhvs_lms.bdhvs.written import Written


class BDHVSCertificate(Written):
    """Written by the store alone."""
