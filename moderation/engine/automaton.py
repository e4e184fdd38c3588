"""One multi-pattern automaton behind one small interface."""

from collections.abc import Callable
from importlib.util import find_spec
from typing import TypeAlias

import ahocorasick_rs

if find_spec("daachorse"):
    import daachorse

Find: TypeAlias = Callable[[str], list[tuple[int, int, int]]]


def nothing(_text: str) -> list[tuple[int, int, int]]:
    """Find nothing: the automaton of no keys."""
    return []


# Linux on aarch64 has no wheel of daachorse; the other library finds the same hits.
DAACHORSE = find_spec("daachorse") is not None


def build(keys: list[str]) -> tuple[Find, bytes]:
    """Return a finder of all overlapping hits (start, end, key number), and its image.

    The image is empty where the library cannot write one; `restore` then builds again.
    """
    if not keys:
        return nothing, b""
    if DAACHORSE:
        automaton = daachorse.CharwiseDoubleArrayAhoCorasick(keys)
        return automaton.find_overlapping, bytes(automaton.serialize())
    return _fallback(keys), b""


def restore(image: bytes, keys: Callable[[], list[str]]) -> Find:
    """Return the finder of an image made by `build`; `keys` is called only without one."""
    if image and DAACHORSE:
        automaton = daachorse.CharwiseDoubleArrayAhoCorasick.deserialize(image)
        find: Find = automaton.find_overlapping
        return find
    return build(keys())[0]


def _fallback(keys: list[str]) -> Find:
    automaton = ahocorasick_rs.AhoCorasick(keys)

    def find(text: str) -> list[tuple[int, int, int]]:
        hits = automaton.find_matches_as_indexes(text, overlapping=True)
        return [(start, end, key) for key, start, end in hits]

    return find
