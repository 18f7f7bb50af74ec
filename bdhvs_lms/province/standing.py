"""What stands in the LMS of a course that was published: read with a handful of queries, told by short digests.

A part's key: "course", "order", "lesson:<code>", "quiz:<code>", "question:<code>:<number>". Its digest is over what
publishing writes of it; what staff set beside that (picture of the course, attempts, preview) is theirs. The order of
lessons is told by their codes in plain.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import frappe

from ..catalog import editorjs, lms
from . import rows

COURSE_FIELDS: Final = ("title", "short_introduction", "description")


@dataclass(slots=True)
class Links:
    """What the site keeps of a course: the LMS documents it stands for, and what was last written there.

    lessons: code → row of BDHVS Lesson. known: key → {"said": digest in the files, "stored": digest in the LMS}.
    questions: code → names of LMS Questions in order. pictures: name → {"file": its file name, "url": where it lies}.
    """

    course: str
    source: str = "Files"
    version: str = ""
    differs: str = ""
    lms_course: str = ""
    lms_chapter: str = ""
    lessons: dict[str, dict[str, Any]] = field(default_factory=dict)
    known: dict[str, dict[str, str]] = field(default_factory=dict)
    questions: dict[str, list[str]] = field(default_factory=dict)
    pictures: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def written(self) -> str:
        said = {"parts": self.known, "questions": self.questions, "pictures": self.pictures}
        return json.dumps(said, ensure_ascii=False, sort_keys=True)


@dataclass(frozen=True, slots=True)
class Standing:
    """course: row, None when it isn't there. chapter: name, empty when it isn't. order: lessons of that chapter.

    lessons, quizzes, questions: name → row; lessons and quizzes of other courses aren't among them.
    rows: quiz → names of its questions. files: addresses.
    """

    course: rows.Row | None
    chapter: str
    order: tuple[str, ...]
    lessons: Mapping[str, rows.Row]
    quizzes: Mapping[str, rows.Row]
    rows: Mapping[str, Sequence[str]]
    questions: Mapping[str, rows.Row]
    files: frozenset[str]


def digest(value: object) -> str:
    """16 hex digits of SHA-256 over canonical JSON."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def most_options() -> int:
    """Options that a question of this LMS can hold."""
    meta = frappe.get_meta("LMS Question")
    return max(number for number in range(1, lms.MOST_OPTIONS + 1) if meta.has_field(f"option_{number}"))


def read_links(course_id: str) -> Links | None:
    """Holds the course's row until the transaction ends: two who publish wait for each other (MariaDB)."""
    found = rows.locked(f"SELECT * FROM {rows.COURSE} WHERE name = %s", course_id)
    if not found:
        return None
    row, written = found[0], json.loads(found[0]["written"] or "{}")
    lessons = rows.select(f"SELECT * FROM {rows.LESSON} WHERE course = %s", course_id)
    return Links(
        course_id,
        row["source"] or "",
        row["version"] or "",
        row["differs"] or "",
        row["lms_course"] or "",
        row["lms_chapter"] or "",
        {lesson["name"]: lesson for lesson in lessons},
        written.get("parts", {}),
        written.get("questions", {}),
        written.get("pictures", {}),
    )


def _named(table: str, fields: str, names: Iterable[str]) -> dict[str, rows.Row]:
    wanted = [name for name in names if name]
    if not wanted:
        return {}
    found = rows.select(f"SELECT name, {fields} FROM `tab{table}` WHERE name IN ({rows.marks(wanted)})", *wanted)
    return {row["name"]: row for row in found}


def read(links: Links) -> Standing:
    course = _named("LMS Course", ", ".join(COURSE_FIELDS), [links.lms_course]).get(links.lms_course)
    lessons = _named(
        "Course Lesson", "title, content, course, chapter", (row["lms_lesson"] for row in links.lessons.values())
    )
    ours = {name: row for name, row in lessons.items() if course and row["course"] == links.lms_course}
    chapter = _chapter(links, ours) if course else ""
    inside = rows.select("SELECT lesson FROM `tabLesson Reference` WHERE parent = %s ORDER BY idx", chapter)
    quizzes = _named(
        "LMS Quiz", "title, passing_percentage, course, lesson", (row["lms_quiz"] for row in links.lessons.values())
    )
    return Standing(
        course,
        chapter,
        tuple(row["lesson"] for row in inside),
        ours,
        quizzes,
        _questions_of(tuple(quizzes)),
        _questions([name for names in links.questions.values() for name in names]),
        _files([picture["url"] for picture in links.pictures.values()]),
    )


def _chapter(links: Links, lessons: Mapping[str, rows.Row]) -> str:
    """The course's chapter; where it was deleted, one that its lessons were moved to."""
    named = _named("Course Chapter", "course", [links.lms_chapter, *(row["chapter"] for row in lessons.values())])
    return next((name for name in (links.lms_chapter, *named) if _is_of(named.get(name), links.lms_course)), "")


def _is_of(row: rows.Row | None, lms_course: str) -> bool:
    return row is not None and row["course"] == lms_course


def _questions_of(quizzes: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {name: [] for name in quizzes}
    if quizzes:
        sql = (
            f"SELECT parent, question FROM `tabLMS Quiz Question` WHERE parent IN ({rows.marks(quizzes)}) ORDER BY idx"
        )
        for row in rows.select(sql, *quizzes):
            found[row["parent"]].append(row["question"])
    return found


def _questions(names: Sequence[str]) -> dict[str, rows.Row]:
    numbers = range(1, most_options() + 1)
    columns = [f"{kind}_{number}" for kind in ("option", "is_correct", "explanation") for number in numbers]
    return _named("LMS Question", ", ".join(["question", "type", *columns]), names)


def _files(urls: Sequence[str]) -> frozenset[str]:
    if not urls:
        return frozenset()
    found = rows.select(f"SELECT file_url FROM `tabFile` WHERE file_url IN ({rows.marks(urls)})", *urls)
    return frozenset(row["file_url"] for row in found)


def digests(links: Links, stands: Standing) -> dict[str, str]:
    """Key → digest of every part that stands in the LMS."""
    found: dict[str, str] = {}
    if stands.course:
        found["course"] = digest([stands.course[name] for name in COURSE_FIELDS])
    if stands.chapter:
        codes = {row["lms_lesson"]: code for code, row in links.lessons.items()}
        found["order"] = " ".join(codes[name] for name in stands.order if name in codes)
    for code, row in links.lessons.items():
        if lesson := stands.lessons.get(row["lms_lesson"]):
            found[f"lesson:{code}"] = digest([lesson["title"], editorjs.normal(lesson["content"])])
        if quiz := stands.quizzes.get(row["lms_quiz"]):
            at_home = quiz["lesson"] == row["lms_lesson"] and quiz["course"] == links.lms_course
            said = [quiz["title"], quiz["passing_percentage"], stands.rows[quiz["name"]], at_home]
            found[f"quiz:{code}"] = digest(said)
        for number, name in enumerate(links.questions.get(code, []), start=1):
            if question := stands.questions.get(name):
                found[f"question:{code}:{number}"] = digest({**question, "name": None})
    return found
