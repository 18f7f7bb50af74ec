"""The paper “Giấy xác nhận hoàn thành khóa học” on A4 across, one or many in a file, stamped into a page made ahead."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timezone
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Final

from bdhvs_lms.movement.address import printable
from bdhvs_lms.movement.certificate import Certificate
from bdhvs_lms.movement.codes import format_serial
from bdhvs_lms.movement.store import Settings
from bdhvs_lms.movement.targets import ACCOUNT, CLASS, SELF
from bdhvs_lms.trust import text_of

from . import blank, qr, stamping
from .archive import Attached
from .blank import Blank, Field
from .engine import png
from .errors import NothingToPrint, UnprintableText
from .fit import plain
from .qr_dots import dots
from .sheets import MOVEMENT
from .typeface import face, spelled

TITLE: Final = "Giấy xác nhận hoàn thành khóa học"
WAYS: Final = {SELF: "tự khai, chưa đối chiếu", CLASS: "học tại lớp", ACCOUNT: "học bằng tài khoản"}
PERSONAL: Final = frozenset({"holder", "birth_year", "about", "serial", "address", stamping.PICTURE})
"""Fields that differ from paper to paper even within a class."""
STATIC: Final = {
    "title": TITLE,
    "trial": "Giấy mẫu, không có giá trị xác nhận",
    "attests": "Xác nhận",
    "completed": f"đã hoàn thành khóa học của phong trào {MOVEMENT}",
    "scan": "Quét mã để kiểm tra",
    "law": "Mã này chứng minh nguồn gốc của giấy; không phải là chữ ký điện tử theo pháp luật.",
    "state": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "motto": "Độc lập - Tự do - Hạnh phúc",
}
WITHDRAWN: Final = "(họ tên đã rút theo yêu cầu)"
BLANKS: Final = Path(__file__).parent / "blanks" / "certificate.pdf"
"""The page with its fields, made by `tools/blanks`: plain, as a sample, of an agency, of an agency as a sample."""
POINT: Final = 25.4 / 72
"""In mm."""
LARGEST_FILE: Final = 1000
"""Pages of one file for the printer; more papers make more volumes."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate and what its sheet says besides.

    scanned: the QR's content, upper case. check_address: what people can type ("hoc.laichau.example/x/ABCD-…").
    group_name: the audience group as said. place: before the date. signer_title, signer_name: "" leaves the room free.
    badge: the paper as an Open Badges 3.0 credential, which goes along in a file of its own.
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
    badge: str = ""


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


def texts(paper: Paper) -> dict[str, str]:
    """What a paper says, by field; "" where it says nothing. A template may use each of them or leave it out."""
    certificate = paper.certificate
    issuer, label = plain(certificate.issuer), plain(certificate.unit_label)
    born = f"Năm sinh {certificate.birth_year}" if certificate.birth_year else ""
    unit, group, place = label[:1].upper() + label[1:], plain(paper.group_name), plain(paper.place)
    day = date_words(certificate.day)
    return {
        "issuer": issuer.upper() if paper.official_header else issuer,
        "holder": plain(certificate.holder) or WITHDRAWN,
        "about": " · ".join(part for part in (born, group, unit) if part),
        "birth_year": str(certificate.birth_year or ""),
        "group": group,
        "unit": unit,
        "course": plain(certificate.title),
        "way": f"Cách hoàn thành: {WAYS[certificate.way]}",
        "serial": f"Số giấy {format_serial(certificate.serial)}",
        "typed": "Hoặc gõ địa chỉ:" if paper.check_address else "",
        "address": plain(paper.check_address),
        "dated": f"{place}, {day}" if place else day.capitalize(),
        "signer_title": plain(paper.signer_title),
        "signer_name": plain(paper.signer_name),
    }


@lru_cache(maxsize=4)
def _blank(official: bool, sample: bool) -> Blank:
    return blank.read(BLANKS.read_bytes(), 2 * official + sample)


def _page(paper: Paper, template: Blank | None) -> Blank:
    sample = paper.certificate.sample
    if template is None:
        return _blank(paper.official_header, sample)
    return as_sample(template) if sample else template


@lru_cache(maxsize=8)
def as_sample(template: Blank) -> Blank:
    """A department's own page as a sample: across it MẪU, above it what that means."""
    left, low, right, high = template.box
    width, height = right - left, high - low
    mark = Field("watermark", left, low, width, height, 300, 700, "center", b"0.7 g", False, "MẪU", True)
    box = (left + width / 4, high - 9 / POINT, width / 2, 5 / POINT)
    said = Field("trial", *box, 9.5, 700, "center", b"0 g", False, STATIC["trial"])
    kept = (one for one in template.fields if one.name != "trial")
    return replace(template, fields=(mark, *kept, said))


def unprintable(paper: Paper, template: Blank | None = None) -> UnprintableText | None:
    """Why a paper can't be printed, before it is."""
    said = texts(paper)
    for one in _page(paper, template).fields:
        text = said.get(one.name, one.said)
        if bad := face(one.weight).missing(text):
            return UnprintableText(text=text[:80], letters=spelled(bad))
    return None


def write_certificates(
    papers: Iterable[Paper],
    target: BinaryIO,
    *,
    template: Blank | None = None,
    attached: Attached | None = None,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Papers → one PDF/A-3b, a page each (A4 across), into a stream → how many. Memory doesn't grow with the papers.

    template: a department's own page (`own_pages.read`). attached: a file that goes along.
    progress: called with 1 after each page.
    NothingToPrint, CodeTooLong, UnprintableText.
    """
    stamper, first = stamping.Stamper(target, PERSONAL), None
    for paper in papers:
        first = first or paper
        stamper.add(_page(paper, template), texts(paper), dots(paper.scanned, qr.CERTIFICATE_LEVEL))
        if progress:
            progress(1)
    if first is None:
        raise NothingToPrint()
    heading = f"{TITLE} – {texts(first)['holder']}" if len(stamper) == 1 else TITLE
    stamper.finish(heading, MOVEMENT, attached)
    return len(stamper)


def certificates_pdf(
    papers: Iterable[Paper], *, template: Blank | None = None, progress: Callable[[int], None] | None = None
) -> bytes:
    """Papers → one PDF, a page each: a class's papers for the printer. WeasyPrint and Pango aren't needed.

    A sample bears MẪU and “Giấy mẫu, không có giá trị xác nhận”. Errors: those of `write_certificates`.
    """
    target = io.BytesIO()
    write_certificates(papers, target, template=template, progress=progress)
    return target.getvalue()


def certificate_pdf(paper: Paper, template: Blank | None = None) -> bytes:
    """One paper → PDF of one page, with its badge if it has one. Errors: those of `write_certificates`."""
    target = io.BytesIO()
    write_certificates([paper], target, template=template, attached=_badge(paper) if paper.badge else None)
    return target.getvalue()


def _badge(paper: Paper) -> Attached:
    day = paper.certificate.day
    at = datetime(day.year, day.month, day.day, tzinfo=timezone.utc)
    name = f"giay-xac-nhan-{paper.certificate.serial}.jwt"
    return Attached(name, "application/vc+jwt", paper.badge.encode(), "Giấy xác nhận dưới dạng Open Badges 3.0", at)


def certificate_png(paper: Paper, template: Blank | None = None, dpi: int = 150) -> bytes:
    """One paper → PNG of 297 × 210 mm at `dpi`, for phones that open no PDF. Errors: those of `write_certificates`."""
    return png(certificate_pdf(paper, template), dpi)
