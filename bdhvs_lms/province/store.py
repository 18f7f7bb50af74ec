"""`movement.Store` over the app's DocTypes."""

from __future__ import annotations

import base64
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Protocol

from ..movement.board import Numbers
from ..movement.classes import Seat, TrainingClass
from ..movement.course import Course, Lesson
from ..movement.people import Person
from ..movement.records import Record, Seal, stamp
from ..movement.store import Appended, Batch, Completion, Issued, Learner, Pair, Settings
from ..movement.targets import Denominator, Tally, Target
from ..movement.units import KINDS, WHOLE_PROVINCE, Group, Unit, vietnamese_order
from ..trust import Keyring
from . import class_rows, projections, reading, rows, sealing
from .kept import read_settings
from .writing import Writing, transaction

PAGE: Final = 500
"""Certificates that are read at a time."""


class Courses(Protocol):
    """What the store needs of a catalogue (`catalog.Catalog`)."""

    @property
    def courses(self) -> tuple[Course, ...]: ...
    def course(self, course_id: str) -> Course | None: ...
    def lesson(self, code: str) -> tuple[Course, Lesson] | None: ...
    def asset(self, course_id: str, name: str) -> Path | None: ...


class SiteStore:
    """The data of the site that Frappe is connected to. It never commits: a request, a job or a command does.

    clock: aware datetimes. new_id: UUIDv7s. keys: the keyring as it stands now; its own key names the issuer.
    """

    def __init__(
        self,
        catalog: Courses,
        keys: Callable[[], Keyring],
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._catalog, self._keys, self._clock, self._new_id = catalog, keys, clock, new_id

    @property
    def keyring(self) -> Keyring:
        return self._keys()

    # --- what the user keeps ---

    def settings(self) -> Settings:
        own = self.keyring.own
        return read_settings(issuer=own.issuer if own else "")

    def units(self) -> Sequence[Unit]:
        units = [_unit(row) for row in rows.select(f"SELECT code, unit_name, kind, sample FROM {rows.UNIT}")]
        place = {kind: KINDS.index(kind) for kind in KINDS} | {WHOLE_PROVINCE: -1}
        return sorted(units, key=lambda unit: (place[unit.kind], vietnamese_order(unit.name)))

    def unit(self, code: str) -> Unit | None:
        found = rows.select(f"SELECT code, unit_name, kind, sample FROM {rows.UNIT} WHERE name = %s", code)
        return next((_unit(row) for row in found if row["code"] == code), None)

    def groups(self) -> Sequence[Group]:
        found = rows.select(f"SELECT group_id, group_name FROM {rows.GROUP} ORDER BY place, name")
        return [Group(row["group_id"], row["group_name"]) for row in found]

    def targets(self) -> Sequence[Target]:
        return [_target(row) for row in rows.select(f"SELECT * FROM {rows.TARGET} ORDER BY target_id, year, unit")]

    def denominators(self) -> Sequence[Denominator]:
        sql = f"SELECT unit, audience, year, people, source FROM {rows.POPULATION} ORDER BY unit, audience, year"
        return [Denominator(*row.values()) for row in rows.select(sql)]

    # --- courses: those in files first, then those written in the LMS ---

    def courses(self) -> Sequence[Course]:
        files = self._catalog.courses
        known = {course.id for course in files}
        return [*files, *(course for course in reading.courses() if course.id not in known)]

    def course(self, course_id: str) -> Course | None:
        return self._catalog.course(course_id) or reading.course(course_id)

    def lesson(self, code: str) -> tuple[Course, Lesson] | None:
        return self._catalog.lesson(code) or reading.lesson(code)

    def course_file(self, course_id: str, name: str) -> bytes | None:
        path = self._catalog.asset(course_id, name)
        return path.read_bytes() if path else None

    # --- facts ---

    def append(self, batch: Batch) -> Appended:
        with transaction():
            return self.write(batch)

    def write(self, batch: Batch, made: Collection[str] = ()) -> Appended:
        """`append` within a `transaction` of the caller's. made: learners whose ids that transaction has made."""
        return Writing(batch, made, read_settings(issuer="").host, stamp(self._clock()), self._new_id).run()

    def records(self, after: int = 0) -> Iterator[tuple[Record, Seal | None]]:
        """Sealed records first, in their chain's order; then the others as they arrived."""
        for page in sealing.pages(after):
            for row in page:
                yield Record.from_canonical(row["body"].encode()), sealing.mark_of(row)

    def rebuild(self) -> None:
        pages = ([Record.from_canonical(row["body"].encode()) for row in page] for page in sealing.pages())
        with transaction(), rows.unlimited():
            projections.rebuild(pages)

    # --- projections ---

    def learner(self, learner_id: str) -> Learner | None:
        sql = f"SELECT * FROM {rows.LEARNER} WHERE name = %s AND registered <> ''"
        for row in rows.select(sql, learner_id):
            names = ("unit", "root", "registered")
            said = {name: row[name] for name in names}
            return Learner(id=row["name"], group=row["audience"], erased=bool(row["erased"]), **said)
        return None

    def person(self, learner_id: str) -> Person | None:
        sql = f"SELECT person_name, birth_year, phone, village FROM {rows.PERSON} WHERE name = %s"
        return next((Person(*row.values()) for row in rows.select(sql, learner_id)), None)

    def completion(self, completion_id: str) -> Completion | None:
        return next(iter(self._completions("name = %s", completion_id)), None)

    def claimed(self, claim: str) -> Completion | None:
        where = f"name = (SELECT completion FROM {rows.CLAIM} WHERE name = %s)"
        return next(iter(self._completions(where, rows.digest(claim))), None)

    def claims_since(self, unit: str, moment: datetime) -> int:
        count: int = rows.select(rows.CLAIMS_SINCE, unit, stamp(moment))[0]["people"]
        return count

    def held(self) -> Sequence[Completion]:
        return self._completions("state = 'held'")

    def _completions(self, where: str, *values: object) -> list[Completion]:
        sql = f"SELECT name, learner, course, unit, way, day, state FROM {rows.COMPLETION} WHERE {where} ORDER BY name"
        return [
            Completion(id=row["name"], **{name: str(row[name]) for name in row if name != "name"})
            for row in rows.select(sql, *values)
        ]

    def undecided(self) -> Sequence[Pair]:
        sql = f"SELECT one, other, learner.unit FROM {_UNDECIDED} ORDER BY one, other"
        return [Pair(*row.values()) for row in rows.select(sql)]

    def certificate(self, serial: str) -> Issued | None:
        return next(self._certificates("certificate.name = %s", serial), None)

    def certificate_of(self, completion_id: str) -> Issued | None:
        found = list(self._certificates("certificate.completion = %s", completion_id, order="certificate.record DESC"))
        return max(found, key=lambda one: one.revoked is None, default=None)

    def certificates(self, *, unit: str = "", course: str = "") -> Iterator[Issued]:
        last, asked = "", [(name, value) for name, value in (("unit", unit), ("course", course)) if value]
        where = " AND ".join(["certificate.name > %s", *(f"certificate.{name} = %s" for name, _ in asked)])
        while True:
            page = list(self._certificates(where, last, *(value for _, value in asked), limit=f" LIMIT {PAGE}"))
            yield from page
            if len(page) < PAGE:
                return
            last = page[-1].serial

    def _certificates(
        self, where: str, *values: object, order: str = "certificate.name", limit: str = ""
    ) -> Iterator[Issued]:
        for row in rows.select(f"SELECT {_CERTIFICATE} WHERE {where} ORDER BY {order}{limit}", *values):
            yield _issued(row)

    def certificates_named(self, serials: Sequence[str]) -> Sequence[Issued]:
        """Those of these certificates that there are, by serial."""
        where = f"certificate.name IN ({rows.marks(serials)})"
        return list(self._certificates(where, *serials)) if serials else []

    def paper(self, serial: str) -> bytes | None:
        found = rows.select(f"SELECT payload FROM {rows.PAPER} WHERE name = %s", serial)
        return base64.b64decode(found[0]["payload"]) if found else None

    def papers(self, serials: Sequence[str]) -> dict[str, bytes]:
        """`paper` of many, without those that have none."""
        sql = f"SELECT name, payload FROM {rows.PAPER} WHERE name IN ({rows.marks(serials)})"
        found = rows.select(sql, *serials) if serials else []
        return {row["name"]: base64.b64decode(row["payload"]) for row in found}

    def training_class(self, code: str) -> TrainingClass | None:
        return class_rows.one(code)

    def training_classes(self, units: Collection[str]) -> Sequence[TrainingClass]:
        return class_rows.of_units(units)

    def roll(self, code: str) -> Sequence[Seat]:
        return class_rows.roll(code)

    def unfinished(self, units: Collection[str]) -> Sequence[Seat]:
        return class_rows.unfinished(units)

    def numbers(self) -> Numbers:
        tallies = rows.select(f"SELECT requirement, unit, year, way, people FROM {rows.TALLY}")
        held = rows.select(
            f"SELECT completion.unit, audience, course, count(*) AS people FROM {rows.COMPLETION} completion"
            f" JOIN {rows.LEARNER} learner ON learner.name = completion.learner WHERE state = 'held' GROUP BY 1, 2, 3"
        )
        undecided = rows.select(
            f"SELECT learner.unit, audience, count(*) AS people FROM {_UNDECIDED} GROUP BY learner.unit, audience"
        )
        return Numbers(
            [Tally(*row.values()) for row in tallies],
            {(row["unit"], row["audience"], row["course"]): row["people"] for row in held},
            {(row["unit"], row["audience"]): row["people"] for row in undecided},
        )


_UNDECIDED: Final = (
    f"{rows.LINK} link JOIN {rows.LEARNER} learner ON learner.name = link.one WHERE merged = 0 AND decided = ''"
)
_CERTIFICATE: Final = (
    f"certificate.*, revocation.reason, coalesce(learner.erased, 0) AS erased FROM {rows.CERTIFICATE} certificate"
    f" LEFT JOIN {rows.REVOCATION} revocation ON revocation.name = certificate.name"
    f" LEFT JOIN {rows.LEARNER} learner ON learner.name = certificate.learner"
)


def _unit(row: rows.Row) -> Unit:
    return Unit(row["code"], row["unit_name"], row["kind"], bool(row["sample"]))


def _target(row: rows.Row) -> Target:
    return Target(
        row["target_id"], row["title"], row["audience"], row["unit"], row["year"],
        row["amount"] if row["measure"] == "Percent" else None,
        row["amount"] if row["measure"] == "People" else None,
        tuple((row["courses"] or "").split()), tuple(row["ways"].split()), row["source"], row["strength"],
    )  # fmt: skip


def _issued(row: rows.Row) -> Issued:
    names = ("learner", "completion", "course", "title", "unit", "way", "issuer")
    said: dict[str, Any] = {name: row[name] for name in names}
    return Issued(
        serial=row["name"], group=row["audience"], key=row["signing_key"], day=str(row["day"]),
        sample=bool(row["sample"]), revoked=row["reason"], erased=bool(row["erased"]), **said,
    )  # fmt: skip
