"""A trial and a real installation, each test with a copy of its own, and the command that works on them."""

from __future__ import annotations

import functools
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from bdhvs_lms.catalog import Catalog
from bdhvs_lms.field import installation as installation_room
from bdhvs_lms.field.cli import cli
from bdhvs_lms.field.cli.base import closing
from bdhvs_lms.field.i18n import _
from bdhvs_lms.field.installation import BUNDLED_COURSES, open_installation
from bdhvs_lms.movement.claims import Claimant, submit
from bdhvs_lms.movement.people import Person
from bdhvs_lms.movement.progress import Progress


@dataclass
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)

    def says(self, msgid: str, **fields: object) -> bool:
        return _(msgid, **fields) in self.out + self.err


def run(*args: object, answer: str | None = None) -> Ran:
    try:
        runner = CliRunner(mix_stderr=False)
    except TypeError:  # click 8.2 and later always keep them apart
        runner = CliRunner()
    result = runner.invoke(cli, [str(one) for one in args], input=answer, prog_name="bdhvs")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    assert "Traceback" not in result.stdout + result.stderr
    return Ran(result.exit_code, result.stdout, result.stderr)


@pytest.fixture(autouse=True)
def _no_other_installation(tmp_path, monkeypatch):
    monkeypatch.setenv("BDHVS_DATA", str(tmp_path / "nothing-here"))
    monkeypatch.delenv("BDHVS_LANG", raising=False)


@functools.cache
def _bundled() -> Catalog:
    return Catalog.load([BUNDLED_COURSES])


class _ReadOnce:
    """The catalogue, whose bundled courses are read once for all commands; with own courses it is read anew."""

    @staticmethod
    def load(folders) -> Catalog:
        own = any(folder.exists() and any(folder.iterdir()) for folder in folders if folder != BUNDLED_COURSES)
        return Catalog.load(folders) if own else _bundled()


@pytest.fixture(autouse=True)
def _courses_are_read_once(monkeypatch):
    monkeypatch.setattr(installation_room, "Catalog", _ReadOnce)


@pytest.fixture
def bdhvs():
    return run


@pytest.fixture(scope="session")
def _trial(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("trial") / "data"
    assert run("init", "--sample", "--data", folder).code == 0
    return folder


@pytest.fixture(scope="session")
def _real(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("real") / "data"
    assert run("init", "--issuer", "UBND xã Mường Kim", "--data", folder).code == 0
    return folder


def _copy(source: Path, tmp_path: Path, monkeypatch) -> Path:
    folder = tmp_path / "data"
    shutil.copytree(source, folder)
    monkeypatch.setenv("BDHVS_DATA", str(folder))
    return folder


@pytest.fixture
def trial(_trial, tmp_path, monkeypatch) -> Path:
    """A trial installation with its samples; commands find it by BDHVS_DATA."""
    return _copy(_trial, tmp_path, monkeypatch)


@pytest.fixture
def real(_real, tmp_path, monkeypatch) -> Path:
    """A real, empty installation; commands find it by BDHVS_DATA."""
    return _copy(_real, tmp_path, monkeypatch)


@pytest.fixture
def learns(real):
    """A citizen finishes a course and gets the paper. → its claim."""
    numbers = iter(range(1000))

    def finish(name="Lò Thị Mai", *, year=1980, phone="", unit="03637", course="an-toan-tren-mang"):
        with closing(open_installation(real)) as installation:
            store, found = installation.store, installation.store.course(course)
            passed = {lesson.code: 5 for lesson in found.lessons}
            who = Claimant(Person(name, year, phone), store.unit(unit), "citizens")
            return submit(who, found, Progress(f"{next(numbers):032x}", passed), store, installation.means())

    return finish
