"""What `bdhvs init --sample` adds: a made-up agency with a target, and made-up learners. Every name says “Mẫu”.

The learners go through the rules that real ones go through. Running it again adds only what is missing.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from ..movement.claims import Claimant, submit
from ..movement.course import Course
from ..movement.errors import ClaimSpent, NotASample
from ..movement.people import Person
from ..movement.progress import Progress
from ..movement.records import day_of
from ..movement.registry import attest
from ..movement.targets import ACCOUNT, CLASS, SELF, WAYS, Denominator, Target
from ..movement.units import AGENCY, Unit
from . import kept
from .installation import Installation

UNIT: Final = Unit("T00MA", "Cơ quan mẫu (MẪU)", AGENCY, sample=True)
TARGET: Final = "mau"
PEOPLE: Final = 10
"""How many citizens the sample agency has: seven of them have completed, so its bar is filled to 70 %."""
_SOURCE: Final = "Số liệu mẫu để xem thử (MẪU)"
_BY: Final = "sample"
_CITIZENS, _OFFICIALS = "citizens", "officials"
_COURSES: Final = {_CITIZENS: "an-toan-tren-mang", _OFFICIALS: "dich-vu-cong-truc-tuyen"}
_NUMBERS: Final = (
    "Một", "Hai", "Ba", "Bốn", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười", "Mười Một", "Mười Hai", "Mười Ba",
    "Mười Bốn", "Mười Lăm", "Mười Sáu",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Sample:
    unit: str
    group: str
    way: str


_SAMPLES: Final = (
    *(_Sample(UNIT.code, _CITIZENS, way) for way in (SELF, CLASS, SELF, ACCOUNT, SELF, CLASS, SELF)),
    _Sample("03637", _CITIZENS, CLASS),
    _Sample("03637", _CITIZENS, SELF),
    _Sample("03637", _OFFICIALS, ACCOUNT),
    _Sample("03408", _CITIZENS, CLASS),
    _Sample("03408", _OFFICIALS, ACCOUNT),
    _Sample("03388", _OFFICIALS, CLASS),
    _Sample("03478", _CITIZENS, SELF),
    _Sample("03595", _CITIZENS, ACCOUNT),
    _Sample("03595", _OFFICIALS, SELF),
)


def fill(installation: Installation) -> None:
    """Adds the sample agency, its target and the sample learners. NotASample for a real installation."""
    if not installation.store.settings().sample:
        raise NotASample(folder=str(installation.folder))
    database, year = installation.store.database, day_of(installation.clock()).year
    kept.add_units(database, [UNIT])
    target = Target(
        id=TARGET, title="Cơ quan mẫu học an toàn trên mạng (MẪU)", group=_CITIZENS, unit=UNIT.code, year=year,
        percent=100, people=None, courses=(_COURSES[_CITIZENS],), ways=WAYS, source=_SOURCE, strength="sample",
    )  # fmt: skip
    kept.add_targets(database, [target])
    kept.add_denominators(database, [Denominator(UNIT.code, _CITIZENS, year, PEOPLE, _SOURCE)])
    for number, sample in enumerate(_SAMPLES):
        _add(installation, number, sample)


def _add(installation: Installation, number: int, sample: _Sample) -> None:
    """One learner with a finished course. A course or unit that isn't here is passed over, as is who stands already."""
    store = installation.store
    course, unit = store.course(_COURSES[sample.group]), store.unit(sample.unit)
    if course is None or unit is None:
        return
    progress = _finished(course, number)
    if store.claimed(progress.claim(course.id)):
        return
    claimant = Claimant(Person(f"Người Mẫu {_NUMBERS[number]}", 1960 + 2 * number), unit, sample.group)
    means = installation.means()
    with suppress(ClaimSpent):  # the same command runs a second time at this moment
        if sample.way == SELF:
            submit(claimant, course, progress, store, means)
        else:
            store.append(attest(claimant, course, sample.way, progress.claim(course.id), store, means, _BY))


def _finished(course: Course, number: int) -> Progress:
    nonce = hashlib.sha256(f"bdhvs sample {number}".encode()).hexdigest()[:32]
    return Progress(nonce, {lesson.code: len(lesson.questions) for lesson in course.lessons})
