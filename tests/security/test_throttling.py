"""Threat: a script guesses papers or swells counts; and the cure must not lock a village out."""

import pytest
from portal.support import Phone, read, vi

from bdhvs_lms.movement.codes import PosterCode, serial_from_bytes
from bdhvs_lms.portal.views.check import MISSES_PER_MINUTE, PRINTS_PER_MINUTE
from bdhvs_lms.portal.views.scan import COUNTED_PER_MINUTE

WAIT = vi("Too many tries from this network. Please wait a minute.")


def misses(phone, number):
    return [phone.get(f"/x/{serial_from_bytes(bytes([n % 256] * 10))}").status_code for n in range(number)]


def test_unknown_numbers_are_limited_and_a_genuine_paper_of_the_same_network_still_opens(app, phone, course, minute):
    serial, scanned = phone.paper(course)
    assert misses(phone, MISSES_PER_MINUTE) == [404] * MISSES_PER_MINUTE
    assert misses(phone, 3) == [429] * 3
    refused = phone.get(f"/x/{serial_from_bytes(bytes(10))}")
    assert WAIT in read(refused).text
    for address in (scanned, f"/x/{serial}"):
        for one in (phone, Phone(app)):
            assert one.get(address).status_code == 200
    assert phone.get(f"/hoc/{course.id}").status_code == 200


def test_forged_codes_are_limited_too(phone, course, minute):
    _, scanned = phone.paper(course)
    forged = scanned[:-4] + ("0000" if scanned[-4:] != "0000" else "1111")
    assert {phone.get(forged).status_code for _ in range(MISSES_PER_MINUTE)} == {200}
    assert phone.get(forged).status_code == 429
    assert phone.get(f"/x/{forged.split('/')[2]}.pdf?p=ABC").status_code == 429


def test_after_a_minute_the_network_may_try_again(phone, minute):
    misses(phone, MISSES_PER_MINUTE + 5)
    minute.pass_()
    assert misses(phone, 1) == [404]


def test_one_network_s_tries_do_not_count_for_another(app, phone, minute):
    misses(phone, MISSES_PER_MINUTE + 1)
    assert misses(Phone(app, address="10.42.0.99"), 1) == [404]


def test_a_made_up_address_in_a_header_is_no_way_around(app, minute):
    phone = Phone(app)
    for n in range(MISSES_PER_MINUTE + 1):
        answer = phone.get(f"/x/{serial_from_bytes(bytes(10))}", headers={"X-Forwarded-For": f"10.0.0.{n}"})
    assert answer.status_code == 429


def test_scans_above_the_limit_still_lead_on_but_are_not_counted(phone, course, installation, minute):
    code = PosterCode("03637", course.lessons[0].code, "A")
    answers = [phone.get(f"/q/{code}") for _ in range(COUNTED_PER_MINUTE + 30)]
    assert {answer.status_code for answer in answers} == {302}
    assert sum(one.people for one in installation.scans.counts()) == COUNTED_PER_MINUTE
    minute.pass_()
    phone.get(f"/q/{code}")
    assert sum(one.people for one in installation.scans.counts()) == COUNTED_PER_MINUTE + 1


def test_what_is_remembered_of_networks_stays_small(installation, minute):
    from werkzeug.wrappers import Request

    from bdhvs_lms.field.host import BUCKETS, FieldHost

    host = FieldHost(installation)
    for n in range(BUCKETS + 500):
        host.allow(Request({"REMOTE_ADDR": f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}"}), "miss", 1, 60)
    assert len(host._buckets) == BUCKETS


@pytest.mark.pdf
def test_printing_is_limited(phone, course, minute, monkeypatch):
    monkeypatch.setattr("bdhvs_lms.portal.views.check.certificate_pdf", lambda paper, template: b"%PDF-")
    serial, scanned = phone.paper(course)
    link = f"/x/{serial}.pdf"
    query = {"p": scanned.rsplit("/", 1)[1]}
    assert {phone.get(link, query_string=query).status_code for _ in range(PRINTS_PER_MINUTE)} == {200}
    assert phone.get(link, query_string=query).status_code == 429
    assert phone.get(scanned).status_code == 200
