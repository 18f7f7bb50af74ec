"""A lesson in the languages of Lai Châu: offered where it is there, its size said, never played by itself."""

from __future__ import annotations

import pytest
from sounds import SILENCE, TEXT, add_course

from bdhvs_lms.catalog import Catalog
from bdhvs_lms.field.installation import BUNDLED_COURSES

from .support import Phone, opened, read, served, vi
from .test_delivery import on_the_wire

LESSON = "/hoc/thu-nghiem/bai-mot"
SOUND = "/bdhvs/tep/thu-nghiem/01-bai-mot.mong.mp3"
TEXT_SIZE, SOUND_SIZE = (-(-len(one) // 1024) for one in (TEXT.encode(), SILENCE))


@pytest.fixture
def phone(installation, clock):
    """A phone on a field host that has such a course of its own."""
    add_course(installation.folder / "courses")
    catalog = Catalog.load([BUNDLED_COURSES, installation.folder / "courses"])
    assert catalog.faults == ()
    with opened(installation.folder, catalog, clock) as found:
        yield Phone(served(found))


def test_a_lesson_offers_what_there_is_in_each_language_with_its_size(phone):
    page = read(phone.get(LESSON))
    for name in ("Thái", "Mông", "Dao"):
        assert vi("In {language}", language=name) in page.text
    assert "Hà Nhì" not in page.text
    texts = [link for link in page.links() if "/tieng-" in link]
    assert texts == [f"{LESSON}/tieng-mong", f"{LESSON}/tieng-dao"]
    assert page.text.count(vi("Read ({size} KB)", size=TEXT_SIZE)) == 2
    assert page.text.count(vi("Fetch the recording ({size} KB)", size=SOUND_SIZE)) == 2
    assert page.text.count(vi("By {name}", name="Người mẫu")) == 3


def test_a_recording_is_never_fetched_or_played_until_somebody_asks(phone):
    players = read(phone.get(LESSON)).all("audio")
    assert [player["src"] for player in players] == [SOUND.replace("mong", "thai"), SOUND]
    for player in players:
        assert player["preload"] == "none"
        assert "controls" in player
        assert not {"autoplay", "loop"} & set(player)


def test_a_machine_s_voice_is_said_to_be_one_and_a_person_s_is_not(phone):
    thai, mong = phone.get(LESSON).text.split("<audio")[:2]
    assert vi("A machine speaks") in thai
    assert vi("A machine speaks") not in mong


def test_only_pages_with_recordings_let_sound_in(phone):
    def policy(address: str) -> str:
        return phone.get(address).headers["Content-Security-Policy"]

    for address in (LESSON, f"{LESSON}/tieng-mong"):
        assert policy(address).endswith("; media-src 'self'")
    for address in ("/", f"{LESSON}/tieng-dao", f"{LESSON}/kiem-tra", "/hoc/thu-nghiem"):
        assert "media-src" not in policy(address)


def test_a_text_has_a_page_of_its_own_that_says_its_language(phone):
    page = read(phone.get(f"{LESSON}/tieng-mong"))
    assert page.all("h1", lang="hmn")
    assert page.all("div", lang="hmn")
    assert "Văn bản mẫu" in page.text
    assert page.all("audio")
    assert {LESSON, f"{LESSON}/kiem-tra"} <= set(page.links())
    assert not page.all("script"), "a Vietnamese voice can't read it"


@pytest.mark.parametrize("language", ["thai", "ha-nhi", "anh", "", "x" * 300, "%00", "..%2f"])
def test_a_text_that_is_not_there_is_said_to_be_missing(phone, language):
    assert phone.get(f"{LESSON}/tieng-{language}").status_code == 404


def test_a_lesson_in_every_language_keeps_within_14_kilobytes(phone):
    style = read(phone.get(LESSON)).all("link", rel="stylesheet")[0]["href"]
    for address in (LESSON, f"{LESSON}/tieng-mong"):
        assert on_the_wire(phone, address) + on_the_wire(phone, style) <= 14 * 1024


def test_a_recording_comes_whole_or_in_the_pieces_that_a_phone_asks_for(phone):
    whole = phone.get(SOUND)
    assert (whole.status_code, whole.mimetype, whole.data) == (200, "audio/mpeg", SILENCE)
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert "sandbox" in whole.headers["Content-Security-Policy"]
    for asked, start, end in (("bytes=0-9", 0, 10), ("bytes=4000-", 4000, None), ("bytes=-7", -7, None)):
        part = phone.get(SOUND, headers={"Range": asked, "If-Range": whole.headers["ETag"]})
        assert (part.status_code, part.data) == (206, SILENCE[start:end])
        assert part.headers["Content-Range"].endswith(f"/{len(SILENCE)}")
        assert int(part.headers["Content-Length"]) == len(part.data)
    assert phone.get(SOUND, headers={"Range": "bytes=0-9", "If-Range": '"older"'}).data == SILENCE
    assert phone.get(SOUND, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304
    beyond = phone.get(SOUND, headers={"Range": f"bytes={len(SILENCE)}-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{len(SILENCE)}")


def test_the_head_of_a_recording_says_its_size(phone):
    head = phone.open(SOUND, "HEAD")
    assert int(head.headers["Content-Length"]) == len(SILENCE)


def test_the_files_of_texts_themselves_are_not_handed_out(phone):
    for name in ("01-bai-mot.mong.md", "01-bai-mot.md", "course.yaml", "02-khong.mong.mp3"):
        assert phone.get(f"/bdhvs/tep/thu-nghiem/{name}").status_code == 404
