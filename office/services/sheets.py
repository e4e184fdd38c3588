"""Excel workbooks, row by row: one sheet in, one sheet out."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date, datetime, time
from typing import Any, BinaryIO, cast

import xlsxwriter
from django.utils.translation import gettext as _

from livecompliance.kernel.exceptions import Invalid
from office.services import gridxml, zips

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_576
MOST_KEPT = 64 << 20  # bytes of the parts of a workbook that are read into memory at once
CHUNK = 1 << 16
TEXTS = frozenset({"inlineStr", "str", "e"})
LONGEST = 32_767  # characters of one cell
PLAIN = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "nan_inf_to_errors": True,
    "remove_timezone": True,
}


class BadSheet(Invalid):
    code = "bad_sheet"


def cells_of(stream: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """Yield (row number, cells as text) of the first sheet.

    Raises:
        Bomb, BadArchive: see `zips.require_harmless`.
        BadSheet: not a workbook, or one whose shared texts do not fit into the memory.
    """
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(stream, copy, CHUNK)
        listed = zips.require_harmless(cast(BinaryIO, copy))
        kept = sum(one.file_size for one in listed if "/worksheets/" not in one.filename)
        if kept > MOST_KEPT:
            raise BadSheet(_("工作簿里的文字过多，请另存为 CSV 再导入。"), field="file")
        yield from _read(cast(BinaryIO, copy))


def _read(copy: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    import openpyxl  # a quarter of what starting a process costs, for the few that read workbooks

    try:
        book: Any = openpyxl.load_workbook(copy, read_only=True, data_only=True, keep_links=False)
        with closing(book), book.worksheets[0]._get_source() as sheet:
            for number, row in gridxml.rows_of(sheet, _teller(book)):
                yield number, [text_of(cell) for cell in row]
    except Invalid:
        raise
    except Exception as fault:
        raise BadSheet(_("不是可以读取的 Excel 工作簿。"), field="file") from fault


def _teller(book: Any) -> gridxml.Told:
    """Return what says the value of a cell of a workbook, given its type, text and style."""
    from openpyxl.utils.datetime import from_excel, from_ISO8601

    texts, epoch = book.worksheets[0]._shared_strings, book.epoch
    days, spans = book._date_formats, book._timedelta_formats

    def told(form: str, text: str, style: int) -> Any:
        if form in TEXTS:
            return text
        if form == "s":
            return texts[int(text)]
        if form == "b":
            return text.strip() in {"1", "true"}
        if form == "d":
            return from_ISO8601(text)  # type: ignore[no-untyped-call]
        number = int(text) if text.lstrip("-").isdigit() else float(text)
        if style not in days:
            return number
        try:
            return from_excel(number, epoch, timedelta=style in spans)
        except (OverflowError, ValueError):
            return "#VALUE!"

    return told


def text_of(cell: Any) -> str:
    """Return a cell as somebody would type it."""
    if type(cell) is str:
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time(0):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def pieces(rows: Iterable[list[Any]]) -> Iterator[bytes]:
    """Yield a workbook of one sheet, once all rows are known. Texts stay texts.

    Raises:
        BadSheet: more rows than a sheet holds.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryDirectory() as folder:
        with xlsxwriter.Workbook(out, PLAIN | {"tmpdir": folder}) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                if number == MOST_ROWS:
                    raise BadSheet(_("行数超过 Excel 的上限，请改用 CSV 或 NDJSON。"))
                for column, value in enumerate(row):
                    _write(sheet, number, column, value)
        out.seek(0)
        while piece := out.read(CHUNK):
            yield piece


def _write(sheet: Any, row: int, column: int, value: Any) -> None:
    if value is None or value == "":
        return
    if type(value) is str:
        sheet.write_string(row, column, value[:LONGEST])
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float) and abs(value) < 10**15:
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value)[:LONGEST])
