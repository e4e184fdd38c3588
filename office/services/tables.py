"""Tables in and out, row by row: CSV, Excel and NDJSON, never more than a few rows in memory."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from io import StringIO
from itertools import islice
from typing import Any, BinaryIO, NamedTuple

import msgspec
from django.utils.translation import gettext as _

from livecompliance.kernel.cells import neutral, original
from livecompliance.kernel.exceptions import Invalid
from office.services import sheets, texts

BOM = "\ufeff"  # without it a spreadsheet takes Chinese for something else
MOST_COLUMNS, LONGEST_CELL, LONGEST_LINE = 200, 100_000, 1 << 20
BATCH = 500
BREAK = re.compile("\r\n|\r|\n")
FORMS = {"csv": "text/csv", "xlsx": sheets.XLSX, "ndjson": "application/x-ndjson"}


class BadTable(Invalid):
    code = "bad_table"


class Row(NamedTuple):
    """One row as it was read.

    `line` is the row's line in a spreadsheet, or the line of the file it begins on. A row that
    cannot be read has no values and says why in `fault`.
    """

    line: int
    values: dict[str, Any]
    fault: str = ""


class Column(NamedTuple):
    """One column that is expected. `parse` returns the value, or raises ValueError in words."""

    name: str
    parse: Callable[[str], Any] = str
    is_required: bool = True


class Fault(NamedTuple):
    """What is wrong with one cell, or with a whole row when `field` is empty."""

    line: int
    field: str
    value: str
    said: str


def read_rows(stream: BinaryIO, kind: str) -> Iterator[Row]:
    """Yield the rows of a table; the first row of CSV and Excel names the columns.

    Args:
        stream: at its beginning; only Excel files are sought in.
        kind: "csv", "xlsx" or "ndjson". CSV may be UTF-8 (with or without BOM), UTF-16, GB18030.

    Raises:
        BadTable: no such kind, no columns, or text that cannot be decoded.
        Bomb, BadArchive: an Excel file that is none, or unpacks to too much.
    """
    if kind == "csv":
        return _named(_csv_blocks(stream))
    if kind == "ndjson":
        return _json_rows(stream)
    if kind == "xlsx":
        found = sheets.cells_of(stream)
        return _named(Block([line], [list(cells)]) for line, cells in found)
    raise BadTable(_("不支持这种表格。"), field="file")


def write_rows(
    rows: Iterable[Mapping[str, Any]], kind: str, columns: Sequence[str] = ()
) -> Iterator[bytes]:
    """Yield a table piece by piece. No cell of it is taken for a formula.

    Args:
        columns: in their order; those of the first row when not given.

    Raises:
        BadTable: no such kind, or more rows than an Excel sheet holds.
    """
    if kind == "csv":
        return _csv_pieces(rows, columns)
    if kind == "ndjson":
        return _json_pieces(rows)
    if kind == "xlsx":
        return sheets.pieces(_lists(rows, columns))
    raise BadTable(_("不支持这种表格。"), field="file")


def check_rows(
    rows: Iterable[Row], columns: Sequence[Column], faulty: Callable[[Fault], None]
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (line, values) of every row that is whole; say all that is wrong with the others.

    Columns that are not expected are left out.
    """
    for row in rows:
        if row.fault:
            faulty(Fault(row.line, "", "", row.fault))
            continue
        found, faults = _checked(row, columns)
        for fault in faults:
            faulty(fault)
        if not faults:
            yield row.line, found


def fault_rows(faults: Iterable[Fault]) -> Iterator[dict[str, Any]]:
    """Yield faults as the rows of a table, to be mended line by line."""
    for line, field, value, said in faults:
        yield {_("行号"): line, _("列"): field, _("内容"): value[:200], _("问题"): said}


def _checked(row: Row, columns: Sequence[Column]) -> tuple[dict[str, Any], list[Fault]]:
    found: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, parse, is_required in columns:
        raw = row.values.get(name, "")
        text = raw.strip() if isinstance(raw, str) else str(raw)
        if not text:
            found[name] = None
            if is_required:
                faults.append(Fault(row.line, name, "", _("必填")))
            continue
        try:
            found[name] = parse(text)
        except ValueError as fault:
            faults.append(Fault(row.line, name, text, str(fault)))
    return found, faults


class Block(NamedTuple):
    """Rows that were read together, each with its line; or why the row of one line was not."""

    lines: Sequence[int]
    rows: list[list[Any]]
    fault: str = ""


def _csv_blocks(stream: BinaryIO) -> Iterator[Block]:
    """Yield the rows of a CSV. A line that cannot be read is a fault of its own."""
    reader = csv.reader(texts.lines_of(stream))
    rows: list[list[str]] = [[]]
    fault: Exception | None = None
    while rows or fault:  # a block ends with the file, with a fault, or when it is full
        first, rows, fault = reader.line_num + 1, [], None
        try:
            for cells in islice(reader, BATCH):
                rows.append(cells)
        except (csv.Error, UnicodeError) as found:
            fault = found
        lines = _lines(first, rows, reader.line_num)
        yield Block(lines[: len(rows)], _as_written(rows))
        if isinstance(fault, UnicodeError):
            said = _("第 %(line)s 行起不是 UTF-8 或 GB18030 编码的文字。")
            raise BadTable(said % {"line": lines[-1]}, field="file") from None
        if fault:
            yield Block(lines[-1:], [], _("这一行过长或引号没有闭合"))


def _lines(first: int, rows: list[list[str]], last: int) -> Sequence[int]:
    """Return the line that each row begins on, and the one after them; a cell may have several."""
    if last - first + 1 == len(rows):
        return range(first, last + 2)
    found = [first]
    for cells in rows:
        found.append(found[-1] + 1 + sum(len(BREAK.findall(cell)) for cell in cells))
    return found


def _as_written(rows: list[list[str]]) -> list[list[str]]:
    """Take the quotes off that keep a spreadsheet from computing; most blocks have none."""
    if "'" not in "".join(map("".join, rows)):
        return rows
    return [[original(one) if one[:1] == "'" else one for one in cells] for cells in rows]


def _named(blocks: Iterable[Block]) -> Iterator[Row]:
    """Give every cell the name of its column; empty rows are left out."""
    names: list[str] = []
    for lines, rows, fault in blocks:
        begin = 0
        if not names:
            begin = next((at for at, cells in enumerate(rows, 1) if any(cells)), 0)
            if not begin:
                continue
            names = _names(rows[begin - 1])
        if fault:
            yield Row(lines[0], {}, fault)
        else:
            yield from _rows(names, lines[begin:], rows[begin:])
    if not names:
        _names([])


def _rows(names: list[str], lines: Sequence[int], rows: list[list[Any]]) -> Iterator[Row]:
    count = len(names)
    for line, cells in zip(lines, rows, strict=True):
        if len(cells) == count or _fitted(cells, count):
            if any(cells):
                yield Row(line, dict(zip(names, cells, strict=False)))
        else:
            said = _("列数多于表头：应为 %(expected)s 列，实为 %(found)s 列")
            yield Row(line, {}, said % {"expected": count, "found": len(cells)})


def _fitted(cells: list[Any], count: int) -> bool:
    """Fill a short row up, cut empty cells off a long one; False when it does not fit."""
    if len(cells) > count and any(cells[count:]):
        return False
    cells[count:] = []
    cells.extend([""] * (count - len(cells)))
    return True


def _names(head: list[Any]) -> list[str]:
    names = [str(name).strip() for name in head]
    while names and not names[-1]:
        names.pop()
    if not names or not all(names) or len(names) > MOST_COLUMNS:
        raise BadTable(_("第一行须是列名，且不能为空。"), field="file")
    if len(set(names)) < len(names):
        raise BadTable(_("有重复的列名。"), field="file")
    return names


def _json_rows(stream: BinaryIO) -> Iterator[Row]:
    decoder = msgspec.json.Decoder(dict[str, Any])
    line = 0
    while raw := stream.readline(LONGEST_LINE):
        line += 1
        if len(raw) == LONGEST_LINE and not raw.endswith(b"\n"):
            _skip_line(stream)
            yield Row(line, {}, _("这一行过长或引号没有闭合"))
            continue
        text = raw.removeprefix(BOM.encode()).strip()
        if text:
            try:
                yield Row(line, decoder.decode(text))
            except (msgspec.MsgspecError, UnicodeError, RecursionError):
                yield Row(line, {}, _("这一行不是 JSON 对象"))


def _skip_line(stream: BinaryIO) -> None:
    while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
        pass


def _csv_pieces(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> Iterator[bytes]:
    out, found = StringIO(), _lists(rows, columns)
    write = csv.writer(out).writerows
    out.write(BOM)
    while block := list(islice(found, BATCH)):
        # no formula begins with a letter or a digit: most cells are looked at no further
        write(
            [one if type(one) is str and one[:1].isalnum() else _said(one) for one in cells]
            for cells in block
        )
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()
    yield out.getvalue().encode()


def csv_part(rows: Iterable[Sequence[str]]) -> bytes:
    """Return lines of a table written part by part; no cell of it is taken for a formula."""
    text = StringIO()
    csv.writer(text).writerows([neutral(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def _said(value: Any) -> Any:
    """Return a value as a cell: numbers are numbers, all else is text and no formula."""
    if value is None or isinstance(value, int | float):
        return value
    return neutral(str(value))


def _json_pieces(rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    held: list[Mapping[str, Any]] = []
    encode = msgspec.json.Encoder(enc_hook=str).encode_lines
    for row in rows:
        held.append(row)
        if len(held) == BATCH:
            yield encode(held)
            held = []
    if held:
        yield encode(held)


def _lists(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> Iterator[list[Any]]:
    """Yield the names of the columns, then the cells of every row in their order."""
    names = list(columns)
    if names:
        yield names
    for row in rows:
        if not names:
            names = list(row)
            yield names
        yield list(row.values()) if list(row) == names else [row.get(name) for name in names]
