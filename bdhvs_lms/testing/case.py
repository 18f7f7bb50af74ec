"""What every part of the contract starts from: a store with a few units, targets and courses, and ways to read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from ..movement.board import Row, board
from ..movement.course import KNOWLEDGE, Course, Lesson, Question
from ..movement.people import Person
from ..movement.records import Record
from ..movement.store import Appended, Settings, Store
from ..movement.targets import ACCOUNT, CLASS, WAYS, Denominator, Requirement, Target
from ..movement.units import AGENCY, COMMUNE, PROVINCE, WARD, WHOLE_PROVINCE, Group, Unit
from .history import Clock, History

if TYPE_CHECKING:
    from unittest import TestCase as _Case
else:
    _Case = object

KIM, LENG, HEALTH = "03637", "03405", "SYT01"
UNITS: Final = (
    Unit(HEALTH, "Sở Y tế", AGENCY),
    Unit("03463", "Tà Tổng", COMMUNE),
    Unit("03408", "Tân Phong", WARD),
    Unit(LENG, "Tả Lèng", COMMUNE),
    Unit("03388", "Đoàn Kết", WARD),
    Unit(PROVINCE, "Lai Châu", WHOLE_PROVINCE),
    Unit("03571", "Dào San", COMMUNE),
    Unit(KIM, "Mường Kim", COMMUNE),
)
IN_ORDER: Final = ("Lai Châu", "Dào San", "Mường Kim", "Tả Lèng", "Tà Tổng", "Đoàn Kết", "Tân Phong", "Sở Y tế")
GROUPS: Final = (Group("citizens", "Người dân"), Group("officials", "Cán bộ"))
SAFETY, SERVICES = "an-toan", "dich-vu"
SETTINGS: Final = Settings(
    host="field-test", public_address="https://bdhv.example.vn", issuer="Tỉnh đoàn Lai Châu", place="Mường Kim",
    signer_title="Bí thư", signer_name="Lò Văn Hặc", burst_people=3, burst_minutes=10,
)  # fmt: skip
MAI: Final = Person("Lò Thị Mai", 1985, "0912345678", "Bản Thẳm")


def _target(id_: str, group: str, courses: Sequence[str], ways: Sequence[str], unit: str = PROVINCE) -> Target:
    return Target(id_, id_, group, unit, 2026, 80, None, tuple(courses), tuple(ways), "văn bản", "sample")


TARGETS: Final = (
    _target("citizens", "citizens", [SAFETY], [ACCOUNT, CLASS]),
    _target("everyone", "citizens", [SAFETY], WAYS),
    _target("officials", "officials", [SERVICES, SAFETY], [ACCOUNT, CLASS]),
)
DENOMINATORS: Final = (Denominator(KIM, "citizens", 2026, 400, "UBND xã"),)


def course(id_: str, code: str, *, order: int = 1) -> Course:
    """A course of one lesson with five questions, the first option right."""
    question = Question(KNOWLEDGE, "Câu hỏi?", ("Đúng", "Sai"), 0, "Vì vậy.")
    lesson = Lesson("bai-1", code, f"Bài của {id_}", 5, "Làm được.", (), "<p>Bài.</p>", (question,) * 5)
    return Course(id_, f"Khóa {id_}", "", ("citizens",), order, 80, (), (lesson,), version="0" * 12)


COURSES: Final = (course(SAFETY, "AT01", order=1), course(SERVICES, "DV01", order=2))


class ContractCase(_Case):
    """Base of the parts. `make_store` is what a host gives; `self.clock` is the clock that its store has to follow."""

    clock: Clock
    history: History
    store: Store

    def make_store(
        self,
        *,
        units: Sequence[Unit],
        groups: Sequence[Group],
        targets: Sequence[Target],
        denominators: Sequence[Denominator],
        courses: Sequence[Course],
        settings: Settings,
    ) -> Store:
        """A store with these and without a record. A test may ask for several, one after the other."""
        raise NotImplementedError

    def setUp(self) -> None:
        super().setUp()
        self.clock = Clock()
        self.history = History(self.clock, SETTINGS.host, KIM)
        self.store = self.new_store()

    def new_store(self, **changes: Any) -> Store:
        """`make_store` with this module's units, targets and courses where nothing else is said."""
        given: dict[str, Any] = {
            "units": UNITS, "groups": GROUPS, "targets": TARGETS, "denominators": DENOMINATORS, "courses": COURSES,
            "settings": SETTINGS,
        }  # fmt: skip
        return self.make_store(**(given | changes))

    def put(self, *written: Record) -> Appended:
        """Appends records in one batch, with the persons and papers that belong to them."""
        return self.store.append(self.history.batch(*written))

    def new_learner(
        self, person: Person | None = None, *, unit: str = "", group: str = "citizens", learner: str = ""
    ) -> str:
        """Registers somebody, appends it and lets a minute pass. → the learner's id."""
        record = self.history.registered(person, unit=unit, group=group, learner=learner)
        self.put(record)
        self.clock.move(minutes=1)
        return str(record.data["learner"])

    def stored(self) -> list[Record]:
        return [record for record, _ in self.store.records()]

    def row(self, target: str, *, unit: str = PROVINCE) -> Row:
        """The board's row of a target of 2026."""
        rows = board(
            target, 2026, units=self.store.units(), targets=self.store.targets(),
            denominators=self.store.denominators(), numbers=self.store.numbers(),
        )  # fmt: skip
        return next(row for row in rows if row.unit.code == unit)

    def total(self, target: str, *, unit: str = PROVINCE) -> int:
        """People counted against a target of 2026."""
        return self.row(target, unit=unit).total

    def tally(self, requirement: Requirement) -> dict[tuple[str, int, str], int]:
        """(unit, year, way) → people who first met a requirement."""
        found = [one for one in self.store.numbers().tallies if one.key == requirement.key]
        return {(one.unit, one.year, one.way): one.people for one in found}

    def snapshot(self) -> dict[str, Any]:
        """Everything that the store's reading methods say of the records that it holds."""
        held = self.stored()
        learners = sorted({str(record.data["learner"]) for record in held if "learner" in record.data})
        completions = sorted(record.id for record in held if record.kind == "completion")
        numbers = self.store.numbers()
        return {
            "learners": [self.store.learner(one) for one in learners],
            "people": [self.store.person(one) for one in learners],
            "completions": [self.store.completion(one) for one in completions],
            "certificates": list(self.store.certificates()),
            "of completions": [self.store.certificate_of(one) for one in completions],
            "papers": [self.store.paper(one.serial) for one in self.store.certificates()],
            "held": self.store.held(),
            "classes": self.store.training_classes([one.code for one in self.store.units()]),
            "rolls": [self.store.roll(str(one.data["class"])) for one in held if "class" in one.data],
            "unfinished": self.store.unfinished([one.code for one in self.store.units()]),
            "undecided": self.store.undecided(),
            "tallies": sorted(numbers.tallies),
            "numbers of held": dict(numbers.held),
            "numbers of undecided": dict(numbers.undecided),
        }
