"""A class from opening to papers, as a trainer works through the pages."""

from datetime import date

import pypdfium2
import pytest

from bdhvs_lms.field.accounts import AccountBook
from bdhvs_lms.movement.classes import format_code
from bdhvs_lms.movement.codes import PosterCode
from bdhvs_lms.portal.host import MANY_UNITS
from bdhvs_lms.portal.views import rolls

from .support import Phone, kinds, read, vi
from .trainers import MAI, PLAN, POW, close, roll, tell, trainer


def test_a_class_that_was_opened_is_listed_and_shows_its_plan(laptop, installation, code):
    cls = installation.store.training_class(code)
    assert (cls.plan.unit, cls.plan.trainers, cls.plan.place) == ("03637", ("lo.mai",), "Nhà văn hóa bản Thẳm")
    assert f"/bdhvs/lop/{code}" in read(laptop.get("/bdhvs/lop")).links()
    text = read(laptop.get(f"/bdhvs/lop/{code}")).text
    assert all(one in text for one in ("Nhà văn hóa bản Thẳm", "22/11/2026", "xã Mường Kim", "Lò Thị Mai"))


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("place", " ", "Write where the class is held."),
        ("place", "x" * 81, "The place is too long: 80 characters at most, in one line."),
        ("day", "hôm nay", "Choose the day."),
        ("day", "2031-01-01", "The day is more than a year away."),
        ("course", "khong-co", "Choose the course."),
        ("unit", "03405", "Choose the commune."),
        ("unit", "T0012", "Choose the commune."),
        ("group", "", "Choose who the learners are."),
        ("village", "<b>", "The village's name takes letters and digits only."),
    ],
)
def test_a_plan_that_cannot_be_taken_says_why_and_keeps_what_was_typed(laptop, installation, field, value, fault):
    plan = {"unit": "03637", "course": "an-toan-tren-mang", "group": "citizens", "place": "Chợ", "day": "2026-11-22"}
    answer = laptop.send("/bdhvs/lop/moi", {**plan, field: value})
    assert answer.status_code == 422
    page = read(answer)
    assert vi(fault) in page.text
    assert page.value("place") == (value[:80] if field == "place" else "Chợ")
    assert kinds(installation) == []


def test_a_class_whose_form_is_sent_twice_is_opened_once(laptop, installation):
    form = {**read(laptop.get("/bdhvs/lop/moi")).hidden(), **PLAN}
    first, second = (laptop.post("/bdhvs/lop/moi", form).headers["Location"] for _ in range(2))
    assert first == second
    assert kinds(installation) == ["class.opened"]


def test_another_plan_from_a_form_that_was_sent_before_opens_another_class(laptop, installation):
    form = {**read(laptop.get("/bdhvs/lop/moi")).hidden(), **PLAN}
    first, second = (
        laptop.post("/bdhvs/lop/moi", {**form, "place": place}).headers["Location"] for place in ("Chợ", "Trạm y tế")
    )
    assert first != second
    assert kinds(installation) == ["class.opened"] * 2


def test_a_fellow_opens_a_class_of_the_same_plan_apart(laptop, installation, app):
    form = {**read(laptop.get("/bdhvs/lop/moi")).hidden(), **PLAN}
    fellow = trainer(installation, app, "giang.sua", name="Giàng Thị Sua")
    theirs = {**form, **read(fellow.get("/bdhvs/lop/moi")).hidden(), "once": form["once"]}
    assert (
        laptop.post("/bdhvs/lop/moi", form).headers["Location"]
        != fellow.post("/bdhvs/lop/moi", theirs).headers["Location"]
    )


def test_people_are_typed_one_line_each_and_the_roll_is_not_sent_again(laptop, installation, code):
    laptop.add(code, MAI)
    answer = laptop.add(code, POW, "Giàng Thị Sua")
    assert answer.status_code == 200
    text = read(answer).text
    assert "Vàng A Pó" in text
    assert "Giàng Thị Sua" in text
    shown_anyway = ("Lò Thị Mai, 1985, 0912 345 678, Bản Thẳm", vi("Sign out ({name})", name="Lò Thị Mai"))
    for one in shown_anyway:  # the example, and the trainer
        text = text.replace(one, "")
    assert "Lò Thị Mai" not in text
    people = roll(installation, code)
    assert list(people) == ["Lò Thị Mai", "Vàng A Pó", "Giàng Thị Sua"]
    assert people["Lò Thị Mai"].person.phone == "0912345678"


def test_lines_that_cannot_be_taken_stay_in_the_form_with_the_reason(laptop, installation, code):
    answer = laptop.add(code, MAI, "Lò Thị Mai, 1985", "Hạng A Lử, 1850")
    page = read(answer)
    assert vi("a person of this name is on the roll already; write the year of birth to tell them apart") in page.text
    assert vi("This year of birth can't be right.") in page.text
    assert "Hạng A Lử, 1850" in answer.text
    assert list(roll(installation, code)) == ["Lò Thị Mai"]


def test_sending_the_same_people_twice_adds_nobody_twice(laptop, installation, code):
    for _ in range(2):
        laptop.add(code, MAI, POW)
    assert list(roll(installation, code)) == ["Lò Thị Mai", "Vàng A Pó"]


def test_who_is_sent_twice_is_not_told_that_nothing_was_saved(laptop, code):
    laptop.add(code, MAI, POW)
    page = read(laptop.add(code, MAI, POW))
    assert vi("On the roll already:") in page.text
    assert vi("Not saved yet; put it right below and save again:") not in page.text


def test_the_same_people_sent_twice_in_one_moment_are_added_once(laptop, app, installation, code, monkeypatch):
    hidden = read(laptop.get(f"/bdhvs/lop/{code}/them")).hidden()
    form, read_lines, twice = {**hidden, "lines": f"{MAI}\n{POW}"}, rolls.read_lines, [True]

    def while_another_is_sent(*given):
        found = list(read_lines(*given))
        if twice:
            twice.clear()
            assert laptop.post(f"/bdhvs/lop/{code}/them", form).status_code == 200
        return found

    monkeypatch.setattr(rolls, "read_lines", while_another_is_sent)
    assert vi("On the roll already:") in read(laptop.post(f"/bdhvs/lop/{code}/them", form)).text
    assert [seat.person.name for seat in installation.store.roll(code)] == ["Lò Thị Mai", "Vàng A Pó"]


def test_more_people_than_are_saved_at_once_stay_in_the_form(laptop, installation, code):
    people = [f"Lò Thị {chr(65 + place % 25)}{chr(97 + place // 25)}, 1985" for place in range(210)]
    left = laptop.add(code, *people).text.partition("<textarea")[2].partition("</textarea>")[0]
    assert len(installation.store.roll(code)) == 200
    assert left.partition(">")[2].split() == " ".join(people[200:]).split()


def test_who_was_typed_by_mistake_is_taken_off_an_open_class(laptop, installation, code):
    laptop.add(code, MAI, POW)
    pow_ = roll(installation, code)["Vàng A Pó"]
    laptop.send(f"/bdhvs/lop/{code}/nguoi/{pow_.learner}", {"off": "yes"})
    assert list(roll(installation, code)) == ["Lò Thị Mai"]


def test_last_weeks_class_is_copied_with_the_same_people(laptop, installation, held):
    learners = {name: seat.learner for name, seat in roll(installation, held).items()}
    new = laptop.open_class(day="2026-11-23", course="dien-thoai-va-internet")
    page = f"/bdhvs/lop/{new}/chep?tu={held}"
    laptop.send(page, {"p": [learners["Vàng A Pó"]]})
    assert {name: seat.learner for name, seat in roll(installation, new).items()} == {
        "Vàng A Pó": learners["Vàng A Pó"]
    }
    laptop.send(page, {"p": list(learners.values())})
    assert {seat.learner for seat in roll(installation, new).values()} == set(learners.values())


def test_a_class_changes_its_place_and_day_but_not_its_course(laptop, installation, code):
    fields = {"place": "Trường tiểu học", "village": "", "day": "2026-11-25", "course": "dien-thoai-va-internet"}
    assert laptop.send(f"/bdhvs/lop/{code}/sua", fields).status_code == 303
    plan = installation.store.training_class(code).plan
    assert (plan.place, plan.day.isoformat(), plan.course) == ("Trường tiểu học", "2026-11-25", "an-toan-tren-mang")


def test_a_trainer_whose_account_is_closed_stays_named_when_a_fellow_changes_the_class(laptop, installation):
    book = AccountBook(installation.store.database)
    book.add("vang.po", "Vàng A Pó", ["03637"])
    code = laptop.open_class(trainer="vang.po")
    book.set_active("vang.po", False)
    laptop.send(f"/bdhvs/lop/{code}/sua", {"place": "Chợ Mường Kim", "day": "2026-11-24"})
    plan = installation.store.training_class(code).plan
    assert (plan.place, plan.trainers) == ("Chợ Mường Kim", ("lo.mai", "vang.po"))


def test_a_list_to_call_is_offered_only_when_somebody_stands_on_it(laptop, clock):
    laptop.add(laptop.open_class(day="2026-11-24"), POW)
    assert not [one for one in read(laptop.get("/bdhvs/nguoi-hoc")).links() if "danh-sach-goi" in one]
    clock.pass_(days=3)
    (offered,) = [one for one in read(laptop.get("/bdhvs/nguoi-hoc")).links() if "danh-sach-goi" in one]
    assert laptop.get(offered).mimetype == "application/pdf"


def test_my_people_are_those_who_are_not_finished_by_what_they_lack(laptop, installation, held, clock):
    laptop.add(held, "Giàng Thị Sua 1990")
    tell(laptop, installation, held, {"Lò Thị Mai": 12})
    close(laptop, held)
    clock.pass_(days=1)
    page = read(laptop.get("/bdhvs/nguoi-hoc"))
    assert "Lò Thị Mai," not in page.text
    for lack in ("came, has not passed the test", "was enrolled and did not come"):
        assert vi(lack).casefold() in page.text.casefold()
    assert page.text.index("Giàng Thị Sua") < page.text.index("Vàng A Pó")


@pytest.mark.pdf
@pytest.mark.parametrize(
    ("letter", "ending", "begins"),
    [("A", "pdf", b"%PDF-"), ("T", "pdf", b"%PDF-"), ("H", "pdf", b"%PDF-"), ("M", "zip", b"PK"), ("R", "zip", b"PK")],
)
def test_a_trainer_makes_each_form_of_the_kit_for_the_own_unit(laptop, installation, letter, ending, begins):
    page = read(laptop.get("/bdhvs/ap-phich"))
    wanted = {"unit": "03637", "course": "vneid-va-dich-vu-cong", "channel": letter, "place": "3"}
    answer = laptop.post("/bdhvs/ap-phich", {**page.hidden(), **wanted})
    assert answer.status_code == 200
    assert answer.get_data().startswith(begins)
    assert f".{ending}" in answer.headers["Content-Disposition"]


def test_a_machine_without_pango_says_how_to_get_it_and_serves_the_rest(laptop, code, without_pango):
    page = read(laptop.get("/bdhvs/ap-phich"))
    wanted = {"unit": "03637", "course": "vneid-va-dich-vu-cong", "channel": "A", "place": "3"}
    for answer in (
        laptop.post("/bdhvs/ap-phich", {**page.hidden(), **wanted}),
        laptop.get(f"/bdhvs/lop/{code}/danh-sach.pdf"),
    ):
        assert answer.status_code == 503
        assert "sudo apt install libpango" in read(answer).text
    assert laptop.get(f"/bdhvs/lop/{code}").status_code == 200


@pytest.mark.pdf
def test_a_person_has_the_same_number_on_the_list_on_the_sheet_and_where_it_is_ticked(laptop, installation, code):
    laptop.add(code, MAI, POW)
    seats = installation.store.roll(code)
    laptop.send(f"/bdhvs/lop/{code}/diem-danh", {"p": [seats[1].learner], "s": [seat.learner for seat in seats]})
    assert f"2. {seats[1].person.name}" in read(laptop.get(f"/bdhvs/lop/{code}/cham")).text
    for name, words in (("danh-sach", "2 Vàng A Pó"), ("de-kiem-tra", "2 Vàng A Pó")):
        document = pypdfium2.PdfDocument(laptop.get(f"/bdhvs/lop/{code}/{name}.pdf").get_data())
        assert words in " ".join(document[0].get_textpage().get_text_range().split())
        document.close()


def test_a_class_shows_its_trainers_by_name_also_those_who_left_and_never_what_they_sign_in_with(
    laptop, installation, app, code
):
    book = AccountBook(installation.store.database)
    for account in ("po@example.vn", "sua@example.vn"):
        book.add(account, {"po@example.vn": "Vàng A Pó", "sua@example.vn": "Giàng Thị Sua"}[account], ("03637",))
    fields = {"place": "Chợ", "village": "", "day": "2026-11-22", "trainer": ["po@example.vn", "sua@example.vn"]}
    laptop.send(f"/bdhvs/lop/{code}/sua", fields)
    book.set_active("po@example.vn", active=False)
    with installation.store.database.write() as db:
        db.execute("DELETE FROM trainer WHERE id = 'sua@example.vn'")
    page = read(laptop.get(f"/bdhvs/lop/{code}"))
    assert f"Lò Thị Mai, Vàng A Pó, {vi('somebody whose account is gone')}" in page.text
    assert "@" not in page.text


def test_who_looks_after_many_units_chooses_one(installation, app):
    units = [unit.code for unit in installation.store.units() if unit.kind == "xã"][: MANY_UNITS + 1]
    laptop = trainer(installation, app, "tinh", units=units, name="Hà Thị Trang")
    for unit in units[:2]:
        laptop.add(laptop.open_class(unit=unit, place=f"Nhà văn hóa {unit}"), f"Lò Thị Mai, {1980 + int(unit) % 10}")
    for path in ("/bdhvs/lop", "/bdhvs/nguoi-hoc", "/bdhvs/ap-phich"):
        page = read(laptop.get(path))
        assert not [text for text in (units[0], "Lò Thị Mai") if f"văn hóa {text}" in page.text or "tel:" in page.text]
        assert {one["value"] for one in page.all("option")} >= {"", *units}
    assert "Nhà văn hóa" not in read(laptop.get("/bdhvs/lop")).text
    assert f"Nhà văn hóa {units[0]}" in read(laptop.get(f"/bdhvs/lop?xa={units[0]}")).text
    assert f"Nhà văn hóa {units[1]}" not in read(laptop.get(f"/bdhvs/lop?xa={units[0]}")).text
    people = read(laptop.get(f"/bdhvs/nguoi-hoc?xa={units[1]}"))
    assert f"/bdhvs/nguoi-hoc/danh-sach-goi.pdf?xa={units[1]}" in people.links()
    assert "Lò Thị Mai" in people.text


def test_who_asks_for_a_unit_of_others_sees_ones_own(laptop, code):
    assert f"/bdhvs/lop/{code}" in read(laptop.get("/bdhvs/lop?xa=03405")).links()


def test_days_of_posters_are_written_as_people_write_them(laptop, installation, app):
    poster = PosterCode("03637", installation.store.courses()[0].lessons[0].code, "A", 1)
    installation.scans.note_printed([str(poster)], date(2026, 3, 2))
    Phone(app).get(f"/q/{poster}")
    text = read(laptop.get("/bdhvs/ap-phich")).text
    assert "2/3/2026" in text
    assert "22/11/2026" in text
    assert "2026-" not in text


def test_the_code_on_a_class_s_papers_leads_its_trainers_to_it_wherever_the_pages_are(laptop, app, code):
    for typed in (code, format_code(code), code.lower()):
        assert laptop.get(f"/q/{typed}").headers["Location"] == f"/bdhvs/lop/{code}"
    assert laptop.get(f"/q?ma={format_code(code)}").headers["Location"] == f"/q/{code}"
    assert Phone(app).get(f"/bdhvs/lop/{code}").headers["Location"].startswith("/bdhvs/vao")


def test_a_class_page_of_sixty_people_is_small(laptop, installation, code):
    laptop.add(code, *(f"{name} {letter} Người Học, {1950 + n}, Bản Nà Phát {n}" for n in range(20) for name, letter in
                       (("Lò", "Thị"), ("Vàng", "Văn"), ("Giàng", "Minh"))))  # fmt: skip
    assert installation.store.training_class(code).enrolled == 60
    for page in ("", "/diem-danh", "/doc-to"):
        answer = laptop.get(f"/bdhvs/lop/{code}{page}", headers={"Accept-Encoding": "gzip"})
        assert len(answer.get_data()) <= 20 * 1024, page
