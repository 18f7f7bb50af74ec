"""The paper as HTML, for WeasyPrint: the page that papers are stamped into, and the reference they are compared with.

1 rem is 1 mm. Nothing here is needed where papers are handed out.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any, Final

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ContentStream, DictionaryObject, NameObject

from . import ornament, qr, stamping
from .certificates import POINT, STATIC, TITLE, Paper, texts
from .engine import form, joined
from .errors import NothingToPrint
from .fit import Fitted
from .sheets import drawing, render
from .typeface import face

SAMPLE: Final = "MẪU"
QR_MM: Final = 44
"""Side of the QR symbol. A payload of 300 characters takes version 10: modules of 0.77 mm, read at arm's length."""


def _html(*, sample: bool, official: bool, heading: str, **others: object) -> str:
    motto = stamping.fitted("motto", STATIC["motto"], (118, 6.6), 14 * POINT, 700)
    return render(
        "certificate.html",
        heading=heading,
        sample=sample,
        official=official,
        frame=ornament.frame(70, 48),
        motto_rule=stamping.measure(motto, 700),
        watermark=SAMPLE,
        **STATIC,
        **others,
    )


def _whole(paper: Paper) -> str:
    """The page with its texts in it."""
    said = texts(paper)

    def fitted_of(name: str, static: str, box: tuple[float, float], points: float, weight: int) -> Fitted:
        return stamping.fitted(name, said.get(name, static), box, points * POINT, weight)

    return _html(
        sample=paper.certificate.sample,
        official=paper.official_header,
        heading=f"{TITLE} – {said['holder']}",
        stamped=False,
        fitted_of=fitted_of,
        across=stamping.measure,
        qr=drawing(qr.svg(paper.scanned, level=qr.CERTIFICATE_LEVEL)),
        quiet=qr.symbol(paper.scanned, qr.CERTIFICATE_LEVEL).quiet_mm(QR_MM),
    )


def reference_pdf(papers: Sequence[Paper], *, progress: Callable[[int], None] | None = None) -> bytes:
    """Papers → one PDF by WeasyPrint alone, slowly: what `certificates_pdf` is measured and compared with.

    NothingToPrint, PrintingUnavailable (no Pango), CodeTooLong.
    """
    if not papers:
        raise NothingToPrint()
    return joined((_whole(paper) for paper in papers), _style(), progress=progress)


def make_blanks() -> bytes:
    """The PDF form that is shipped as `BLANKS`. PrintingUnavailable: no Pango."""
    kinds = [(official, sample) for official in (False, True) for sample in (False, True)]
    pages = [_html(sample=sample, official=official, heading=TITLE, stamped=True) for official, sample in kinds]
    return _light(form(pages, _style()))


def _light(pdf: bytes) -> bytes:
    """Without the fonts that fields alone name, which go into no paper; of the watermark's, its letters alone."""
    reader = PdfReader(io.BytesIO(pdf))
    painted = {
        str(operands[0])
        for page in reader.pages
        for operands, operator in ContentStream(page.get_contents(), reader).operations
        if operator == b"Tf"
    }
    for page in reader.pages:
        fonts: Any = page["/Resources"]["/Font"]  # type: ignore[index]
        for called in [one for one in fonts if one not in painted]:
            kept = (NameObject(key) for key in ("/Type", "/Subtype", "/BaseFont"))
            fonts[NameObject(called)] = DictionaryObject({key: fonts[called][key] for key in kept})
        for called in painted & set(fonts):
            descriptor = fonts[called]["/DescendantFonts"][0]["/FontDescriptor"]
            descriptor["/FontFile2"].set_data(face(700).subset(map(ord, SAMPLE)))
    writer = PdfWriter(clone_from=reader)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def _style() -> str:
    return render("certificate.css", width_mm=297, height_mm=210, rem_mm=1)
