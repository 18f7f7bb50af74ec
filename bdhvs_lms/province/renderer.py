"""Mounts the portal on the site: Frappe asks each page renderer in turn, and this one takes its own addresses alone."""

from __future__ import annotations

import frappe
from werkzeug.wrappers import Response

from .. import portal
from . import site
from .host import SiteHost


class PortalRenderer:
    """What `page_renderer` wants: `can_render`, then `render`. The request is Frappe's own, its body read already."""

    def __init__(self, path: str | None = None, http_status_code: int | None = None) -> None:
        self.path = path

    def can_render(self) -> bool:
        """By the address alone, so that the portal answers its own missing pages; Frappe would cache theirs."""
        request = getattr(frappe.local, "request", None)
        return request is not None and portal.owns(request.path)

    def render(self) -> Response:
        store = site.open_store()
        return portal.handle(frappe.local.request, store, SiteHost(store))
