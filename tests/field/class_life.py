"""A class's life in a child that is killed, or whose disk fills, at a place that a seed chooses; and what is left then.

`class_life.py FOLDER FIRST LAST` lives it for each seed, in a copy of FOLDER. Prints a line a seed: how it ended, how
much had been shown as saved, and what is wrong with what was found; and fails where anything is.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from bdhvs_lms.field import database, installation
from bdhvs_lms.field.check import check
from bdhvs_lms.field.installation import Installation, open_installation
from bdhvs_lms.movement import classes
from bdhvs_lms.movement.class_lines import read_lines
from bdhvs_lms.movement.classes import SOURCES, Plan, Result
from bdhvs_lms.movement.errors import StoreUnavailable
from bdhvs_lms.movement.records import day_of
from field.folders import CoursesReadOnce

installation.Catalog = CoursesReadOnce
CoursesReadOnce.load([])  # before the first child is made
BY = "lo.mai"
STATEMENTS = 400
"""More than a life has, about: a seed that chooses a later one lives to the end."""


def life(one: Installation, seed: int) -> Iterator[None]:
    """Every write of a class, in an order and in sizes that the seed chooses; yields after each."""
    chance, store = random.Random(seed), one.store
    course = store.course("an-toan-tren-mang")
    assert course is not None
    code = classes.code_from_bytes(seed.to_bytes(5, "big"))
    plan = Plan("03637", course.id, course.version, "Nhà văn hóa", "", day_of(one.clock()), "citizens", (BY,))
    store.append(classes.open_class(plan, code, store, one.means(), BY))
    yield
    names = [f"Người {letter}{other}" for letter in "ABCDEF" for other in "abcdef"][: chance.randint(4, 30)]
    while names:
        size = chance.randint(1, 8)
        lot, names = names[:size], names[size:]
        cls = store.training_class(code)
        people = [typed.person for typed in read_lines("\n".join(lot), store.roll(code), 2026) if typed.person]
        store.append(classes.enrol(cls, people, store, one.means(), BY))
        yield
    cls, roll = store.training_class(code), store.roll(code)
    store.append(classes.take_off(cls, [roll[0].learner], store, one.means(), BY))
    yield
    came = {seat.learner: chance.random() < 0.8 for seat in store.roll(code)}
    came[roll[1].learner] = True
    store.append(classes.attend(cls, came, store, one.means(), BY))
    yield
    told = [seat for seat in store.roll(code) if seat.present]
    while told:
        lot, told = told[:3], told[3:]
        results = {seat.learner: Result(chance.choice(SOURCES), chance.randint(6, 12), 12) for seat in lot}
        results = {key: Result(PAPER, 12, 12) if key == roll[1].learner else one for key, one in results.items()}
        store.append(classes.tell_results(cls, results, store, one.means(), BY))
        yield
    store.append(classes.close_class(store.training_class(code), store, one.means(), BY))
    yield


PAPER = SOURCES[-1]


def shown(one: Installation, seed: int) -> object:
    """What the class's pages would show, without what is random."""
    code = classes.code_from_bytes(seed.to_bytes(5, "big"))
    cls = one.store.training_class(code)
    if cls is None:
        return None
    seats = [
        [seat.person.name if seat.person else None, seat.present,
         seat.result and [seat.result.source, seat.result.right], bool(seat.completion),
         bool(seat.serial and one.store.paper(seat.serial))]
        for seat in one.store.roll(code)
    ]  # fmt: skip
    return [bool(cls.closed), sorted(seats)]


def undisturbed(template: Path, seed: int) -> list[object]:
    """What is shown before the first write and after each."""
    with tempfile.TemporaryDirectory() as place:
        shutil.copytree(template, Path(place) / "data")
        with closing(open_installation(Path(place) / "data")) as one:
            return [shown(one, seed), *(shown(one, seed) for _ in life(one, seed))]


def child(folder: Path, seed: int, told: int) -> None:
    """Lives until it is killed or the disk is full; writes a byte after each write that is shown as saved."""
    chance = random.Random(~seed)
    with closing(open_installation(folder)) as one:
        if seed % 2:
            db = one.store.database.read()
            size = db.execute("PRAGMA page_count").fetchone()[0]
            db.execute(f"PRAGMA max_page_count = {size + chance.randint(0, 24)}")
        else:
            counter, last = itertools.count(1), chance.randint(1, STATEMENTS)
            _count_statements(lambda: next(counter) == last and os.kill(os.getpid(), signal.SIGKILL))
        try:
            for _ in life(one, seed):
                os.write(told, b".")
        except StoreUnavailable:
            os._exit(3)


def _count_statements(tick: Callable[[], object]) -> None:
    for name in ("execute", "executemany"):
        run = getattr(database._Connection, name)

        def counted(self: object, *given: object, run: Callable[..., object] = run) -> object:
            tick()
            return run(self, *given)

        setattr(database._Connection, name, counted)


def lived(template: Path, seed: int) -> tuple[str, int, list[str]]:
    """→ how it ended, how many writes were shown as saved, what is wrong."""
    before = undisturbed(template, seed)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "data"
        shutil.copytree(template, folder)
        reading, writing = os.pipe()
        process = os.fork()
        if not process:
            os.close(reading)
            try:
                child(folder, seed, writing)
            except BaseException as error:
                print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
                os._exit(1)
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            saved = len(pipe.read())
        status = os.waitpid(process, 0)[1]
        how = "killed" if os.WIFSIGNALED(status) else {0: "done", 3: "full"}.get(os.waitstatus_to_exitcode(status), "?")
        faults = [str(fault) for fault in check(folder).faults]
        with closing(open_installation(folder)) as one:
            found = shown(one, seed)
        if found not in before[saved : saved + 2]:
            faults.append(f"shown as saved: {before[saved]}, found: {found}")
        if how == "full" and found != before[saved]:
            faults.append("a write that was refused is there")
        if how == "?":
            faults.append(f"ended with status {status}")
    return how, saved, faults


def main(template: Path, first: int, last: int) -> None:
    for seed in range(first, last):
        how, saved, faults = lived(template, seed)
        print(json.dumps([seed, how, saved, faults]), flush=True)
        if faults:
            sys.exit(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
