"""How often a poster was scanned on a day, written by `province.scans`."""

from bdhvs_lms.bdhvs.written import Written


class BDHVSScan(Written):
    """Written by the scheduler alone."""
