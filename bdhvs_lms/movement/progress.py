"""A citizen's progress before the paper: small enough for a cookie, and nobody's name in it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final

from .course import Course, Graded, Lesson

_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Progress:
    """nonce: 16 random bytes as hex, spent once per course. passed: lesson code → questions right at the passing try.

    learner: the id this phone's learner got with the first paper, "" before.
    """

    nonce: str
    passed: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    learner: str = ""

    def after(self, lesson: Lesson, graded: Graded) -> Progress:
        """With a graded try added: a passed lesson stays passed, its best try is kept."""
        if not graded.passed:
            return self
        best = max(graded.right, self.passed.get(lesson.code, 0))
        return replace(self, passed={**self.passed, lesson.code: best})

    def left(self, course: Course) -> tuple[Lesson, ...]:
        """Lessons of the course whose quiz has not been passed."""
        return tuple(lesson for lesson in course.lessons if lesson.code not in self.passed)

    def finished(self, course: Course) -> bool:
        return bool(course.lessons) and not self.left(course)

    def claim(self, course_id: str) -> str:
        """What is spent when the paper of a course is issued: 32 hex digits that don't give the nonce away."""
        return hashlib.sha256(f"{self.nonce}|{course_id}".encode()).hexdigest()[:32]

    def as_plain(self) -> dict[str, Any]:
        """For a signed cookie: short keys; each lesson is its 4-character code and the result as one base-36 digit."""
        passed = "".join(code + _DIGITS[min(right, 35)] for code, right in sorted(self.passed.items()))
        return {"n": self.nonce, "p": passed, "l": self.learner}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Progress:
        """The reverse; ValueError for anything else."""
        if not isinstance(plain, Mapping):
            raise ValueError("not a progress")
        nonce, passed, learner = plain.get("n"), plain.get("p"), plain.get("l")
        if not (isinstance(nonce, str) and isinstance(passed, str) and isinstance(learner, str)) or len(passed) % 5:
            raise ValueError("not a progress")
        parts = [passed[start : start + 5] for start in range(0, len(passed), 5)]
        return cls(nonce, {part[:4]: int(part[4], 36) for part in parts}, learner)
