"""`bdhvs posters`."""

import errno
import sys

import pytest

import bdhvs_lms.field.cli.posters  # noqa: F401 (the package has a command of the same name)
from bdhvs_lms.field.i18n import _
from bdhvs_lms.movement.errors import NoPublicAddress, NotWritten, UnknownCourse, UnknownLesson, UnknownUnit

COURSE = ("--course", "an-toan-tren-mang")


@pytest.fixture
def sheets(monkeypatch):
    """What would be printed, without printing it."""
    seen = []

    def take(posters, fmt, *, progress):
        seen.append((posters, fmt))
        return b"%PDF-"

    monkeypatch.setattr(sys.modules["bdhvs_lms.field.cli.posters"], "print_posters", take)
    return seen


@pytest.mark.pdf
def test_posters_are_a_pdf_with_a_page_for_each_lesson(bdhvs, real, tmp_path):
    import pypdfium2

    bdhvs("settings", "--address", "https://hoc.example")
    file = tmp_path / "posters.pdf"
    options = ("--unit", "03637", "--lesson", "AT01", "--lesson", "at02", "--out", file)
    assert bdhvs("posters", *COURSE, *options).code == 0
    document = pypdfium2.PdfDocument(file)
    assert len(document) == 2
    document.close()


def test_every_commune_and_ward_gets_its_own_code(bdhvs, real, sheets, tmp_path):
    bdhvs("settings", "--address", "https://hoc.example")
    options = ("--lesson", "AT01", "--channel", "h", "--place", 7, "--out", tmp_path / "x.pdf")
    assert bdhvs("posters", "--all-units", *COURSE, *options).code == 0
    ((made, fmt),) = sheets
    assert (len(made), fmt) == (38, "a4")
    assert len({str(one.code) for one in made}) == 38
    assert {(one.code.channel, one.code.place, one.sample) for one in made} == {("H", 7, False)}
    assert made[0].link.startswith("https://hoc.example/q/")


def test_a_card_is_for_the_table_unless_told(bdhvs, trial, sheets, tmp_path):
    for options, channel in (((), "T"), (("--channel", "N"), "N")):
        args = ("--unit", "03637", "--format", "card", "--out", tmp_path / "x.pdf", *options)
        assert bdhvs("posters", *COURSE, *args).code == 0
        assert sheets[-1][0][0].code.channel == channel


@pytest.mark.parametrize("address", ["", "http://localhost:8300"])
def test_without_a_public_address_only_samples_are_printed(bdhvs, real, sheets, tmp_path, address):
    bdhvs("settings", "--address", address)
    file = tmp_path / "x.pdf"
    ran = bdhvs("posters", "--unit", "03637", *COURSE, "--out", file)
    assert ran.code == 1
    assert ran.says(NoPublicAddress.message)
    assert not file.exists()
    assert bdhvs("posters", "--unit", "03637", *COURSE, "--out", file, "--sample").code == 0
    assert all(one.sample for one in sheets[-1][0])


def test_everything_of_a_trial_installation_is_a_sample(bdhvs, trial, sheets, tmp_path):
    bdhvs("settings", "--address", "https://hoc.example")
    assert bdhvs("posters", "--unit", "03637", *COURSE, "--out", tmp_path / "x.pdf").code == 0
    assert all(one.sample for one in sheets[-1][0])


@pytest.mark.parametrize(
    ("options", "error", "fields"),
    [
        (("--unit", "99999", *COURSE), UnknownUnit, {"unit": "99999"}),
        (("--unit", "03637", "--course", "gone"), UnknownCourse, {"course": "gone"}),
        (("--unit", "03637", *COURSE, "--lesson", "ZZ99"), UnknownLesson, {"lesson": "ZZ99"}),
    ],
)
def test_what_is_not_there_is_named(bdhvs, trial, sheets, tmp_path, options, error, fields):
    ran = bdhvs("posters", *options, "--out", tmp_path / "x.pdf")
    assert ran.code == 1
    assert ran.says(error.message, **fields)


@pytest.mark.parametrize(
    "options",
    [(), ("--unit", "03637", "--all-units"), ("--unit", "03637", "--format", "a5"),
     ("--unit", "03637", "--place", "0"), ("--unit", "03637", "--channel", "Z")],
)  # fmt: skip
def test_a_command_written_wrongly_ends_with_2(bdhvs, trial, sheets, tmp_path, options):
    assert bdhvs("posters", *COURSE, *options, "--out", tmp_path / "x.pdf").code == 2


def test_a_full_disk_leaves_the_earlier_file_as_it_was(bdhvs, trial, sheets, tmp_path, monkeypatch):
    file = tmp_path / "x.pdf"
    file.write_bytes(b"earlier")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("bdhvs_lms.field.console.os.fdopen", full)
    ran = bdhvs("posters", "--unit", "03637", *COURSE, "--out", file)
    assert ran.code == 1
    assert ran.says(NotWritten.message, file=file, why=_("No space left on device"))
    assert file.read_bytes() == b"earlier"
    assert list(tmp_path.glob(".x.pdf*")) == []
