"""What a trainer was shown as saved is there: killed, or on a full disk, at any write of a class's life."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from bdhvs_lms.field.installation import create

TESTS = Path(__file__).parent.parent
RUNS = 200


@pytest.fixture(scope="module")
def lives(tmp_path_factory):
    """[seed, how it ended, writes shown as saved, faults] of each run."""
    template = tmp_path_factory.mktemp("class") / "data"
    create(template, "UBND xã Mường Kim").close()
    halves = [
        subprocess.Popen(
            [sys.executable, TESTS / "field" / "class_life.py", template, str(first), str(first + RUNS // 2)],
            stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": f"{TESTS}:{TESTS.parent}"},
        )
        for first in (0, RUNS // 2)
    ]  # fmt: skip
    lines = [line for half in halves for line in half.communicate(timeout=600)[0].splitlines()]
    return [json.loads(line) for line in lines]


def test_nothing_that_was_shown_as_saved_is_lost_in_two_hundred_lives(lives):
    assert [life for life in lives if life[3]] == []
    assert [life[0] for life in lives] == list(range(RUNS))


def test_the_lives_end_in_every_way_and_at_many_places(lives):
    ends = Counter(life[1] for life in lives)
    assert min(ends["killed"], ends["full"]) > RUNS // 10
    assert len({life[2] for life in lives if life[1] == "killed"}) > 5
    assert len({life[2] for life in lives if life[1] == "full"}) > 3
