"""Read an event of the wire format for inspection: who, when, and the words in it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TypeAlias, cast

import msgspec

from rooms import wire

AnyEvent: TypeAlias = wire.Event | Mapping[str, object]

ONLY_TEXT = ("text",)
FIELDS: dict[type[wire.Event], tuple[str, ...]] = {
    wire.Comment: ONLY_TEXT,
    wire.Speech: ONLY_TEXT,
    wire.ScreenText: ONLY_TEXT,
    wire.Script: ONLY_TEXT,
    wire.Title: ONLY_TEXT,
    wire.Cover: ONLY_TEXT,
    wire.Review: ONLY_TEXT,
    wire.Removal: ONLY_TEXT,
    wire.Correction: (),  # it says again what was wrong: that came as speech, and is judged there
    wire.Goods: ("text", "title", "description"),
    wire.Product: ("text", "title", "description"),
    wire.Profile: ("text", "name", "bio"),
    wire.Connect: ("text", "name"),
    wire.Link: ("text", "url"),
    wire.Qr: ("text", "content"),
    wire.Metric: ONLY_TEXT,
    wire.Recording: ONLY_TEXT,
    wire.Frame: ONLY_TEXT,
}
KINDS: dict[type[wire.Event], str] = {
    kind: cast(str, kind.__struct_config__.tag) for kind in FIELDS
}
TALK: frozenset[type[wire.Event]] = frozenset(
    {wire.Comment, wire.Speech, wire.ScreenText, wire.Review}
)
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


def milliseconds(at: datetime) -> int:
    """Return a moment in milliseconds since the epoch; without a zone it is UTC."""
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return (at - _EPOCH) // _MILLISECOND


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
