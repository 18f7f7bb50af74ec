"""Facts: immutable records, from which everything that is shown can be rebuilt.

A record's signed content is one canonical payload (`Record.canonical`). It holds no personal data: where a person is
meant it holds a learner id and a salted commitment. How a host chains and signs its records is `trust.chain`'s.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from .errors import InvalidRecord
from .targets import WAYS

VERSION: Final = 1
LOCAL_TIME: Final = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""A day is a day in Vietnam, which has kept UTC+7 without summer time since 1975."""

REGISTERED = "learner.registered"
CORRECTED = "learner.corrected"
MERGED = "learner.merged"
ALIKE = "learner.alike"
DECIDED = "learner.decided"
ERASED = "learner.erased"
COMPLETED = "completion"
RELEASED = "completion.released"
REFUSED = "completion.refused"
ISSUED = "certificate.issued"
REVOKED = "certificate.revoked"
CLASS_OPENED = "class.opened"
CLASS_CHANGED = "class.changed"
CLASS_ENROLLED = "class.enrolled"
CLASS_LEFT = "class.left"
CLASS_ATTENDED = "class.attended"
CLASS_RESULT = "class.result"
CLASS_CLOSED = "class.closed"

_CLASS: Final[Mapping[str, type]] = {
    "class": str, "course": str, "version": str, "place": str, "village": str, "day": str, "group": str,
    "trainers": list,
}  # fmt: skip

_FIELDS: Final[Mapping[str, Mapping[str, type]]] = {
    REGISTERED: {"learner": str, "group": str, "commitment": str},
    CORRECTED: {"learner": str, "group": str, "commitment": str},
    MERGED: {"learner": str, "into": str},
    ALIKE: {"learner": str, "other": str},
    DECIDED: {"learner": str, "other": str, "same": bool},
    ERASED: {"learner": str},
    COMPLETED: {"learner": str, "course": str, "version": str, "way": str, "day": str, "held": bool, "claim": str},
    RELEASED: {"completion": str},
    REFUSED: {"completion": str, "reason": str},
    ISSUED: {
        "serial": str, "learner": str, "completion": str, "course": str, "title": str, "group": str, "way": str,
        "day": str, "issuer": str, "key": str, "sample": bool,
    },
    REVOKED: {"serial": str, "reason": str},
    CLASS_OPENED: _CLASS,
    CLASS_CHANGED: _CLASS,
    CLASS_ENROLLED: {"class": str, "learners": list},
    CLASS_LEFT: {"class": str, "learners": list},
    CLASS_ATTENDED: {"class": str, "present": list, "absent": list},
    CLASS_RESULT: {"class": str, "learner": str, "source": str, "right": int, "of": int},
    CLASS_CLOSED: {"class": str, "present": int, "passed": list},
}  # fmt: skip
KINDS: Final = tuple(_FIELDS)
_CANONICAL: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def day_of(moment: datetime) -> date:
    """The day in Vietnam on which a moment falls."""
    return moment.astimezone(LOCAL_TIME).date()


def stamp(moment: datetime) -> str:
    """An aware datetime → "2026-11-22T13:30:00.123Z", as records carry it."""
    return moment.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment_of(text: str) -> datetime:
    """The reverse of `stamp`."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


@dataclass(frozen=True, slots=True)
class Record:
    """id: UUIDv7. at: as `stamp`. unit: the unit it counts for, "" where none. by: who attests. host: which node.

    data: the fields that `kind` asks for and optionally more; strings, whole numbers, booleans, lists, mappings.
    """

    id: str
    kind: str
    at: str
    unit: str
    by: str
    host: str
    data: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def canonical(self) -> bytes:
        """The one payload that is hashed and signed: JSON, keys sorted, no spaces, UTF-8, strings in NFC."""
        body = {
            "at": self.at, "by": self.by, "data": self.data, "host": self.host, "id": self.id, "kind": self.kind,
            "unit": self.unit, "v": VERSION,
        }  # fmt: skip
        return _CANONICAL.encode(_plain(body, self.id)).encode()

    @classmethod
    def from_canonical(cls, payload: bytes) -> Record:
        """The reverse of `canonical`. InvalidRecord for anything that `canonical` would not have written."""
        try:
            body = json.loads(payload)
            record = cls(**{key: body[key] for key in ("id", "kind", "at", "unit", "by", "host", "data")})
            record.check()
            if body.get("v") != VERSION or record.canonical() != payload:
                raise InvalidRecord(record=str(body.get("id"))[:40], why="not in canonical form")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise InvalidRecord(record="?", why=f"not readable ({type(error).__name__})") from None
        return record

    def check(self) -> None:
        """InvalidRecord unless kind, fields and their types are right, and moment, day and way are such.

        What is counted reads them again: one bad record that was stored would stop every rebuild.
        """
        wanted = _FIELDS.get(self.kind)
        if wanted is None:
            raise InvalidRecord(record=self.id, why=f"unknown kind {self.kind!r}")
        for name, type_ in wanted.items():
            if type(self.data.get(name)) is not type_:
                raise InvalidRecord(record=self.id, why=f"{self.kind} needs the field {name!r} ({type_.__name__})")
            if type_ is list and not all(isinstance(one, str) for one in self.data[name]):
                raise InvalidRecord(record=self.id, why=f"{self.kind}: the field {name!r} takes texts only")
        if any(not isinstance(text, str) for text in (self.id, self.at, self.unit, self.by, self.host)):
            raise InvalidRecord(record=str(self.id), why="an envelope field is not text")
        if not (_is_moment(self.at) and _is_day(self.data.get("day", "2020-01-01"))):
            raise InvalidRecord(record=self.id, why="its moment or day is not written as records write them")
        if self.data.get("way", WAYS[0]) not in WAYS:
            raise InvalidRecord(record=self.id, why="unknown way of completing")


@lru_cache(maxsize=1024)
def _is_moment(text: str) -> bool:
    try:
        return stamp(moment_of(text)) == text
    except (ValueError, OverflowError):
        return False


def _is_day(text: Any) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == str(text)
    except (ValueError, TypeError):
        return False


def _plain(value: Any, record: str) -> Any:
    if isinstance(value, str):
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, (dict, Mapping)):  # the first is asked at no cost
        return {
            str(key): inner if type(inner) is str and inner.isascii() else _plain(inner, record)
            for key, inner in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_plain(inner, record) for inner in value]
    raise InvalidRecord(record=record, why=f"{type(value).__name__} has no place in a record")


@dataclass(frozen=True, slots=True)
class Seal:
    """A record's place in its host's chain. hash = SHA-256(seq ‖ prev ‖ canonical); signature: Ed25519 by `key`.

    signature: b"" where a later one of the same key vouches for it, as for records that were written together.
    """

    seq: int
    prev: bytes
    hash: bytes
    key: str
    signature: bytes
