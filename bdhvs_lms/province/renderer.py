"""Mounts the portal on the site: Frappe asks each page renderer in turn, and this one takes its own addresses alone."""

from __future__ import annotations

import frappe
from werkzeug.wrappers import Response

from .. import portal
from . import site
from .host import GUEST, SiteHost


class PortalRenderer:
    """What `page_renderer` wants: `can_render`, then `render`. The request is Frappe's own, its body read already."""

    def __init__(self, path: str | None = None, http_status_code: int | None = None) -> None:
        self.path = path

    def can_render(self) -> bool:
        """By the address alone, so that the portal answers its own missing pages; Frappe would cache theirs."""
        request = getattr(frappe.local, "request", None)
        return request is not None and portal.owns(request.path, site.reading_prefix())

    def render(self) -> Response:
        _spare_cookies()
        store = site.open_store()
        return portal.handle(frappe.local.request, store, SiteHost(store))


def _spare_cookies() -> None:
    """Frappe gives a guest five cookies with each answer; who brings no session needs none of them."""
    manager, brought = getattr(frappe.local, "cookie_manager", None), frappe.local.request.cookies.get("sid", GUEST)
    if manager is not None and brought == GUEST:
        manager.cookies.clear()
