"""A citizen's claim: finished quizzes and a few typed fields → the records of a completion and its certificate."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from . import records
from .certificate import Certificate
from .course import Course
from .errors import N_, ClaimSpent, InvalidClaim, LimitReached, NoPaperHere, NotFinished
from .people import Person, commitment, normalised, read_birth_year, read_name, read_phone, read_village
from .progress import Progress
from .records import Record
from .store import Batch, Limit, PersonRow, Settings, Store
from .targets import SELF
from .units import WHOLE_PROVINCE, Group, Unit


@dataclass(frozen=True, slots=True)
class Claimant:
    """A form that was read without fault."""

    person: Person
    unit: Unit
    group: str


def read_claim(form: Mapping[str, str], *, units: Sequence[Unit], groups: Sequence[Group], this_year: int) -> Claimant:
    """Reads the form's fields name, birth_year, unit, group, village, phone, consent; InvalidClaim lists each fault."""
    name, name_fault = read_name(form.get("name", ""))
    year, year_fault = read_birth_year(form.get("birth_year", ""), this_year)
    village, village_fault = read_village(form.get("village", ""))
    phone, phone_fault = read_phone(form.get("phone", ""))
    unit = next((unit for unit in units if unit.code == form.get("unit") and unit.kind != WHOLE_PROVINCE), None)
    group = next((group.id for group in groups if group.id == form.get("group")), None)
    faults = {"name": name_fault, "birth_year": year_fault, "village": village_fault, "phone": phone_fault}
    if unit is None:
        faults["unit"] = N_("Choose your commune or agency.")
    if group is None:
        faults["group"] = N_("Choose your group.")
    if form.get("consent") != "yes":
        faults["consent"] = N_("Without your consent the paper can't be made.")
    if found := {field: fault for field, fault in faults.items() if fault}:
        raise InvalidClaim(found)
    assert unit is not None
    assert group is not None
    return Claimant(Person(name, year, phone, village), unit, group)


@dataclass(frozen=True, slots=True)
class Means:
    """What the rules may not make up themselves. new_id: UUIDv7s. salt: 16 random bytes. sign: → (payload, key id)."""

    now: datetime
    new_id: Callable[[], str]
    salt: Callable[[], bytes]
    serial: Callable[[], str]
    sign: Callable[[Certificate], tuple[bytes, str]]


@dataclass(frozen=True, slots=True)
class Claim:
    """What is to be appended, and what the phone keeps. held: whether it waits for a person to look at it."""

    batch: Batch
    certificate: Certificate
    learner: str
    held: bool


def submit(claimant: Claimant, course: Course, progress: Progress, store: Store, means: Means) -> Claim:
    """Makes a claim and writes it; one that comes on top of its unit's limit is written as held.

    NotFinished, ClaimSpent and what `Store.append` raises.
    """
    made = claim(claimant, course, progress, store, means)
    try:
        store.append(made.batch)
    except LimitReached:
        made = claim(claimant, course, progress, store, means, held=True)
        store.append(made.batch)
    return made


def claim(
    claimant: Claimant, course: Course, progress: Progress, store: Store, means: Means, *, held: bool = False
) -> Claim:
    """Everything that one claim writes. NotFinished with the lessons left; ClaimSpent when it was issued already;
    NoPaperHere where a lesson asks no questions.

    held: whether it waits for a person to look at it; if not, the batch asks the store to keep the unit's limit.
    """
    if not course.claimable:
        raise NoPaperHere
    if left := progress.left(course):
        raise NotFinished(left=", ".join(lesson.title for lesson in left))
    spent = progress.claim(course.id)
    if earlier := store.claimed(spent):
        raise ClaimSpent(earlier.id)
    settings = store.settings()
    write = Writer(settings, claimant.unit.code, means, SELF)
    people: dict[str, PersonRow] = {}
    learner = _known_learner(claimant, progress, store)
    if learner is None:
        learner, people = registered(write, claimant)
    scores = {lesson.code: [progress.passed[lesson.code], len(lesson.questions)] for lesson in course.lessons}
    day = records.day_of(means.now).isoformat()
    completed = write(
        records.COMPLETED,
        {"learner": learner, "course": course.id, "version": course.version, "way": SELF, "day": day, "held": held,
         "claim": spent, "scores": scores},
    )  # fmt: skip
    certificate = certificate_for(claimant, course, settings, means)
    papers = issued(write, certificate, learner, completed.id)
    since = means.now - timedelta(minutes=settings.burst_minutes)
    limit = None if held else Limit(claimant.unit.code, since, settings.burst_people)
    return Claim(Batch(tuple(write.written), people, papers, limit), certificate, learner, held)


def account_claim(learner: str, course_id: str) -> str:
    """What a member's completion of a course spends, however often and by whomever it is told."""
    return f"account:{learner}:{course_id}"


def registered(write: Writer, claimant: Claimant, learner: str = "") -> tuple[str, dict[str, PersonRow]]:
    """Writes a new learner, with an id of its own unless one is given. → its id, and the row to go with the record."""
    learner = learner or write.means.new_id()
    return learner, told(write, records.REGISTERED, learner, claimant)


def told(write: Writer, kind: str, learner: str, claimant: Claimant) -> dict[str, PersonRow]:
    """Writes a learner's group and fields as they are from now on. → the row to go with the record."""
    row = PersonRow(claimant.person, write.means.salt())
    fields = {"learner": learner, "group": claimant.group, "commitment": commitment(row.person, row.salt)}
    write(kind, fields)
    return {learner: row}


def issued(write: Writer, certificate: Certificate, learner: str, completion: str) -> dict[str, bytes]:
    """Signs a paper and writes its record. → the payload by serial, to go with the record."""
    payload, key = write.means.sign(certificate)
    write(records.ISSUED, issued_fields(certificate, learner, completion, key))
    return {certificate.serial: payload}


def certificate_for(
    claimant: Claimant, course: Course, settings: Settings, means: Means, way: str = SELF
) -> Certificate:
    """The paper's fields, with a new serial."""
    return Certificate(
        serial=means.serial(),
        holder=claimant.person.name,
        birth_year=claimant.person.birth_year,
        course=course.id,
        title=course.title,
        group=claimant.group,
        unit=claimant.unit.code,
        unit_label=claimant.unit.label,
        day=records.day_of(means.now),
        way=way,
        issuer=settings.issuer,
        sample=settings.sample,
    )


def issued_fields(certificate: Certificate, learner: str, completion: str, key: str) -> dict[str, object]:
    """The data of a certificate.issued record: the paper's fields without the holder's."""
    return {
        "serial": certificate.serial, "learner": learner, "completion": completion, "course": certificate.course,
        "title": certificate.title, "group": certificate.group, "way": certificate.way,
        "day": certificate.day.isoformat(), "issuer": certificate.issuer, "key": key, "sample": certificate.sample,
    }  # fmt: skip


class Writer:
    """Makes records that share moment, attester and host, and a unit unless told otherwise."""

    def __init__(self, settings: Settings, unit: str, means: Means, by: str) -> None:
        self.written: list[Record] = []
        self.means = means
        self._host, self._at, self._unit, self._by = settings.host, records.stamp(means.now), unit, by

    def __call__(self, kind: str, data: Mapping[str, object], unit: str | None = None) -> Record:
        unit = self._unit if unit is None else unit
        record = Record(self.means.new_id(), kind, self._at, unit, self._by, self._host, data)
        self.written.append(record)
        return record


def _known_learner(claimant: Claimant, progress: Progress, store: Store) -> str | None:
    """This phone's learner, when the same person claims again: one learner for many courses."""
    learner = store.learner(progress.learner) if progress.learner else None
    person = store.person(progress.learner) if learner else None
    if learner is None or person is None or (learner.unit, learner.group) != (claimant.unit.code, claimant.group):
        return None
    same = normalised(person.name) == normalised(claimant.person.name)
    return learner.id if same and person.birth_year == claimant.person.birth_year else None
