"""A course's folder → a draft with every line known → the movement's objects. Faults of form are reported here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from ..movement.course import Course, Lesson, Question, Skill, Source, Step
from . import quiz, rules, svg, translations
from .faults import Faults, Report
from .fields import Fields, compose
from .markdown import LESSON_ADDRESS, TooNested, parse, render
from .source import (
    IMAGE_FILE,
    LESSON_FILE,
    TRANSLATION_FILE,
    At,
    CourseDraft,
    Front,
    LessonDraft,
    Picture,
    SkillDraft,
    SourceDraft,
    StepDraft,
    TranslationDraft,
)
from .texts import Text, read_bytes, read_text

COURSE_FILE: Final = "course.yaml"
IMAGE_FOLDER: Final = "img"
IMAGE_LIMIT: Final = 1024 * 1024
"""Bytes of one picture; far more than `check` advises, so that one file can't fill the memory."""

PROMISE_LIMIT: Final = 48
STEP_LIMIT: Final = 44
"""Characters that fit a poster's lines."""

COURSE_KEYS: Final = ("id", "title", "summary", "audience", "order", "pass_mark", "outcomes", "skills", "sources")
LESSON_KEYS: Final = ("code", "title", "minutes", "promise", "steps", "sources", "skills", "radio", "languages")
_SOURCE_KEYS: Final = ("title", "publisher", "url", "where", "date", "read")
_SKILL_KEYS: Final = ("framework", "name")
_STEP_KEYS: Final = ("icon", "text")

Value = TypeVar("Value")


@dataclass(slots=True)
class _Folder:
    """What is in a course's folder. contents: path inside the folder → its bytes, for the version."""

    path: Path
    faults: Faults
    contents: dict[str, bytes]

    def text(self, path: Path) -> Text | None:
        text = read_text(path, self.faults.of(path))
        if text:
            self.contents[path.name] = text.data
        return text

    def entries(self, below: str = "") -> list[Path]:
        """Entries in the order of their names, hidden ones left out."""
        folder = self.path / below
        try:
            names = sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))
        except OSError as error:
            self.faults.of(folder).add(rules.UNREADABLE, 1, why=error.strerror or "")
            return []
        return [folder / name for name in names]


def read(folder: Path, faults: Faults) -> CourseDraft:
    """Reads what is in a course's folder, whatever state it is in. Never raises for what the files hold."""
    here = _Folder(folder, faults, {})
    course = _course(here)
    lessons, others = [], []
    for path in here.entries():
        found = LESSON_FILE.fullmatch(path.name)
        if TRANSLATION_FILE.fullmatch(path.name):
            others.append(_translation(here, path))
        elif found:
            lessons.append(_lesson(here, path, int(found[1]), found[2]))
        elif path.suffix.lower() in (".md", ".markdown"):
            faults.of(path).add(rules.LESSON_NAME, 1, name=path.name)
        elif path.name not in (COURSE_FILE, IMAGE_FOLDER):
            faults.of(path).add(rules.STRAY, 1, name=path.name)
    pictures = _pictures(here)
    return replace(
        course,
        lessons=tuple(lessons),
        pictures=pictures,
        translations=tuple(others),
        version=version(here.contents),
    )


def _translation(here: _Folder, path: Path) -> TranslationDraft:
    report = here.faults.of(path)
    if path.suffix == ".md":
        return translations.read_text_file(path, here.text(path), report)
    draft, here.contents[path.name] = translations.read_recording(path, report)
    return draft


def version(contents: Mapping[str, bytes]) -> str:
    """12 hex digits of SHA-256 over the sorted names and contents, each preceded by its length."""
    digest = hashlib.sha256()
    for name, data in sorted(contents.items()):
        for part in (name.encode(), data):
            digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()[:12]


# --- course.yaml ---------------------------------------------------------------------------------------------------


def _course(here: _Folder) -> CourseDraft:
    path = here.path / COURSE_FILE
    draft = CourseDraft(here.path, path)
    report = here.faults.of(path)
    if not path.exists() and not path.is_symlink():
        report.add(rules.NO_COURSE_FILE, 1)
        return draft
    text = here.text(path)
    node = compose(text.text, report) if text else None
    if node is None:
        return draft
    fields = Fields(node, report, COURSE_KEYS, 1)
    return replace(
        draft,
        readable=True,
        id=fields.raw("id"),
        title=fields.text("title"),
        summary=fields.text("summary"),
        audience=fields.names("audience"),
        order=fields.number("order", 0, 9999),
        pass_mark=fields.number("pass_mark", 1, 100),
        outcomes=fields.texts("outcomes"),
        skills=tuple(_skill(name, inner) for name, inner in fields.named("skills", _SKILL_KEYS)),
        sources=tuple(_source(name, inner) for name, inner in fields.named("sources", _SOURCE_KEYS)),
    )


def _skill(name: At[str], fields: Fields | None) -> SkillDraft:
    if fields is None:
        return SkillDraft(name)
    return SkillDraft(name, fields.text("framework"), fields.text("name"))


def _source(name: At[str], fields: Fields | None) -> SourceDraft:
    if fields is None:
        return SourceDraft(name)
    return SourceDraft(
        name,
        fields.text("title"),
        fields.text("publisher"),
        fields.text("url", required=False),
        fields.text("where", required=False),
        fields.day("date", required=False),
        fields.day("read"),
        placed=fields.has("url") or fields.has("where"),
    )


# --- a lesson ------------------------------------------------------------------------------------------------------


def _lesson(here: _Folder, path: Path, number: int, lesson_id: str) -> LessonDraft:
    report = here.faults.of(path)
    text = here.text(path)
    if text is None:
        return LessonDraft(path, number, lesson_id, readable=False)
    draft = LessonDraft(path, number, lesson_id, last_line=text.last_line, unfinished=text.unfinished)
    lines = text.lines
    if lines[0].rstrip() != "---":
        report.add(rules.NO_FRONT_MATTER, 1)
        return _body(draft, lines, 1, report)
    end = next((place for place, line in enumerate(lines[1:], start=1) if line.rstrip() == "---"), None)
    if end is None:
        report.add(rules.FRONT_MATTER_OPEN, 1)
        return replace(draft, readable=False)
    front = _front("\n".join(lines[1:end]), report)
    return _body(replace(draft, front=front), lines[end + 1 :], end + 2, report)


def _front(text: str, report: Report) -> Front:
    node = compose(text, report, shift=1)
    if node is None:
        return Front()
    fields = Fields(node, report, LESSON_KEYS, 1, shift=1)
    steps = [
        StepDraft(part.start, part.raw("icon"), part.text("text", limit=STEP_LIMIT))
        for part in fields.parts("steps", _STEP_KEYS)
    ]
    return Front(
        code=fields.raw("code"),
        title=fields.text("title"),
        minutes=fields.number("minutes", 3, 7),
        promise=fields.text("promise", limit=PROMISE_LIMIT),
        steps=At(tuple(steps), fields.line("steps")) if steps else None,
        sources=fields.names("sources"),
        skills=fields.names("skills"),
        radio=fields.text("radio", required=False, lines=True),
        languages=translations.declared(fields),
    )


def _body(draft: LessonDraft, lines: list[str], first: int, report: Report) -> LessonDraft:
    """Divides what follows the front matter into text and quiz. first: the line of lines[0] in the file."""
    try:
        tokens = parse("\n".join(lines))
    except TooNested:
        report.add(rules.BODY_NESTED, first)
        return replace(draft, readable=False)
    place = quiz.place_of(tokens)
    draft = replace(draft, rest="\n".join(lines), body_line=first)
    if place is None:
        return replace(draft, body="\n".join(lines).strip("\n"), tokens=tuple(tokens))
    return replace(
        draft,
        body="\n".join(lines[:place]).strip("\n"),
        tokens=tuple(parse("\n".join(lines[:place]))),
        quiz_line=first + place,
        questions=quiz.read(lines[place + 1 :], first + place + 1, report),
    )


# --- pictures ------------------------------------------------------------------------------------------------------


def _pictures(here: _Folder) -> dict[str, Picture]:
    """The pictures of img/ by their name; a picture with a fault of its own is among them, so that it isn't missed."""
    folder = here.path / IMAGE_FOLDER
    if not folder.exists():
        return {}
    if folder.is_symlink() or not folder.is_dir():
        here.faults.of(folder).add(rules.NOT_A_FILE, 1)
        return {}
    pictures = {}
    for path in here.entries(IMAGE_FOLDER):
        if IMAGE_FILE.fullmatch(path.name):
            pictures[path.name] = _picture(here, path)
        else:
            here.faults.of(path).add(rules.STRAY, 1, name=path.name)
    return pictures


def _picture(here: _Folder, path: Path) -> Picture:
    report = here.faults.of(path)
    data = read_bytes(path, IMAGE_LIMIT, report)
    if data is None or len(data) > IMAGE_LIMIT:
        if data is not None:
            report.add(rules.IMAGE_HUGE, 1, limit=IMAGE_LIMIT // 1024)
        return Picture(path, 0)
    here.contents[f"{IMAGE_FOLDER}/{path.name}"] = data
    if path.suffix != ".svg":
        return Picture(path, len(data))
    drawing = svg.inspect(data, report)
    return Picture(path, len(data), drawing.width, drawing.height)


# --- drafts without faults → movement ------------------------------------------------------------------------------


def _sure(value: At[Value] | None) -> Value:
    if value is None:
        raise ValueError("only a draft without errors can be built")
    return value.value


def _maybe(value: At[Value] | None, otherwise: Value) -> Value:
    return otherwise if value is None else value.value


def build(draft: CourseDraft) -> Course:
    """A draft in which the check found no error → the course. ValueError when something is missing after all."""
    course_id = _sure(draft.id)
    lessons = {lesson.path.name: LESSON_ADDRESS.format(course=course_id, lesson=lesson.id) for lesson in draft.lessons}
    sizes = {
        name: (picture.width, picture.height)
        for name, picture in draft.pictures.items()
        if picture.width is not None and picture.height is not None
    }
    show = partial(render, course_id=course_id, lessons=lessons, sizes=sizes)
    return Course(
        id=course_id,
        title=_sure(draft.title),
        summary=_sure(draft.summary),
        audience=tuple(group.value for group in draft.audience),
        order=_sure(draft.order),
        pass_mark=_sure(draft.pass_mark),
        outcomes=tuple(outcome.value for outcome in draft.outcomes),
        lessons=tuple(_built_lesson(draft, lesson, show) for lesson in draft.lessons),
        skills=tuple(Skill(skill.id.value, _sure(skill.framework), _sure(skill.name)) for skill in draft.skills),
        sources=tuple(_built_source(source) for source in draft.sources),
        version=draft.version,
    )


def _built_source(source: SourceDraft) -> Source:
    return Source(
        id=source.id.value,
        title=_sure(source.title),
        publisher=_sure(source.publisher),
        url=_maybe(source.url, ""),
        where=_maybe(source.where, ""),
        dated=source.dated.value if source.dated else None,
        read=_sure(source.read),
    )


def _built_lesson(course: CourseDraft, lesson: LessonDraft, show: Callable[[str], str]) -> Lesson:
    front = lesson.front
    return Lesson(
        id=lesson.id,
        code=_sure(front.code),
        title=_sure(front.title),
        minutes=_sure(front.minutes),
        promise=_sure(front.promise),
        steps=tuple(Step(_sure(step.icon), _sure(step.text)) for step in _sure(front.steps)),
        html=show(lesson.body),
        questions=tuple(
            Question(
                question.kind or "",
                question.text,
                tuple(option.text for option in question.options),
                next(place for place, option in enumerate(question.options) if option.right),
                question.whys[0].value,
            )
            for question in lesson.questions
        ),
        body=lesson.body,
        radio=_maybe(front.radio, ""),
        sources=tuple(source.value for source in front.sources),
        skills=tuple(skill.value for skill in front.skills),
        translations=translations.built(course, lesson, show),
    )
