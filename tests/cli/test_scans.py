"""`bdhvs scans`."""

import csv
import io
from datetime import date

import pytest

from bdhvs_lms.field.scans import Scans
from bdhvs_lms.movement.codes import PosterCode
from bdhvs_lms.movement.errors import UnknownUnit

POSTER, CARD = PosterCode("03637", "AT01", "A"), PosterCode("03408", "AT02", "T", 3)
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


@pytest.fixture
def scanned(real):
    scans = Scans(real / "scans.db")
    for code, day, bot in ((POSTER, MONDAY, False), (POSTER, MONDAY, False), (POSTER, MONDAY, True),
                           (POSTER, TUESDAY, False), (CARD, MONDAY, False)):  # fmt: skip
        scans.add(str(code), day, bot=bot)
    scans.database.close()
    return real


def test_each_code_is_counted_by_day_with_programs_apart_and_its_place_in_words(bdhvs, scanned):
    card, first, second = bdhvs("scans", "--json").json
    assert (card["code"], card["channel"], card["place"], card["people"]) == (str(CARD), "T", 3, 1)
    assert first == {
        "code": str(POSTER), "day": "2026-03-02", "people": 2, "bots": 1, "unit": "03637",
        "unit_label": "xã Mường Kim", "course": "an-toan-tren-mang", "lesson": "AT01",
        "lesson_title": first["lesson_title"], "channel": "A", "place": 1,
    }  # fmt: skip
    assert first["lesson_title"]
    assert (second["day"], second["people"], second["bots"]) == ("2026-03-03", 1, 0)
    shown = bdhvs("scans").out
    assert all(text in shown for text in (str(CARD), "xã Mường Kim", first["lesson_title"], "áp phích"))
    assert "MẪU" not in shown


def test_the_scans_of_one_unit(bdhvs, scanned):
    assert {one["code"] for one in bdhvs("scans", "--unit", "03408", "--json").json} == {str(CARD)}
    ran = bdhvs("scans", "--unit", "99999")
    assert (ran.code, ran.says(UnknownUnit.message, unit="99999")) == (1, True)


def test_the_table_as_csv(bdhvs, scanned):
    header, *rows = csv.reader(io.StringIO(bdhvs("scans", "--csv").out.removeprefix("\ufeff")))
    assert len(header) == 9
    assert [row[:4] for row in rows][1] == [str(POSTER), "2026-03-02", "2", "1"]
    assert bdhvs("scans", "--csv", "--json").code == 2


def test_a_code_whose_lesson_is_gone_still_counts(bdhvs, real):
    gone = PosterCode("03637", "ZZ99", "A")
    scans = Scans(real / "scans.db")
    scans.add(str(gone), MONDAY, bot=False)
    scans.database.close()
    (found,) = bdhvs("scans", "--json").json
    assert (found["lesson"], found["lesson_title"], found["course"]) == ("ZZ99", "", "")
    assert "ZZ99" in bdhvs("scans").out


def test_scans_in_a_trial_are_samples(bdhvs, trial):
    scans = Scans(trial / "scans.db")
    scans.add(str(POSTER), MONDAY, bot=False)
    scans.database.close()
    assert "MẪU" in bdhvs("scans").out
    assert "MẪU" in bdhvs("scans", "--csv").out
