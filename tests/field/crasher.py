"""Runs one piece of work in a child that kills itself at its first, second, third … step, and looks at what is left.

A step is a file opened, renamed, made or removed, or a statement of SQLite. Prints how many steps there were.
"""

import itertools
import os
import shutil
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from bdhvs_lms.field import database, installation
from bdhvs_lms.field.backup import backup
from bdhvs_lms.field.check import check
from bdhvs_lms.field.installation import open_installation
from bdhvs_lms.field.merge import merge
from bdhvs_lms.field.restore import restore
from bdhvs_lms.trust import box
from field.folders import NAMES, PASSPHRASE, CoursesReadOnce, names_in, shown

box.COST = 4
installation.Catalog = CoursesReadOnce
CoursesReadOnce.load([])  # before the first child is made
STEPS = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.truncate"}


def killed(work, step: int) -> bool:
    """Whether the child was killed at that step, rather than done before it."""
    child = os.fork()
    if not child:
        counter = itertools.count(1)

        def tick(event, args):
            writes = event != "open" or (args[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            if event in STEPS and writes and next(counter) == step:
                os.kill(os.getpid(), signal.SIGKILL)

        class Traced(database._Connection):
            def execute(self, *given):
                tick("open", (None, None, os.O_RDWR))
                return super().execute(*given)

            def executemany(self, *given):
                tick("open", (None, None, os.O_RDWR))
                return super().executemany(*given)

        database._Connection = Traced
        sys.addaudithook(tick)
        try:
            work()
        except BaseException as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.waitstatus_to_exitcode(status) == 0
    return False


def opened(folder, work):
    def run():
        with closing(open_installation(folder)) as one:
            work(one)

    return run


def sound(folder):
    """Whole, and without anything that a killed program left."""
    assert [str(fault) for fault in check(folder).faults] == []
    assert not (folder / ".work").exists()
    assert names_in(folder) == []


def backing_up(source: Path, place: Path):
    file = place / "backup"
    yield opened(source, lambda one: backup(one, file, PASSPHRASE))
    sound(source)
    if file.exists():
        restore(file, PASSPHRASE, place / "restored")
        assert shown(place / "restored") == shown(source)


def restoring(source: Path, place: Path):
    target = place / "target"
    yield lambda: restore(source, PASSPHRASE, target)
    if not target.exists():
        restore(source, PASSPHRASE, target)
    sound(target)
    assert [path.name for path in place.iterdir()] == ["target"]


def merging(source: Path, place: Path):
    target = place / "target"
    shutil.copytree(source.parent / "used", target)
    yield opened(target, lambda one: merge(one, source, PASSPHRASE))
    sound(target)
    opened(target, lambda one: merge(one, source, PASSPHRASE))()
    sound(target)
    assert shown(target)["people"] == shown(source.parent / "both")["people"]
    assert shown(target)["board"] == shown(source.parent / "both")["board"]


def sealing(source: Path, place: Path):
    target = place / "target"
    shutil.copytree(source, target)
    yield lambda: open_installation(target).close()
    sound(target)
    assert [one.name for one in shown(target)["people"].values() if one][: len(NAMES)] == list(NAMES)


def main(name: str, source: Path, place: Path, every: int) -> None:
    way = {"backup": backing_up, "restore": restoring, "merge": merging, "seal": sealing}[name]
    for step in itertools.count(1, every):
        place.mkdir()
        stages = way(source, place)
        dead = killed(next(stages), step)
        next(stages, None)
        shutil.rmtree(place)
        if not dead:
            print(step)
            return


if __name__ == "__main__":
    assert sqlite3.threadsafety
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
