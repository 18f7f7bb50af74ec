"""What runs on the site's queues."""

from __future__ import annotations

from . import projections, rows


def retally() -> None:
    """Counts everybody anew, after targets asked for something else. The queue commits."""
    with rows.unlimited():
        projections.retally()
