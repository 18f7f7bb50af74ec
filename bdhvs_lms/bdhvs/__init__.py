"""The Frappe module: DocTypes, reports, workspace."""
