"""Advice that only `bdhvs courses check` gives: each rule is broken once, alone, in a course that keeps them all."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bdhvs_lms
from bdhvs_lms.catalog import WARNING, Catalog, check_course_folder, check_folders, rules, spelling
from bdhvs_lms.catalog.faults import Fault, Rule
from bdhvs_lms.catalog.glossary import Glossary, Term, glossary
from bdhvs_lms.catalog.prose import Piece

from .conftest import BODY, TODAY, Workbench

BUNDLED = Path(bdhvs_lms.__file__).parent / "courses"
LONG = "Bác gọi cho con cháu mỗi ngày, " * 4 + "rồi bác nghỉ."
SPOKEN = "Bà con ơi, nghe nhé. " * 40

# rule, old, new, words that only the faulty line has after the change
TABLE: list[tuple[str, str, str, str]] = [
    ("OPTIONS_UNEVEN", "- [ ] ba a", "- [ ] ba a và thêm nhiều chữ nữa", "Câu ba hỏi"),
    ("SENTENCE_LONG", BODY, f"{BODY}\n{LONG}", LONG[:40]),
    ("SENTENCE_LONG", "lời giải hai.", f"{LONG}", "Vì sao: Bác gọi"),
    ("RADIO_LENGTH", "skills: [ky-nang]", "skills: [ky-nang]\nradio: Bà con ơi.", "radio"),
    ("RADIO_LENGTH", "skills: [ky-nang]", f"skills: [ky-nang]\nradio: {SPOKEN * 2}", "radio"),
    ("TERM", BODY, f"{BODY}\nBác mở vneid lên.", "vneid"),
    ("TERM", "title: Gọi điện", "title: Gọi qua Wifi", "Wifi"),
    ("TERM", BODY, f"{BODY}\nBác có website\nriêng.", "website"),
    ("SPELLING", BODY, f"{BODY}\nBác mua cái địên.", "địên"),
    ("SPELLING", BODY, f"{BODY}\nBác ngiêng máy.", "ngiêng"),
    ("SPELLING", "- [ ] ba a", "- [ ] ba ạa", "ạa"),
    ("SPELLING", "text: Gọi lại", "text: Gọi lạii", "lạii"),
    ("ACCENT_PLACE", BODY, f"{BODY}\nBác học một khoá.", "khoá"),
]
GIVEN = "## [tình huống] Ai đòi mã mở khóa màn hình thì bác làm gì?"


def closely(bench: Workbench) -> tuple[Fault, ...]:
    return check_course_folder(bench.folder, TODAY, closely=True).faults


def found(bench: Workbench) -> list[tuple[Rule, str, int]]:
    return [(fault.rule, fault.file.name, fault.line) for fault in closely(bench)]


def line_of(file: Path, words: str) -> int:
    text = file.read_text("utf-8")
    return text.count("\n", 0, text.index(words)) + 1


def test_a_course_that_keeps_every_rule_gets_no_advice(bench: Workbench) -> None:
    assert found(bench) == []


@pytest.mark.parametrize("name", ["an-toan-tren-mang", "dich-vu-cong-truc-tuyen"])
def test_the_courses_that_come_with_the_program_need_no_advice(name: str) -> None:
    assert [str(fault) for fault in check_course_folder(BUNDLED / name, closely=True).faults] == []


@pytest.mark.parametrize(("rule", "old", "new", "at"), TABLE)
def test_a_rule_broken_once_is_the_only_advice_and_names_its_line(
    bench: Workbench, rule: str, old: str, new: str, at: str
) -> None:
    bench.replace(bench.lesson, old, new)
    assert found(bench) == [(getattr(rules, rule), "01-bai-mot.md", line_of(bench.lesson, at))]


def test_advice_on_wording_never_leaves_a_course_out_nor_slows_a_server(bench: Workbench) -> None:
    bench.replace(bench.lesson, BODY, f"{BODY}\nBác mua cái địên.")
    spelling._dictionary.cache_clear()
    catalog = Catalog.load([bench.folder.parent])
    assert (catalog.faults, len(catalog.courses)) == ((), 1)
    assert spelling._dictionary.cache_info().misses == 0
    assert {fault.level for fault in closely(bench)} == {WARNING}


# --- answers -------------------------------------------------------------------------------------------------------


def with_lessons(bench: Workbench, change: Callable[[str], str]) -> None:
    """Two more lessons, and all three changed."""
    for number in (2, 3):
        bench.second_lesson(f"0{number}-bai-{number}.md", f"TH0{number}")
    for path in bench.folder.glob("0*.md"):
        path.write_text(change(path.read_text("utf-8")), "utf-8")


def right_at(places: str) -> Callable[[str], str]:
    """The right option of each question moved to these places."""

    def move(text: str) -> str:
        wanted = iter(places)
        blocks = re.split(r"(?=\n## \[)", text.replace("- [x]", "- [ ]"))
        for index, block in enumerate(blocks[1:], start=1):
            parts = block.split("- [ ]")
            place = int(next(wanted))
            blocks[index] = "- [ ]".join(parts[:place]) + "- [x]" + "- [ ]".join(parts[place:])
        return "".join(blocks)

    return move


def test_right_options_that_favour_a_place_through_the_course_are_told(bench: Workbench) -> None:
    with_lessons(bench, right_at("11211"))
    assert {(fault.rule, fault.fields.get("place"), fault.fields.get("count")) for fault in closely(bench)} == {
        (rules.RIGHT_SPREAD, 1, 12),
        (rules.RIGHT_SPREAD, 3, 0),
    } | {(rules.RIGHT_RUNNING, 1, None)}
    assert all(fault.file == bench.course for fault in closely(bench) if fault.rule is rules.RIGHT_SPREAD)


def test_right_options_spread_about_evenly_are_fine(bench: Workbench) -> None:
    with_lessons(bench, right_at("12331"))
    assert found(bench) == []


@pytest.mark.parametrize(("rule", "words"), [("RIGHT_OFTEN_LONGEST", "- [x] ừ "), ("RIGHT_OFTEN_SHORTEST", "- [ ] ừ ")])
def test_a_right_option_that_is_regularly_the_longest_or_shortest_is_told(
    bench: Workbench, rule: str, words: str
) -> None:
    mark = words[:5]
    with_lessons(bench, lambda text: text.replace(mark, words.strip()))
    assert found(bench) == [(getattr(rules, rule), "course.yaml", 1)]


def test_few_questions_say_nothing_about_what_is_regular(bench: Workbench) -> None:
    bench.replace(bench.lesson, "- [x] ba c", "- [x] ba c ạ")
    assert found(bench) == []


def give_away(bench: Workbench, right: str, wrong: str, asked: str = GIVEN) -> None:
    bench.replace(bench.lesson, "- [x] hai a", f"- [x] {right}")
    bench.replace(bench.lesson, "- [ ] hai b", f"- [ ] {wrong}")
    bench.replace(bench.lesson, "- [ ] hai c", "- [ ] Số nhà in trên bưu thiếp cũ")
    bench.replace(bench.lesson, "## [tình huống] Câu bốn hỏi gì?", asked)


def test_a_question_that_says_the_right_answer_of_another_is_told(bench: Workbench) -> None:
    give_away(bench, "Mã mở khóa màn hình của bác", "Tên con chó mà nhà bác nuôi")
    ((rule, _, line),) = found(bench)
    assert (rule, line) == (rules.GIVEN_AWAY, line_of(bench.lesson, "- [x] Mã mở khóa"))
    (fault,) = closely(bench)
    assert (fault.fields["other"], fault.fields["words"]) == (4, "mã mở khóa màn")


def test_words_that_a_wrong_option_says_as_well_give_nothing_away(bench: Workbench) -> None:
    give_away(bench, "Mã mở khóa màn hình của bác", "Mã mở khóa màn hình của ti vi")
    assert found(bench) == []


def test_little_words_in_common_give_nothing_away(bench: Workbench) -> None:
    give_away(
        bench,
        "Đó là căn cước của bác",
        "Đó là con gà của nhà bác",
        "## [tình huống] Có người chụp căn cước của bác. Bác làm gì?",
    )
    bench.replace(bench.lesson, "- [ ] Số nhà in trên bưu thiếp cũ", "- [ ] Đó là căn nhà của bác")
    assert [rule for rule, _, _ in found(bench)] == [rules.GIVEN_AWAY]  # “căn cước” is the whole answer
    bench.replace(bench.lesson, "- [x] Đó là căn cước của bác", "- [x] Đó là căn cước mới làm lại")
    assert found(bench) == []


# --- wording -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Kẻ gian viết: “Bấm vào app này, website thật đấy.”",
        "Bác đọc địa chỉ congan.laichau.gov.vn rồi gõ.",
        "Ghi nội dung “tra tien giong ngo”.",
        "Nghị định 224/2026/NĐ-CP nói rõ.",
        "Chị P. ở bản bên, chị Nh. ở chợ.",
        "Máy có 4G và `xyzt`.",
        "Bác đọc ở [trang này](https://xyzt.example/khoá).",
        "Hòa, thủy, khỏe, quý, thuở, quờ quạng, loa đài.",
        "Video, VIDEO, Livestream.",
    ],
)
def test_what_is_no_fault_gets_no_advice(bench: Workbench, text: str) -> None:
    bench.replace(bench.lesson, BODY, f"{BODY}\n{text}")
    assert found(bench) == []


def test_an_installation_adds_its_own_words_beside_its_courses(bench: Workbench) -> None:
    bench.replace(bench.lesson, BODY, f"{BODY}\nBác đến Bảnxa.")
    assert [rule for rule, _, _ in found(bench)] == [rules.SPELLING]
    (bench.folder.parent / "words.txt").write_text("# nơi chốn\nBảnxa  # ở trên núi\n", "utf-8")
    assert found(bench) == []
    assert [one.folder.name for one in check_folders([bench.folder.parent])] == ["thu-nghiem"]


@pytest.mark.parametrize("data", [b"\xff", b"a\n" * 600_000])
def test_a_word_list_that_cannot_be_read_breaks_nothing(bench: Workbench, data: bytes) -> None:
    (bench.folder.parent / "words.txt").write_bytes(data)
    assert found(bench) == []


def test_words_with_capitals_are_known_as_they_stand_alone() -> None:
    listed = frozenset({"Mẩy", "chip"})
    assert [spelling.is_known(word, listed) for word in ("Mẩy", "Chip", "CHIP", "chip-chip")] == [True] * 4
    assert not spelling.is_known("VNEID", frozenset({"VNeID"}))


def test_a_misspelt_word_comes_with_what_was_meant() -> None:
    assert "nghiêng" in spelling.near("ngiêng", frozenset())
    assert spelling.near("zzzz", frozenset()) == ()


def test_officials_read_longer_sentences_and_lessons(bench: Workbench) -> None:
    bench.replace(bench.lesson, BODY, f"{BODY}\n{LONG}")
    bench.replace(bench.course, "[citizens, workers]", "[officials]")
    assert {fault.rule for fault in closely(bench)} == {rules.OPTION_AUDIENCE, rules.WORDS}
    (words,) = (fault for fault in closely(bench) if fault.rule is rules.WORDS)
    assert (words.fields["low"], words.fields["high"]) == (450, 800)


def test_a_sentence_ends_where_readers_take_breath() -> None:
    piece = Piece(Path("a.md"), 7, "Chị hỏi: “Sao vậy?” Bạn mở Cổng,\nrồi nói. 1.000 đồng… Hết!")
    assert list(piece.sentences()) == [
        (7, "Chị hỏi: “Sao vậy?”"),
        (7, "Bạn mở Cổng,\nrồi nói."),
        (8, "1.000 đồng…"),
        (8, "Hết!"),
    ]


# --- glossary and dictionary ---------------------------------------------------------------------------------------


def test_every_form_to_avoid_is_found_and_no_preferred_one() -> None:
    terms = glossary()
    assert len(terms.terms) > 20
    for term in terms.terms:
        assert list(terms.spots(f"Bác thấy {term.use} ở đây")) == []
        assert term.why.endswith(".")
        for form in term.avoid:
            assert [(spot[1], spot[2]) for spot in terms.spots(f"Bác thấy {form} ở đây")] == [(form, term)]


def test_a_form_inside_a_right_term_is_right() -> None:
    terms = Glossary.of((Term("đường link", ("link",), "Một vật một tên."),))
    assert [place for place, _, _ in terms.spots("Bấm đường link, bấm link.")] == [20]
    assert list(Glossary.of(()).spots("gì cũng được")) == []


def test_the_word_list_holds_no_word_that_the_dictionary_has_nor_one_twice() -> None:
    lines = (BUNDLED / spelling.WORDS_FILE).read_text("utf-8").split("\n")
    words = [word for line in lines if (word := line.partition("#")[0].strip())]
    assert len(words) == len(set(words))
    assert [word for word in words if spelling.is_known(word, frozenset())] == []


def test_the_dictionary_comes_with_its_licence() -> None:
    folder = spelling._DICTIONARY.parent
    assert "GPLv3" in (folder / "LICENSE").read_text("utf-8")
    assert int(spelling._DICTIONARY.read_text("utf-8").split("\n")[0]) > 6000


@given(st.sampled_from(sorted(spelling._dictionary())), st.randoms(use_true_random=False))
def test_a_syllable_is_known_however_it_is_written_in_capitals(word: str, chance: random.Random) -> None:
    shown = "".join(chance.choice((letter, letter.upper())) for letter in word)
    assert spelling.is_known(shown, frozenset())
    assert spelling.accent_first(word) == word


@pytest.mark.parametrize(
    ("second", "first"),
    [
        ("hoà", "hòa"),
        ("khoẻ", "khỏe"),
        ("uỷ", "ủy"),
        ("thuỵ", "thụy"),
        ("quý", "quý"),
        ("toàn", "toàn"),
        ("huỳnh", "huỳnh"),
    ],
)
def test_the_accent_of_open_syllables_moves_to_the_first_vowel(second: str, first: str) -> None:
    assert spelling.accent_first(second) == first


def test_loose_files_beside_courses_are_no_courses(tmp_path: Path) -> None:
    shutil.copytree(BUNDLED, tmp_path / "courses")
    assert {"glossary.yaml", "words.txt"} <= {path.name for path in (tmp_path / "courses").iterdir()}
    assert Catalog.load([tmp_path / "courses"]).faults == ()
