"""The frames of both sockets: what a client may send, how answers are encoded."""

from typing import Any
from uuid import UUID

import msgspec

MOST_CHARACTERS = 4096


class Hello(msgspec.Struct, tag_field="type", tag="hello", frozen=True):
    """Begin again after `since`."""

    since: int = 0


class Delivered(msgspec.Struct, tag_field="type", tag="delivered", frozen=True):
    """The client has measure `seq`."""

    seq: int


class Watching(msgspec.Struct, tag_field="type", tag="watching", frozen=True):
    """The person looks at a room; at none when it is null."""

    room: UUID | None = None


class BadFrame(Exception):
    """A frame that says nothing this socket understands. `code` is for the client."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


_of_room = msgspec.json.Decoder(Hello | Delivered)
_of_console = msgspec.json.Decoder(Hello | Watching)


def room_frame(text: str | None) -> Hello | Delivered:
    """Return what a room's client said.

    Raises:
        BadFrame: not text, not JSON, an unknown type, a value of the wrong kind.
    """
    frame: Hello | Delivered = _decoded(_of_room, text)
    return frame


def console_frame(text: str | None) -> Hello | Watching:
    """Return what a console said.

    Raises:
        BadFrame: not text, not JSON, an unknown type, a value of the wrong kind.
    """
    frame: Hello | Watching = _decoded(_of_console, text)
    return frame


def _decoded(decoder: Any, text: str | None) -> Any:
    if text is None:
        raise BadFrame("not_text")
    try:
        return decoder.decode(text)
    except msgspec.ValidationError as fault:
        raise BadFrame("unknown_type" if "$.type" in str(fault) else "bad_value") from None
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        raise BadFrame("bad_json") from None


def text_of(frame: dict[str, Any]) -> str:
    """Return a frame as it is sent."""
    return msgspec.json.encode(frame).decode()


def error(code: str) -> str:
    """Return the frame that tells a client what was wrong with its own."""
    return text_of({"type": "error", "code": code})
