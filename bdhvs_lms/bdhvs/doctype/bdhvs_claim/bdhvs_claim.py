"""What a completion was claimed for; each claim is spent once. The name is the claim's SHA-256."""

from bdhvs_lms.bdhvs.written import Written


class BDHVSClaim(Written):
    """Written by the store alone."""
