"""What a trainer types, one line a person."""

import unicodedata

import pytest

from bdhvs_lms.movement.class_lines import HERE, ON_THE_ROLL, read_line, read_lines
from bdhvs_lms.movement.classes import Seat
from bdhvs_lms.movement.people import Person
from bdhvs_lms.movement.rosters import Why

WHOLE = Person("Lò Thị Mai", 1985, "0912345678", "Bản Thẳm")


@pytest.mark.parametrize(
    ("line", "person"),
    [
        ("Lò Thị Mai", Person("Lò Thị Mai", 0)),
        ("Lò Thị Mai, 1985", Person("Lò Thị Mai", 1985)),
        ("Lò Thị Mai 1985", Person("Lò Thị Mai", 1985)),
        ("Lò Thị Mai, 1985, 0912345678, Bản Thẳm", WHOLE),
        ("Lò Thị Mai; Bản Thẳm; 0912 345 678; 1985", WHOLE),
        ("Lò Thị Mai\t1985\t+84 912 345 678\tBản Thẳm", WHOLE),
        ("1. Lò Thị Mai, sinh năm 1985, đt: 0912.345.678, Bản Thẳm", WHOLE),
        ("12) LÒ THỊ MAI, 02/03/1985, 0912345678, Bản Thẳm", WHOLE),
        ("- lò thị mai sn 1985, 0912-345-678, Bản Thẳm", WHOLE),
        ("Lò Thị Mai 1985 0912345678 Bản Thẳm", WHOLE),
        ("Lò Thị Mai, Bản Thẳm, xã Mường Kim", Person("Lò Thị Mai", 0, "", "Bản Thẳm, xã Mường Kim")),
        ("Lò Thị Mai, Bản 2, 1985", Person("Lò Thị Mai", 1985, "", "Bản 2")),
        ("1\tLò Thị Mai\t1985-03-02\t0912345678\tBản Thẳm", WHOLE),
        ("12 Lò Thị Mai 1985-03-02 0912345678 Bản Thẳm", WHOLE),
    ],
)
def test_a_line_is_read_as_people_write_it(line, person):
    assert read_line(line, 2026) == person


@pytest.mark.parametrize(
    ("line", "name", "year"),
    [
        ("Lò Văn Sinh", "Lò Văn Sinh", 0),
        ("Nguyễn Văn Sinh, 1985", "Nguyễn Văn Sinh", 1985),
        ("Lò Văn Sinh 1985", "Lò Văn Sinh", 1985),
        ("LÒ VĂN SINH 1985", "Lò Văn Sinh", 1985),
        ("lò văn sinh 1985", "Lò Văn Sinh", 1985),
        ("Lò Văn Sinh sinh 1985", "Lò Văn Sinh", 1985),
        ("Lò Văn Sinh sinh năm 1985", "Lò Văn Sinh", 1985),
        ("Lò Văn Sinh, sinh năm 1985", "Lò Văn Sinh", 1985),
        ("Sinh A Páo 1985", "Sinh A Páo", 1985),
        ("Lò Thị Mai sinh 1985", "Lò Thị Mai", 1985),
        ("Lò Thị Mai Sinh năm: 1985", "Lò Thị Mai", 1985),
        ("LÒ THỊ MAI SN1985", "Lò Thị Mai", 1985),
        ("Lò Thị Mai sinh ngày 2/3/1985", "Lò Thị Mai", 1985),
    ],
)
def test_sinh_is_also_a_given_name_and_stays_in_it(line, name, year):
    assert read_line(line, 2026) == Person(name, year)


def test_a_line_is_read_alike_in_either_form_of_unicode():
    line = "Lò Thị Mai sinh năm 1985, Bản Thẳm"
    assert read_line(unicodedata.normalize("NFD", line), 2026) == read_line(line, 2026)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("1985", "The name takes letters"),
        ("Mai <b>", "The name takes letters"),
        ("Lò Thị Mai, 2025", "This year of birth"),
        ("Lò Thị Mai, 0212345678", "This phone number"),
        ("Lò Thị Mai, " + "x" * 300, "the line is too long"),
        ("Lò Thị Mai, <script>", "The village's name"),
        ("...", "The name takes letters"),
        ("Lò Thị Mai, 85", "neither a year of birth with four digits nor"),
        ("Lò Thị Mai, 12/3/85, Bản Thẳm", "neither a year of birth with four digits nor"),
        ("Lò Thị Mai, 0912 345", "neither a year of birth with four digits nor"),
        ("Lò Thị Mai, 1985, 1986", "neither a year of birth with four digits nor"),
    ],
)
def test_a_line_that_cannot_be_taken_says_why(line, why):
    with pytest.raises(Why, match=why):
        read_line(line, 2026)


def seats(*people):
    return [Seat("AAAAAAAA1", str(place), person, None, None, "", "") for place, person in enumerate(people)]


def test_empty_lines_are_passed_over_and_numbers_are_those_of_the_text():
    found = list(read_lines("Lò Thị Mai, 1985\n\n  \nVàng A Pó 1979\n", [], 2026))
    assert [(one.number, one.person.name) for one in found] == [(1, "Lò Thị Mai"), (4, "Vàng A Pó")]


def test_a_name_that_is_on_the_roll_or_in_the_text_already_is_refused():
    found = list(read_lines("LÒ THỊ MAI, 1985\nVàng A Pó 1979\nVàng A Pó, 1979\nVàng A Pó", seats(WHOLE), 2026))
    assert [one.person is not None for one in found] == [False, True, False, False]


def test_two_people_of_one_name_are_told_apart_by_their_years():
    found = list(read_lines("Lò Thị Mai, 1990", seats(WHOLE), 2026))
    assert found[0].person == Person("Lò Thị Mai", 1990)


def test_names_that_differ_by_a_tone_alone_are_two_names():
    assert next(read_lines("Lò Thị Mái", seats(WHOLE), 2026)).person == Person("Lò Thị Mái", 0)


def test_who_is_in_the_text_as_on_the_roll_is_told_apart_from_who_only_shares_the_name():
    found = list(read_lines("lò thị mai, 1985, 0912345678, Bản Thẳm\nLò Thị Mai, 1985", seats(WHOLE), 2026))
    assert [one.why.message for one in found] == [HERE, ON_THE_ROLL]


def test_at_most_two_hundred_people_are_read_at_once_and_each_of_the_others_says_so():
    text = "\n\n".join(f"Lò Thị Mai, {1900 + number % 100}" for number in range(250))
    found = list(read_lines(text, [], 2010))
    assert [one.number for one in found] == list(range(1, 501, 2))
    assert {one.why.message for one in found[200:]} == {"only 200 people are saved at once; save again"}
    assert not any(one.person for one in found[200:])
