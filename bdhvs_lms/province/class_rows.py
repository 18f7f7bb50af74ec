"""Classes and their rolls over DocTypes: written from records, read as `movement.classes` has them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from ..movement import classes, records
from ..movement.classes import Plan, Result, Seat, TrainingClass
from ..movement.people import Person
from ..movement.records import Record
from ..movement.store import COUNTED, Standing
from . import rows
from .rows import new

PRESENT, ABSENT = "present", "absent"
_EMPTY: Final[Mapping[str, Any]] = {
    "enrolled": 0, "enrolled_told": "", "present": "", "present_told": "", "source": "", "right_answers": 0,
    "questions": 0, "result_told": "", "completion": "",
}  # fmt: skip
_PLANNED: Final = ("unit", "course", "version", "place", "village", "day", "audience", "trainers", "told")
_UNKNOWN: Final[Mapping[str, Any]] = {
    **dict.fromkeys(_PLANNED, ""), "day": None, "opened": "", "closed": "", "closing": "", "attended": 0, "passed": 0,
}  # fmt: skip

# --- from records ----------------------------------------------------------------------------------------------------


def plan(written: Sequence[Record]) -> set[str]:
    """As the latest record says, whatever order they arrive in; opened as the earliest."""
    later = f"{new('told')} > told"
    rows.upsert(
        rows.CLASS,
        *(
            {
                **_UNKNOWN, "name": data["class"], "unit": record.unit, "audience": data["group"], "told": record.id,
                "opened": record.at if record.kind == records.CLASS_OPENED else "",
                "trainers": json.dumps(list(data["trainers"]), ensure_ascii=False),
                **{name: data[name] for name in ("course", "version", "place", "village", "day")},
            }
            for record in written
            for data in [record.data]
        ),
        opened=_earliest("opened"),
        **{column: f"CASE WHEN {later} THEN {new(column)} ELSE {column} END" for column in _PLANNED},
    )  # fmt: skip
    return set()


def close(written: Sequence[Record]) -> set[str]:
    """How many came and passed as the first closing attests it: reports add these up, and never read the rolls."""
    first = f"closing = '' OR {new('closing')} < closing"
    said = [
        {"name": data["class"], "closed": record.at, "closing": record.id, "attended": data["present"],
         "passed": len(data["passed"])}
        for record in written
        for data in [record.data]
    ]  # fmt: skip
    rows.upsert(
        rows.CLASS,
        *({**_UNKNOWN, **row} for row in said),
        closed=_earliest("closed"),
        **{
            column: f"CASE WHEN {first} THEN {new(column)} ELSE {column} END"
            for column in ("attended", "passed", "closing")
        },
    )
    return set()


def _earliest(column: str) -> str:
    said = new(column)
    return f"CASE WHEN {said} <> '' AND ({column} = '' OR {column} > {said}) THEN {said} ELSE {column} END"


def enrol(written: Sequence[Record]) -> set[str]:
    told = [
        (record, learner, {"enrolled": int(record.kind == records.CLASS_ENROLLED)})
        for record in written
        for learner in record.data["learners"]
    ]
    return _tell(told, "enrolled_told", "enrolled")


def attend(written: Sequence[Record]) -> set[str]:
    told = [
        (record, learner, {"present": state})
        for record in written
        for state in (PRESENT, ABSENT)
        for learner in record.data[state]
    ]
    return _tell(told, "present_told", "present")


def tell_result(written: Sequence[Record]) -> set[str]:
    told = [
        (record, data["learner"],
         {"source": data["source"], "right_answers": data["right"], "questions": data["of"]})
        for record in written
        for data in [record.data]
    ]  # fmt: skip
    return _tell(told, "result_told", "source", "right_answers", "questions")


def _tell(told: Iterable[tuple[Record, str, Mapping[str, Any]]], by: str, *columns: str) -> set[str]:
    """Some columns of seats as the latest record says. by: the column that keeps which record that was."""
    later = f"{new(by)} > {by}"
    seats = [{**_seat(record.data["class"], learner), **said, by: record.id} for record, learner, said in told]
    change = {column: f"CASE WHEN {later} THEN {new(column)} ELSE {column} END" for column in (*columns, by)}
    rows.upsert(rows.SEAT, *seats, **change)
    return set()


def complete(written: Iterable[Record]) -> None:
    """Of completions that a class attests: the earliest stands on the seat."""
    attested = [record for record in written if "class" in record.data]
    first = f"completion = '' OR {new('completion')} < completion"
    rows.upsert(
        rows.SEAT,
        *({**_seat(one.data["class"], one.data["learner"]), "completion": one.id} for one in attested),
        completion=f"CASE WHEN {first} THEN {new('completion')} ELSE completion END",
    )


def must_stand(standing: Standing) -> None:
    """Whoever writes about a class waits here for who came first, and reads what that one committed."""
    found = rows.locked(f"SELECT closed FROM {rows.CLASS} WHERE name = %s", standing.code)
    if found:
        classes.must_stand(standing, found[0]["closed"] or "", lambda: _roll_now(standing.code))


def _roll_now(code: str) -> list[Seat]:
    """Without names and papers."""
    by_class = rows.by_index("bdhvs_seat_class_code")
    sql = f"SELECT * FROM {rows.SEAT} {by_class} WHERE class_code = %s AND (enrolled = 1 OR completion <> '')"
    return [_seat_of({**row, "known": None, "serial": ""}) for row in rows.locked(sql, code)]


def _seat(code: str, learner: str) -> dict[str, Any]:
    return {"name": rows.digest(code, learner), "class_code": code, "learner": learner, **_EMPTY}


# --- as they are shown -----------------------------------------------------------------------------------------------


def _count(where: str) -> str:
    return f"(SELECT count(*) FROM {rows.SEAT} seat WHERE seat.class_code = class.name AND {where})"


_CAME: Final = _count(f"enrolled = 1 AND present = '{PRESENT}'")
_ATTESTED: Final = _count("completion <> ''")
_CLASS: Final = (
    f"SELECT class.*, {_count('enrolled = 1')} AS seats, {_CAME} AS came, {_ATTESTED} AS attested"
    f" FROM {rows.CLASS} class WHERE opened <> ''"
)
_SERIAL: Final = (
    f"coalesce((SELECT certificate.name FROM {rows.CERTIFICATE} certificate LEFT JOIN {rows.REVOCATION} revocation"
    " ON revocation.name = certificate.name WHERE certificate.completion = seat.completion AND seat.completion <> ''"
    " ORDER BY revocation.name IS NOT NULL, certificate.record DESC LIMIT 1), '')"
)
_SEAT: Final = (
    f"SELECT seat.*, {_SERIAL} AS serial, person.name AS known, person_name, birth_year, phone, person.village"
    f" FROM {rows.SEAT} seat LEFT JOIN {rows.PERSON} person ON person.name = seat.learner"
)
_IN_ORDER: Final = "enrolled_told, seat.learner"
_UNFINISHED: Final = (
    f" JOIN {rows.CLASS} class ON class.name = seat.class_code"
    f" JOIN {rows.LEARNER} learner ON learner.name = seat.learner"
    " WHERE enrolled = 1 AND opened <> '' AND learner.erased = 0 AND NOT EXISTS ("
    f"SELECT done.name FROM {rows.COMPLETION} done JOIN {rows.LEARNER} other ON other.name = done.learner"
    f" WHERE other.root = learner.root AND done.course = class.course AND done.state = '{COUNTED}')"
)


def one(code: str) -> TrainingClass | None:
    found = rows.select(f"{_CLASS} AND class.name = %s", code)
    return next((_class_of(row) for row in found if row["name"] == code), None)


def of_units(units: Iterable[str]) -> list[TrainingClass]:
    asked = sorted(units)
    if not asked:
        return []
    sql = f"{_CLASS} AND unit IN ({rows.marks(asked)}) ORDER BY day DESC, opened DESC, class.name"
    return [_class_of(row) for row in rows.select(sql, *asked)]


def roll(code: str) -> list[Seat]:
    sql = f"{_SEAT} WHERE class_code = %s AND (enrolled = 1 OR completion <> '') ORDER BY {_IN_ORDER}"
    return [_seat_of(row) for row in rows.select(sql, code)]


def unfinished(units: Iterable[str]) -> list[Seat]:
    asked = sorted(units)
    if not asked:
        return []
    sql = f"{_SEAT}{_UNFINISHED} AND class.unit IN ({rows.marks(asked)})"
    order = f" ORDER BY class.day DESC, opened DESC, class.name, {_IN_ORDER}"
    return [_seat_of(row) for row in rows.select(sql + order, *asked)]


def _class_of(row: rows.Row) -> TrainingClass:
    day = row["day"] if isinstance(row["day"], date) else date.fromisoformat(str(row["day"]))
    names = ("unit", "course", "version", "place", "village")
    said = {name: row[name] or "" for name in names}
    made = Plan(**said, day=day, group=row["audience"], trainers=tuple(json.loads(row["trainers"] or "[]")))
    return TrainingClass(
        row["name"], made, row["opened"], row["closed"] or "", row["seats"], row["came"], row["attested"]
    )


def _seat_of(row: rows.Row) -> Seat:
    person = None
    if row["known"] is not None:
        person = Person(row["person_name"], row["birth_year"], row["phone"] or "", row["village"] or "")
    result = Result(row["source"], row["right_answers"], row["questions"]) if row["source"] else None
    present = {PRESENT: True, ABSENT: False}.get(row["present"] or "")
    return Seat(row["class_code"], row["learner"], person, present, result, row["completion"] or "", row["serial"])
