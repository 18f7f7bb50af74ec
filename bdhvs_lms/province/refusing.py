"""The movement's errors as Frappe tells them to who asked, in their language."""

from typing import NoReturn

import frappe
from frappe import _

from ..movement.errors import BdhvsError


def refuse(error: BdhvsError) -> NoReturn:
    """ValidationError. A text among the error's fields may be a message, and a detail in brackets after it."""
    frappe.throw(_(error.message).format(**{name: _said(value) for name, value in error.fields.items()}))
    raise error


def _said(value: object) -> object:
    if not isinstance(value, str) or not value:
        return value
    message, opened, detail = value.partition(" (")
    return _(value) if _(value) != value else _(message) + opened + detail
