"""Threat: an address reaches a file that isn't the portal's: keys, the database, a course's sources."""

import pytest

from bdhvs_lms.field.installation import BUNDLED_COURSES

UP = ("..", "%2e%2e", "..%2f", "..%5c", "%2e%2e%2f%2e%2e%2f", "....//", "..;", "%252e%252e", "..%00", "%c0%ae%c0%ae")
FILES = ("course.yaml", "keys/cookie.key", "data.db", "etc/passwd", "app.py", "01-cuoc-goi-lua-dao.md")


@pytest.mark.parametrize("up", UP)
@pytest.mark.parametrize("room", ["/bdhvs/tep/an-toan-tren-mang", "/bdhvs/tep", "/bdhvs/tinh/00000000", "/bdhvs/tinh"])
def test_no_way_leads_up(phone, room, up):
    for file in FILES:
        for address in (
            f"{room}/{up}/{file}",
            f"{room}/{up}{file}",
            f"{room}/{up}/{up}/{up}/{file}",
            f"{room}//{file}",
        ):
            answer = phone.get(address)
            assert answer.status_code == 404, address
            assert answer.mimetype == "text/html"


@pytest.mark.parametrize("name", ["course.yaml", "01-cuoc-goi-lua-dao.md", ".", "..", "", "%00", "a.svg%00.png",
                                  "BA-DAU-HIEU.SVG",
                                  "ba-dau-hieu.svg.", "img", "img%2fba-dau-hieu.svg"])  # fmt: skip
def test_only_a_course_s_own_pictures_are_given_out(phone, name):
    assert phone.get("/bdhvs/tep/an-toan-tren-mang/ba-dau-hieu.svg").status_code == 200
    assert phone.get(f"/bdhvs/tep/an-toan-tren-mang/{name}").status_code == 404


def test_a_picture_that_links_out_of_the_course_is_not_given_out(installation, clock):
    import shutil

    from portal.support import Phone, opened, served

    from bdhvs_lms.catalog import Catalog

    own = installation.folder / "courses" / "an-toan-tren-mang"
    shutil.copytree(BUNDLED_COURSES / "an-toan-tren-mang", own)
    (own / "img" / "khoa.svg").symlink_to(installation.keys / "cookie.key")
    with opened(installation.folder, Catalog.load([BUNDLED_COURSES, own.parent]), clock) as found:
        answer = Phone(served(found)).get("/bdhvs/tep/an-toan-tren-mang/khoa.svg")
    assert answer.status_code == 404
    assert (installation.keys / "cookie.key").read_bytes() not in answer.data
