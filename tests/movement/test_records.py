"""Records: one canonical form, and nothing else is read."""

import json
import unicodedata
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bdhvs_lms.movement import records
from bdhvs_lms.movement.errors import InvalidRecord
from bdhvs_lms.movement.records import Record
from bdhvs_lms.testing import Clock, History

HISTORY = History(Clock())
DONE = HISTORY.completed("learner-1", "an-toan")
# Surrogates can't be written as UTF-8 and so can't reach a record from any file or form.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=10,
)


@given(plain, texts, texts)
def test_a_record_reads_itself_again(extra, by, course):
    record = replace(DONE, by=by, data={**DONE.data, "course": course, "extra": extra})
    canonical = record.canonical()
    again = Record.from_canonical(canonical)
    assert again.canonical() == canonical
    assert unicodedata.is_normalized("NFC", canonical.decode())


def test_the_canonical_form_never_changes():
    record = Record("018f", records.REVOKED, "2026-03-02T02:00:00.000Z", "03637", "lan", "field-1",
                    {"serial": "0" * 17, "reason": "cấp nhầm"})  # fmt: skip
    assert record.canonical().decode() == (
        '{"at":"2026-03-02T02:00:00.000Z","by":"lan","data":{"reason":"cấp nhầm","serial":"00000000000000000"},'
        '"host":"field-1","id":"018f","kind":"certificate.revoked","unit":"03637","v":1}'
    )


@pytest.mark.parametrize("value", [0.5, float("nan"), 1e300, b"bytes", {1, 2}, object(), {"deep": [0.1]}])
def test_what_has_no_place_in_a_record_is_refused(value):
    with pytest.raises(InvalidRecord):
        replace(DONE, data={**DONE.data, "extra": value}).canonical()


def test_a_record_written_otherwise_is_not_read():
    body = json.loads(DONE.canonical())
    variants = [
        json.dumps(body, ensure_ascii=False, sort_keys=True).encode(),
        json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=False).encode()[::-1],
        DONE.canonical() + b"\n",
        b"\xef\xbb\xbf" + DONE.canonical(),
        DONE.canonical().replace(b'"v":1', b'"v":2'),
        DONE.canonical().replace(b'"v":1', b'"v":1,"w":0'),
        DONE.canonical().replace(b'"held":false', b'"held":false,"held":false'),
        DONE.canonical().replace(b'"held":false', b'"held":0'),
        DONE.canonical().replace(b'"held":false', b'"extra":1.0,"held":false'),
        DONE.canonical().replace(b'"held":false', b'"extra":NaN,"held":false'),
        DONE.canonical().replace(b"lan@", "la\u0301n@".encode()),
    ]
    assert Record.from_canonical(DONE.canonical()) == DONE
    for variant in variants:
        assert variant != DONE.canonical()
        with pytest.raises(InvalidRecord):
            Record.from_canonical(variant)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'"text"',
        b"1",
        b"{",
        b"\xff",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"9" * 5000,
        b'{"at":1,"by":1,"data":[],"host":1,"id":1,"kind":[],"unit":1,"v":1}',
        b'{"at":"","by":"","data":'
        + b'{"a":' * 900
        + b"1"
        + b"}" * 900
        + b',"host":"","id":"","kind":"learner.erased","unit":"","v":1}',
    ],
)
def test_hostile_bytes_are_refused_as_an_invalid_record(payload):
    with pytest.raises(InvalidRecord):
        Record.from_canonical(payload)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(payload):
    with pytest.raises(InvalidRecord):
        Record.from_canonical(payload)


@given(st.integers(0, len(DONE.canonical()) - 1), st.integers(1, 255))
def test_a_changed_byte_gives_another_record_or_none(place, flip):
    payload = bytearray(DONE.canonical())
    payload[place] ^= flip
    try:
        record = Record.from_canonical(bytes(payload))
    except InvalidRecord:
        return
    assert record.canonical() == payload
    assert record != DONE


def every_kind():
    note = History(Clock())
    done = note.completed("a", "an-toan")
    return [note.registered(learner="a"), note.corrected("a", None), note.merged("a", "b"), note.alike("a", "b"),
            note.decided("a", "b", same=True), note.erased("a"), done, note.released(done.id), note.refused(done.id),
            note.issued(done), note.revoked("0" * 17), note.opened("AAAAAAAA1"),
            note.opened("AAAAAAAA1", kind=records.CLASS_CHANGED), note.enrolled("AAAAAAAA1", "a"),
            note.enrolled("AAAAAAAA1", "a", left=True), note.attended("AAAAAAAA1", present=["a"]),
            note.result("AAAAAAAA1", "a", 9), note.closed("AAAAAAAA1", "a")]  # fmt: skip


@pytest.mark.parametrize("record", every_kind(), ids=lambda record: record.kind)
def test_each_kind_asks_for_each_of_its_fields_with_its_type(record):
    record.check()
    for name in record.data:
        rest = {key: value for key, value in record.data.items() if key != name}
        for data in (rest, {**rest, name: None}, {**rest, name: [1]}):
            with pytest.raises(InvalidRecord):
                replace(record, data=data).check()


def test_every_kind_is_known_and_no_other():
    assert sorted(record.kind for record in every_kind()) == sorted(records.KINDS)
    with pytest.raises(InvalidRecord, match="unknown kind"):
        replace(DONE, kind="learner.promoted").check()


@pytest.mark.parametrize("field", ["id", "at", "unit", "by", "host"])
def test_an_envelope_field_is_text(field):
    with pytest.raises(InvalidRecord):
        replace(DONE, **{field: 7}).check()


@pytest.mark.parametrize(
    "at", ["", "2026-03-02", "2026-03-02T02:00:00Z", "2026-03-02T02:00:00.000", "2026-03-02T09:00:00.000+07:00",
           "2026-13-02T02:00:00.000Z", "2026-03-02 02:00:00.000Z", "x", "0001-01-01T00:00:00.000+14:00"]
)  # fmt: skip
def test_a_moment_is_written_in_one_way_only(at):
    with pytest.raises(InvalidRecord):
        replace(DONE, at=at).check()


@pytest.mark.parametrize("day", ["", "2026-02-30", "20260301", "2026-W01-1", "01/03/2026", "2026-3-1"])
def test_a_day_is_written_in_one_way_only(day):
    with pytest.raises(InvalidRecord):
        replace(DONE, data={**DONE.data, "day": day}).check()


@given(st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1)), st.integers(-12, 14))
def test_a_moment_goes_to_text_and_back_to_the_millisecond(moment, hours):
    aware = moment.replace(tzinfo=timezone(timedelta(hours=hours)))
    text = records.stamp(aware)
    assert timedelta(0) <= aware - records.moment_of(text) < timedelta(milliseconds=1)
    assert records.stamp(records.moment_of(text)) == text


def test_texts_of_moments_order_as_the_moments_do():
    clock = Clock()
    stamps = []
    for _ in range(20):
        stamps.append(records.stamp(clock()))
        clock.move(hours=37, milliseconds=3)
    assert stamps == sorted(stamps)


def test_a_day_begins_at_seventeen_o_clock_in_greenwich():
    before = datetime(2025, 12, 31, 16, 59, 59, tzinfo=timezone.utc)
    assert str(records.day_of(before)) == "2025-12-31"
    assert str(records.day_of(before + timedelta(seconds=1))) == "2026-01-01"
