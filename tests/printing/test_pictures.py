"""Pictures for phones and for electronic boards."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from bdhvs_lms.printing import FORMATS, poster_png
from bdhvs_lms.printing.errors import NotAPicture, NothingToPrint
from bdhvs_lms.printing.pages import lay
from bdhvs_lms.printing.posters import pictures

pytestmark = pytest.mark.pdf
Make = Callable[..., Any]
SIZES = {"square": (1080, 1080), "board": (1920, 1080)}


def grey(png: bytes) -> Any:
    return np.asarray(Image.open(io.BytesIO(png)).convert("L"))


@pytest.mark.parametrize("fmt", SIZES)
@pytest.mark.parametrize("sample", [False, True])
def test_a_picture_has_its_size_and_its_code_reads_back(fmt: str, sample: bool, make_poster: Make) -> None:
    poster = make_poster(channel=FORMATS[fmt].channel, sample=sample)
    picture = Image.open(io.BytesIO(poster_png(poster, fmt)))
    assert picture.size == SIZES[fmt]
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [poster.scanned]


@pytest.mark.parametrize("fmt", SIZES)
def test_modules_are_whole_pixels_of_black_and_white_with_the_quiet_zone_around(fmt: str, make_poster: Make) -> None:
    poster = make_poster(channel=FORMATS[fmt].channel)
    laid = lay(poster, FORMATS[fmt])
    picture = grey(poster_png(poster, fmt))
    module = int(laid.module)
    assert module == laid.module >= 10
    x, y, side = round(laid.code.box.x), round(laid.code.box.y), module * laid.symbol.modules
    symbol = picture[y : y + side, x : x + side]
    cells = symbol.reshape(laid.symbol.modules, module, laid.symbol.modules, module)
    assert (cells == cells[:, :1, :, :1]).all()
    assert (cells[:, 0, :, 0] == np.where(np.array(laid.symbol.rows), 0, 255)).all()
    quiet = 4 * module
    framed = picture[y - quiet : y + side + quiet, x - quiet : x + side + quiet].copy()
    framed[quiet:-quiet, quiet:-quiet] = 255
    assert (framed[1:-1, 1:-1] == 255).mean() > 0.999  # the rounded corners of its white ground are a little darker
    assert (framed[quiet:-quiet] == 255).all()
    assert (framed[:, quiet:-quiet] == 255).all()


def test_a_picture_shrunk_and_squeezed_as_social_networks_do_still_reads(make_poster: Make) -> None:
    poster = make_poster(channel="M")
    small = Image.open(io.BytesIO(poster_png(poster, "square"))).resize((600, 600), Image.Resampling.BILINEAR)
    target = io.BytesIO()
    small.save(target, "JPEG", quality=40)
    assert [code.text for code in zxingcpp.read_barcodes(Image.open(target))] == [poster.scanned]


def test_each_of_several_pictures_carries_its_own_code(make_poster: Make) -> None:
    made = [make_poster(channel="D", place=place) for place in (1, 2)]
    read = [zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))[0].text for png in pictures(made, "board")]
    assert read == [poster.scanned for poster in made]


def test_a_sheet_to_print_is_no_picture(make_poster: Make) -> None:
    with pytest.raises(NotAPicture, match="square, board"):
        poster_png(make_poster(), "a4")


def test_no_posters_are_no_pictures() -> None:
    with pytest.raises(NothingToPrint):
        next(pictures([], "square"))
