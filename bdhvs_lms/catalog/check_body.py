"""What must hold for a lesson's text: headings, links, pictures, notes, length."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from markdown_it.token import Token

from . import rules
from .faults import Faults, Report
from .fields import near
from .markdown import NOTES, TooNested, allowed, html_spots, note_of, spots, words
from .source import IMAGE_FILE, CourseDraft, LessonDraft

IMAGE_ADVISED: Final = 20 * 1024
"""Bytes of a picture that still open at once on a slow line."""
WORDS_ADVISED: Final = {"officials": (450, 800)}
WORDS_OTHERS: Final = (350, 650)
"""Words (syllables set apart, as Vietnamese is counted) of a lesson without its quiz, by audience."""
_FIRST_SECTION: Final = "sau bài này"


def check_text(course: CourseDraft, lesson: LessonDraft, report: Report) -> None:
    """There is a text, it begins as lessons begin, and it can be read in its minutes."""
    if not lesson.body.strip():
        report.add(rules.BODY_EMPTY, lesson.quiz_line or lesson.last_line)
        return
    if lesson.unfinished:
        return
    first = lesson.tokens[:2]
    begin = lesson.body_line + next((token.map[0] for token in lesson.tokens if token.map), 0)
    if not first or first[0].tag != "h2" or not _words(first[1]).casefold().startswith(_FIRST_SECTION):
        report.add(rules.FIRST_SECTION, begin)
    count = sum(
        any(letter.isalnum() for letter in word)
        for token in lesson.tokens
        for word in (_words(token) if token.type == "inline" else token.content).split()
    )
    low, high = _words_advised(course)
    if not low <= count <= high:
        report.add(rules.WORDS, begin, count=count, low=low, high=high)


def _words_advised(course: CourseDraft) -> tuple[int, int]:
    """(fewest, most) words; a lesson for several audiences may have what any of them reads."""
    ranges = [WORDS_ADVISED.get(group.value, WORDS_OTHERS) for group in course.audience] or [WORDS_OTHERS]
    return min(low for low, _ in ranges), max(high for _, high in ranges)


def _words(token: Token) -> str:
    return words(token.children)


def check_html(course: CourseDraft, lesson: LessonDraft, report: Report) -> None:
    """No HTML: learners would see its signs. The quiz is looked at too."""
    try:
        for line, html in html_spots(lesson.rest):
            report.add(rules.RAW_HTML, lesson.body_line + line, html=html)
    except TooNested:
        report.add(rules.BODY_NESTED, lesson.body_line)


def check_headings(course: CourseDraft, lesson: LessonDraft, report: Report) -> None:
    """Sections are ##, parts of them ###; the page's own title is above."""
    for token in lesson.tokens:
        if token.type == "heading_open" and token.map and token.tag not in ("h2", "h3"):
            report.add(rules.HEADING_LEVEL, lesson.body_line + token.map[0], level=token.tag[1:])


def check_links(course: CourseDraft, lesson: LessonDraft, report: Report) -> None:
    """Links lead to the web, a telephone, a mailbox or a lesson of this course."""
    files = {other.path.name: other.id for other in course.lessons}
    for line, token in spots(lesson.tokens):
        href = str(token.attrs.get("href", ""))
        if token.type != "link_open" or allowed(href, files) is not None:
            continue
        if href.endswith(".md") and "/" not in href and ":" not in href:
            report.add(rules.LINK_LESSON, lesson.body_line + line, href=href, near=near(href, files))
        else:
            report.add(rules.LINK, lesson.body_line + line, href=href)


def check_pictures(course: CourseDraft, lesson: LessonDraft, report: Report) -> None:
    """Pictures are there, say in words what they show, are small, and let the text come first."""
    text_before = False
    headings = _in_headings(lesson.tokens)
    for line, token in spots(lesson.tokens):
        at = lesson.body_line + line
        if token.type == "image":
            _picture(course, token, at, report)
            if not text_before:
                report.add(rules.IMAGE_FIRST, at, src=str(token.attrs.get("src", "")))
        is_words = token.type in ("text", "code_inline") and bool(token.content.strip())
        text_before = text_before or (is_words and id(token) not in headings)


def _in_headings(tokens: tuple[Token, ...]) -> set[int]:
    """Identities of the inline tokens that are a heading's words."""
    return {
        id(child)
        for before, token in pairwise(tokens)
        if before.type == "heading_open"
        for child in token.children or ()
    }


def _picture(course: CourseDraft, image: Token, line: int, report: Report) -> None:
    src = str(image.attrs.get("src", ""))
    folder, _, name = src.partition("/")
    if not words(image.children).strip():
        report.add(rules.IMAGE_ALT, line, src=src)
    if folder != "img" or not IMAGE_FILE.fullmatch(name):
        report.add(rules.IMAGE_SOURCE, line, src=src)
    elif name not in course.pictures:
        report.add(rules.IMAGE_MISSING, line, src=src, near=near(name, course.pictures))
    elif course.pictures[name].size > IMAGE_ADVISED:
        size = -(-course.pictures[name].size // 1024)
        report.add(rules.IMAGE_LARGE, line, src=src, size=size, limit=IMAGE_ADVISED // 1024)


def check_unused_pictures(course: CourseDraft, faults: Faults) -> None:
    """A picture that no lesson shows is only weight."""
    shown = {
        str(token.attrs.get("src", ""))
        for lesson in (*course.lessons, *(one.text for one in course.translations if one.text))
        for _, token in spots(lesson.tokens)
        if token.type == "image"
    }
    for name, picture in course.pictures.items():
        if f"img/{name}" not in shown and course.all_read:
            faults.of(picture.path).add(rules.IMAGE_UNUSED, 1, src=f"img/{name}")


def check_notes(course: CourseDraft, lesson: LessonDraft, report: Report) -> None:
    """A label such as **Cảnh báo:** opens its block quote; inside one it would frame nothing."""
    depth = 0
    for place, token in enumerate(lesson.tokens):
        depth += (token.type == "blockquote_open") - (token.type == "blockquote_close")
        if depth and token.type == "inline":
            opens = lesson.tokens[place - 2].type == "blockquote_open" and note_of(token) is not None
            _labels(token, lesson.body_line, opens, report)


def _labels(token: Token, first: int, opens: bool, report: Report) -> None:
    """Reports every label of a quoted paragraph but the one that opens the quote."""
    begun = [(line, child) for line, child in spots([token])]
    for (_, before), (line, child) in pairwise(begun):
        label = child.content.strip().removesuffix(":").rstrip()
        if before.type != "strong_open" or label not in NOTES or not child.content.strip().endswith(":"):
            continue
        if opens:
            opens = False
        else:
            report.add(rules.NOTE_LABEL, first + line, label=label)
