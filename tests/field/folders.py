"""Data folders to lose: one with people in it, one as it was before people's rows were sealed, and what one shows."""

from __future__ import annotations

import functools
import json
import sqlite3
import unicodedata
from contextlib import closing
from pathlib import Path

from bdhvs_lms.catalog import Catalog
from bdhvs_lms.field.installation import BUNDLED_COURSES, create, open_installation
from bdhvs_lms.movement import registry
from bdhvs_lms.movement.board import board
from bdhvs_lms.movement.claims import Claimant, submit
from bdhvs_lms.movement.people import Person, fold
from bdhvs_lms.movement.progress import Progress

PASSPHRASE = "gió đưa cành trúc la đà"
NAMES = ("Lường Thị Ỏn Mẩy", "Giàng A Phử", "Vàng Thị Sảo", "Tẩn Láo Sử")

PLAIN = """
CREATE TABLE person (
    learner TEXT PRIMARY KEY,
    name TEXT NOT NULL, birth_year INTEGER NOT NULL, phone TEXT NOT NULL, village TEXT NOT NULL,
    folded TEXT NOT NULL, salt BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX person_folded ON person (folded, birth_year);
CREATE TABLE paper (serial TEXT PRIMARY KEY, learner TEXT NOT NULL, payload BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX paper_learner ON paper (learner);
"""


class CoursesReadOnce:
    """In the place of `installation.Catalog`: the bundled courses, which are read once for all tests."""

    @staticmethod
    @functools.cache
    def _bundled() -> Catalog:
        return Catalog.load([BUNDLED_COURSES])

    @classmethod
    def load(cls, _folders) -> Catalog:
        return cls._bundled()


def person(number: int) -> Person:
    """The first four are named above; others are strangers to each other."""
    name = (
        NAMES[number] if number < len(NAMES) else "Người Thứ " + "".join("abcdefghij"[int(one)] for one in str(number))
    )
    return Person(name, 1960 + number % 40, f"09{number:08d}", f"Bản Huổi Só {'ABCDEFGHIJ'[number % 10]}")


def learn(installation, first: int, count: int = 1):
    """People finish a course and get their papers. → their claims."""
    store = installation.store
    course, unit = store.course("an-toan-tren-mang"), store.unit("03637")
    passed = {lesson.code: 5 for lesson in course.lessons}
    return [
        submit(Claimant(person(number), unit, "citizens"), course, Progress(f"{number:032x}", passed), store,
               installation.means())
        for number in range(first, first + count)
    ]  # fmt: skip


def peopled(folder: Path, count: int = 6):
    """A new installation with people, one of them erased. → their claims."""
    with closing(create(folder, "UBND xã Mường Kim")) as installation:
        done = learn(installation, 0, count)
        erase(installation, done[-1].learner)
        installation.scans.add("03637-AT01-A1-4", installation.clock().date(), bot=False)
    return done


def erase(installation, learner: str) -> None:
    installation.store.append(registry.erase(installation.store, learner, installation.means(), "test"))


def age(folder: Path) -> None:
    """Makes of a folder what an earlier release left: rows about people in plain text, and no key for them."""
    with closing(open_installation(folder)) as installation:
        store = installation.store
        people = list(store.people.rows(store.database.read()))
        papers = [(one.serial, one.learner, store.paper(one.serial)) for one in store.certificates()]
    with closing(sqlite3.connect(folder / "data.db")) as db, db:
        db.executescript("DROP TABLE person; DROP TABLE paper; DELETE FROM setting WHERE name = 'people_key';" + PLAIN)
        for learner, row in people:
            one = row.person
            values = (learner, one.name, one.birth_year, one.phone, one.village, fold(one.name), row.salt)
            db.execute("INSERT INTO person VALUES (?, ?, ?, ?, ?, ?, ?)", values)
        db.executemany("INSERT INTO paper VALUES (?, ?, ?)", [one for one in papers if one[2] is not None])
    (folder / "keys" / "people.key").unlink()


def shown(folder: Path) -> dict[str, object]:
    """What a folder shows of its people and its count."""
    with closing(open_installation(folder)) as installation:
        store = installation.store
        given = {"units": store.units(), "targets": store.targets(), "denominators": store.denominators(),
                 "numbers": store.numbers()}  # fmt: skip
        learners = [one.data["learner"] for one, _ in store.records() if one.kind == "learner.registered"]
        return {
            "board": [board(target, 2026, **given) for target in ("citizens", "officials")],
            "people": {one: store.person(one) for one in learners},
            "papers": {one.serial: store.paper(one.serial) for one in store.certificates()},
            "records": {record.canonical() for record, _ in store.records()},
        }


def names_in(folder: Path, people=NAMES) -> list[tuple[str, str]]:
    """(file, name) for every name that is written in any file, in any form that a program could have written."""
    forms = {}
    for name in people:
        for text in (name, name.upper(), name.casefold(), fold(name), json.dumps(name).strip('"')):
            forms |= {unicodedata.normalize(form, text).encode(): name for form in ("NFC", "NFD")}
        forms[name.encode("utf-16-le")] = name
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    contents = {path.name: path.read_bytes() for path in files}
    return sorted((file, name) for file, content in contents.items() for form, name in forms.items() if form in content)
