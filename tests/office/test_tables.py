"""Tables in and out: every encoding of a Chinese office, no formula, every fault by its line."""

import csv
import io
import json
import zipfile
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livecompliance.kernel.cells import neutral, original
from livecompliance.kernel.exceptions import Invalid
from office.services import sheets, tables
from office.services.tables import Column, Fault, Row
from office.services.zips import BadArchive, Bomb

HEAD = "日期,名称,金额"
LINE = "2026-11-22,阿春家的养生茶,128"


def read(content: bytes, kind: str = "csv"):
    return list(tables.read_rows(io.BytesIO(content), kind))


def written(rows, kind, columns=()):
    return b"".join(tables.write_rows(rows, kind, columns))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_encoding_and_line_end_gives_the_same_rows(encoding, end):
    text = end.join([HEAD, LINE, "", LINE]) + end

    rows = read(text.encode(encoding))

    values = {"日期": "2026-11-22", "名称": "阿春家的养生茶", "金额": "128"}
    assert rows == [Row(2, values), Row(4, values)]


def test_gb18030_that_begins_late_is_still_told_apart():
    plain = "a,b\n" + "x,y\n" * 50_000

    rows = read(plain.encode() + "茶,叶\n".encode("gb18030"))

    assert rows[-1] == Row(50_002, {"a": "茶", "b": "叶"})


@pytest.mark.parametrize("cut", range(1, 12))
def test_a_character_cut_by_a_chunk_is_not_mistaken(cut):
    filler = "x" * (8192 - len("a\n") - cut)

    rows = read(f"a\n{filler}中文字符\n".encode())

    assert rows[0].values["a"].endswith("x中文字符")


def test_bytes_that_are_no_text_are_refused_with_their_line():
    with pytest.raises(tables.BadTable, match="行起"):
        read("a\n中\n".encode() + b"\xff\xff\xff\xff\n")


def test_a_quoted_cell_holds_commas_lines_and_quotes_and_the_line_stays_right():
    rows = read(b'a,b\n"1\n2","x,""y"""\n3,4\n')

    assert rows == [Row(2, {"a": "1\n2", "b": 'x,"y"'}), Row(4, {"a": "3", "b": "4"})]


def test_a_row_too_long_is_a_fault_and_short_ones_are_filled_up():
    rows = read(b"a,b\n1\n1,2,,\n1,2,3\n5,6\n")

    assert [row.values for row in rows if not row.fault] == [
        {"a": "1", "b": ""},
        {"a": "1", "b": "2"},
        {"a": "5", "b": "6"},
    ]
    assert [(row.line, "2" in row.fault and "3" in row.fault) for row in rows if row.fault] == [
        (4, True)
    ]


def test_a_cell_without_end_is_a_fault_and_not_the_end_of_the_memory():
    rows = read(b'a\n"' + b"x" * 200_000)

    assert rows[0].fault


CELLS = st.text("ab'\"\n\r,=", max_size=4)


@pytest.mark.long
@given(st.lists(st.tuples(CELLS, st.just("x")), max_size=12), st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=60, deadline=None)
def test_every_row_says_the_line_it_begins_on_in_blocks_of_any_size(rows, end):
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=end, quoting=csv.QUOTE_ALL).writerows([("a", "b"), *rows])
    reader, lines = csv.reader(io.StringIO(out.getvalue(), newline="")), []
    while True:
        lines.append(reader.line_num + 1)
        if next(reader, None) is None:
            break

    with pytest.MonkeyPatch.context() as small:
        small.setattr(tables, "BATCH", 3)
        found = read(out.getvalue().encode())

    assert [row.line for row in found] == lines[1:-1]
    assert [row.values["b"] for row in found] == ["x"] * len(rows)


def test_what_stands_before_and_after_a_line_that_cannot_be_read_is_kept():
    good, bad = b"1,2\n" * 700, b'"' + b"x" * 200_000 + b'",2\n'

    found = read(b"a,b\n" + good + bad + good)

    assert [row.line for row in found if row.fault] == [702]
    assert len(found) == 1401
    assert {tuple(row.values) for row in found if not row.fault} == {("a", "b")}
    assert found[-1].line == 1402


def test_rows_before_bytes_that_are_no_text_are_read_first():
    rows = tables.read_rows(io.BytesIO(b"a\n" + "中\n".encode() * 9000 + b"\xff\xff\n"), "csv")

    assert all(next(rows).values for _ in range(4000))
    with pytest.raises(Invalid, match="UTF-8"):
        list(rows)


@pytest.mark.parametrize(
    "head", ["", "\n\n", "a,,b\n1,2,3", "a,a\n1,2", ",".join(map(str, range(201)))]
)
def test_a_table_without_names_for_its_columns_is_refused(head):
    with pytest.raises(Invalid):
        read(head.encode())


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "＠x", "'=1", "\n=1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_of_ours_is_a_formula_in_csv_and_comes_back_as_it_was(text):
    content = written([{"a": text}], "csv")

    cell = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))[1][0]
    assert cell.startswith("'")
    assert read(content)[0].values == {"a": text}


@given(st.text())
@pytest.mark.long
def test_every_text_survives_being_neutralised(text):
    assert original(neutral(text)) == text


@pytest.mark.long
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_every_text_survives_csv(text):
    found = read(written([{"a": text, "b": "x"}], "csv"))

    assert found[0].values == {"a": text, "b": "x"}


@pytest.mark.parametrize("text", [*FORMULAS, "https://evil.example", "{=1}", "007", "1e5"])
def test_texts_in_excel_are_texts(text):
    content = written([{"名称": text, "金额": 12}], "xlsx")

    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert (sheet["A2"].data_type, sheet["B2"].data_type) == ("s", "n")
    assert sheet["A2"].hyperlink is None
    if text.strip() == text:
        assert read(content, "xlsx")[0].values == {"名称": text, "金额": "12"}


def test_excel_cells_are_read_as_somebody_would_type_them():
    book = openpyxl.Workbook()
    book.active.append(["日", "数", "真", "空", "式"])
    book.active.append([date(2026, 2, 28), 12.0, True, None, "=1+1"])
    out = io.BytesIO()
    book.save(out)

    assert read(out.getvalue(), "xlsx") == [
        Row(2, {"日": "2026-02-28", "数": "12", "真": "TRUE", "空": "", "式": ""})
    ]


def packed(**entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.long
def test_an_excel_bomb_is_refused_before_anything_unpacks_it():
    with pytest.raises(Bomb):
        read(packed(**{"xl/worksheets/sheet1.xml": b"0" * (300 << 20)}), "xlsx")


def test_a_workbook_with_too_much_shared_text_is_refused(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_KEPT", 100)

    with pytest.raises(sheets.BadSheet, match="CSV"):
        read(written([{"a": "b"}], "xlsx"), "xlsx")


@pytest.mark.parametrize("content", [b"", b"PK\3\4", b"a,b\n1,2\n", packed(a=b"b")])
def test_what_is_no_workbook_is_refused(content):
    with pytest.raises((BadArchive, sheets.BadSheet)):
        read(content, "xlsx")


def test_a_workbook_that_declares_entities_is_refused():
    content = written([{"a": "b"}], "xlsx")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            raw = old.read(name)
            if name.endswith("sheet1.xml"):
                raw = raw.replace(
                    b"<worksheet",
                    b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet',
                    1,
                )
            new.writestr(name, raw)

    with pytest.raises(sheets.BadSheet):
        read(out.getvalue(), "xlsx")


def test_json_lines_come_and_go_and_a_broken_one_is_a_fault():
    content = written([{"a": "茶", "n": 1, "d": date(2026, 1, 1)}], "ndjson")
    assert json.loads(content) == {"a": "茶", "n": 1, "d": "2026-01-01"}

    rows = read(b"\xef\xbb\xbf" + content + b'\n[1]\n{"a":\n' + b'"\xff"\n' + content, "ndjson")

    assert [(row.line, bool(row.fault)) for row in rows] == [
        (1, False), (3, True), (4, True), (5, True), (6, False),
    ]  # fmt: skip


def test_a_line_of_json_without_end_is_skipped(monkeypatch):
    monkeypatch.setattr(tables, "LONGEST_LINE", 64)

    rows = read(b'{"a":"' + b"x" * 1_000 + b'"}\n{"a":1}\n', "ndjson")

    assert [(row.line, bool(row.fault)) for row in rows] == [(1, True), (2, False)]


def amount(text):
    if not text.isdecimal():
        raise ValueError("须为整数")
    return int(text)


def test_every_fault_is_told_with_its_line_and_column_and_whole_rows_pass():
    columns = [Column("名称"), Column("金额", amount), Column("备注", is_required=False)]
    faults: list[Fault] = []
    content = "名称,金额,备注\n茶,12,\n,x,\n=1,一百,新\n1,2,3,4\n".encode("gbk")

    good = list(tables.check_rows(read(content), columns, faults.append))

    assert good == [(2, {"名称": "茶", "金额": 12, "备注": None})]
    assert [(one.line, one.field, one.value) for one in faults] == [
        (3, "名称", ""), (3, "金额", "x"), (4, "金额", "一百"), (5, "", ""),
    ]  # fmt: skip
    report = read(written(tables.fault_rows(faults), "csv"))
    assert report[1].values == {"行号": "3", "列": "金额", "内容": "x", "问题": "须为整数"}


def test_rows_are_taken_one_by_one_and_never_all_at_once():
    taken = []

    def rows():
        for number in range(10_000):
            taken.append(number)
            yield {"a": number}

    for kind in ("csv", "ndjson"):
        taken.clear()
        next(iter(tables.write_rows(rows(), kind)))
        assert len(taken) <= tables.BATCH + 1


def test_more_rows_than_excel_holds_are_refused(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)

    with pytest.raises(sheets.BadSheet):
        written([{"a": 1}] * 3, "xlsx")


@pytest.mark.parametrize("kind", ["xls", "exe", ""])
def test_a_kind_there_is_not_is_refused(kind):
    with pytest.raises(tables.BadTable):
        tables.read_rows(io.BytesIO(), kind)
    with pytest.raises(tables.BadTable):
        tables.write_rows([], kind)
