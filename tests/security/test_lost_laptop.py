"""Threat: the laptop is lost or copied, its key is lost, or its disk dies."""

import pytest
from field.folders import PASSPHRASE, names_in
from portal.support import Phone, erase, opened, read, served, vi

from bdhvs_lms.field.backup import backup
from bdhvs_lms.field.errors import PeopleKeyMissing
from bdhvs_lms.field.restore import restore
from bdhvs_lms.trust import box

NAME = "Lò Thị Ánh"


@pytest.fixture(autouse=True)
def _cheap_passphrases(monkeypatch):
    monkeypatch.setattr(box, "COST", 4)


def page(app, address):
    """What an address shows, without what is new for every visit."""
    answer = Phone(app).get(address)
    return answer.status_code, read(answer).text


@pytest.mark.parametrize("signing_key", [False, True])
def test_a_restored_machine_shows_the_same_board_and_the_same_check_pages(
    app, phone, course, installation, template, clock, tmp_path, signing_key
):
    one, scanned = phone.paper(course, phone="0912345678")
    gone, withdrawn = Phone(app, address="10.42.0.18").paper(course, name="Vàng A Pó")
    erase(installation, gone)
    backup(installation, tmp_path / "backup", PASSPHRASE, signing_key=signing_key)
    restore(tmp_path / "backup", PASSPHRASE, tmp_path / "new", clock=clock)
    addresses = ["/tien-do", "/tien-do.csv", "/tien-do?chi-tieu=citizens&nam=2026", scanned, withdrawn, f"/x/{one}",
                 f"/x/{gone}", f"/hoc/{course.id}"]  # fmt: skip
    with opened(tmp_path / "new", template.catalog, clock) as again:
        there = served(again)
        for address in addresses:
            assert page(there, address) == page(app, address), address
        assert NAME in page(there, scanned)[1]
        files = [link for link in read(Phone(there).get(scanned)).links() if ".png" in link]
        assert Phone(there).get(files[0]).get_data() == Phone(app).get(files[0]).get_data()


def test_a_copy_of_the_database_tells_no_name(phone, course, installation):
    phone.paper(course, phone="0912345678")
    assert names_in(installation.folder, [NAME, "0912345678", "bản Mường 2"]) == []


def test_without_the_key_for_people_lessons_and_board_are_served_and_a_claim_loses_nothing(
    phone, course, installation, written
):
    serial, scanned = phone.paper(course)
    before = written()
    key = installation.keys / "people.key"
    key.rename(key.with_name("away"))
    with opened(installation.folder, installation.catalog, installation.clock) as without:
        visitor = Phone(served(without), address="10.42.0.19")
        for address in ("/", f"/hoc/{course.id}", "/tien-do", "/q", "/x"):
            assert visitor.get(address).status_code == 200
        answer = visitor.get(scanned)
        assert (answer.status_code, vi(PeopleKeyMissing.message) in read(answer).text) == (503, True)
        assert visitor.get(f"/x/{serial}").status_code == 503
        answer = visitor.finish(course).claim(course, name="Vàng A Pó")
        assert answer.status_code == 503
        assert written() == before
        key.with_name("away").rename(key)
        assert visitor.get(scanned).status_code == 200
        assert visitor.claim(course, name="Vàng A Pó").status_code == 303
