"""A trainer in Desk: the list of classes, a roll from a spreadsheet, the way to the pages where classes are held."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
from browser import classes
from browser.way import shown
from playwright.sync_api import Page, expect

from bdhvs_lms.exchange.sheets import write_xlsx

from .conftest import Served, kept
from .test_trainers_way import COURSE, sign_in

ROWS = [
    (1, "LÒ THỊ MAI", 1985, 912345678, "Bản Thẳm"),
    (2, "Vàng A Pó", "02/03/1979", "", ""),
    (3, "Giàng Thị Sua", 1850, "", ""),
]
FILE = {
    "name": "lop.xlsx", "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "buffer": write_xlsx(("STT", "Họ và tên", "Năm sinh", "SĐT", "Địa chỉ"), ROWS),
}  # fmt: skip


def test_a_trainer_brings_a_roll_from_a_spreadsheet_in_desk(served: Served, desk: Page) -> None:
    sign_in(desk, served)
    code = classes.open_class(desk, COURSE)
    desk.goto(f"{served.address}/app/bdhvs-class/{code}")
    desk.get_by_role("button", name="From an Excel file").click()
    dialog = desk.locator(".modal.show")
    dialog.locator("input[type=file]").set_input_files([FILE])
    dialog.get_by_role("button", name="Look at the list").click()
    expect(dialog.locator("tbody tr")).to_have_count(3)
    expect(dialog.locator("tbody tr").nth(2)).to_contain_text("refused")
    kept(desk, "desk-list")
    with desk.expect_download() as download:
        dialog.get_by_role("button", name="Download the corrected copy").click()
    copied = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes())).active
    assert [row[0] for row in copied.iter_rows(min_row=2, values_only=True)] == [
        "Lò Thị Mai",
        "Vàng A Pó",
        "Giàng Thị Sua",
    ]
    dialog.get_by_role("button", name="Write 2 people into the roll").click()
    expect(dialog).to_have_count(0)

    with desk.context.expect_page() as opened:
        desk.get_by_role("button", name="Open the class").click()
    pages = opened.value
    pages.wait_for_url(re.compile(f"/bdhvs/lop/{code}$"))
    assert "Lò Thị Mai" in shown(pages)
    assert "Vàng A Pó" in shown(pages)


def test_desk_lists_a_trainers_classes_and_counts_them(served: Served, desk: Page) -> None:
    sign_in(desk, served)
    code = classes.open_class(desk, COURSE)
    desk.goto(f"{served.address}/app/bdhvs-class")
    row = desk.locator(".list-row", has=desk.locator(f"[data-name='{code}']"))
    expect(row.first).to_contain_text("Not closed yet")
    kept(desk, "desk-classes")
    desk.goto(f"{served.address}/app/query-report/Classes of My Unit")
    expect(desk.locator(".report-wrapper")).to_contain_text("Mường Kim")
    kept(desk, "desk-report")
    desk.goto(f"{served.address}/app/bdhvs")
    expect(desk.locator("body")).to_contain_text("Classes Held This Month")
    kept(desk, "desk-workspace")
