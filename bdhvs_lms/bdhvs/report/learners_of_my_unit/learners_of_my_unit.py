"""Learners by name, with their courses and papers."""

from bdhvs_lms.province import reports


def execute(filters=None):
    return reports.learners(filters or {})
