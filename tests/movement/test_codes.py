"""Codes: what people mistype is found, what they type differently is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bdhvs_lms.movement import codes
from bdhvs_lms.movement.codes import ALPHABET, CHANNELS, PosterCode
from bdhvs_lms.movement.errors import InvalidCode

letters = st.sampled_from(ALPHABET)
serials = st.binary(min_size=10, max_size=10).map(codes.serial_from_bytes)
posters = st.builds(
    PosterCode,
    unit=st.text(letters, min_size=5, max_size=5),
    lesson=st.text(letters, min_size=4, max_size=4),
    channel=st.sampled_from(sorted(CHANNELS)),
    place=st.integers(1, 9999),
)


def is_serial(text):
    try:
        return codes.parse_serial(text)
    except InvalidCode:
        return None


def is_poster(text):
    try:
        return PosterCode.parse(text)
    except InvalidCode:
        return None


@given(serials, st.data())
def test_any_single_wrong_character_of_a_serial_is_found(serial, data):
    place = data.draw(st.integers(0, 16))
    wrong = data.draw(letters.filter(lambda letter: letter != serial[place]))
    assert is_serial(serial) == serial
    assert is_serial(serial[:place] + wrong + serial[place + 1 :]) is None


@given(serials, st.data())
def test_any_swap_of_two_differing_characters_of_a_serial_is_found(serial, data):
    one, two = sorted(data.draw(st.lists(st.integers(0, 16), min_size=2, max_size=2, unique=True)))
    swapped = serial[:one] + serial[two] + serial[one + 1 : two] + serial[one] + serial[two + 1 :]
    assert (is_serial(swapped) is None) == (serial[one] != serial[two])


@given(posters, st.data())
def test_any_single_wrong_character_of_a_poster_code_is_found(code, data):
    bare = str(code).replace("-", "")
    place = data.draw(st.integers(0, len(bare) - 1))
    wrong = data.draw(letters.filter(lambda letter: letter != bare[place]))
    assert is_poster(bare) == code
    assert is_poster(bare[:place] + wrong + bare[place + 1 :]) is None


@given(posters, st.data())
def test_any_swap_of_two_differing_characters_of_a_poster_code_is_found(code, data):
    bare = str(code).replace("-", "")
    places = st.lists(st.integers(0, len(bare) - 1), min_size=2, max_size=2, unique=True)
    one, two = sorted(data.draw(places))
    swapped = bare[:one] + bare[two] + bare[one + 1 : two] + bare[one] + bare[two + 1 :]
    assert (is_poster(swapped) is None) == (bare[one] != bare[two])


@given(serials)
def test_a_serial_goes_to_bytes_and_back(serial):
    assert codes.serial_from_bytes(codes.serial_to_bytes(serial)) == serial
    assert codes.parse_serial(codes.format_serial(serial)) == serial


@given(posters)
def test_a_poster_code_is_read_however_it_is_typed(code):
    printed = str(code)
    typed = printed.lower().replace("0", "o").replace("-", " ")
    for text in (printed, typed, f"  {printed}\n", printed.replace("1", "l"), printed.replace("1", "I"),
                 printed.replace("-", ""), printed.replace("-", "_"), printed.replace("-", ".")):  # fmt: skip
        assert PosterCode.parse(text) == code


@given(serials)
def test_a_serial_is_read_however_it_is_typed(serial):
    printed = codes.format_serial(serial)
    for text in (printed.lower(), printed.replace("-", " - "), printed.replace("0", "O"), printed.replace("0", "o"),
                 printed.replace("1", "i"), printed.replace("1", "l"), printed.replace("1", "L")):  # fmt: skip
        assert codes.parse_serial(text) == serial


def test_a_printed_poster_code_never_changes():
    assert str(PosterCode("03637", "AT01", "A", 1)) == "03637-AT01-A1-4"
    assert codes.serial_from_bytes(bytes(range(10))) == "000G40R40M30E209Z"


@pytest.mark.parametrize(
    "text", ["", " ", "-", "U", "0", "03637", "03637-AT01-A1", "ĐẶNG-AT01-A1-M", "😀" * 12, "0" * 32]
)
def test_what_cannot_be_a_code_is_refused(text):
    assert is_poster(text) is None
    assert is_serial(text) is None


@pytest.mark.parametrize(
    ("unit", "lesson", "channel", "place"),
    [("03637", "AT01", "Z", 1), ("03637", "AT01", "A", 0), ("03637", "AT01", "A", 10_000), ("3637", "AT01", "A", 1),
     ("03637", "AT1", "A", 1), ("0363U", "AT01", "A", 1), ("03637", "AT01", "a", 1), ("03637", "AT01", "A", -1)],
)  # fmt: skip
def test_a_poster_code_that_could_not_be_read_again_is_not_made(unit, lesson, channel, place):
    with pytest.raises(InvalidCode):
        PosterCode(unit, lesson, channel, place)


@pytest.mark.parametrize("letters", ["03637AT01A0", "03637AT01A01", "03637AT01Z1", "03637AT01A", "03637AT01A12345"])
def test_a_right_check_character_does_not_make_a_poster_code(letters):
    assert is_poster(letters + codes.check_character(letters)) is None


def test_a_poster_code_is_no_serial_and_a_serial_no_poster_code():
    assert is_serial(str(PosterCode("03637", "AT01", "A", 1))) is None
    assert is_poster(codes.serial_from_bytes(bytes(10))) is None


@pytest.mark.parametrize("size", [0, 9, 11])
def test_a_serial_takes_ten_bytes(size):
    with pytest.raises(ValueError, match="10 random bytes"):
        codes.serial_from_bytes(bytes(size))


def test_the_message_shows_no_more_than_the_beginning_of_a_hostile_code():
    with pytest.raises(InvalidCode) as caught:
        codes.checked("<script>" * 1000)
    assert len(str(caught.value)) < 150
