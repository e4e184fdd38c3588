"""The live-room events on the wire: types, limits and one strict, fast decoder. Pure msgspec."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta, Struct

MAX_EVENTS = 1_000
MAX_BYTES = 1_048_576

Role = Literal["operator", "marketer", "guest", "viewer", "system"]
EventId: TypeAlias = (
    Annotated[str, Meta(min_length=1, max_length=64)]
    | Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
)
Moment: TypeAlias = (
    Annotated[datetime, Meta(tz=True)] | Annotated[int, Meta(ge=0, le=32_503_680_000_000)]
)
Short: TypeAlias = Annotated[str, Meta(max_length=200)]
Text: TypeAlias = Annotated[str, Meta(max_length=5_000)]
LongText: TypeAlias = Annotated[str, Meta(max_length=10_000)]
Url: TypeAlias = Annotated[str, Meta(max_length=2_048)]
Count: TypeAlias = Annotated[int, Meta(ge=0, le=9_007_199_254_740_991)]


class Speaker(Struct, frozen=True, omit_defaults=True, gc=False):
    """Who said or did it. `id` is the platform's own number for the person."""

    role: Role
    id: Short = ""
    name: Short = ""


class Event(Struct, kw_only=True, omit_defaults=True, tag_field="type", gc=False):
    """What every event carries. `at` is RFC 3339 or milliseconds since the epoch.

    Events hold no cycles, so the collector does not walk through them.
    """

    id: EventId
    at: Moment | None = None
    speaker: Role | Speaker | None = None
    text: Text = ""


class Comment(Event, tag="comment"):
    """A viewer's chat line or bullet comment."""


class Speech(Event, tag="speech"):
    """A piece of the transcript, `offset_ms` from the start of the broadcast."""

    offset_ms: Count = 0
    duration_ms: Count = 0


class ScreenText(Event, tag="screen_text"):
    """Words read off the picture."""

    offset_ms: Count = 0


class Goods(Event, tag="goods"):
    """A product was listed, pinned, explained or removed."""

    product_id: Short = ""
    title: Short = ""
    description: Text = ""
    price_fen: Count | None = None
    category: Short = ""
    action: Literal["listed", "pinned", "explained", "removed"] = "listed"


class Link(Event, tag="link"):
    """A jump link was shown (Measures, Article 9, paragraph 2)."""

    url: Annotated[str, Meta(min_length=1, max_length=2_048)]


class Qr(Event, tag="qr"):
    """A QR code was seen; `content` is what it says."""

    content: Annotated[str, Meta(min_length=1, max_length=4_096)]


class Metric(Event, tag="metric"):
    """The room's figures at one moment; money in fen."""

    viewers: Count | None = None
    likes: Count | None = None
    orders: Count | None = None
    amount_fen: Count | None = None
    refunds: Count | None = None
    followers: Count | None = None


class Profile(Event, tag="profile"):
    """The account's name, avatar or self-description changed."""

    name: Short = ""
    avatar: Url = ""
    bio: Text = ""


class Title(Event, tag="title"):
    """The room's title changed."""


class Cover(Event, tag="cover"):
    """The room's cover changed; `text` is what can be read on it."""

    image: Url = ""


class Removal(Event, tag="removal"):
    """Somebody hid, folded, muted or deleted a comment; `text` is what it said."""

    target_id: EventId
    action: Literal["hidden", "folded", "muted", "deleted"] = "deleted"
    by: Short = ""


class Correction(Event, tag="correction"):
    """What was said wrongly was set right on air; `text` says how, `target_id` names the words.

    It stays with the broadcast for the years that the law has its record kept. What it repeats is
    no new claim: the words came as speech and are judged there.

    Law: O117-correction
    """

    target_id: EventId | None = None
    offset_ms: Count = 0


class Review(Event, tag="review"):
    """A buyer's review, 1 to 5 stars."""

    rating: Annotated[int, Meta(ge=1, le=5)] | None = None
    product_id: Short = ""


class Connect(Event, tag="connect"):
    """Somebody joined or left by voice or video."""

    person: Short = ""
    name: Short = ""
    mode: Literal["voice", "video"] = "voice"
    joined: bool = True


class Recording(Event, tag="recording", rename={"from_": "from"}):
    """The register entry of a piece of video, which stays with the platform."""

    uri: Annotated[str, Meta(min_length=1, max_length=2_048)]
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    from_: Moment | None = None
    to: Moment | None = None
    codec: Short = ""


class FrameLabel(Struct, frozen=True):
    """One thing the platform's own vision saw, with its score from 0 to 1."""

    name: Short
    score: Annotated[float, Meta(ge=0, le=1)]


class Frame(Event, tag="frame"):
    """Hashes and labels of one frame of the picture."""

    hashes: dict[Short, Short] = {}
    labels: list[FrameLabel] = []


class Script(Event, tag="script"):
    """A script handed in for review before the broadcast."""

    text: LongText = ""


class Product(Event, tag="product"):
    """A product's page handed in for review before it is shown."""

    title: Short = ""
    description: LongText = ""
    category: Short = ""
    price_fen: Count | None = None
    text: LongText = ""


LiveEvent: TypeAlias = (
    Comment
    | Speech
    | ScreenText
    | Goods
    | Link
    | Qr
    | Metric
    | Profile
    | Title
    | Cover
    | Removal
    | Correction
    | Review
    | Connect
    | Recording
    | Frame
)
Publication: TypeAlias = LiveEvent | Script | Product

DEFAULT_ROLES: dict[type[Event], Role] = {
    Comment: "viewer",
    Review: "viewer",
    Speech: "marketer",
    ScreenText: "marketer",
    Script: "marketer",
    Metric: "system",
    Frame: "system",
    Recording: "system",
}

AT = re.compile(r" - at `\$\.?([^`]*)`$")
MISSING = re.compile(r"missing required field `([^`]+)`")
_live: msgspec.json.Decoder[LiveEvent] = msgspec.json.Decoder(LiveEvent)
_any: msgspec.json.Decoder[Publication] = msgspec.json.Decoder(Publication)


def role_of(event: Event) -> Role:
    """Return who spoke; an event that does not say is its type's usual speaker."""
    speaker = event.speaker
    if speaker is None:
        return DEFAULT_ROLES.get(type(event), "operator")
    return speaker.role if isinstance(speaker, Speaker) else speaker


def decode_live(line: bytes) -> LiveEvent:
    """Decode one line of the ingest API.

    Raises:
        msgspec.DecodeError: not JSON, or (ValidationError) a field of the wrong shape.
    """
    return _live.decode(line)


def decode_live_lines(body: bytes) -> list[LiveEvent]:
    """Decode a whole NDJSON body at once; raises as `decode_live` does, for any line."""
    return _live.decode_lines(body)


def decode_any(line: bytes | str) -> Publication:
    """Decode one line of the publication review and of `manage.py inspect`."""
    return _any.decode(line)


def field_of(said: str) -> str:
    """Return the field that a decoder complains about, `speaker.role`; "" when it is the line."""
    at, missing = AT.search(said), MISSING.search(said)
    return ".".join(one[1] for one in (at, missing) if one and one[1])


def is_missing(said: str) -> bool:
    """Tell whether a decoder complains that a field is not there."""
    return MISSING.search(said) is not None


def texts_of(event: Event) -> Iterator[tuple[str, str]]:
    """Yield (field, words) for every field of `event` that a person can read."""
    for field in ("text", "title", "description", "name", "bio", "url", "content"):
        words = getattr(event, field, "")
        if words:
            yield field, words
