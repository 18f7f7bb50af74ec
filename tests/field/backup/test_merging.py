"""A backup that is added to a used folder loses nothing of either."""

import shutil
from contextlib import closing
from types import MappingProxyType

import pytest

from bdhvs_lms.field.audit import check_chains
from bdhvs_lms.field.errors import BackupOfASample, ChainForked
from bdhvs_lms.field.installation import create, open_installation
from bdhvs_lms.field.restore import restore
from bdhvs_lms.field.sample import fill
from bdhvs_lms.field.store import SqliteStore
from bdhvs_lms.movement.errors import StoreUnavailable

from ..folders import PASSPHRASE, erase, learn, shown
from .backups import faults, merged, saved


def test_what_a_folder_lost_comes_back_and_nothing_newer_goes(folder, file):
    with closing(open_installation(folder)) as installation:
        learn(installation, 40)
    before = shown(folder)
    assert merged(folder, file) == 0
    assert shown(folder) == before
    assert faults(folder) == []


def test_a_folder_that_was_set_back_gets_the_end_of_its_chain_again(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "earlier")
    with closing(open_installation(folder)) as installation:
        learn(installation, 40, 3)
        installation.store.append(_again(installation))  # a rule writes a record of its own
    file = saved(folder, tmp_path / "backup")
    assert merged(tmp_path / "earlier", file) > 9
    assert shown(tmp_path / "earlier") == shown(folder)
    assert faults(tmp_path / "earlier") == []
    assert merged(tmp_path / "earlier", file) == 0


def _again(installation):
    from bdhvs_lms.movement.people import commitment
    from bdhvs_lms.movement.records import REGISTERED, Record, stamp
    from bdhvs_lms.movement.store import Batch, PersonRow

    from ..folders import person

    means, host = installation.means(), installation.store.settings().host
    row, learner = PersonRow(person(40), bytes(16)), means.new_id()
    data = {"learner": learner, "group": "citizens", "commitment": commitment(row.person, row.salt)}
    return Batch((Record(means.new_id(), REGISTERED, stamp(means.now), "03637", "self", host, data),), {learner: row})


def test_chains_that_went_on_differently_are_not_put_together(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "other")
    for number, one in enumerate((folder, tmp_path / "other")):
        with closing(open_installation(one)) as installation:
            learn(installation, 40 + number)
    before = shown(folder)
    with pytest.raises(ChainForked):
        merged(folder, saved(tmp_path / "other", tmp_path / "backup"))
    assert shown(folder) == before
    assert faults(folder) == []


def test_a_record_that_does_not_follow_on_the_chain_is_not_taken_into_it(folder, tmp_path):
    from bdhvs_lms.movement.store import Batch

    shutil.copytree(folder, tmp_path / "other")
    for number, one in enumerate((folder, tmp_path / "other")):
        with closing(open_installation(one)) as installation:
            learn(installation, 40 + number)
    with closing(open_installation(folder)) as installation:
        theirs = list(installation.store.records())[-3:]
    with closing(open_installation(tmp_path / "other")) as installation, pytest.raises(ChainForked):
        installation.store.append(Batch(tuple(one for one, _ in theirs)), {one.id: mark for one, mark in theirs})
    assert faults(tmp_path / "other") == []


def test_another_folders_records_come_with_their_seals_and_their_people_once(folder, file, tmp_path):
    with closing(create(tmp_path / "used", "Tỉnh đoàn")) as installation:
        learn(installation, 0)  # somebody whom the backup knows as well, by the same phone
        learn(installation, 60)
    assert merged(tmp_path / "used", file) > 10
    both = shown(tmp_path / "used")
    assert shown(folder)["records"] < both["records"]
    citizens = next(row for row in both["board"][0] if row.unit.code == "03637")
    alone = next(row for row in shown(folder)["board"][0] if row.unit.code == "03637")
    assert sum(citizens.other.values()) == sum(alone.other.values()) + 1
    with closing(open_installation(tmp_path / "used")) as installation:
        assert len(installation.store.chains()) == 2
    assert faults(tmp_path / "used") == []
    assert merged(tmp_path / "used", file) == 0
    assert shown(tmp_path / "used") == both


def test_what_was_signed_together_is_merged_together(folder, file, tmp_path, monkeypatch):
    """However small the pieces, no chain is ever left at a record that nobody signed."""
    monkeypatch.setattr("bdhvs_lms.field.merge._AT_ONCE", 1)
    create(tmp_path / "used", "Tỉnh đoàn").close()
    append, ends = SqliteStore.append, []

    def watched(store, batch, facts=MappingProxyType({})):
        told = append(store, batch, facts)
        ends.extend(check_chains(store) for _ in facts)
        return told

    monkeypatch.setattr(SqliteStore, "append", watched)
    with closing(open_installation(folder)) as installation:
        marks = [mark for _, mark in installation.store.records()]
    assert not all(mark.signature for mark in marks)
    assert merged(tmp_path / "used", file) == len(marks) == len(ends)
    assert faults(tmp_path / "used") == []


def test_a_restored_folder_takes_what_the_old_one_wrote_after_the_backup(folder, file, tmp_path):
    restore(file, PASSPHRASE, tmp_path / "new")
    with closing(open_installation(tmp_path / "new")) as installation:
        learn(installation, 70)
    with closing(open_installation(folder)) as installation:
        learn(installation, 71)
    assert merged(tmp_path / "new", saved(folder, tmp_path / "later")) == 3
    assert faults(tmp_path / "new") == []


def test_who_was_erased_since_the_backup_stays_erased(folder, file):
    with closing(open_installation(folder)) as installation:
        learner = next(one.data["learner"] for one, _ in installation.store.records() if "commitment" in one.data)
        erase(installation, learner)
    merged(folder, file)
    with closing(open_installation(folder)) as installation:
        assert installation.store.person(learner) is None
        assert [one.erased for one in installation.store.certificates() if one.learner == learner] == [True]
    assert faults(folder) == []


def test_an_erasure_in_the_backup_is_carried_out(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "earlier")
    with closing(open_installation(folder)) as installation:
        learner = next(one.data["learner"] for one, _ in installation.store.records() if "commitment" in one.data)
        erase(installation, learner)
    merged(tmp_path / "earlier", saved(folder, tmp_path / "backup"))
    with closing(open_installation(tmp_path / "earlier")) as installation:
        assert installation.store.person(learner) is None
    assert faults(tmp_path / "earlier") == []


def test_a_lost_key_and_lost_rows_about_people_come_back(folder, file):
    import sqlite3

    before = shown(folder)
    (folder / "keys" / "people.key").unlink()
    assert any("people.key" in fault for fault in faults(folder))
    merged(folder, file)
    assert shown(folder) == before
    with closing(sqlite3.connect(folder / "data.db")) as db, db:
        db.execute("DELETE FROM person")
        db.execute("DELETE FROM paper")
    assert len(faults(folder)) == 2
    assert merged(folder, file) == 0
    assert shown(folder) == before
    assert faults(folder) == []


def test_a_person_who_was_corrected_comes_with_the_corrected_name(folder, tmp_path):
    from bdhvs_lms.movement.people import Person, commitment
    from bdhvs_lms.movement.records import CORRECTED, Record, stamp
    from bdhvs_lms.movement.store import Batch, PersonRow

    with closing(open_installation(folder)) as installation:
        means, store = installation.means(), installation.store
        learner = next(one.data["learner"] for one, _ in store.records() if "commitment" in one.data)
        row = PersonRow(Person("Lường Thị Ỏn", 1961), bytes(16))
        data = {"learner": learner, "group": "citizens", "commitment": commitment(row.person, row.salt)}
        host = store.settings().host
        store.append(
            Batch((Record(means.new_id(), CORRECTED, stamp(means.now), "03637", "x", host, data),), {learner: row})
        )
    create(tmp_path / "used", "Tỉnh đoàn").close()
    merged(tmp_path / "used", saved(folder, tmp_path / "backup"))
    with closing(open_installation(tmp_path / "used")) as installation:
        assert installation.store.person(learner) == row.person
    assert faults(tmp_path / "used") == []


def test_own_courses_come_along_unless_the_name_is_taken(folder, file, tmp_path):
    create(tmp_path / "used", "Tỉnh đoàn").close()
    merged(tmp_path / "used", file)
    mine = tmp_path / "used" / "courses" / "cua-toi" / "ghi-chu.md"
    mine.write_text("Đã sửa.\n", encoding="utf-8")
    merged(tmp_path / "used", file)
    assert mine.read_text(encoding="utf-8") == "Đã sửa.\n"


def test_a_trial_is_not_mixed_with_a_real_installation(folder, tmp_path):
    with closing(create(tmp_path / "trial", "Mẫu", sample=True)) as trial:
        fill(trial)
    before = shown(folder)
    with pytest.raises(BackupOfASample):
        merged(folder, saved(tmp_path / "trial", tmp_path / "backup"))
    assert shown(folder) == before


def test_a_folder_that_lost_its_key_can_still_be_backed_up(folder, tmp_path):
    (folder / "keys" / "people.key").unlink()
    restore(saved(folder, tmp_path / "backup"), PASSPHRASE, tmp_path / "new")
    assert any("people.key" in fault for fault in faults(tmp_path / "new"))
    with closing(open_installation(tmp_path / "new")) as installation:
        assert installation.store.numbers().tallies
        with pytest.raises(StoreUnavailable):
            learn(installation, 90)
