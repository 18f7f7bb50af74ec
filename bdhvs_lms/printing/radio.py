"""The script for a commune's loudspeaker: a lesson's own words, what is said around them, and how long that takes."""

from __future__ import annotations

from typing import Final

from bdhvs_lms.movement.poster import Poster

from .errors import NothingToRead
from .fit import plain
from .sheets import MOVEMENT

WORDS_A_MINUTE: Final = 160
"""Vietnamese syllables in a minute that the time at the head of a script is reckoned with.

Chosen, not measured: it lies between what the course checker's limits come to, 150 words in 60 seconds (150 a minute)
and 250 in 90 (167).
"""
SHORTEST, LONGEST = 60, 90
"""Seconds that an item should take."""


def words_of(text: str) -> int:
    """Words as Vietnamese writes them, that is spoken syllables; signs alone don't count."""
    return sum(any(letter.isalnum() for letter in word) for word in plain(text).split())


def seconds_of(text: str) -> int:
    """How long `text` takes to read aloud, in seconds, to the nearest five."""
    return 5 * round(words_of(text) * 60 / WORDS_A_MINUTE / 5)


def script(poster: Poster) -> str:
    """A poster of channel R → what the announcer reads, and above it what only the announcer needs; plain text.

    NothingToRead: the lesson has no words for the loudspeaker.
    """
    lesson, label = poster.lesson, plain(poster.unit.label)
    paragraphs = [plain(part) for part in lesson.radio.split("\n") if plain(part)]
    if not paragraphs:
        raise NothingToRead(lesson=lesson.title)
    spoken = "\n\n".join(paragraphs)
    head = [
        f"{MOVEMENT.upper()} – BÀI ĐỌC TRÊN LOA TRUYỀN THANH" + (" (MẪU – KHÔNG PHÁT)" if poster.sample else ""),
        "",
        f"Bài:        {plain(lesson.title)}",
        f"Khóa học:   {plain(poster.course.title)}",
        f"Nơi phát:   {label[:1].upper() + label[1:]}",
        f"Thời gian:  khoảng {seconds_of(spoken)} giây ({words_of(spoken)} tiếng, đọc {WORDS_A_MINUTE} tiếng một phút)",
        f"Mã:         {poster.code}",
        f"Đường dẫn:  {poster.link}",
        "            (không đọc trên loa; gửi vào nhóm Zalo của bản sau khi phát)",
        "",
        "— Phần đọc —",
        "",
    ]
    return "\n".join([*head, spoken, "", "— Hết —", ""])
