"""Who is on a class's roll: typing people in, copying an earlier class, who came, correcting one person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from ...movement import classes, registry
from ...movement.claims import Claimant
from ...movement.class_lines import HERE, Typed, read_lines
from ...movement.classes import RollBusy, RollChanged, Seat, TrainingClass
from ...movement.errors import PersonWithdrawn, UnknownUnit
from ...movement.people import Person, read_birth_year, read_name, read_phone, read_village
from ...movement.records import day_of
from ..host import User
from ..page import Page
from ..trainers import chosen, class_of, trainers_only

COPIED_FROM: Final = 12
"""Earlier classes that are offered for copying."""
ENROL_TRIES: Final = 5
"""Whoever changes the roll at the same moment is done long before."""


@trainers_only
def add(page: Page, user: User, code: str) -> Response:
    """GET: where to type, one line a person. POST: who was added and who wasn't, and why; the roll isn't sent again."""
    cls = class_of(page, user, code)
    typed: list[Typed] = []
    if page.request.method == "POST":
        typed = _add_typed(page, user, cls, page.member_form().get("lines", ""))
        cls = class_of(page, user, code)
    here = [one for one in typed if one.why and one.why.message == HERE]
    refused = [one for one in typed if one.why and one not in here]
    added = [one.person for one in typed if one.person]
    return page.show(
        "class_add.html", status=422 if refused and not added else 200, user=user, cls=cls, added=added,
        here=here, refused=refused, why=_why(page), sent=page.request.method == "POST",
    )  # fmt: skip


def _add_typed(page: Page, user: User, cls: TrainingClass, text: str) -> list[Typed]:
    """Puts on the roll whoever can be; read anew when somebody changed the roll meanwhile. RollBusy."""
    means = page.host.means()
    for _ in range(ENROL_TRIES):
        roll = page.store.roll(cls.code)
        typed = list(read_lines(text, roll, day_of(means.now).year))
        people = [one.person for one in typed if one.person]
        try:
            if people:
                page.store.append(classes.enrol(cls, people, page.store, means, user.id, roll))
        except RollChanged:
            continue
        return typed
    raise RollBusy


def _why(page: Page) -> Callable[[Typed], str]:
    def said(typed: Typed) -> str:
        return page._(typed.why.message, **typed.why.fields) if typed.why else ""

    return said


@trainers_only
def copy(page: Page, user: User, code: str) -> Response:
    """GET: earlier classes, and with ?tu=… their people to choose from. POST: puts the chosen ones on the roll."""
    cls = class_of(page, user, code)
    near = chosen(page, user) or (cls.plan.unit,)
    earlier = [one for one in page.store.training_classes(near) if one.code != cls.code and one.enrolled]
    wanted = page.request.args.get("tu", "")
    source = next((one for one in earlier if one.code == wanted), None)
    people = [seat for seat in page.store.roll(source.code) if seat.person] if source else []
    if page.request.method == "POST":
        ticked = set(page.roll_form(len(people)).getlist("p"))
        learners = [seat.learner for seat in people if seat.learner in ticked]
        batch = classes.enrol_known(cls, learners, page.store, page.host.means(), user.id)
        if batch.records:
            page.store.append(batch)
        return page.go(f"/bdhvs/lop/{cls.code}")
    here = {seat.learner for seat in page.store.roll(cls.code)}
    titles = {course.id: course.title for course in page.store.courses()}
    return page.show(
        "class_copy.html", user=user, cls=cls, earlier=earlier[:COPIED_FROM], source=source, people=people, here=here,
        titles=titles,
    )  # fmt: skip


@trainers_only
def attendance(page: Page, user: User, code: str) -> Response:
    """GET: the roll with a box for each. POST: those with a tick were there, the others on the page weren't.

    A box that was left as the page showed it takes nothing back that somebody else has told meanwhile.
    """
    cls = class_of(page, user, code)
    roll = page.store.roll(cls.code)
    if page.request.method == "POST":
        form = page.roll_form(len(roll))
        came, bare, ticked = (set(form.getlist(name)) for name in ("p", "s", "w"))
        told = {
            seat.learner: seat.learner in came
            for seat in roll
            if seat.learner in (bare if seat.learner in came or seat.present is None else ticked)
        }
        batch = classes.attend(cls, told, page.store, page.host.means(), user.id)
        if batch.records:
            page.store.append(batch)
        return page.go(f"/bdhvs/lop/{cls.code}#diem-danh")
    return page.show("class_attendance.html", user=user, cls=cls, roll=roll)


# --- one person ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Form:
    """What a person's form holds, as texts."""

    name: str
    birth_year: str
    phone: str
    village: str


@trainers_only
def person(page: Page, user: User, code: str, learner: str) -> Response:
    """Corrects what was typed of somebody; takes them off an open class's roll; issues a paper again."""
    cls = class_of(page, user, code)
    seat = next((one for one in page.store.roll(cls.code) if one.learner == learner), None)
    if seat is None:
        raise NotFound
    if seat.person is None:
        raise PersonWithdrawn
    if page.request.method != "POST":
        known = seat.person
        stands = _Form(known.name, str(known.birth_year or ""), known.phone, known.village)
        return _person_form(page, user, cls, seat, stands, {})
    form = page.member_form()
    if "off" in form:
        page.store.append(classes.take_off(cls, [seat.learner], page.store, page.host.means(), user.id))
        return page.go(f"/bdhvs/lop/{cls.code}")
    typed = _Form(*(form.get(name, "")[:200] for name in ("name", "birth_year", "phone", "village")))
    read, faults = _read_person(typed, day_of(page.host.means().now).year)
    if faults:
        return _person_form(page, user, cls, seat, typed, faults)
    _correct(page, user, cls, seat, read)
    if seat.completion and form.get("again") == seat.serial:  # sent twice, it is the new paper that stands
        page.store.append(registry.issue_again(page.store, seat.completion, page.host.means(), user.id))
    return page.go(f"/bdhvs/lop/{cls.code}#{seat.learner}")


def _correct(page: Page, user: User, cls: TrainingClass, seat: Seat, read: Person) -> None:
    unit, learner = page.store.unit(cls.plan.unit), page.store.learner(seat.learner)
    if unit is None or learner is None:
        raise UnknownUnit(unit=cls.plan.unit)
    if read != seat.person:
        claimant = Claimant(read, page.store.unit(learner.unit) or unit, learner.group)
        page.store.append(registry.correct(seat.learner, claimant, page.store, page.host.means(), user.id))


def _read_person(typed: _Form, this_year: int) -> tuple[Person, Mapping[str, str]]:
    name, name_fault = read_name(typed.name)
    year, year_fault = read_birth_year(typed.birth_year, this_year) if typed.birth_year.strip() else (0, None)
    phone, phone_fault = read_phone(typed.phone)
    village, village_fault = read_village(typed.village)
    faults = {"name": name_fault, "birth_year": year_fault, "phone": phone_fault, "village": village_fault}
    return Person(name, year, phone, village), {field: fault for field, fault in faults.items() if fault}


def _person_form(
    page: Page, user: User, cls: TrainingClass, seat: Seat, form: _Form, faults: Mapping[str, str]
) -> Response:
    status = 422 if faults else 200
    return page.show("class_person.html", status=status, user=user, cls=cls, seat=seat, form=form, faults=faults)
