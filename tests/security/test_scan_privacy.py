"""Threat: the count of scans says who scanned, or can be driven up by programs."""

import pytest
from portal.support import CHROME, Phone

from bdhvs_lms.movement.codes import PosterCode

BOTS = (
    "", "Googlebot/2.1", "facebookexternalhit/1.1", "WhatsApp/2.2", "curl/8.5.0", "python-requests/2.32", "Wget/1.21",
    "Mozilla/5.0 (compatible; bingbot/2.0)", "ZaloPreview/1.0", "okhttp/4.12", "TelegramBot (like TwitterBot)",
)  # fmt: skip


@pytest.fixture
def code(course):
    return PosterCode("03637", course.lessons[0].code, "A")


def counted(installation):
    return [(one.code, one.day, one.people, one.bots) for one in installation.scans.counts()]


def test_scans_are_counted_per_poster_and_day_in_vietnam(phone, course, code, installation, clock):
    other = PosterCode("03408", course.lessons[1].code, "B", 12)
    for address in (f"/q/{code}", f"/Q/{code}", f"/q/{str(code).replace('-', '').lower()}", f"/q/{other}"):
        phone.get(address)
    clock.pass_(hours=16)
    phone.get(f"/q/{code}")
    assert counted(installation) == [
        (str(other), "2026-11-22", 1, 0), (str(code), "2026-11-22", 3, 0), (str(code), "2026-11-23", 1, 0),
    ]  # fmt: skip


@pytest.mark.parametrize("agent", BOTS)
def test_programs_are_counted_apart(app, code, installation, agent):
    assert Phone(app, agent=agent).get(f"/q/{code}").status_code == 302
    assert counted(installation) == [(str(code), "2026-11-22", 0, 1)]


def test_a_person_s_phone_is_a_person(phone, code, installation):
    assert "Chrome" in CHROME
    phone.get(f"/q/{code}")
    assert counted(installation) == [(str(code), "2026-11-22", 1, 0)]


def test_looking_at_the_head_alone_is_no_scan(phone, code, installation):
    assert phone.open(f"/q/{code}", "HEAD").status_code == 302
    assert counted(installation) == []


def test_typing_the_code_counts_once(phone, code, installation):
    phone.follow(phone.get(f"/q?ma={code}"))
    assert counted(installation) == [(str(code), "2026-11-22", 1, 0)]


def test_a_code_of_an_unknown_unit_leads_on_and_is_not_counted(phone, course, installation):
    answer = phone.get(f"/q/{PosterCode('99999', course.lessons[0].code, 'A')}")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/hoc/{course.id}/{course.lessons[0].id}")
    assert counted(installation) == []


def test_a_wrong_code_is_not_counted(phone, code, installation):
    assert phone.get(f"/q/{str(code)[:-1]}0").status_code == 404
    assert phone.get(f"/q/{PosterCode('03637', 'ZZZZ', 'A')}").status_code == 404
    assert counted(installation) == []


def test_nothing_of_the_person_is_kept(app, course, code, installation):
    address, agent = "203.0.113.77", "Mozilla/5.0 (Linux; Android 9; VERY-RARE-MODEL)"
    phone = Phone(app, address=address, agent=agent)
    phone.finish(course)
    answer = phone.get(f"/q/{code}")
    assert "Set-Cookie" not in answer.headers
    columns = installation.scans.database.read().execute("PRAGMA table_info(scan)").fetchall()
    assert [column["name"] for column in columns] == ["code", "day", "people", "bots"]
    nonce = phone.progress(installation).nonce
    stored = [path for path in installation.folder.rglob("*") if path.is_file()]
    assert installation.folder / "scans.db" in stored
    for path in stored:
        content = path.read_bytes()
        assert [one for one in (address, "VERY-RARE-MODEL", nonce) if one.encode() in content] == [], path


def test_two_posters_scanned_by_one_phone_can_not_be_told_from_two_phones(app, course, code, installation):
    other = PosterCode("03637", course.lessons[0].code, "A", 2)
    one = Phone(app)
    one.get(f"/q/{code}")
    one.get(f"/q/{other}")
    first = counted(installation)
    installation.scans.database.read().execute("DELETE FROM scan")
    Phone(app, address="10.1.1.1").get(f"/q/{code}")
    Phone(app, address="10.1.1.2").get(f"/q/{other}")
    assert counted(installation) == first


@pytest.mark.parametrize(
    ("agent", "bots"),
    [("Mozilla/5.0 (Linux; Android 11; CUBOT X50) Chrome/120.0 Mobile Safari/537.36", 0),
     ("Mozilla/5.0 (Linux; Android 11; cubot_note) Chrome/120.0 Mobile", 0),
     ("Mozilla/5.0 (compatible; Googlebot/2.1)", 1), ("CUBOT X50 Zalobot", 1), ("Twitterbot/1.0", 1), ("bot", 1)],
)  # fmt: skip
def test_a_phone_is_no_program_because_of_its_maker_s_name(app, code, installation, agent, bots):
    Phone(app, agent=agent).get(f"/q/{code}")
    assert [(one.people, one.bots) for one in installation.scans.counts()] == [(1 - bots, bots)]
