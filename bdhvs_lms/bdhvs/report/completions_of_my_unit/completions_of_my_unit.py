"""How many completions a unit has, by month, course and way."""

from bdhvs_lms.province import reports


def execute(filters=None):
    return reports.completions(filters or {})
