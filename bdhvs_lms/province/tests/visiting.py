"""A visitor of the site within a test's own transaction, and a small course in the LMS to visit."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from html import unescape
from urllib.parse import urlsplit

import frappe
from frappe.utils import set_request
from frappe.website.serve import get_response
from werkzeug.wrappers import Response

from .. import rows

COURSE = "an-toan-tren-mang"
QUIZ_LESSON = f"/hoc/{COURSE}/cuoc-goi-lua-dao"
READ_LESSON = f"/hoc/{COURSE}/duong-link-ma-qr-ung-dung-gia"
CODES = ("AT01", "AT02")


class Visitor:
    """Asks for pages as a user, follows redirects, keeps cookies. The user's LMS calls write into the transaction."""

    def __init__(self, user: str) -> None:
        self.user = user
        self.cookies: dict[str, str] = {}
        self.address = ""
        self.token = frappe.generate_hash()  # of the session

    def get(self, path: str) -> Response:
        return self._follow(self.open("GET", path))

    def post(self, path: str, data: Mapping[str, object]) -> Response:
        return self._follow(self.open("POST", path, data=dict(data)))

    def open(self, method: str, path: str, more_headers: Mapping[str, str] | None = None, **more: object) -> Response:
        frappe.set_user(self.user)
        if self.user != "Guest":
            frappe.local.session.data.csrf_token = self.token
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"User-Agent": "Mozilla/5.0 (Android)", **({"Cookie": jar} if jar else {}), **(more_headers or {})}
        set_request(method=method, path=path, headers=headers, **more)
        frappe.local.request_ip = "127.0.0.1"
        self.address = path
        answer = get_response()
        for cookie in answer.headers.getlist("Set-Cookie"):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def _follow(self, answer: Response) -> Response:
        while answer.status_code in (302, 303):
            parts = urlsplit(answer.headers["Location"])
            answer = self.open("GET", f"{parts.path}?{parts.query}" if parts.query else parts.path)
        return answer


def text_of(answer: Response) -> str:
    return unescape(answer.get_data(as_text=True))


def hidden(answer: Response) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.get_data(as_text=True))
    return {unescape(name): unescape(value) for name, value in found}


def new_member(email: str = "hoc.vien@bdhvs.test") -> str:
    """A user of the website who may learn in the LMS."""
    user = frappe.get_doc({"doctype": "User", "email": email, "first_name": "Lò Văn Học", "send_welcome_email": 0})
    user.append("roles", {"role": "LMS Student"})
    user.flags.no_welcome_mail = True
    user.insert(ignore_permissions=True)
    return email


def new_question(text: str, options: Sequence[tuple[str, bool]] = (), **more: object) -> str:
    """options: (text, whether right). The first right one is explained."""
    doc = frappe.get_doc({"doctype": "LMS Question", "question": text, "type": "Choices", **more})
    for number, (option, right) in enumerate(options, start=1):
        doc.update({f"option_{number}": option, f"is_correct_{number}": int(right)})
        if right:
            doc.set(f"explanation_{number}", "Vì thế.")
    doc.multiple = int(sum(right for _, right in options) > 1)
    return str(doc.insert(ignore_permissions=True).name)


class Course:
    """A course of two lessons in the LMS, the first with a quiz of two questions; mapped to a course in files."""

    def __init__(self) -> None:
        self.questions = [
            new_question("<p>Ai gọi?</p>", [("Công an", False), ("Kẻ lừa đảo", True)]),
            new_question("<p>Làm gì?</p>", [("Cúp máy", True), ("Chuyển tiền", False)]),
        ]
        self.name = self._insert("LMS Course", title="Thử an toàn", short_introduction="Thử", description="Thử",
                                 published=1, instructors=[{"instructor": "Administrator"}])  # fmt: skip
        chapter = self._insert("Course Chapter", course=self.name, title="Chương thử")
        self.quiz = self._insert("LMS Quiz", title="Câu hỏi thử", passing_percentage=100, show_answers=1,
                                 questions=[{"question": one, "marks": 1} for one in self.questions])  # fmt: skip
        blocks = [[{"type": "quiz", "data": {"quiz": self.quiz}}], [{"type": "paragraph", "data": {"text": "Đọc"}}]]
        self.lessons = [
            self._insert("Course Lesson", course=self.name, chapter=chapter, title=f"Bài thử {number}",
                         content=json.dumps({"time": 1, "blocks": one, "version": "2.29.0"}))
            for number, one in enumerate(blocks)
        ]  # fmt: skip
        self._append("Course Chapter", chapter, "lessons", [{"lesson": lesson} for lesson in self.lessons])
        self._append("LMS Course", self.name, "chapters", [{"chapter": chapter}])
        self._map()

    def _map(self) -> None:
        rows.write(f"DELETE FROM {rows.LESSON}")
        rows.write(f"DELETE FROM {rows.COURSE}")
        row = {"name": COURSE, "course_id": COURSE, "title": "An toàn", "source": "Files", "lms_course": self.name}
        rows.insert(rows.COURSE, row)
        for code, lesson, quiz in zip(CODES, self.lessons, (self.quiz, None), strict=True):
            link = {"name": code, "code": code, "course": COURSE, "lms_lesson": lesson, "lms_quiz": quiz}
            rows.insert(rows.LESSON, link)

    @staticmethod
    def _insert(doctype: str, **fields: object) -> str:
        return str(frappe.get_doc({"doctype": doctype, **fields}).insert(ignore_permissions=True).name)

    @staticmethod
    def _append(doctype: str, name: str, table: str, children: list[dict[str, str]]) -> None:
        doc = frappe.get_doc(doctype, name)
        doc.extend(table, children)
        doc.save(ignore_permissions=True)

    def right(self) -> dict[str, str]:
        """The fields of a form in which all is right."""
        return dict(zip((f"q-{name}" for name in self.questions), ("Kẻ lừa đảo", "Cúp máy"), strict=True))

    def wrong(self) -> dict[str, str]:
        return self.right() | {f"q-{self.questions[0]}": "Công an"}
