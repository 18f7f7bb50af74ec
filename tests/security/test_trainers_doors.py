"""A trainer of one unit against everything of another's; and who isn't a trainer against all of it."""

import pytest
from portal.support import Phone, kinds, read
from portal.trainers import KIM, LENG, PLAN, Laptop, close, everybody_here, roll, tell, trainer

from bdhvs_lms.field.accounts import AccountBook

OF_A_CLASS = (
    "", "/sua", "/them", "/chep", "/tep", "/diem-danh", "/doc-to", "/cham", "/thi", "/dong", "/phieu-lop.pdf",
    "/danh-sach.pdf", "/de-kiem-tra.pdf", "/dap-an.pdf", "/giay.pdf",
)  # fmt: skip
OF_A_TRAINER = ("/bdhvs/lop", "/bdhvs/lop/moi", "/bdhvs/nguoi-hoc", "/bdhvs/nguoi-hoc/danh-sach-goi.pdf",
                "/bdhvs/ap-phich")  # fmt: skip
SECRET = ("Lò Thị Bí Mật", "0912345678", "Bản Xa Lắm")


@pytest.fixture
def theirs(installation, app):
    """A class of another unit with somebody on its roll. → (its trainer's laptop, code, learner)."""
    other = trainer(installation, app, "vang.po", units=(LENG,), name="Vàng A Pó")
    code = other.open_class(unit=LENG)
    other.add(code, "Lò Thị Bí Mật, 1985, 0912345678, Bản Xa Lắm")
    everybody_here(other, installation, code)
    tell(other, installation, code, {"Lò Thị Bí Mật": 12})
    return other, code, installation.store.roll(code)[0].learner


@pytest.fixture
def mine(installation, app):
    return trainer(installation, app)


def says_nothing(answer):
    assert not [one for one in SECRET if one.encode() in answer.get_data()]


@pytest.mark.parametrize("page", OF_A_CLASS)
def test_no_page_of_another_units_class_opens(mine, theirs, page):
    _, code, _ = theirs
    answer = mine.get(f"/bdhvs/lop/{code}{page}")
    assert answer.status_code == 404
    says_nothing(answer)


@pytest.mark.parametrize("page", ["nguoi", "cham"])
def test_no_page_of_another_units_learner_opens(mine, theirs, page):
    _, code, learner = theirs
    answer = mine.get(f"/bdhvs/lop/{code}/{page}/{learner}")
    assert answer.status_code == 404
    says_nothing(answer)


@pytest.mark.parametrize("page", [*OF_A_CLASS[:10], "nguoi", "cham"])
def test_nothing_is_written_into_another_units_class(mine, theirs, installation, page):
    _, code, learner = theirs
    hidden = read(mine.get("/bdhvs/lop/moi")).hidden()
    before = kinds(installation)
    fields = {**hidden, "lines": "Giàng Thị Sua", "p": [learner], "s": [learner], "attest": "yes", "off": "yes",
              f"r-{learner}": "1", "place": "Chợ", "day": "2026-11-22", "name": "Giàng Thị Sua"}  # fmt: skip
    tail = f"/{page}/{learner}" if page in ("nguoi", "cham") else page
    answer = mine.post(f"/bdhvs/lop/{code}{tail}", fields)
    assert answer.status_code in (404, 405)
    assert kinds(installation) == before


def test_another_units_learner_cannot_be_reached_through_ones_own_class(mine, theirs, installation):
    _, code, learner = theirs
    own = mine.open_class()
    for page in (f"nguoi/{learner}", f"cham/{learner}"):
        says_nothing(mine.get(f"/bdhvs/lop/{own}/{page}"))
    hidden = read(mine.get(f"/bdhvs/lop/{own}/them")).hidden()
    mine.post(f"/bdhvs/lop/{own}/chep?tu={code}", {**hidden, "p": [learner]})
    mine.post(f"/bdhvs/lop/{own}/doc-to", {**hidden, f"r-{learner}": "12"})
    mine.post(f"/bdhvs/lop/{own}/diem-danh", {**hidden, "p": [learner], "s": [learner]})
    assert list(installation.store.roll(own)) == []
    says_nothing(mine.get(f"/bdhvs/lop/{own}/chep?tu={code}"))


def test_lists_of_people_and_classes_are_of_ones_own_units(mine, theirs):
    _, code, _ = theirs
    for page in OF_A_TRAINER:
        answer = mine.get(page)
        says_nothing(answer)
        assert code.encode() not in answer.get_data()


def test_no_class_is_opened_and_no_poster_printed_for_another_unit(mine, theirs, installation):
    hidden = read(mine.get("/bdhvs/lop/moi")).hidden()
    before = kinds(installation)
    assert mine.post("/bdhvs/lop/moi", {**hidden, **PLAN, "unit": LENG}).status_code == 422
    assert mine.post("/bdhvs/ap-phich", {**hidden, "unit": LENG, "course": PLAN["course"]}).status_code == 404
    assert kinds(installation) == before


def test_a_code_that_is_not_there_answers_like_one_of_another_unit(mine, theirs):
    _, code, _ = theirs
    other = mine.get(f"/bdhvs/lop/{code}")
    none = mine.get("/bdhvs/lop/000000000")
    assert other.status_code == none.status_code == 404
    assert read(other).text.replace(code, "") == read(none).text.replace("000000000", "")


def test_a_trainer_who_lost_a_unit_loses_its_classes_at_once(theirs, installation):
    other, code, _ = theirs
    assert other.get(f"/bdhvs/lop/{code}").status_code == 200
    AccountBook(installation.store.database).set_units("vang.po", [KIM])
    assert other.get(f"/bdhvs/lop/{code}").status_code == 404


@pytest.mark.parametrize("page", OF_A_TRAINER)
def test_who_is_not_signed_in_is_led_to_sign_in(app, page):
    answer = Laptop(app).get(page)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/bdhvs/vao?toi=/bdhvs/")


@pytest.mark.parametrize("page", OF_A_CLASS)
def test_a_citizens_phone_opens_nothing_of_a_class(app, theirs, page):
    _, code, _ = theirs
    answer = Phone(app).get(f"/bdhvs/lop/{code}{page}")
    assert answer.status_code == 303
    assert "/bdhvs/vao" in answer.headers["Location"]


def test_nothing_is_written_without_a_session_and_what_was_typed_is_not_lost_silently(app, theirs, installation):
    _, code, _ = theirs
    before = kinds(installation)
    answer = Laptop(app).post(f"/bdhvs/lop/{code}/them", {"lines": "Giàng Thị Sua"})
    assert answer.status_code == 403
    assert kinds(installation) == before


def test_a_form_of_another_site_does_nothing(theirs, installation):
    other, code, _ = theirs
    before = kinds(installation)
    hidden = read(other.get(f"/bdhvs/lop/{code}/them")).hidden()
    for fields, headers in (
        ({}, {}),
        ({"bdhvs_session": "0" * 32}, {}),
        (hidden, {"Origin": "https://xau.example"}),
    ):
        answer = other.post(f"/bdhvs/lop/{code}/them", {**fields, "lines": "Giàng Thị Sua"}, headers=headers)
        assert answer.status_code == 400
    assert kinds(installation) == before


def test_pages_with_names_are_kept_by_no_browser(theirs, installation):
    other, code, learner = theirs
    for page in ("", "/diem-danh", f"/nguoi/{learner}", "/dong"):
        assert other.get(f"/bdhvs/lop/{code}{page}").headers["Cache-Control"] == "no-store"


def test_the_papers_of_a_class_are_its_trainers_alone(mine, theirs, app):
    other, code, _ = theirs
    close(other, code)
    assert other.get(f"/bdhvs/lop/{code}/giay.pdf").mimetype == "application/pdf"
    assert mine.get(f"/bdhvs/lop/{code}/giay.pdf").status_code == 404
    assert Phone(app).get(f"/bdhvs/lop/{code}/giay.pdf").status_code == 303


def test_a_closed_account_is_out_at_once(theirs, installation):
    other, code, _ = theirs
    AccountBook(installation.store.database).set_active("vang.po", False)
    assert other.get(f"/bdhvs/lop/{code}").status_code == 303
    assert roll(installation, code)
