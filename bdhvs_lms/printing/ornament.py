"""The lozenge band of posters and papers, after woven hems: SVG path data on a grid of 4 × 4 cells, drawn by rule."""

from __future__ import annotations

from typing import Final

CELL: Final = 4
"""Side of a cell in the drawing's unit."""


def _lozenge(x: float, y: float) -> str:
    """A lozenge with a lozenge-shaped hole and a point in it, in the cell whose corner is x, y; fill-rule evenodd."""
    centre_x, centre_y = x + CELL / 2, y + CELL / 2
    rings = (
        f"M{centre_x:g} {centre_y - half:g}l{half:g} {half:g}l-{half:g} {half:g}l-{half:g} -{half:g}z"
        for half in (1.9, 1.15, 0.5)
    )
    return "".join(rings)


def band(cells: int) -> str:
    """A row of `cells` lozenges, CELL × cells wide and CELL high."""
    return "".join(_lozenge(CELL * cell, 0) for cell in range(cells))


def frame(columns: int, rows: int) -> str:
    """Lozenges all around a rectangle of `columns` × `rows` cells."""
    return "".join(
        _lozenge(CELL * column, CELL * row)
        for row in range(rows)
        for column in range(columns)
        if row in {0, rows - 1} or column in {0, columns - 1}
    )
