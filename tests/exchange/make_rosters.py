"""Makes the corpus of hard rosters in `rosters/`: `python tests/exchange/make_rosters.py`. All names are made up.

What each row should become stands in `rosters/expected.yaml`, decided row by row by whoever adds a file.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from datetime import date, datetime
from pathlib import Path

import openpyxl

FOLDER = Path(__file__).parent / "rosters"
USUAL = ("STT", "Họ và tên", "Năm sinh", "Số điện thoại", "Bản")
MAI = (1, "Lò Thị Mai", 1985, "0912345678", "Bản Thẳm")
PO = (2, "Vàng A Pó", 1979, "0987654321", "Bản Mường")
SUA = (3, "Giàng Thị Sua", 1950, "", "Bản Mường")
TITLE = [("UBND XÃ MƯỜNG KIM",), ("TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG",), (), ("DANH SÁCH HỌC VIÊN LỚP BÌNH DÂN HỌC VỤ SỐ",)]


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


PLAIN = {
    "01-thuong": [USUAL, MAI, PO, SUA],
    "02-tieu-de-o-dong-duoi": [*TITLE, (), USUAL, MAI, PO],
    "03-cot-khong-dau": [("TT", "Ho va ten", "Nam sinh", "So dien thoai", "Dia chi"), MAI, PO],
    "04-chu-in-hoa": [tuple(one.upper() for one in USUAL), (1, "LÒ THỊ MAI", 1985, "", "BẢN THẲM"),
                      (2, "VÀNG A PÓ", 1979, "", "BẢN MƯỜNG")],
    "05-unicode-to-hop": [tuple(nfd(one) for one in USUAL), (1, nfd("Lò Thị Mai"), 1985, "", nfd("Bản Thẳm")),
                          (2, "Lò Thị Mai", 1985, "", "Bản Thẳm")],
    "06-ho-va-ten-hai-cot": [("STT", "Họ và tên đệm", "Tên", "Năm sinh"), (1, "Lò Thị", "Mai", 1985),
                             (2, "VÀNG A", "PÓ", 1979), (3, "Giàng Thị", "", 1950)],
    "07-ho-ten-o-gop-ngang": [("STT", "Họ và tên", None, "Năm sinh"), (1, "Lò Thị", "Mai", 1985),
                              (2, "Vàng A", "Pó", 1979)],
    "08-ngay-sinh-la-chu": [("Họ tên", "Ngày sinh"), ("Lò Thị Mai", "02/03/1985"), ("Vàng A Pó", "2.3.1979"),
                            ("Giàng Thị Sua", "1950-12-31"), ("Hạng A Lử", "00/00/1948"),
        ("Sùng A Chớ", "sinh năm 1990"),
                            ("Lý Thị Sáo", "31/12/85"), ("Tẩn A Seng", "không nhớ")],
    "09-ngay-sinh-la-ngay": [("Họ tên", "Ngày, tháng, năm sinh"), ("Lò Thị Mai", date(1985, 3, 2)),
                             ("Vàng A Pó", datetime(1979, 12, 31, 0, 0)), ("Giàng Thị Sua", 18628)],
    "10-nam-la-so-thuc": [("Họ tên", "Năm sinh"), ("Lò Thị Mai", 1985.0), ("Vàng A Pó", "1979.0")],
    "11-dien-thoai-mat-so-khong": [("Họ tên", "SĐT"), ("Lò Thị Mai", 912345678), ("Vàng A Pó", 987654321.0),
                                   ("Giàng Thị Sua", "+84 912 345 679"), ("Hạng A Lử", "0912.345.670 / 0987654322"),
                                   ("Sùng A Chớ", "02133876543"), ("Lý Thị Sáo", "không có")],
    "12-nam-nu-hai-cot": [("STT", "Họ và tên", "Năm sinh", None, "Địa chỉ"), (None, None, "Nam", "Nữ", None),
                          (1, "Vàng A Pó", 1979, None, "Bản Mường"), (2, "Lò Thị Mai", None, 1985, "Bản Thẳm")],
    "13-ngay-thang-nam-ba-cot": [("STT", "Họ và tên", "Ngày sinh", None, None), (None, None, "Ngày", "Tháng", "Năm"),
                                 (1, "Lò Thị Mai", 2, 3, 1985), (2, "Vàng A Pó", None, None, 1979)],
    "14-cot-khong-doc": [("STT", "Họ và tên", "Giới tính", "Dân tộc", "Số CCCD", "Năm sinh", "Ghi chú"),
                         (1, "Lò Thị Mai", "Nữ", "Thái", "012345678901", 1985, "hộ nghèo"),
                         (2, "Vàng A Pó", "Nam", "Mông", "012345678902", 1979, "")],
    "15-tong-cong": [USUAL, MAI, PO, ("Tổng cộng", "", "", "", ""), ("", "Tổng số: 02 người")],
    "16-chu-ky": [USUAL, MAI, PO, (), ("", "", "", "Mường Kim, ngày 20 tháng 11 năm 2026"),
                  ("", "NGƯỜI LẬP BIỂU", "", "TM. UBND XÃ"), ("", "(Ký, ghi rõ họ tên)"),
        ("", "Lò Văn Tỉnh", "", "Sùng A Chủ")],
    "17-dong-danh-so-cot": [USUAL, ("(1)", "(2)", "(3)", "(4)", "(5)"), MAI],
    "18-danh-so-cot-bang-chu": [USUAL, ("A", "B", "1", "2", "3"), MAI],
    "19-chia-theo-ban": [("STT", "Họ và tên", "Năm sinh"), ("I", "Bản Thẳm"), (1, "Lò Thị Mai", 1985),
        ("II. Bản Mường",),
                         (2, "Vàng A Pó", 1979), ("", "Tổ dân phố số 2"), (3, "Giàng Thị Sua", 1950)],
    "20-xa-khac": [("Họ tên", "Năm sinh", "Xã, phường"), ("Lò Thị Mai", 1985, "xã Mường Kim"),
                   ("Vàng A Pó", 1979, "Tả Lèng"), ("Giàng Thị Sua", 1950, "Muong Kim, tỉnh Lai Châu"),
                   ("Hạng A Lử", 1948, "xã Không Có"), ("Sùng A Chớ", 1990, "bản Thẳm"), ("Lý Thị Sáo", 1991, "")],
    "21-ma-xa": [("Họ tên", "Mã xã"), ("Lò Thị Mai", 3637), ("Vàng A Pó", "03405")],
    "22-trung-trong-tep": [("Họ tên", "Năm sinh"), ("Lò Thị Mai", 1985), ("LÒ THỊ MAI", 1985), ("Lò Thị Mai", 1990),
                           ("Lò Thị Mai", ""), ("Vàng A Pó", ""), ("Vàng A Pó", ""), ("Lò Thị Mái", 1985)],
    "23-da-co-trong-lop": [("Họ tên", "Năm sinh"), ("Tao Thị Có", 1970), ("Tao Thị Có", ""), ("Tao Thị Có", 1971)],
    "24-so-truoc-ten": [("Họ tên", "Năm sinh"), ("1. Lò Thị Mai", 1985), ("2) Bà Giàng Thị Sua", 1950),
                        ("- Ông: Vàng A Pó", 1979)],
    "25-nam-sau-ten": [("Họ và tên",), ("Lò Thị Mai (1985)",), ("Vàng A Pó, sinh năm 1979",),
        ("Giàng Thị Sua - 1950",)],
    "26-ten-khong-duoc": [USUAL, (1, "Lò Thị M@i", 1985), (2, "", 1979), (3, "Giàng Thị Sua", 1850),
        (4, "Vàng A Pó 2", 1979),
                          (5,), (6, "Hạng A Lử", 2025)],
    "27-tieu-de-lap-lai": [USUAL, MAI, USUAL, PO],
    "28-khoang-trang": [("  Họ   và tên (*) ", "Năm  sinh "), ("  Lò   Thị  Mai ", " 1985 "), (),
        ("Vàng\u00a0A\u00a0Pó", "1979"),
                        ("Giàng\nThị Sua", 1950)],
    "29-ban-qua-dai": [("Họ tên", "Nơi ở hiện nay"), ("Lò Thị Mai", "Bản Thẳm " * 9),
        ("Vàng A Pó", "Bản Mường; nhà số <3>"),
                       ("Giàng Thị Sua", "Thôn 2, bản Mường (trên)")],
    "30-chi-co-ten": [("Tên",), ("Lò Thị Mai",), ("Vàng A Pó",)],
}  # fmt: skip
MERGED = {"07-ho-ten-o-gop-ngang": ["B1:C1"], "12-nam-nu-hai-cot": ["A1:A2", "B1:B2", "C1:D1", "E1:E2"],
          "13-ngay-thang-nam-ba-cot": ["A1:A2", "B1:B2", "C1:E1"]}  # fmt: skip


def book(*sheets: list[tuple[object, ...]], merged: list[str] | None = None) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for number, rows in enumerate(sheets, start=1):
        sheet = made.create_sheet(f"Trang {number}")
        for place, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                sheet.cell(place, column, value)
        for area in merged or []:
            sheet.merge_cells(area)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def table(rows: list[tuple[object, ...]], delimiter: str, encoding: str = "utf-8") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def files() -> dict[str, bytes]:
    """Name → content."""
    made = {f"{name}.xlsx": book(rows, merged=MERGED.get(name)) for name, rows in PLAIN.items()}
    village_down = [USUAL, (*MAI[:4], "Bản Thẳm"), (*PO[:4], None), (*SUA[:4], None)]
    made["31-ban-o-gop-doc.xlsx"] = book(village_down, merged=["E2:E4"])
    made["32-hai-trang.xlsx"] = book([USUAL, MAI, PO], [*TITLE, USUAL, SUA, MAI])
    made["33-trang-khong-co-danh-sach.xlsx"] = book([("Hướng dẫn điền",), ("Mỗi dòng một người",)], [USUAL, MAI])
    made["34-cham-phay.csv"] = table([USUAL, MAI, PO], ";", "utf-8-sig")
    made["35-dau-phay.csv"] = table([USUAL, MAI, (2, "Pó, Vàng A", "1979.0", "987654321", "Bản Mường")], ",")
    made["36-cong-thuc.xlsx"] = book([("STT", "Họ và tên", "Năm sinh"), ("=ROW()-1", "Lò Thị Mai", "=2026-41"),
                                      (2, "=\"Vàng A \"&\"Pó\"", 1979), (3, "Giàng Thị Sua", 1950)])  # fmt: skip
    return made


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for file, content in files().items():
        (FOLDER / file).write_bytes(content)
