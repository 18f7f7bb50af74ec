"""A class's papers: the sheet for its door, the list to be signed, the answer key, and the list of whom to call.

The test sheets stand in `question_sheets`. Texts flow where there is a table; a row's names shrink before they wrap.
1 rem is 1 mm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bdhvs_lms.movement.class_tests import Asked, needed, test_of
from bdhvs_lms.movement.classes import Seat, TrainingClass, format_code
from bdhvs_lms.movement.course import Course
from bdhvs_lms.movement.units import Unit, vietnamese_order

from . import ornament, qr
from .certificates import POINT, date_words
from .engine import pdf
from .errors import NothingToPrint
from .fit import LINE, Fitted, fit, link, phrases, plain, words, wrapped
from .sheets import drawing, render

LEVEL: Final = "M"
"""These papers are kept flat for a day: 15 % of a code may be damaged."""
TEXT: Final = 12 * POINT
"""Size of running text; nothing that learners read is smaller."""
SMALL: Final = 6.5 * POINT
"""Of what stands in a cell: a name of 60 letters takes 9 points, and words stay whole."""
WEEKDAYS: Final = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
WITHDRAWN: Final = "(họ tên đã rút theo yêu cầu)"
BLANK_ROWS: Final = 5
PORTRAIT: Final = {"width_mm": 210, "height_mm": 297, "left_mm": 30, "right_mm": 15}
"""A4 with the margins of Decree 30/2020/NĐ-CP, so that a list can be bound."""
LANDSCAPE: Final = {"width_mm": 297, "height_mm": 210, "left_mm": 20, "right_mm": 20}


@dataclass(frozen=True, slots=True)
class Call:
    """A line of the list of whom to call. phone: as in `Person` or "". course: its title. day: the class's.

    lacks: what is missing, in Vietnamese.
    """

    name: str
    village: str
    phone: str
    course: str
    class_code: str
    day: date
    lacks: str


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    name: Fitted
    year: int
    village: Fitted


def link_of(cls: TrainingClass, address: str) -> str:
    """Where a class's QR leads: on to its page for trainers. address: "https://…" without trailing slash."""
    return f"{address}/q/{cls.code}"


def day_words(day: date) -> str:
    """“Thứ Năm, ngày 26 tháng 11 năm 2026”."""
    return f"{WEEKDAYS[day.weekday()]}, {date_words(day)}"


def place_words(cls: TrainingClass, unit: Unit) -> str:
    """“Nhà văn hóa, bản Nà Khương, xã Mường Kim”."""
    return ", ".join(part for part in map(plain, (cls.plan.place, cls.plan.village, unit.label)) if part)


def _in_cell(text: str, across: float, height: float, weight: int = 400, favour: float = 1.3) -> Fitted:
    return fit(words(text), box=(across, height), largest=TEXT, smallest=SMALL, weight=weight, favour=favour)


# --- the list to be signed -------------------------------------------------------------------------------------------


def _consent(keeper: str) -> tuple[str, ...]:
    """What signing agrees to: data, purposes, who keeps them, rights (Law 91/2025/QH15, articles 4, 9 and 24)."""
    return (
        "Ký tên là xác nhận mình có dự lớp, và tự nguyện đồng ý cho dùng họ tên, năm sinh, nơi ở, số điện thoại "
        "(nếu có cho) của mình vào ba việc: làm giấy xác nhận hoàn thành khóa học, đếm số người đã học, gọi nhắc khi "
        "học chưa xong. Không dùng vào việc khác.",
        f"Nơi giữ và chịu trách nhiệm: {keeper}. Lúc nào mình cũng có quyền xem, sửa, xóa, rút lại lời đồng ý: cứ nói "
        "với hướng dẫn viên hoặc nơi giữ, trong 2 ngày làm việc sẽ có trả lời. Không đồng ý thì vẫn được học, chỉ là "
        "không có giấy.",
        "Người dưới 16 tuổi thì cha, mẹ hoặc người giám hộ ký thay. (Theo Luật Bảo vệ dữ liệu cá nhân số "
        "91/2025/QH15.)",
    )


def _rows(seats: Sequence[Seat], blank_rows: int) -> list[_Row]:
    named = [
        _Row(
            number,
            _in_cell(seat.person.name if seat.person else WITHDRAWN, 55, 9.6, 600),
            seat.person.birth_year if seat.person else 0,
            _in_cell(seat.person.village if seat.person else "", 36, 9.6),
        )
        for number, seat in enumerate(seats, start=1)
    ]
    nothing = Fitted(TEXT, ())
    return named + [_Row(len(named) + more, nothing, 0, nothing) for more in range(1, blank_rows + 1)]


def attendance_list(
    cls: TrainingClass, course: Course, unit: Unit, seats: Sequence[Seat], address: str, sample: bool, *,
    keeper: str, blank_rows: int = BLANK_ROWS,
) -> bytes:  # fmt: skip
    """The list that people sign or mark with a finger → PDF, A4. No telephone number stands on it: it lies on a table.

    seats: the whole roll in its order, numbered as on the class's page. address: "https://…" without trailing slash.
    keeper: the body that keeps people's data and answers for it, as `Settings.issuer`. blank_rows: for people who come
    unannounced. NothingToPrint (neither seats nor blank rows), PrintingUnavailable, CodeTooLong.
    """
    if not seats and not blank_rows:
        raise NothingToPrint
    code = format_code(cls.code)
    html = render(
        "attendance.html",
        heading=f"Danh sách điểm danh – lớp {code}",
        foot=f"Danh sách điểm danh · Lớp {code} · Ký tên là đồng ý với lời ghi ở trang đầu",
        sample=sample,
        qr=drawing(qr.svg(link_of(cls, address), level=LEVEL)),
        course=plain(course.title),
        day=day_words(cls.plan.day),
        place=place_words(cls, unit),
        code=code,
        consent=_consent(plain(keeper)),
        rows=_rows(seats, blank_rows),
    )
    return pdf(html, render("attendance.css", **PORTRAIT))


# --- the answer key --------------------------------------------------------------------------------------------------

KEY: Final = {"width_mm": 210, "height_mm": 297, "left_mm": 20, "right_mm": 15}
KEY_ROOM: Final = 187.0
"""What a page leaves for the reasons, under heading and letters."""
KEY_ACROSS: Final = 175 - 26 - 5
KEY_SIZES: Final = tuple(half / 2 * POINT for half in range(24, 19, -1))
"""12 to 10 points: trainers read it."""
STRIP: Final = 15
"""Letters in a row of the strip."""


def _key_size(test: Sequence[Asked]) -> float:
    """The largest size at which the reasons stand on the page with the letters; 11 points where they need more."""
    for size in KEY_SIZES:
        lines = [
            len(
                wrapped(
                    f"{one.question.options[one.question.answer]}. {one.question.why}", KEY_ACROSS / size * 0.95, 500
                )
            )
            for one in test
        ]
        if sum(max(count * 1.35 * size, 10) + 2.6 for count in lines) <= KEY_ROOM:
            return size
    return 11 * POINT


def answer_key(cls: TrainingClass, course: Course, sample: bool) -> bytes:
    """Which answers are right, and why → PDF, A4, for trainers alone. NothingToPrint (no questions)."""
    test = test_of(course, cls.code)
    if not test:
        raise NothingToPrint
    code = format_code(cls.code)
    html = render(
        "answer_key.html",
        heading=f"Đáp án – lớp {code}",
        foot=f"Đáp án · Lớp {code} · Chỉ dành cho hướng dẫn viên",
        sample=sample,
        course=plain(course.title),
        code=code,
        strips=[test[start : start + STRIP] for start in range(0, len(test), STRIP)],
        test=test,
        needed=needed(len(test), course.pass_mark),
    )
    return pdf(html, render("answer_key.css", size=_key_size(test), **KEY))


# --- whom to call ----------------------------------------------------------------------------------------------------


def _by_village_and_name(row: Call) -> tuple[bool, object, object, object, date]:
    """Villages by the alphabet, people without one last; in a village by the given name, which stands last."""
    village, name = plain(row.village), plain(row.name)
    given = name.rpartition(" ")[2]
    return not village, vietnamese_order(village), vietnamese_order(given), vietnamese_order(name), row.day


def _spaced(phone: str) -> str:
    """0912345678 → “0912 345 678”."""
    return f"{phone[:4]} {phone[4:7]} {phone[7:]}" if len(phone) == 10 else phone


def call_list(unit_labels: Sequence[str], rows: Sequence[Call], day: date, sample: bool) -> bytes:
    """Whom a trainer calls → PDF, A4 across, sorted by village and name. Has telephone numbers, and says to destroy it.

    day: of printing. NothingToPrint.
    """
    if not rows:
        raise NothingToPrint
    lines = [
        {
            "name": _in_cell(row.name, 51, 10, 600),
            "village": _in_cell(row.village, 35, 10),
            "phone": _spaced(plain(row.phone)),
            "course": _in_cell(row.course, 51, 11, favour=1.05),
            "cls": f"{format_code(row.class_code)}, {row.day:%d/%m/%Y}",
            "lacks": _in_cell(row.lacks, 39, 11, favour=1.05),
        }
        for row in sorted(rows, key=_by_village_and_name)
    ]
    html = render(
        "call_list.html",
        heading=f"Danh sách người cần gọi – {day:%d/%m/%Y}",
        foot="Có số điện thoại riêng: hủy sau khi dùng",
        sample=sample,
        units=", ".join(map(plain, unit_labels)),
        day=f"{day:%d/%m/%Y}",
        rows=lines,
    )
    return pdf(html, render("call_list.css", **LANDSCAPE))


# --- the class sheet -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Lesson:
    """A lesson of the course: its title, and its promise under it where there is room. below: where the promise is."""

    number: int
    x: float
    y: float
    title: Fitted
    below: float
    promise: Fitted


@dataclass(frozen=True, slots=True)
class _Point:
    """One of the points that stand one under the other."""

    y: float
    text: Fitted


LESSONS_TOP, LESSONS_HEIGHT = 156.0, 62.0
LESSON_ACROSS: Final = 75.0
ROOM_FOR_PROMISE: Final = 9.0
POINTS_TOP, POINTS_HEIGHT = 229.5, 55.0
QR_MM: Final = 37.0


def _lessons(course: Course) -> list[_Lesson]:
    """The lessons in two columns: all titles in one size, all promises in another."""
    deep = max(2, -(-len(course.lessons) // 2))
    row = LESSONS_HEIGHT / deep
    share = (0.56, 0.38) if row >= ROOM_FOR_PROMISE else (0.94, 0)
    promises = [one.promise if share[1] and plain(one.promise) != plain(one.title) else "" for one in course.lessons]
    titles = _alike([one.title for one in course.lessons], row * share[0], 5.4, 700)
    said = _alike(promises, row * share[1], 4.6, 400)
    lessons = []
    for place, (title, promise) in enumerate(zip(titles, said, strict=True)):
        y = LESSONS_TOP + place % deep * row
        below = y + title.size * LINE * len(title.lines) + 0.4
        lessons.append(_Lesson(place + 1, 15 + place // deep * 93, y, title, below, promise))
    return lessons


def _alike(texts: Sequence[str], height: float, largest: float, weight: int) -> list[Fitted]:
    """Lessons' texts in boxes of `height`, all in the size of the longest."""
    fitted: list[Fitted] = []
    for _ in range(2):
        box = (LESSON_ACROSS, height)
        fitted = [fit(phrases(text), box=box, largest=largest, smallest=2.4, weight=weight) for text in texts]
        largest = min((one.size for one in fitted), default=largest)
    return fitted


def _points(texts: Sequence[str], across: float) -> list[_Point]:
    """Texts one under the other, in one size, the room that is left shared out between them."""
    for points in range(24, 15, -1):
        size = points / 2 * POINT
        lines = [wrapped(text, across / size, 400) for text in texts]
        height = size * LINE * sum(map(len, lines))
        if height <= POINTS_HEIGHT:
            break
    gap = min(2.5, (POINTS_HEIGHT - height) / (len(texts) - 1))
    before = [sum(map(len, lines[:place])) for place in range(len(lines))]
    return [
        _Point(POINTS_TOP + before[place] * size * LINE + place * gap, Fitted(size, line))
        for place, line in enumerate(lines)
    ]


COMING: Final = (
    "Mang điện thoại đã sạc pin. Chưa có điện thoại vẫn học được.",
    "Mang kính đọc chữ, nếu hay đeo.",
    "Lớp không thu tiền. Không ai được hỏi mật khẩu hay mã OTP của người học.",
)


def _steps(course: Course, cls: TrainingClass) -> tuple[str, ...]:
    of = len(test_of(course, cls.code))
    return (
        "Mang theo danh sách điểm danh, phiếu kiểm tra, đáp án để riêng, bút, dây sạc.",
        "Điểm danh: đọc lời đồng ý, từng người ký, ghi ai có mặt.",
        "Dạy lần lượt từng bài; để người học tự tay làm.",
        f"Kiểm tra {of} câu: trên điện thoại, nghe đọc to, hoặc phiếu giấy. "
        f"Đúng từ {needed(of, course.pass_mark)} câu là đạt.",
        "Nhập kết quả, xem lại rồi đóng lớp.",
        "In giấy xác nhận, trao tận tay. Cất danh sách đã ký vào chỗ có khóa.",
    )


def class_sheet(
    cls: TrainingClass, course: Course, unit: Unit, trainer_names: Sequence[str], address: str, sample: bool
) -> bytes:
    """The sheet for the class's door and the trainer's bag → PDF, one A4 page.

    address: "https://…" without trailing slash. PrintingUnavailable, CodeTooLong.
    """
    target = link_of(cls, address)

    def line(text: str, width: float, height: float, largest: float, weight: int) -> Fitted:
        return fit(words(text), box=(width, height), largest=largest, smallest=2.5, weight=weight)

    html = render(
        "class_sheet.html",
        heading=f"Phiếu lớp học {format_code(cls.code)} – {plain(course.title)}",
        sample=sample,
        band=ornament.band(45),
        title=line(course.title, 180, 24, 15, 700),
        facts=[
            ("Ngày học", line(day_words(cls.plan.day), 140, 8, 6, 700)),
            ("Nơi học", line(place_words(cls, unit), 140, 13, 6, 700)),
            ("Hướng dẫn viên", line(", ".join(trainer_names), 140, 10, 5, 600)),
        ],
        code=line(format_code(cls.code), 112, 18, 15, 700),
        qr=drawing(qr.svg(target, level=LEVEL)),
        quiet=qr.symbol(target, LEVEL).quiet_mm(QR_MM),
        side=QR_MM,
        link=fit(link(target.partition("://")[2]), box=(112, 11), largest=4, smallest=2, weight=500),
        lessons=_lessons(course),
        bring=_points(COMING, 67),
        steps=_points(_steps(course, cls), 96),
    )
    return pdf(html, render("class_sheet.css", width_mm=210, height_mm=297, rem_mm=1))
