"""The numbers to reach on a Frappe site: `make benchmark-site BENCH=… SITE=…`, on a site that nobody needs.

It runs in the bench's own Python, so that the other benchmarks need no Frappe. What it writes is rolled back, but for
what the download of certificates needs (`site_paper`): that is taken away afterwards.
"""

from __future__ import annotations

import gzip
import os
import random
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import frappe
import frappe.app
from werkzeug.test import Client
from werkzeug.wrappers import Response

from bdhvs_lms.movement.targets import WAYS
from bdhvs_lms.province import completions, projections, publishing, renderer, reports, rows, site

from . import site_paper
from .goals import Goal

ROUNDS = 200
MEMBERS = 60
COMPLETIONS = int(os.environ.get("COMPLETIONS", "1000000"))
PAGE = 2000
EMPTY = "/bdhvs/empty"
YEAR = 2026


@contextmanager
def connected(name: str) -> Iterator[None]:
    """A connection as Administrator; nothing of what is written stays."""
    frappe.init(name, sites_path=".")
    frappe.connect()
    frappe.db.rollback()  # a new connection to SQLite has no transaction yet, and would keep each write
    frappe.set_user("Administrator")
    try:
        with rows.unlimited():
            yield
    finally:
        frappe.db.rollback()
        frappe.destroy()


@contextmanager
def queries() -> Iterator[list[tuple[str, Any]]]:
    """(statement, values) of what is run inside, without what only marks a savepoint."""
    run: Callable[..., Any] = frappe.db.sql
    found: list[tuple[str, Any]] = []

    def sql(query: Any, values: Any = (), *given: Any, **named: Any) -> Any:
        if "savepoint" not in str(query).lower():
            found.append((str(query), values))
        return run(query, values, *given, **named)

    with patch.object(frappe.db, "sql", sql):
        yield found


# --- the lesson page --------------------------------------------------------------------------------------------------


def lesson(name: str) -> Iterator[Goal]:
    """Through Frappe's whole application, in this process: a lesson against an empty answer by the same hook."""
    with connected(name):
        course = site.catalog().courses[0]
        top = f"/{prefix}" if (prefix := site.reading_prefix()) else ""
        twin = frappe.db.get_value("BDHVS Course", course.id, "lms_course")
    pages = [f"{top}/hoc/{course.id}/{one.id}" for one in course.lessons]
    lms = f"/api/method/lms.lms.utils.get_lesson?course={twin}&chapter=1&lesson=1"
    client, headers = Client(frappe.app.application), {"Host": name, "Accept-Encoding": "gzip"}
    render = renderer.PortalRenderer.render

    def or_empty(self: Any) -> Response:
        return Response() if frappe.local.request.path == f"{top}{EMPTY}" else render(self)

    def ask(address: str) -> float:
        start = time.perf_counter()
        answer = client.get(address, headers=headers)
        taken = time.perf_counter() - start
        assert answer.status_code == 200 or address == lms, (address, answer.status_code)
        return taken

    with patch.object(renderer.PortalRenderer, "render", or_empty):
        for address in (pages[0], f"{top}{EMPTY}", lms) * 5:
            ask(address)
        times = [[ask(address) for address in (pages[0], f"{top}{EMPTY}", lms)] for _ in range(ROUNDS)]
        yield from _weight(client, headers, pages)
    page, empty, theirs = (1000 * statistics.median(kept) for kept in zip(*times, strict=True))
    said = f"empty page, same hook: {empty:.1f} ms; the LMS' own lesson call: {theirs:.1f} ms"
    yield Goal("lesson page, server time", page / empty, 2.0, f"{page:.1f} ms", said)


def _weight(client: Client, headers: dict[str, str], pages: list[str]) -> Iterator[Goal]:
    heaviest, requests = 0, 0
    for address in pages:
        answer = client.get(address, headers=headers)
        body = answer.get_data()
        html = (gzip.decompress(body) if answer.headers.get("Content-Encoding") == "gzip" else body).decode()
        # What holds up reading: style sheets, and scripts that aren't deferred.
        needed = re.findall(r'<link rel="stylesheet" href="([^"]+)"', html)
        needed += re.findall(r'<script src="([^"]+)"', html)
        size = len(body) + sum(len(client.get(part, headers=headers).get_data()) for part in needed)
        heaviest, requests = max(heaviest, size), max(requests, 1 + len(needed))
    weight = heaviest / 1024
    yield Goal(
        "lesson on the site before its pictures, KB", weight, 14, f"{weight:.1f} KB gzipped", "LMS player: 1.48 MB"
    )
    yield Goal("lesson on the site before its pictures, requests", requests, 2, str(requests), "LMS player: 32")


# --- publishing and recording -----------------------------------------------------------------------------------------


def publish(name: str) -> Iterator[Goal]:
    with connected(name):
        courses = site.catalog()
        course = courses.courses[0]
        publishing.publish_course(courses, course)
        start = time.perf_counter()
        with queries() as found:
            publishing.publish_course(courses, course)
        took = 1000 * (time.perf_counter() - start)
    yield Goal("publishing an unchanged course, queries", len(found), 20, f"{len(found)} queries, {took:.0f} ms")


def record(name: str) -> Iterator[Goal]:
    """`completions.take` for members who have just done the last lesson, without the LMS' own certificate insert."""
    with connected(name):
        courses = site.catalog().courses[:2]
        for course in courses:
            publishing.publish_course(site.catalog(), course)
        lms_courses = [frappe.db.get_value("BDHVS Course", course.id, "lms_course") for course in courses]
        members = _members(lms_courses)
        completions.take(lms_courses[0], members.pop())  # what Frappe reads once is read now
        for which, lms_course in zip(("first", "next"), lms_courses, strict=True):
            counts, ours, theirs = zip(*(_taken(lms_course, member) for member in members), strict=True)
            said = f"the LMS' own certificate insert: {statistics.median(theirs):.1f} ms"
            most, median = max(counts), statistics.median(ours)
            yield Goal(f"recording a member's {which} completion, queries", most, 12, f"{most} queries", said)
            yield Goal(f"recording a member's {which} completion, ms", median, 20, f"{median:.1f} ms", said)


def _taken(lms_course: str, member: str) -> tuple[int, float, float]:
    """→ queries and milliseconds of ours, milliseconds of the LMS' insert."""
    insert, theirs, begun = completions._insert, [0.0, 0], time.perf_counter()

    def timed(*given: Any) -> None:
        start, before = time.perf_counter(), len(found)
        insert(*given)
        theirs[:] = [time.perf_counter() - start, len(found) - before]

    with patch.object(completions, "_insert", timed), queries() as found:
        made = completions.take(lms_course, member)
    whole = time.perf_counter() - begun
    assert made.completed, "no completion: is an issuer set on this site?"
    return len(found) - int(theirs[1]), 1000 * (whole - theirs[0]), 1000 * theirs[0]


def _members(lms_courses: list[str]) -> list[str]:
    """Members with every lesson of the courses done, of whom no event has told."""
    members = [f"benchmark-{number}@bdhvs.test" for number in range(MEMBERS)]
    for number, member in enumerate(members):
        name = f"Lò Văn Thử {'abcdefghij'[number // 10]}{'abcdefghij'[number % 10]}"  # nobody's namesake
        person = {"email": member, "first_name": name, "full_name": name, "enabled": 1, "birth_date": "1985-01-01"}
        belongs = {"bdhvs_unit": "03637", "bdhvs_group": "officials", "bdhvs_unit_state": "Confirmed"}
        rows.insert("`tabUser`", {"name": member, **person, **belongs})
        for lms_course in lms_courses:
            row = {"name": frappe.generate_hash(length=12), "course": lms_course, "member": member}
            rows.insert("`tabLMS Enrollment`", {**row, "progress": 100})
            for one in rows.select("SELECT name FROM `tabCourse Lesson` WHERE course = %s", lms_course):
                row["name"] = frappe.generate_hash(length=12)
                rows.insert("`tabLMS Course Progress`", {**row, "lesson": one["name"], "status": "Complete"})
    return members


# --- the report -------------------------------------------------------------------------------------------------------


def report(name: str) -> Iterator[Goal]:
    """Progress by unit and group, over completions whose tallies the product's own counting has made."""
    with connected(name):
        _fill(COMPLETIONS)
        stands = rows.select(f"SELECT count(*) AS rows_there FROM {rows.COMPLETION}")[0]["rows_there"]
        reports.progress({"year": YEAR})
        times = []
        for _ in range(5):
            start = time.perf_counter()
            with queries() as found:
                _, lines, *_rest = reports.progress({"year": YEAR})
            times.append(time.perf_counter() - start)
        assert sum(line["counted"] for line in lines) > 0
        _explain(found)
    seconds = statistics.median(times)
    said = f"{1000 * seconds:.0f} ms, {len(found)} queries, {len(lines)} rows"
    yield Goal(f"progress report over {stands:,} completions, s", seconds, 1.0, said)


def _fill(completed: int) -> None:
    """Learners who have each completed every course in files, counted by `retally`."""
    draw, courses = random.Random(7), [course.id for course in site.catalog().courses]
    units = [row["name"] for row in rows.select(f"SELECT name FROM {rows.UNIT} WHERE kind IN ('xã', 'phường')")]
    for start in range(0, completed // len(courses), PAGE):
        learners, done = [], []
        for number in range(start, min(start + PAGE, completed // len(courses))):
            name, unit, way = f"benchmark-{number:08d}", draw.choice(units), draw.choice(WAYS)
            day = f"{draw.choice((YEAR - 1, YEAR))}-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}"
            learners.append(
                {"name": name, "unit": unit, "audience": "citizens", "root": name, "registered": f"{day}T01:00:00.000Z",
                 "version": name, "erased": 0, "achieved": ""}
            )  # fmt: skip
            done += [
                {"name": f"{name}-{place}", "learner": name, "course": course, "unit": unit, "way": way, "day": day,
                 "at": f"{day}T02:00:00.000Z", "state": "held" if number % 1000 == 0 else "counted"}
                for place, course in enumerate(courses)
            ]  # fmt: skip
        rows.insert_new(rows.LEARNER, *learners)
        rows.insert_new(rows.COMPLETION, *done)
    projections.retally()


def _explain(statements: list[tuple[str, Any]]) -> None:
    """Prints how the database answers each statement of the report."""
    word = "EXPLAIN QUERY PLAN" if frappe.db.db_type == "sqlite" else "EXPLAIN"
    for statement, values in statements:
        if statement.lstrip().upper().startswith("SELECT"):
            print(f"\n{' '.join(statement.split())[:300]}")
            for row in frappe.db.sql(f"{word} {statement}", values, as_dict=True):
                kept = ("table", "type", "key", "rows", "Extra", "detail")
                print("   ", ", ".join(f"{field}: {row[field]}" for field in kept if row.get(field) is not None))


def main(name: str, chosen: list[str]) -> int:
    goals: list[Goal] = []
    for measure in (lesson, publish, record, report, site_paper.download):
        if not chosen or measure.__name__ in chosen:
            print(f"… {measure.__name__}", file=sys.stderr, flush=True)
            goals += measure(name)
    with connected(name):
        version = frappe.db.sql("SELECT sqlite_version()" if frappe.db.db_type == "sqlite" else "SELECT version()")
        print(f"\nFrappe {frappe.__version__}, {frappe.db.db_type} {version[0][0]}\n")
    print("| what | measured | reference | value | goal | |\n|---|---|---|---|---|---|")
    for goal in goals:
        print(goal.row())
    missed = [goal for goal in goals if not goal.reached]
    for goal in missed:
        print(f"MISSED: {goal.what}: {goal.value:.2f}, goal {goal.wanted}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
