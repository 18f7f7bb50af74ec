"""The board's page with 1,000,000 completions, against the same page with 10,000."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from werkzeug.test import Client

from bdhvs_lms.field import counting
from bdhvs_lms.field.installation import Installation, create
from bdhvs_lms.field.server import allowed_hosts, application
from bdhvs_lms.movement.targets import WAYS

from .goals import Goal

FEW, MANY = 10_000, 1_000_000
ROUNDS = 60


def filled(folder: Path, completions: int) -> Installation:
    """An installation whose projections hold that many completions, counted by the product's own counting."""
    installation = create(folder, "Benchmark")
    draw = random.Random(7)
    units = [unit.code for unit in installation.store.units() if unit.kind in ("xã", "phường")]
    courses = [course.id for course in installation.catalog.courses]
    with installation.store.database.write() as db:
        for number in range(completions // len(courses)):
            learner, unit = f"learner-{number:08d}", draw.choice(units)
            year, way = draw.choice((2025, 2026)), draw.choice(WAYS)
            day = f"{year}-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}"
            row = (learner, unit, "citizens", learner, f"{day}T01:00:00.000Z", f"record-{number:08d}", 0)
            db.execute("INSERT INTO learner VALUES (?,?,?,?,?,?,?)", row)
            for place, course in enumerate(courses):
                done = (f"completion-{number:08d}-{place}", learner, course, unit, way, day, f"{day}T02:00:00.000Z", 0)
                db.execute("INSERT INTO completion VALUES (?,?,?,?,?,?,?,?)", done)
        counting.retally(db)
    return installation


def measure(folder: Path) -> Iterator[Goal]:
    clients = []
    for count in (FEW, MANY):
        installation = filled(folder / f"board-{count}", count)
        clients.append(Client(application(installation, allowed_hosts(installation))))
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for client, kept in zip(clients, times, strict=True):
            start = time.perf_counter()
            assert client.get("/tien-do?chi-tieu=citizens&nam=2026").status_code == 200
            kept.append(time.perf_counter() - start)
    few, many = (statistics.median(kept) for kept in times)
    yield Goal(
        "board with 1,000,000 completions", many / few, 1.5,
        f"{1000 * many:.1f} ms", f"with 10,000: {1000 * few:.1f} ms",
    )  # fmt: skip
