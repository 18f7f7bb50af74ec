"""Posters and papers to print, and eyes to read what was printed."""

from __future__ import annotations

import contextlib
import io
import re
import zlib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from bdhvs_lms.catalog import Catalog
from bdhvs_lms.movement.certificate import Certificate
from bdhvs_lms.movement.classes import Plan, Seat, TrainingClass, code_from_bytes
from bdhvs_lms.movement.codes import PosterCode, format_serial, serial_from_bytes
from bdhvs_lms.movement.course import QUESTIONS_PER_LESSON, Course, Lesson, Question, Step
from bdhvs_lms.movement.people import Person
from bdhvs_lms.movement.poster import Poster
from bdhvs_lms.movement.units import COMMUNE, Unit
from bdhvs_lms.printing import engine
from bdhvs_lms.printing.certificates import Paper

SERIAL = serial_from_bytes(bytes(range(7, 17)))
MUONG_KIM = Unit("03637", "Mường Kim", COMMUNE)
SIGNED = ("Q7$K*M2+P-0.9/ZD:" * 20)[:255]
COURSES = Path(__file__).parents[2] / "bdhvs_lms" / "courses"
STEPS = (("dung-lai", "Dừng lại, đừng làm theo"), ("goi-dien", "Gọi hỏi người nhà"), ("bao-cao", "Báo công an xã"))


class Printed:
    """A PDF as a reader sees it."""

    def __init__(self, pdf: bytes) -> None:
        self.pdf = pdf
        self.document = pypdfium2.PdfDocument(pdf)

    def __len__(self) -> int:
        return len(self.document)

    def size_mm(self, page: int = 0) -> tuple[int, int]:
        width, height = self.document[page].get_size()
        return round(width / 72 * 25.4), round(height / 72 * 25.4)

    def text(self, page: int = 0) -> str:
        """The page's words, lines joined by one space."""
        return " ".join(self.document[page].get_textpage().get_text_range().split())

    def text_at_the_top(self, page: int, mm: float = 19) -> str:
        """What stands in the upper margin."""
        sheet = self.document[page]
        width, height = sheet.get_size()
        return str(sheet.get_textpage().get_text_bounded(0, height - mm / 25.4 * 72, width, height)).strip()

    def codes(self, page: int = 0, dpi: int = 150) -> list[str]:
        """What a scanner reads on the page."""
        picture = Image.open(io.BytesIO(engine.png(self.pdf, dpi, page)))
        return [code.text for code in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]

    def inside(self) -> bytes:
        """The file with its streams unpacked, as far as they can be."""
        unpacked = [self.pdf]
        for stream in re.findall(rb"stream\r?\n(.*?)endstream", self.pdf, re.DOTALL):
            with contextlib.suppress(zlib.error):
                unpacked.append(zlib.decompress(stream))
        return b"".join(unpacked)

    def outermost_mm(self, page: int = 0) -> tuple[float, float, float, float]:
        """How far the page's letters come to its left, bottom, right and top edge, the watermark's left out."""
        sheet = self.document[page]
        width, height = sheet.get_size()
        words = sheet.get_textpage()
        boxes = [words.get_charbox(at) for at in range(words.count_chars())]
        boxes = [box for box in boxes if 0 < box[3] - box[1] < 100]  # no line ends, no watermark
        edges = (
            min(box[0] for box in boxes),
            min(box[1] for box in boxes),
            width - max(box[2] for box in boxes),
            height - max(box[3] for box in boxes),
        )
        return edges[0] / 72 * 25.4, edges[1] / 72 * 25.4, edges[2] / 72 * 25.4, edges[3] / 72 * 25.4


@pytest.fixture
def read() -> Iterator[Callable[[bytes], Printed]]:
    opened: list[Printed] = []

    def open_pdf(pdf: bytes) -> Printed:
        opened.append(Printed(pdf))
        return opened[-1]

    yield open_pdf
    for printed in opened:
        printed.document.close()


@pytest.fixture
def make_poster() -> Callable[..., Poster]:
    def make(
        promise: str = "Ba dấu hiệu nhận ra kẻ lừa đảo",
        steps: tuple[tuple[str, str], ...] = STEPS,
        *,
        unit: Unit = MUONG_KIM,
        address: str = "https://hoc.laichau.example",
        channel: str = "A",
        place: int = 1,
        sample: bool = False,
    ) -> Poster:
        drawn = tuple(Step(icon, text) for icon, text in steps)
        lesson = Lesson("cuoc-goi", "AT01", "Cuộc gọi lừa đảo", 5, promise, drawn, "", ())
        course = Course("an-toan", "An toàn trên mạng", "", ("citizens",), 1, 80, (), (lesson,))
        return Poster(course, lesson, unit, PosterCode(unit.code, "AT01", channel, place), address, sample)

    return make


@pytest.fixture
def make_paper() -> Callable[..., Paper]:
    def make(
        holder: str = "Giàng Thị Mỷ",
        title: str = "An toàn trên mạng",
        *,
        way: str = "class",
        sample: bool = False,
        issuer: str = "Tổ công nghệ số cộng đồng bản Nà Khương",
        birth_year: int = 1968,
        **others: object,
    ) -> Paper:
        day = date(2026, 11, 22)
        certificate = Certificate(
            SERIAL, holder, birth_year, "an-toan", title, "citizens", "03637", "xã Mường Kim", day, way, issuer, sample
        )
        printed = {
            "scanned": f"HTTPS://HOC.LAICHAU.EXAMPLE/X/{SERIAL}/{SIGNED}",
            "check_address": f"hoc.laichau.example/x/{format_serial(SERIAL)}",
            "group_name": "Người dân",
            "place": "Mường Kim",
        } | others
        return Paper(certificate, **printed)  # type: ignore[arg-type]

    return make


@pytest.fixture(scope="session")
def shipped() -> tuple[Course, ...]:
    """The courses that come with the project."""
    return Catalog.load([COURSES]).courses


@pytest.fixture
def make_course() -> Callable[..., Course]:
    """Courses whose every text can be told from every other."""

    def make(lessons: int = 4, title: str = "An toàn trên mạng", pass_mark: int = 80) -> Course:
        return Course(
            "an-toan", title, "", ("citizens",), 1, pass_mark, (), tuple(_lesson(n) for n in range(1, lessons + 1))
        )

    return make


def _lesson(number: int) -> Lesson:
    questions = tuple(
        Question(
            kind,
            f"Bài {number} hỏi {place}?",
            tuple(f"Ý {letter} bài {number} hỏi {place}" for letter in "ABC"),
            (number + place) % 3,
            f"Bởi lẽ {number}.{place}.",
        )
        for place, kind in enumerate(QUESTIONS_PER_LESSON, start=1)
    )
    return Lesson(f"bai-{number}", f"AT{number:02}", f"Tên bài {number}", 5, f"Lời hứa {number}", (), "", questions)


@pytest.fixture
def make_class() -> Callable[..., TrainingClass]:
    def make(place: str = "Nhà văn hóa", village: str = "bản Nà Khương", code: str = "") -> TrainingClass:
        plan = Plan("03637", "an-toan", "0" * 12, place, village, date(2026, 11, 27), "citizens", ("hoa",))
        code = code or code_from_bytes(b"\x12\x9a\xf3\x07\x55")
        return TrainingClass(code, plan, "2026-11-26T00:00:00.000Z", "", 0, 0, 0)

    return make


@pytest.fixture
def make_roll() -> Callable[..., list[Seat]]:
    """Seats of people of these names, born 1951 and later, each with a telephone number."""

    def make(*names: str | None, village: str = "bản Nà Khương", present: bool | None = None) -> list[Seat]:
        return [
            Seat(
                "", f"l{n}", Person(name, 1950 + n, f"09876543{n:02}", village) if name else None, present, None, "", ""
            )
            for n, name in enumerate(names, start=1)
        ]

    return make
