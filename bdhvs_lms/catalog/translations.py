"""A lesson in another language: its text and recording beside the lesson's file → drafts → what a page offers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from ..movement.course import Translation
from ..movement.languages import LANGUAGES, Language
from . import rules
from .faults import Report
from .fields import Fields
from .markdown import TooNested, parse, words
from .source import MACHINE, CourseDraft, LanguageDraft, LessonDraft, TranslationDraft
from .texts import Text, read_bytes

RECORDING_LIMIT: Final = 5 * 1024 * 1024
"""Bytes of one recording: a server holds it in memory while it sends it."""
KEYS: Final = ("by", "voice")


def declared(fields: Fields) -> tuple[LanguageDraft, ...]:
    """The `languages` of a lesson's front matter."""
    if not fields.has("languages"):
        return ()
    return tuple(
        LanguageDraft(name, inner.text("by"), inner.raw("voice", required=False)) if inner else LanguageDraft(name)
        for name, inner in fields.named("languages", KEYS)
    )


def read_text_file(path: Path, text: Text | None, report: Report) -> TranslationDraft:
    """A text's file. text: what is in it, None when it can't be read."""
    draft = _draft(path)
    if text is None:
        return draft
    titled = text.lines[0].startswith("# ")
    first, body = (2, "\n".join(text.lines[1:])) if titled else (1, text.text)
    try:
        tokens, title = tuple(parse(body)), _plain(text.lines[0]) if titled else ""
    except TooNested:
        report.add(rules.BODY_NESTED, first)
        return draft
    if not body.strip():
        report.add(rules.BODY_EMPTY, first)
    lesson = LessonDraft(path, 0, "", body=body, rest=body, body_line=first, tokens=tokens, last_line=text.last_line)
    return replace(draft, size=len(text.data), title=title, text=lesson)


def _plain(heading: str) -> str:
    return " ".join(words([child for token in parse(heading) for child in token.children or ()]).split())


def read_recording(path: Path, report: Report) -> tuple[TranslationDraft, bytes]:
    """A recording's file, with a digest of what is in it."""
    draft = _draft(path)
    data = read_bytes(path, RECORDING_LIMIT, report)
    if data is None:
        return draft, b""
    if len(data) > RECORDING_LIMIT:
        report.add(rules.RECORDING_HUGE, 1, limit=RECORDING_LIMIT // (1024 * 1024))
        return draft, b""
    if not _is_mp3(data):
        report.add(rules.RECORDING_KIND, 1)
    return replace(draft, size=len(data)), hashlib.sha256(data).digest()


def _draft(path: Path) -> TranslationDraft:
    stem, language, _ = path.name.split(".")
    return TranslationDraft(path, f"{stem}.md", language)


def _is_mp3(data: bytes) -> bool:
    """It begins with a tag or with a frame."""
    return data[:3] == b"ID3" or (len(data) > 1 and data[0] == 0xFF and data[1] & 0xE0 == 0xE0)


def built(course: CourseDraft, lesson: LessonDraft, show: Callable[[str], str]) -> tuple[Translation, ...]:
    """What is offered with a lesson, in the order of `LANGUAGES`. show: Markdown → HTML that is safe."""
    offered = []
    said = {one.language.value: one for one in lesson.front.languages}
    for language in LANGUAGES.values():
        files = [one for one in course.translations if (one.lesson, one.language) == (lesson.path.name, language.id)]
        if files:
            offered.append(_offered(language, said[language.id], files, show))
    return tuple(offered)


def _offered(
    language: Language, said: LanguageDraft, files: Sequence[TranslationDraft], show: Callable[[str], str]
) -> Translation:
    text = next((one for one in files if one.text), None)
    recording = next((one for one in files if one.is_recording), None)
    return Translation(
        language,
        by=said.by.value if said.by else "",
        title=text.title if text else "",
        html=show(text.text.body) if text and text.text else "",
        text_size=text.size if text else 0,
        recording=recording.path.name if recording else "",
        recording_size=recording.size if recording else 0,
        machine=said.voice is not None and said.voice.value == MACHINE,
    )
