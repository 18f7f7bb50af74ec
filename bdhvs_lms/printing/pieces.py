"""What a laid-out sheet consists of: panels, words and drawings in boxes, in the order in which they are painted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from markupsafe import Markup

from . import icons, ornament
from .fit import LINE, Fitted, fit, phrases
from .sheets import GOLD, INK, drawing

LEFT, CENTRE, RIGHT = "left", "center", "right"
TOP, MIDDLE, BOTTOM = 0.0, 0.5, 1.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, from the sheet's top left corner, in the layout's unit."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def foot(self) -> float:
        return self.y + self.height

    def inset(self, across: float, down: float | None = None) -> Box:
        down = across if down is None else down
        return Box(self.x + across, self.y + down, self.width - 2 * across, self.height - 2 * down)


@dataclass(frozen=True, slots=True)
class Panel:
    """edge: width of a line around it, 0 for none. fill: "" for none."""

    box: Box
    fill: str
    radius: float = 0.0
    edge: float = 0.0
    edge_colour: str = INK
    kind: ClassVar[str] = "panel"


@dataclass(frozen=True, slots=True)
class Words:
    """Fitted lines in a box. stand: where in the box's height, 0 at its top, 1 at its foot. own: differs by unit."""

    text: Fitted
    box: Box
    weight: int = 400
    colour: str = INK
    align: str = LEFT
    stand: float = MIDDLE
    own: bool = False
    kind: ClassVar[str] = "words"

    @property
    def height(self) -> float:
        return self.text.size * LINE * len(self.text.lines)

    @property
    def top(self) -> float:
        return self.box.y + (self.box.height - self.height) * self.stand


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG of this package that fills its box."""

    svg: Markup
    box: Box
    kind: ClassVar[str] = "drawing"


@dataclass(frozen=True, slots=True)
class Code:
    """The QR symbol, without its quiet zone; the page under it is white."""

    box: Box
    kind: ClassVar[str] = "code"


Piece = Panel | Words | Drawing | Code


@dataclass(slots=True)
class Sheet:
    """Collects the pieces of one sheet. width, height: in the layout's unit. code: side and quiet zone of its QR.

    edge: how far colour that reaches the sheet's edge goes on beyond it, for the knife.
    """

    width: float
    height: float
    side: float
    quiet: float
    edge: float = 0.0
    pieces: list[Piece] = field(default_factory=list)

    def panel(self, box: Box, fill: str, radius: float = 0.0, *, line: float = 0.0, colour: str = INK) -> Box:
        self.pieces.append(Panel(box, fill, radius, line, colour))
        return box

    def say(
        self, text: str | Sequence[str], box: Box, *, largest: float, smallest: float, weight: int = 400,
        colour: str = INK, align: str = LEFT, stand: float = MIDDLE, own: bool = False, favour: float = 1.05,
    ) -> Words:  # fmt: skip
        """Words as large as they go in `box`; see `fit`. text: a sentence, or the pieces between which it breaks."""
        pieces = phrases(text) if isinstance(text, str) else text
        fitted = fit(
            pieces, box=(box.width, box.height), largest=largest, smallest=smallest, weight=weight, favour=favour
        )
        return self.place(Words(fitted, box, weight, colour, align, stand, own))

    def place(self, said: Words) -> Words:
        self.pieces.append(said)
        return said

    def icon(self, name: str, box: Box, colour: str = INK) -> bool:
        """Whether there is such a pictogram."""
        found = icons.svg(name, colour)
        if found:
            self.pieces.append(Drawing(drawing(found), box))
        return bool(found)

    def hem(self, x: float, y: float, width: float, height: float, colour: str = GOLD) -> None:
        """A row of whole lozenges over `width`, its cells as near to `height` as whole ones can be."""
        cells = max(1, round(width / height))
        cell = width / cells
        path = f'<path fill="{colour}" fill-rule="evenodd" d="{ornament.band(cells)}"/>'
        size = ornament.CELL
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size * cells} {size}">{path}</svg>'
        self.pieces.append(Drawing(drawing(svg), Box(x, y, width, cell)))

    def code(self, x: float, y: float) -> Box:
        """The QR with its top left corner there, on white a little wider than its quiet zone."""
        box = Box(x, y, self.side, self.side)
        self.panel(box.inset(-1.15 * self.quiet), "#ffffff", radius=0.4 * self.quiet)
        self.pieces.append(Code(box))
        return box
