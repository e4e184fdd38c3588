"""Which base pack this installation had at a moment."""

import time
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

import msgspec

from catalog.models import Release
from catalog.rules import moments
from catalog.rules.pack import Pack, base, digest

_known: list[tuple[float, tuple["Mark", ...]]] = []


class Mark(NamedTuple):
    """A base pack and the moment from which it holds; the rows are read when it is asked."""

    number: int
    effective_at: datetime
    digest: str


class Base(NamedTuple):
    """The base pack that holds: what it says, and what identifies it."""

    digest: str
    pack: Pack


def release_marks() -> tuple[Mark, ...]:
    """Return the base packs there were, as this process knew them a second ago at most."""
    now = time.monotonic()
    if _known and now - _known[0][0] < moments.LOOK.total_seconds():
        return _known[0][1]
    rows = Release.objects.order_by("number").values_list("number", "effective_at", "digest")
    _known[:] = [(now, tuple(Mark(*row) for row in rows))]
    return _known[0][1]


def releases_forget() -> None:
    """Let the next question be asked of the database."""
    _known.clear()


def release_latest() -> Release | None:
    """Return the newest base pack that was noted."""
    return Release.objects.order_by("-number").first()


def base_at(moment: datetime) -> Base:
    """Return the base pack that held at a moment; before the first that was noted, that one."""
    marks = release_marks()
    mark = moments.in_force(marks, moment) or min(marks, key=lambda one: one.number, default=None)
    return base_of(mark.digest) if mark else Base(digest(), base())


@lru_cache(maxsize=8)
def base_of(name: str) -> Base:
    """Return a base pack by its digest: the product's own, or one that was noted.

    What was noted by a newer program, and this one cannot read, is the product's own here.
    """
    row = None if name == digest() else Release.objects.filter(digest=name).first()
    if row is None:
        return Base(digest(), base())
    try:
        return Base(name, msgspec.convert(row.body, Pack))
    except msgspec.ValidationError:
        return Base(digest(), base())
