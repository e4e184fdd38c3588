"""What a rule that held was made of: each part of its condition, each value that it read."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from moderation.engine import needs
from moderation.engine.context import CALLS, CONTEXT_NAMES
from moderation.engine.types import Value

MOST_PARTS, MOST_WORDS = 24, 80
SEALED = frozenset({"text", "goods_title"})  # words stand, sealed, in the finding's excerpt
ALWAYS = frozenset({"kind", "field"})
CALL = re.compile(rf"\b(?:{'|'.join((*CALLS, 'jump'))})\s*\([^()]*\)")
NAME = re.compile(r"(?<![\w.\"'])[a-z_]\w*(?!\s*\()")
Parts = tuple[tuple[str, Any], ...]


def parts_of(when: str) -> list[str]:
    """Return what a condition is made of: the parts that && and || join, then what they read."""
    leaves = list(dict.fromkeys(_leaves(when)))
    read = [name for leaf in leaves for name in _read(leaf)]
    return list(dict.fromkeys([*leaves, *read]))[:MOST_PARTS]


def _leaves(when: str) -> list[str]:
    part = needs.bare(when)
    for sign in ("||", "&&"):
        inside = needs.split(part, sign)
        if len(inside) > 1:
            return [leaf for one in inside for leaf in _leaves(one)]
    return [" ".join(part.split())]


def _read(leaf: str) -> list[str]:
    outside = "".join(char if char else " " for char in _outside(leaf))
    names = [one for one in NAME.findall(outside) if one in CONTEXT_NAMES or one == "type"]
    return [*CALL.findall(leaf), *(one for one in names if one not in SEALED | ALWAYS)]


def _outside(leaf: str) -> list[str]:
    kept = [" "] * len(leaf)
    for index, char in needs.outside_quotes(leaf):
        kept[index] = char
    return kept


@lru_cache(maxsize=4096)
def compiled_parts(when: str, compiled: Callable[[str], Any]) -> Parts:
    """Return the parts of a condition, compiled; one that is no whole by itself is left out."""
    found = []
    for text in parts_of(when):
        try:
            found.append((text, compiled(text)))
        except (RuntimeError, ValueError):
            continue
    return tuple(found)


def values_of(parts: Parts, activation: Any) -> tuple[tuple[str, Value], ...]:
    """Return what each part came to for one event."""
    return tuple((text, _plain(part.eval(activation).value())) for text, part in parts)


def _plain(value: object) -> Value:
    if isinstance(value, bool | int):
        return value
    return round(value, 4) if isinstance(value, float) else str(value)[:MOST_WORDS]
