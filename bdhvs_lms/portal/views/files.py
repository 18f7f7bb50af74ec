"""Files of the portal and pictures of courses."""

from __future__ import annotations

import mimetypes

from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from ..page import Page, static_address, static_files


def static(page: Page, digest: str, name: str) -> Response:
    """Kept by phones for ever: the address changes with the content."""
    if name not in static_files() or static_address(name) != f"/bdhvs/tinh/{digest}/{name}":
        raise NotFound
    kind = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}[name.rpartition(".")[2]]
    response = Response(static_files()[name], content_type=kind)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def picture(page: Page, course: str, name: str) -> Response:
    """A course's own picture. An SVG opened by itself runs nothing."""
    content = page.store.picture(course, name)
    if content is None:
        raise NotFound
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = Response(content, content_type=kind)
    response.headers["Cache-Control"] = "public, max-age=86400"
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
