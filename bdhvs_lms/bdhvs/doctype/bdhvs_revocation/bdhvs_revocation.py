"""Why a certificate was revoked; the name is the serial."""

from bdhvs_lms.bdhvs.written import Written


class BDHVSRevocation(Written):
    """Written by the store alone."""
