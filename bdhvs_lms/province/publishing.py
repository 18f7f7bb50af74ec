"""Courses in files → courses in the LMS. Publishing again changes only what changed in the files.

Three are compared, part by part: what the files say, what was last written, what stands in the LMS. What staff edited
or deleted there is left and reported. Documents keep their names, so that progress and submissions stay. Nothing is
ever deleted, and no course is touched that publishing didn't make.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import frappe
from frappe import _

from ..catalog import Catalog, editorjs, lms
from ..movement.course import Course, Lesson
from ..movement.errors import N_, UnknownCourse
from . import lms_parts, permissions, rows, standing
from .site import catalog
from .standing import Links, digest

JOB: Final = "bdhvs_publish_courses"

SAME, ADDED, CHANGED = "same", "added", "changed"
EDITED, CONFLICT, GONE, REMOVED = "edited", "conflict", "gone", "removed"
TAKEN, BUSY, FAILED = "taken", "busy", "failed"
LEFT: Final = (EDITED, CONFLICT, GONE, REMOVED, TAKEN, BUSY, FAILED)
SAY: Final = {
    ADDED: N_("added"),
    CHANGED: N_("changed"),
    EDITED: N_("was edited in the LMS; left as it is"),
    CONFLICT: N_("was edited in the LMS and changed in the files; left as it is"),
    GONE: N_("was deleted in the LMS; not made again"),
    REMOVED: N_("is no longer in the files; left in the LMS"),
    TAKEN: N_("belongs to another course already; not published"),
    BUSY: N_("is being published by somebody else; try again later"),
    FAILED: N_("could not be published; see the Error Log"),
}
COURSE, CHAPTER, ORDER, LESSON, QUIZ, QUESTION, PICTURE = (
    N_("Course"),
    N_("Chapter"),
    N_("Order of lessons"),
    N_("Lesson"),
    N_("Quiz"),
    N_("Question"),
    N_("Picture in a lesson"),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """outcome: a key of `SAY`. part: a msgid."""

    outcome: str
    part: str
    title: str

    def say(self) -> str:
        return f"{_(self.part)} “{self.title}” {_(SAY[self.outcome])}"


@dataclass(slots=True)
class Report:
    """What publishing one course did. findings: one for each part that isn't as it was, or isn't as the files say."""

    course: str
    title: str
    findings: list[Finding] = field(default_factory=list)

    @property
    def left(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.outcome in LEFT)

    def say(self) -> str:
        """One line."""
        added, changed = (sum(one.outcome == outcome for one in self.findings) for outcome in (ADDED, CHANGED))
        counts = _("{added} parts added, {changed} changed, {left} left as they are in the LMS")
        return f"{self.course}: " + counts.format(added=added, changed=changed, left=len(self.left))


def publish(course_ids: Sequence[str] = (), again: bool = False) -> list[Report]:
    """Publishes the site's courses, or those named. UnknownCourse. `run` does it course by course, with commits.

    again: make anew what was deleted in the LMS.
    """
    courses = catalog()
    return [publish_course(courses, course, again) for course in _chosen(courses, course_ids)]


def _chosen(courses: Catalog, course_ids: Sequence[str]) -> list[Course]:
    """UnknownCourse."""
    chosen = []
    for course_id in course_ids or [course.id for course in courses.courses]:
        course = courses.course(course_id)
        if course is None:
            raise UnknownCourse(course=course_id)
        chosen.append(course)
    return chosen


def publish_course(courses: Catalog, course: Course, again: bool = False) -> Report:
    """One course, all of it or nothing."""
    found = [path for name in lms.picture_names(course) if (path := courses.asset(course.id, name))]
    links = standing.read_links(course.id)
    if links is None:
        _make_rows([course])
        links = standing.read_links(course.id) or Links(course.id)
    if links.source != "Files":
        return Report(course.id, course.title, [Finding(TAKEN, COURSE, course.title)])
    return _Publishing(course, links, lms.pictures(course, found), again).run()


def _make_rows(courses: Sequence[Course]) -> None:
    """So that there is something to hold while a course is published."""
    one = [{"name": each.id, "course_id": each.id, "title": each.title, "source": "Files"} for each in courses]
    rows.insert_new(rows.COURSE, *one)


class _Publishing:
    def __init__(self, course: Course, links: Links, pictures: Sequence[lms.Picture], again: bool) -> None:
        self._course, self._links, self._pictures, self._again = course, links, pictures, again
        self._stands = standing.read(links)
        self._digests = standing.digests(links, self._stands)
        self._said: dict[str, str] = {}
        self._report = Report(course.id, course.title)
        self._most = standing.most_options()

    def run(self) -> Report:
        if self._write_course() and self._find_chapter():
            for picture in self._pictures:
                self._write_picture(picture)
            for lesson in self._course.lessons:
                self._write_lesson(lesson)
            self._write_order()
            self._tell_removed()
        self._keep()
        return self._report

    # --- one part ---

    def _part(self, key: str, part: str, title: str, said: object, write: Callable[[], None]) -> str:
        """Compares a part and writes it where that is due. → the outcome."""
        mark, known = digest(said), self._links.known.get(key)
        outcome = self._compare(mark, known, self._digests.get(key))
        if outcome in (ADDED, CHANGED):
            write()
            self._said[key] = mark
        self._tell(outcome, part, title)
        return outcome

    def _compare(self, said: str, known: dict[str, str] | None, stands: str | None) -> str:
        if known is None or (stands is None and self._again):
            return ADDED
        if stands is None:
            return GONE
        if stands == known["stored"]:
            return SAME if said == known["said"] else CHANGED
        return EDITED if said == known["said"] else CONFLICT

    def _tell(self, outcome: str, part: str, title: str) -> None:
        if outcome != SAME:
            self._report.findings.append(Finding(outcome, part, title))

    # --- the parts ---

    def _write_course(self) -> bool:
        fields = lms.course_fields(self._course)
        stands = self._stands.course is not None

        def write() -> None:
            if stands:
                lms_parts.update("LMS Course", self._links.lms_course, fields)
            else:
                self._links.lms_course = lms_parts.add_course(self._course.id, fields)
                frappe.db.set_value("BDHVS Course", self._course.id, "certified", 1)

        return self._part("course", COURSE, self._course.title, fields, write) != GONE

    def _find_chapter(self) -> bool:
        chapter = self._stands.chapter
        if not chapter and (self._again or not self._links.lms_chapter):
            chapter = lms_parts.add_chapter(self._links.lms_course, lms.CHAPTER, list(self._stands.lessons))
            self._links.known.pop("order", None)
        if not chapter:
            self._tell(GONE, CHAPTER, self._course.title)
            return False
        self._links.lms_chapter = chapter
        return True

    def _write_picture(self, picture: lms.Picture) -> None:
        known = self._links.pictures.get(picture.name)
        changed = known is None or known["file"] != picture.file_name
        gone = known is not None and not changed and known["url"] not in self._stands.files
        if changed or (gone and self._again):
            url = lms_parts.add_file(self._links.lms_course, picture)
            self._links.pictures[picture.name] = {"file": picture.file_name, "url": url}
            self._tell(ADDED if known is None else CHANGED, PICTURE, picture.name)
        elif gone:
            self._tell(GONE, PICTURE, picture.name)

    def _write_lesson(self, lesson: Lesson) -> None:
        code, links = lesson.code, self._links
        row = links.lessons.get(code)
        if row is None and frappe.db.exists("BDHVS Lesson", code):
            self._tell(TAKEN, LESSON, f"{lesson.title} ({code})")
            return
        if f"lesson:{code}" in links.known and f"lesson:{code}" not in self._digests and not self._again:
            self._tell(GONE, LESSON, lesson.title)
            return
        row = links.lessons.setdefault(code, {"lms_lesson": "", "lms_quiz": ""})
        row |= {"lesson_id": lesson.id, "title": lesson.title}
        if lesson.questions:
            self._write_quiz(lesson, row)
        addresses = {name: picture["url"] for name, picture in links.pictures.items()}
        fields = {
            "title": lesson.title,
            "content": editorjs.content(self._course, lesson, quiz=row["lms_quiz"] or "", pictures=addresses),
        }

        def write() -> None:
            if f"lesson:{code}" in self._digests:
                lms_parts.update("Course Lesson", row["lms_lesson"], fields)
            else:
                row["lms_lesson"] = lms_parts.add_lesson(links.lms_course, links.lms_chapter, fields)

        self._part(f"lesson:{code}", LESSON, lesson.title, fields, write)

    def _write_quiz(self, lesson: Lesson, row: dict[str, Any]) -> None:
        code = lesson.code
        names = self._write_questions(lesson)
        said = {"title": lms.quiz_title(lesson), "passing_percentage": self._course.pass_mark, "questions": names}
        stands = f"quiz:{code}" in self._digests

        def write() -> None:
            if stands:
                lms_parts.update_quiz(row["lms_quiz"], **said)
            else:
                row["lms_quiz"] = lms_parts.add_quiz(f"{self._course.id}-{code.lower()}", **said)

        self._part(f"quiz:{code}", QUIZ, lesson.title, said, write)

    def _write_questions(self, lesson: Lesson) -> list[str]:
        """→ names of the lesson's LMS Questions."""
        names = self._links.questions.setdefault(lesson.code, [])
        for number, question in enumerate(lesson.questions, start=1):
            fields = lms.question_fields(question, self._most)
            key = f"question:{lesson.code}:{number}"

            def write(
                place: int = number - 1, fields: lms.Fields = fields, stands: bool = key in self._digests
            ) -> None:
                if stands:
                    lms_parts.update("LMS Question", names[place], fields)
                else:
                    names[place : place + 1] = [lms_parts.add("LMS Question", fields)]

            self._part(key, QUESTION, question.text, fields, write)
        return names[: len(lesson.questions)]

    def _write_order(self) -> None:
        """Lessons in the order of the files; where staff ordered them otherwise, only new ones are put in."""
        there = {**self._digests, **self._said}
        wanted = [lesson.code for lesson in self._course.lessons if f"lesson:{lesson.code}" in there]
        new = [code for code in wanted if f"lesson:{code}" not in self._digests]
        names = {code: self._links.lessons[code]["lms_lesson"] for code in wanted}
        known = self._links.known.get("order")
        if known and not self._order_stands(known["stored"].split()):
            moved = _among(wanted, known["said"].split()) != _among(known["said"].split(), wanted)
            self._tell(CONFLICT if moved else EDITED, ORDER, self._course.title)
            if new:
                lms_parts.insert_lessons(self._links.lms_chapter, list(names.values()), [names[code] for code in new])
        elif known is None or new or _among(known["said"].split(), wanted) != wanted:
            lms_parts.order_lessons(self._links.lms_chapter, list(names.values()))
            self._said["order"] = " ".join(wanted)
            if known and not new:
                self._tell(CHANGED, ORDER, self._course.title)

    def _order_stands(self, stored: Sequence[str]) -> bool:
        """Whether the lessons that still stand are in the order that was written."""
        kept = [code for code in stored if f"lesson:{code}" in self._digests]
        return self._digests["order"].split() == kept

    def _tell_removed(self) -> None:
        codes = {lesson.code for lesson in self._course.lessons}
        for code, row in self._links.lessons.items():
            if code not in codes and row["lms_lesson"] in self._stands.lessons:
                self._tell(REMOVED, LESSON, row["title"])

    # --- what the site keeps of it ---

    def _keep(self) -> None:
        """Writes down what was written, as the LMS stored it. Nothing where nothing is new."""
        links, course = self._links, self._course
        differs = "\n".join(finding.say() for finding in self._report.left)
        if not self._said and (differs, course.version) == (links.differs, links.version):
            return
        lessons = [
            {"name": code, "code": code, "course": course.id, **{name: row[name] for name in lms_parts.LESSON_LINKS}}
            for code, row in links.lessons.items()
        ]
        for lesson in lessons:
            rows.upsert(rows.LESSON, lesson, **{name: rows.new(name) for name in lms_parts.LESSON_LINKS})
        if self._said:
            stored = standing.digests(links, standing.read(links))
            links.known |= {key: {"said": said, "stored": stored[key]} for key, said in self._said.items()}
        said = {
            "title": course.title, "lms_course": links.lms_course, "lms_chapter": links.lms_chapter,
            "version": course.version, "differs": differs, "written": links.written,
            "published_at": frappe.utils.now(),
        }  # fmt: skip
        frappe.db.set_value("BDHVS Course", course.id, said)


def _among(codes: Sequence[str], others: Sequence[str]) -> list[str]:
    return [code for code in codes if code in others]


# --- on the queue --------------------------------------------------------------------------------------------------


def run(course_ids: Sequence[str] = (), again: bool = False) -> Iterator[Report]:
    """`publish`, each course committed by itself; one that can't be published is logged and doesn't stop the others."""
    courses = catalog()
    chosen = _chosen(courses, course_ids)
    _make_rows(chosen)
    frappe.db.commit()
    for done, course in enumerate(chosen):
        frappe.publish_progress(100 * done // len(chosen), title=_("Publishing courses"), description=course.title)
        report = _publish_logged(courses, course, again)
        frappe.db.commit()
        yield report
    frappe.publish_progress(100, title=_("Publishing courses"))


def _publish_logged(courses: Catalog, course: Course, again: bool) -> Report:
    """`publish_course`, or a report that it couldn't be."""
    try:
        with rows.unlimited():
            return publish_course(courses, course, again)
    except Exception as error:
        frappe.db.rollback()
        busy = isinstance(error, frappe.QueryTimeoutError | frappe.QueryDeadlockError)
        if not busy:
            frappe.log_error(f"Course {course.id} could not be published")
        return Report(course.id, course.title, [Finding(BUSY if busy else FAILED, COURSE, course.title)])


def work(course_ids: Sequence[str] = (), again: bool = False) -> None:
    """The job: `run` to its end, with what was left in its log."""
    for report in run(course_ids, again):
        for finding in report.findings:
            frappe.logger("bdhvs").info(f"{report.course}: {finding.say()}")


def enqueue_publish(course_ids: Sequence[str] = (), again: bool = False) -> None:
    """Publishes in the background, once what is being written is committed; one job at a time."""
    frappe.enqueue(
        "bdhvs_lms.province.publishing.work",
        queue="long",
        timeout=3600,
        job_id=JOB,
        deduplicate=True,
        enqueue_after_commit=True,
        course_ids=list(course_ids),
        again=again,
    )


@frappe.whitelist(methods=["POST"])
def publish_courses() -> None:
    """The button on the list of courses."""
    frappe.only_for([permissions.MANAGER, "System Manager"])
    enqueue_publish()
