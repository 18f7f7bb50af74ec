"""A roster of 5,000 rows: read, checked and written durably as one batch, against openpyxl reading the same file."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import openpyxl

from bdhvs_lms.exchange import class_rosters
from bdhvs_lms.exchange.sheets import write_xlsx
from bdhvs_lms.field.installation import create
from bdhvs_lms.movement import classes
from bdhvs_lms.movement.records import day_of

from .goals import Goal

ROWS: Final = 5_000
ROUNDS: Final = 7
UNIT: Final = "03637"
_FAMILY, _MIDDLE = ("Lò", "Vàng", "Giàng", "Tao", "Lý", "Phùng", "Hoàng"), ("Thị", "Văn", "A", "Mùi", "Go")
_GIVEN: Final = ("Mai", "Pó", "Sua", "Phin", "Xá", "Hặc", "Nhung", "Páo", "Dín", "Sến", "Chở")


def measure(folder: Path) -> Iterator[Goal]:
    """Imports into new folders, each after openpyxl has read the file; people's names and years are all different."""
    content = write_xlsx(("STT", "Họ và tên", "Năm sinh", "Điện thoại", "Bản"), [person(n) for n in range(ROWS)])
    path = folder / "lop.xlsx"
    path.write_bytes(content)
    ours, theirs, ratios = [], [], []
    for place in range(ROUNDS):
        theirs.append(_read(path))
        ours.append(_imported(path, folder / f"roster-{place}"))
        ratios.append(ours[-1] / theirs[-1])
    yield Goal(
        f"a roster of {ROWS:,} rows imported", statistics.median(ratios), 2.0, f"{statistics.median(ours):.2f} s",
        f"openpyxl reading it: {statistics.median(theirs):.2f} s",
    )  # fmt: skip


def _read(path: Path) -> float:
    """Seconds for openpyxl to load the file and to go through its cells."""
    start = time.perf_counter()
    book = openpyxl.load_workbook(path)
    cells = sum(cell.value is not None for sheet in book for row in sheet.iter_rows() for cell in row)
    took = time.perf_counter() - start
    assert cells >= 5 * ROWS
    return took


def _imported(path: Path, folder: Path) -> float:
    """Seconds for reading the file, checking every row and writing the people durably."""
    made = create(folder, "UBND xã Mường Kim")
    try:
        store, today = made.store, day_of(made.clock())
        plan = classes.Plan(UNIT, store.courses()[0].id, "", "Nhà văn hóa", "", today, "citizens", ())
        code = classes.code_from_bytes(b"12345")
        store.append(classes.open_class(plan, code, store, made.means(), "benchmark"))
        cls = store.training_class(code)
        assert cls is not None
        start = time.perf_counter()
        rows = class_rosters.read(path.read_bytes(), path.name, cls, store, today.year)
        store.append(classes.enrol(cls, class_rosters.people(rows), store, made.means(), "benchmark"))
        took = time.perf_counter() - start
        enrolled = store.training_class(code)
        assert enrolled is not None
        assert enrolled.enrolled == ROWS
    finally:
        made.close()
    return took


def person(number: int) -> tuple[int, str, int, str, str]:
    """Place in the list, name, year of birth, phone, village; no two of 23,100 share name and year."""
    name = f"{_FAMILY[number % 7]} {_MIDDLE[number // 7 % 5]} {_GIVEN[number // 35 % 11]}"
    return number + 1, name, 1940 + number // 385 % 60, f"09{number:08}", f"Bản {number % 40 + 1}"
