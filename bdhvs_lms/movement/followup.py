"""Whom to look after: people on rolls who haven't completed their class's course, and what they lack."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from .classes import Seat, TrainingClass
from .errors import N_
from .store import Store

NEVER_CAME, NO_TEST, NOT_PASSED, NOT_CLOSED, AHEAD = "never came", "no test", "not passed", "not closed", "ahead"
LACKS: Final = {
    NEVER_CAME: N_("was enrolled and did not come"),
    NO_TEST: N_("came, has not taken the test"),
    NOT_PASSED: N_("came, has not passed the test"),
    NOT_CLOSED: N_("passed; the class is not closed yet"),
    AHEAD: N_("is enrolled in a class to come"),
}
"""What is still missing, as pages say it. Those to call first stand first."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who isn't finished, with the latest class on that course. lacks: a key of `LACKS`."""

    seat: Seat
    cls: TrainingClass
    lacks: str

    @property
    def to_call(self) -> bool:
        """Whether a call helps: they have to come, or to come again."""
        return self.lacks in (NEVER_CAME, NO_TEST, NOT_PASSED)


def waiting(store: Store, units: Collection[str], today: date) -> Sequence[Waiting]:
    """Everybody of these units' classes who isn't finished, once for each course, those to call first.

    Without the erased: nobody can be named or called.
    """
    classes = {cls.code: cls for cls in store.training_classes(units)}
    marks = {course.id: course.pass_mark for course in store.courses()}
    found: list[Waiting] = []
    seen: set[tuple[str, str]] = set()
    for seat in store.unfinished(units):
        cls = classes[seat.code]
        who = (seat.learner, cls.plan.course)
        if seat.person is not None and who not in seen:
            found.append(Waiting(seat, cls, lacks_of(seat, cls, marks.get(cls.plan.course, 100), today)))
        seen.add(who)
    order = list(LACKS)
    return sorted(found, key=lambda one: order.index(one.lacks))


def lacks_of(seat: Seat, cls: TrainingClass, pass_mark: int, today: date) -> str:
    """What somebody lacks who hasn't completed the course. pass_mark: percent."""
    if cls.plan.day > today and not seat.present:
        return AHEAD
    if not seat.present:
        return NEVER_CAME
    if seat.result is None:
        return NO_TEST
    if not seat.result.passed(pass_mark):
        return NOT_PASSED
    return NOT_CLOSED if not cls.closed else NOT_PASSED
