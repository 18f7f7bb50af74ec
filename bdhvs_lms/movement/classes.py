"""Classes that trainers hold: who is on the roll, who came, who passed the class test, and what closing attests.

Everything about a class is records (`records.CLASS_OPENED` … `CLASS_CLOSED`); its code is its id.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from . import codes, records
from .claims import Claimant, Means, Writer, certificate_for, issued, registered
from .course import Course
from .errors import N_, BdhvsError, InvalidClaim, InvalidCode, UnknownCourse, UnknownUnit
from .people import Person, normalised, read_village
from .store import Batch, PersonRow, Standing, Store
from .targets import CLASS
from .units import WHOLE_PROVINCE, Group, Unit

PORTAL, SPOKEN, PAPER = "portal", "spoken", "paper"
SOURCES: Final = (PORTAL, SPOKEN, PAPER)
SOURCE_NAMES: Final = {
    PORTAL: N_("on a phone"),
    SPOKEN: N_("read aloud, the trainer ticked"),
    PAPER: N_("on a test sheet"),
}
"""How a class test was taken."""
CODE_BYTES: Final = 5
_CODE_LETTERS: Final = 8
PLACE_LIMIT: Final = 80
AHEAD_DAYS: Final = 366


class UnknownClass(BdhvsError):
    message = N_("There is no class with the code “{code}”.")


class ClassClosed(BdhvsError):
    message = N_("The class {code} is closed: nothing of it can be changed any more. A paper can still be corrected.")


class RollChanged(BdhvsError):
    message = N_(
        "Somebody changed the roll meanwhile, so the class was not closed. Look at it once more, then close it."
    )


class RollBusy(RollChanged):
    message = N_("Somebody changed the roll in the same moment, so nothing was saved. Send it once more.")


class NotPassed(BdhvsError):
    message = N_("Nobody on the roll was present and passed, so there is nothing to attest yet.")


class NotYetHeld(BdhvsError):
    message = N_("The class is planned for {day}. It can be closed from that day on.")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is known of a class beforehand. trainers: accounts' ids. place: where in the village, as typed."""

    unit: str
    course: str
    version: str
    place: str
    village: str
    day: date
    group: str
    trainers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrainingClass:
    """A class as projected. code: 9 characters. opened: as `records.stamp`. closed: the same, "" while it is open.

    enrolled, present, passed: people on the roll; passed: those whom closing attested.
    """

    code: str
    plan: Plan
    opened: str
    closed: str
    enrolled: int
    present: int
    passed: int


@dataclass(frozen=True, slots=True)
class Result:
    """How a class test ended. source: of `SOURCES`. right of `of` questions."""

    source: str
    right: int
    of: int

    def passed(self, pass_mark: int) -> bool:
        """pass_mark: percent, the course's."""
        return self.of > 0 and self.right * 100 >= pass_mark * self.of


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody on a class's roll. person: None when erased or never known here. present: None while nobody has said.

    completion: the record's id once closing attested it, "" before. serial: its latest paper, "" before.
    """

    code: str
    learner: str
    person: Person | None
    present: bool | None
    result: Result | None
    completion: str
    serial: str

    def passes(self, pass_mark: int) -> bool:
        """Was there, and passed the test."""
        return bool(self.present) and self.result is not None and self.result.passed(pass_mark)


# --- codes -----------------------------------------------------------------------------------------------------------


def code_from_bytes(random: bytes) -> str:
    """5 random bytes → a class's code of 9 characters: 8 of base 32 and a check character."""
    if len(random) != CODE_BYTES:
        raise ValueError("a class's code takes 5 random bytes")
    number = int.from_bytes(random, "big")
    letters = "".join(codes.ALPHABET[(number >> (5 * place)) & 31] for place in reversed(range(_CODE_LETTERS)))
    return letters + codes.check_character(letters)


def parse_code(text: str) -> str:
    """What was typed or scanned → the bare code of 9 characters. InvalidCode."""
    letters = codes.checked(text)
    if len(letters) != _CODE_LETTERS:
        raise InvalidCode(code=text[:40])
    return letters + codes.check_character(letters)


def format_code(code: str) -> str:
    """9 characters → "XXXX-XXXX-X", as papers print it."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


# --- opening ---------------------------------------------------------------------------------------------------------


def read_plan(
    form: Mapping[str, str], *, units: Sequence[Unit], groups: Sequence[Group], courses: Sequence[Course],
    trainers: Sequence[str], today: date,
) -> Plan:  # fmt: skip
    """Reads the form's fields unit, course, place, village, day (2026-11-26) and group; InvalidClaim lists each fault.

    units: those that the trainer may hold classes for. A class may be entered later or planned up to a year ahead.
    """
    place, place_fault = _read_place(form.get("place", ""))
    village, village_fault = read_village(form.get("village", ""))
    day, day_fault = _read_day(form.get("day", ""), today)
    unit = next((one for one in units if one.code == form.get("unit") and one.kind != WHOLE_PROVINCE), None)
    group = next((one for one in groups if one.id == form.get("group")), None)
    course = next((one for one in courses if one.id == form.get("course") and one.claimable), None)
    faults = {"place": place_fault, "village": village_fault, "day": day_fault}
    faults["unit"] = None if unit else N_("Choose the commune.")
    faults["group"] = None if group else N_("Choose who the learners are.")
    faults["course"] = None if course else N_("Choose the course.")
    if found := {field: fault for field, fault in faults.items() if fault}:
        raise InvalidClaim(found)
    assert unit is not None
    assert group is not None
    assert course is not None
    return Plan(unit.code, course.id, course.version, place, village, day, group.id, tuple(trainers))


def _read_place(text: str) -> tuple[str, str | None]:
    place = " ".join(text[: 4 * PLACE_LIMIT].split())
    if not place:
        return "", N_("Write where the class is held.")
    if len(place) > PLACE_LIMIT or not place.isprintable():
        return place[:PLACE_LIMIT], N_("The place is too long: 80 characters at most, in one line.")
    return place, None


def _read_day(text: str, today: date) -> tuple[date, str | None]:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return today, N_("Choose the day.")
    if not -AHEAD_DAYS <= (day - today).days <= AHEAD_DAYS:
        return day, N_("The day is more than a year away.")
    return day, None


def open_class(plan: Plan, code: str, store: Store, means: Means, by: str) -> Batch:
    """A new class. code: from `code_from_bytes`."""
    return Batch(_told(records.CLASS_OPENED, plan, code, store, means, by))


def change_class(cls: TrainingClass, plan: Plan, store: Store, means: Means, by: str) -> Batch:
    """Place, day, trainers as they are from now on; unit, course and learners' group stay. ClassClosed."""
    _open(cls)
    kept = replace(plan, unit=cls.plan.unit, course=cls.plan.course, version=cls.plan.version, group=cls.plan.group)
    return Batch(_told(records.CLASS_CHANGED, kept, cls.code, store, means, by), standing=Standing(cls.code))


def _told(kind: str, plan: Plan, code: str, store: Store, means: Means, by: str) -> tuple[records.Record, ...]:
    write = Writer(store.settings(), plan.unit, means, by)
    write(
        kind,
        {"class": code, "course": plan.course, "version": plan.version, "place": plan.place, "village": plan.village,
         "day": plan.day.isoformat(), "group": plan.group, "trainers": list(plan.trainers)},
    )  # fmt: skip
    return tuple(write.written)


# --- the roll --------------------------------------------------------------------------------------------------------


def enrol(
    cls: TrainingClass, people: Sequence[Person], store: Store, means: Means, by: str,
    roll: Sequence[Seat] | None = None,
) -> Batch:  # fmt: skip
    """New learners, put on the roll in their order. ClassClosed, UnknownUnit.

    roll: the one on which they were found to be new; when it is another by then, writing raises RollChanged.
    """
    _open(cls)
    unit = _unit(store, cls.plan.unit)
    write = Writer(store.settings(), unit.code, means, by)
    learners: list[str] = []
    rows: dict[str, PersonRow] = {}
    for person in people:
        learner, row = registered(write, Claimant(person, unit, cls.plan.group))
        learners.append(learner)
        rows |= row
    if learners:
        write(records.CLASS_ENROLLED, {"class": cls.code, "learners": learners})
    return Batch(tuple(write.written), rows, standing=Standing(cls.code, "" if roll is None else mark_of(roll)))


def enrol_known(cls: TrainingClass, learners: Sequence[str], store: Store, means: Means, by: str) -> Batch:
    """Learners who are known already, as from last week's class; who stands on the roll is passed over. ClassClosed."""
    _open(cls)
    here = {seat.learner for seat in store.roll(cls.code)}
    new = [learner for learner in dict.fromkeys(learners) if learner not in here]
    return _one(cls, records.CLASS_ENROLLED, {"class": cls.code, "learners": new}, store, means, by, empty=not new)


def take_off(cls: TrainingClass, learners: Sequence[str], store: Store, means: Means, by: str) -> Batch:
    """Off the roll, as when a name was typed twice; the learner stays known. ClassClosed."""
    _open(cls)
    gone = list(dict.fromkeys(learners))
    return _one(cls, records.CLASS_LEFT, {"class": cls.code, "learners": gone}, store, means, by, empty=not gone)


def attend(cls: TrainingClass, came: Mapping[str, bool], store: Store, means: Means, by: str) -> Batch:
    """came: learner → whether they were there; what stands already isn't written again. ClassClosed."""
    _open(cls)
    stands = {seat.learner: seat.present for seat in store.roll(cls.code)}
    new = {learner: there for learner, there in came.items() if learner in stands and stands[learner] != there}
    present = [learner for learner, there in new.items() if there]
    absent = [learner for learner, there in new.items() if not there]
    data = {"class": cls.code, "present": present, "absent": absent}
    return _one(cls, records.CLASS_ATTENDED, data, store, means, by, empty=not new)


def tell_results(cls: TrainingClass, results: Mapping[str, Result], store: Store, means: Means, by: str) -> Batch:
    """results: learner → how the test ended; who takes it was there. What stands already isn't written. ClassClosed."""
    _open(cls)
    seats = {seat.learner: seat for seat in store.roll(cls.code)}
    new = {one: told for one, told in results.items() if one in seats and seats[one].result != told}
    write = Writer(store.settings(), cls.plan.unit, means, by)
    if missing := [learner for learner in new if not seats[learner].present]:
        write(records.CLASS_ATTENDED, {"class": cls.code, "present": missing, "absent": []})
    for learner, told in new.items():
        write(
            records.CLASS_RESULT,
            {"class": cls.code, "learner": learner, "source": told.source, "right": told.right, "of": told.of},
        )
    return Batch(tuple(write.written), standing=Standing(cls.code))


def already_on(roll: Iterable[Seat], person: Person) -> bool:
    """Whether the roll has somebody of this name whom the year of birth doesn't tell apart."""
    alike = [seat.person for seat in roll if seat.person and normalised(seat.person.name) == normalised(person.name)]
    return any(0 in (one.birth_year, person.birth_year) or one.birth_year == person.birth_year for one in alike)


# --- closing ---------------------------------------------------------------------------------------------------------


def mark_of(roll: Iterable[Seat]) -> str:
    """16 hex digits that change with who is on the roll, who was there, and how each did the test."""
    told = sorted((seat.learner, str(seat.present), str(seat.result)) for seat in roll)
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def seen_of(roll: Sequence[Seat]) -> str:
    """As `mark_of`, and of the names: what a trainer is shown who closes the class."""
    named = sorted((seat.learner, repr(seat.person)) for seat in roll)
    return hashlib.sha256(repr((mark_of(roll), named)).encode()).hexdigest()[:16]


def close_class(cls: TrainingClass, store: Store, means: Means, by: str, seen: str | None = None) -> Batch:
    """Attests who was there and passed: their completions by way of `class`, their papers, and the class's end.

    seen: `seen_of` the roll that the trainer was shown, None for the roll as it is. Who was erased meanwhile gets no
    paper and isn't attested. ClassClosed, RollChanged, NotYetHeld, NotPassed, UnknownCourse, UnknownUnit.
    """
    _open(cls)
    if cls.plan.day > records.day_of(means.now):
        raise NotYetHeld(day=f"{cls.plan.day:%d/%m/%Y}")
    course, unit = store.course(cls.plan.course), _unit(store, cls.plan.unit)
    if course is None:
        raise UnknownCourse(course=cls.plan.course)
    roll = store.roll(cls.code)
    good = [seat for seat in roll if seat.person is not None and seat.passes(course.pass_mark)]
    if not good:
        raise NotPassed
    if seen not in (None, seen_of(roll)):
        raise RollChanged
    settings = store.settings()
    write = Writer(settings, unit.code, means, by)
    papers: dict[str, bytes] = {}
    for seat in good:
        assert seat.person is not None
        assert seat.result is not None
        done = write(records.COMPLETED, _completed(cls, seat.learner, seat.result))
        claimant = Claimant(seat.person, unit, cls.plan.group)
        papers |= issued(write, certificate_for(claimant, course, settings, means, CLASS), seat.learner, done.id)
    present = sum(seat.present is True for seat in roll)
    passed = [seat.learner for seat in good]
    write(records.CLASS_CLOSED, {"class": cls.code, "present": present, "passed": passed})
    return Batch(tuple(write.written), papers=papers, standing=Standing(cls.code, mark_of(roll)))


def must_stand(standing: Standing, closed: str, roll: Callable[[], Iterable[Seat]]) -> None:
    """What a store checks within the transaction that writes a batch; ClassClosed, RollChanged.

    closed: as of `TrainingClass`. roll: as it is now.
    """
    if closed:
        raise ClassClosed(code=format_code(standing.code))
    if standing.roll and standing.roll != mark_of(roll()):
        raise RollChanged


def _completed(cls: TrainingClass, learner: str, result: Result) -> dict[str, object]:
    """The class's day is the day of completing. The claim lets a class that is closed twice at once count once."""
    return {
        "learner": learner, "course": cls.plan.course, "version": cls.plan.version, "way": CLASS,
        "day": cls.plan.day.isoformat(), "held": False, "claim": f"class:{cls.code}:{learner}", "class": cls.code,
        "right": result.right, "of": result.of,
    }  # fmt: skip


def _one(
    cls: TrainingClass, kind: str, data: Mapping[str, object], store: Store, means: Means, by: str, *, empty: bool
) -> Batch:
    write = Writer(store.settings(), cls.plan.unit, means, by)
    if not empty:
        write(kind, data)
    return Batch(tuple(write.written), standing=Standing(cls.code))


def _open(cls: TrainingClass) -> None:
    if cls.closed:
        raise ClassClosed(code=format_code(cls.code))


def _unit(store: Store, code: str) -> Unit:
    unit = store.unit(code)
    if unit is None:
        raise UnknownUnit(unit=code)
    return unit
