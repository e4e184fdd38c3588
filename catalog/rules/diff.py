"""What differs between two catalogues, entry by entry and field by field. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple

import msgspec

from catalog.rules.own import Placed
from catalog.rules.pack import Entry

How = Literal["added", "removed", "changed"]
LEFT_OUT = frozenset({"id", "number"})


class Field(NamedTuple):
    """A field that differs: of a list what came and went, of anything else both values."""

    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]


class Change(NamedTuple):
    """An entry that is new, gone or different. `entry` is the newer wording."""

    how: How
    entry: Entry
    fields: tuple[Field, ...] = ()


def changes(before: Iterable[Placed], after: Iterable[Placed]) -> list[Change]:
    """Return what differs between two catalogues, in the order of the newer one."""
    old = {one.entry.id: one.entry for one in before}
    new = {one.entry.id: one.entry for one in after}
    found = []
    for name, entry in new.items():
        if name not in old:
            found.append(Change("added", entry))
        elif fields := fields_of(old[name], entry):
            found.append(Change("changed", entry, fields))
    return found + [Change("removed", one) for name, one in old.items() if name not in new]


def fields_of(before: Entry, after: Entry) -> tuple[Field, ...]:
    """Return in which fields two wordings of an entry differ."""
    old, new = (_plain(one) for one in (before, after))
    return tuple(
        _field(name, old[name], value)
        for name, value in new.items()
        if name not in LEFT_OUT and value != old[name]
    )


def _plain(one: Entry) -> Mapping[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(one)
    return told | {"passes": [near["title"] for near in told["passes"]]}


def _field(name: str, before: Any, after: Any) -> Field:
    if isinstance(after, list):
        gone = tuple(word for word in before if word not in after)
        come = tuple(word for word in after if word not in before)
        return Field(name, gone, come)
    return Field(name, _said(before), _said(after))


def _said(value: Any) -> tuple[str, ...]:
    return () if value in (None, "") else (str(value),)
