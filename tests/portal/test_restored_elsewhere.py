"""A laptop is lost: its backup, brought up on another machine, shows the same board, check pages and classes."""

import pytest

from bdhvs_lms.field import restore as restoring
from bdhvs_lms.field.backup import backup
from bdhvs_lms.movement import registry
from bdhvs_lms.trust import box, text_of

from .support import Phone, opened, read, served
from .trainers import close, everybody_here, roll, tell, trainer

PASSPHRASE = "gió đưa cành trúc la đà"


@pytest.fixture(autouse=True)
def _cheap_passphrases(monkeypatch):
    monkeypatch.setattr(box, "COST", 4)


def pages(app, addresses):
    return {address: read(Phone(app).get(address)).text for address in addresses}


@pytest.mark.parametrize("with_signing_key", [False, True])
def test_board_check_pages_and_classes_are_the_same_after_a_restore(
    installation, app, tmp_path, template, clock, with_signing_key
):
    laptop = trainer(installation, app)
    code = laptop.open_class()
    laptop.add(code, "Lò Thị Mai, 1985", "Vàng A Pó 1979", "Giàng Thị Sua")
    everybody_here(laptop, installation, code)
    tell(laptop, installation, code, {"Lò Thị Mai": 12, "Vàng A Pó": 11, "Giàng Thị Sua": 2})
    close(laptop, code)
    pow_ = roll(installation, code)["Vàng A Pó"]
    installation.store.append(
        registry.revoke(installation.store, pow_.serial, "ghi sai năm sinh", installation.means(), "test")
    )
    serials = [seat.serial for seat in installation.store.roll(code) if seat.serial]
    scanned = [f"/X/{one}/{text_of(installation.store.paper(one))}" for one in serials]
    public = ["/tien-do", "/tien-do.csv", *(f"/x/{one}" for one in serials), *scanned]
    before, class_page = pages(app, public), read(laptop.get(f"/bdhvs/lop/{code}")).text
    assert "Giấy thật" in before[scanned[0]]
    assert "ghi sai năm sinh" in before[scanned[1]]

    backup(installation, tmp_path / "usb", PASSPHRASE, signing_key=with_signing_key)
    restoring.restore(tmp_path / "usb", PASSPHRASE, tmp_path / "another")
    with opened(tmp_path / "another", template.catalog, clock) as another:
        elsewhere = served(another)
        assert pages(elsewhere, public) == before
        again = trainer(another, elsewhere, "vang.chu")
        text = read(again.get(f"/bdhvs/lop/{code}")).text
        assert text == class_page
