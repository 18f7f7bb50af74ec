"""Checking a paper: by its number, by its code, here and on another machine."""

import io

import pytest

from bdhvs_lms.field import installation as field_installation
from bdhvs_lms.field import keyfiles
from bdhvs_lms.movement.codes import format_serial, serial_from_bytes
from bdhvs_lms.trust import PublicKey

from .support import Phone, erase, opened, read, revoke, served, vi

UNKNOWN = serial_from_bytes(b"0123456789")


@pytest.fixture
def elsewhere(tmp_path, template, clock):
    """Another installation, which knows nothing of the first."""
    made = field_installation.create(tmp_path / "elsewhere", "Đoàn xã Tân Phong", clock=clock)
    made.close()
    with opened(made.folder, template.catalog, clock) as found:
        yield found


def verdict(answer) -> str:
    return read(answer).all("h1")[0].get("class") or ""


def test_a_genuine_paper_shows_every_printed_field(phone, course):
    serial, scanned = phone.paper(course)
    for address in (scanned, f"/x/{serial}", scanned.replace("/X/", "/x/"), scanned.lower().replace("/x/", "/x/")):
        answer = phone.get(address)
        assert (answer.status_code, verdict(answer)) == (200, "verdict ok")
        text = read(answer).text
        for field in (
            "Lò Thị Ánh",
            "1985",
            course.title,
            "Người dân",
            "xã Mường Kim",
            "22/11/2026",
            format_serial(serial),
        ):
            assert field in text
        assert "chữ ký điện tử" in text


def test_a_number_that_is_not_here_is_not_called_a_fake(phone):
    answer = phone.get(f"/x/{UNKNOWN}")
    assert (answer.status_code, verdict(answer)) == (404, "verdict unsure")
    text = read(answer).text
    assert vi("Not in this register yet") in text
    assert vi("Not genuine") not in text


def test_a_mistyped_number_is_told_before_anything_is_looked_up(phone):
    answer = phone.get(f"/x/{UNKNOWN[:-1]}{'0' if UNKNOWN[-1] != '0' else '1'}")
    assert answer.status_code == 404
    assert vi("Not in this register yet") not in read(answer).text
    assert vi("That didn't work") in read(answer).text


def test_another_machine_that_trusts_the_key_says_genuine_by_the_code_alone(phone, course, installation, elsewhere):
    serial, scanned = phone.paper(course)
    stranger = Phone(served(elsewhere))
    assert verdict(stranger.get(scanned)) == "verdict unsure"
    assert "Lò Thị Ánh" not in stranger.get(scanned).text
    keyfiles.trust(elsewhere.keys, [installation.keyring.own])
    with opened(elsewhere.folder, elsewhere.catalog, elsewhere.clock) as trusting:
        other = Phone(served(trusting))
        answer = other.get(scanned)
        assert verdict(answer) == "verdict ok"
        assert "Lò Thị Ánh" in answer.text
        assert installation.keyring.own.issuer in read(answer).text
        assert not [link for link in read(answer).links() if ".pdf" in link], "it prints only what it issued"
        assert other.get(f"/x/{serial}").status_code == 404


def test_a_key_retired_elsewhere_vouches_only_for_numbers_in_the_register(phone, course, installation, elsewhere):
    _, scanned = phone.paper(course)
    own = installation.keyring.own
    keyfiles.trust(elsewhere.keys, [PublicKey(own.public, own.issuer, own.since, "2026-11-22")])
    with opened(elsewhere.folder, elsewhere.catalog, elsewhere.clock) as trusting:
        answer = Phone(served(trusting)).get(scanned)
    assert verdict(answer) == "verdict unsure"
    assert "Lò Thị Ánh" not in answer.text


def test_a_paper_stays_genuine_where_it_was_issued_after_the_key_was_changed(phone, course, installation):
    serial, scanned = phone.paper(course)
    keyfiles.rotate(installation.keys, "Đoàn xã Mường Kim", "2026-11-22")
    with opened(installation.folder, installation.catalog, installation.clock) as later:
        other = Phone(served(later))
        assert verdict(other.get(scanned)) == verdict(other.get(f"/x/{serial}")) == "verdict ok"
        assert "Tổ công nghệ số" in read(other.get(scanned)).text


def test_a_revoked_paper_is_revoked_by_its_code_too(phone, course, installation):
    serial, scanned = phone.paper(course)
    revoke(installation, serial, "cấp nhầm người")
    for address in (scanned, f"/x/{serial}"):
        answer = phone.get(address)
        assert (answer.status_code, verdict(answer)) == (200, "verdict bad")
        assert "cấp nhầm người" in read(answer).text


def test_an_erased_name_leaves_a_genuine_paper_without_it(phone, course, installation):
    serial, scanned = phone.paper(course)
    erase(installation, serial)
    for address in (scanned, f"/x/{serial}"):
        answer = phone.get(address)
        assert verdict(answer) == "verdict ok"
        assert vi("Genuine, name withdrawn") in read(answer).text
        assert "Lò Thị Ánh" not in answer.text


def test_no_check_page_is_kept_or_found_by_search_engines(phone, course):
    serial, scanned = phone.paper(course)
    for address in (scanned, f"/x/{serial}", f"/x/{UNKNOWN}", scanned[:-6], f"/x/{UNKNOWN}/ABC"):
        answer = phone.get(address)
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.pdf
def test_the_holder_gets_the_paper_as_pdf_and_as_picture(phone, course):
    import pypdfium2
    from PIL import Image

    serial, _ = phone.paper(course)
    links = read(phone.get("/bdhvs/giay")).links()
    pdf = phone.get(next(link for link in links if f"/x/{serial}.pdf" in link))
    png = phone.get(next(link for link in links if f"/x/{serial}.png" in link))
    assert (pdf.content_type, png.content_type) == ("application/pdf", "image/png")
    for answer in (pdf, png):
        assert serial in answer.headers["Content-Disposition"]
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    document = pypdfium2.PdfDocument(pdf.data)
    try:
        assert len(document) == 1
        text = document[0].get_textpage().get_text_range()
    finally:
        document.close()
    assert "Lò Thị Ánh" in text
    assert format_serial(serial) in text
    assert Image.open(io.BytesIO(png.data)).size[0] > 1000


@pytest.mark.pdf
def test_the_head_of_a_paper_s_file_comes_without_its_body(phone, course):
    serial, _ = phone.paper(course)
    link = next(link for link in read(phone.get("/bdhvs/giay")).links() if f"/x/{serial}.pdf" in link)
    answer = phone.open(link, "HEAD")
    assert (answer.status_code, answer.content_type, answer.data) == (200, "application/pdf", b"")


def test_a_machine_without_pango_gives_papers_all_the_same(phone, course, without_pango):
    serial, _ = phone.paper(course)
    link = next(link for link in read(phone.get("/bdhvs/giay")).links() if f"/x/{serial}.pdf" in link)
    answer = phone.get(link)
    assert (answer.status_code, answer.content_type) == (200, "application/pdf")


def test_a_real_paper_s_badge_lies_beside_it_and_in_it(phone, course, installation):
    import pikepdf

    from bdhvs_lms.field import kept
    from bdhvs_lms.trust import open_badge

    kept.write_settings(installation.store.database, public_address="https://hoc.example")
    serial, scanned = phone.paper(course)
    links = read(phone.get(scanned)).links()
    answer = phone.get(next(link for link in links if f"/x/{serial}.jwt" in link))
    assert (answer.status_code, answer.content_type) == (200, "application/vc+jwt")
    badge = answer.get_data(as_text=True)
    assert open_badge(badge)["credentialSubject"]["identifier"][0]["identityHash"] == "Lò Thị Ánh"
    pdf = phone.get(next(link for link in links if f"/x/{serial}.pdf" in link))
    with pikepdf.open(io.BytesIO(pdf.data)) as document:
        (name,) = document.attachments
        assert name == f"giay-xac-nhan-{serial}.jwt"
        assert document.attachments[name].get_file().read_bytes().decode() == badge
        assert document.Root.AF[0].AFRelationship == "/Data"


def test_a_sample_has_no_badge(phone, course):
    serial, scanned = phone.paper(course)
    links = read(phone.get(scanned)).links()
    assert not [link for link in links if ".jwt" in link]
    link = next(link for link in links if f"/x/{serial}.pdf" in link)
    assert phone.get(link.replace(".pdf", ".jwt")).status_code == 404
