"""From a finished course to the paper: what is written, once, and what isn't."""

import datetime

import pytest

from bdhvs_lms.field import kept
from bdhvs_lms.movement import records
from bdhvs_lms.portal.cookies import PROGRESS

from .support import (
    FORM,
    ISSUER,
    Phone,
    count_by_self,
    erase,
    in_threads,
    kinds,
    read,
    revoke,
    self_completions,
    served,
    told_by_records,
    vi,
)

ONE_PAPER = [records.REGISTERED, records.COMPLETED, records.ISSUED]


@pytest.fixture
def form_address(course):
    return f"/hoc/{course.id}/xac-nhan"


def test_a_claim_writes_a_learner_a_completion_and_a_certificate_and_nothing_else(phone, course, installation):
    serial, _ = phone.paper(course)
    assert kinds(installation) == ONE_PAPER
    issued = installation.store.certificate(serial)
    assert (issued.course, issued.unit, issued.group, issued.way) == (course.id, "03637", "citizens", "self")
    assert (issued.day, issued.issuer, issued.sample) == ("2026-11-22", ISSUER, False)
    person = installation.store.person(issued.learner)
    assert (person.name, person.birth_year, person.village, person.phone) == ("Lò Thị Ánh", 1985, "bản Mường 2", "")
    assert installation.store.held() == []


def test_the_day_on_the_paper_is_the_day_in_vietnam(phone, course, installation, clock):
    clock.now = datetime.datetime(2026, 11, 22, 17, 30, tzinfo=datetime.timezone.utc)
    serial, _ = phone.paper(course)
    assert installation.store.certificate(serial).day == "2026-11-23"


def test_the_records_hold_no_personal_data(phone, course, installation):
    phone.paper(course, phone="0912345678")
    written = told_by_records(installation)
    assert [one for one in ("Ánh", "1985", "0912345678", "bản Mường") if one in written] == []


def test_the_paper_says_what_was_typed_and_that_nobody_has_compared_it(phone, course):
    _, scanned = phone.paper(course)
    text = read(phone.get(scanned)).text
    assert all(one in text for one in (vi("Genuine"), "Lò Thị Ánh", "1985", course.title, "xã Mường Kim", "22/11/2026"))
    assert vi("self-declared, not compared") in text
    assert ISSUER in text


def test_the_new_paper_is_the_first_thing_on_the_page_that_follows(phone, course):
    answer = phone.finish(course).claim(course)
    page = read(phone.follow(answer))
    assert page.all("p", role="status")
    assert page.all("section", **{"class": "paper new"})


@pytest.mark.parametrize("times", [1, 5])
def test_a_form_that_is_sent_again_leads_to_the_same_paper(phone, course, installation, form_address, times):
    form = phone.finish(course).filled(course)
    before = phone.cookie(PROGRESS)
    first = phone.post(form_address, form)
    for _ in range(times):
        phone.client.set_cookie(PROGRESS, before)
        assert phone.post(form_address, form).headers["Location"] == first.headers["Location"]
    assert kinds(installation) == ONE_PAPER
    assert phone.get("/bdhvs/giay").text.count("<section") == 1


def test_a_form_changed_and_sent_again_changes_nothing(phone, course, installation, form_address):
    form = phone.finish(course).filled(course)
    first = phone.post(form_address, form)
    again = phone.post(form_address, {**form, "name": "Người Khác", "unit": "03408"})
    assert again.headers["Location"] == first.headers["Location"]
    assert kinds(installation) == ONE_PAPER
    assert "Người Khác" not in phone.get("/bdhvs/giay").text


def test_a_form_sent_by_eight_hands_at_once_makes_one_paper(phone, course, installation, app, form_address):
    form = phone.finish(course).filled(course)

    def send(_):
        return Phone(app).copy_from(phone).post(form_address, form)

    answers = in_threads(installation, 8, send)
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert kinds(installation) == ONE_PAPER
    assert [tally.people for tally in installation.store.numbers().tallies if tally.way == "self"] == [1]


def test_eight_people_who_claim_at_once_get_a_paper_each(app, course, installation):
    names = [f"Vàng Thị {name}" for name in ("An", "Bình", "Chi", "Dung", "Em", "Giang", "Hoa", "Lan")]
    phones = [Phone(app).finish(course) for _ in names]
    forms = [phone.filled(course, name=name) for phone, name in zip(phones, names, strict=True)]
    answers = in_threads(installation, 8, lambda n: phones[n].post(f"/hoc/{course.id}/xac-nhan", forms[n]))
    assert len({answer.headers["Location"] for answer in answers}) == 8
    assert sorted(kinds(installation)) == sorted(ONE_PAPER * 8)


def test_a_paper_whose_answer_was_lost_is_found_again_by_the_phone_that_claimed_it(app, phone, course, form_address):
    form = phone.finish(course).filled(course)
    lost = Phone(app).copy_from(phone)
    lost.post(form_address, form)
    assert "<section" not in phone.get("/bdhvs/giay").text
    page = read(phone.follow(phone.get(form_address)))
    assert "Lò Thị Ánh" in page.text


def test_a_used_cookie_finds_its_paper_again_after_my_papers_was_opened(phone, course, installation, form_address):
    serial, _ = phone.paper(course)
    phone.get("/bdhvs/giay")
    for _ in range(3):
        assert phone.get(form_address).headers["Location"] == f"/bdhvs/giay?moi={serial}"
    assert kinds(installation) == ONE_PAPER


def test_the_second_course_s_paper_goes_to_the_same_learner(phone, course, officials, installation):
    first, _ = phone.paper(course)
    second, _ = phone.paper(officials)
    assert kinds(installation) == [*ONE_PAPER, records.COMPLETED, records.ISSUED]
    one, other = installation.store.certificate(first), installation.store.certificate(second)
    assert one.learner == other.learner


def test_the_learner_is_kept_also_when_the_button_was_pressed_twice(app, phone, course, officials, installation):
    form = phone.finish(course).filled(course)
    Phone(app).copy_from(phone).post(f"/hoc/{course.id}/xac-nhan", form)
    phone.post(f"/hoc/{course.id}/xac-nhan", form)
    phone.paper(officials)
    assert kinds(installation).count(records.REGISTERED) == 1


def test_another_name_on_the_same_phone_is_another_learner(phone, course, officials, installation):
    first, _ = phone.paper(course)
    second, _ = phone.paper(officials, name="Lò Văn Bình", birth_year="1983")
    one, other = installation.store.certificate(first), installation.store.certificate(second)
    assert one.learner != other.learner


def test_a_learner_whose_name_was_erased_is_not_taken_up_again(phone, course, officials, installation):
    serial, _ = phone.paper(course)
    erase(installation, serial)
    again, _ = phone.paper(officials)
    assert installation.store.certificate(again).learner != installation.store.certificate(serial).learner


def test_a_burst_from_one_unit_is_held_for_a_person_to_look_at_and_not_counted(app, course, installation, clock):
    kept.write_settings(installation.store.database, burst_people=3, burst_minutes=10)
    count_by_self(installation, "citizens")
    for name in ("An", "Bình", "Chi", "Dung", "Em"):
        Phone(app).paper(course, name=f"Vàng Thị {name}")
    elsewhere, _ = Phone(app).paper(course, name="Vàng Thị Giang", unit="03408")
    assert len(installation.store.held()) == 2
    counted = {tally.unit: tally.people for tally in installation.store.numbers().tallies if tally.way == "self"}
    assert counted == {"03637": 3, "03408": 1}
    assert installation.store.completion(installation.store.certificate(elsewhere).completion).state == "counted"
    clock.pass_(minutes=11)
    later, _ = Phone(app).paper(course, name="Vàng Thị Lan")
    assert installation.store.completion(installation.store.certificate(later).completion).state == "counted"
    assert vi("{n} waiting to be looked at", n=2) in read(Phone(app).get("/tien-do?chi-tieu=citizens&nam=2026")).text


def test_a_revoked_paper_is_shown_as_revoked_and_no_longer_handed_out(phone, course, installation):
    serial, scanned = phone.paper(course)
    revoke(installation, serial)
    mine, checked = read(phone.get("/bdhvs/giay")), read(phone.get(scanned))
    assert not [link for link in mine.links() + checked.links() if ".pdf" in link or ".png" in link]
    assert vi("Revoked") in checked.text
    assert "cấp nhầm" in checked.text
    assert phone.get(f"/hoc/{course.id}/xac-nhan").status_code == 303
    assert self_completions(installation) == 1


def test_a_paper_made_in_a_sample_installation_says_so_everywhere(installation, course):
    kept.write_settings(installation.store.database, sample=True)
    phone = Phone(served(installation))
    serial, scanned = phone.paper(course)
    assert installation.store.certificate(serial).sample
    heading = Phone(served(installation)).get(f"/x/{serial}").text.partition("</h1>")[0]
    assert heading.endswith(" – MẪU")
    for address in ("/", scanned, "/bdhvs/giay", "/tien-do", f"/hoc/{course.id}"):
        assert "MẪU" in read(phone.get(address)).text
    assert phone.get("/tien-do.csv").text.lstrip("\ufeff").startswith("MẪU")


def test_the_form_offers_every_commune_ward_and_agency_but_not_the_province(phone, course, installation):
    page = read(phone.finish(course).get(f"/hoc/{course.id}/xac-nhan"))
    offered = [one["value"] for one in page.all("option") if one["value"]]
    assert sorted(offered) == sorted(unit.code for unit in installation.store.units() if unit.code != "T0012")
    assert len(offered) == 38
    assert set(FORM) <= {attrs.get("name") for tag, attrs in page.elements if tag in ("input", "select")}
