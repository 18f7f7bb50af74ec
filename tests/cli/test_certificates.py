"""`bdhvs certificates`."""

import pytest

from bdhvs_lms.movement.codes import format_serial
from bdhvs_lms.movement.errors import (
    AlreadyRevoked,
    CompletionRefused,
    InvalidCode,
    PersonWithdrawn,
    UnknownCertificate,
    UnknownCompletion,
)

STRANGER = "00000000000000000"
"""A serial in form (all zeros check to zero) that nobody has been given."""


def all_of(bdhvs, *options):
    return bdhvs("certificates", "list", *options, "--json").json


def test_the_list_tells_everything_but_names(bdhvs, trial):
    keys = {"serial", "learner", "completion", "course", "title", "group", "unit", "way", "day", "issuer", "key",
            "sample", "revoked", "erased"}  # fmt: skip
    assert all_of(bdhvs)[0].keys() == keys
    assert "Người Mẫu" not in bdhvs("certificates").out
    assert all(one["sample"] for one in all_of(bdhvs))


def test_the_list_can_be_narrowed(bdhvs, trial):
    assert {one["unit"] for one in all_of(bdhvs, "--unit", "03637")} == {"03637"}
    assert {one["course"] for one in all_of(bdhvs, "--course", "an-toan-tren-mang")} == {"an-toan-tren-mang"}
    assert bdhvs("certificates", "list", "--unit", "99999").code == 1


def test_a_paper_issued_again_replaces_the_earlier_one(bdhvs, learns):
    old = learns().certificate
    new = bdhvs("certificates", "issue", format_serial(old.serial), "--json").json
    found = {one["serial"]: one for one in all_of(bdhvs)}
    assert found[old.serial]["revoked"] == f"replaced by {format_serial(new['serial'])}"
    assert found[new["serial"]]["revoked"] is None
    assert found[new["serial"]]["completion"] == found[old.serial]["completion"] == new["completion"]
    assert bdhvs("verify", new["serial"]).code == 0
    assert bdhvs("verify", old.serial).code == 1


def test_a_paper_can_be_issued_again_by_the_completion(bdhvs, learns):
    learns()
    completion = all_of(bdhvs)[0]["completion"]
    ran = bdhvs("certificates", "issue", completion)
    assert ran.code == 0
    assert len(all_of(bdhvs)) == 2


def test_issuing_again_counts_nobody_twice(bdhvs, learns):
    done = learns()
    before = bdhvs("progress", "--json").json
    bdhvs("certificates", "issue", done.certificate.serial)
    assert bdhvs("progress", "--json").json == before
    assert bdhvs("verify").code == 0


def test_no_paper_for_what_is_not_there_or_was_refused_or_erased(bdhvs, learns):
    ran = bdhvs("certificates", "issue", "0198f0c0-0000-7000-8000-000000000000")
    assert (ran.code, ran.says(UnknownCompletion.message, completion="0198f0c0-0000-7000-8000-000000000000")) == (
        1,
        True,
    )
    assert bdhvs("certificates", "issue", STRANGER).code == 1
    bdhvs("settings", "--burst-people", 1)
    first, held = learns("Lò Văn An"), learns("Lò Văn Ba")
    bdhvs("held", "refuse", bdhvs("held", "--json").json[0]["id"], "--reason", "lớp ma")
    ran = bdhvs("certificates", "issue", held.certificate.serial)
    completion = next(one["completion"] for one in all_of(bdhvs) if one["serial"] == held.certificate.serial)
    assert (ran.code, ran.says(CompletionRefused.message, completion=completion)) == (1, True)
    bdhvs("learners", "erase", first.learner, "--yes")
    ran = bdhvs("certificates", "issue", first.certificate.serial)
    assert (ran.code, ran.says(PersonWithdrawn.message)) == (1, True)


def test_a_paper_is_revoked_once_and_its_reason_is_shown(bdhvs, learns):
    serial = learns().certificate.serial
    assert bdhvs("certificates", "revoke", format_serial(serial).lower(), "--reason", "ghi sai tên").code == 0
    assert "ghi sai tên" in bdhvs("verify", serial).out
    ran = bdhvs("certificates", "revoke", serial, "--reason", "khác")
    assert ran.code == 1
    assert ran.says(AlreadyRevoked.message, serial=format_serial(serial), reason="ghi sai tên")


@pytest.mark.parametrize("command", [("revoke", "--reason", "x"), ("render", "--out", "x.pdf")])
def test_a_wrong_or_unknown_serial_is_told_apart(bdhvs, trial, command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    name, *options = command
    ran = bdhvs("certificates", name, STRANGER, *options)
    assert (ran.code, ran.says(UnknownCertificate.message, serial=format_serial(STRANGER))) == (1, True)
    ran = bdhvs("certificates", name, "1234", *options)
    assert (ran.code, ran.says(InvalidCode.message, code="1234")) == (1, True)


def test_a_reason_is_asked_for(bdhvs, learns):
    serial = learns().certificate.serial
    assert bdhvs("certificates", "revoke", serial).code == 2
    assert bdhvs("certificates", "revoke", serial, "--reason", "  ").code == 2


@pytest.mark.pdf
def test_papers_are_rendered_by_serial_or_by_choice(bdhvs, trial, tmp_path):
    import pypdfium2

    serial = all_of(bdhvs, "--unit", "03637")[0]["serial"]
    assert bdhvs("certificates", "render", serial, "--out", tmp_path / "one.png").code == 0
    assert (tmp_path / "one.png").read_bytes().startswith(b"\x89PNG")
    bdhvs("certificates", "revoke", serial, "--reason", "x")
    assert bdhvs("certificates", "render", "--unit", "03637", "--out", tmp_path / "all.pdf").code == 0
    document = pypdfium2.PdfDocument(tmp_path / "all.pdf")
    assert len(document) == len(all_of(bdhvs, "--unit", "03637")) - 1
    document.close()
    assert (tmp_path / "all.pdf").stat().st_mode & 0o077 == 0


@pytest.mark.pdf
def test_papers_are_samples_until_the_public_address_is_set(bdhvs, learns, tmp_path):
    serial, file = learns().certificate.serial, tmp_path / "x.pdf"
    message = "The public address is not set, so the papers are printed as samples, “MẪU”."
    assert bdhvs("certificates", "render", serial, "--out", file).says(message)
    bdhvs("settings", "--address", "https://hoc.example")
    assert not bdhvs("certificates", "render", serial, "--out", file).says(message)


@pytest.mark.parametrize(
    "options", [(), ("--out", "x.pdf"), ("--unit", "03637", "--out", "x.png"), ("--unit", "03637", "--out", "x.doc"),
                (STRANGER, "--unit", "03637", "--out", "x.pdf"), (STRANGER, STRANGER, "--out", "x.png")],
)  # fmt: skip
def test_rendering_must_say_what_and_where(bdhvs, trial, options):
    assert bdhvs("certificates", "render", *options).code == 2


def test_revoked_and_withdrawn_papers_are_not_rendered(bdhvs, learns, tmp_path):
    revoked, erased = learns("Lò Văn An").certificate.serial, learns("Lò Văn Ba")
    bdhvs("certificates", "revoke", revoked, "--reason", "x")
    bdhvs("learners", "erase", erased.learner, "--yes")
    for serial in (revoked, erased.certificate.serial):
        assert bdhvs("certificates", "render", serial, "--out", tmp_path / "x.pdf").code == 1
    assert not (tmp_path / "x.pdf").exists()


def test_a_sample_paper_is_listed_as_one(bdhvs, trial):
    listed = bdhvs("certificates").out.splitlines()[2:]
    assert len(listed) == 16
    assert all("MẪU" in line for line in listed)


def test_a_real_paper_is_not_listed_as_a_sample(bdhvs, learns):
    learns()
    assert "MẪU" not in bdhvs("certificates").out


def test_the_papers_of_a_month_go_into_a_zip_by_two_processes(bdhvs, learns, tmp_path):
    import zipfile

    serial = learns("Lò Văn An").certificate.serial
    month = all_of(bdhvs)[0]["day"][:7]
    file = tmp_path / "thang.zip"
    ran = bdhvs("certificates", "render", "--month", month, "--jobs", 2, "--out", file)
    assert (ran.code, ran.says("{count} papers are in {file}.", count=1, file=file)) == (0, True)
    assert zipfile.ZipFile(file).namelist() == [f"giay-xac-nhan-{serial}.pdf"]
    assert bdhvs("certificates", "render", "--month", "1999-01", "--out", file).code == 2
    assert bdhvs("certificates", "render", "--month", "2019-01", "--out", file).code == 1


def test_a_class_that_is_not_there_is_said_so(bdhvs, trial, tmp_path):
    from bdhvs_lms.movement.classes import UnknownClass, code_from_bytes

    code = code_from_bytes(bytes(5))
    ran = bdhvs("certificates", "render", "--class", code, "--out", tmp_path / "x.pdf")
    assert (ran.code, ran.says(UnknownClass.message, code=code)) == (1, True)


def test_a_paper_that_cannot_be_printed_is_named_and_the_others_are(bdhvs, learns, tmp_path, monkeypatch):
    from bdhvs_lms.printing import certificates
    from bdhvs_lms.printing.errors import UnprintableText

    serials = [learns(name).certificate.serial for name in ("Lò Văn An", "Lò Văn Ba")]
    of = certificates.texts

    def with_emoji(paper):
        said = of(paper)
        return said | {"holder": "😀"} if paper.certificate.serial == serials[0] else said

    monkeypatch.setattr(certificates, "texts", with_emoji)
    ran = bdhvs("certificates", "render", "--course", "an-toan-tren-mang", "--out", tmp_path / "x.pdf")
    assert ran.code == 3
    assert ran.says(UnprintableText.message, text="😀", letters="“😀” (U+1F600)")
    assert format_serial(serials[0]) in ran.err
    assert (tmp_path / "x.pdf").exists()


@pytest.mark.pdf
def test_a_page_of_ones_own_is_checked_turned_into_a_form_and_printed(bdhvs, learns, tmp_path):
    from pathlib import Path

    example = Path(__file__).parents[2] / "docs" / "mau-giay.html"
    form, file = tmp_path / "mau.pdf", tmp_path / "giay.pdf"
    ran = bdhvs("certificates", "check-template", example, "--out", form)
    assert (ran.code, ran.says("The page can be used: it has {count} fields.", count=13)) == (0, True)
    serial = learns("Lò Văn An").certificate.serial
    assert bdhvs("certificates", "render", serial, "--template", form, "--out", file).code == 0
    assert file.read_bytes().startswith(b"%PDF-1.7")


@pytest.mark.pdf
def test_what_a_page_of_ones_own_lacks_is_said(bdhvs, learns, tmp_path):
    serial = learns("Lò Văn An").certificate.serial
    page, missing = tmp_path / "mau.html", "The field “{field}” is missing."
    page.write_text("<div style='height:10mm'>{{ holder }}</div>", encoding="utf-8")
    ran = bdhvs("certificates", "check-template", page, "--out", tmp_path / "x.pdf")
    assert (ran.code, ran.says(missing, field="serial"), ran.says(missing, field="qr")) == (1, True, True)
    assert not (tmp_path / "x.pdf").exists()
    assert bdhvs("certificates", "render", serial, "--template", page, "--out", tmp_path / "x.pdf").code == 1


@pytest.mark.pdf
def test_papers_are_issued_on_a_page_of_ones_own_until_the_shipped_one_is_asked_for_again(bdhvs, learns, tmp_path):
    from pathlib import Path

    example = Path(__file__).parents[2] / "docs" / "mau-giay.html"
    serial, file = learns("Lò Văn An").certificate.serial, tmp_path / "giay.pdf"

    def printed():
        assert bdhvs("certificates", "render", serial, "--out", file).code == 0
        return file.read_bytes()

    shipped = printed()
    assert bdhvs("certificates", "use-template", example).says("Papers are issued on the page {file}.", file=example)
    own = printed()
    assert own != shipped
    assert bdhvs("courses").code == 0
    assert bdhvs("certificates", "render", serial, "--template", example, "--out", file).code == 0
    assert file.read_bytes() == own
    assert bdhvs("certificates", "use-template", "--none").code == 0
    assert printed() == shipped


@pytest.mark.pdf
def test_a_page_that_lacks_something_is_not_used(bdhvs, learns, tmp_path):
    page = tmp_path / "mau.html"
    page.write_text("<div style='height:10mm'>{{ holder }}</div>", encoding="utf-8")
    for asked in ((page,), (), (page, "--none")):
        assert bdhvs("certificates", "use-template", *asked).code != 0
