"""Which version holds at a moment: one answer for every moment, the same for ever. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

LOOK = timedelta(seconds=1)  # how old what a process knows of the versions may be
LEAD = timedelta(seconds=5)  # before it holds a version is published, so that all know it by then
LATEST = timedelta(days=366)  # a version is not published for a moment further off


class Mark(Protocol):
    """A version: they are numbered in the order in which they were published."""

    @property
    def number(self) -> int: ...
    @property
    def effective_at(self) -> datetime: ...


M = TypeVar("M", bound=Mark)


def in_force(marks: Iterable[M], moment: datetime) -> M | None:
    """Return the version that holds at a moment: of those whose moment has come, the newest.

    None holds back a newer one: what was published for later, and another was published since,
    never comes. Versions are published before their moment, so no answer about the past changes.

    Law: M-rules-and-catalogue
    """
    come = (one for one in marks if one.effective_at <= moment)
    return max(come, key=lambda one: one.number, default=None)


def never(marks: Iterable[M]) -> list[M]:
    """Return the versions that never hold, because a newer one came no later."""
    rows = sorted(marks, key=lambda one: -one.number)
    gone, earliest = [], None
    for one in rows:
        if earliest is not None and one.effective_at >= earliest:
            gone.append(one)
        earliest = min(one.effective_at, earliest or one.effective_at)
    return gone


def ends(marks: Iterable[M], one: M) -> datetime | None:
    """Return the moment from which a newer version holds instead; None while there is none."""
    newer = [other.effective_at for other in marks if other.number > one.number]
    return min(newer, default=None)
