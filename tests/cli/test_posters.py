"""`bdhvs posters`."""

import errno
import sys
from dataclasses import replace

import pytest

import bdhvs_lms.field.cli.posters  # noqa: F401 (the package has a command of the same name)
from bdhvs_lms.field.i18n import _
from bdhvs_lms.movement.errors import NoPublicAddress, NotWritten, UnknownCourse, UnknownLesson, UnknownUnit
from bdhvs_lms.printing import FORMS, Cut, Made
from bdhvs_lms.printing.kit import extension_of

COURSE = ("--course", "an-toan-tren-mang")


@pytest.fixture
def sheets(monkeypatch):
    """What would be printed, without printing it."""
    seen = []

    def take(posters, form, *, cut, progress):
        seen.append((posters, form, cut))
        return Made(b"%PDF-", extension_of(form, len(posters)), len(posters))

    monkeypatch.setattr(sys.modules["bdhvs_lms.field.cli.posters"], "make", take)
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
    ((made, form, cut),) = sheets
    assert (len(made), form, cut) == (38, "a4", Cut())
    assert len({str(one.code) for one in made}) == 38
    assert {(one.code.channel, one.code.place, one.sample) for one in made} == {("H", 7, False)}
    assert made[0].link.startswith("https://hoc.example/q/")


@pytest.mark.parametrize(
    ("form", "file", "channel"),
    [("a4", "x.pdf", "A"), ("a3", "x.pdf", "A"), ("standee", "x.pdf", "P"), ("banner", "x.pdf", "B"),
     ("card", "x.pdf", "T"), ("square", "x.zip", "M"), ("board", "x.ZIP", "D"), ("handout", "x.pdf", "H"),
     ("web", "x.zip", "N")],
)  # fmt: skip
def test_each_form_has_its_own_letter_unless_told(bdhvs, trial, sheets, tmp_path, form, file, channel):
    for options, letter in (((), channel), (("--channel", "h"), "H")):
        args = ("--unit", "03637", "--format", form, "--out", tmp_path / file, *options)
        assert bdhvs("posters", *COURSE, *args).code == 0
        assert sheets[-1][0][0].code.channel == letter


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


def test_a_print_shop_gets_bleed_and_marks(bdhvs, trial, sheets, tmp_path):
    args = ("--unit", "03637", "--out", tmp_path / "x.pdf", "--bleed", "--marks")
    assert bdhvs("posters", *COURSE, *args).code == 0
    assert sheets[-1][2] == Cut(bleed=True, marks=True)


def test_one_picture_is_a_png_and_several_are_a_zip(bdhvs, trial, sheets, tmp_path):
    args = ("--unit", "03637", "--format", "square", "--out")
    assert bdhvs("posters", *COURSE, *args, tmp_path / "x.zip").code == 0
    assert bdhvs("posters", *COURSE, "--lesson", "AT01", *args, tmp_path / "x.png").code == 0
    ran = bdhvs("posters", *COURSE, *args, tmp_path / "x.png")
    assert ran.code == 2
    assert ran.says("The file will be a .{extension}; give it a name that ends so.", extension="zip")


def test_the_whole_kit_goes_into_a_folder(bdhvs, trial, sheets, tmp_path):
    folder = tmp_path / "bo" / "xa"
    args = ("--unit", "03637", "--course", "vneid-va-dich-vu-cong", "--format", "all", "--out", folder)
    assert bdhvs("posters", *args).code == 0
    assert {file.stem for file in folder.iterdir()} == set(FORMS)
    assert {seen[0][0].code.channel for seen in sheets} == {form.channel for form in FORMS.values()}


def test_lessons_without_words_for_the_loudspeaker_are_named_and_left_out(bdhvs, trial, sheets, tmp_path, monkeypatch):
    module = sys.modules["bdhvs_lms.field.cli.posters"]
    readable = module._readable

    def first_is_silent(form, lessons):
        return readable(form, [replace(lessons[0], radio=""), *lessons[1:]])

    monkeypatch.setattr(module, "_readable", first_is_silent)
    args = ("--unit", "03637", "--course", "vneid-va-dich-vu-cong", "--format", "radio", "--out", tmp_path / "x.zip")
    ran = bdhvs("posters", *args)
    assert ran.code == 0
    assert ran.says("Without words for the loudspeaker: {lessons}.", lessons="VN01")
    assert len(sheets[-1][0]) == 5


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
