"""A form that can't be taken comes back with every fault beside its field, and with what was typed."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .support import FORM, kinds, read, vi


@pytest.fixture
def claim_form(finished, course):
    """Where the form is sent, and its hidden fields."""
    return f"/hoc/{course.id}/xac-nhan", read(finished.get(f"/hoc/{course.id}/xac-nhan")).hidden()


@pytest.fixture
def finished(phone, course):
    return phone.finish(course)


NO_NAME = "Write your name."
LETTERS = "The name takes letters and spaces only, no digits or signs."
LONG = "The name is too long: 60 letters at most."
FOUR = "Write the year of birth with four digits, for example 1985."
ABSURD = "This year of birth can't be right."
UNIT = "Choose your commune or agency."
GROUP = "Choose your group."
PHONE = "This phone number isn't right. You may leave it empty."
VILLAGE = "The village's name takes letters and digits only."
CONSENT = "Without your consent the paper can't be made."
LONG_VILLAGE = "The village's name is too long: 60 characters at most."
FAULTS = {
    "no name": ({"name": ""}, "name", NO_NAME),
    "spaces for a name": ({"name": " \t "}, "name", NO_NAME),
    "one letter": ({"name": "L"}, "name", LETTERS),
    "a digit in the name": ({"name": "Lò Thị 4"}, "name", LETTERS),
    "a sign in the name": ({"name": "Lò; Thị"}, "name", LETTERS),
    "an emoji": ({"name": "Lò 😀"}, "name", LETTERS),
    "Cyrillic": ({"name": "Ло Тхи"}, "name", LETTERS),
    "a bidi mark": ({"name": "Lò \u202e Thị"}, "name", LETTERS),
    "a NUL": ({"name": "Lò\0Thị"}, "name", LETTERS),
    "61 letters": ({"name": "a" * 61}, "name", LONG),
    "60,000 letters": ({"name": "a" * 60_000}, "name", LONG),
    "no year": ({"birth_year": ""}, "birth_year", FOUR),
    "words for a year": ({"birth_year": "năm"}, "birth_year", FOUR),
    "two digits": ({"birth_year": "85"}, "birth_year", FOUR),
    "a minus": ({"birth_year": "-985"}, "birth_year", FOUR),
    "other digits": ({"birth_year": "１９８５"}, "birth_year", FOUR),
    "the year nought": ({"birth_year": "0000"}, "birth_year", ABSURD),
    "121 years old": ({"birth_year": "1905"}, "birth_year", ABSURD),
    "five years old": ({"birth_year": "2021"}, "birth_year", ABSURD),
    "not born yet": ({"birth_year": "9999"}, "birth_year", ABSURD),
    "no unit": ({"unit": ""}, "unit", UNIT),
    "an unknown unit": ({"unit": "99999"}, "unit", UNIT),
    "the province for a unit": ({"unit": "T0012"}, "unit", UNIT),
    "no group": ({"group": None}, "group", GROUP),
    "an unknown group": ({"group": "admin"}, "group", GROUP),
    "a phone of letters": ({"phone": "không có"}, "phone", PHONE),
    "a short phone": ({"phone": "091234"}, "phone", PHONE),
    "a landline": ({"phone": "02133876543"}, "phone", PHONE),
    "tags in the village": ({"village": "<b>bản</b>"}, "village", VILLAGE),
    "a long village": ({"village": "b" * 61}, "village", LONG_VILLAGE),
    "no consent": ({"consent": None}, "consent", CONSENT),
    "half a consent": ({"consent": "no"}, "consent", CONSENT),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_shown_beside_its_field(finished, course, installation, fault):
    changed, field, said = FAULTS[fault]
    answer = finished.claim(course, **changed)
    assert answer.status_code == 422
    page = read(answer)
    assert page.all("strong", id=f"{field}-loi"), page.text
    assert [attrs["id"] for attrs in page.all("strong", **{"class": "fault"})] == [f"{field}-loi"]
    assert vi(said) in page.text
    assert page.all("p", role="alert")
    assert kinds(installation) == []
    assert finished.claim(course).status_code == 303, "the same phone can correct it"


EVERYTHING_WRONG = {
    "name": "", "birth_year": "1", "unit": "", "group": None, "phone": "1", "village": "<", "consent": None,
}  # fmt: skip


def test_every_fault_is_shown_at_once(finished, course):
    page = read(
        finished.claim(course, name="", birth_year="1", unit="", group=None, phone="1", village="<", consent=None)
    )
    found = {attrs["id"].removesuffix("-loi") for attrs in page.all("strong", **{"class": "fault"})}
    assert found == {"name", "birth_year", "unit", "group", "phone", "village", "consent"}
    marked = [
        attrs for _, attrs in page.elements if attrs.get("aria-invalid") == "true" and "aria-describedby" in attrs
    ]
    assert {attrs["aria-describedby"] for attrs in marked} == {f"{name}-loi" for name in found}


def test_what_was_typed_stays_in_the_form(finished, course):
    typed = {"name": "Lò Thị 4", "birth_year": "1985", "village": "bản <b>", "phone": "0912 345 67x", "unit": "03408"}
    page = read(finished.claim(course, **typed, group="workers"))
    assert [page.value(name) for name in ("name", "birth_year", "village", "phone")] == [
        "Lò Thị 4", "1985", "bản <b>", "0912 345 67x",
    ]  # fmt: skip
    assert [one["value"] for one in page.all("option") if "selected" in one] == ["03408"]
    assert [one["value"] for one in page.all("input", type="radio") if "checked" in one] == ["workers"]
    assert "checked" in page.all("input", name="consent")[0]


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("lò thị ánh", "Lò Thị Ánh"), ("LÒ THỊ ÁNH", "Lò Thị Ánh"), ("  Lò   Thị Ánh ", "Lò Thị Ánh"),
        ("Lo\u0300 Thi\u0323 A\u0301nh", "Lò Thị Ánh"), ("Nguyễn Thị Phương Thảo", "Nguyễn Thị Phương Thảo"),
        ("a" * 60, "A" + "a" * 59),
    ],
)  # fmt: skip
def test_a_name_is_printed_as_names_are_written(finished, course, typed, printed):
    page = read(finished.follow(finished.claim(course, name=typed)))
    assert printed in page.text


@pytest.mark.parametrize("typed", ["0912345678", "+84 912 345 678", "84912345678", "0912.345.678", "(091) 234-5678"])
def test_a_phone_number_is_taken_however_it_is_written(finished, course, installation, typed):
    finished.claim(course, phone=typed)
    (record, *_), _ = next(iter(installation.store.records())), None
    assert installation.store.person(record.data["learner"]).phone == "0912345678"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.fixed_dictionaries({name: st.text(max_size=80) for name in ("name", "birth_year", "village", "phone")}))
def test_whatever_is_typed_comes_back_as_it_was_typed_until_the_form_is_right(finished, claim_form, written, typed):
    address, token = claim_form
    answer = finished.post(address, {**FORM, **token, **typed, "consent": ""})
    assert answer.status_code == 422
    page = read(answer)
    for name, room in (("name", 60), ("birth_year", 4), ("village", 60), ("phone", 20)):
        assert page.value(name) == typed[name][:room]
    assert page.all("strong", id="consent-loi")
    assert written() == []
