"""The campaign kit: every form of a lesson at a place, each under the letter by which its scans are counted."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from bdhvs_lms.movement.codes import CHANNELS
from bdhvs_lms.movement.units import AGENCY, Unit
from bdhvs_lms.printing import FORMS, make
from bdhvs_lms.printing.errors import NothingToPrint, NothingToRead, UnknownFormat
from bdhvs_lms.printing.handouts import outline
from bdhvs_lms.printing.kit import extension_of
from bdhvs_lms.printing.radio import LONGEST, SHORTEST, script, seconds_of, words_of
from bdhvs_lms.printing.sheets import ACCENT, CREAM, GOLD, INK, WHITE
from bdhvs_lms.printing.snippets import snippet

Make = Callable[..., Any]
SPOKEN = "Thưa bà con, công an không gọi video.\n\nThấy giục thì bà con dừng lại."


def with_radio(poster: Any, text: str = SPOKEN) -> Any:
    lesson = replace(poster.lesson, radio=text)
    return replace(poster, lesson=lesson, course=replace(poster.course, lessons=(lesson,)))


@pytest.mark.pdf
@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_one_file_of_its_kind(form: str, make_poster: Make) -> None:
    poster = with_radio(make_poster(channel=FORMS[form].channel))
    made = make([poster], form)
    begins = {"pdf": b"%PDF-", "png": b"\x89PNG", "html": b"<!--", "txt": "BÌNH".encode()}
    assert made.content.startswith(begins[made.extension])
    assert (made.extension, made.count) == (extension_of(form, 1), 1)


@pytest.mark.pdf
@pytest.mark.parametrize("form", ["square", "web", "radio"])
def test_several_pictures_or_texts_are_a_zip_of_files_named_by_their_codes(form: str, make_poster: Make) -> None:
    chosen = [with_radio(make_poster(channel=FORMS[form].channel, place=place)) for place in (1, 2)]
    told: list[int] = []
    made = make(chosen, form, progress=told.append)
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        assert archive.namelist() == [f"{poster.code}.{FORMS[form].extension}" for poster in chosen]
    assert (made.extension, made.count, told) == ("zip", 2, [1, 1])
    assert made.content == make(chosen, form).content


def test_each_kind_of_form_is_counted_under_its_own_letter() -> None:
    letters = {form.channel for form in FORMS.values()}
    assert letters == set(CHANNELS)
    assert FORMS["a4"].channel == FORMS["a3"].channel == "A"
    assert len(letters) == len(FORMS) - 1


def test_the_letters_that_hang_on_walls_already_mean_what_they_meant() -> None:
    assert {letter: CHANNELS[letter] for letter in "ABPTMDNHR"} == {
        "A": "poster", "B": "banner", "P": "standee", "T": "table card", "M": "social networks",
        "D": "electronic board", "N": "web page", "H": "handout", "R": "loudspeaker",
    }  # fmt: skip


def test_an_unknown_form_is_named_with_those_that_exist(make_poster: Make) -> None:
    with pytest.raises(UnknownFormat, match=r"“a5”.*a4.*radio"):
        make([make_poster()], "a5")


def test_nothing_chosen_is_no_file() -> None:
    with pytest.raises(NothingToPrint):
        make([], "web")


# --- colours --------------------------------------------------------------------------------------------------------


def contrast(one: str, other: str, *, grey: bool) -> float:
    """WCAG's contrast; grey: as a printer without colours turns them into greys (ITU-R BT.601)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        if grey:
            parts = [0.299 * parts[0] + 0.587 * parts[1] + 0.114 * parts[2]] * 3
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("grey", [False, True])
@pytest.mark.parametrize(
    ("ink", "ground"),
    [(INK, WHITE), (INK, CREAM), (INK, GOLD), (ACCENT, WHITE), (ACCENT, CREAM), (WHITE, ACCENT), (GOLD, ACCENT)],
)
def test_every_ink_holds_on_its_ground_in_colour_and_in_black_and_white(ink: str, ground: str, grey: bool) -> None:
    assert contrast(ink, ground, grey=grey) >= 7


# --- a block for an agency's page -----------------------------------------------------------------------------------


class _Seen(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_block_says_promise_steps_and_unit_and_leads_to_the_lesson(make_poster: Make) -> None:
    poster = make_poster(channel="N")
    seen = _Seen(snippet(poster))
    for said in ("Ba dấu hiệu nhận ra kẻ lừa đảo", "Gọi hỏi người nhà", "Xã Mường Kim", "Mở bài học (5 phút)"):
        assert said in seen.text
    assert [attrs["href"] for tag, attrs in seen.tags if tag == "a"] == [poster.link]


def test_a_block_runs_nothing_and_fetches_nothing(make_poster: Make) -> None:
    html = snippet(make_poster("<script>alert(1)</script>", unit=Unit("03637", '"><img src=//x>', AGENCY), channel="N"))
    seen = _Seen(html)
    assert {tag for tag, _ in seen.tags} <= {"div", "ol", "li", "p", "a", "img"}
    allowed = {"lang", "style", "href", "src", "alt", "width", "height"}
    assert {name for _, attrs in seen.tags for name in attrs} <= allowed
    assert [attrs["src"][:22] for tag, attrs in seen.tags if tag == "img"] == ["data:image/png;base64,"]
    assert re.findall(r"url\(|@import|javascript:", html) == []
    assert html.count("://") == 1
    assert len(html.encode()) < 4000


def test_a_block_s_code_reads_back_and_has_its_quiet_zone(make_poster: Make) -> None:
    import base64

    poster = make_poster(channel="N")
    data = re.search(r"base64,([^\"]+)", snippet(poster))
    assert data
    picture = Image.open(io.BytesIO(base64.b64decode(data[1]))).convert("L")
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [poster.scanned]
    assert picture.crop((0, 0, picture.width, 16)).getextrema() == (255, 255)


def test_a_sample_block_says_so(make_poster: Make) -> None:
    assert "MẪU" in snippet(make_poster(channel="N", sample=True))
    assert "MẪU" not in snippet(make_poster(channel="N"))


# --- words for the loudspeaker --------------------------------------------------------------------------------------


def test_a_script_has_the_lesson_s_words_their_number_and_how_long_they_take(make_poster: Make) -> None:
    poster = with_radio(make_poster(channel="R"), "một hai ba bốn " * 50)
    said = script(poster)
    assert "200 tiếng" in said
    assert "khoảng 75 giây" in said
    assert str(poster.code) in said
    assert poster.link in said
    assert "Xã Mường Kim" in said


def test_only_what_the_lesson_says_is_read_out(make_poster: Make) -> None:
    said = script(with_radio(make_poster(channel="R")))
    spoken = said.partition("— Phần đọc —")[2].partition("— Hết —")[0]
    assert spoken.split() == SPOKEN.split()


def test_signs_are_not_counted_as_words() -> None:
    assert words_of("Bà con – nghe: 113 …") == 4
    assert seconds_of("") == 0


def test_a_lesson_without_words_for_the_loudspeaker_gets_none_made_up(make_poster: Make) -> None:
    with pytest.raises(NothingToRead, match="Cuộc gọi lừa đảo"):
        script(make_poster(channel="R"))


def test_the_words_of_the_lessons_that_come_along_last_60_to_90_seconds() -> None:
    from bdhvs_lms.catalog import Catalog
    from bdhvs_lms.field.installation import BUNDLED_COURSES

    spoken = [
        lesson.radio for course in Catalog.load([BUNDLED_COURSES]).courses for lesson in course.lessons if lesson.radio
    ]
    assert len(spoken) >= 44
    assert {text for text in spoken if not SHORTEST <= seconds_of(text) <= LONGEST} == set()


def test_a_sample_script_is_not_for_the_air(make_poster: Make) -> None:
    assert "MẪU – KHÔNG PHÁT" in script(with_radio(make_poster(channel="R", sample=True)))


# --- the page for speakers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "begins"),
    [
        (f"<p>Tên cũ vẫn dùng.</p><p>Điều 14 quy định:</p><ul><li>{'a' * 230}</li></ul>", "Tên cũ vẫn dùng."),
        (f"<p>Tên “cũ” vẫn dùng. Có hai cách:</p><ul><li>{'a' * 230}</li></ul>", "Tên “cũ” vẫn dùng."),
        (f"<p>Ghi “đã đọc.” Có hai cách:</p><ul><li>{'a' * 230}</li></ul>", "Ghi “đã đọc.”"),
        (f"<p>Tên “cũ” có hai cách:</p><ul><li>{'a' * 230}</li></ul>", f"Tên “cũ” có hai cách: {'a' * 230}"),
        (f"<p>Điều 14 quy định:</p><ul><li>{'a' * 230}</li><li>b</li></ul>", f"Điều 14 quy định: {'a' * 230}"),
        ("<p>Điều 14 quy định:</p><ul><li>Một</li><li>Hai</li></ul>", "Điều 14 quy định: Một Hai"),
        ("<p>Gọi lúc 8:00.</p>", "Gọi lúc 8:00."),
        ("<p>Chỉ có vậy:</p>", "Chỉ có vậy:"),
    ],
)
def test_an_outline_leads_in_to_nothing_that_it_leaves_out(html: str, begins: str, make_poster: Make) -> None:
    lesson = replace(make_poster().lesson, html=f"<h2>Văn bản</h2>{html}")
    assert outline(lesson) == [("Văn bản", begins)]


@pytest.mark.pdf
def test_a_speaker_finds_what_to_say_what_to_ask_and_the_sources(make_poster: Make) -> None:
    import pypdfium2

    from bdhvs_lms.catalog import Catalog
    from bdhvs_lms.field.installation import BUNDLED_COURSES

    courses = Catalog.load([BUNDLED_COURSES]).courses
    lessons = [(course, lesson) for course in courses for lesson in course.lessons]
    base = make_poster(channel="H")
    chosen = [
        replace(base, course=course, lesson=lesson, code=replace(base.code, lesson=lesson.code))
        for course, lesson in lessons
    ]
    document = pypdfium2.PdfDocument(make(chosen, "handout").content)
    try:
        texts = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()
    assert len(texts) == len(chosen)
    for text, (_course, lesson) in zip(texts, lessons, strict=True):
        assert ("Lời nói sẵn" if lesson.radio else "Dàn ý để nói") in text
        if lesson.radio:
            assert " ".join(lesson.radio.split()) in text
        situation = next(question for question in lesson.questions if question.kind == "situation")
        assert " ".join(situation.text.split()) in text
        assert "Nguồn" in text
