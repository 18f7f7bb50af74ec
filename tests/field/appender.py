"""A process that registers people until it is killed or has done enough, and prints each id once it is written."""

import sys
from datetime import datetime, timezone
from pathlib import Path

import uuid_utils

from bdhvs_lms.field import schema
from bdhvs_lms.field.database import Database
from bdhvs_lms.field.store import SqliteStore
from bdhvs_lms.movement.people import Person
from bdhvs_lms.testing import History
from bdhvs_lms.testing.case import SAFETY
from field.support import VAULT, Courses, keyring


def main(path: str, how_many: int, letter: str) -> None:
    def clock() -> datetime:
        return datetime.now(timezone.utc)

    clock.now = clock()
    note = History(clock)
    note.new_id = lambda: str(uuid_utils.uuid7())
    note.serial = note.new_id
    ring = keyring()
    store = SqliteStore(Database(Path(path), schema.ALL), Courses(), lambda: ring, clock, note.new_id, lambda: VAULT)
    for number in range(how_many):
        registered = note.registered(Person(f"Lò Thị {letter * (number % 3 + 1)}", 1985))
        done = note.completed(registered.data["learner"], SAFETY)
        issued = note.issued(done)
        store.append(note.batch(registered, done, issued))
        print(registered.id, done.id, issued.id, flush=True)


main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
