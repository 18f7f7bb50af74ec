"""Papers by stamping, against WeasyPrint that renders the same pages: one at a time, and a province's ten thousand."""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

from bdhvs_lms.movement.certificate import Certificate
from bdhvs_lms.movement.codes import serial_from_bytes
from bdhvs_lms.movement.store import Settings
from bdhvs_lms.movement.targets import WAYS
from bdhvs_lms.printing import Paper, certificate_pdf, paper_of
from bdhvs_lms.printing.certificate_page import reference_pdf
from bdhvs_lms.printing.certificates import LARGEST_FILE, write_certificates
from bdhvs_lms.trust import SigningKey, sign_certificate

from .goals import Goal

MANY, REFERENCE, ONE = 10_000, 100, 15
"""Papers that are stamped; pages of WeasyPrint's one document, which takes as long a page with more; single ones."""
ADDRESS = "https://hoc.laichau.gov.vn"
FAMILY = ("Giàng", "Lò", "Nguyễn", "Tẩn", "Vàng", "Lý", "Phàn", "Chẻo", "Hoàng", "Đèo", "Sùng", "Mùa", "Thào", "Pờ")
MIDDLE = ("Thị", "Văn", "A", "Láo", "Mí", "Hồng", "Quốc", "Thanh", "Ngọc", "Bích", "Hoàng Phương", "Tả")
GIVEN = ("Mỷ", "Sử", "Dở", "Khuê", "Thắng", "Chải", "Phượng", "Vừ", "Lở", "Hằng", "Thủy", "Ỏn", "Đường", "Quỳnh")
COURSES = ("An toàn trên mạng", "VNeID và dịch vụ công", "Điện thoại và Internet", "Nhắn tin và Zalo",
           "Thanh toán và mua hàng trên mạng", "Bán hàng qua mạng", "Học qua mạng", "Sức khỏe qua mạng",
           "Dịch vụ công trực tuyến dành cho cán bộ, công chức, viên chức", "Cầm tay chỉ việc")  # fmt: skip
UNITS = ("xã Mường Kim", "xã Than Uyên", "phường Tân Phong", "xã Sìn Hồ", "xã Bum Tở", "xã Dào San", "xã Khổng Lào")


ISSUER = "Sở Khoa học và Công nghệ tỉnh Lai Châu"


def people(count: int) -> Iterator[Certificate]:
    """A month's certificates of several courses, units and days."""
    draw = random.Random(11)
    for _ in range(count):
        yield Certificate(
            serial_from_bytes(draw.randbytes(10)),
            f"{draw.choice(FAMILY)} {draw.choice(MIDDLE)} {draw.choice(GIVEN)}",
            draw.randint(1940, 2010),
            "an-toan-tren-mang",
            draw.choice(COURSES),
            "citizens",
            "03637",
            draw.choice(UNITS),
            date(2026, 11, 1) + timedelta(days=draw.randrange(30)),
            draw.choice(WAYS),
            ISSUER,
        )


def drawn(certificates: Iterable[Certificate]) -> Iterator[Paper]:
    """Their papers, each signed on the way."""
    key = SigningKey.generate()
    settings = Settings("benchmark", ADDRESS, ISSUER, "Lai Châu", state_agency=True)
    for one in certificates:
        yield paper_of(one, sign_certificate(one, key), settings, address=ADDRESS, group_name="Người dân")


def one_by_one() -> Goal:
    """Warm: each in its turn, ours and WeasyPrint's, so that a busy machine slows both."""
    papers = list(drawn(people(ONE + 1)))
    ours, theirs = [], []
    for paper in papers:
        start = time.perf_counter()
        certificate_pdf(paper)
        middle = time.perf_counter()
        reference_pdf([paper])
        ours.append(middle - start)
        theirs.append(time.perf_counter() - middle)
    one, other = statistics.median(ours[1:]), statistics.median(theirs[1:])
    return Goal(
        "one certificate, times faster", other / one, 10,
        f"{1000 * one:.1f} ms", f"WeasyPrint, the same page: {1000 * other:.0f} ms", at_least=True,
    )  # fmt: skip


def stamped(folder: Path) -> None:
    """Volumes of the many, and what it took; in a process of its own, so that its memory is known.

    Seconds are those that one core worked, so that a busy machine changes little.
    """
    certificates = list(people(MANY))
    papers, start, size = drawn(certificates), time.process_time(), 0
    for volume in range(MANY // LARGEST_FILE):
        file = folder / f"{volume}.pdf"
        with file.open("wb") as target:
            write_certificates((next(papers) for _ in range(LARGEST_FILE)), target)
        size += file.stat().st_size
    seconds = time.process_time() - start
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    print(seconds, size, peak.split()[1])


def rendered() -> float:
    """Seconds a page of WeasyPrint's one document."""
    papers = list(drawn(people(REFERENCE)))
    start = time.process_time()
    reference_pdf(papers)
    return (time.process_time() - start) / REFERENCE


def measure(folder: Path) -> Iterator[Goal]:
    yield one_by_one()
    (folder / "papers").mkdir()
    asked = [sys.executable, "-m", "benchmarks.papers", str(folder / "papers")]
    said = subprocess.run(asked, check=True, capture_output=True, text=True, env=os.environ | {"OMP_NUM_THREADS": "1"})
    seconds, size, peak = map(float, said.stdout.split())
    theirs, ours = rendered(), seconds / MANY
    yield Goal(
        "10,000 certificates with signed QR, times faster", theirs / ours, 20,
        f"{1000 * ours:.2f} ms a page", f"WeasyPrint, one document: {1000 * theirs:.0f} ms a page", at_least=True,
    )  # fmt: skip
    yield Goal("certificates a second on one core", 1 / ours, 1000, f"{1 / ours:,.0f} a second", at_least=True)
    yield Goal("memory for 10,000 certificates, MB", peak / 1024, 200, f"{peak / 1024:.0f} MB")
    yield Goal("size of a page in a merged file, KB", size / MANY / 1024, 3, f"{size / MANY / 1024:.2f} KB")


if __name__ == "__main__":
    stamped(Path(sys.argv[1]))
