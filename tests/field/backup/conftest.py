"""A folder in which people have learned, and a backup of it."""

import shutil

import pytest

from bdhvs_lms.trust import box

from ..folders import CoursesReadOnce, peopled
from .backups import saved


@pytest.fixture(autouse=True, scope="module")
def _courses_are_read_once():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bdhvs_lms.field.installation.Catalog", CoursesReadOnce)
        yield


@pytest.fixture(autouse=True)
def _cheap_passphrases(monkeypatch):
    monkeypatch.setattr(box, "COST", 4)


@pytest.fixture(scope="session")
def _made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made") / "data"
    peopled(folder)
    course = folder / "courses" / "cua-toi"
    course.mkdir()
    (course / "ghi-chu.md").write_text("Của riêng xã.\n", encoding="utf-8")
    return folder


@pytest.fixture
def folder(_made, tmp_path):
    shutil.copytree(_made, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def file(folder, tmp_path):
    return saved(folder, tmp_path / "backup")
