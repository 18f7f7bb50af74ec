"""Lessons in the languages of Lai Châu: which files are offered, and what the check says of the others.

Nothing here is in those languages: texts say “văn bản mẫu” (a sample text), recordings are silent.
"""

from __future__ import annotations

import os

import pytest
from sounds import SILENCE

from bdhvs_lms.catalog import Catalog, check_course_folder, rules
from bdhvs_lms.catalog.check_languages import RECORDING_ADVISED
from bdhvs_lms.catalog.faults import Rule
from bdhvs_lms.catalog.translations import RECORDING_LIMIT
from bdhvs_lms.movement.course import Lesson
from bdhvs_lms.movement.languages import LANGUAGES

from .conftest import Workbench

MONG = "languages:\n  mong:\n    by: Người thử\n    voice: person\n"
TEXT = "# Văn bản mẫu\n\n## Mục mẫu\n\nCâu mẫu.\n"


def declare(bench: Workbench, languages: str) -> None:
    bench.replace(bench.lesson, "skills: [ky-nang]\n", f"skills: [ky-nang]\n{languages}")


def put(bench: Workbench, name: str, data: bytes | str) -> None:
    (bench.folder / name).write_bytes(data.encode() if isinstance(data, str) else data)


@pytest.fixture
def spoken(bench: Workbench) -> Workbench:
    """The course with its lesson recorded and written in Mông."""
    declare(bench, MONG)
    put(bench, "01-bai-mot.mong.mp3", SILENCE)
    put(bench, "01-bai-mot.mong.md", TEXT)
    return bench


def lesson(bench: Workbench) -> Lesson:
    checked = check_course_folder(bench.folder)
    assert checked.faults == ()
    assert checked.course
    return checked.course.lessons[0]


def test_a_lesson_is_offered_in_the_languages_of_the_files_beside_it(spoken: Workbench) -> None:
    (said,) = lesson(spoken).translations
    assert (said.language, said.by, said.machine) == (LANGUAGES["mong"], "Người thử", False)
    assert (said.title, said.text_size) == ("Văn bản mẫu", len(TEXT.encode()))
    assert said.html == "<h2>Mục mẫu</h2>\n<p>Câu mẫu.</p>\n"
    assert (said.recording, said.recording_size) == ("01-bai-mot.mong.mp3", len(SILENCE))


def test_a_language_may_have_a_text_alone_or_a_recording_alone(bench: Workbench) -> None:
    declare(bench, "languages:\n  ha-nhi: {by: A}\n  thai: {by: B, voice: machine}\n")
    put(bench, "01-bai-mot.ha-nhi.md", "Câu mẫu.\n")
    put(bench, "01-bai-mot.thai.mp3", SILENCE)
    one = lesson(bench)
    assert [(said.language.id, bool(said.html), said.recording, said.machine) for said in one.translations] == [
        ("thai", False, "01-bai-mot.thai.mp3", True),
        ("ha-nhi", True, "", False),
    ]
    assert one.translation("thai") is None
    assert one.translation("ha-nhi") is one.translations[1]


def test_a_text_in_another_language_holds_no_html_and_no_address_that_a_lesson_may_not_hold(bench: Workbench) -> None:
    declare(bench, MONG)
    put(bench, "01-bai-mot.mong.md", "# Mẫu\n\nMột <b>câu</b>.\n\n[bấm](javascript:x)\n")
    found = {(fault.rule, fault.file.name, fault.line) for fault in bench.faults()}
    assert found == {(rules.RAW_HTML, "01-bai-mot.mong.md", 3), (rules.LINK, "01-bai-mot.mong.md", 5)}


def test_a_picture_that_only_a_translation_shows_is_used(spoken: Workbench) -> None:
    put(spoken, "img/khac.svg", spoken.picture.read_bytes())
    put(spoken, "01-bai-mot.mong.md", TEXT + "\n![Hình mẫu](img/khac.svg)\n")
    assert "khac.svg" in lesson(spoken).translations[0].html


def test_words_in_other_languages_are_not_held_against_the_vietnamese_dictionary(spoken: Workbench) -> None:
    put(spoken, "01-bai-mot.mong.md", "# Xyzzy\n\nQwrtz plugh frotz.\n")
    closely = check_course_folder(spoken.folder, closely=True).faults
    assert {fault.file.name for fault in closely} <= {"01-bai-mot.md", "course.yaml"}


# rule, what the lesson declares, file, content, where the fault is: in that file or on that line of the lesson
TABLE: list[tuple[str, str, str, bytes, int]] = [
    ("LANGUAGE", MONG.replace("mong", "anh"), "01-bai-mot.anh.mp3", SILENCE, 16),
    ("LANGUAGE", MONG.replace("mong", "anh"), "01-bai-mot.anh.mp3", SILENCE, 0),
    ("TRANSLATION_ALONE", "", "02-bai-hai.mong.mp3", SILENCE, 0),
    ("TRANSLATION_UNDECLARED", "", "01-bai-mot.mong.mp3", SILENCE, 0),
    ("TRANSLATION_UNDECLARED", "", "01-bai-mot.mong.md", TEXT.encode(), 0),
    ("TRANSLATION_MISSING", MONG, "", b"", 16),
    ("MISSING_KEY", MONG.replace("    by: Người thử\n", ""), "01-bai-mot.mong.mp3", SILENCE, 16),
    ("UNKNOWN_KEY", MONG.replace("by:", "bi:"), "01-bai-mot.mong.mp3", SILENCE, 17),
    ("NOT_MAPPING", "languages: [mong]\n", "", b"", 15),
    ("VOICE", MONG.replace("person", "robot"), "01-bai-mot.mong.mp3", SILENCE, 18),
    ("VOICE_MISSING", MONG.replace("    voice: person\n", ""), "01-bai-mot.mong.mp3", SILENCE, 16),
    ("RECORDING_KIND", MONG, "01-bai-mot.mong.mp3", b"OggS" + bytes(400), 0),
    ("RECORDING_KIND", MONG, "01-bai-mot.mong.mp3", b"", 0),
    ("RECORDING_LARGE", MONG, "01-bai-mot.mong.mp3", SILENCE + bytes(RECORDING_ADVISED), 0),
    ("RECORDING_HUGE", MONG, "01-bai-mot.mong.mp3", SILENCE + bytes(RECORDING_LIMIT), 0),
    ("EMPTY_FILE", MONG, "01-bai-mot.mong.md", b"\n", 0),
    ("BODY_EMPTY", MONG, "01-bai-mot.mong.md", "# Văn bản mẫu\n".encode(), 0),
    ("HEADING_LEVEL", MONG, "01-bai-mot.mong.md", f"{TEXT}\n# Mẫu\n".encode(), 0),
    ("IMAGE_MISSING", MONG, "01-bai-mot.mong.md", f"{TEXT}\n![Mẫu](img/mat.svg)\n".encode(), 0),
    ("NOT_NFC", MONG, "01-bai-mot.mong.md", b"a\xcc\x81\n", 0),
    ("STRAY", MONG, "01-bai-mot.mong.wav", b"RIFF", 0),
    ("LESSON_NAME", "", "01-bai-mot.v2.b.md", b"x", 0),
]


@pytest.mark.parametrize(("rule", "languages", "name", "data", "line"), TABLE)
def test_a_fault_of_a_translation_is_named(
    bench: Workbench, rule: str, languages: str, name: str, data: bytes, line: int
) -> None:
    if languages:
        declare(bench, languages)
    if name:
        put(bench, name, data)
    wanted: Rule = getattr(rules, rule)
    found = [fault for fault in bench.faults() if fault.rule is wanted]
    places = [(fault.file.name, fault.line if line else 0) for fault in found]
    assert (bench.lesson.name if line else name, line) in places, [str(fault) for fault in bench.faults()]
    assert all("{" not in str(fault) for fault in found)


def test_a_course_with_a_recording_that_nobody_answers_for_is_left_out(bench: Workbench) -> None:
    put(bench, "01-bai-mot.mong.mp3", SILENCE)
    assert Catalog.load([bench.folder.parent]).courses == ()


def test_the_course_s_version_changes_with_a_recording(spoken: Workbench) -> None:
    before = check_course_folder(spoken.folder).course
    put(spoken, "01-bai-mot.mong.mp3", SILENCE * 2)
    after = check_course_folder(spoken.folder).course
    assert before
    assert after
    assert before.version != after.version


@pytest.mark.parametrize(
    "name", ["01-bai-mot.mong.md", "01-bai-mot.md", "course.yaml", "../x.mong.mp3", "02-ra-ngoai.mong.mp3", "x.mp3"]
)
def test_of_translations_only_recordings_are_handed_out(spoken: Workbench, name: str) -> None:
    shelf = Catalog.load([spoken.folder.parent])
    os.symlink("/etc/passwd", spoken.folder / "02-ra-ngoai.mong.mp3")
    recording = spoken.folder / "01-bai-mot.mong.mp3"
    assert shelf.asset("thu-nghiem", recording.name) == recording.resolve()
    assert shelf.asset("thu-nghiem", name) is None
