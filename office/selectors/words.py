"""What clocks, and the reasons for which they pause, are called: apps register their own."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_words: "dict[str, StrOrPromise]" = {}


def clock_words(words: "Mapping[str, StrOrPromise]") -> None:
    """Keep what kinds of clocks, kinds of subjects and reasons for pauses are called."""
    _words.update(words)


def word(code: str) -> str:
    """Return what a code is called; the code itself when nobody registered it."""
    return str(_words.get(code, code))
