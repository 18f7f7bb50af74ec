"""Frappe writes an error down with the variables of every function it went through: of the app's, without them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

REPORTS: Final = (
    "Classes of My Unit", "Completions of My Unit", "Learners of My Unit", "Members waiting for confirmation",
    "Posters Never Scanned", "Progress by Unit and Group",
)  # fmt: skip
_FRAME: Final = '  File "'


def leave_out_variables(log: Any, method: str | None = None) -> None:
    """Before an Error Log is saved: one that speaks of the app keeps places, code and the error's own last line."""
    lines = str(log.error or "").splitlines()
    said = "\n".join(lines).casefold()
    if not any(name in said for name in ("bdhvs", *map(str.casefold, REPORTS))):
        return
    frames = [kept for line, code in pairwise(lines) if line.startswith(_FRAME) for kept in (line, code)]
    if frames:
        log.error = "\n".join([lines[0], *frames, lines[-1]])
