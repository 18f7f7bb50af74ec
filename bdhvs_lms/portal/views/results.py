"""How a class test ended: read aloud and counted, ticked from a sheet, or taken on a phone passed from hand to hand."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from itsdangerous import BadData, URLSafeTimedSerializer
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from ...movement import classes
from ...movement.class_tests import Asked, mark, needed, test_of
from ...movement.classes import PAPER, PORTAL, SPOKEN, Result, Seat, TrainingClass
from ...movement.errors import N_, BdhvsError
from ...printing import qr
from ..addresses import moved
from ..host import User
from ..page import Page
from ..trainers import class_of, trainers_only
from .classes import course_of

LENT_SECONDS: Final = 12 * 3600
TAKEN_PER_MINUTE: Final = 120


class LentNoLonger(BdhvsError):
    message = N_("This address of the class test is no longer good. Ask the trainer for the new one.")


class SheetNotSaved(BdhvsError):
    message = N_(
        "This sheet was not saved: meanwhile the person was marked absent or taken off the roll. Tick them on the "
        "roll, then mark the sheet once more."
    )


@trainers_only
def spoken(page: Page, user: User, code: str) -> Response:
    """GET: the questions to read aloud, and a field a person. POST: how many each had right."""
    cls = class_of(page, user, code)
    course = course_of(page, cls)
    test = test_of(course, cls.code)
    roll = [seat for seat in page.store.roll(cls.code) if seat.person]
    faults: set[str] = set()
    typed: MultiDict[str, str] = MultiDict()
    if page.request.method == "POST":
        typed = page.roll_form(len(roll))
        told = {seat.learner: text for seat in roll if (text := typed.get(f"r-{seat.learner}", "").strip())}
        faults = {learner for learner, text in told.items() if _right(text, len(test)) is None}
        if not faults:
            results = {one: Result(SPOKEN, int(text), len(test)) for one, text in told.items()}
            _tell(page, user, cls, results)
            return page.go(f"/bdhvs/lop/{cls.code}#ket-qua")
    return page.show(
        "class_spoken.html", status=422 if faults else 200, user=user, cls=cls, course=course, test=test, roll=roll,
        faults=faults, typed=typed, needed=needed(len(test), course.pass_mark),
    )  # fmt: skip


def _right(text: str, of: int) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 and int(text) <= of else None


@trainers_only
def sheet(page: Page, user: User, code: str, learner: str = "") -> Response:
    """GET: one person's sheet to tick. POST: marks it, and on to the next person who has no result."""
    cls = class_of(page, user, code)
    course = course_of(page, cls)
    test = test_of(course, cls.code)
    whole = page.store.roll(cls.code)
    roll = [seat for seat in whole if seat.person and seat.present is not False]
    seat = next((one for one in roll if one.learner == learner), None)
    if seat is None and page.request.method == "POST":
        raise SheetNotSaved
    seat = seat or _waiting(roll)
    if seat is None:
        return page.go(f"/bdhvs/lop/{cls.code}#ket-qua")
    if page.request.method == "POST":
        result = mark(test, _choices(page.member_form(), test), PAPER)
        _tell(page, user, cls, {seat.learner: result})
        following = _waiting([one for one in page.store.roll(cls.code) if one.person and one.present is not False])
        done = f"?vua={seat.learner}"
        return page.go(f"/bdhvs/lop/{cls.code}/cham/{following.learner}{done}" if following else _class(cls))
    before = next((one for one in roll if one.learner == page.request.args.get("vua")), None)
    return page.show(
        "class_sheet.html", user=user, cls=cls, course=course, test=test, seat=seat, before=before,
        place=whole.index(seat) + 1, of=len(roll), pass_mark=course.pass_mark,
    )  # fmt: skip


def _waiting(roll: list[Seat]) -> Seat | None:
    return next((seat for seat in roll if seat.result is None), None)


def _class(cls: TrainingClass) -> str:
    return f"/bdhvs/lop/{cls.code}#ket-qua"


def _choices(form: MultiDict[str, str], test: tuple[Asked, ...]) -> list[int | None]:
    """What was ticked; an option that isn't there counts as none."""
    chosen: list[int | None] = []
    for one in test:
        text = form.get(f"q{one.number}", "")
        place = int(text) if len(text) == 1 and text.isascii() and text.isdigit() else -1
        chosen.append(place if 0 <= place < len(one.question.options) else None)
    return chosen


def _tell(page: Page, user: User | None, cls: TrainingClass, results: dict[str, Result]) -> None:
    """Who takes the test on a phone has the trainer beside them: then the class itself attests."""
    by = user.id if user else f"class:{cls.code}"
    batch = classes.tell_results(cls, results, page.store, page.host.means(), by)
    if batch.records:
        page.store.append(batch)


# --- a phone that goes from hand to hand -----------------------------------------------------------------------------


@trainers_only
def lend(page: Page, user: User, code: str) -> Response:
    """The address of the class test, to be opened on one phone or several, without signing in there."""
    cls = class_of(page, user, code)
    course = course_of(page, cls)
    path = f"/bdhvs/thi/{_lent(page).dumps(cls.code)}"
    near = page.host.near(page.request)
    link = near + moved(path, page.host.prefix) if near else ""
    symbol = Markup(qr.svg(link, level=qr.CERTIFICATE_LEVEL)) if link else ""  # noqa: S704 - drawn by us
    test = test_of(course, cls.code)
    return page.show("class_lend.html", user=user, cls=cls, path=path, link=link, test=test, symbol=symbol)


def take(page: Page, token: str) -> Response:
    """GET: who is next, then with ?ai=… the questions. POST: the result, and on to the next person."""
    cls = _class_lent(page, token)
    course = course_of(page, cls)
    test = test_of(course, cls.code)
    roll = [seat for seat in page.store.roll(cls.code) if seat.person and seat.present is not False]
    left = [seat for seat in roll if not (seat.result and seat.result.passed(course.pass_mark))]
    chosen = next((one for one in roll if one.learner == page.request.args.get("ai")), None)
    shown: dict[str, Any] = {"cls": cls, "course": course, "token": token}
    if page.request.method == "POST" and chosen is not None:
        page.require("class test", TAKEN_PER_MINUTE, 60)
        choices = _choices(page.lent_form(), test)
        stands = None if chosen in left else chosen.result  # pressed twice: the first time counts
        result = stands or mark(test, choices, PORTAL)
        if not stands:
            _tell(page, None, cls, {chosen.learner: result})
        wrong = [one for one, choice in zip(test, choices, strict=True) if choice != one.question.answer]
        passed = result.passed(course.pass_mark)
        return _unkept(page.show("test_done.html", **shown, seat=chosen, result=result, passed=passed, wrong=wrong))
    if chosen in left:
        return _unkept(page.show("test_questions.html", **shown, seat=chosen, test=test))
    done = len(roll) - len(left)
    return _unkept(page.show("test_who.html", **shown, left=left, done=done))


def _class_lent(page: Page, token: str) -> TrainingClass:
    try:
        code = _lent(page).loads(token, max_age=LENT_SECONDS)
    except BadData:
        raise LentNoLonger from None
    cls = page.store.training_class(str(code))
    if cls is None or cls.closed:
        raise LentNoLonger
    return cls


def _lent(page: Page) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(page.host.cookie_key, salt="thi", signer_kwargs={"digest_method": hashlib.sha256})


def _unkept(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
