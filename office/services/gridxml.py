"""The cells of one worksheet, from its XML, row by row: a row at a time is in memory.

openpyxl knows the workbook: which text is which, which numbers are days. It does not read the
rows: its safe parser takes three times as long as this, and it believes a cell that says it
stands in column ten million.
"""

from collections.abc import Callable, Iterator
from typing import IO, Any
from xml.parsers import expat

Told = Callable[[str, str, int], Any]  # type, text and style of a cell; its value
CHUNK = 1 << 16
MOST_COLUMNS, LONGEST = 16_384, 8 << 20  # of a sheet; characters of one row
BASE, LETTER_A = 26, 64
NAMESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)


class Broken(ValueError):
    """Not a worksheet, or one that was made to do harm."""


def column_of(reference: str) -> int:
    """Return the column of a cell that is called so, from 0: "C7" is 2."""
    column = 0
    for letter in reference.rstrip("0123456789"):
        place = ord(letter) - LETTER_A
        column = column * BASE + place
        if not 0 < place <= BASE or column > MOST_COLUMNS:
            raise Broken(reference[:20])
    if not column:
        raise Broken(reference[:20])
    return column - 1


class Grid:
    """Hears the tags of a worksheet and collects whole rows in `rows`."""

    def __init__(self, told: Told) -> None:
        self.rows: list[tuple[int, list[Any]]] = []
        self._told = told
        self._row, self._column = 0, -1
        self._cells: list[Any] = []
        self._type, self._style, self._size = "n", 0, 0
        self._texts: list[str] = []
        self._in_row = False
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = _refuse
        tags = ("row", "c", "v", "t", "rPh")
        self._tags = {f"{space} {tag}": tag for space in NAMESPACES for tag in tags}
        self._in_sound = False

    def feed(self, piece: bytes, *, is_last: bool = False) -> None:
        """Read on."""
        try:
            self._parser.Parse(piece, is_last)
        except expat.ExpatError as fault:
            raise Broken(str(fault)) from None

    def _start(self, name: str, given: dict[str, str]) -> None:
        tag = self._tags.get(name)
        if tag == "c" and self._in_row:
            self._type, self._style = given.get("t", "n"), int(given.get("s", 0))
            reference = given.get("r")
            self._column = column_of(reference) if reference else self._column + 1
            if self._column >= MOST_COLUMNS:
                raise Broken("columns")
            self._texts = []
        elif tag in {"v", "t"} and self._in_row and not self._in_sound:
            self._parser.CharacterDataHandler = self._said
        elif tag == "row":
            self._row = int(given.get("r", self._row + 1))
            self._cells, self._column, self._size, self._in_row = [], -1, 0, True
        elif tag == "rPh":  # how a name is pronounced is not what it says
            self._in_sound = True

    def _end(self, name: str) -> None:
        tag = self._tags.get(name)
        if tag == "c" and self._in_row:
            if self._texts:
                self._put("".join(self._texts))
        elif tag in {"v", "t"}:
            self._parser.CharacterDataHandler = None
        elif tag == "row":
            self.rows.append((self._row, self._cells))
            self._in_row = False
        elif tag == "rPh":
            self._in_sound = False

    def _put(self, text: str) -> None:
        value, gap = self._told(self._type, text, self._style), self._column - len(self._cells)
        if gap == 0:
            self._cells.append(value)
        elif gap > 0:
            self._cells.extend([None] * gap)
            self._cells.append(value)
        else:
            self._cells[self._column] = value

    def _said(self, text: str) -> None:
        self._size += len(text)
        if self._size > LONGEST:
            raise Broken("row")
        self._texts.append(text)


def rows_of(sheet: IO[bytes], told: Told) -> Iterator[tuple[int, list[Any]]]:
    """Yield (number, values) of the rows of a worksheet; cells that are not there are None.

    Raises:
        Broken: no XML, with a document type, or beyond what a sheet holds.
    """
    grid = Grid(told)
    while piece := sheet.read(CHUNK):
        grid.feed(piece)
        if grid.rows:
            yield from grid.rows
            grid.rows.clear()
    grid.feed(b"", is_last=True)
    yield from grid.rows


def _refuse(*_declared: object) -> None:
    raise Broken("document type")
