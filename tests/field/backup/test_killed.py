"""Whatever is killed at whatever step leaves the whole or nothing."""

import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from bdhvs_lms.field.installation import create

from ..folders import NAMES, age, learn, names_in
from .backups import merged

TESTS = Path(__file__).parents[2]


def crashed(name, source, place, every=1):
    """→ at how many steps it was killed, and what was left was found sound."""
    ran = subprocess.run(
        [sys.executable, TESTS / "field" / "crasher.py", name, source, place, str(every)],
        capture_output=True, text=True, timeout=600, check=False,
        env={**os.environ, "PYTHONPATH": f"{TESTS}:{TESTS.parent}"},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return int(ran.stdout) // every


def test_a_backup_killed_at_any_step_leaves_a_whole_file_or_none(folder, tmp_path):
    assert crashed("backup", folder, tmp_path / "place") > 10


def test_a_restoring_killed_at_any_step_leaves_a_whole_folder_or_none(file, tmp_path):
    assert crashed("restore", file, tmp_path / "place") > 10


def test_a_merging_killed_at_any_step_is_simply_run_again(file, tmp_path):
    with closing(create(tmp_path / "used", "Tỉnh đoàn")) as installation:
        learn(installation, 0)
        learn(installation, 60)
    shutil.copytree(tmp_path / "used", tmp_path / "both")
    merged(tmp_path / "both", file)
    assert crashed("merge", file, tmp_path / "place", 5) > 10


def test_a_sealing_of_an_old_folder_killed_at_any_step_loses_nobody(folder, tmp_path):
    age(folder)
    assert {name for _, name in names_in(folder)} == set(NAMES)
    assert crashed("seal", folder, tmp_path / "place") > 10
