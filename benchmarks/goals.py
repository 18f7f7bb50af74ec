"""A number to reach, and what was measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """value: what is compared with `limit`; at_least: whether more is better. measured, reference: for the reader."""

    what: str
    value: float
    limit: float
    measured: str
    reference: str = "–"
    at_least: bool = False

    @property
    def reached(self) -> bool:
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    @property
    def wanted(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.limit:g}"

    def row(self) -> str:
        """A line of the Markdown table."""
        mark = "reached" if self.reached else "MISSED"
        return f"| {self.what} | {self.measured} | {self.reference} | {self.value:.2f} | {self.wanted} | {mark} |"
