"""An installation: made once, in a safe place, again after an interruption, and opened as it was left."""

import stat
from dataclasses import replace

import pytest

from bdhvs_lms.field import installation, keyfiles
from bdhvs_lms.field.installation import PACKAGE, create, new_id, new_serial, open_installation
from bdhvs_lms.movement import codes
from bdhvs_lms.movement.certificate import GENUINE
from bdhvs_lms.movement.claims import claim, read_claim
from bdhvs_lms.movement.errors import AlreadyInitialised, InvalidFile, KeyFileUnsafe, NotInitialised
from bdhvs_lms.movement.progress import Progress
from bdhvs_lms.testing import Clock
from bdhvs_lms.trust import check_chain, text_of, verify

CLOCK = Clock()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "bdhvs"


@pytest.fixture
def made(folder):
    one = create(folder, "Tỉnh đoàn Lai Châu", clock=CLOCK)
    yield one
    one.close()


def test_a_new_installation_has_units_groups_and_targets_and_not_a_record(made):
    assert len(made.store.units()) == 39
    assert made.store.units()[0].name == "Lai Châu"
    assert [group.id for group in made.store.groups()] == ["citizens", "officials", "workers", "students"]
    assert {target.year for target in made.store.targets()} == {2025, 2026}
    assert list(made.store.denominators()) == []
    assert list(made.store.records()) == []
    assert made.store.settings().issuer == "Tỉnh đoàn Lai Châu"
    assert made.store.settings().public_address == ""
    assert made.store.settings().host.startswith("field-")


def test_it_is_opened_again_as_it_was_left(made, folder):
    again = open_installation(folder, clock=CLOCK)
    assert again.store.settings() == made.store.settings()
    assert again.keyring.signer.id == made.keyring.signer.id
    assert again.keys == folder / "keys"
    again.close()


def test_it_cannot_be_made_twice_and_the_second_try_changes_nothing(made, folder):
    settings, ring = made.store.settings(), (folder / "keys" / "ring.json").read_bytes()
    with pytest.raises(AlreadyInitialised):
        create(folder, "Ai Khác", clock=CLOCK)
    assert made.store.settings() == settings
    assert (folder / "keys" / "ring.json").read_bytes() == ring


def test_only_its_owner_enters_the_folder(made, folder):
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "keys").stat().st_mode) == 0o700
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in folder.glob("*.db*"))


@pytest.mark.parametrize("inside", [PACKAGE, PACKAGE.parent, PACKAGE / "data", PACKAGE.parent / "docs" / ".." / "data"])
def test_keys_and_people_never_lie_in_the_programs_own_folder(inside):
    before = sorted(PACKAGE.parent.iterdir())
    with pytest.raises(InvalidFile, match="own folder"):
        create(inside, "Tỉnh đoàn", clock=CLOCK)
    assert sorted(PACKAGE.parent.iterdir()) == before


def test_a_link_does_not_lead_into_the_programs_own_folder(tmp_path):
    (tmp_path / "link").symlink_to(PACKAGE.parent, target_is_directory=True)
    with pytest.raises(InvalidFile, match="own folder"):
        create(tmp_path / "link" / "data", "Tỉnh đoàn", clock=CLOCK)
    assert not (PACKAGE.parent / "data").exists()


def test_a_place_where_no_folder_can_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(InvalidFile):
        create(tmp_path / "file" / "data", "Tỉnh đoàn", clock=CLOCK)


@pytest.mark.parametrize("step", ["write_private", "_write_ring"])
def test_an_interrupted_beginning_can_simply_be_run_again(folder, monkeypatch, step):
    def cut(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(keyfiles, step, cut)
    with pytest.raises(KeyboardInterrupt):
        create(folder, "Tỉnh đoàn", clock=CLOCK)
    monkeypatch.undo()
    with pytest.raises(NotInitialised):
        open_installation(folder, clock=CLOCK)
    one = create(folder, "Tỉnh đoàn", clock=CLOCK)
    assert len(one.store.units()) == 39
    assert one.keyring.own.issuer == "Tỉnh đoàn"
    one.close()


def test_where_nothing_was_made_nothing_is_opened(folder):
    with pytest.raises(NotInitialised, match="bdhvs init"):
        open_installation(folder, clock=CLOCK)
    assert not folder.exists()


def test_an_installation_whose_keys_others_can_read_is_not_opened(made, folder):
    (folder / "keys" / "ring.json").chmod(0o644)
    with pytest.raises(KeyFileUnsafe):
        open_installation(folder, clock=CLOCK)


def test_a_sample_installation_says_so(folder):
    one = create(folder, "Thử", sample=True, clock=CLOCK)
    assert one.store.settings().sample
    one.close()


def test_the_folder_is_the_one_that_was_chosen_or_the_users_own(monkeypatch, tmp_path):
    monkeypatch.setenv("BDHVS_DATA", str(tmp_path / "a"))
    assert installation.default_folder() == tmp_path / "a"
    monkeypatch.delenv("BDHVS_DATA")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "b"))
    assert installation.default_folder() == tmp_path / "b" / "bdhvs"
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert installation.default_folder() == tmp_path / ".local" / "share" / "bdhvs"


def test_ids_are_ordered_by_time_and_serials_are_serials():
    ids = [new_id() for _ in range(200)]
    assert ids == sorted(ids)
    assert len(set(ids)) == 200
    serials = {new_serial() for _ in range(50)}
    assert len(serials) == 50
    assert {codes.parse_serial(serial) for serial in serials} == serials


FORM = {"name": "Lò Thị Mai", "birth_year": "1985", "unit": "03637", "group": "citizens", "consent": "yes"}


def claimed(one, nonce="a" * 32, **form):
    course = one.store.courses()[0]
    progress = Progress(nonce, {lesson.code: 5 for lesson in course.lessons})
    claimant = read_claim(FORM | form, units=one.store.units(), groups=one.store.groups(), this_year=2026)
    made = claim(claimant, course, progress, one.store, one.means())
    one.store.append(made.batch)
    return made


def test_a_citizens_claim_is_written_sealed_and_verified_from_the_qr(made):
    done = claimed(made)
    payload = text_of(made.store.paper(done.certificate.serial))
    verdict = verify(done.certificate.serial, payload, made.store, made.keyring)
    assert (verdict.state, verdict.registered, verdict.certificate) == (GENUINE, True, done.certificate)
    assert check_chain(made.store.chain(), made.keyring) == 3


def test_papers_and_chain_hold_after_the_key_was_rotated(made, folder):
    earlier = claimed(made)
    keyfiles.rotate(folder / "keys", "Tỉnh đoàn Lai Châu", "2026-06-01")
    again = open_installation(folder, clock=CLOCK)
    later = claimed(again, "b" * 32, name="Vàng A Pó")
    assert check_chain(again.store.chain(), again.keyring) == 6
    for done in (earlier, later):
        payload = text_of(again.store.paper(done.certificate.serial))
        assert verify(done.certificate.serial, payload, again.store, again.keyring).state == GENUINE
    again.close()


def test_an_open_installation_signs_with_the_new_key_as_soon_as_it_was_rotated(made, folder):
    old = made.keyring.signer.id
    ring = keyfiles.rotate(folder / "keys", "Huyện đoàn", "2026-06-01")
    done = claimed(made)
    assert made.keyring.signer.id == ring.signer.id != old
    assert done.certificate.issuer == "Huyện đoàn"
    assert [mark.key for _, mark in made.store.chain()] == [ring.signer.id] * 3


def test_settings_are_stored_as_they_were_given(made):
    from bdhvs_lms.field import kept

    kept.write_settings(made.store.database, public_address="https://bdhv.example.vn", signer_name="Lò Văn Hặc")
    told = made.store.settings()
    assert (told.public_address, told.signer_name, told.burst_people) == ("https://bdhv.example.vn", "Lò Văn Hặc", 30)
    for unknown in ("issuer", "colour"):
        with pytest.raises(TypeError):
            kept.write_settings(made.store.database, **{unknown: "x"})


def test_units_targets_and_denominators_may_be_brought_again_without_doubling(made):
    from bdhvs_lms.field import kept

    units, targets = made.store.units(), made.store.targets()
    kept.add_units(made.store.database, [replace(units[1], name="Tên mới")])
    kept.add_targets(made.store.database, [replace(targets[0], percent=85)])
    assert len(made.store.units()) == 39
    assert made.store.unit(units[1].code).name == "Tên mới"
    assert len(made.store.targets()) == len(targets)
    assert made.store.targets()[0].percent == 85


def test_every_target_that_comes_with_it_asks_for_courses_that_are_there(made):
    known = {course.id for course in made.store.courses()}
    assert {course for target in made.store.targets() for course in target.courses} <= known
