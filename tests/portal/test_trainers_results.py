"""The roll is called, and results are read aloud, marked on paper or taken on a phone, as a trainer works."""

import pytest

from bdhvs_lms.movement import classes
from bdhvs_lms.movement.classes import PAPER, PORTAL, SPOKEN, Result
from bdhvs_lms.movement.people import Person

from .support import Phone, kinds, read, vi
from .trainers import MAI, POW, asked, close, roll, tell


def test_the_roll_is_called_and_called_again(laptop, installation, code):
    laptop.add(code, MAI, POW)
    seats = roll(installation, code)
    shown = [seat.learner for seat in seats.values()]
    laptop.send(f"/bdhvs/lop/{code}/diem-danh", {"p": shown[:1], "s": shown})
    assert [seat.present for seat in roll(installation, code).values()] == [True, False]
    before = len(kinds(installation))
    laptop.send(f"/bdhvs/lop/{code}/diem-danh", {"p": shown[:1], "s": shown})
    assert len(kinds(installation)) == before
    laptop.send(f"/bdhvs/lop/{code}/diem-danh", {"p": shown, "s": shown})
    assert [seat.present for seat in roll(installation, code).values()] == [True, True]


def test_whoever_was_added_while_the_roll_was_called_is_not_absent(laptop, installation, code):
    laptop.add(code, MAI)
    shown = [seat.learner for seat in installation.store.roll(code)]
    laptop.add(code, POW)
    laptop.send(f"/bdhvs/lop/{code}/diem-danh", {"p": shown, "s": shown})
    assert roll(installation, code)["Vàng A Pó"].present is None


def test_a_roll_page_that_is_behind_undoes_nothing_that_was_told_meanwhile(laptop, installation, code):
    laptop.add(code, MAI, POW, "Giàng Thị Sua, 1990", "Hạng A Lử, 1980")
    mai, pow_, sua, lu = [seat.learner for seat in installation.store.roll(code)]
    laptop.call_roll(code, {lu})
    first, second = laptop.get(f"/bdhvs/lop/{code}/diem-danh"), laptop.get(f"/bdhvs/lop/{code}/diem-danh")
    laptop.call_roll(code, {mai, lu}, page=first)
    tell(laptop, installation, code, {"Giàng Thị Sua": 12})
    laptop.call_roll(code, {pow_}, page=second)
    present = {seat.learner: seat.present for seat in installation.store.roll(code)}
    assert present == {mai: True, pow_: True, sua: True, lu: False}


def test_results_read_aloud_are_numbers_of_right_answers(laptop, installation, code):
    laptop.add(code, MAI, POW)
    assert tell(laptop, installation, code, {"Lò Thị Mai": 13, "Vàng A Pó": 3}).status_code == 422
    assert all(seat.result is None for seat in roll(installation, code).values())
    assert tell(laptop, installation, code, {"Lò Thị Mai": 12, "Vàng A Pó": 3}).status_code == 303
    seats = roll(installation, code)
    assert seats["Lò Thị Mai"].result == Result(SPOKEN, 12, 12)
    assert seats["Vàng A Pó"].result == Result(SPOKEN, 3, 12)
    assert seats["Vàng A Pó"].present is True


def test_a_sheet_of_somebody_who_became_absent_meanwhile_is_not_dropped_without_a_word(laptop, installation, code):
    laptop.add(code, MAI, POW)
    mai, pow_ = (seat.learner for seat in installation.store.roll(code))
    page = read(laptop.get(f"/bdhvs/lop/{code}/cham/{mai}"))
    laptop.call_roll(code, {pow_})
    answer = laptop.post(f"/bdhvs/lop/{code}/cham/{mai}", {**page.hidden(), "q1": "0"})
    assert answer.status_code == 409
    assert roll(installation, code)["Lò Thị Mai"].result is None


def test_a_paper_sheet_is_ticked_and_marked_and_the_next_one_follows(laptop, installation, code):
    laptop.add(code, MAI, POW)
    mai, pow_ = roll(installation, code).values()
    test = asked(installation, code)
    right = {f"q{one.number}": str(one.question.answer) for one in test}
    answer = laptop.send(f"/bdhvs/lop/{code}/cham/{mai.learner}", right)
    assert answer.headers["Location"] == f"/bdhvs/lop/{code}/cham/{pow_.learner}?vua={mai.learner}"
    assert "12/12" in read(laptop.follow(answer)).text
    some = dict(list(right.items())[:5])
    answer = laptop.send(f"/bdhvs/lop/{code}/cham/{pow_.learner}", {**some, "q6": "9", "q7": "x"})
    assert answer.headers["Location"] == f"/bdhvs/lop/{code}#ket-qua"
    seats = roll(installation, code)
    assert [one.result for one in seats.values()] == [Result(PAPER, 12, 12), Result(PAPER, 5, 12)]


@pytest.mark.parametrize("people", [(), (MAI, POW)])
def test_where_nobody_is_here_no_page_says_that_all_have_passed_or_that_the_roll_is_empty(
    laptop, installation, code, people
):
    if people:
        laptop.add(code, *people)
        laptop.call_roll(code, ())
    path = next(one for one in read(laptop.get(f"/bdhvs/lop/{code}/thi")).links() if "/thi/" in one)
    for page in (path, f"/bdhvs/lop/{code}/doc-to"):
        assert vi("Nobody is on the roll, or everybody on it is marked absent.") in read(laptop.get(page)).text


class TestOnAPhone:
    def lent(self, laptop, app, code):
        """Another phone in the village's Wi-Fi, without an account, and the address it was given."""
        page = read(laptop.get(f"/bdhvs/lop/{code}/thi"))
        path = next(link for link in page.links() if "/bdhvs/thi/" in link)
        return Phone(app, address="10.42.0.23"), path

    def take(self, phone, path, learner, answers):
        page = phone.get(f"{path}?ai={learner}")
        hidden = read(page).hidden()
        return phone.post(f"{path}?ai={learner}", {**hidden, **answers})

    def test_one_person_after_the_other_takes_the_test_without_an_account(self, laptop, app, installation, code):
        laptop.add(code, MAI, POW)
        mai, pow_ = roll(installation, code).values()
        phone, path = self.lent(laptop, app, code)
        test = asked(installation, code)
        right = {f"q{one.number}": str(one.question.answer) for one in test}
        assert all(name in read(phone.get(path)).text for name in ("Lò Thị Mai", "Vàng A Pó"))
        assert vi("Passed. Well done! The trainer gives you your paper when the class is closed.") in read(
            self.take(phone, path, mai.learner, right)
        ).text  # fmt: skip
        text = read(phone.get(path)).text
        assert "Lò Thị Mai" not in text
        assert "Vàng A Pó" in text
        self.take(phone, path, pow_.learner, {})
        seats = roll(installation, code)
        assert seats["Lò Thị Mai"].result == Result(PORTAL, 12, 12)
        assert seats["Lò Thị Mai"].present is True
        assert seats["Vàng A Pó"].result == Result(PORTAL, 0, 12)

    def test_who_presses_twice_is_told_all_the_same_that_the_test_is_passed(self, laptop, app, installation, code):
        laptop.add(code, MAI, POW)
        mai = roll(installation, code)["Lò Thị Mai"]
        phone, path = self.lent(laptop, app, code)
        right = {f"q{one.number}": str(one.question.answer) for one in asked(installation, code)}
        self.take(phone, path, mai.learner, right)
        passed = vi("Passed. Well done! The trainer gives you your paper when the class is closed.")
        for answers in (right, {}):
            answer = phone.post(f"{path}?ai={mai.learner}", answers)
            assert passed in read(answer).text
            assert answer.headers["Cache-Control"] == "no-store"
        assert roll(installation, code)["Lò Thị Mai"].result == Result(PORTAL, 12, 12)

    def test_the_trainers_own_phone_can_be_signed_out_before_it_is_lent(self, laptop, code):
        laptop.add(code, MAI)
        page = read(laptop.get(f"/bdhvs/lop/{code}/thi"))
        hidden = page.hidden()
        elsewhere = laptop.post("/bdhvs/ra", {**hidden, "toi": "https://xau.example/bdhvs/thi/x"})
        assert elsewhere.headers["Location"] == "/"
        trainer_again = hidden["toi"]
        assert "Lò Thị Mai" in read(laptop.get(trainer_again)).text
        assert laptop.get(f"/bdhvs/lop/{code}").headers["Location"].startswith("/bdhvs/vao")

    def test_signing_out_twice_leads_there_as_well(self, laptop, code):
        form = read(laptop.get(f"/bdhvs/lop/{code}/thi")).hidden()
        assert [laptop.post("/bdhvs/ra", form).headers.get("Location") for _ in range(2)] == [form["toi"]] * 2

    def test_signing_out_leads_on_to_the_class_test(self, laptop, code):
        hidden = read(laptop.get(f"/bdhvs/lop/{code}/thi")).hidden()
        assert laptop.post("/bdhvs/ra", hidden).headers["Location"] == hidden["toi"]

    def test_who_failed_is_not_told_the_right_answers_and_tries_again(self, laptop, app, installation, code):
        laptop.add(code, POW)
        (pow_,) = roll(installation, code).values()
        phone, path = self.lent(laptop, app, code)
        test = asked(installation, code)
        text = read(self.take(phone, path, pow_.learner, {})).text
        assert all(one.question.why not in text for one in test)
        right = {f"q{one.number}": str(one.question.answer) for one in test}
        self.take(phone, path, pow_.learner, right)
        assert roll(installation, code)["Vàng A Pó"].result == Result(PORTAL, 12, 12)

    def test_the_questions_do_not_tell_the_answers(self, laptop, app, installation, code):
        laptop.add(code, POW)
        (pow_,) = roll(installation, code).values()
        phone, path = self.lent(laptop, app, code)
        page = phone.get(f"{path}?ai={pow_.learner}").text
        assert "checked" not in page
        assert all(one.question.why not in page for one in asked(installation, code))

    def test_the_address_ends_with_the_day_and_with_the_class(self, laptop, app, installation, held, clock):
        phone, path = self.lent(laptop, app, held)
        close(laptop, held)
        answer = phone.get(path)
        assert answer.status_code == 410
        assert vi("This address of the class test is no longer good. Ask the trainer for the new one.") in answer.text

    @pytest.mark.parametrize("path", ["/bdhvs/thi/abc", "/bdhvs/thi/IjAwMDAwMDAwMCI.aaaa.bbbb"])
    def test_a_made_up_address_opens_nothing(self, app, path):
        assert Phone(app).get(path).status_code == 410

    def test_it_shows_names_and_years_of_the_roll_and_nothing_else_of_anybody(self, laptop, app, code):
        laptop.add(code, MAI)
        phone, path = self.lent(laptop, app, code)
        page = phone.get(path).text
        assert "0912345678" not in page
        assert "Bản Thẳm" not in page


def test_a_roll_of_two_thousand_is_called_and_its_results_told(laptop, installation, code):
    people = [Person(f"Lò Thị {chr(65 + place % 25)}{chr(97 + place // 25 % 25)}{'a' * (place // 625)}", 1985)
              for place in range(2000)]  # fmt: skip
    cls = installation.store.training_class(code)
    installation.store.append(classes.enrol(cls, people, installation.store, installation.means(), "lo.mai"))
    everybody = [seat.learner for seat in installation.store.roll(code)]
    assert laptop.call_roll(code, everybody).status_code == 303
    answer = laptop.send(f"/bdhvs/lop/{code}/doc-to", {f"r-{learner}": "12" for learner in everybody})
    assert answer.status_code == 303
    assert all(seat.present and seat.result for seat in installation.store.roll(code))
