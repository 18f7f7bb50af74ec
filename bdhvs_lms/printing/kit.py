"""Every form of the campaign by one door: posters and a form's name → one file to save or to send."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bdhvs_lms.movement.errors import N_
from bdhvs_lms.movement.poster import Poster

from .cut import UNCUT, Cut
from .errors import NothingToPrint, UnknownFormat
from .formats import FORMATS
from .posters import Progress, pictures, posters
from .radio import script
from .snippets import snippet

TEXTS: Final[dict[str, Callable[[Poster], str]]] = {"web": snippet, "radio": script}
MIME: Final = {
    "pdf": "application/pdf",
    "png": "image/png",
    "html": "text/html; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "zip": "application/zip",
}
_DAWN: Final = (2026, 1, 1, 0, 0, 0)
"""The date of what lies in a zip: the same posters give the same file."""


@dataclass(frozen=True, slots=True)
class Form:
    """name: as the screen says it. channel: the letter its scans are counted under. extension: of a single file."""

    name: str
    channel: str
    extension: str


FORMS: Final = {
    **{key: Form(fmt.name, fmt.channel, fmt.extension) for key, fmt in FORMATS.items()},
    "web": Form(N_("block for an agency's web page"), "N", "html"),
    "radio": Form(N_("script for the loudspeaker"), "R", "txt"),
}
"""All that can be made of a lesson at a place."""


@dataclass(frozen=True, slots=True)
class Made:
    """A file. extension: of `MIME`. count: how many posters are in it."""

    content: bytes
    extension: str
    count: int

    @property
    def mime(self) -> str:
        return MIME[self.extension]


def extension_of(form: str, count: int) -> str:
    """What a file of that many posters in a form will be, a key of `MIME`. UnknownFormat."""
    if form not in FORMS:
        raise UnknownFormat(fmt=form, known=", ".join(FORMS))
    own = FORMS[form].extension
    return own if own == "pdf" or count == 1 else "zip"


def make(chosen: Sequence[Poster], form: str, *, cut: Cut = UNCUT, progress: Progress | None = None) -> Made:
    """Posters in a form, a key of `FORMS` → one file: sheets are the pages of one PDF; of pictures and texts one is a
    file by itself, several are a zip in which each bears its code as a name.

    cut: for sheets alone. progress: called with 1 after each poster. UnknownFormat, NothingToPrint, NothingToRead
    (radio), and the errors of `posters`.
    """
    extension = extension_of(form, len(chosen))
    if not chosen:
        raise NothingToPrint()
    if extension == "pdf":
        return Made(posters(chosen, form, cut=cut, progress=progress), extension, len(chosen))
    if form in TEXTS:
        made: Iterable[bytes] = (TEXTS[form](poster).encode() for poster in chosen)
    else:
        made = pictures(chosen, form)
    if extension != "zip":
        return Made(next(iter(made)), extension, 1)
    return Made(_zipped(chosen, made, FORMS[form].extension, progress), extension, len(chosen))


def _zipped(chosen: Sequence[Poster], made: Iterable[bytes], extension: str, progress: Progress | None) -> bytes:
    target = io.BytesIO()
    method = zipfile.ZIP_STORED if extension == "png" else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(target, "w", method) as archive:
        for poster, content in zip(chosen, made, strict=True):
            archive.writestr(zipfile.ZipInfo(f"{poster.code}.{extension}", _DAWN), content, method)
            if progress:
                progress(1)
    return target.getvalue()
