"""How a file lies in the storage: parts, each sealed to its file, its place and to being the last.

A part that was altered, left out, moved, repeated, or taken from another file does not open,
and a file that was cut short has no last part.
"""

from collections.abc import Iterable, Iterator

from livecompliance.kernel import crypto

PART = 1 << 20  # bytes of content in one part, at most


def part_seal(key: bytes, place: str, index: int, content: bytes, *, is_last: bool) -> bytes:
    """Return one part as it is stored.

    Args:
        place: tenant|model|field|pk.
    """
    return crypto.seal(key, content, _bound(place, index, is_last))


def part_open(key: bytes, place: str, index: int, sealed: bytes, *, is_last: bool) -> bytes:
    """Return the content of one part.

    Raises:
        KeyLost: not this part of this file, or altered.
    """
    return crypto.unseal(key, sealed, _bound(place, index, is_last))


def cut(pieces: Iterable[bytes], size: int = PART) -> Iterator[bytes]:
    """Yield the same bytes in pieces of exactly `size`, and the rest."""
    held = bytearray()
    for piece in pieces:
        held += piece
        at = 0
        while len(held) - at >= size:
            yield bytes(held[at : at + size])
            at += size
        del held[:at]
    if held:
        yield bytes(held)


def _bound(place: str, index: int, is_last: bool) -> bytes:
    return f"{place}|{index}|{'last' if is_last else 'more'}".encode()
