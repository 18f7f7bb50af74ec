"""A course as it stands in its files: possibly incomplete, every value with its line. The checks look at this."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final, Generic, TypeVar

from markdown_it.token import Token

Value = TypeVar("Value")

SLUG: Final = re.compile(r"(?=.{1,60}\Z)[a-z0-9]+(?:-[a-z0-9]+)*")
LESSON_FILE: Final = re.compile(r"([0-9]{2})-((?=.{1,60}\.md\Z)[a-z0-9]+(?:-[a-z0-9]+)*)\.md")
IMAGE_FILE: Final = re.compile(r"[a-z0-9-]{1,80}\.(?:svg|png|jpg|webp)")
TRANSLATION_FILE: Final = re.compile(r"([0-9]{2}-[a-z0-9-]{1,60})\.([^.]{1,20})\.(md|mp3)")
"""A lesson in another language beside its file: 01-ten-bai.mong.md, 01-ten-bai.mong.mp3."""
RECORDING_FILE: Final = re.compile(r"[0-9]{2}-[a-z0-9-]{1,60}\.[a-z-]{1,20}\.mp3")
MACHINE: Final = "machine"
VOICES: Final = ("person", MACHINE)
"""Whose voice a recording is: what `voice` in a lesson's front matter can say."""

AUDIENCES: Final = ("officials", "citizens", "workers", "students")
"""Ids of `movement.units.Group`, after the framework of QĐ 757/QĐ-BKHCN."""

# fmt: off
ICONS: Final = (
    "dung-lai", "dien-thoai", "goi-dien", "tin-nhan", "khoa", "mat-khau", "khien", "canh-bao", "nguoi", "gia-dinh",
    "lien-ket", "tim-kiem", "giay-to", "can-cuoc", "tien", "the-ngan-hang", "ma-qr", "dong-ho", "dau-tich", "dau-x",
    "loa", "sach", "but", "tai-len", "tai-xuong", "cau-hoi", "noi-chuyen", "bao-cao", "may-tinh", "internet", "chuong",
    "may-anh",
)
# fmt: on
"""The pictures a poster's step can have."""


@dataclass(frozen=True, slots=True)
class At(Generic[Value]):
    """A value and the 1-based line where it stands."""

    value: Value
    line: int


@dataclass(frozen=True, slots=True)
class SourceDraft:
    id: At[str]
    title: At[str] | None = None
    publisher: At[str] | None = None
    url: At[str] | None = None
    where: At[str] | None = None
    dated: At[date] | None = None
    read: At[date] | None = None
    placed: bool = True
    """It has a url or a where, readable or not."""


@dataclass(frozen=True, slots=True)
class SkillDraft:
    id: At[str]
    framework: At[str] | None = None
    name: At[str] | None = None


@dataclass(frozen=True, slots=True)
class StepDraft:
    line: int
    icon: At[str] | None = None
    text: At[str] | None = None


@dataclass(frozen=True, slots=True)
class OptionDraft:
    text: str
    right: bool
    line: int


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """kind: one of movement.course's, None when the heading doesn't say. whys: every “Vì sao:” of the question."""

    kind: str | None
    text: str
    line: int
    options: tuple[OptionDraft, ...]
    whys: tuple[At[str], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A file of img/. size: bytes. width, height: of a drawing, when it says."""

    path: Path
    size: int
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class LanguageDraft:
    """What a lesson's front matter says of its translation. by: who made it. voice: one of `VOICES`."""

    language: At[str]
    by: At[str] | None = None
    voice: At[str] | None = None


@dataclass(frozen=True, slots=True)
class Front:
    """A lesson's front matter. steps: None when it can't be read or is missing."""

    code: At[str] | None = None
    title: At[str] | None = None
    minutes: At[int] | None = None
    promise: At[str] | None = None
    steps: At[tuple[StepDraft, ...]] | None = None
    sources: tuple[At[str], ...] = ()
    skills: tuple[At[str], ...] = ()
    radio: At[str] | None = None
    languages: tuple[LanguageDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class LessonDraft:
    """A lesson's file. readable: it has a text and a quiz to look at.

    body: the Markdown before the quiz. rest: all that follows the front matter; body_line: the line where it begins.
    tokens: the body, parsed from that line on. quiz_line: of “# Kiểm tra”, 0 without. unfinished: some of it is still
    the template's words.
    """

    path: Path
    number: int
    id: str
    front: Front = field(default_factory=Front)
    body: str = ""
    rest: str = ""
    body_line: int = 1
    tokens: tuple[Token, ...] = ()
    quiz_line: int = 0
    last_line: int = 1
    questions: tuple[QuestionDraft, ...] = ()
    unfinished: bool = False
    readable: bool = True


@dataclass(frozen=True, slots=True)
class TranslationDraft:
    """A file of a lesson in another language. lesson: the name of the lesson's file, which need not be there.

    size: bytes, 0 when it can't be used. text: of a text that can be read, as a lesson without front matter and quiz.
    title: its `# …`.
    """

    path: Path
    lesson: str
    language: str
    size: int = 0
    title: str = ""
    text: LessonDraft | None = None

    @property
    def is_recording(self) -> bool:
        return self.path.suffix == ".mp3"


@dataclass(frozen=True, slots=True)
class CourseDraft:
    """readable: course.yaml could be read, so that what lessons say can be held against it."""

    folder: Path
    file: Path
    readable: bool = False
    id: At[str] | None = None
    title: At[str] | None = None
    summary: At[str] | None = None
    audience: tuple[At[str], ...] = ()
    order: At[int] | None = None
    pass_mark: At[int] | None = None
    outcomes: tuple[At[str], ...] = ()
    skills: tuple[SkillDraft, ...] = ()
    sources: tuple[SourceDraft, ...] = ()
    lessons: tuple[LessonDraft, ...] = ()
    pictures: Mapping[str, Picture] = field(default_factory=lambda: MappingProxyType({}))
    translations: tuple[TranslationDraft, ...] = ()
    version: str = ""

    @property
    def all_read(self) -> bool:
        """Whether every lesson could be read and is written, so that “no lesson uses it” can be said."""
        return bool(self.lessons) and all(lesson.readable and not lesson.unfinished for lesson in self.lessons)
