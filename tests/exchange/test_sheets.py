"""Tables that users bring: read as they come from Excel, refused where they would do harm."""

import io
import time
import zipfile
from contextlib import suppress

import openpyxl
import pytest

from bdhvs_lms.exchange.sheets import FILE_LIMIT, UNPACKED_LIMIT, read_table, write_xlsx
from bdhvs_lms.exchange.xlsx import CELL_LIMIT, COLUMN_LIMIT, ROW_LIMIT
from bdhvs_lms.movement.errors import InvalidFile


@pytest.fixture
def table(tmp_path):
    def read(content, name="table.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_table(path)

    return read


def refused(table, content, name="table.csv"):
    """Why a file is refused, and that it was refused at once."""
    begun = time.monotonic()
    with pytest.raises(InvalidFile) as caught:
        table(content, name)
    assert time.monotonic() - begun < 60
    assert caught.value.fields["file"] == name
    return caught.value.fields["why"]


def xlsx(rows):
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def workbook():
    """As Excel saves it, with its texts in a part of their own."""
    book = openpyxl.Workbook()
    for row in (["code", "name"], ["03637", "Mường Kim"]):
        book.active.append(row)
    out, whole = io.BytesIO(), io.BytesIO()
    book.save(out)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    named = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    texts = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>x</t></si></sst>'
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(whole, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            types = content.replace(b"</Types>", named.encode())
            new.writestr(name, types if name == "[Content_Types].xml" else content)
        new.writestr("xl/sharedStrings.xml", texts)
    return whole.getvalue()


GOOD = workbook()


def changed(part, content, compression=zipfile.ZIP_DEFLATED):
    """A good workbook with one of its parts replaced; None leaves it out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(out, "w", compression) as new:
        for name in {*old.namelist(), part}:
            body = content if name == part else old.read(name)
            if body is not None:
                new.writestr(name, body)
    return out.getvalue()


ROWS = [{"code": "03637", "name": "Mường Kim"}]


@pytest.mark.parametrize(
    "text",
    [
        "code,name\n03637,Mường Kim\n",
        "\ufeffcode,name\r\n03637,Mường Kim\r\n",
        "\ufeffcode;name\r\n03637;Mường Kim\r\n",
        'code;name\n"03637";"Mường Kim"',
        " code , name \n\n 03637 , Mường Kim \n,\n",
        "code,name\n03637,Mu\u031bo\u031b\u0300ng Kim\n",
    ],
)
def test_csv_is_read_as_spreadsheets_write_it(table, text):
    assert table(text) == ROWS


def test_a_cell_may_hold_separators_quotes_and_line_breaks(table):
    assert table('a;b\n"1;2";"x ""y"""\n"hai\ndòng";3') == [{"a": "1;2", "b": 'x "y"'}, {"a": "hai\ndòng", "b": "3"}]


def test_short_rows_are_filled_and_long_ones_cut(table):
    assert table("a,b\n1\n1,2,3\n") == [{"a": "1", "b": ""}, {"a": "1", "b": "2"}]


def test_xlsx_is_read_by_its_content_whatever_the_file_is_called(table):
    assert table(GOOD, "table.xlsx") == ROWS
    assert table(GOOD, "table.csv") == ROWS


def test_numbers_empty_cells_and_dates_become_text(table):
    assert table(xlsx([["a", "b", "c"], [80, None, "x"], [None, None, None], [2.5, True, ""]]), "t.xlsx") == [
        {"a": "80", "b": "", "c": "x"},
        {"a": "2.5", "b": "True", "c": ""},
    ]


@pytest.mark.parametrize("text", ["", "\ufeff"])
def test_an_empty_file_is_refused(table, text):
    assert refused(table, text) == "it is empty"


def test_text_that_is_not_utf_8_is_refused_with_what_to_do(table):
    for content in ("code,tên\n1,Kim".encode("cp1258"), "code,name\n".encode("utf-16"), b"\xd0\xcf\x11\xe0" * 50):
        assert "CSV UTF-8" in refused(table, content)


@pytest.mark.parametrize("text", ['a,b\n"1,2\n', 'a,b\n"1"x,2\n', "a,b\n" + "x" * 200_000])
def test_broken_csv_is_refused(table, text):
    assert refused(table, text)


def test_a_file_over_five_megabytes_is_refused_unread(table):
    assert refused(table, b"a" * (FILE_LIMIT + 1)) == "it is larger than 5 MB"


def test_twenty_thousand_rows_are_read_and_one_more_is_refused(table):
    text = "a\n" + "1\n" * ROW_LIMIT
    assert len(table(text)) == ROW_LIMIT
    assert refused(table, text + "1\n") == "it has more than 20,000 rows"
    assert (
        refused(table, xlsx([["a"], *([1] for _ in range(ROW_LIMIT + 1))]), "t.xlsx") == "it has more than 20,000 rows"
    )


def test_a_sheet_that_claims_a_million_rows_or_columns_costs_nothing(table):
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="XFD1"><v>1</v></c></row>'
        '<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    assert refused(table, changed("xl/worksheets/sheet1.xml", sheet), "t.xlsx") == "it has more than 20,000 rows"


def test_long_cells_and_wide_rows_are_cut(table):
    wide = xlsx([[f"c{number}" for number in range(COLUMN_LIMIT + 50)], ["x" * 30_000] * (COLUMN_LIMIT + 50)])
    (row,) = table(wide, "t.xlsx")
    assert len(row) == COLUMN_LIMIT
    assert {len(cell) for cell in row.values()} == {CELL_LIMIT}


def test_a_zip_bomb_is_refused_before_it_is_unpacked(table):
    bomb = changed("xl/worksheets/sheet1.xml", b" " * (UNPACKED_LIMIT + 1))
    assert len(bomb) < FILE_LIMIT
    assert refused(table, bomb, "t.xlsx") == "it is larger than 50 MB when unpacked"


def test_many_parts_that_are_large_together_are_refused(table):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(60):
            archive.writestr(f"part{number}", b" " * 1024 * 1024)
    assert refused(table, out.getvalue(), "t.xlsx") == "it is larger than 50 MB when unpacked"


def test_a_zip_that_lies_about_its_size_is_refused(table):
    honest = changed("xl/worksheets/sheet1.xml", b"<x>" + b" " * 2_000_000 + b"</x>")
    lying = honest.replace((2_000_007).to_bytes(4, "little"), (7).to_bytes(4, "little"))
    assert lying != honest
    assert refused(table, lying, "t.xlsx").startswith("not a readable XLSX file")


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_one_endless_tag_costs_no_more_than_its_length(table, part):
    long = changed(part, f'<a b="{"0" * 6_000_000}"/>')
    assert len(long) < 20_000
    began = time.process_time()
    with suppress(InvalidFile):
        table(long, "t.xlsx")
    assert time.process_time() - began < 3


ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
BOMBS = {
    "entities of entities": f'<!DOCTYPE x [<!ENTITY e0 "ha">{ENTITIES}]><x>&e9;</x>',
    "one large entity": f'<!DOCTYPE x [<!ENTITY e "{"a" * 10_000}">]><x>{"&e;" * 10_000}</x>',
    "a file of this machine": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    "an address": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x>&e;</x>',
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "[Content_Types].xml"]
)
def test_xml_that_would_grow_or_reach_out_is_refused(table, part, bomb):
    assert refused(table, changed(part, bomb), "t.xlsx").startswith("not a readable XLSX file")


@pytest.mark.parametrize("part", ["xl/workbook.xml", "[Content_Types].xml", "xl/worksheets/sheet1.xml"])
@pytest.mark.parametrize("content", [None, b"", b"<", b"\x00\xff", b"<x/>"])
def test_a_workbook_with_a_missing_or_broken_part_is_refused(table, part, content):
    if (part, content) == ("xl/worksheets/sheet1.xml", b"<x/>"):
        assert refused(table, changed(part, content), "t.xlsx") == "it is empty"
    else:
        assert refused(table, changed(part, content), "t.xlsx").startswith("not a readable XLSX file")


@pytest.mark.parametrize("content", [b"PK", b"PK\x03\x04" + b"\0" * 100, GOOD[:-30], GOOD[: len(GOOD) // 2]])
def test_a_broken_archive_is_refused(table, content):
    assert refused(table, content, "t.xlsx").startswith("not a readable XLSX file")


with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
    SHEET = archive.read("xl/worksheets/sheet1.xml")


def test_an_archive_with_a_changed_part_is_refused(table):
    stored = changed("xl/worksheets/sheet1.xml", SHEET, zipfile.ZIP_STORED)
    assert table(stored, "t.xlsx") == ROWS
    other = stored.replace(b"<sheetData>", b"<sheetDatb>")
    assert other != stored
    assert refused(table, other, "t.xlsx").startswith("not a readable XLSX file")


def test_a_column_without_a_header_is_left_out(table):
    assert table("a,,b\n1,2,3\n") == [{"a": "1", "b": "3"}]


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path):
    for path in (tmp_path / "missing.csv", tmp_path):
        with pytest.raises(InvalidFile):
            read_table(path)


def test_formulas_are_read_by_their_last_value_and_never_computed(table):
    assert table(xlsx([["a"], ['=HYPERLINK("http://x")'], ["b"]]), "t.xlsx") == [{"a": "b"}]


def test_a_workbook_written_here_is_read_back_as_it_was_and_holds_no_formula(table):
    header, row = ("unit", "name", "year", "people"), ("03637", "=HYPERLINK(1)\x01", 2026, None)
    content = write_xlsx(header, [row])
    assert table(content, "t.xlsx") == [{"unit": "03637", "name": "=HYPERLINK(1)", "year": "2026", "people": ""}]
    cell = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]["B2"]
    assert (cell.data_type, cell.number_format) == ("s", "@")
