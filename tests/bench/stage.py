"""Run by a bench's own Python in its sites folder: sets a site up for the browser, answers about it, clears it again.

stage.py SITE WORD JSON → one line of JSON. Rows that a test adds go at its end, records too: on a site that isn't for
tests (`allow_tests`) this refuses to run.
"""

from __future__ import annotations

import json
import secrets
import sys
from typing import Any

import frappe

COURSE = "dich-vu-cong-truc-tuyen"
UNIT = "03637"
KEPT = "bdhvs_stage"
FIGURES = ("Không", "Một", "Hai", "Ba", "Bốn", "Năm", "Sáu", "Bảy", "Tám", "Chín")
OURS = (
    "Record", "Seal", "Person", "Paper", "Learner", "Link", "Completion", "Claim", "Review", "Certificate",
    "Revocation", "Tally", "Account", "Course", "Lesson", "Poster", "Scan", "Class", "Seat", "Print Run",
    "Print Volume",
)  # fmt: skip
LMS = (
    "LMS Course", "Course Chapter", "Course Lesson", "Chapter Reference", "Lesson Reference", "Course Instructor",
    "LMS Quiz", "LMS Quiz Question", "LMS Question", "LMS Enrollment", "LMS Course Progress", "LMS Quiz Submission",
    "LMS Quiz Result", "LMS Certificate", "DocShare", "Notification Log", "File",
)  # fmt: skip


def begin(address: str) -> dict[str, Any]:
    """Issuer and address, the bundled course in the LMS, an official with a password, a hand-made lesson's poster."""
    from bdhvs_lms.province import keys, publishing

    settings = frappe.get_doc("BDHVS Settings")
    before = settings.public_address
    frappe.db.set_default(KEPT, json.dumps({"address": before, "rows": {one: _names(one) for one in _tables()}}))
    settings.issuer = settings.issuer or keys.issuer() or "Cơ quan mẫu"
    settings.public_address = address
    settings.save()
    publishing.publish([COURSE])
    user, password = _official()
    trainer, trainers_password = _trainer()
    lms_course = frappe.db.get_value("BDHVS Course", COURSE, "lms_course")
    return {
        "user": user, "password": password, "trainer": trainer, "trainers_password": trainers_password,
        "course": COURSE, "lms_course": lms_course, "poster": _poster(),
    }  # fmt: skip


def publish_all() -> dict[str, str]:
    """Every bundled course in the LMS, also what staff or `clear` deleted of it: → course, its name there."""
    from bdhvs_lms.province import publishing

    publishing.publish(again=True)
    found = frappe.get_all("BDHVS Course", {"source": "Files"}, ["name", "lms_course"])
    return {row.name: row.lms_course for row in found}


def numbers(user: str) -> dict[str, Any]:
    """What the site has counted for the unit, and what it keeps of a member."""
    from bdhvs_lms.province import site

    learner = frappe.db.get_value("BDHVS Account", {"user": user})
    done = frappe.get_all("BDHVS Completion", {"learner": learner}, ["name", "course", "state", "unit", "way"])
    given = frappe.get_all("LMS Certificate", {"member": user}, ["name", "bdhvs_serial"])
    tallies = site.open_store().numbers().tallies
    people = sum(one.people for one in tallies if one.unit == UNIT and one.way == "account")
    in_class = frappe.db.count("BDHVS Completion", {"unit": UNIT, "way": "class", "state": "counted"})
    return {"completions": done, "certificates": given, "people": people, "in_class": in_class}


def papers(count: int) -> str:
    """People of the unit who have completed the course in a class, with their papers, signed. → the papers' month"""
    from bdhvs_lms.movement import claims, records
    from bdhvs_lms.movement.claims import Claimant, Writer
    from bdhvs_lms.movement.people import Person
    from bdhvs_lms.movement.store import Batch
    from bdhvs_lms.movement.targets import CLASS
    from bdhvs_lms.province import rows, site
    from bdhvs_lms.province.host import SiteHost

    store = site.open_store()
    course, means, unit = store.course(COURSE), SiteHost(store).means(), store.unit(UNIT)
    assert course is not None
    assert unit is not None
    day = records.day_of(means.now).isoformat()
    for number in range(count):
        write = Writer(store.settings(), UNIT, means, "stage")
        name = "Lò Văn Thử " + " ".join(FIGURES[int(one)] for one in f"{number:04d}")
        claimant = Claimant(Person(name, 1985), unit, "citizens")
        learner, people = claims.registered(write, claimant)
        done = write(
            records.COMPLETED,
            {"learner": learner, "course": COURSE, "version": course.version, "way": CLASS, "day": day, "held": False,
             "claim": f"stage:{learner}"},
        )  # fmt: skip
        paper = claims.certificate_for(claimant, course, store.settings(), means, CLASS)
        sheets = claims.issued(write, paper, learner, done.id)
        with rows.unlimited():
            store.append(Batch(tuple(write.written), people, sheets))
    return day[:7]


def clear() -> None:
    """Takes away what was added since `begin`."""
    kept = json.loads(frappe.db.get_default(KEPT) or "null")
    if kept is None:
        return
    for name in {*_names("File")} - {*kept["rows"]["File"]}:  # from the disk too
        frappe.delete_doc("File", name, force=True, ignore_permissions=True)
    for doctype, names in kept["rows"].items():
        gone = sorted({*_names(doctype)} - {*names})
        for start in range(0, len(gone), 500):
            frappe.db.delete(doctype, {"name": ("in", gone[start : start + 500])})
    for user in frappe.get_all("User", {"email": ("like", "%@stage.bdhvs.example")}, pluck="name"):
        frappe.db.delete("User Permission", {"user": user})
        frappe.delete_doc("User", user, force=True, ignore_permissions=True)
    frappe.db.set_single_value("BDHVS Settings", "public_address", kept["address"])
    frappe.db.set_default(KEPT, None)


def _official() -> tuple[str, str]:
    belongs = {"birth_date": "1988-05-01", "bdhvs_unit": UNIT, "bdhvs_group": "officials",
               "bdhvs_unit_state": "Confirmed"}  # fmt: skip
    return _user("Lò Thị Nhung", user_type="Website User", **belongs)


def _trainer() -> tuple[str, str]:
    """Holds classes for the unit."""
    user, password = _user("Hà Thị Trang")
    frappe.get_doc("User", user).add_roles("BDHVS Trainer")
    frappe.get_doc({"doctype": "User Permission", "user": user, "allow": "BDHVS Unit", "for_value": UNIT}).insert(
        ignore_permissions=True
    )
    return user, password


def _user(name: str, **more: Any) -> tuple[str, str]:
    from frappe.utils.password import update_password

    password = secrets.token_urlsafe(12)
    user = frappe.get_doc(
        {"doctype": "User", "email": f"{secrets.token_hex(4)}@stage.bdhvs.example", "first_name": name,
         "language": "en", "send_welcome_email": 0, **more}
    )  # fmt: skip
    user.insert(ignore_permissions=True)
    update_password(user.name, password)  # LMS v2.44 loses `new_password` of a user who is inserted
    return user.name, password


def _poster() -> str:
    """The code of a poster for a lesson that somebody wrote in the LMS."""
    from bdhvs_lms.movement.codes import PosterCode
    from bdhvs_lms.province import lessons

    course = frappe.get_doc(
        {"doctype": "LMS Course", "title": "Viết tay trong LMS", "short_introduction": "Khóa học viết ngay trong LMS.",
         "description": "Khóa học viết ngay trong LMS.", "published": 1,
         "instructors": [{"instructor": "Administrator"}]}
    ).insert(ignore_permissions=True)  # fmt: skip
    chapter = frappe.get_doc({"doctype": "Course Chapter", "title": "Chương 1", "course": course.name})
    chapter.insert(ignore_permissions=True)
    course.reload()
    course.append("chapters", {"chapter": chapter.name})
    course.save(ignore_permissions=True)
    blocks = [
        {"type": "header", "data": {"text": "Trước khi bấm vào đường dẫn", "level": 2}},
        {"type": "paragraph", "data": {"text": "Đọc kỹ <b>tên miền</b> rồi mới bấm."}},
        {"type": "embed", "data": {"service": "youtube", "source": "https://www.youtube.com/watch?v=abc"}},
    ]
    lesson = frappe.get_doc(
        {"doctype": "Course Lesson", "title": "Đường dẫn lạ", "chapter": chapter.name, "course": course.name,
         "include_in_preview": 1, "content": json.dumps({"blocks": blocks}, ensure_ascii=False)}
    ).insert(ignore_permissions=True)  # fmt: skip
    chapter.reload()
    chapter.append("lessons", {"lesson": lesson.name})
    chapter.save(ignore_permissions=True)
    lessons.course_row(course.name)
    return str(PosterCode(UNIT, lessons.lesson_row(lesson.name), "A", 1))


def _tables() -> list[str]:
    named = [*(f"BDHVS {one}" for one in OURS), *LMS]
    return [name for name in named if frappe.db.table_exists(name)]


def _names(doctype: str) -> list[str]:
    names: list[str] = frappe.get_all(doctype, pluck="name")
    return names


def main() -> None:
    site, word, about = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
    frappe.init(site)
    frappe.connect()
    try:
        if not frappe.conf.allow_tests:
            sys.exit("allow_tests is off: this site isn't for tests")
        words = {"begin": begin, "publish_all": publish_all, "numbers": numbers, "papers": papers, "clear": clear}
        said = words[word](**about)
        frappe.db.commit()
    finally:
        frappe.destroy()
    print(json.dumps(said))


main()
