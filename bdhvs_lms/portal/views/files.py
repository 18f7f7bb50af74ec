"""Files of the portal, pictures and recordings of courses."""

from __future__ import annotations

import hashlib
import mimetypes
from typing import Final

from werkzeug.exceptions import NotFound, RequestedRangeNotSatisfiable
from werkzeug.wrappers import Response

from ..page import Page, static_address, static_files

_A_DAY: Final = "public, max-age=86400"


def static(page: Page, digest: str, name: str) -> Response:
    """Kept by phones for ever: the address changes with the content."""
    if name not in static_files() or static_address(name) != f"/bdhvs/tinh/{digest}/{name}":
        raise NotFound
    kind = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}[name.rpartition(".")[2]]
    response = Response(static_files()[name], content_type=kind)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def course_file(page: Page, course: str, name: str) -> Response:
    """A course's own picture or recording. An SVG opened by itself runs nothing."""
    content = page.store.course_file(course, name)
    if content is None:
        raise NotFound
    if name.endswith(".mp3"):
        return _recording(page, content)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = Response(content, content_type=kind)
    response.headers["Cache-Control"] = _A_DAY
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


def _recording(page: Page, content: bytes) -> Response:
    """In pieces for who asks for pieces, so that a phone can go on where its line broke."""
    response = Response(content, content_type="audio/mpeg")
    response.headers["Cache-Control"] = _A_DAY
    response.headers["Content-Security-Policy"] = "default-src 'none'; media-src 'self'; sandbox"
    response.set_etag(hashlib.sha256(content).hexdigest()[:16])
    response.headers["Accept-Ranges"] = "bytes"  # older Werkzeug says so only to who has asked for a piece
    try:
        return response.make_conditional(page.request, accept_ranges=True, complete_length=len(content))
    except RequestedRangeNotSatisfiable:
        return Response(status=416, headers={"Content-Range": f"bytes */{len(content)}"}, content_type="audio/mpeg")
