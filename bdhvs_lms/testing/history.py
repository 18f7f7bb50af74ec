"""Valid records to test with: what portal, classes and commands would write, made from a clock that a test sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, timezone

from ..movement import codes, records
from ..movement.certificate import Certificate
from ..movement.claims import issued_fields
from ..movement.people import Person, commitment
from ..movement.records import Record
from ..movement.store import Batch, PersonRow
from ..movement.targets import CLASS, SELF


class Clock:
    """A clock that stands still until it is moved. Calling it gives the moment."""

    def __init__(self, now: datetime = datetime(2026, 3, 2, 2, 0, tzinfo=timezone.utc)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        """Moves by `timedelta`'s arguments, backwards where they are negative."""
        self.now += timedelta(**by)


class Ids:
    """UUIDv7s that follow the clock, and each other where the clock stands still."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self._count = clock, 0

    def __call__(self) -> str:
        self._count += 1
        milliseconds = int(self._clock.now.timestamp() * 1000)
        digits = f"{milliseconds:012x}7{self._count >> 8 & 0xFFF:03x}8{self._count & 0xFF:03x}{self._count:012x}"
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


class History:
    """Makes records one by one; `people` and `papers` keep what travels beside them, for `batch`."""

    def __init__(self, clock: Clock, host: str = "field-test", unit: str = "03637") -> None:
        self.clock, self.host, self.unit = clock, host, unit
        self.new_id = Ids(clock)
        self.people: dict[str, PersonRow] = {}
        self.papers: dict[str, bytes] = {}
        self._serials = 0

    def record(self, kind: str, data: Mapping[str, object], *, unit: str = "", by: str = "lan@example.vn") -> Record:
        return Record(self.new_id(), kind, records.stamp(self.clock.now), unit, by, self.host, data)

    def batch(self, *written: Record) -> Batch:
        """The records with the persons and papers that belong to them."""
        learners = [record.data.get("learner") for record in written if "commitment" in record.data]
        serials = [record.data.get("serial") for record in written if record.kind == records.ISSUED]
        return Batch(
            written,
            {learner: row for learner, row in self.people.items() if learner in learners},
            {serial: payload for serial, payload in self.papers.items() if serial in serials},
        )

    # --- learners ---

    def registered(
        self, person: Person | None = None, *, unit: str = "", group: str = "citizens", learner: str = ""
    ) -> Record:
        """A new learner; without a person the record commits to one whose row never travels along."""
        return self._person(records.REGISTERED, learner or self.new_id(), person, unit, group)

    def corrected(self, learner: str, person: Person, *, unit: str = "", group: str = "citizens") -> Record:
        """Takes the place of the person's row in `people`: batches made earlier keep the row they were made with."""
        return self._person(records.CORRECTED, learner, person, unit, group)

    def _person(self, kind: str, learner: str, person: Person | None, unit: str, group: str) -> Record:
        salt = len(self.people).to_bytes(16, "big")
        committed = commitment(person or Person("Không Gửi Kèm", 1980), salt)
        if person is not None:
            self.people[learner] = PersonRow(person, salt)
        data = {"learner": learner, "group": group, "commitment": committed}
        return self.record(kind, data, unit=unit or self.unit)

    def merged(self, learner: str, into: str) -> Record:
        return self.record(records.MERGED, {"learner": learner, "into": into}, by="rule")

    def alike(self, learner: str, other: str) -> Record:
        return self.record(records.ALIKE, {"learner": learner, "other": other}, by="rule")

    def decided(self, learner: str, other: str, *, same: bool) -> Record:
        return self.record(records.DECIDED, {"learner": learner, "other": other, "same": same})

    def erased(self, learner: str) -> Record:
        return self.record(records.ERASED, {"learner": learner})

    # --- classes ---

    def opened(self, code: str, *, unit: str = "", day: date | None = None, kind: str = records.CLASS_OPENED,
               place: str = "Nhà văn hóa", village: str = "Bản Thẳm", course: str = "an-toan") -> Record:  # fmt: skip
        when = (day or records.day_of(self.clock.now)).isoformat()
        data = {"class": code, "course": course, "version": "0" * 12, "place": place, "village": village,
                "day": when, "group": "citizens", "trainers": ["lan@example.vn"]}  # fmt: skip
        return self.record(kind, data, unit=unit or self.unit)

    def enrolled(self, code: str, *learners: str, left: bool = False) -> Record:
        kind = records.CLASS_LEFT if left else records.CLASS_ENROLLED
        return self.record(kind, {"class": code, "learners": list(learners)}, unit=self.unit)

    def attended(self, code: str, *, present: Sequence[str] = (), absent: Sequence[str] = ()) -> Record:
        data = {"class": code, "present": list(present), "absent": list(absent)}
        return self.record(records.CLASS_ATTENDED, data, unit=self.unit)

    def result(self, code: str, learner: str, right: int, *, of: int = 10, source: str = "spoken") -> Record:
        data = {"class": code, "learner": learner, "source": source, "right": right, "of": of}
        return self.record(records.CLASS_RESULT, data, unit=self.unit)

    def closed(self, code: str, *passed: str) -> Record:
        return self.record(records.CLASS_CLOSED, {"class": code, "present": len(passed), "passed": list(passed)})

    # --- completions ---

    def completed(
        self,
        learner: str,
        course: str,
        *,
        way: str = CLASS,
        day: date | None = None,
        held: bool = False,
        claim: str = "",
        unit: str = "",
        in_class: str = "",
    ) -> Record:
        when = (day or records.day_of(self.clock.now)).isoformat()
        data = {"learner": learner, "course": course, "version": "0" * 12, "way": way, "day": when, "held": held,
                "claim": claim, **({"class": in_class} if in_class else {})}  # fmt: skip
        return self.record(
            records.COMPLETED, data, unit=unit or self.unit, by=SELF if way == SELF else "lan@example.vn"
        )

    def released(self, completion: str) -> Record:
        return self.record(records.RELEASED, {"completion": completion})

    def refused(self, completion: str) -> Record:
        return self.record(records.REFUSED, {"completion": completion, "reason": "không có người này"})

    # --- certificates ---

    def serial(self) -> str:
        self._serials += 1
        return codes.serial_from_bytes(self._serials.to_bytes(codes.SERIAL_BYTES, "big"))

    def issued(self, completion: Record, *, paper: bytes | None = b"paper", serial: str = "") -> Record:
        """The certificate of a completion; `paper` is kept in `papers`, None: it never travels along."""
        data = completion.data
        certificate = Certificate(
            serial or self.serial(), "", 1980, data["course"], "An toàn trên mạng", "citizens", completion.unit,
            "xã Mường Kim", date.fromisoformat(data["day"]), data["way"], "Tỉnh đoàn Lai Châu",
        )  # fmt: skip
        if paper is not None:
            self.papers[certificate.serial] = paper
        fields = issued_fields(certificate, data["learner"], completion.id, "00c0ffee")
        return self.record(records.ISSUED, fields, unit=completion.unit)

    def revoked(self, serial: str, reason: str = "cấp nhầm") -> Record:
        return self.record(records.REVOKED, {"serial": serial, "reason": reason})
