"""Threat: a cookie that somebody else knows, or that several phones share, is used for a paper."""

from portal.support import Phone, kinds, read

from bdhvs_lms.portal.cookies import PROGRESS


def test_a_cookie_of_somebody_s_own_making_is_replaced_by_a_new_one(phone, course):
    lesson = course.lessons[0]
    phone.client.set_cookie(PROGRESS, "eyJuIjoiYWFhYSIsInAiOiIiLCJsIjoiIn0")
    phone.get(f"/hoc/{course.id}/{lesson.id}/kiem-tra")
    assert phone.cookie(PROGRESS).count(".") >= 2


def test_every_phone_starts_with_a_secret_of_its_own(app, course, installation):
    phones = [Phone(app) for _ in range(20)]
    for phone in phones:
        phone.get("/bdhvs/nguoi-khac")
    assert len({phone.progress(installation).nonce for phone in phones}) == 20


def test_two_phones_with_one_cookie_get_one_paper_between_them(app, phone, course, installation):
    form = phone.finish(course).filled(course)
    twin = Phone(app).copy_from(phone)
    first = phone.post(f"/hoc/{course.id}/xac-nhan", form)
    second = twin.post(f"/hoc/{course.id}/xac-nhan", {**form, "name": "Kẻ Gian"})
    assert second.headers["Location"] == first.headers["Location"]
    assert len(kinds(installation)) == 3


def test_whoever_starts_after_another_person_shares_nothing_with_them(app, phone, course, installation):
    phone.finish(course)
    kept = Phone(app).copy_from(phone)
    phone.post("/bdhvs/nguoi-khac", read(phone.get("/bdhvs/nguoi-khac")).hidden())
    phone.paper(course, name="Giàng A Páo")
    assert phone.progress(installation).nonce != kept.progress(installation).nonce
    assert kept.claim(course).status_code == 303
    assert "Páo" not in kept.get("/bdhvs/giay").text
    assert "Ánh" not in phone.get("/bdhvs/giay").text


def test_a_number_in_the_address_shows_nobody_s_paper(app, phone, course):
    serial, _ = phone.paper(course)
    page = Phone(app).get(f"/bdhvs/giay?moi={serial}")
    assert serial not in page.text
    assert "Ánh" not in page.text
