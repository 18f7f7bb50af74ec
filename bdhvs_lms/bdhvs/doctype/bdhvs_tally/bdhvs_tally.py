"""How many people first met a requirement in a year, by unit and way."""

from bdhvs_lms.bdhvs.written import Written


class BDHVSTally(Written):
    """Written by the store alone."""
