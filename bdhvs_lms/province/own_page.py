"""The issuer's own page for papers on the site: uploaded in the settings, checked, and kept as a PDF form.

What was uploaded is never printed from: HTML is turned into a form once, in the sandbox of `own_pages`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import frappe
from frappe import _

from ..movement.errors import N_, BdhvsError, InvalidFile
from ..printing import own_pages
from . import site
from .refusing import refuse

FIELD: Final = "certificate_page"
LARGEST: Final = 5_000_000
"""Bytes of an upload."""


def checked(address: str) -> bytes:
    """An uploaded page → the PDF form to keep. For system managers; ValidationError says all that is wrong with it."""
    frappe.only_for("System Manager")
    try:
        data = _content(address)
        pdf = own_pages.form_of(data) if address.lower().endswith((".html", ".htm")) else data
        faults = own_pages.faults(own_pages.read(pdf, html=False))
    except BdhvsError as error:
        refuse(error)
    grave = [_(one.message).format(**dict(one.fields)) for one in faults if one.grave]
    if grave:
        frappe.throw("<br>".join(map(frappe.utils.escape_html, grave)), title=_("The page can't be used"))
    return pdf


def _content(address: str) -> bytes:
    """InvalidFile."""
    for name in frappe.get_all("File", {"file_url": address, "is_private": 1}, pluck="name"):
        path = Path(frappe.get_doc("File", name).get_full_path())
        if address.startswith("/private/files/") and path.is_file() and path.stat().st_size <= LARGEST:
            return path.read_bytes()
    raise InvalidFile(file=address, why=N_("attach it as a private file of at most 5 MB"))


def keep(pdf: bytes | None) -> None:
    """Papers are issued on this page from now on; None: on the shipped one."""
    file = site.own_page()
    if pdf is None:
        file.unlink(missing_ok=True)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(f".{os.getpid()}")
    draft.write_bytes(pdf)
    draft.replace(file)
