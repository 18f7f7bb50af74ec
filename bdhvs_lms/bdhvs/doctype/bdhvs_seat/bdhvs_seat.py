"""Somebody on a class's roll, as the records tell."""

from bdhvs_lms.bdhvs.written import Written


class BDHVSSeat(Written):
    """Written by the store alone."""
