"""The store of the site that Frappe is connected to, with its courses, keys and clock."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import Final

import frappe
import uuid_utils

from .. import __file__ as package_file
from ..catalog import Catalog
from . import keys
from .kept import SETTINGS
from .store import SiteStore

PACKAGE: Final = Path(package_file).resolve().parent
BUNDLED_COURSES: Final = PACKAGE / "courses"
FIXTURES: Final = PACKAGE / "fixtures"

_State = tuple[tuple[str, int], ...]
_catalogs: dict[str, tuple[_State, Catalog]] = {}


def own_courses() -> Path:
    """Where the site keeps its own courses; editing the package would break upgrades."""
    return Path(frappe.get_site_path("private", "files", "bdhvs", "courses")).resolve()


def own_page() -> Path:
    """Where the issuer's own page for papers lies, if there is one."""
    return Path(frappe.get_site_path("private", "files", "bdhvs", "giay-xac-nhan.pdf")).resolve()


def catalog() -> Catalog:
    """The courses, read again when a file of the site's own was added, taken away or changed."""
    folder = own_courses()
    files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    state = tuple((str(path), path.stat().st_mtime_ns) for path in files)
    known = _catalogs.get(frappe.local.site)
    if known is None or known[0] != state:
        folders = [BUNDLED_COURSES, folder] if folder.is_dir() else [BUNDLED_COURSES]
        known = _catalogs[frappe.local.site] = (state, Catalog.load(folders))
    return known[1]


def utc_now() -> datetime:
    return datetime.now(timezone.utc)


def new_id() -> str:
    """A UUIDv7: ordered by time."""
    return str(uuid_utils.uuid7())


def reading_prefix() -> str:
    """The folder that the reading pages were moved to. From Frappe's cache: every page of the site asks for it."""
    return str(frappe.get_cached_value(SETTINGS, SETTINGS, "reading_prefix") or "")


def open_store() -> SiteStore:
    return SiteStore(catalog(), keys.load, utc_now, new_id)
