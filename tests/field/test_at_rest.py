"""People's rows at rest: no name in any file, older folders sealed once, a lost key told and nothing else stopped."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from bdhvs_lms.field import keyfiles
from bdhvs_lms.field.at_rest import prepare
from bdhvs_lms.field.database import Database
from bdhvs_lms.field.errors import PeopleKeyMissing, PeopleKeyWrong
from bdhvs_lms.field.installation import open_installation
from bdhvs_lms.movement.people import Person
from bdhvs_lms.testing import Clock, History
from bdhvs_lms.trust import SealBroken, Vault

from .folders import NAMES, CoursesReadOnce, age, learn, names_in, peopled, shown
from .support import make_store


@pytest.fixture(autouse=True, scope="module")
def _courses_are_read_once():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bdhvs_lms.field.installation.Catalog", CoursesReadOnce)
        yield


@pytest.fixture
def folder(tmp_path):
    peopled(tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def old(folder):
    age(folder)
    return folder


def test_no_name_is_in_any_file_while_the_folder_is_used_or_after(folder):
    assert names_in(folder) == []
    with closing(open_installation(folder)) as installation:
        learn(installation, 100)
        assert {path.name for path in folder.iterdir()} >= {"data.db", "data.db-wal"}
        assert names_in(folder, [*NAMES, "Người Thứ baa"]) == []


def test_a_folder_from_before_is_sealed_when_it_is_opened_and_shows_the_same(folder):
    before = shown(folder)
    age(folder)
    assert {name for _, name in names_in(folder)} == set(NAMES)
    assert shown(folder) == before
    assert names_in(folder) == []
    assert (folder / "keys" / "people.key").stat().st_mode & 0o777 == 0o600


def test_an_old_folder_that_is_sealed_while_another_program_reads_it_leaves_no_name_once_that_one_is_done(old):
    with closing(sqlite3.connect(old / "data.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM record").fetchone()
        with closing(Database(old / "data.db", "")) as database:
            database.forget_deleted = lambda: False
            prepare(database, old / "keys")
        reader.execute("ROLLBACK")
    open_installation(old).close()
    assert names_in(old) == []


def test_an_old_folder_that_is_open_elsewhere_holds_no_name_once_it_is_sealed(old):
    with closing(sqlite3.connect(old / "data.db")) as other:
        other.execute("SELECT count(*) FROM record").fetchone()
        open_installation(old).close()
        assert (old / "data.db-wal").exists()
        assert names_in(old) == []


def test_a_disk_that_fills_while_an_old_folder_is_sealed_leaves_it_as_it_was(old):
    from bdhvs_lms.movement.errors import StoreUnavailable

    with closing(Database(old / "data.db", "")) as database:
        db = database.read()
        before = list(map(tuple, db.execute("SELECT * FROM person")))
        db.execute(f"PRAGMA max_page_count = {db.execute('PRAGMA page_count').fetchone()[0]}")
        with pytest.raises(StoreUnavailable, match="full"):
            prepare(database, old / "keys")
        assert list(map(tuple, db.execute("SELECT * FROM person"))) == before
    assert [one.name for one in shown(old)["people"].values() if one][:4] == list(NAMES)
    assert names_in(old) == []


def test_the_same_is_sealed_differently_each_time_and_found_all_the_same(tmp_path):
    note = History(Clock())
    store = make_store(tmp_path / "data.db", note.clock, new_id=note.new_id)
    for _again in range(2):
        store.append(note.batch(note.registered(Person("Lò Thị Mai", 1985, "0912345678"))))
        note.clock.move(minutes=1)
    rows = store.database.rows("SELECT sealed, alike, phone FROM person")
    assert [len({row[column] for row in rows}) for column in range(3)] == [2, 1, 1]
    assert [one.kind for one, _ in store.records()][-1] == "learner.merged"
    store.database.close()


@pytest.mark.parametrize(("table", "key"), [("person", "learner"), ("paper", "serial")])
def test_rows_that_are_swapped_or_changed_do_not_open(folder, table, key):
    with closing(sqlite3.connect(folder / "data.db")) as db, db:
        (one, first), (other, second) = db.execute(f"SELECT {key}, sealed FROM {table} LIMIT 2").fetchall()
        db.execute(f"UPDATE {table} SET sealed = ? WHERE {key} = ?", (second, one))
        db.execute(f"UPDATE {table} SET sealed = ? WHERE {key} = ?", (first[:-1] + bytes([first[-1] ^ 1]), other))
    with closing(open_installation(folder)) as installation:
        read = getattr(installation.store, table)
        for row in (one, other):
            with pytest.raises(SealBroken):
                read(row)


@pytest.mark.parametrize("lost", ["missing", "another's", "cut short"])
def test_without_its_key_a_folder_says_so_and_does_not_make_another(folder, tmp_path, lost):
    key = folder / "keys" / "people.key"
    right = key.read_bytes()
    if lost == "missing":
        key.unlink()
    else:
        keyfiles.write_private(key, bytes(32) if lost == "another's" else right[:31])
    error = PeopleKeyMissing if lost == "missing" else PeopleKeyWrong
    with closing(open_installation(folder)) as installation:
        store = installation.store
        learner = next(one.data["learner"] for one, _ in store.records() if "commitment" in one.data)
        count = len(list(store.records()))
        for ask in (lambda: store.person(learner), lambda: learn(installation, 50)):
            with pytest.raises(error, match=r"people\.key"):
                ask()
        assert len(list(store.records())) == count
        assert store.numbers().tallies
        assert key.exists() == (lost != "missing")
        keyfiles.write_private(key, right)
        assert store.person(learner).name == NAMES[0]


def test_an_erasure_needs_no_key(folder):
    from .folders import erase

    (folder / "keys" / "people.key").unlink()
    with closing(open_installation(folder)) as installation:
        learner = next(one.data["learner"] for one, _ in installation.store.records() if "commitment" in one.data)
        erase(installation, learner)
        assert installation.store.person(learner) is None


def test_many_programs_that_open_an_old_folder_at_once_make_one_key(old):
    import threading

    gate, found = threading.Barrier(6), []

    def work():
        with closing(Database(old / "data.db", "")) as database:
            gate.wait()
            found.append(prepare(database, old / "keys")().mark("x"))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(found) == 6
    assert len(set(found)) == 1
    assert [one.name for one in shown(old)["people"].values() if one][:4] == list(NAMES)


def test_a_copied_database_opens_nothing_without_the_folders_key(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "copy")
    for path in (tmp_path / "copy" / "keys").iterdir():
        path.unlink()
    assert names_in(tmp_path / "copy") == []


def test_a_vault_tells_equal_from_different_and_nothing_across_keys():
    one, other = Vault(bytes(32)), Vault(bytes(31) + b"\1")
    assert one.mark("a", "b") == one.mark("a", "b")
    assert len({one.mark("a", "b"), one.mark("ab"), one.mark("ab", ""), one.mark("a", "c"), other.mark("a", "b")}) == 5
    sealed = one.seal("here", b"something")
    assert one.open("here", sealed) == b"something"
    for vault, place, value in (
        (other, "here", sealed),
        (one, "there", sealed),
        (one, "here", sealed[:20]),
        (one, "here", b""),
    ):
        with pytest.raises(SealBroken):
            vault.open(place, value)
    with pytest.raises(ValueError, match="32 bytes"):
        Vault(b"short")
