"""Runs every benchmark, prints one table, and exits with 1 naming each goal that was missed."""

from __future__ import annotations

import platform
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from . import board, class_page, lesson, papers, posters, recording, roster, scan
from .goals import Goal


def measured(folder: Path) -> Iterator[Goal]:
    for module in (lesson, scan, recording, board, roster, class_page, papers, posters):
        print(f"… {module.__name__.rpartition('.')[2]}", file=sys.stderr, flush=True)
        yield from module.measure(folder)


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="bdhvs-benchmark-") as folder:
        goals = list(measured(Path(folder)))
    packages = ", ".join(
        f"{name} {version(name)}"
        for name in ("Werkzeug", "waitress", "Jinja2", "WeasyPrint", "pypdf", "qrcode", "zxing-cpp")
    )
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {packages}\n")
    print("| what | measured | reference | ratio | goal | |\n|---|---|---|---|---|---|")
    for goal in goals:
        print(goal.row())
    missed = [goal for goal in goals if not goal.reached]
    for goal in missed:
        print(f"MISSED: {goal.what}: {goal.value:.2f}, goal {goal.wanted}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
