"""What a print shop asks for around a sheet: 3 mm of bleed, and marks that show where to cut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

BLEED_MM: Final = 3.0
MARK_MM: Final = 5.0
"""Length of a cut mark; it begins where the bleed ends."""
SLUG_MM: Final = MARK_MM + 2.0
LINE_MM: Final = 0.1

Edges = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """bleed: colour at the edge goes on 3 mm beyond it. marks: lines at the corners, outside the bleed."""

    bleed: bool = False
    marks: bool = False

    @property
    def edge_mm(self) -> float:
        """How far colour goes on beyond the sheet's edge."""
        return BLEED_MM if self.bleed else 0.0

    @property
    def around_mm(self) -> float:
        """From the edge of the page to the edge of the sheet."""
        return BLEED_MM + SLUG_MM if self.marks else self.edge_mm

    def trim(self, page_mm: tuple[float, float]) -> tuple[Edges, Edges]:
        """What a page's TrimBox and BleedBox are in points: left, foot, right, top, on a page of that size."""

        def box(inset: float) -> Edges:
            return tuple(edge * 72 / 25.4 for edge in (inset, inset, page_mm[0] - inset, page_mm[1] - inset))

        return box(self.around_mm), box(self.around_mm - self.edge_mm)


UNCUT: Final = Cut()


def marks_svg(width_mm: float, height_mm: float, cut: Cut) -> str:
    """Eight lines around a sheet of that size as one <svg> of the whole page; "" where none are asked for."""
    if not cut.marks:
        return ""
    around, near = cut.around_mm, SLUG_MM - MARK_MM
    page = (width_mm + 2 * around, height_mm + 2 * around)
    lines = []
    for x in (around, around + width_mm):
        lines += [f"M{x:g} {near:g}v{MARK_MM:g}", f"M{x:g} {page[1] - near:g}v-{MARK_MM:g}"]
    for y in (around, around + height_mm):
        lines += [f"M{near:g} {y:g}h{MARK_MM:g}", f"M{page[0] - near:g} {y:g}h-{MARK_MM:g}"]
    return (
        f'<svg class="marks" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {page[0]:g} {page[1]:g}">'
        f'<path fill="none" stroke="#000" stroke-width="{LINE_MM:g}" d="{"".join(lines)}"/></svg>'
    )
