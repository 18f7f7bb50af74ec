"""A recording in which nobody speaks, and a course whose lesson has such recordings, and texts of sample words."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from catalog.conftest import write_course

_FRAME: Final = b"\xff\xfb\x10\xc4" + bytes(100)
"""MPEG 1 layer III, 32 kbit/s, 44.1 kHz, mono: 104 bytes for 26 ms."""

SILENCE: Final = _FRAME * 39
"""A second."""

_LANGUAGES: Final = """languages:
  thai: {by: Người mẫu, voice: machine}
  mong: {by: Người mẫu, voice: person}
  dao: {by: Người mẫu}
"""
TEXT: Final = "# Văn bản mẫu\n\nCâu mẫu.\n\n" + "Thêm câu mẫu nữa. " * 200


def add_course(courses: Path) -> None:
    """A course with a recording in Thái, both in Mông, a text in Dao; no word of it is in these languages."""
    bench = write_course(courses)
    bench.replace(bench.lesson, "skills: [ky-nang]\n", f"skills: [ky-nang]\n{_LANGUAGES}")
    for language in ("thai", "mong"):
        (bench.folder / f"01-bai-mot.{language}.mp3").write_bytes(SILENCE)
    for language in ("mong", "dao"):
        (bench.folder / f"01-bai-mot.{language}.md").write_text(TEXT, "utf-8")
