"""Closing a class: what it attests, what it refuses, and how a paper is put right afterwards."""

import pytest

from bdhvs_lms.movement import classes, records
from bdhvs_lms.movement.classes import ClassClosed, RollChanged, format_code
from bdhvs_lms.movement.codes import format_serial
from bdhvs_lms.movement.people import Person
from bdhvs_lms.movement.targets import CLASS

from .support import kinds, read, told_by_records, vi
from .trainers import MAI, POW, close, roll, tell


def test_closing_attests_those_who_were_here_and_passed(laptop, installation, held):
    answer = close(laptop, held)
    assert answer.headers["Location"] == f"/bdhvs/lop/{held}?xong=1"
    seats = roll(installation, held)
    mai, pow_ = seats["Lò Thị Mai"], seats["Vàng A Pó"]
    assert pow_.completion == ""
    completion = installation.store.completion(mai.completion)
    assert (completion.way, completion.day, completion.state) == (CLASS, "2026-11-22", "counted")
    issued = installation.store.certificate(mai.serial)
    assert (issued.course, issued.unit, issued.way) == ("an-toan-tren-mang", "03637", CLASS)
    last = [record for record, _ in installation.store.records()][-1]
    assert last.kind == records.CLASS_CLOSED
    assert (last.by, last.data["present"], list(last.data["passed"])) == ("lo.mai", 2, [mai.learner])


def test_closing_needs_the_trainers_word(laptop, installation, held):
    answer = laptop.send(f"/bdhvs/lop/{held}/dong", {})
    assert answer.status_code == 422
    assert records.CLASS_CLOSED not in kinds(installation)


def test_a_class_closed_twice_counts_once(laptop, installation, held):
    page = read(laptop.get(f"/bdhvs/lop/{held}/dong")).hidden()
    for _ in range(2):
        answer = laptop.post(f"/bdhvs/lop/{held}/dong", {**page, "attest": "yes"})
        assert answer.status_code == 303
    assert kinds(installation).count(records.COMPLETED) == 1
    assert kinds(installation).count(records.CLASS_CLOSED) == 1


def test_closing_attests_what_the_page_showed(laptop, installation, held):
    page = read(laptop.get(f"/bdhvs/lop/{held}/dong")).hidden()
    laptop.add(held, "Giàng A Sử, 1990")
    answer = laptop.post(f"/bdhvs/lop/{held}/dong", {**page, "attest": "yes"})
    assert answer.status_code == 409
    assert vi(RollChanged.message) in read(answer).text
    assert "Giàng A Sử" in read(answer).text
    assert records.CLASS_CLOSED not in kinds(installation)
    without = {name: value for name, value in page.items() if name != "seen"}
    assert laptop.post(f"/bdhvs/lop/{held}/dong", {**without, "attest": "yes"}).status_code == 409
    again = laptop.post(f"/bdhvs/lop/{held}/dong", {**read(answer).hidden(), "attest": "yes"})
    assert again.status_code == 303
    assert kinds(installation).count(records.CLASS_CLOSED) == 1


def test_closing_attests_the_names_that_the_page_showed(laptop, installation, held):
    page = read(laptop.get(f"/bdhvs/lop/{held}/dong")).hidden()
    mai = roll(installation, held)["Lò Thị Mai"].learner
    laptop.send(f"/bdhvs/lop/{held}/nguoi/{mai}", {"name": "Vàng Thị Hoa", "birth_year": "1985"})
    answer = laptop.post(f"/bdhvs/lop/{held}/dong", {**page, "attest": "yes"})
    assert answer.status_code == 409
    assert "Vàng Thị Hoa" in read(answer).text
    assert records.CLASS_CLOSED not in kinds(installation)


def test_who_is_added_while_a_fellow_closes_is_not_lost_without_a_word(laptop, installation, held):
    page = read(laptop.get(f"/bdhvs/lop/{held}/them")).hidden()
    cls = installation.store.training_class(held)
    late = classes.enrol(cls, [Person("Giàng A Sử", 1990)], installation.store, installation.means(), "lan")
    close(laptop, held)
    with pytest.raises(ClassClosed):
        installation.store.append(late)
    answer = laptop.post(f"/bdhvs/lop/{held}/them", {**page, "lines": "Giàng A Sử, 1990"})
    assert answer.status_code == 409
    assert vi(ClassClosed.message, code=format_code(held)) in read(answer).text


def test_a_class_of_which_nobody_passed_cannot_be_closed(laptop, installation, code):
    laptop.add(code, POW)
    page = read(laptop.get(f"/bdhvs/lop/{code}/dong"))
    assert vi("Nobody yet: a paper needs both, being here and passing the test.") in page.text
    hidden = read(laptop.get(f"/bdhvs/lop/{code}/them")).hidden()
    assert laptop.post(f"/bdhvs/lop/{code}/dong", {**hidden, "attest": "yes"}).status_code == 400
    assert records.CLASS_CLOSED not in kinds(installation)


def test_a_class_to_come_cannot_be_closed(laptop, installation):
    code = laptop.open_class(day="2026-11-29")
    laptop.add(code, MAI)
    tell(laptop, installation, code, {"Lò Thị Mai": 12})
    hidden = read(laptop.get(f"/bdhvs/lop/{code}/them")).hidden()
    answer = laptop.post(f"/bdhvs/lop/{code}/dong", {**hidden, "attest": "yes"})
    assert answer.status_code == 400
    assert vi("The class is planned for {day}. It can be closed from that day on.", day="29/11/2026") in answer.text


@pytest.mark.parametrize("what", ["them", "diem-danh", "doc-to", "sua"])
def test_nothing_of_a_closed_class_is_changed(laptop, installation, held, what):
    close(laptop, held)
    before = len(kinds(installation))
    hidden = read(laptop.get("/bdhvs/lop/moi")).hidden()
    seats = roll(installation, held)
    shown = [seat.learner for seat in seats.values()]
    fields = {"lines": "Giàng Thị Sua", "s": shown, f"r-{shown[1]}": "12", "place": "Chợ", "day": "2026-11-22"}
    answer = laptop.post(f"/bdhvs/lop/{held}/{what}", {**hidden, **fields})
    assert answer.status_code == 409
    assert len(kinds(installation)) == before


def test_a_paper_is_corrected_and_the_old_one_says_so(laptop, installation, held):
    close(laptop, held)
    mai = roll(installation, held)["Lò Thị Mai"]
    fields = {"name": "Lò Thị Mái", "birth_year": "1986", "phone": "", "village": "Bản Thẳm", "again": mai.serial}
    answer = laptop.send(f"/bdhvs/lop/{held}/nguoi/{mai.learner}", fields)
    assert answer.status_code == 303
    again = roll(installation, held)["Lò Thị Mái"]
    assert again.serial != mai.serial
    old, new = installation.store.certificate(mai.serial), installation.store.certificate(again.serial)
    assert new.revoked is None
    assert old.revoked is not None
    text = read(laptop.get(f"/x/{mai.serial}")).text
    assert vi("It was corrected and issued again as {serial}.", serial=format_serial(again.serial)) in text
    assert "Lò Thị Mái" in read(laptop.get(f"/x/{again.serial}")).text


def test_a_correction_sent_twice_makes_one_new_paper(laptop, installation, held):
    close(laptop, held)
    seat = roll(installation, held)["Lò Thị Mai"]
    page = read(laptop.get(f"/bdhvs/lop/{held}/nguoi/{seat.learner}"))
    form = {**page.hidden(), "name": "Lò Thị Mải", "again": page.value("again")}
    for _ in range(2):
        assert laptop.post(f"/bdhvs/lop/{held}/nguoi/{seat.learner}", form).status_code == 303
    assert kinds(installation).count(records.ISSUED) == 2
    new = roll(installation, held)["Lò Thị Mải"].serial
    assert installation.store.certificate(new).revoked is None


def test_records_of_a_class_hold_no_personal_data(laptop, installation, held):
    close(laptop, held)
    written = told_by_records(installation)
    assert [one for one in ("Lò Thị Mai", "1985", "0912345678", "Vàng A Pó", "1979") if one in written] == []
