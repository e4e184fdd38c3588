"""Answers read with bounds: so many bytes as they come, so many as they unfold, of these kinds."""

import zlib
from collections.abc import Iterable, Iterator, Sequence

from livecompliance.kernel.outbound_address import Refused

GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
Headers = Sequence[tuple[bytes, bytes]]


def header(headers: Headers, name: bytes) -> str:
    """Return the first header of a name, as text; "" when there is none."""
    found = (value for key, value in headers if key.lower() == name)
    return next(found, b"").decode("latin-1").strip()


def is_one_of(kinds: Sequence[str], headers: Headers) -> bool:
    """Tell whether what an answer says of its content begins with one of `kinds`; () is any."""
    said = header(headers, b"content-type").lower()
    return not kinds or said.startswith(tuple(kinds))


def read(pieces: Iterable[bytes], encoding: str, most: int) -> tuple[bytes, bool]:
    """Return the first `most` bytes of a body, unfolded, and whether that is all of it.

    Nothing is read that is not needed, and nothing unfolded beyond the bound: a small answer
    that unfolds into a large one costs what a plain answer of the bound would.

    Raises:
        Refused: an encoding that was not asked for, or one that does not hold.
    """
    body = bytearray()
    for piece in _unfolded(pieces, encoding, most):
        body += piece
        if len(body) > most:
            return bytes(body[:most]), False
    return bytes(body), True


def _unfolded(pieces: Iterable[bytes], encoding: str, most: int) -> Iterator[bytes]:
    if encoding.lower() in {"", "identity"}:
        yield from pieces
        return
    if encoding.lower() not in {"gzip", "x-gzip", "deflate"}:
        raise Refused("the answer is encoded in a way that was not asked for")
    unfold = zlib.decompressobj(GZIP_OR_ZLIB)
    try:
        for piece in pieces:
            yield unfold.decompress(piece, most + 1)
    except zlib.error:
        raise Refused("the answer does not unfold") from None
    if not unfold.eof:
        raise Refused("the answer does not unfold")
