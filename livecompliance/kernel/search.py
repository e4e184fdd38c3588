"""Go to anything by number or name: every app says what of its own can be found, pages ask here."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from uuid import UUID

from livecompliance.kernel.actors import Actor

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST = 100
MOST = 8
HEX = re.compile(r"[0-9a-f]{8,32}")
T = TypeVar("T")


class Found(NamedTuple):
    """One thing that can be gone to."""

    kind: str
    id: str
    title: str
    detail: str
    url: str


class Group(NamedTuple):
    """What was found of one kind."""

    kind: str
    label: "StrOrPromise"
    found: list[Found]


Find = Callable[[Actor, str, int], Iterable[Found]]


class _Kind(NamedTuple):
    place: int
    label: "StrOrPromise"
    find: Find
    start: Find | None


_kinds: dict[str, _Kind] = {}


def register(
    kind: str, label: "StrOrPromise", find: Find, *, place: int, start: Find | None = None
) -> None:
    """Let things of a kind be found.

    Args:
        find: (actor, words, most) → what of it this actor may see; the actor is bound.
        place: where the kind stands among the others.
        start: what is offered before anything is typed.
    """
    _kinds[kind] = _Kind(place, label, find, start)


def asked(text: str) -> str:
    """Return what somebody typed as it is looked for: one line, no control characters.

    What is longer than any name finds nothing, and costs nothing.
    """
    if len(text) > 4 * LONGEST:
        return ""
    shown = "".join(
        one if one.isprintable() else " " for one in unicodedata.normalize("NFKC", text)
    )
    words = " ".join(shown.split())
    return words if len(words) <= LONGEST else ""


def folded(text: str) -> str:
    """Return words as they are compared where the database does not do it."""
    return unicodedata.normalize("NFKC", text).lower()


def find(actor: Actor, text: str, most: int = MOST) -> list[Group]:
    """Return what `actor` may go to, by kind; kinds of which nothing was found are left out."""
    wanted = asked(text)
    every = {name: kind.find for name, kind in _kinds.items()} if wanted else {}
    return _groups(every, actor, wanted, most)


def start(actor: Actor, most: int = 2 * MOST) -> list[Group]:
    """Return what is offered before anything is typed."""
    offered = {name: kind.start for name, kind in _kinds.items() if kind.start is not None}
    return _groups(offered, actor, "", most)


def _groups(every: Mapping[str, Find], actor: Actor, wanted: str, most: int) -> list[Group]:
    groups = (
        Group(name, _kinds[name].label, list(every[name](actor, wanted, most))[:most])
        for name in sorted(every, key=lambda each: _kinds[each].place)
    )
    return [group for group in groups if group.found]


def id_range(text: str) -> tuple[UUID, UUID] | None:
    """Return the first and last id that begin as `text` does; None when it is no such number."""
    digits = text.lower().replace("-", "")
    if not HEX.fullmatch(digits):
        return None
    return UUID(digits.ljust(32, "0")), UUID(digits.ljust(32, "f"))


def in_order(ids: Sequence[UUID], rows: dict[UUID, T]) -> list[T]:
    """Return rows in the order of their ids; those that are gone are left out."""
    return [rows[one] for one in ids if one in rows]
