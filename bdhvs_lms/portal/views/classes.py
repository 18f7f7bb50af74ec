"""A trainer's classes: the list, opening, what is known of one, changing its plan, closing it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence

from werkzeug.wrappers import Response

from ...movement import classes
from ...movement.classes import CODE_BYTES, ClassClosed, Plan, RollChanged, TrainingClass
from ...movement.course import Course
from ...movement.errors import ClaimSpent, InvalidClaim, UnknownCourse
from ...movement.records import day_of
from ..host import User
from ..page import Page
from ..trainers import chosen, class_of, trainers_of, trainers_only, units_of


@trainers_only
def mine(page: Page, user: User) -> Response:
    """Classes of the trainer's units, the latest first, those that are open before the others."""
    of_units = chosen(page, user)
    found = page.store.training_classes(of_units)
    titles = {course.id: course.title for course in page.store.courses()}
    units = {unit.code: unit.label for unit in units_of(page, user)}
    halves = ([one for one in found if not one.closed], [one for one in found if one.closed])
    return page.show("classes.html", user=user, halves=halves, titles=titles, units=units, of_units=of_units)


@trainers_only
def new(page: Page, user: User) -> Response:
    """GET: the form. POST: opens the class. The same form sent twice opens it once."""
    if page.request.method != "POST":
        return _plan_form(page, user, {"day": day_of(page.host.means().now).isoformat()}, {})
    form = page.member_form()
    means = page.host.means()
    try:
        plan = _read(page, user, form)
    except InvalidClaim as error:
        return _plan_form(page, user, form, error.faults)
    code = _code_of(page, user, form.get("once", ""))
    stands = page.store.training_class(code)
    if stands and stands.plan != plan:  # a browser that went back may send the hidden field with another class
        code, stands = classes.code_from_bytes(secrets.token_bytes(CODE_BYTES)), None
    if not stands:
        page.store.append(classes.open_class(plan, code, page.store, means, user.id))
    return page.go(f"/bdhvs/lop/{code}/them")


def _code_of(page: Page, user: User, once: str) -> str:
    """The code of the class that a form opens; once: what the form carries, of its own. Nobody can choose a code."""
    seed = hmac.new(page.host.cookie_key, f"class|{user.id}|{once}".encode(), hashlib.sha256).digest()
    return classes.code_from_bytes(seed[:CODE_BYTES] if once else secrets.token_bytes(CODE_BYTES))


@trainers_only
def change(page: Page, user: User, code: str) -> Response:
    """Place, village, day and trainers; what makes it another class stays."""
    cls = class_of(page, user, code)
    plan = cls.plan
    fixed = {"unit": plan.unit, "course": plan.course, "group": plan.group}
    if page.request.method != "POST":
        stands = {**fixed, "place": plan.place, "village": plan.village, "day": plan.day.isoformat()}
        return _plan_form(page, user, stands, {}, cls)
    form = page.member_form()
    try:
        read = _read(page, user, {**form.to_dict(), **fixed}, plan.trainers)
    except InvalidClaim as error:
        return _plan_form(page, user, {**form.to_dict(), **fixed}, error.faults, cls)
    page.store.append(classes.change_class(cls, read, page.store, page.host.means(), user.id))
    return page.go(f"/bdhvs/lop/{cls.code}")


def _read(page: Page, user: User, form: Mapping[str, str], before: Sequence[str] = ()) -> Plan:
    """before: who were the class's trainers; whoever the form can't offer, as an account that is closed, stays."""
    units = units_of(page, user)
    fellows = page.host.trainers([unit.code for unit in units])
    chosen = form.getlist("trainer") if hasattr(form, "getlist") else page.request.form.getlist("trainer")
    gone = [one for one in before if one not in fellows]
    return classes.read_plan(
        form, units=units, groups=page.store.groups(), courses=page.store.courses(),
        trainers=list(dict.fromkeys([user.id, *(one for one in chosen if one in fellows), *gone])),
        today=day_of(page.host.means().now),
    )  # fmt: skip


def _plan_form(
    page: Page, user: User, form: Mapping[str, str], faults: Mapping[str, str], cls: TrainingClass | None = None
) -> Response:
    units = units_of(page, user)
    fellows = {id_: name for id_, name in page.host.trainers([unit.code for unit in units]).items() if id_ != user.id}
    return page.show(
        "class_plan.html", status=422 if faults else 200, user=user, cls=cls, form=form, faults=faults, units=units,
        groups=page.store.groups(), courses=[one for one in page.store.courses() if one.claimable], fellows=fellows,
        chosen=page.request.form.getlist("trainer") or (cls.plan.trainers if cls else ()),
        once=form.get("once") or secrets.token_hex(16),
    )  # fmt: skip


@trainers_only
def show(page: Page, user: User, code: str) -> Response:
    """The class's steps and its roll."""
    cls = class_of(page, user, code)
    roll = page.store.roll(cls.code)
    course = page.store.course(cls.plan.course)
    unit = page.store.unit(cls.plan.unit)
    good = sum(seat.person is not None and seat.passes(pass_mark(course)) for seat in roll)
    return page.show(
        "class.html", user=user, cls=cls, course=course, unit=unit, roll=roll, pass_mark=pass_mark(course), good=good,
        trainers=trainers_of(page, cls),
    )  # fmt: skip


@trainers_only
def close(page: Page, user: User, code: str) -> Response:
    """GET: what closing attests. POST: closes, and the papers are there. Pressed twice, the first time counts."""
    cls = class_of(page, user, code)
    if cls.closed:
        return page.go(f"/bdhvs/lop/{cls.code}")
    changed = False
    if page.request.method == "POST":
        form = page.member_form()
        if form.get("attest") == "yes":
            try:
                seen = form.get("seen", "")
                page.store.append(classes.close_class(cls, page.store, page.host.means(), user.id, seen))
            except (ClaimSpent, ClassClosed):  # meanwhile, from another page
                return page.go(f"/bdhvs/lop/{cls.code}")
            except RollChanged:
                changed = True
            else:
                return page.go(f"/bdhvs/lop/{cls.code}?xong=1")
    course = course_of(page, cls)
    roll = page.store.roll(cls.code)
    good = [seat for seat in roll if seat.person and seat.passes(course.pass_mark)]
    rest = [seat for seat in roll if seat not in good]
    missed = page.request.method == "POST" and not changed
    today = day_of(page.host.means().now)
    return page.show(
        "class_close.html", status=422 if missed else 409 if changed else 200, user=user, cls=cls, course=course,
        good=good, rest=rest, seen=classes.seen_of(roll), missed=missed, changed=RollChanged.message if changed else "",
        early=cls.plan.day > today,
    )  # fmt: skip


def course_of(page: Page, cls: TrainingClass) -> Course:
    """UnknownCourse when it is here no longer."""
    course = page.store.course(cls.plan.course)
    if course is None:
        raise UnknownCourse(course=cls.plan.course)
    return course


def pass_mark(course: Course | None) -> int:
    """In percent; all of it where the course is gone."""
    return course.pass_mark if course else 100
