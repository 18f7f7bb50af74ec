"""A province's sheets: laid out once, stamped for every unit, and no different from sheets laid out one by one."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pikepdf
import pytest
from PIL import Image

from bdhvs_lms.movement.units import AGENCY, COMMUNE, WARD, Unit
from bdhvs_lms.printing import FORMATS, Cut, engine
from bdhvs_lms.printing.pages import html, lay, style
from bdhvs_lms.printing.posters import posters
from bdhvs_lms.printing.typeface import face

pytestmark = pytest.mark.pdf
Make = Callable[..., Any]
Read = Callable[[bytes], Any]
UNITS = (
    Unit("03637", "Mường Kim", COMMUNE),
    Unit("03388", "Đoàn Kết", WARD),
    Unit("T0012", "Ủy ban Mặt trận Tổ quốc, Tổ chức chính trị – xã hội tỉnh Lai Châu", AGENCY),
)
SHEETS = [name for name, fmt in FORMATS.items() if not fmt.picture]
DPI = {"a4": 80, "a3": 60, "standee": 25, "banner": 12, "card": 160, "handout": 80}


def seen(pdf: bytes, dpi: int, page: int = 0) -> Any:
    return np.asarray(Image.open(io.BytesIO(engine.png(pdf, dpi, page))).convert("L")).astype(int)


@pytest.mark.parametrize("cut", [Cut(), Cut(bleed=True, marks=True)])
@pytest.mark.parametrize("fmt", SHEETS)
def test_a_stamped_sheet_looks_like_one_laid_out_whole(fmt: str, cut: Cut, make_poster: Make) -> None:
    chosen = FORMATS[fmt]
    made = [make_poster(unit=unit, channel=chosen.channel) for unit in UNITS]
    stamped = posters(made, fmt, cut=cut)
    for page, poster in enumerate(made):
        whole = engine.pdf(html(lay(poster, chosen, cut)), style(chosen, cut))
        apart = np.abs(seen(stamped, DPI[fmt], page) - seen(whole, DPI[fmt]))
        assert apart.mean() < 0.25  # of 255: edges of letters, rounded by less than a tenth of a point
        assert (apart > 128).mean() < 0.0005


def test_units_share_one_layout_and_one_font(make_poster: Make) -> None:
    one = len(posters([make_poster()]))
    units = [Unit(f"{code:05}", f"Xã số {code}", COMMUNE) for code in range(3000, 3038)]
    made = [make_poster(unit=unit) for unit in units]
    lesson, course = made[0].lesson, made[0].course
    many = posters([replace(poster, lesson=lesson, course=course) for poster in made])
    assert (len(many) - one) / 37 < 1600
    with pikepdf.open(io.BytesIO(many)) as pdf:
        fonts = {(name, font.objgen) for page in pdf.pages for name, font in page.Resources.Font.items()}
        assert sorted(name for name, _ in fonts if name.startswith("/Stamp")) == ["/Stamp500", "/Stamp700"]
        assert all("FontFile2" in str(list(font.DescendantFonts[0].FontDescriptor.keys()))
                   for font in pdf.pages[0].Resources.Font.values())  # fmt: skip


def test_every_unit_finds_its_own_name_link_and_code(make_poster: Make, read: Read) -> None:
    made = [make_poster(unit=unit) for unit in UNITS]
    printed = read(posters(made))
    for page, poster in enumerate(made):
        text = printed.text(page)
        name = poster.unit.label
        assert (name[:1].upper() + name[1:]).replace(" ", "") in text.replace(" ", "")
        assert f"Mã áp phích {poster.code}" in text
        assert printed.codes(page) == [poster.scanned]


def test_a_name_in_letters_that_the_font_lacks_is_laid_out_whole(make_poster: Make, read: Read) -> None:
    made = [make_poster(unit=Unit("03637", "Ban 中文", AGENCY)), make_poster()]
    printed = read(posters(made))
    assert [printed.codes(page) for page in (0, 1)] == [[poster.scanned] for poster in made]
    assert "Xã Mường Kim" in printed.text(1)


def test_stamped_letters_are_kerned_as_the_font_asks() -> None:
    bold = face(700)
    moved = {pair: bold.shown(pair)[1] - sum(bold.shown(letter)[1] for letter in pair) for pair in ("Tà", "AV", "nn")}
    assert moved["Tà"] < -0.01
    assert moved["AV"] < -0.01
    assert moved["nn"] == 0


def test_all_the_letters_of_vietnamese_can_be_stamped() -> None:
    vowels, tones = "aăâeêioôơuưy", ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    letters = [unicodedata.normalize("NFC", vowel + tone) for vowel in vowels for tone in tones]
    text = "".join(letters) + "đ"
    assert [face(weight).missing(text + text.upper()) for weight in (400, 500, 600, 700)] == [""] * 4


def test_sheets_for_a_print_shop_say_where_they_are_cut(make_poster: Make) -> None:
    with pikepdf.open(io.BytesIO(posters([make_poster()], cut=Cut(bleed=True, marks=True)))) as pdf:
        page = pdf.pages[0]
        trim, bleed, media = (
            [float(edge) * 25.4 / 72 for edge in page[box]] for box in ("/TrimBox", "/BleedBox", "/MediaBox")
        )
    assert [round(edge, 1) for edge in trim] == [10, 10, 220, 307]
    assert [round(edge, 1) for edge in bleed] == [7, 7, 223, 310]
    assert [round(edge, 1) for edge in media] == [0, 0, 230, 317]


def test_colour_goes_on_beyond_the_edge_and_marks_stand_outside_it(make_poster: Make) -> None:
    picture = seen(posters([make_poster()], cut=Cut(bleed=True, marks=True)), 254)  # ten points a millimetre
    assert picture[75:100, 75:2225].max() < 80  # the red of the head, up to 3 mm beyond the upper edge
    assert picture[0:68, 110:2190].min() == 255  # nothing above the bleed but at the corners
    assert picture[20:70, 95:105].min() < 150  # the mark over the left edge
    assert seen(posters([make_poster()], cut=Cut(bleed=True)), 254)[2:28, 2:-2].max() < 80


def test_marks_alone_need_no_bleed(make_poster: Make) -> None:
    picture = seen(posters([make_poster()], cut=Cut(marks=True)), 254)
    assert picture[20:70, 95:105].min() < 150
    assert picture[105:160, 105:160].min() == 255
