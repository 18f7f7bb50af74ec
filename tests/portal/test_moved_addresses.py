"""On a site that uses their addresses already the reading pages stand in a folder of their own."""

from __future__ import annotations

import re

import pytest

from bdhvs_lms.field.host import FieldHost
from bdhvs_lms.portal import InvalidPrefix, check_prefix, owns
from bdhvs_lms.portal.addresses import home, moved, moved_links

from .support import CITIZENS, FORM

LINK = re.compile(r'(?:href|src|action)="(/[^"]*)"')
STAYS = re.compile(r"/(?:bdhvs|hoc|tien-do)\b")


@pytest.fixture
def in_folder(monkeypatch):
    monkeypatch.setattr(FieldHost, "prefix", "so-hoc")


@pytest.mark.parametrize("path", ["/bdhvs", "/bdhvs/giay", "/hoc/a/b", "/tien-do", "/tien-do.csv"])
def test_a_moved_page_is_the_portal_s_in_the_folder_alone(path):
    assert owns(path)
    assert owns(f"/so{path}", "so")
    assert not owns(path, "so")
    assert home(moved(path, "so"), "so") == path


@pytest.mark.parametrize("path", ["/q", "/q/A", "/Q/A", "/x", "/X/A/B", "/x/A.pdf"])
def test_what_is_printed_never_moves(path):
    assert owns(path, "so")
    assert not owns(f"/so{path}", "so")
    assert moved(path, "so") == path


@pytest.mark.parametrize("path", ["/", "/so", "/sohoc/bdhvs", "/hocphi", "/bdhvs2", "/tien-do-khac", "/so/hocphi"])
def test_other_pages_are_left_to_the_site(path):
    assert not owns(path, "so")
    assert moved(path, "so") == path


@pytest.mark.parametrize("prefix", ["", "so", "so-hoc-2", "a" * 40])
def test_a_folder_is_named_by_small_letters_digits_and_hyphens(prefix):
    check_prefix(prefix)
    assert owns(f"/{prefix}/bdhvs".replace("//", "/"), prefix)


@pytest.mark.parametrize("prefix", ["hoc", "q", "api", "lms", "a/b", "Sở", "SO", "-so", "so-", "so hoc", "a" * 41, "."])
def test_what_can_be_no_folder_or_is_the_site_s_own_is_refused(prefix):
    with pytest.raises(InvalidPrefix):
        check_prefix(prefix)


def test_typed_text_that_looks_like_a_link_is_left_alone():
    text = '<p title=" href=&quot;/hoc/a&quot;"> href=&#34;/hoc/a&#34; href=/hoc/a</p> <a href="/hoc/a">'
    assert moved_links(text, "so") == text.replace('<a href="/hoc', '<a href="/so/hoc')


def test_a_citizen_s_whole_way_leads_through_the_folder(in_folder, phone, course):
    """From the first page to the paper, by the addresses that the pages themselves give."""
    for address in ("/so-hoc/bdhvs", f"/so-hoc/hoc/{course.id}", "/so-hoc/bdhvs/giay", "/so-hoc/tien-do", "/q", "/x"):
        page = phone.get(address)
        assert page.status_code == 200, address
        assert [link for link in LINK.findall(page.text) if STAYS.match(link)] == []
    for lesson in course.lessons:
        address = f"/so-hoc/hoc/{course.id}/{lesson.id}/kiem-tra"
        answers = {f"q{number}": question.answer for number, question in enumerate(lesson.questions)}
        phone.post(address, {**_hidden(phone.get(address).text), **answers})
    claim = f"/so-hoc/hoc/{course.id}/xac-nhan"
    made = phone.post(claim, {**_hidden(phone.get(claim).text), **FORM})
    assert made.headers["Location"].startswith("/so-hoc/bdhvs/giay?moi=")


def _hidden(html):
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))


def test_a_moved_page_isn_t_found_at_its_old_address(in_folder, phone):
    assert phone.get(f"/hoc/{CITIZENS}").status_code == 404
    assert phone.get("/").status_code == 404
