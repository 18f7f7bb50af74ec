"""Bình dân học vụ số: courses, posters, certificates and the count, on a Frappe LMS site or on one laptop."""

__version__ = "0.1.0"
