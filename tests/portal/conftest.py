"""A real installation for each test, copied from one that is made once."""

from __future__ import annotations

import shutil
from types import SimpleNamespace

import pytest

from bdhvs_lms.field import installation as field_installation

from .support import CITIZENS, ISSUER, OFFICIALS, Clock, Phone, kinds, opened, served
from .trainers import MAI, POW, everybody_here, tell, trainer


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    """An installation as `bdhvs init` makes it; never written to."""
    made = field_installation.create(tmp_path_factory.mktemp("made") / "data", ISSUER, clock=Clock())
    made.close()
    return made


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def installation(tmp_path, template, clock):
    shutil.copytree(template.folder, tmp_path / "data")
    with opened(tmp_path / "data", template.catalog, clock) as found:
        yield found


@pytest.fixture
def written(installation):
    """The kinds of the records written so far. (A function: hypothesis would print a whole installation.)"""
    return lambda: kinds(installation)


@pytest.fixture
def app(installation):
    return served(installation)


@pytest.fixture
def phone(app):
    return Phone(app)


@pytest.fixture
def course(template):
    """The citizens' course."""
    return template.catalog.course(CITIZENS)


@pytest.fixture
def officials(template):
    """The officials' course."""
    return template.catalog.course(OFFICIALS)


@pytest.fixture
def minute(monkeypatch):
    """Time as throttling sees it; `minute.pass_()` lets one go by."""
    now = SimpleNamespace(seconds=1000.0)
    now.pass_ = lambda: setattr(now, "seconds", now.seconds + 61)
    monkeypatch.setattr("bdhvs_lms.field.host.time", SimpleNamespace(monotonic=lambda: now.seconds))
    return now


@pytest.fixture
def without_pango(monkeypatch):
    """As on a machine whose WeasyPrint can't load it."""

    def missing(name):
        raise OSError(f"cannot load library of {name}")

    monkeypatch.setattr("bdhvs_lms.printing.engine.import_module", missing)


@pytest.fixture
def laptop(installation, app):
    return trainer(installation, app)


@pytest.fixture
def code(laptop):
    return laptop.open_class()


@pytest.fixture
def held(laptop, installation, code):
    """A class whose two people are here and whose tests are told: one passed, one didn't."""
    laptop.add(code, MAI, POW)
    everybody_here(laptop, installation, code)
    tell(laptop, installation, code, {"Lò Thị Mai": 12, "Vàng A Pó": 3})
    return code
