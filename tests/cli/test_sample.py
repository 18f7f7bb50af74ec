"""What `bdhvs init --sample` adds."""

import pytest

from bdhvs_lms.field import sample
from bdhvs_lms.field.cli.base import closing
from bdhvs_lms.field.installation import open_installation
from bdhvs_lms.movement.codes import UNIT_CODE
from bdhvs_lms.movement.errors import NotASample


def test_everything_that_was_made_up_says_so(trial):
    with closing(open_installation(trial)) as installation:
        store = installation.store
        papers = list(store.certificates())
        assert papers
        assert all(one.sample for one in papers)
        assert all(store.person(one.learner).name.startswith("Người Mẫu") for one in papers)
        unit = store.unit(sample.UNIT.code)
        assert unit.sample
        assert "MẪU" in unit.name
        (target,) = [one for one in store.targets() if one.id == sample.TARGET]
        assert "MẪU" in target.title
        assert target.strength == "sample"


def test_the_samples_are_of_all_ways_two_groups_and_several_units(trial):
    with closing(open_installation(trial)) as installation:
        papers = list(installation.store.certificates())
        assert {one.way for one in papers} == {"self", "class", "account"}
        assert {one.group for one in papers} == {"citizens", "officials"}
        assert len({one.unit for one in papers}) >= 5
        assert installation.store.undecided() == []
        assert installation.store.held() == []


def test_filling_again_adds_nothing(trial):
    with closing(open_installation(trial)) as installation:
        before = len(list(installation.store.records()))
        sample.fill(installation)
        assert len(list(installation.store.records())) == before


def test_a_real_installation_is_never_filled(real):
    with closing(open_installation(real)) as installation, pytest.raises(NotASample):
        sample.fill(installation)


def test_the_sample_agencys_code_can_stand_on_a_poster():
    assert UNIT_CODE.fullmatch(sample.UNIT.code)
