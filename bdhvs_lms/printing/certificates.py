"""The paper “Giấy xác nhận hoàn thành khóa học” on A4 across, one or many in a file. 1 rem is 1 mm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bdhvs_lms.movement.address import printable
from bdhvs_lms.movement.certificate import Certificate
from bdhvs_lms.movement.codes import format_serial
from bdhvs_lms.movement.store import Settings
from bdhvs_lms.movement.targets import ACCOUNT, CLASS, SELF
from bdhvs_lms.trust import text_of

from . import ornament, qr
from .engine import joined, png
from .errors import NothingToPrint
from .fit import Fitted, fit, link, plain, width, words
from .sheets import MOVEMENT, drawing, render

TITLE: Final = "Giấy xác nhận hoàn thành khóa học"
WAYS: Final = {SELF: "tự khai, chưa đối chiếu", CLASS: "học tại lớp", ACCOUNT: "học bằng tài khoản"}
QR_MM: Final = 44
"""Side of the QR symbol. A payload of 300 characters takes version 10: modules of 0.77 mm, read at arm's length."""
POINT: Final = 25.4 / 72

WIDTH: Final = 245.0
"""Between the side margins of 26 mm."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate and what its sheet says besides.

    scanned: the QR's content, upper case. check_address: what people can type ("hoc.laichau.example/x/ABCD-…").
    group_name: the audience group as said. place: before the date. signer_title, signer_name: "" leaves the room free.
    official_header: quốc hiệu and tiêu ngữ by Decree 30/2020/NĐ-CP; only where the issuer is a State agency.
    """

    certificate: Certificate
    scanned: str
    check_address: str
    group_name: str
    place: str = ""
    signer_title: str = ""
    signer_name: str = ""
    official_header: bool = False


def paper_of(certificate: Certificate, payload: bytes, settings: Settings, *, address: str, group_name: str) -> Paper:
    """A certificate with its signed payload → its sheet; a sample until the public address can be printed.

    address: what the QR leads to, "https://…" without trailing slash.
    """
    if not printable(settings.public_address):
        certificate = replace(certificate, sample=True)
    return Paper(
        certificate=certificate,
        scanned=f"{address.upper()}/X/{certificate.serial}/{text_of(payload)}",
        check_address=f"{address.partition('//')[2]}/x/{format_serial(certificate.serial)}",
        group_name=group_name,
        place=settings.place,
        signer_title=settings.signer_title,
        signer_name=settings.signer_name,
        official_header=settings.state_agency,
    )


def date_words(day: date) -> str:
    """“ngày 22 tháng 11 năm 2026”; days to 9 and months 1 and 2 with a zero before them (Decree 30/2020, annex I)."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def _line(text: str, points: float, weight: int, *, across: float = WIDTH, height: float | None = None) -> Fitted:
    """A text of `points` that shrinks where it must, in a box `across` and of one line's height unless told."""
    size = points * POINT
    return fit(words(text), box=(across, height or size * 1.31), largest=size, smallest=size / 2, weight=weight)


def _measure(fitted: Fitted, weight: int) -> float:
    return fitted.size * max((width(line, weight) for line in fitted.lines), default=0)


def _head(paper: Paper) -> dict[str, object]:
    """Issuer alone, or by Decree 30/2020: issuer 13 pt and quốc hiệu 13 pt in capitals, tiêu ngữ 14 pt, all bold.

    The issuer's rule is a part of its width, the tiêu ngữ's as long as the words.
    """
    issuer = plain(paper.certificate.issuer)
    if not paper.official_header:
        return {"official": False, "issuer": _line(issuer, 15, 600, height=13)}
    body = _line(issuer.upper(), 13, 700, across=118, height=13)
    motto = _line("Độc lập - Tự do - Hạnh phúc", 14, 700, across=118)
    return {
        "official": True,
        "issuer": body,
        "issuer_rule": 0.4 * _measure(body, 700),
        "state": _line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, 700, across=118),
        "motto": motto,
        "motto_rule": _measure(motto, 700),
    }


def _about(paper: Paper) -> str:
    certificate = paper.certificate
    born = f"Năm sinh {certificate.birth_year}" if certificate.birth_year else ""
    label = certificate.unit_label
    parts = (born, paper.group_name, label[:1].upper() + label[1:])
    return " · ".join(part for part in map(plain, parts) if part)


def _fields(paper: Paper) -> dict[str, Fitted]:
    """The middle of the sheet, from the title to the way of completing."""
    certificate = paper.certificate
    holder = certificate.holder or "(họ tên đã rút theo yêu cầu)"
    return {
        "title": _line(TITLE, 31, 700),
        "trial": _line("Giấy mẫu, không có giá trị xác nhận", 13, 700),
        "attests": _line("Xác nhận", 13, 500),
        "holder": fit(words(holder), box=(WIDTH, 18), largest=11.5, smallest=5, weight=700, favour=1.3),
        "about": _line(_about(paper), 13, 500),
        "completed": _line(f"đã hoàn thành khóa học của phong trào {MOVEMENT}", 13, 500),
        "course": fit(words(certificate.title), box=(WIDTH, 20), largest=9, smallest=4.5, weight=700, favour=1.2),
        "way": _line(f"Cách hoàn thành: {WAYS[certificate.way]}", 13, 500),
    }


def _foot(paper: Paper) -> dict[str, Fitted]:
    """The lower part: how to check on the left, date and signature on the right."""
    certificate = paper.certificate
    day = date_words(certificate.day)
    dated = f"{plain(paper.place)}, {day}" if plain(paper.place) else day.capitalize()
    law = "Mã này chứng minh nguồn gốc của giấy; không phải là chữ ký điện tử theo pháp luật."
    return {
        "scan": _line("Quét mã để kiểm tra", 12, 700, across=52),
        "serial": _line(f"Số giấy {format_serial(certificate.serial)}", 11.5, 700, across=86),
        "typed": _line("Hoặc gõ địa chỉ:" if paper.check_address else "", 10, 500, across=86),
        "address": fit(link(paper.check_address), box=(86, 11), largest=4, smallest=2, weight=600),
        "law": _line(law, 9, 400, across=86, height=9.5),
        "dated": _line(dated, 12, 500, across=100),
        "signer_title": _line(paper.signer_title, 13, 700, across=100, height=12),
        "signer_name": _line(paper.signer_name, 13, 700, across=100),
    }


def _html(paper: Paper) -> str:
    symbol = qr.symbol(paper.scanned, qr.CERTIFICATE_LEVEL)
    return render(
        "certificate.html",
        heading=f"{TITLE} – {plain(paper.certificate.holder)}",
        sample=paper.certificate.sample,
        frame=ornament.frame(70, 48),
        qr=drawing(qr.svg(paper.scanned, level=qr.CERTIFICATE_LEVEL)),
        side=QR_MM,
        quiet=symbol.quiet_mm(QR_MM),
        width=WIDTH,
        **_head(paper),
        **_fields(paper),
        **_foot(paper),
    )


def certificates_pdf(papers: Sequence[Paper], *, progress: Callable[[int], None] | None = None) -> bytes:
    """Papers → one PDF, a page each (A4 across). progress: called with 1 after each page.

    A sample bears MẪU and “Giấy mẫu, không có giá trị xác nhận”.
    NothingToPrint, PrintingUnavailable (no Pango), CodeTooLong (modules would be smaller than 0.4 mm).
    """
    if not papers:
        raise NothingToPrint()
    return joined((_html(paper) for paper in papers), _style(), progress=progress)


def certificate_pdf(paper: Paper) -> bytes:
    """One paper → PDF of one page. Errors: those of `certificates_pdf`."""
    return certificates_pdf([paper])


def certificate_png(paper: Paper, dpi: int = 150) -> bytes:
    """One paper → PNG of 297 × 210 mm at `dpi`, for phones that open no PDF. Errors: those of `certificates_pdf`."""
    return png(certificate_pdf(paper), dpi)


def _style() -> str:
    return render("certificate.css", width_mm=297, height_mm=210, rem_mm=1)
