"""The app's Vietnamese for `frappe._` and for Desk, which know compiled catalogues alone.

`bench build` and `bench get-app` compile locale/vi.po too; a linked checkout, or an upgrade without a build, doesn't.
"""

from __future__ import annotations

import secrets
from io import BytesIO
from pathlib import Path

import frappe
import frappe.translate
from babel.messages.mofile import write_mo
from frappe.gettext.translate import get_catalog, get_mo_path

APP, LANGUAGE = "bdhvs_lms", "vi"


def compile_messages() -> bool:
    """Brings the bench's compiled catalogue up to locale/vi.po. → whether it had to be written.

    Where the bench's assets can't be written, as in an image, what was built with it stays.
    """
    compiled = BytesIO()
    write_mo(compiled, get_catalog(APP, LANGUAGE))
    path = Path(get_mo_path(APP, LANGUAGE)).resolve()
    try:
        if path.exists() and path.read_bytes() == compiled.getvalue():
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        draft.write_bytes(compiled.getvalue())
        draft.replace(path)
    except OSError:
        frappe.logger("bdhvs").warning("the Vietnamese catalogue was not compiled", exc_info=True)
        return False
    frappe.translate.clear_cache()
    return True
