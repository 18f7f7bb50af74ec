"""A poster's short link: counts the scan and leads to the lesson."""

from __future__ import annotations

import re
from typing import Final

from werkzeug.wrappers import Response

from ...movement.codes import PosterCode
from ...movement.errors import UnknownLesson
from ..page import Page

_BOTS: Final = re.compile(
    r"(?<!cu)bot|crawl|spider|slurp|preview|facebookexternalhit|whatsapp|curl|wget|python|okhttp|scan", re.I
)
"""Programs that look at links. CUBOT makes phones."""
COUNTED_PER_MINUTE: Final = 120
"""Scans counted from one address: a village behind one router stays below; a script's surplus isn't counted."""


def scan(page: Page, code: str) -> Response:
    """Leads on at once. Counted per poster and day; no address and no cookie is kept, programs are counted apart."""
    poster = PosterCode.parse(code)
    found = page.store.lesson(poster.lesson)
    if found is None:
        raise UnknownLesson(lesson=poster.lesson)
    request = page.request
    if request.method == "GET" and page.store.unit(poster.unit) is not None:
        agent = request.headers.get("User-Agent", "")
        if page.host.allow(request, "scan", COUNTED_PER_MINUTE, 60):
            page.host.count_scan(str(poster), bot=not agent or bool(_BOTS.search(agent)))
    course, lesson = found
    return page.go(f"/hoc/{course.id}/{lesson.id}", 302)


def enter(page: Page) -> Response:
    """For people without a camera: type the code."""
    typed = page.request.args.get("ma", "").strip()
    if typed:
        return page.go(f"/q/{PosterCode.parse(typed.rpartition('/')[2])}")
    return page.show("enter.html", what="poster")
