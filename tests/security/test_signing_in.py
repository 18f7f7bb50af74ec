"""Trainers' passwords and sessions: where they may be typed, how often, and what ends them."""

import io

import pytest
from portal.support import Phone, read, vi
from portal.trainers import KIM, Laptop, roll, trainer
from werkzeug.datastructures import MultiDict

from bdhvs_lms.field.accounts import SESSION, AccountBook, AccountThere, UnknownAccount, new_password

NOT_RIGHT = "The account or the password isn't right. Nothing was changed; type both again."


@pytest.fixture
def book(installation):
    return AccountBook(installation.store.database)


@pytest.fixture
def password(book):
    return book.add("lo.mai", "Lò Thị Mai", [KIM])


def test_a_password_opens_the_account_also_in_capitals_and_without_hyphens(app, password):
    for typed in (password, password.upper(), password.replace("-", " "), password.replace("-", "")):
        assert Laptop(app).sign_in("lo.mai", typed).status_code == 303
    assert Laptop(app).sign_in(" LO.MAI ", password).status_code == 303


def test_a_wrong_password_a_wrong_name_and_a_closed_account_answer_alike(app, password, book):
    book.add("dong.cua", "Đóng Cửa", [KIM])
    book.set_active("dong.cua", False)
    answers = [
        Laptop(app, address=f"127.0.0.{number}").sign_in(*typed)
        for number, typed in enumerate([("lo.mai", "sai"), ("khong.co", password), ("dong.cua", password)], start=1)
    ]
    assert [one.status_code for one in answers] == [422] * 3
    assert all(vi(NOT_RIGHT) in read(one).text for one in answers)


def test_tries_are_counted_by_address(app, password, minute):
    laptop = Laptop(app)
    for _ in range(10):
        assert laptop.sign_in("lo.mai", "sai").status_code == 422
    assert laptop.sign_in("lo.mai", password).status_code == 429
    assert Laptop(app, address="127.0.0.9").sign_in("lo.mai", password).status_code == 303
    for _ in range(6):
        minute.pass_()
    assert laptop.sign_in("lo.mai", password).status_code == 303


def test_a_password_is_not_typed_over_the_villages_air(app, password):
    phone = Phone(app, address="10.42.0.17")
    answer = phone.get("/bdhvs/vao")
    assert answer.status_code == 403
    assert "--tls" in read(answer).text
    assert phone.post("/bdhvs/vao", {"account": "lo.mai", "password": password}).status_code == 403
    assert phone.cookie(SESSION) == ""


def test_under_tls_a_phone_signs_in_and_its_cookie_stays_under_tls(app, password):
    phone = Laptop(app, address="10.42.0.17", base="https://localhost")
    answer = phone.sign_in("lo.mai", password)
    assert answer.status_code == 303
    kept = answer.headers["Set-Cookie"]
    assert all(word in kept for word in ("Secure", "HttpOnly", "SameSite=Strict"))


def test_a_session_is_no_good_over_a_line_where_passwords_are_not_typed(app, installation):
    laptop = trainer(installation, app)
    stolen = Phone(app, address="10.42.0.66")
    stolen.client.set_cookie(SESSION, laptop.cookie(SESSION))
    assert stolen.get("/bdhvs/lop").status_code == 303


@pytest.mark.parametrize("forged", ["", "abc", "WyJsby5tYWkiLCAiYWFhYSIsICJiIl0.Z.Z", "a" * 3900])
def test_a_made_up_session_opens_nothing(app, password, forged):
    laptop = Laptop(app)
    laptop.client.set_cookie(SESSION, forged)
    assert laptop.get("/bdhvs/lop").status_code == 303


def test_a_new_password_ends_the_sessions_under_the_old_one(app, installation, book):
    laptop = trainer(installation, app)
    assert laptop.get("/bdhvs/lop").status_code == 200
    new = book.renew_password("lo.mai")
    assert laptop.get("/bdhvs/lop").status_code == 303
    assert Laptop(app).sign_in("lo.mai", new).status_code == 303


def test_signing_out_ends_it_on_this_browser(app, installation):
    laptop = trainer(installation, app)
    answer = laptop.send("/bdhvs/lop", to="/bdhvs/ra")
    assert answer.status_code == 303
    assert laptop.get("/bdhvs/lop").status_code == 303


@pytest.mark.parametrize(
    "target",
    ["https://xau.example/", "//xau.example", "/bdhvs//xau.example", "/x", "javascript:alert(1)", "/bdhvs/lop\r\nX: y"],
)
def test_signing_in_leads_to_trainers_pages_alone(app, password, target):
    answer = Laptop(app).sign_in("lo.mai", password, target.replace("\r\n", "%0d%0a"))
    assert answer.headers["Location"] in ("/bdhvs/lop",)


def test_signing_in_leads_back_to_the_page_that_was_wanted(app, password):
    laptop = Laptop(app)
    wanted = laptop.get("/bdhvs/lop/moi").headers["Location"]
    form = read(laptop.get(wanted)).hidden()
    answer = laptop.post(wanted, {**form, "account": "lo.mai", "password": password})
    assert answer.headers["Location"] == "/bdhvs/lop/moi"


def test_no_password_is_kept(installation, password):
    for path in installation.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert password.encode() not in content
            assert password.replace("-", "").encode() not in content


def test_passwords_are_random_and_have_no_letter_that_is_taken_for_another():
    made = {new_password() for _ in range(200)}
    assert len(made) == 200
    assert not set("".join(made)) & set("0Oo1lIi")
    assert all([len(part) for part in one.split("-")] == [4, 4, 4] for one in made)


def test_an_account_is_made_once_and_unknown_ones_are_named(book, password):
    with pytest.raises(AccountThere):
        book.add("lo.mai", "Người khác", [KIM])
    with pytest.raises(UnknownAccount):
        book.set_units("khong.co", [KIM])
    assert [(one.id, one.name, one.units, one.active) for one in book.all()] == [("lo.mai", "Lò Thị Mai", (KIM,), True)]


def test_what_was_typed_while_the_session_ended_is_sent_again_after_signing_in(app, installation, password):
    laptop = Laptop(app)
    laptop.sign_in("lo.mai", password)
    code = laptop.open_class()
    typed = {**read(laptop.get(f"/bdhvs/lop/{code}/them")).hidden(), "lines": "Giàng Thị Sua, 1990\nVàng A Pó"}
    laptop.client.delete_cookie(SESSION)
    answer = laptop.post(f"/bdhvs/lop/{code}/them", typed)
    assert answer.status_code == 403
    assert answer.headers["Cache-Control"] == "no-store"
    kept = read(answer)
    assert [one["target"] for one in kept.all("a", href="/bdhvs/vao?toi=/bdhvs/lop")] == ["_blank"]
    laptop.sign_in("lo.mai", password)
    again = laptop.post(kept.all("form")[0]["action"], kept.hidden())
    assert again.status_code == 200
    assert list(roll(installation, code)) == ["Giàng Thị Sua", "Vàng A Pó"]


def test_ticks_made_while_the_session_ended_are_kept_each_of_them(app, installation, password):
    laptop = Laptop(app)
    laptop.sign_in("lo.mai", password)
    code = laptop.open_class()
    laptop.add(code, "Giàng Thị Sua, 1990", "Vàng A Pó")
    page, everybody = laptop.get(f"/bdhvs/lop/{code}/diem-danh"), [one.learner for one in installation.store.roll(code)]
    laptop.client.delete_cookie(SESSION)
    kept = read(laptop.call_roll(code, everybody, page=page))
    laptop.sign_in("lo.mai", password)
    fields = [(one["name"], one["value"]) for one in kept.all("input", type="hidden")]
    assert laptop.post(kept.all("form")[0]["action"], MultiDict(fields)).status_code == 303
    assert all(seat.present for seat in installation.store.roll(code))


def test_a_file_sent_after_the_session_ended_is_to_be_chosen_once_more(app, installation, password):
    laptop = Laptop(app)
    laptop.sign_in("lo.mai", password)
    code = laptop.open_class()
    laptop.client.delete_cookie(SESSION)
    answer = laptop.post(f"/bdhvs/lop/{code}/tep", {"file": (io.BytesIO(b"x"), "x.csv"), "do": "check"})
    assert answer.status_code == 403
    assert not read(answer).all("form")


def test_what_another_site_sends_to_who_is_signed_out_is_not_kept_to_be_sent_again(app):
    answer = Laptop(app).post(
        "/bdhvs/lop/000000000/them", {"lines": "Giàng Thị Sua"}, headers={"Origin": "https://xau.example"}
    )
    assert answer.status_code == 403
    assert "Giàng Thị Sua" not in answer.text


def test_a_form_of_one_trainer_is_not_sent_in_the_name_of_another(app, installation, password):
    laptop = Laptop(app)
    laptop.sign_in("lo.mai", password)
    code = laptop.open_class()
    typed = {**read(laptop.get(f"/bdhvs/lop/{code}/them")).hidden(), "lines": "Giàng Thị Sua, 1990"}
    fellow = trainer(installation, app, "giang.sua", name="Giàng Thị Sua")
    assert fellow.post(f"/bdhvs/lop/{code}/them", typed).status_code == 400
    assert not roll(installation, code)
