"""`Store`: the questions and the writes that the portal and the commands need. One contract, two implementations.

`bdhvs_lms.testing.StoreContract` says by tests what each method owes; field/ keeps it over SQLite, province/ over
DocTypes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from .board import Numbers
from .course import Course, Lesson
from .people import Person
from .records import Record, Seal
from .targets import Denominator, Target
from .units import Group, Unit

if TYPE_CHECKING:
    from .classes import Seat, TrainingClass


@dataclass(frozen=True, slots=True)
class Settings:
    """host: this node's id, fixed at init. public_address: "https://…" without trailing slash, "" until it is set.

    issuer: the body that issues papers, as printed. place: printed before the date. signer_title, signer_name: printed
    under the signature, may be empty. state_agency: the issuer is one: papers bear the header of Decree 30/2020.
    sample: the whole installation is for trying out, everything carries “MẪU”.
    burst_people claims without a trainer from one unit within burst_minutes are counted; what comes on top is held.
    """

    host: str
    public_address: str = ""
    issuer: str = ""
    place: str = ""
    signer_title: str = ""
    signer_name: str = ""
    state_agency: bool = False
    sample: bool = False
    burst_people: int = 30
    burst_minutes: int = 10


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person's fields with the salt of the commitment; the only place where they are kept."""

    person: Person
    salt: bytes


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `people` completions by way of `self` for `unit` since a moment, the batch's own not among them."""

    unit: str
    since: datetime
    people: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A class that is still open. roll: `classes.mark_of` the roll that it must still have, "" for any."""

    code: str
    roll: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """What is written together. people: learner id → row, for records that commit to one. papers: serial → payload.

    limit, standing: what must still hold when the batch is written, or nothing of it is.
    """

    records: tuple[Record, ...]
    people: Mapping[str, PersonRow] = field(default_factory=lambda: MappingProxyType({}))
    papers: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    limit: Limit | None = None
    standing: Standing | None = None


@dataclass(frozen=True, slots=True)
class Appended:
    """new: ids written now, with those of records that a rule added (likely pairs). known: ids that stood already."""

    new: tuple[str, ...]
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Learner:
    """A learner as projected. root: the earliest registered learner of all who count as one person with it."""

    id: str
    unit: str
    group: str
    root: str
    registered: str
    erased: bool


@dataclass(frozen=True, slots=True)
class Completion:
    """A completion as projected. state: "counted" | "held" | "refused"."""

    id: str
    learner: str
    course: str
    unit: str
    way: str
    day: str
    state: str


COUNTED, HELD, REFUSED = "counted", "held", "refused"


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate as the register has it: the record's fields, without the holder's. revoked: reason or None."""

    serial: str
    learner: str
    completion: str
    course: str
    title: str
    group: str
    unit: str
    way: str
    day: str
    issuer: str
    key: str
    sample: bool
    revoked: str | None
    erased: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Two learners who may be one person, the earlier first."""

    learner: str
    other: str
    unit: str


class Store(Protocol):
    """Reading methods never raise for what isn't there (None or empty); writing is `append` alone."""

    def settings(self) -> Settings: ...

    def units(self) -> Sequence[Unit]:
        """All units by kind (province, communes, wards, agencies), then by Vietnamese name."""
        ...

    def unit(self, code: str) -> Unit | None: ...

    def groups(self) -> Sequence[Group]: ...

    def targets(self) -> Sequence[Target]: ...

    def denominators(self) -> Sequence[Denominator]: ...

    def courses(self) -> Sequence[Course]:
        """Courses to be shown, by order and title."""
        ...

    def course(self, course_id: str) -> Course | None: ...

    def lesson(self, code: str) -> tuple[Course, Lesson] | None:
        """The lesson that a poster's 4-character code names."""
        ...

    def course_file(self, course_id: str, name: str) -> bytes | None:
        """A course's own picture or recording by its bare file name; None unless it is one of the course's files."""
        ...

    def append(self, batch: Batch) -> Appended:
        """Writes records and projects them in one durable transaction, all or nothing, idempotent by record id.

        A registration whose person matches a known learner (`people.matches`) is followed, in the same transaction, by
        a merge or alike record. `learner.erased` destroys the learner's person row and papers.

        InvalidRecord: a record is malformed, or a person's row doesn't fit the commitment. RecordConflict: an id stands
        with other content. ClaimSpent: a completion's claim was spent by another completion. LimitReached: the
        batch's limit doesn't hold. ClassClosed, RollChanged: its class doesn't stand as it should. StoreUnavailable:
        disk full, or the database stayed locked.
        """
        ...

    def records(self, after: int = 0) -> Iterator[tuple[Record, Seal | None]]:
        """All records in the order in which they were appended, without the first `after` of them."""
        ...

    def learner(self, learner_id: str) -> Learner | None: ...

    def person(self, learner_id: str) -> Person | None:
        """None when erased or never known here."""
        ...

    def completion(self, completion_id: str) -> Completion | None: ...

    def claimed(self, claim: str) -> Completion | None:
        """The completion for which a claim was spent."""
        ...

    def claims_since(self, unit: str, moment: datetime) -> int:
        """Completions by way of `self` recorded for a unit since a moment."""
        ...

    def held(self) -> Sequence[Completion]: ...

    def undecided(self) -> Sequence[Pair]: ...

    def certificate(self, serial: str) -> Issued | None: ...

    def certificate_of(self, completion_id: str) -> Issued | None:
        """The latest certificate issued for a completion that isn't revoked, else the latest."""
        ...

    def certificates(self, *, unit: str = "", course: str = "") -> Iterator[Issued]:
        """Certificates by serial, of a unit and course where given."""
        ...

    def paper(self, serial: str) -> bytes | None:
        """The signed payload that the certificate's QR carries; None when erased or never known here."""
        ...

    def training_class(self, code: str) -> TrainingClass | None: ...

    def training_classes(self, units: Collection[str]) -> Sequence[TrainingClass]:
        """The classes of these units, the latest day first, of one day the one opened last."""
        ...

    def roll(self, code: str) -> Sequence[Seat]:
        """Who is on a class's roll, in the order in which they were put on it, of those put on it at once by id."""
        ...

    def unfinished(self, units: Collection[str]) -> Sequence[Seat]:
        """Seats in classes of these units whose learner has completed the class's course in no way that counts.

        The latest class first; a learner once for each class.
        """
        ...

    def numbers(self) -> Numbers:
        """What the board is computed from; its size doesn't grow with the number of completions."""
        ...

    def rebuild(self) -> None:
        """Makes every projection anew from the records, in one transaction, with the same result."""
        ...
