"""`bdhvs held`, `pairs`, `learners`."""

from bdhvs_lms.field import kept
from bdhvs_lms.field.cli.base import closing
from bdhvs_lms.field.installation import open_installation
from bdhvs_lms.movement.errors import AlreadyErased, NotHeld, SameLearner, UnknownCompletion, UnknownLearner


def total(bdhvs, unit="03637"):
    rows = bdhvs("progress", "--target", "citizens", "--json").json
    row = next(one for one in rows if one["unit"] == unit)
    return row["total"] + sum(row["other"].values())


def held(bdhvs, learns, names=("Lò Văn An", "Lò Văn Ba")):
    bdhvs("settings", "--burst-people", 1)
    learns("Lò Văn Một")
    for name in names:
        learns(name)
    return bdhvs("held", "--json").json


def test_what_waits_is_listed_with_the_person_and_doesnt_count(bdhvs, learns):
    waiting = held(bdhvs, learns)
    assert [one["person"]["name"] for one in waiting] == ["Lò Văn An", "Lò Văn Ba"]
    assert waiting[0].keys() == {"id", "learner", "course", "unit", "way", "day", "state", "person"}
    assert "Lò Văn An" in bdhvs("held").out
    assert total(bdhvs) == 1


def test_released_ones_count(bdhvs, learns):
    ids = [one["id"] for one in held(bdhvs, learns)]
    assert bdhvs("held", "release", *ids).code == 0
    assert total(bdhvs) == 3
    assert bdhvs("held", "--json").json == []
    assert bdhvs("verify").code == 0


def test_refused_ones_dont_count_and_their_papers_are_revoked(bdhvs, learns):
    first, _second = held(bdhvs, learns)
    assert bdhvs("held", "refuse", first["id"], "--reason", "không học").code == 0
    assert total(bdhvs) == 1
    papers = {one["completion"]: one["revoked"] for one in bdhvs("certificates", "--json").json}
    assert papers[first["id"]] == "không học"
    assert bdhvs("held", "release", first["id"]).code == 0
    assert total(bdhvs) == 2


def test_all_named_ones_are_decided_or_none(bdhvs, learns):
    first, _second = held(bdhvs, learns)
    ran = bdhvs("held", "release", first["id"], "gone")
    assert (ran.code, ran.says(UnknownCompletion.message, completion="gone")) == (1, True)
    assert total(bdhvs) == 1


def test_what_doesnt_wait_cant_be_decided(bdhvs, learns):
    first, _second = held(bdhvs, learns)
    bdhvs("held", "release", first["id"])
    for options in (("release", first["id"]), ("refuse", first["id"], "--reason", "x")):
        ran = bdhvs("held", *options)
        assert (ran.code, ran.says(NotHeld.message, completion=first["id"])) == (1, True)
    assert bdhvs("held", "release").code == 2
    assert bdhvs("held", "refuse", first["id"]).code == 2


def pair(bdhvs, learns):
    learns("Vàng A Páo", phone="0912345678")
    learns("Vàng A Páo", phone="0987654321")
    (found,) = bdhvs("pairs", "--json").json
    return found["learner"]["id"], found["other"]["id"]


def test_a_pair_is_listed_with_what_tells_people_apart(bdhvs, learns):
    pair(bdhvs, learns)
    (found,) = bdhvs("pairs", "--json").json
    assert found.keys() == {"unit", "learner", "other"}
    assert found["learner"].keys() == {"id", "name", "birth_year", "phone", "village"}
    assert "0912345678" in bdhvs("pairs").out


def test_an_undecided_pair_counts_once_and_a_decision_settles_it(bdhvs, learns):
    one, other = pair(bdhvs, learns)
    assert total(bdhvs) == 1
    assert bdhvs("pairs", "different", one, other).code == 0
    assert (total(bdhvs), bdhvs("pairs", "--json").json) == (2, [])
    assert bdhvs("pairs", "same", other, one).code == 0
    assert total(bdhvs) == 1
    assert bdhvs("verify").code == 0


def test_a_pair_is_two_learners_that_are_there(bdhvs, learns):
    one, _other = pair(bdhvs, learns)
    ran = bdhvs("pairs", "same", one, one)
    assert (ran.code, ran.says(SameLearner.message)) == (1, True)
    ran = bdhvs("pairs", "same", one, "gone")
    assert (ran.code, ran.says(UnknownLearner.message, learner="gone")) == (1, True)
    assert bdhvs("pairs", "same", one).code == 2


def test_a_learner_is_shown_by_id_or_by_a_papers_serial(bdhvs, learns):
    done = learns("Giàng Thị Dợ")
    found = bdhvs("learners", "show", done.learner, "--json").json
    assert (found["person"]["name"], found["certificates"]) == ("Giàng Thị Dợ", [done.certificate.serial])
    assert found == bdhvs("learners", "show", done.certificate.serial, "--json").json
    assert "Giàng Thị Dợ" in bdhvs("learners", "show", done.learner).out
    assert bdhvs("learners", "show", "gone").code == 1


def test_erasing_asks_first_and_takes_no_for_an_answer(bdhvs, learns):
    done = learns()
    for answer in ("n\n", "\n", ""):
        bdhvs("learners", "erase", done.learner, answer=answer)
        assert bdhvs("learners", "show", done.learner, "--json").json["person"]


def test_erasing_leaves_the_count_and_no_name_in_any_file(bdhvs, learns, real):
    done = learns("Thào Thị Sùa")
    assert bdhvs("learners", "erase", done.learner, answer="y\n").code == 0
    assert total(bdhvs) == 1
    assert not any("Thào Thị Sùa".encode() in file.read_bytes() for file in real.rglob("*") if file.is_file())
    assert bdhvs("learners", "show", done.learner, "--json").json["person"] is None
    assert bdhvs("learners", "show", done.learner).code == 0
    assert bdhvs("verify", done.certificate.serial).code == 0
    ran = bdhvs("learners", "erase", done.learner, "--yes")
    assert (ran.code, ran.says(AlreadyErased.message)) == (1, True)


def test_erasing_finds_the_same_person_under_another_id_but_not_a_guess(bdhvs, learns):
    first = learns("Vàng A Páo", phone="0912345678")
    same = learns("Vàng A Páo", phone="0912345678", unit="03408")
    alike = learns("Vàng A Páo", phone="0987654321")
    bdhvs("learners", "erase", same.learner, "--yes")
    assert bdhvs("learners", "show", first.learner, "--json").json["person"] is None
    assert bdhvs("learners", "show", same.learner, "--json").json["person"] is None
    assert bdhvs("learners", "show", alike.learner, "--json").json["person"]["phone"] == "0987654321"


def test_erasing_names_everybody_of_whom_something_is_kept_also_after_an_earlier_erasure(bdhvs, learns):
    first = learns("Vàng A Páo", phone="0912345678")
    bdhvs("learners", "erase", first.learner, "--yes")
    second = learns("Vàng A Páo", phone="0912345678", unit="03408")
    third = learns("Vàng A Páo", phone="0912345678", unit="03388")
    bdhvs("pairs", "same", first.learner, second.learner)
    bdhvs("pairs", "same", second.learner, third.learner)
    ran = bdhvs("learners", "erase", first.learner, answer="n\n")
    assert ran.code == 0
    assert ran.out.count("Vàng A Páo") == 2
    assert bdhvs("learners", "show", second.learner, "--json").json["person"]
    assert bdhvs("learners", "erase", first.learner, answer="y\n").code == 0
    assert bdhvs("learners", "show", third.learner, "--json").json["person"] is None


def test_what_waits_in_a_trial_says_that_it_is_a_sample(bdhvs, learns, real):
    held(bdhvs, learns)
    assert "MẪU" not in bdhvs("held").out
    with closing(open_installation(real)) as installation:
        kept.write_settings(installation.store.database, sample=True)
    assert bdhvs("held").out.count("MẪU") == 2
