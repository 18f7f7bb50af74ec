"""`portal.Classroom` over the LMS: a member's progress, tries and certificate in a course are the LMS' own.

Nothing is kept here. What is written is written by the LMS' functions, as the member who is signed in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, Final

import frappe
from frappe.utils import cint, strip_html
from lms.lms import utils as lms_utils
from lms.lms.doctype.course_lesson import course_lesson
from lms.lms.md import find_macros
from redis.exceptions import RedisError

from ..movement.course import Course, Lesson
from ..portal.classroom import AnsweredAlready, Classroom, Exam, MemberPaper, Outcome, Refused, Task
from ..trust import text_of
from . import exams, reading, rows
from .store import SiteStore
from .writing import transaction

ONCE_SECONDS: Final = 60
"""How long a form that was sent twice is recognised; by then the first one is committed."""
_ONLY_IN_LMS: Final = frozenset({"assignment", "program"})
"""Parts of a lesson that must be done and that the portal doesn't have."""
_VIDEO: Final = re.compile(r"\.(?:mp4|webm|ogg|mov|m4v)$|youtu\.?be|vimeo", re.I)


def classrooms(user: str, courses: Sequence[Course], store: SiteStore) -> Mapping[str, Classroom]:
    """By course id, of those courses that stand in the LMS."""
    found: dict[str, SiteClassroom] = {}
    for row in rows.select(_LESSONS.format(rows.marks(courses)), user, *(course.id for course in courses)):
        room = found.setdefault(row["course"], SiteClassroom(user, row["course"], row["lms_course"], store))
        room.take(row)
    return dict(found)


_LESSONS: Final = (
    "SELECT lesson.name AS code, lesson.course, lesson.lms_lesson, course.lms_course, progress.status"
    f" FROM {rows.LESSON} lesson JOIN {rows.COURSE} course ON course.name = lesson.course"
    " JOIN `tabLMS Course` standing ON standing.name = course.lms_course"
    " LEFT JOIN `tabLMS Course Progress` progress ON progress.lesson = lesson.lms_lesson"
    " AND progress.member = %s AND progress.status = 'Complete'"
    " WHERE lesson.course IN ({})"
)


class SiteClassroom:
    """One member in one course, for one request."""

    def __init__(self, user: str, course: str, lms_course: str, store: SiteStore) -> None:
        self._user, self._course, self._lms_course, self._store = user, course, lms_course, store
        self._lessons: dict[str, str] = {}  # code → LMS lesson
        self._passed: set[str] = set()

    def take(self, row: rows.Row) -> None:
        self._lessons[row["code"]] = row["lms_lesson"] or ""
        if row["status"]:
            self._passed.add(row["code"])

    @property
    def passed(self) -> frozenset[str]:
        return frozenset(self._passed)

    @cached_property
    def enrolled(self) -> bool:
        return bool(frappe.db.exists("LMS Enrollment", {"course": self._lms_course, "member": self._user}))

    def left(self, course: Course) -> tuple[Lesson, ...]:
        return tuple(lesson for lesson in course.lessons if lesson.code not in self._passed)

    def finished(self, course: Course) -> bool:
        return self.enrolled and bool(lms_utils.get_course_progress(self._lms_course, self._user) >= 100)

    def address(self, lesson: Lesson | None = None) -> str:
        stands = self._lessons.get(lesson.code) if lesson else None
        if stands:
            return str(lms_utils.get_lesson_url(self._lms_course, lms_utils.get_lesson_index(stands)))
        return f"{reading.lms_path()}/courses/{self._lms_course}"

    def task(self, lesson: Lesson) -> Task:
        parts = self._parts(lesson)
        quizzes = [part["quiz"] for part in parts if part["type"] == "quiz"]
        elsewhere = not self._lessons.get(lesson.code) or any(self._is_elsewhere(part) for part in parts)
        if elsewhere:
            return Task(quiz=False, read=False)
        return Task(quiz=len(quizzes) == 1, read=not (quizzes and _enforced("quiz")))

    def exam(self, lesson: Lesson) -> Exam | None:
        quiz = self._quiz(lesson)
        return exams.exam(quiz, self._user) if quiz else None

    def latest(self, lesson: Lesson) -> str | None:
        quiz = self._quiz(lesson)
        return exams.latest(quiz, self._user) if quiz else None

    def outcome(self, lesson: Lesson, attempt: str) -> Outcome | None:
        quiz = self._quiz(lesson)
        return exams.outcome(quiz, self._user, attempt) if quiz else None

    def enrol(self) -> None:
        if self.enrolled:
            return
        with self._once("enrol"), _by_the_lms():
            frappe.get_doc({"doctype": "LMS Enrollment", "course": self._lms_course, "member": self._user}).insert()
        self.__dict__["enrolled"] = True

    def submit(self, lesson: Lesson, tried: int, answers: Mapping[str, Sequence[str]]) -> str:
        quiz = self._quiz(lesson)
        exam = exams.exam(quiz, self._user) if quiz else None
        if quiz is None or exam is None or not exam.asked or not self.enrolled:
            raise Refused(why=frappe._("This quiz can't be answered here."))
        if exam.tried != tried:
            raise AnsweredAlready
        with self._once(f"{quiz}|{tried}"), _by_the_lms():
            submission = exams.submit(quiz, self._user, answers)
            outcome = exams.outcome(quiz, self._user, submission)
            if outcome is not None and outcome.passed and not self._is_complete(lesson):
                self._save_progress(lesson)  # a quiz that doesn't know its lesson
        return submission

    def read(self, lesson: Lesson) -> None:
        if lesson.code in self._passed:
            return
        if not self.task(lesson).read:
            raise Refused(why=frappe._("This lesson can only be completed in the learning system."))
        self.enrol()
        with self._once(f"read|{lesson.code}"), _by_the_lms():
            self._save_progress(lesson)

    def paper(self) -> MemberPaper | None:
        sql = f"SELECT name FROM {rows.ACCOUNT} WHERE user = %s ORDER BY creation, name LIMIT 1"
        found = rows.select(sql, self._user)
        done = self._store.claimed(f"account:{found[0]['name']}:{self._course}") if found else None
        issued = self._store.certificate_of(done.id) if done else None
        payload = self._store.paper(issued.serial) if issued else None
        return MemberPaper(issued, text_of(payload)) if issued and payload else None

    def _save_progress(self, lesson: Lesson) -> None:
        course_lesson.save_progress(self._lessons[lesson.code], self._lms_course)

    def _is_complete(self, lesson: Lesson) -> bool:
        done = {"lesson": self._lessons[lesson.code], "member": self._user, "status": "Complete"}
        return bool(frappe.db.exists("LMS Course Progress", done))

    def _quiz(self, lesson: Lesson) -> str | None:
        """The lesson's one quiz; several are taken in the LMS."""
        quizzes = [part["quiz"] for part in self._parts(lesson) if part["type"] == "quiz"]
        return quizzes[0] if len(quizzes) == 1 else None

    def _parts(self, lesson: Lesson) -> list[dict[str, Any]]:
        """What the LMS lesson is made of: EditorJS blocks with a quiz each at most, or macros of an old body."""
        stands = self._lessons.get(lesson.code)
        found = frappe.db.get_value("Course Lesson", stands, ["content", "body"], as_dict=True) if stands else None
        if found is None:
            return []
        if not found.content:
            return [{"type": name.lower(), "quiz": value} for name, value in find_macros(found.body or "")]
        try:
            blocks = json.loads(found.content).get("blocks") or []
        except (ValueError, AttributeError):
            return []
        return list(_split(blocks))

    @staticmethod
    def _is_elsewhere(part: Mapping[str, Any]) -> bool:
        """Whether the LMS lets a lesson be complete only once this part was done in its own player."""
        if part["type"] in _ONLY_IN_LMS:
            return part["type"] != "assignment" or _enforced("assignment")
        return bool(part.get("video")) and _enforced("video", without=False)

    @contextmanager
    def _once(self, what: str) -> Iterator[None]:
        """AnsweredAlready when the same was begun a moment ago, by a second press or a second page."""
        key = frappe.cache.make_key(f"bdhvs_once|{self._user}|{self._lms_course}|{what}")
        try:
            first = frappe.cache.execute_command("SET", key, "1", "NX", "EX", ONCE_SECONDS)
        except RedisError:
            first = True
        if not first:
            raise AnsweredAlready
        try:
            yield
        except BaseException:
            frappe.cache.execute_command("DEL", key)
            raise


def _split(blocks: Sequence[Any]) -> Iterator[dict[str, Any]]:
    for block in blocks:
        data = block.get("data") if isinstance(block, dict) else None
        if not isinstance(data, dict):
            continue
        kind = str(block.get("type"))
        video = kind in ("upload", "embed") and _VIDEO.search(str(data.get("file_url") or data.get("source") or ""))
        yield {"type": kind, "quiz": data.get("quiz"), "video": bool(video)}
        for inner in data.get("quizzes") or [] if kind == "upload" else []:
            yield {"type": "quiz", "quiz": inner.get("quiz")}


def _enforced(what: str, without: bool = True) -> bool:
    """The LMS' setting. without: what versions do that don't have it."""
    value = frappe.get_cached_value("LMS Settings", "LMS Settings", f"enforce_{what}_completion")
    return without if value is None else bool(cint(value))


@contextmanager
def _by_the_lms() -> Iterator[None]:
    """What is written inside stays whole or not at all; the LMS' own refusals become `Refused` in its words."""
    try:
        with transaction():
            yield
    except (frappe.ValidationError, frappe.PermissionError, frappe.DuplicateEntryError) as error:
        told = [str(message.get("message") or "") for message in frappe.get_message_log()]
        frappe.clear_messages()
        why = strip_html(next((text for text in reversed(told) if text), str(error)))
        raise Refused(why=why or frappe._("This is not permitted.")) from error
