"""A province's poster set: 38 units × 10 lessons on A4, against WeasyPrint laying out every page by itself."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from bdhvs_lms.catalog import Catalog
from bdhvs_lms.field.installation import BUNDLED_COURSES, create
from bdhvs_lms.movement.codes import PosterCode
from bdhvs_lms.movement.poster import Poster
from bdhvs_lms.movement.units import WHOLE_PROVINCE
from bdhvs_lms.printing import FORMATS, available, engine, posters
from bdhvs_lms.printing.cut import UNCUT
from bdhvs_lms.printing.pages import html, lay, style

from .goals import Goal

LESSONS, SAMPLE, ROUNDS = 10, 38, 3
"""The reference lays out one lesson for every unit; the rest of the set costs the same page by page."""


def _set(folder: Path) -> list[Poster]:
    installation = create(folder / "posters", "Benchmark")
    units = [unit for unit in installation.store.units() if unit.kind != WHOLE_PROVINCE]
    installation.close()
    courses = Catalog.load([BUNDLED_COURSES]).courses
    lessons = [(course, lesson) for course in courses for lesson in course.lessons][:LESSONS]
    return [
        Poster(course, lesson, unit, PosterCode(unit.code, lesson.code, "A"), "https://hoc.laichau.example")
        for course, lesson in lessons
        for unit in units
    ]


def _page_by_page(chosen: list[Poster]) -> float:
    """Pages a second when WeasyPrint lays out each."""
    start = time.perf_counter()
    for poster in chosen:
        engine.pdf(html(lay(poster, FORMATS["a4"])), style(FORMATS["a4"], UNCUT))
    return len(chosen) / (time.perf_counter() - start)


def _joined(chosen: list[Poster]) -> float:
    """Pages a second when WeasyPrint lays out each and writes all of them as one file."""
    start = time.perf_counter()
    engine.joined((html(lay(poster, FORMATS["a4"])) for poster in chosen), style(FORMATS["a4"], UNCUT))
    return len(chosen) / (time.perf_counter() - start)


def _stamped(chosen: list[Poster]) -> tuple[float, int]:
    """Pages a second, and bytes of the file."""
    start = time.perf_counter()
    size = len(posters(chosen))
    return len(chosen) / (time.perf_counter() - start), size


def measure(folder: Path) -> Iterator[Goal]:
    if not available():
        return
    chosen = _set(folder)
    _page_by_page(chosen[:1])  # loads Pango and the font for both
    alone, joined, stamped = [], [], []
    size = 0
    for number in range(ROUNDS):
        sample = chosen[number * SAMPLE : (number + 1) * SAMPLE]
        alone.append(_page_by_page(sample))
        joined.append(_joined(sample))
        pages, size = _stamped(chosen)
        stamped.append(pages)
    reference = max(statistics.median(alone), statistics.median(joined))
    yield Goal(
        f"poster set, {len(chosen)} pages A4, pages a second",
        statistics.median(stamped) / reference, 5,
        f"{statistics.median(stamped):.0f}/s, {size / len(chosen) / 1000:.1f} KB a page",
        f"WeasyPrint page by page: {statistics.median(alone):.1f}/s, as one file: {statistics.median(joined):.1f}/s",
        at_least=True,
    )  # fmt: skip
