"""A poster's short link: counts the scan and leads to the lesson."""

from __future__ import annotations

import re
from typing import Final

from werkzeug.wrappers import Response

from ...movement.classes import parse_code
from ...movement.codes import PosterCode
from ...movement.errors import InvalidCode, UnknownLesson
from ..page import Page

_BOTS: Final = re.compile(
    r"(?<!cu)bot|crawl|spider|slurp|preview|facebookexternalhit|whatsapp|curl|wget|python|okhttp|scan", re.I
)
"""Programs that look at links. CUBOT makes phones."""
COUNTED_PER_MINUTE: Final = 120
"""Scans counted from one address: a village behind one router stays below; a script's surplus isn't counted."""


def scan(page: Page, code: str) -> Response:
    """Leads on at once. Counted per poster and day; no address and no cookie is kept, programs are counted apart.

    The code of a class leads its trainers to its page: what is printed leads here, wherever the pages move.
    """
    try:
        poster = PosterCode.parse(code)
    except InvalidCode:
        if (cls := _class_code(code)) is None:
            raise
        return page.go(f"/bdhvs/lop/{cls}", 302)
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


def _class_code(text: str) -> str | None:
    try:
        return parse_code(text)
    except InvalidCode:
        return None


def enter(page: Page) -> Response:
    """For people without a camera: type the code."""
    typed = page.request.args.get("ma", "").strip()
    if typed:
        code = typed.rpartition("/")[2]
        return page.go(f"/q/{_class_code(code) or PosterCode.parse(code)}")
    return page.show("enter.html", what="poster")
