"""Where things stand on the sheets of the campaign: one function a layout, poster → the pieces of its sheet.

Lengths are in the format's own unit (rem): a millimetre on A4, √2 mm on A3, half a millimetre on the card, 2.86 mm on
the standee, 4 mm on the banner, a pixel on pictures. Colour stands in blocks that hold in black and white; the code
stands black on white, with nothing in it and its quiet zone around it.
"""

from __future__ import annotations

from bdhvs_lms.movement.poster import Poster

from .fit import link
from .parts import CALL, HINT, TRIAL_ON_SCREEN, Said, badge, head, link_lines, steps, trial, watermark
from .pieces import BOTTOM, CENTRE, RIGHT, TOP, Box, Sheet
from .sheets import ACCENT, GOLD, INK, MOVEMENT, WHITE

# --- poster, standee, banner ----------------------------------------------------------------------------------------


def flat(sheet: Sheet, poster: Poster) -> None:
    """A4, A3 and the card: the promise on a red block, three steps, the code with a call beside it."""
    said = Said.of(poster)
    width, height, bleed = sheet.width, sheet.height, sheet.edge
    inset = 0 if bleed else 8
    top = Box(-bleed, -bleed, width + 2 * bleed, 92 + bleed) if bleed else Box(inset, inset, width - 2 * inset, 84)
    sheet.panel(top, ACCENT, radius=0 if bleed else 4)
    if poster.sample:
        watermark(sheet, Box(15, 16, width - 30, 70))
        trial(sheet, Box(width / 2 - 62, 2.5, 124, 9))
    head(sheet, said, Box(15, 14, width - 30, 10.5), size=9, frame=47)
    sheet.say(said.promise, Box(15, 27, width - 30, 52), largest=26, smallest=8, weight=700, colour=WHITE)
    sheet.hem(15, 82, width - 30, 5)
    code_top = height - 15 - sheet.side
    open_ = Box(15, 97, width - 30, code_top - max(sheet.quiet, 12) - 2 - 97)
    if said.steps:
        steps(sheet, said, open_, largest=10)
    elif said.about:
        sheet.say(said.about, open_, largest=11, smallest=4, weight=500, stand=TOP)
    code = sheet.code(15, code_top)
    _beside_code(sheet, said, Box(code.right + max(sheet.quiet, 12), code.y, 0, code.height))


def _beside_code(sheet: Sheet, said: Said, at: Box) -> None:
    """The call on a red block that points at the code, then the link to type, the unit and the code in letters."""
    x, side, width = at.x, at.height, sheet.width - 15 - at.x
    wide = width > side
    call = sheet.panel(Box(x, at.y, width, side * 0.46), ACCENT, radius=4)
    sheet.say(
        CALL,
        Box(x + 5, call.y + side * 0.03, width - 10, side * (0.2 if wide else 0.26)),
        largest=14,
        smallest=6,
        weight=700,
        colour=WHITE,
    )
    free = Box(x + 5, call.y + side * (0.24 if wide else 0.29), width - 10, side * (0.19 if wide else 0.14))
    sheet.say(said.free, free, largest=8, smallest=3, weight=600, colour=GOLD)
    sheet.say(HINT, Box(x, at.y + side * 0.5, width, side * 0.08), largest=5.5, smallest=2.5, weight=500)
    link_lines(sheet, said, Box(x, at.y + side * 0.58, width, side * 0.2), largest=8)
    sheet.panel(Box(x, at.y + side * 0.81, width, 0.6), ACCENT)
    sheet.say(said.unit, Box(x, at.y + side * 0.83, width, side * 0.11), largest=7, smallest=2.5, weight=700, own=True)
    sheet.say(said.code, Box(x, at.y + side * 0.94, width, side * 0.06), largest=4.5, smallest=2, weight=500, own=True)


def standee(sheet: Sheet, poster: Poster) -> None:
    """600 × 1600 mm: the code at the height of a hand, 0.7 to 1 m above the floor; the foot is left to the stand."""
    said = Said.of(poster)
    width, bleed = sheet.width, sheet.edge
    sheet.panel(Box(-bleed, -bleed, width + 2 * bleed, 196 + bleed), ACCENT)
    if poster.sample:
        watermark(sheet, Box(15, 50, width - 30, 100))
        trial(sheet, Box(width / 2 - 70, 5, 140, 10))
    head(sheet, said, Box(15, 18, width - 30, 12), size=10, frame=53)
    sheet.say(said.promise, Box(15, 40, width - 30, 126), largest=34, smallest=10, weight=700, colour=WHITE)
    sheet.hem(15, 178, width - 30, 9)
    code = sheet.code(15, 216)
    _standee_call(sheet, said, code)
    foot = code.foot + max(sheet.quiet, 10)
    sheet.say(HINT, Box(15, foot, 62, 22), largest=6, smallest=3, weight=500)
    link_lines(sheet, said, Box(80, foot, width - 95, 22), largest=9, align=RIGHT)
    if said.steps:
        steps(sheet, said, Box(15, foot + 30, width - 30, 128), largest=14)
    elif said.about:
        sheet.say(said.about, Box(15, foot + 30, width - 30, 128), largest=14, smallest=6, weight=500, stand=TOP)
    low = sheet.panel(Box(-bleed, 510, width + 2 * bleed, sheet.height - 510 + bleed), ACCENT)
    sheet.say(said.unit, Box(15, low.y - 20, 110, 16), largest=9, smallest=3, weight=700, own=True)
    sheet.say(
        said.code, Box(128, low.y - 20, width - 143, 16), largest=5, smallest=2, weight=500, align=RIGHT, own=True
    )
    sheet.hem(15, 516, width - 30, 9)


def _standee_call(sheet: Sheet, said: Said, code: Box) -> None:
    x = code.right + max(sheet.quiet, 10)
    call = sheet.panel(Box(x, code.y, sheet.width - 15 - x, code.height), ACCENT, radius=4)
    sheet.say(
        CALL,
        Box(x + 6, call.y + 6, call.width - 12, code.height * 0.5),
        largest=20,
        smallest=8,
        weight=700,
        colour=WHITE,
        stand=TOP,
    )
    sheet.say(
        said.free,
        Box(x + 6, call.y + code.height * 0.6, call.width - 12, code.height * 0.34),
        largest=10,
        smallest=4,
        weight=600,
        colour=GOLD,
        stand=BOTTOM,
    )


def banner(sheet: Sheet, poster: Poster) -> None:
    """4000 × 800 mm: few words, a code for whoever stands below; eyelets keep the outer 40 mm free."""
    said = Said.of(poster)
    width, height, bleed = sheet.width, sheet.height, sheet.edge
    quiet = max(sheet.quiet, 14)
    split = width - sheet.side - 2 * quiet - 26
    sheet.panel(Box(-bleed, -bleed, split + bleed, height + 2 * bleed), ACCENT)
    if poster.sample:
        watermark(sheet, Box(28, 20, split - 56, 150))
        trial(sheet, Box(split / 2 - 120, 2, 240, 14))
    sheet.say(MOVEMENT, Box(28, 18, split - 250, 24), largest=22, smallest=8, weight=700, colour=GOLD)
    badge(sheet, said.minutes, Box(split - 132, 19, 106, 22), GOLD, 1.1)
    sheet.say(said.promise, Box(28, 46, split - 56, 98), largest=62, smallest=16, weight=700, colour=WHITE)
    sheet.hem(28, 149, split - 56, 9)
    sheet.say(
        said.unit, Box(28, 162, (split - 70) * 0.6, 24), largest=15, smallest=5, weight=700, colour=WHITE, own=True
    )
    sheet.say(
        said.free,
        Box(28 + (split - 56) * 0.6, 162, (split - 56) * 0.4, 24),
        largest=13,
        smallest=5,
        weight=600,
        colour=GOLD,
        align=RIGHT,
    )
    _banner_code(sheet, said, Box(split, 0, width - split, height), quiet)


def _banner_code(sheet: Sheet, said: Said, box: Box, quiet: float) -> None:
    code = sheet.code(box.x + (box.width - sheet.side) / 2, quiet + 3)
    y = code.foot + quiet
    sheet.say(
        CALL,
        Box(box.x + 12, y, box.width - 24, 18),
        largest=16,
        smallest=6,
        weight=700,
        colour=ACCENT,
        align=CENTRE,
    )
    sheet.say(
        link(said.address),
        Box(box.x + 12, y + 18, box.width - 24, box.height - y - 18 - 9),
        largest=8,
        smallest=3,
        weight=600,
        align=CENTRE,
        own=True,
    )


# --- pictures -------------------------------------------------------------------------------------------------------


def square(sheet: Sheet, poster: Poster) -> None:
    """1080 × 1080 pixels for Zalo and Facebook: the promise, the steps, and the code in the lower right corner."""
    said = Said.of(poster)
    sheet.panel(Box(0, 0, 1080, 436), ACCENT)
    if poster.sample:
        watermark(sheet, Box(60, 70, 960, 330))
        trial(sheet, Box(240, 3, 600, 42), TRIAL_ON_SCREEN)
    head(sheet, said, Box(60, 48, 960, 60), size=52, frame=270)
    sheet.say(said.promise, Box(60, 124, 960, 250), largest=116, smallest=36, weight=700, colour=WHITE)
    sheet.hem(60, 392, 960, 24)
    x = 1080 - 48 - sheet.side
    left = Box(48, 468, x - 48 - max(1.15 * sheet.quiet, 40) - 4, 500)
    if said.steps:
        steps(sheet, said, left, largest=48)
    else:
        sheet.say(said.about, left, largest=48, smallest=20, weight=500, stand=TOP)
    code = sheet.code(x, 436 + max(1.2 * sheet.quiet, 44))
    y = code.foot + sheet.quiet + 2
    call = sheet.panel(Box(x, y, sheet.side, 968 - y), ACCENT, radius=18)
    sheet.say(CALL, call.inset(20, 8), largest=40, smallest=16, weight=700, colour=WHITE, align=CENTRE)
    sheet.panel(Box(48, 988, 984, 3), ACCENT)
    sheet.say(link(said.address), Box(48, 998, 590, 60), largest=30, smallest=12, weight=700, own=True)
    sheet.say(said.unit, Box(660, 998, 372, 60), largest=30, smallest=12, weight=600, align=RIGHT, own=True)


def board(sheet: Sheet, poster: Poster) -> None:
    """1920 × 1080 pixels for the public electronic boards: read from across a square in the seconds it is shown."""
    said = Said.of(poster)
    quiet = max(sheet.quiet, 60)
    split = 1920 - sheet.side - 2 * quiet - 24
    sheet.panel(Box(0, 0, split, 1080), ACCENT)
    if poster.sample:
        watermark(sheet, Box(72, 100, split - 144, 380))
        trial(sheet, Box(split / 2 - 320, 6, 640, 44), TRIAL_ON_SCREEN)
    head(sheet, said, Box(72, 56, split - 144, 64), size=58, frame=290)
    tall = 320 if said.steps else 420
    sheet.say(said.promise, Box(72, 140, split - 144, tall), largest=140, smallest=40, weight=700, colour=WHITE)
    sheet.hem(72, 160 + tall, split - 144, 26)
    rest = Box(72, 212 + tall, split - 144, 1080 - 212 - tall - 60)
    if said.steps:
        steps(sheet, said, rest, largest=60, ink=WHITE, number=(GOLD, INK), tint="")
    else:
        sheet.say(
            said.about,
            Box(72, rest.y, rest.width, rest.height),
            largest=56,
            smallest=24,
            weight=500,
            colour=WHITE,
            stand=TOP,
        )
    _board_code(sheet, said, Box(split + 30, 0, 1920 - split - 60, 1080), quiet)


def _board_code(sheet: Sheet, said: Said, right: Box, quiet: float) -> None:
    sheet.say(
        CALL, Box(right.x, 48, right.width, 100), largest=80, smallest=30, weight=700, colour=ACCENT, align=CENTRE
    )
    code = sheet.code(right.x + (right.width - sheet.side) / 2, 150 + quiet)
    y = code.foot + quiet + 4
    link_lines(sheet, said, Box(right.x, y, right.width, 110), largest=42, align=CENTRE)
    sheet.say(
        said.unit,
        Box(right.x, y + 116, right.width, 1080 - y - 116 - 40),
        largest=40,
        smallest=14,
        weight=600,
        align=CENTRE,
        own=True,
    )
