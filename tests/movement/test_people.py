"""Persons: what may be typed, and how names are compared."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bdhvs_lms.movement import people
from bdhvs_lms.movement.people import ALIKE, SAME, Candidate, Person, matches

NAMES = ("Lò Thị Mai", "Giàng A Pó", "Đặng Văn Ước", "Y", "Nguyễn Thị Ái Nghĩa", "Sùng Seo Lừ")


@pytest.mark.parametrize("name", ["Lò Thị Mai", "Giàng A Pó", "Đặng Văn Ước", "Vừ Ỷ", "Aa"])
def test_a_vietnamese_name_is_kept_as_it_is_typed(name):
    assert people.read_name(name) == (name, None)


@pytest.mark.parametrize(
    "text",
    [
        "Lò Thị Mai 2",
        "Mai😀",
        "Mai\u202eiaM",
        "\u200fMai",
        "Mai\u200b",
        "<script>",
        "Mai; DROP",
        "Mai\x00",
        "M",
        "Mai_",
        "Maı'",
        "Мария",
        "玛依",
        "a\u0301\u0302\u0303\u0304",
        "\ud800ai",
        "Mai\ufeff",
    ],
)
def test_what_is_no_name_is_refused(text):
    assert people.read_name(text)[1] == "The name takes letters and spaces only, no digits or signs."


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u3000"])
def test_an_empty_name_is_asked_for(text):
    assert people.read_name(text) == ("", "Write your name.")


def test_a_name_typed_in_another_unicode_form_is_kept_in_nfc():
    typed = unicodedata.normalize("NFD", "  Đặng   Văn Ước ")
    assert typed != unicodedata.normalize("NFC", typed)
    assert people.read_name(typed) == ("Đặng Văn Ước", None)


@pytest.mark.parametrize(
    ("text", "kept"), [("LÒ THỊ MAI", "Lò Thị Mai"), ("đặng văn ước", "Đặng Văn Ước"), ("McDonald A", "McDonald A")]
)
def test_a_name_all_in_capitals_or_small_letters_gets_capital_initials(text, kept):
    assert people.read_name(text) == (kept, None)


def test_sixty_letters_are_a_name_and_sixty_one_are_not():
    assert people.read_name("Aa" * 30) == ("Aa" * 30, None)
    assert people.read_name("Aa" * 30 + "b")[1] == "The name is too long: 60 letters at most."
    assert people.read_name(unicodedata.normalize("NFD", "Ộa" * 30)) == ("Ộa" * 30, None)


def test_ten_megabytes_of_name_are_refused_and_not_kept():
    for text in ("a" * 10_000_000, "a " * 5_000_000, "\u0301" * 10_000_000):
        name, fault = people.read_name(text)
        assert fault is not None
        assert len(name) <= 240
        assert people.read_village(text)[1] is not None
        assert people.read_phone(text)[1] is not None


@given(st.text())
def test_a_name_that_was_taken_is_taken_again_unchanged(text):
    name, fault = people.read_name(text)
    if fault is None:
        assert people.read_name(name) == (name, None)
        assert unicodedata.is_normalized("NFC", name)
        assert 2 <= len(name) <= 60


@given(st.text(st.sampled_from("aAăÂđĐêộŉǰßİıſẞﬁ "), min_size=2, max_size=62))
def test_letters_without_a_capital_of_their_own_do_no_harm(text):
    name, fault = people.read_name(text)
    if fault is None:
        assert people.read_name(name) == (name, None)
        assert len(name) <= 60


@pytest.mark.parametrize("text", ["1906", "2020", " 1985 "])
def test_a_learner_is_between_six_and_a_hundred_and_twenty(text):
    assert people.read_birth_year(text, 2026) == (int(text), None)


@pytest.mark.parametrize("text", ["1905", "2021", "2026", "9999", "0000"])
def test_an_absurd_year_is_refused(text):
    assert people.read_birth_year(text, 2026)[1] == "This year of birth can't be right."


@pytest.mark.parametrize("text", ["", "85", "19 85", "-985", "1985.0", "１９８５", "١٩٨٥", "19850", "1e3 ", "năm"])
def test_what_is_no_year_is_refused(text):
    assert people.read_birth_year(text, 2026) == (0, "Write the year of birth with four digits, for example 1985.")


@pytest.mark.parametrize(
    "text",
    [
        "0912345678",
        "091 234 5678",
        "+84 912 345 678",
        "84912345678",
        "0084 912345678",
        "(091) 234-5678",
        "0912.345.678",
    ],
)
def test_a_mobile_number_is_read_however_it_is_typed(text):
    assert people.read_phone(text) == ("0912345678", None)


@pytest.mark.parametrize(
    "text",
    ["0112345678", "091234567", "09123456789", "+1 912 345 6789", "abc", "０９１２３４５６７８", "0212345678", "<b>"],
)
def test_what_is_no_mobile_number_is_refused(text):
    assert people.read_phone(text) == ("", "This phone number isn't right. You may leave it empty.")


def test_a_phone_and_a_village_may_be_left_empty():
    assert people.read_phone("  ") == ("", None)
    assert people.read_village("  ") == ("", None)


@pytest.mark.parametrize("text", ["Bản Thẳm", "Khu 3", "Tổ dân phố số 2 (cũ)", "Bản Pa-Khôm/Nà 1, 2"])
def test_a_village_takes_letters_digits_and_a_few_signs(text):
    assert people.read_village(text) == (text, None)


@pytest.mark.parametrize("text", ["<b>", "Bản\x00", "Bản 😀", "=1+1", "Bản;", "\u202eBản", "Bản_1", '"'])
def test_a_village_takes_no_other_signs(text):
    assert people.read_village(text)[1] == "The village's name takes letters and digits only."


def test_a_village_is_never_cut_short_in_silence():
    assert people.read_village("Bản" + " " * 300 + "Thẳm")[1] is not None
    assert people.read_village("B" * 61) == ("B" * 60, "The village's name is too long: 60 characters at most.")


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert people.fold(people.fold(text)) == people.fold(text)


def test_names_are_folded_for_searching_and_normalised_for_sameness():
    assert people.fold("  ĐẶNG Văn  Ước ") == "dang van uoc"
    assert people.normalised("  HẠNH  Lò ") == "hạnh lò"
    assert people.normalised("Hạnh") != people.normalised("Hanh")
    assert people.normalised(unicodedata.normalize("NFD", "Hạnh")) == people.normalised("Hạnh")


MAI = Person("Lò Thị Mai", 1985, "0912345678", "Bản Thẳm")


@pytest.mark.parametrize(
    ("person", "unit", "found"),
    [
        (Person("LÒ  THỊ MAI", 1985, "0912345678"), "03405", SAME),
        (Person("Lò Thị Mai", 1985, "0987654321"), "03637", ALIKE),
        (Person("Lo Thi Mai", 1985, "0912345678"), "03637", ALIKE),
        (Person("Lo Thi Mai", 1985, "0912345678"), "03405", None),
        (Person("Lò Thị Mai", 1985), "03405", None),
        (Person("Lò Thị Mai", 1986, "0912345678"), "03637", None),
        (Person("Lò Thị Lan", 1985, "0912345678"), "03637", None),
    ],
)
def test_who_is_the_same_who_is_alike_and_who_is_neither(person, unit, found):
    known = [Candidate("mai", "03637", MAI)]
    assert matches(person, unit, known) == ((("mai", found),) if found else ())


def test_two_without_a_phone_have_no_phone_in_common():
    known = [Candidate("mai", "03405", Person("Lò Thị Mai", 1985))]
    assert matches(Person("Lò Thị Mai", 1985), "03637", known) == ()


@given(st.builds(Person, st.sampled_from(NAMES), st.integers(1906, 2020)), st.binary(min_size=16, max_size=16))
def test_a_commitment_binds_every_field_and_the_salt(person, salt):
    committed = people.commitment(person, salt)
    others = [
        Person(person.name + "a", person.birth_year),
        Person(person.name, person.birth_year + 1),
        Person(person.name, person.birth_year, "0912345678"),
        Person(person.name, person.birth_year, "", "0912345678"),
    ]
    assert len({committed, *(people.commitment(other, salt) for other in others)}) == 5
    assert people.commitment(person, salt[:-1] + bytes([salt[-1] ^ 1])) != committed
