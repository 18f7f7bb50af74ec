"""A class's roll as a spreadsheet has it: who each row is, or why it isn't taken, for every row of every sheet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from .class_lines import ON_THE_ROLL, whole_name
from .classes import Seat, already_on
from .errors import N_, BdhvsError
from .people import Person, fold, normalised, read_birth_year, read_name, read_phone, read_village
from .rosters import OF_A_CLASS, Grid, UnitNames, Why, find_header, heading, joined, read_birth
from .units import Unit

TAKEN, REFUSED, PASSED_OVER = "taken", "refused", "passed_over"
OUTCOME_NAMES: Final = {TAKEN: N_("taken"), REFUSED: N_("refused"), PASSED_OVER: N_("passed over")}
_ALL_HEADINGS: Final = frozenset[str]().union(*OF_A_CLASS.values())
_FIRST_WORDS: Final = tuple({one.split()[0][:4] for one in _ALL_HEADINGS})
_TOTAL: Final = re.compile(
    r"(tong (cong|so)\b.*|tong|cong|(an dinh )?danh sach (nay )?co\b.*)[\s:.\d]*(nguoi|hoc vien)?[.]?"
)
_SIGNED: Final = re.compile(
    r"\b(nguoi lap|lap bieu|lap danh sach|k[yi] ten|ghi ro ho ten|xac nhan cua|thu truong|giang vien|nguoi huong dan"
    r"|chu tich|truong ban|truong thon|to truong|tm[.] ?(ubnd|uy ban)|ngay [\d.…]* ?thang [\d.…]* ?nam)\b"
)
_OF_A_TOTAL: Final = frozenset({"tổng", "tong", "cộng", "cong", "ấn", "an", "danh"})
_SIGNERS: Final = (
    "người lập", "lập biểu", "lập danh sách", "ký tên", "kí tên", "ghi rõ", "xác nhận của", "thủ trưởng", "giảng viên",
    "hướng dẫn", "chủ tịch", "trưởng ban", "trưởng bản", "trưởng thôn", "tổ trưởng", "ubnd", "ủy ban", "uỷ ban", "ngày",
)  # fmt: skip
"""With their diacritics: “Tòng Công Lý” is no total, and “Tô Trường Giang” no head of a group."""
_SECTION: Final = re.compile(
    r"(?:(?:[ivx]{1,5}|[a-hđ]|\d{1,2})\s*[.)/-]\s*)?((?:bản|thôn|tổ dân phố|to dan pho|tổ|xóm|khu phố|tdp)\s.+)"
)
_COUNTED: Final = re.compile(r"\W*[\dIVX]{1,5}\W*")
_NUMBERED: Final = re.compile(r"^\W*\d{1,4}\s*[.)\-:]\s*")
_BY_TITLE: Final = re.compile(r"^(?:ông|bà)[.:]?\s+(?=\S+\s+\S)", re.IGNORECASE)
_BORN: Final = re.compile(
    r"^(?P<name>\D+?)(?P<gap>[\s,;(\-–]*)(?P<born>sinh(?: năm)?|sn)?[\s.:]*(?P<year>(?:19|20)\d\d)\)?$", re.IGNORECASE
)
_YEAR: Final = re.compile(r"(?:sinh nam|sinh|sn)?[ .:]*(?:\d{1,2}[/.\- ]+){0,2}(\d{4})(?:[.]0)?", re.ASCII)
_VILLAGES: Final = ("bản ", "thôn ", "tổ ", "xóm ", "khu phố ")
_SEVERAL: Final = re.compile(r"[/;,|]| - |\bhoặc\b|\bvà\b")
_BETWEEN_DIGITS: Final = re.compile(r"[\s.()'’-]")
_LETTERS: Final = re.compile(r"\(?([A-Z]|\d{1,2})\)?")
_NOTHING: Final = frozenset(
    {
        "",
        "-",
        "–",
        "—",
        ".",
        "/",
        "x",
        "0",
        "không",
        "khong",
        "ko",
        "không có",
        "khong co",
        "k",
        "khong ro",
        "khong nho",
        "khong biet",
    }
)
_PARTS_OF_A_DATE: Final = frozenset({"nam", "nu", "ngay", "thang"})


class NoNames(BdhvsError):
    message = N_(
        "No sheet of {file} has a column of names. The heading above the names must say “Họ và tên”, within the first "
        "30 rows."
    )


@dataclass(frozen=True, slots=True)
class Row:
    """What became of a row. sheet, number: from 1, as the spreadsheet counts. cells: name, birth, phone, village and
    unit as read, "" where there is none.

    person: when it is taken. why: when it isn't. left_out: what of a person who is taken was left out.
    """

    sheet: int
    number: int
    outcome: str
    cells: Mapping[str, str]
    person: Person | None = None
    why: Why | None = None
    left_out: tuple[Why, ...] = ()
    listed: bool = True
    """Whether it is about somebody: no heading, total or signature."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What rows are held against. unit: the class's. this_year: for years of birth."""

    unit: Unit
    units: Sequence[Unit]
    this_year: int


def read_roster(grids: Sequence[Grid], roll: Iterable[Seat], rules: Rules, file: str = "") -> list[Row]:
    """One for each row that has anything in it below a header with names, on every sheet. NoNames."""
    people, rows, found = _People(roll), list[Row](), False
    for sheet, grid in enumerate(grids, start=1):
        header = _header(grid)
        if header is not None:
            found = True
            rows += _Sheet(sheet, grid, *header, rules).read(people)
    if not found:
        raise NoNames(file=file)
    return rows


def _header(grid: Grid) -> tuple[int, Mapping[str, Sequence[int]]] | None:
    for needed in (("family", "given"), ("name",), ("given",)):
        if found := find_header(grid, needed, OF_A_CLASS):
            return found[0], _whole_dates(grid, *found)
    return None


def _whole_dates(grid: Grid, at: int, columns: Mapping[str, Sequence[int]]) -> Mapping[str, Sequence[int]]:
    """Below “Năm sinh” there may be “Nam | Nữ” or “Ngày | Tháng | Năm”: the year stands in one of those."""
    if "birth" not in columns or at + 1 >= len(grid):
        return columns
    below, first, taken = grid[at + 1], columns["birth"][0], {place for one in columns.values() for place in one}
    places = [first]
    for place in range(first + 1, min(first + 3, len(below))):
        unnamed = place >= len(grid[at]) or not grid[at][place]
        if (
            not unnamed
            or place in taken - {*columns.get("name", ())[1:]}
            or heading(below[place]) not in _PARTS_OF_A_DATE
        ):
            break
        places.append(place)
    names = [place for place in columns.get("name", ()) if place not in places]
    return {**columns, "birth": places, **({"name": names} if names else {})}


@dataclass(slots=True)
class _People:
    """Names that are taken. seats: the roll. rows: name → (year, sheet, row) of the file."""

    seats: dict[str, list[Seat]]
    rows: dict[str, list[tuple[int, int, int]]]

    def __init__(self, roll: Iterable[Seat]) -> None:
        self.seats, self.rows = {}, {}
        for seat in roll:
            if seat.person:
                self.seats.setdefault(normalised(seat.person.name), []).append(seat)

    def has(self, person: Person) -> bool:
        """Whether the same name and year stand on the roll."""
        here = self.seats.get(normalised(person.name), ())
        return any(seat.person and seat.person.birth_year == person.birth_year for seat in here)

    def add(self, person: Person, sheet: int, number: int) -> None:
        """Why, when somebody can't be told apart from a person who is there already."""
        name = normalised(person.name)
        if already_on(self.seats.get(name, ()), person):
            raise Why(ON_THE_ROLL)
        for year, other, row in self.rows.get(name, ()):
            if year == person.birth_year:
                raise Why(
                    N_("the same name and year stand in row {row} of sheet {sheet} already"),
                    {"row": row, "sheet": other},
                )
            if 0 in (year, person.birth_year):
                raise Why(
                    N_("the same name stands in row {row} of sheet {sheet}; write both years to tell them apart"),
                    {"row": row, "sheet": other},
                )
        self.rows.setdefault(name, []).append((person.birth_year, sheet, number))


def still_new(people: Iterable[Person], roll: Iterable[Seat]) -> list[Person]:
    """Those of a file whom nobody has put on the roll meanwhile, as when the same page is sent twice."""
    seats, new = _People(roll), list[Person]()
    for person in people:
        if not already_on(seats.seats.get(normalised(person.name), ()), person):
            new.append(person)
    return new


class _Sheet:
    """One sheet's rows on their way to being people."""

    def __init__(self, sheet: int, grid: Grid, at: int, columns: Mapping[str, Sequence[int]], rules: Rules) -> None:
        self._sheet, self._grid, self._at, self._columns, self._rules = sheet, grid, at, columns, rules
        self._units = UnitNames(rules.units)
        self._known_units: dict[tuple[str, str], Why | None] = {}
        self._section = ""
        self._offices = {
            place for place, text in enumerate(grid[at]) if fold(text).startswith(("chuc vu", "chuc danh"))
        }
        self._signed = self._begun = False

    def read(self, people: _People) -> Iterator[Row]:
        for number, texts in enumerate(self._grid[self._at + 1 :], start=self._at + 2):
            if not any(texts):
                continue
            cells = self._cells(texts)
            if why := self._about_nobody(texts, cells):
                yield Row(self._sheet, number, PASSED_OVER, cells, why=why, listed=False)
            else:
                yield self._somebody(number, cells, people)

    def _cells(self, texts: Sequence[str]) -> dict[str, str]:
        cells = {field: joined(texts, places) for field, places in self._columns.items()}
        if "given" in cells and "name" not in self._columns:
            cells["name"] = f"{cells.get('family', '')} {cells['given']}".strip() if cells["given"] else ""
        if len(self._columns.get("birth", ())) > 1:
            cells["birth"] = _date_in_parts(cells["birth"])
        found = {field: cells.get(field, "") for field in ("name", "birth", "phone", "village")}
        return {**found, "unit": cells.get("unit", "") or cells.get("code", ""), "code": cells.get("code", "")}

    def _about_nobody(self, texts: Sequence[str], cells: Mapping[str, str]) -> Why | None:
        """Why a row is no person's: headings, numbering, totals, signatures, and what has neither name nor more."""
        filled = [text for text in texts if text]
        words = [text for text in filled if not _COUNTED.fullmatch(text)]
        message = None
        if not self._begun and len(filled) > 1 and all(_LETTERS.fullmatch(text) for text in filled):
            message = N_("numbers the columns")
        elif _is_heading(words, cells["name"]) or self._is_section(words):
            message = N_("is a heading")
        elif any(map(_is_total, words)) and not _is_somebody(cells):
            message = N_("is a total")
        elif self._is_signed(texts, cells) or (self._signed and len(words) == len(filled) and not _numbers(cells)):
            message = N_("is a signature or a remark")
        elif not (cells["name"] or cells["birth"] or cells["phone"]):
            message = N_("has no name in it")
        return Why(message) if message else None

    def _is_section(self, words: Sequence[str]) -> bool:
        """“II. Bản Thẳm” alone in its row is the village of those below it."""
        found = _SECTION.fullmatch(words[0].casefold()) if len(words) == 1 else None
        if found:
            self._section = words[0][-len(found[1]) :].strip(" .:")
        return found is not None

    def _is_signed(self, texts: Sequence[str], cells: Mapping[str, str]) -> bool:
        """A remark below the table; names without number, year or telephone that follow it belong to it.

        Whoever has a number or stands beside an office of theirs (“Chức vụ”) is somebody.
        """
        signs = {place for place, text in enumerate(texts) if _is_signature(text)}
        if not signs or _is_somebody(cells):
            return False
        named = bool(cells["name"]) and not _is_signature(cells["name"])
        found = not named or not (signs <= self._offices or any(map(_COUNTED.fullmatch, texts)))
        self._signed |= found
        return found

    def _somebody(self, number: int, cells: dict[str, str], people: _People) -> Row:
        self._begun = True
        if not cells["village"] and self._section:
            cells["village"] = self._section
        try:
            person, left_out = self._read(cells)
            if people.has(person):
                on_roll = Why(N_("is on the roll already"))
                return Row(self._sheet, number, PASSED_OVER, {**cells, **_clean(person, cells)}, why=on_roll)
            people.add(person, self._sheet, number)
        except Why as why:
            return Row(self._sheet, number, REFUSED, cells, why=why)
        return Row(self._sheet, number, TAKEN, {**cells, **_clean(person, cells)}, person, left_out=left_out)

    def _read(self, cells: dict[str, str]) -> tuple[Person, tuple[Why, ...]]:
        name, birth = _name_and_birth(cells["name"], cells["birth"])
        if not name:
            raise Why(N_("the name is missing"))
        name, fault = read_name(name)
        if fault:
            raise Why(fault)
        self._check_unit(cells)
        year = _year(birth, self._rules.this_year)
        left_out = []
        phone = _phone(cells["phone"])
        if not phone and fold(cells["phone"]) not in _NOTHING:
            left_out.append(Why(N_("the phone number was left out")))
        village, fault = read_village("" if cells["village"].casefold() in _NOTHING else cells["village"])
        if fault:
            village = ""
            left_out.append(Why(N_("the village was left out: it is too long or has signs in it")))
        return Person(name, year, phone, village), tuple(left_out)

    def _check_unit(self, cells: dict[str, str]) -> None:
        text, code = cells["unit"], cells["code"]
        if text.casefold().startswith(_VILLAGES):
            cells["village"], cells["unit"] = cells["village"] or text, ""
            text = code
        if not text:
            return
        key = (text, code)
        if key not in self._known_units:
            self._known_units[key] = self._other_unit(text, code)
        if why := self._known_units[key]:
            raise Why(why.message, why.fields)

    def _other_unit(self, text: str, code: str) -> Why | None:
        """Why a cell doesn't mean the class's own unit; “xã Mường Kim, tỉnh Lai Châu” does."""
        try:
            unit = self._units.match(re.split(r"[,;]| [-–] ", text)[0].strip(), code if code != text else "")
        except Why as why:
            return why
        if unit.code != self._rules.unit.code:
            return Why(
                N_("is of {other}; this class is of {unit}"), {"other": unit.label, "unit": self._rules.unit.label}
            )
        return None


def _numbers(cells: Mapping[str, str]) -> bool:
    return re.search(r"\d", cells["birth"] + cells["phone"]) is not None


def _is_somebody(cells: Mapping[str, str]) -> bool:
    """A name beside a year, a date or a telephone number, whatever else its words may mean."""
    birth = fold(cells["birth"]).strip(" .,;")
    return bool(cells["name"] and (_YEAR.fullmatch(birth) or _phone(cells["phone"])))


def _is_total(text: str) -> bool:
    return text.casefold().split(" ")[0].strip(":.") in _OF_A_TOTAL and _TOTAL.fullmatch(fold(text)) is not None


def _is_signature(text: str) -> bool:
    folded, written = fold(text), " ".join(text.casefold().split())
    return _SIGNED.search(folded) is not None and (folded == written or any(one in written for one in _SIGNERS))


def _is_heading(words: Sequence[str], name: str) -> bool:
    """A header that comes again, or its second row."""
    if name:
        begins = fold(name[:8]).startswith(_FIRST_WORDS) or not name[0].isalpha()
        return begins and heading(name) in _ALL_HEADINGS
    return bool(words) and all(heading(text) in _ALL_HEADINGS | _PARTS_OF_A_DATE for text in words)


def _date_in_parts(text: str) -> str:
    """“2 3 1985” → “2/3/1985”; a mark beside the year, as under “Nam | Nữ”, goes."""
    parts = [part for part in text.split() if any(letter.isdigit() for letter in part)]
    return "/".join(parts)


def _name_and_birth(name: str, birth: str) -> tuple[str, str]:
    """Without a number before and “Ông”, “Bà”; a year behind the name is the year of birth where there is no other."""
    bare = _NUMBERED.sub("", unicodedata.normalize("NFC", name)).strip(" *.,;:-–")
    if (bare[-1:].isdecimal() or bare.endswith(")")) and (found := _BORN.match(bare)):
        bare, birth = whole_name(found).strip(" ,;(-–"), birth or found["year"]
    return _BY_TITLE.sub("", bare), birth


def _year(text: str, this_year: int) -> int:
    bare = text if text.isascii() and text.isdecimal() else fold(text).strip(" .,;")
    if bare in _NOTHING:
        return 0
    if typed := _YEAR.fullmatch(bare):
        year, fault = read_birth_year(typed[1], this_year)
        if fault:
            raise Why(fault)
        return year
    read = read_birth(text, this_year)
    return read.year if read else 0


def _phone(text: str) -> str:
    """The first mobile number of a cell, with the zero that a spreadsheet dropped; "" where there is none."""
    phone = _one_phone(text)
    return phone or next(filter(None, map(_one_phone, _SEVERAL.split(text))), "") if text else ""


def _one_phone(text: str) -> str:
    bare = _BETWEEN_DIGITS.sub("", text.strip().removesuffix(".0"))
    if len(bare) == 9 and bare.isascii() and bare.isdigit():
        bare = "0" + bare
    phone, fault = read_phone(bare)
    return "" if fault else phone


def _clean(person: Person, cells: Mapping[str, str]) -> dict[str, str]:
    """Cells as they were understood; what was left out stays as it stands."""
    return {
        "name": person.name, "birth": str(person.birth_year or ""), "phone": person.phone or cells["phone"],
        "village": person.village or cells["village"],
    }  # fmt: skip
