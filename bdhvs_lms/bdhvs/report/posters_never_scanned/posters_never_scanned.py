"""Posters that nobody has scanned yet, and when others were scanned last."""

from bdhvs_lms.province import reports


def execute(filters=None):
    return reports.posters(filters or {})
