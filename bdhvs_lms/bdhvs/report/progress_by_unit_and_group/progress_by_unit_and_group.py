"""Progress of units and groups against their targets, as the board shows it."""

from bdhvs_lms.province import reports


def execute(filters=None):
    return reports.progress(filters or {})
