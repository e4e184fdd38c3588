"""Worksheets that Excel, other programs and people with bad intentions write."""

import io
import zipfile
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from office.services import gridxml, sheets, tables

BEGINS, ENDS = b"<sheetData>", b"</sheetData>"


def book_of(*rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_rows(rows: bytes) -> bytes:
    """Return a workbook whose sheet holds this XML instead of its own rows."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book_of(["a"]))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            raw = old.read(name)
            if name.endswith("sheet1.xml"):
                head, rest = raw.split(BEGINS)
                raw = head + BEGINS + rows + ENDS + rest.split(ENDS)[1]
            new.writestr(name, raw)
    return out.getvalue()


def cells(content: bytes):
    return list(sheets.cells_of(io.BytesIO(content)))


def test_every_kind_of_cell_is_read_as_openpyxl_reads_it():
    rich = CellRichText("白", TextBlock(InlineFont(b=True), "茶"))
    content = book_of(
        ["茶 <&> '", 0, -1, 1.5, 1e300, 12.0, True, False, None, "x" * 40_000],
        [date(2026, 2, 28), datetime(2026, 2, 28, 9, 30), time(8, 0), timedelta(hours=30)],  # noqa: DTZ001
        [],
        [None, None, rich, "=1+1", "#DIV/0!", "  两边有空格  ", "一\n二"],
    )
    sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=True).worksheets[0]
    width = sheet.max_column

    found = {line: row + [""] * (width - len(row)) for line, row in cells(content)}

    for line, row in enumerate(sheet.iter_rows(values_only=True), 1):
        said = [sheets.text_of(cell) for cell in row]
        assert found.get(line, [""] * width) == said


def test_cells_without_names_and_rows_without_numbers_follow_each_other():
    rows = b'<row><c t="str"><v>a</v></c><c r="D1"><v>4</v></c><c><v>5</v></c></row><row r="9"/>'

    assert cells(with_rows(rows + b"<row><c><v>7</v></c></row>")) == [
        (1, ["a", "", "", "4", "5"]), (9, []), (10, ["7"]),
    ]  # fmt: skip


def test_how_a_name_is_pronounced_is_not_part_of_it():
    said = b"<is><t>\xe6\x9e\x97</t><rPh sb='0' eb='1'><t>lin</t></rPh></is>"
    content = with_rows(b'<row><c t="inlineStr">' + said + b"</c></row>")

    assert cells(content) == [(1, ["林"])]


@pytest.mark.long
def test_a_sheet_that_lies_about_its_size_is_refused_or_costs_nothing():
    far = b'<row r="2000000000"><c r="A2000000000"><v>1</v></c></row>'
    assert cells(with_rows(far)) == [(2_000_000_000, ["1"])]
    one = b"<c><v>1</v></c>"
    for rows in (
        b'<row><c r="XFE1"><v>1</v></c></row>',
        b'<row><c r="AAAAAAAAAAAA1"><v>1</v></c></row>',
        b'<row><c r="a1"><v>1</v></c></row>',
        b'<row><c r="1"><v>1</v></c></row>',
        b"<row>" + one * 16_385 + b"</row>",
        b'<row><c t="s"><v>99</v></c></row>',
        b"<row><c><v>one</v></c></row>",
        b"<row><c><v>1</v></row>",
        b"<row>" + b"<c t='str'><v>" + b"x" * (gridxml.LONGEST + 1) + b"</v></c></row>",
    ):
        with pytest.raises(sheets.BadSheet):
            cells(with_rows(rows))


def test_a_workbook_cut_in_the_middle_is_told_and_not_half_read():
    with pytest.raises(sheets.BadSheet):
        list(gridxml_rows(b"<worksheet><sheetData><row><c><v>1</v></c></row>"))


def gridxml_rows(content: bytes):
    try:
        yield from gridxml.rows_of(io.BytesIO(content), lambda *_: 0)
    except gridxml.Broken as fault:
        raise sheets.BadSheet("cut") from fault


@pytest.mark.long
def test_a_large_sheet_is_never_whole_in_memory():
    content = b"".join(tables.write_rows(({"a": n} for n in range(50_000)), "xlsx"))
    with zipfile.ZipFile(io.BytesIO(content)) as book, book.open("xl/worksheets/sheet1.xml") as xml:
        rows = gridxml.rows_of(xml, lambda _form, text, _style: text)
        next(rows)
        assert xml.tell() <= 2 * gridxml.CHUNK
