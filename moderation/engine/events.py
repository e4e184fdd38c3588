"""Read an event of the wire format for inspection: who, when, and the words in it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TypeAlias, cast

import msgspec

from rooms import wire

AnyEvent: TypeAlias = wire.Event | Mapping[str, object]

_TEXT = ("text",)
FIELDS: dict[type[wire.Event], tuple[str, ...]] = {
    wire.Comment: _TEXT,
    wire.Speech: _TEXT,
    wire.ScreenText: _TEXT,
    wire.Script: _TEXT,
    wire.Title: _TEXT,
    wire.Cover: _TEXT,
    wire.Review: _TEXT,
    wire.Removal: _TEXT,
    wire.Goods: ("text", "title", "description"),
    wire.Product: ("text", "title", "description"),
    wire.Profile: ("text", "name", "bio"),
    wire.Connect: ("text", "name"),
    wire.Link: ("text", "url"),
    wire.Qr: ("text", "content"),
    wire.Metric: _TEXT,
    wire.Recording: _TEXT,
    wire.Frame: _TEXT,
}
KINDS: dict[type[wire.Event], str] = {
    kind: cast(str, kind.__struct_config__.tag) for kind in FIELDS
}
QUIET = frozenset({"comment", "speech", "screen_text", "review"})
_types = wire.Publication


def as_event(event: AnyEvent) -> wire.Event:
    """Return a wire struct; a plain mapping is checked and converted.

    Raises:
        msgspec.ValidationError: the mapping is no event.
    """
    if isinstance(event, wire.Event):
        return event
    return cast(wire.Event, msgspec.convert(event, _types))


def milliseconds(event: wire.Event) -> int | None:
    """Return when it happened in milliseconds since the epoch, or None if it does not say."""
    at = event.at
    if at is None or isinstance(at, int):
        return at
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return int((at - _EPOCH).total_seconds() * 1000)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
