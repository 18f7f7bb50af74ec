"""How many classes, attendances and people who passed, by month, unit, course and group."""

from bdhvs_lms.province import reports


def execute(filters=None):
    return reports.classes(filters or {})
