"""One multi-pattern automaton behind one small interface."""

from collections.abc import Callable
from typing import TypeAlias

try:
    import daachorse
except ImportError:  # Linux on aarch64 has no wheel of it
    daachorse = None
import ahocorasick_rs

Find: TypeAlias = Callable[[str], list[tuple[int, int, int]]]


def nothing(_text: str) -> list[tuple[int, int, int]]:
    """Find nothing: the automaton of no keys."""
    return []


def build(keys: list[str]) -> tuple[Find, bytes]:
    """Return a finder of all overlapping hits (start, end, key number), and its image.

    The image is empty where the library cannot write one; `restore` then builds again.
    """
    if not keys:
        return nothing, b""
    if daachorse is not None:
        automaton = daachorse.CharwiseDoubleArrayAhoCorasick(keys)
        return automaton.find_overlapping, bytes(automaton.serialize())
    return _fallback(keys), b""


def restore(image: bytes, keys: Callable[[], list[str]]) -> Find:
    """Return the finder of an image made by `build`; `keys` is called only without one."""
    if image and daachorse is not None:
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
