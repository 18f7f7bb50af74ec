"""Cells of an XLSX: what they show is what openpyxl says they do, whoever wrote the file."""

import io
import zipfile
from datetime import date, datetime, timedelta

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import MAC_EPOCH

from bdhvs_lms.exchange import xlsx
from bdhvs_lms.exchange.sheets import read_grids
from bdhvs_lms.movement.errors import InvalidFile

from .test_class_rosters import FOLDER

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PRINTED = st.characters(blacklist_categories=["Cc", "Cs", "Cn"], blacklist_characters="_\ufffe\uffff")
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**12), 10**12), st.floats(allow_nan=False, allow_infinity=False),
    st.text(PRINTED, max_size=12).filter(lambda text: not text.startswith("=")), st.dates(date(1901, 1, 1)),
    st.datetimes(datetime(1901, 1, 1)), st.times(), st.timedeltas(timedelta(0), timedelta(days=40)),
    st.sampled_from(["#N/A", "02/03/1985", "0912345678", "Lo\u0300 Thi\u0323 Mai", " x ", "_x000D_", "=1+1"]),
)  # fmt: skip
TABLES = st.dictionaries(st.tuples(st.integers(1, 12), st.integers(1, 9)), VALUES, max_size=30)


def by_openpyxl(content):
    """What its sheets show, by the library."""
    book, told = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True), []
    for sheet in book.worksheets:
        grid = [[xlsx.clean(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        told.append(trimmed([trimmed(row) for row in grid]))
    return told


def trimmed(cells):
    while cells and not cells[-1]:
        cells.pop()
    return cells


def ours(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [sheet.grid for sheet in xlsx.sheets(archive, "x.xlsx")]


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@settings(max_examples=60, deadline=None)
@given(st.lists(TABLES, min_size=1, max_size=2), st.booleans())
def test_any_workbook_shows_what_the_library_says(tables, old):
    book = openpyxl.Workbook()
    book.remove(book.active)
    book.epoch = MAC_EPOCH if old else book.epoch
    for table in tables:
        sheet = book.create_sheet()
        for (row, column), value in table.items():
            sheet.cell(row, column, value)
    content = saved(book)
    assert ours(content) == by_openpyxl(content)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(VALUES, max_size=8), max_size=8))
def test_a_workbook_with_its_texts_in_the_cells_shows_what_the_library_says(rows):
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    content = saved(book)
    assert ours(content) == by_openpyxl(content)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.xlsx")), ids=lambda path: path.stem)
def test_the_hard_rosters_show_what_the_library_says(path):
    content = path.read_bytes()
    assert ours(content) == by_openpyxl(content)


def written(sheet, *, strings="", **parts):
    """A workbook whose only sheet is this XML, as other programs write it."""
    content = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{content}.sheet.main+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{content}.sharedStrings+xml"/></Types>'
    )
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    book = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{relations}"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets>'
        "</workbook>"
    )
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="worksheet" Target="/xl/worksheets/sheet1.xml"/></Relationships>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, text in {
            "[Content_Types].xml": types, "xl/workbook.xml": book, "xl/_rels/workbook.xml.rels": links,
            "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>', "xl/worksheets/sheet1.xml": sheet, **parts,
        }.items():  # fmt: skip
            archive.writestr(path, text)
    return out.getvalue()


def test_elements_may_have_a_prefix_and_cells_no_address():
    sheet = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row><x:c t="s"><x:v>0</x:v></x:c><x:c><x:v>1985</x:v></x:c>'
        '</x:row><x:row r="3"><x:c r="B3" t="str"><x:v>Bản</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    content = written(sheet, strings="<si><t>Lò Thị Mai</t></si>")
    assert ours(content) == by_openpyxl(content) == [[["Lò Thị Mai", "1985"], [], ["", "Bản"]]]


def test_a_strict_workbook_is_read_as_well():
    sheet = (
        '<worksheet xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"><sheetData><row r="1">'
        '<c r="A1" t="inlineStr"><is><t>Mai</t></is></c><c r="B1" t="d"><v>1985-03-02</v></c></row></sheetData>'
        "</worksheet>"
    )
    assert ours(written(sheet)) == [[["Mai", "1985-03-02"]]]


def test_a_text_in_several_letterings_is_one_and_how_it_is_spoken_is_left_out():
    strings = "<si><r><t>Lò </t></r><r><rPr><b/></rPr><t>Mai</t></r><rPh sb='0' eb='1'><t>lo</t></rPh></si>"
    sheet = (
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>'
    )
    content = written(sheet, strings=strings)
    assert ours(content) == by_openpyxl(content) == [[["Lò Mai"]]]


def test_rows_that_are_only_coloured_cost_nothing_and_count_for_nothing():
    rows = "".join(f'<row r="{number}"><c r="A{number}" s="1"/></row>' for number in range(2, 30_000))
    sheet = (
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row>{rows}</sheetData></worksheet>'
    )
    assert read_grids(written(sheet), "x.xlsx") == [[["1"]]]


def test_one_endless_cell_is_cut():
    long = "a" * 3_000_000
    sheet = (
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{long}</t></is></c>'
        "</row></sheetData></worksheet>"
    )
    assert ours(written(sheet)) == [[["a" * xlsx.CELL_LIMIT]]]


@pytest.mark.parametrize(
    "cell", ['<c r="A1" t="s"><v>7</v></c>', '<c r="1A"><v>1</v></c>', '<c r="A1"><v>abc</v></c>', '<c r="A0x"/>'],
)  # fmt: skip
def test_a_cell_that_makes_no_sense_refuses_the_file(cell):
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{cell}</row></sheetData></worksheet>'
    with pytest.raises(InvalidFile):
        read_grids(written(sheet), "x.xlsx")
