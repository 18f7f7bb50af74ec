"""The LMS' quizzes as the portal shows them: read from LMS Quiz and LMS Question, submitted through the LMS' functions.

Two versions of the LMS are told apart by what they have: `submit_quiz` grades for itself, `quiz_summary` (v2.44) wants
each answer's correctness from its caller.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import frappe
from frappe.utils import cint
from lms.lms.doctype.lms_quiz import lms_quiz

from ..portal.classroom import Answer, Asked, Exam, Outcome, QuestionsChanged
from . import rows

CHOICES, TYPED = "Choices", "User Input"
_QUIZ: Final = (
    "name", "passing_percentage", "max_attempts", "show_answers", "shuffle_questions", "limit_questions_to", "duration",
)  # fmt: skip
_TAG: Final = re.compile(r"</?[a-zA-Z][^>]*>|<!--.*?-->", re.S)
_BLOCK_END: Final = re.compile(r"<br[^>]*>|</(?:p|div|li|h[1-6])>", re.I)
_RICH: Final = re.compile(r"<(?:img|video|audio|iframe|embed|object|svg|table|math|pre)\b", re.I)

_Question = Mapping[str, Any]


def plain(text: str | None) -> str:
    """The LMS shows questions and options as HTML: their text alone, on one line."""
    return " ".join(html.unescape(_TAG.sub("", _BLOCK_END.sub(" ", text or ""))).split())


def exam(quiz: str, user: str) -> Exam | None:
    """The quiz as this user is asked it now; None when it is gone. Without questions where the LMS alone can ask."""
    found = frappe.db.get_value("LMS Quiz", quiz, _QUIZ, as_dict=True)
    if found is None:
        return None
    tried = _tried(quiz, user)
    asked = [_asked(question) for question in _drawn(quiz, found, user, tried)]
    timed = cint(found.duration) > 0  # the LMS' own player keeps the time
    shown = () if timed or None in asked else tuple(one for one in asked if one is not None)
    return Exam(shown, cint(found.passing_percentage), tried, cint(found.max_attempts))


def submit(quiz: str, user: str, answers: Mapping[str, Sequence[str]]) -> str:
    """Hands a try to the LMS, as the user who is signed in. → the LMS Quiz Submission's name.

    answers: LMS Question → the texts that the page sent. QuestionsChanged; what the LMS raises.
    """
    found = frappe.db.get_value("LMS Quiz", quiz, _QUIZ, as_dict=True)
    drawn = _drawn(quiz, found, user, _tried(quiz, user))
    if not set(answers) <= {question["name"] for question in drawn}:
        raise QuestionsChanged
    given = [(question, _meant(question, answers.get(question["name"], ()))) for question in drawn]
    if hasattr(lms_quiz, "submit_quiz"):
        results = [{"question_name": question["name"], "answer": texts} for question, texts in given]
        return str(lms_quiz.submit_quiz(quiz, json.dumps(results))["submission"])
    marked = [
        {"question_name": question["name"], "answer": ", ".join(texts), "is_correct": [int(_is_right(question, texts))]}
        for question, texts in given
    ]
    return str(lms_quiz.quiz_summary(quiz, json.dumps(marked))["submission"])


def grade_again(quiz: str, results: Sequence[Any]) -> None:
    """Takes back the marks that the LMS gave for what isn't a right answer to one more question of the quiz.

    results: the rows of an LMS Quiz Submission that was just graded. The LMS adds up a right answer as often as it is
    handed in; where it has no `submit_quiz`, it also believes the page about what is right.
    """
    found = frappe.db.get_value("LMS Quiz", quiz, _MARKING, as_dict=True) or frappe._dict()
    cut = cint(found.marks_to_cut) if cint(found.enable_negative_marking) else 0
    believes = not hasattr(lms_quiz, "submit_quiz")
    known = _questions(row.question_name for row in results) if believes else {}
    counted: set[str] = set()
    for row in results:
        is_new = row.question_name not in counted and len(counted) < (cint(found.limit_questions_to) or len(results))
        counted.add(row.question_name)
        if not is_new:
            row.update({"marks": 0, "is_correct": 0})
        elif believes and cint(row.marks) > 0 and not _reads_right(known.get(row.question_name), row.answer):
            row.update({"marks": -cut, "is_correct": 0})


_MARKING: Final = ("limit_questions_to", "enable_negative_marking", "marks_to_cut")


def outcome(quiz: str, user: str, submission: str) -> Outcome | None:
    """What the LMS recorded of a try, with the answers where the quiz shows them; None unless it is this user's."""
    if not submission.isprintable():  # SQLite takes no statement with a null character
        return None
    of_user = {"name": submission, "quiz": quiz, "member": user}
    fields = ["score", "score_out_of", "percentage", "passing_percentage"]
    found = frappe.db.get_value("LMS Quiz Submission", of_user, fields, as_dict=True)
    if found is None:
        return None
    percent, mark = cint(found.percentage), cint(found.passing_percentage)
    shows = cint(frappe.db.get_value("LMS Quiz", quiz, "show_answers"))
    answers = tuple(_recorded(submission)) if shows else ()
    return Outcome(cint(found.score), cint(found.score_out_of), percent, mark, percent >= mark, answers)


def latest(quiz: str, user: str) -> str | None:
    """The name of this user's latest LMS Quiz Submission."""
    of_user = {"quiz": quiz, "member": user}
    found = frappe.get_all("LMS Quiz Submission", filters=of_user, order_by="creation desc", limit=1, pluck="name")
    return found[0] if found else None


def _tried(quiz: str, user: str) -> int:
    return int(frappe.db.count("LMS Quiz Submission", {"quiz": quiz, "member": user}))


def _drawn(quiz: str, found: Mapping[str, Any], user: str, tried: int) -> list[_Question]:
    """The questions of one try, in its order. A shuffled quiz has another order for each try, the same until then."""
    listed = [row["question"] for row in rows.select(_LISTED, quiz)]
    if cint(found["shuffle_questions"]):
        listed.sort(key=lambda name: hashlib.sha256(f"{user}|{quiz}|{tried}|{name}".encode()).digest())
    limit = cint(found["limit_questions_to"])
    listed = listed[:limit] if limit else listed
    known = _questions(listed)
    return [known[name] for name in listed if name in known]


_LISTED: Final = "SELECT question FROM `tabLMS Quiz Question` WHERE parent = %s ORDER BY idx"


def _questions(names: Iterable[str]) -> Mapping[str, _Question]:
    found = frappe.get_all("LMS Question", filters={"name": ("in", list(names))}, fields=["*"])
    return {question["name"]: question for question in found}


def _options(question: _Question) -> list[tuple[str, str, bool, str]]:
    """(as stored, as shown, whether right, explanation). How many there may be is up to the LMS' version."""
    return [
        (question[name], plain(question[name]), bool(question[f"is_correct_{number}"]),
         plain(question.get(f"explanation_{number}")))
        for number in range(1, 21)
        if question.get(name := f"option_{number}")
    ]  # fmt: skip


def _asked(question: _Question) -> Asked | None:
    """None for what the portal can't show: long answers, pictures, options that look alike."""
    text = plain(question["question"])
    if _RICH.search(question["question"] or "") or not text:
        return None
    if question["type"] == TYPED:
        return Asked(question["name"], text)
    options = _options(question)
    shown = [one for _, one, _, _ in options]
    if question["type"] != CHOICES or not shown or "" in shown or len(set(shown)) < len(shown):
        return None
    if any(_RICH.search(stored) for stored, _, _, _ in options):
        return None
    return Asked(question["name"], text, tuple(shown), bool(question["multiple"]))


def _meant(question: _Question, texts: Sequence[str]) -> list[str]:
    """What the page sent → what the LMS compares with, in its order. QuestionsChanged: an option is no longer there."""
    said = [" ".join(text.split()) for text in texts]
    if question["type"] == TYPED:
        return [said[0] if said else ""]
    stored = {shown: one for one, shown, _, _ in _options(question)}
    if not set(said) <= set(stored) or (len(said) > 1 and not question["multiple"]):
        raise QuestionsChanged
    return [one for shown, one in stored.items() if shown in said]


def _is_right(question: _Question, texts: Sequence[str]) -> bool:
    """As the LMS' own page decides it in v2.44: all right options and no other, or a typed text near enough."""
    if question["type"] == TYPED:
        return bool(lms_quiz.check_input_answers(question["name"], texts[0]))
    right = {stored for stored, _, is_right, _ in _options(question) if is_right}
    return set(texts) == right if question["multiple"] else len(texts) == 1 and texts[0] in right


def _reads_right(question: _Question | None, answer: str) -> bool:
    """Of an answer as v2.44 keeps it: several options in one text, in the question's order."""
    if question is None or question["type"] == TYPED:
        return question is not None and _is_right(question, [answer])
    right = [stored for stored, _, is_right, _ in _options(question) if is_right]
    return answer in (",".join(right), ", ".join(right)) if question["multiple"] else answer in right


def _recorded(submission: str) -> Iterable[Answer]:
    found = rows.select(_RESULTS, submission)
    known = _questions(row["question_name"] for row in found if row["question_name"])
    for row in found:
        right = bool(row["is_correct"])
        options = _options(known.get(row["question_name"], {}))
        texts = () if right else tuple(shown for _, shown, is_right, _ in options if is_right)
        why = " ".join(reason for _, _, is_right, reason in options if is_right and reason)
        yield Answer(plain(row["question"]), plain(row["answer"]), right, texts, why)


_RESULTS: Final = (
    "SELECT question, question_name, answer, is_correct FROM `tabLMS Quiz Result` WHERE parent = %s ORDER BY idx"
)
