"""What runs on the site's queues."""

from __future__ import annotations

from . import projections


def retally() -> None:
    """Counts everybody anew, after targets asked for something else. The queue commits."""
    projections.retally()
