"""Whom a trainer looks after, and how the unit's posters are used."""

from __future__ import annotations

from collections.abc import Mapping

from werkzeug.wrappers import Response

from ... import printing
from ...movement.address import printable
from ...movement.codes import CHANNELS, PosterCode
from ...movement.course import Course
from ...movement.errors import UnknownCourse, UnknownUnit
from ...movement.followup import LACKS, Waiting, waiting
from ...movement.poster import Poster
from ...movement.records import day_of
from ...printing import Call
from ..host import User
from ..page import Page
from ..trainers import chosen, trainers_only, units_of
from .check import printed, sent

TRAINERS_FORMS = {"A": "a4", "T": "card", "H": "handout", "M": "square", "R": "radio"}
"""What a trainer makes for a village: poster, table card, handout, picture for Zalo, words for the loudspeaker."""


@trainers_only
def mine(page: Page, user: User) -> Response:
    """Who hasn't finished, by what they lack; those to call first."""
    today = day_of(page.host.means().now)
    of_units = chosen(page, user)
    found = waiting(page.store, of_units, today)
    titles = {course.id: course.title for course in page.store.courses()}
    by_lack = {lack: [one for one in found if one.lacks == lack] for lack in LACKS}
    units = {unit.code: unit.label for unit in units_of(page, user)}
    return page.show(
        "people.html", user=user, by_lack=by_lack, lacks=LACKS, titles=titles, units=units, of_units=of_units
    )


@trainers_only
def call_sheet(page: Page, user: User) -> Response:
    """The list of whom to call, to print."""
    today = day_of(page.host.means().now)
    of_units = chosen(page, user)
    found = [one for one in waiting(page.store, of_units, today) if one.to_call]
    titles = {course.id: course.title for course in page.store.courses()}
    labels = [unit.label for unit in units_of(page, user) if unit.code in of_units]
    calls, sample = [_call(page, one, titles) for one in found], page.store.settings().sample
    content = printed(lambda: printing.call_list(labels, calls, today, sample=sample))
    return sent(content, "application/pdf", "danh-sach-goi.pdf")


def _call(page: Page, one: Waiting, titles: Mapping[str, str]) -> Call:
    assert one.seat.person is not None
    person, plan = one.seat.person, one.cls.plan
    course, lacks = titles.get(plan.course, plan.course), page._(LACKS[one.lacks])
    return Call(person.name, person.village, person.phone, course, one.cls.code, plan.day, lacks)


@trainers_only
def posters(page: Page, user: User) -> Response:
    """GET: each printed code with its scans, those that nobody scans first; a form to print more. POST: the PDF."""
    if page.request.method == "POST":
        return _print(page, user)
    of_units = chosen(page, user)
    uses = page.host.posters(of_units)
    lessons = {lesson.code: lesson for course in page.store.courses() for lesson in course.lessons}
    units = {unit.code: unit.label for unit in units_of(page, user)}
    by_channel = {
        letter: sum(one.people for one in uses if one.code.channel == letter)
        for letter in CHANNELS
        if any(one.code.channel == letter for one in uses)
    }
    return page.show(
        "posters.html", user=user, never=[one for one in uses if not one.people],
        scanned=sorted((one for one in uses if one.people), key=lambda one: -one.people), lessons=lessons, units=units,
        of_units=of_units, by_channel=by_channel, channels=CHANNELS, courses=_printable(page), offered=TRAINERS_FORMS,
    )  # fmt: skip


def _printable(page: Page) -> list[Course]:
    """Courses kept as files; a lesson written elsewhere gets its code where it was written."""
    return [course for course in page.store.courses() if not course.elsewhere]


def _print(page: Page, user: User) -> Response:
    """A course's posters for a unit's place, as one file; noted unless they are samples."""
    form, settings = page.member_form(), page.store.settings()
    unit = next((one for one in units_of(page, user) if one.code == form.get("unit")), None)
    if unit is None:
        raise UnknownUnit(unit=form.get("unit", "")[:10])
    course = next((one for one in _printable(page) if one.id == form.get("course")), None)
    if course is None:
        raise UnknownCourse(course=form.get("course", "")[:40])
    channel = form.get("channel", "")
    letter = channel if channel in TRAINERS_FORMS else "A"
    text = form.get("place", "1")
    place = int(text) if text.isascii() and text.isdigit() and 1 <= len(text) <= 4 and int(text) else 1
    address, sample = page.host.base(page.request), settings.sample or unit.sample
    sample = sample or not printable(settings.public_address)
    sheets = [
        Poster(course, lesson, unit, PosterCode(unit.code, lesson.code, letter, place), address, sample)
        for lesson in course.lessons
        if lesson.radio or letter != "R"
    ]
    made = printed(lambda: printing.make(sheets, TRAINERS_FORMS[letter]))
    if not sample:
        page.host.note_printed([sheet.code for sheet in sheets])
    return sent(made.content, made.mime, f"ap-phich-{unit.code}-{course.id}.{made.extension}")
