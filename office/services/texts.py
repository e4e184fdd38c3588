"""Text as Chinese offices write it: UTF-8 with or without BOM, UTF-16, GB18030, told apart."""

import codecs
import io
from typing import IO, BinaryIO

NAME = "lc_office_text"
MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
    b"\x84\x31\x95\x33": "gb18030",
}
LONGEST_MARK = 4


class Detecting(codecs.IncrementalDecoder):
    """Decides at the first bytes that are not ASCII: before them all encodings agree.

    What is valid UTF-8 is UTF-8; all else is GB18030, which GBK and GB2312 are parts of.
    """

    def __init__(self, errors: str = "strict") -> None:
        super().__init__(errors)
        self._inner: codecs.IncrementalDecoder | None = None
        self._begun = False
        self._held = b""

    def decode(self, input: "codecs.ReadableBuffer", final: bool = False) -> str:  # type: ignore[name-defined]  # noqa: A002
        data = self._held + bytes(input)
        self._held = b""
        if self._inner is None and not self._choose(data, final=final):
            return ""
        if self._inner is None:
            return data.decode("ascii")
        return self._inner.decode(self._without_mark(data), final)

    def reset(self) -> None:
        self.__init__(self.errors)  # type: ignore[misc]

    def getstate(self) -> tuple[bytes, int]:
        return b"", 0

    def _without_mark(self, data: bytes) -> bytes:
        if self._begun:
            return data
        self._begun = True
        mark = next((mark for mark in MARKS if data.startswith(mark)), b"")
        return data[len(mark) :]

    def _choose(self, data: bytes, *, final: bool) -> bool:
        """Settle on an encoding if these bytes tell; False when more of them are needed."""
        if not self._begun and len(data) < LONGEST_MARK and not final:
            self._held = data
            return False
        marked = None if self._begun else next((m for m in MARKS if data.startswith(m)), None)
        if marked == codecs.BOM_UTF8:  # some write it before GB18030 too
            name = _which(data[len(marked) :], final=final)
            self._inner = codecs.getincrementaldecoder(name)(self.errors)
        elif marked:
            self._inner = codecs.getincrementaldecoder(MARKS[marked])(self.errors)
        elif data.isascii():
            self._begun = True
        else:
            self._inner = codecs.getincrementaldecoder(_which(data, final=final))(self.errors)
        return True


def _which(data: bytes, *, final: bool) -> str:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, final)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _find(name: str) -> codecs.CodecInfo | None:
    if name != NAME:
        return None
    plain = codecs.lookup("utf-8")
    return codecs.CodecInfo(
        plain.encode,
        plain.decode,
        name=NAME,
        incrementaldecoder=Detecting,
        incrementalencoder=plain.incrementalencoder,
    )


codecs.register(_find)


def lines_of(stream: BinaryIO) -> IO[str]:
    """Return the lines of a binary stream as text, line ends as they are.

    A UnicodeDecodeError on the way means that it is no text, or two kinds of it in one.
    """
    return io.TextIOWrapper(stream, NAME, newline="")
