"""What survives of a printed code: sheets are laid out, spoilt as life does and read back.

`.venv/bin/python tools/survival.py` writes the table in docs/in-an.md anew; the tests hold the formats to it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import zxingcpp

from bdhvs_lms.movement.codes import PosterCode
from bdhvs_lms.movement.course import Course, Lesson, Step
from bdhvs_lms.movement.poster import READING_DISTANCE_MM, Poster
from bdhvs_lms.movement.units import COMMUNE, Unit
from bdhvs_lms.printing import FORMATS, engine
from bdhvs_lms.printing.pages import Laid, lay
from bdhvs_lms.printing.posters import pictures, posters

Picture = np.ndarray
SEEDS: Final = range(5)
"""Each kind of damage is tried so often, with other spots, noise and directions."""
ANGLE: Final = 65.0
"""Degrees that a phone's camera sees across."""
SHOWN_MM: Final = {"square": 65.0, "board": 3000.0}
"""How wide a picture is shown: on a phone, on a board of 3 m; then a pixel of it has a size."""
BOARD_DISTANCES: Final = 5
"""A board is read from so many times its height."""
SPOTS: Final = (70, 190)
"""Grey of what lies on a sheet: wet earth, dried earth or paste."""
FINE: Final = 4
"""Points of the raster of a sheet, across a pixel of the camera."""


@dataclass(frozen=True)
class Phone:
    """name: as the table says it. pixels: across the preview in which readers look for codes."""

    name: str
    pixels: int

    def pixel_mm(self, distance: float) -> float:
        """What a pixel covers at a distance, both in millimetres."""
        return 2 * distance * math.tan(math.radians(ANGLE / 2)) / self.pixels


OLD, USUAL = Phone("máy cũ", 1280), Phone("máy thường", 1920)


# --- the sheet ------------------------------------------------------------------------------------------------------


def poster_for(fmt: str, address: str = "https://binhdanhocvuso.laichau.gov.vn") -> Poster:
    """A poster as any other, with an address of the length that a province's site has."""
    steps = (Step("dung-lai", "Dừng lại"), Step("goi-dien", "Gọi hỏi người nhà"), Step("bao-cao", "Báo công an xã"))
    lesson = Lesson("cuoc-goi", "AT01", "Cuộc gọi lừa đảo", 6, "Ba dấu hiệu nhận ra kẻ lừa đảo", steps, "", ())
    course = Course("an-toan", "An toàn trên mạng", "", (), 1, 80, (), (lesson,))
    return Poster(
        course, lesson, Unit("03637", "Mường Kim", COMMUNE), PosterCode("03637", "AT01", FORMATS[fmt].channel), address
    )


def distance_mm(laid: Laid, fmt: str) -> float:
    """From how far the form is scanned."""
    if fmt == "board":
        return BOARD_DISTANCES * SHOWN_MM[fmt] * laid.fmt.height / laid.fmt.width
    return float(READING_DISTANCE_MM[laid.fmt.channel])


@dataclass(frozen=True)
class Seen:
    """A sheet as a camera of that pixel would have it before it, in grey; with what the code must say."""

    raster: Picture
    code: tuple[float, float, float]
    """Left, top and side of the symbol in the raster."""
    finder: float
    """Side of a finder square, as a part of the symbol's."""
    scanned: str


def seen(fmt: str, phone: Phone) -> Seen:
    """The sheet in `FINE` points a camera's pixel, cut to what the camera sees around the code."""
    poster = poster_for(fmt)
    laid = lay(poster, FORMATS[fmt])
    box, rem = laid.code.box, laid.fmt.rem
    size = SHOWN_MM[fmt] / laid.fmt.width if laid.fmt.picture else 1.0  # mm of the format's own measure
    points = FINE / phone.pixel_mm(distance_mm(laid, fmt)) * size  # of the raster, for one of the format's measure
    if laid.fmt.picture:
        whole = cv2.imdecode(np.frombuffer(next(pictures([poster], fmt)), np.uint8), cv2.IMREAD_GRAYSCALE)
        grey = cv2.resize(
            whole, None, fx=points, fy=points, interpolation=cv2.INTER_AREA if points < 1 else cv2.INTER_NEAREST
        )
    else:
        page = next(engine.rasters(posters([poster], fmt), points * 25.4))
        grey = np.asarray(page.convert("L"))
    left, top, side = (edge * rem * points for edge in (box.x, box.y, box.width))
    return _around(grey, (left, top, side), 7 / laid.symbol.modules, poster.scanned)


def _around(grey: Picture, code: tuple[float, float, float], finder: float, scanned: str) -> Seen:
    left, top, side = code
    room = int(side)
    edges = int(left) - room, int(top) - room, int(left + side) + room, int(top + side) + room
    x, y = max(0, edges[0]), max(0, edges[1])
    cut = grey[y : edges[3], x : edges[2]]
    return Seen(np.ascontiguousarray(cut), (left - x, top - y, side), finder, scanned)


# --- what life does -------------------------------------------------------------------------------------------------


def _photographed(sheet: Picture, *, turn: float = 0.0, tilt: float = 0.0, aside: float = 0.0) -> Picture:
    """The sheet through a lens: turned by `turn` degrees, seen from `tilt` degrees aside (`aside`: from which side),
    each pixel the mean of what it covers."""
    height, width = sheet.shape
    reach = math.hypot(height, width) / 2
    flat = np.float32([[-width, -height], [width, -height], [width, height], [-width, height]]) / 2
    turned = _rotate(flat, turn + aside)
    depth = turned[:, 0] * math.sin(math.radians(tilt))
    turned[:, 0] *= math.cos(math.radians(tilt))
    far = 6 * reach
    shrunk = turned * (far / (far + depth))[:, None]
    target = _rotate(shrunk.astype(np.float32), -aside) + reach
    source = flat + np.float32([width, height]) / 2
    matrix = cv2.getPerspectiveTransform(source, target.astype(np.float32))
    size = math.ceil(2 * reach / FINE) * FINE
    warped = cv2.warpPerspective(sheet, matrix, (size, size), flags=cv2.INTER_LINEAR, borderValue=205)
    return cv2.resize(warped, (size // FINE, size // FINE), interpolation=cv2.INTER_AREA)


def _rotate(points: Picture, degrees: float) -> Picture:
    turn = math.radians(degrees)
    return points @ np.float32([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])


def _specked(what: Seen, part: float, seed: int) -> Picture:
    """Mud has splashed: small round spots, half dark and half pale, until they hide `part` of the symbol."""
    random = np.random.default_rng(seed)
    stained, mask = what.raster.copy(), np.zeros(what.raster.shape, np.uint8)
    left, top, side = what.code
    inside = np.zeros_like(mask)
    cv2.rectangle(inside, (int(left), int(top)), (int(left + side), int(top + side)), 1, -1)
    while mask[inside == 1].mean() < part:
        x, y = (int(edge + random.uniform(0, side)) for edge in (left, top))
        radius = int(random.uniform(0.02, 0.06) * side)
        cv2.circle(mask, (x, y), radius, 1, -1)
        cv2.circle(stained, (x, y), radius, int(random.choice(SPOTS)), -1)
    return stained


def _blotted(what: Seen, part: float, seed: int) -> Picture:
    """One blot over `part` of the symbol, anywhere but on the three squares by which readers find it."""
    random = np.random.default_rng(seed)
    left, top, side = what.code
    radius = math.sqrt(part / math.pi) * side
    corner = what.finder * side
    squares = [(0.0, 0.0), (side - corner, 0.0), (0.0, side - corner)]
    while True:
        x, y = random.uniform(radius, side - radius, 2)
        apart = [
            math.hypot(max(at_x - x, x - at_x - corner, 0), max(at_y - y, y - at_y - corner, 0))
            for at_x, at_y in squares
        ]
        if min(apart) > radius:
            break
    stained = what.raster.copy()
    return cv2.circle(stained, (int(left + x), int(top + y)), int(radius), int(random.choice(SPOTS)), -1)


def _grey(photo: Picture, seed: int) -> Picture:
    """In a dim room: little contrast, light from one side, noise, and saved as a small JPEG."""
    random = np.random.default_rng(seed)
    height, width = photo.shape
    light = np.linspace(0.75, 1.1, width)[None, :] * np.ones((height, 1))
    dim = (photo.astype(float) * 0.5 + 60) * light + random.normal(0, 6, photo.shape)
    data = cv2.imencode(".jpg", dim.clip(0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 60])[1]
    return cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)


def _blurred(photo: Picture, sigma: float) -> Picture:
    return cv2.GaussianBlur(photo, (0, 0), sigma)


SPOILS: Final[dict[str, Callable[[Seen, int], Picture]]] = {
    "đúng tầm": lambda what, _seed: _photographed(what.raster),
    "nhòe": lambda what, _seed: _blurred(_photographed(what.raster), 0.8),
    "xoay 20°": lambda what, seed: _photographed(what.raster, turn=20 + 7 * seed),
    "chụp chéo 35°": lambda what, seed: _photographed(what.raster, tilt=35, aside=72 * seed),
    "vết bẩn 10 %": lambda what, seed: _photographed(_blotted(what, 0.10, seed)),
    "lấm tấm 5 %": lambda what, seed: _photographed(_specked(what, 0.05, seed)),
    "ảnh xám, tối": lambda what, seed: _grey(_photographed(what.raster), seed),
    "tất cả, nhẹ hơn": lambda what, seed: _grey(
        _blurred(_photographed(_blotted(what, 0.05, seed), turn=8, tilt=20, aside=72 * seed), 0.5), seed
    ),
}
"""What happens to a sheet, as the table says it: what the camera sees, and a seed → the photo, in grey."""


# --- reading --------------------------------------------------------------------------------------------------------


def by_zxing(photo: Picture) -> str:
    found = zxingcpp.read_barcodes(photo, formats=zxingcpp.BarcodeFormat.QRCode)
    return found[0].text if found else ""


def by_opencv(photo: Picture) -> str:
    try:
        return str(cv2.QRCodeDetector().detectAndDecode(photo)[0])
    except cv2.error:
        return ""


READERS: Final = {"zxing-cpp": by_zxing, "OpenCV": by_opencv}


def survived(fmt: str, phone: Phone) -> Iterator[tuple[str, str, int]]:
    """(damage, reader, how many of `SEEDS` were read)."""
    what = seen(fmt, phone)
    for name, spoil in SPOILS.items():
        photos = [spoil(what, seed) for seed in SEEDS]
        for reader, read in READERS.items():
            yield name, reader, sum(read(photo) == what.scanned for photo in photos)


# --- the table ------------------------------------------------------------------------------------------------------

PAGE: Final = Path(__file__).parents[1] / "docs" / "in-an.md"
NAMES: Final = {
    "a4": "áp phích A4", "a3": "áp phích A3", "standee": "standee", "banner": "băng rôn", "card": "thẻ để bàn",
    "square": "ảnh vuông", "board": "ảnh bảng điện tử", "handout": "tờ báo cáo viên",
}  # fmt: skip
BEGIN, END = "<!-- bảng: tools/survival.py -->", "<!-- hết bảng -->"


def table(phone: Phone) -> list[str]:
    """Markdown: a row a format, a column a damage; in each how many of the trials zxing-cpp and OpenCV read."""
    lines = [f"| | {' | '.join(SPOILS)} |", "|---" * (1 + len(SPOILS)) + "|"]
    for fmt in FORMATS:
        counts = {(damage, reader): count for damage, reader, count in survived(fmt, phone)}
        cells = [" · ".join(str(counts[damage, reader]) for reader in READERS) for damage in SPOILS]
        lines.append(f"| {NAMES[fmt]} | {' | '.join(cells)} |")
    return lines


def main() -> None:
    lines = [BEGIN]
    for phone in (USUAL, OLD):
        lines += ["", f"**{phone.name.capitalize()}** ({phone.pixels} điểm ảnh ngang khung hình):", "", *table(phone)]
    versions = f"zxing-cpp {version('zxing-cpp')}, OpenCV {cv2.__version__}"
    lines += ["", f"Mỗi ô: số lần đọc được trong {len(SEEDS)} lần thử, zxing-cpp · OpenCV ({versions}).", "", END]
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    PAGE.write_text(before + "\n".join(lines) + rest.partition(END)[2], encoding="utf-8")


if __name__ == "__main__":
    main()
