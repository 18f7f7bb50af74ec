"""A part of a print run that one job makes: which papers, how far it is, its file. Gone with its run."""

from bdhvs_lms.bdhvs.written import Written


class BDHVSPrintVolume(Written):
    """Written by the run and its jobs alone."""
